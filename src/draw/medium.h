/*
 * What cells will be shown on: which colours and which glyphs it has.
 *
 * Everything that draws asks the medium, nothing asks the environment but medium_choose().
 */
#ifndef DRAW_MEDIUM_H
#define DRAW_MEDIUM_H

#include "base/err.h"
#include "draw/palette.h"

#include <stdbool.h>

/* Each has those of the one before too. */
enum glyphs {
	GLYPHS_ASCII,
	GLYPHS_BLOCKS, /* UTF-8 and block elements: half-blocks, eighths, shades */
	GLYPHS_BRAILLE
};

struct medium {
	enum color_mode mode;
	enum glyphs glyphs;
};

/* Sets the medium from the words given to --color and --glyphs.
 * color: a name of color_mode_names, `never` (none), `auto` or NULL (none unless is_terminal), or
 * `always` (as on a terminal). What a terminal has is read from NO_COLOR, COLORTERM and TERM.
 * glyphs: as for medium_choose_glyphs(). */
bool medium_choose(struct medium *, const char *color, const char *glyphs, bool is_terminal,
		   struct err *);
/* glyphs: ascii, blocks, braille, or `auto` (or NULL): ASCII unless the locale has UTF-8, so
 * setlocale() comes first; else braille, but on the Linux console, whose fonts have none, blocks.
 */
bool medium_choose_glyphs(struct medium *, const char *glyphs, struct err *);
/* Whether the locale has UTF-8: what is written through it cannot have more than ASCII else. */
bool medium_has_utf8_locale(void);

/* Whether colours can be shown, and so half-blocks or coloured spaces instead of marks. */
bool medium_has_color(struct medium);
/* Whether letters beyond ASCII are right. */
bool medium_has_utf8(struct medium);
/* Whether block elements and braille are: never in plain text. */
bool medium_has_blocks(struct medium);
bool medium_has_braille(struct medium);

#endif
