/*
 * How everything but pictures looks: the styles of text, and which palettes pictures take.
 *
 * Text keeps the terminal's own colours, so that it can be read on any ground; hues are few and
 * mean one thing each (red and blue belong to signed maps alone). Every style that says something
 * has an attribute besides its hue, for terminals without colour: and where two may meet on the
 * screen, a mark has to tell them apart.
 */
#ifndef DRAW_THEME_H
#define DRAW_THEME_H

#include "draw/canvas.h"
#include "draw/medium.h"
#include "draw/palette.h"

enum { THEMES = 5 };

struct theme {
	const char *name;
	bool is_dark; /* what the ground is taken to be */
	struct style plain, faint, strong;
	struct style accent;    /* what is chosen */
	struct style cursor;    /* the same as a block, for text: where the cursor is */
	struct style changed;   /* since the last step */
	struct style good, bad; /* held; fooled */
	struct style error;
	struct style title, title_current; /* the screens' names on the top line */
	struct style footer_key, footer_text;
	enum palette_kind signed_kind;
	const struct rgb *classes; /* hues of classes, [class_count]; 0: they have none */
	int class_count;
};

/* dark, light, mono, and blind twice, for both grounds. */
extern const struct theme themes[THEMES];

/* What a terminal draws on, as far as it is known. */
enum ground { GROUND_UNKNOWN, GROUND_DARK, GROUND_LIGHT };
/* By which of black and white text can be read better. */
enum ground ground_of_color(struct rgb);
/* From $COLORFGBG, "FOREGROUND;GROUND" or with something between, numbers of the sixteen colours;
 * NULL or anything else is unknown. */
enum ground ground_of_colorfgbg(const char *);

/* name: of a theme, or `auto` (or NULL): dark, or light on a light ground. `blind` fits the ground
 * too. NULL where there is none of that name. */
const struct theme *theme_find(const char *name, enum ground);

/* The theme of the same kind for a cell's ground, such as a picture's paper; itself where that is
 * the terminal's own. */
const struct theme *theme_on(const struct theme *, struct rgb ground);

/* How a class looks among others, as its glyph tells too: hues recur where there are many. */
struct style theme_class(const struct theme *, int class);

/* Greys over 0..1: dark ink on white paper, or bright ink on black. */
struct palette theme_picture(bool is_ink_dark);
/* A signed map over -range..range, on the same paper. */
struct palette theme_signed(const struct theme *, bool is_ink_dark, float range);

/* What stands for a sign in a signed map, for sentences: "blue", "purple", "white", or without
 * colours the marks "+#". */
const char *theme_sign(const struct theme *, struct medium, bool is_above_zero);

#endif
