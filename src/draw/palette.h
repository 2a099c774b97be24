/*
 * Values to colours, and colours to what a terminal can show.
 *
 * A palette is a map and the range lo..hi it spreads over; values outside take the end's colour,
 * and NaN a colour of its own (magenta, '?'), so that a broken picture is seen to be broken.
 * Without colour the same palette gives marks: ten steps of ink, or + # and - = for the two signs,
 * which can be told apart in a log file.
 *
 * A picture owns its paper: every value has a colour, that of the paper included, so that it looks
 * the same on every terminal's ground. Paper is white, or black with is_dark.
 */
#ifndef DRAW_PALETTE_H
#define DRAW_PALETTE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is the terminal's own colour. */
struct rgb {
	uint8_t r, g, b;
	bool is_set;
};

struct rgb rgb(uint8_t r, uint8_t g, uint8_t b);

enum palette_kind {
	PALETTE_GREYS,       /* lo white paper, hi black ink: matplotlib's Greys, but linear */
	PALETTE_GREYS_R,     /* the reverse: bright ink on a dark ground */
	PALETTE_BWR_R,       /* lo red, middle white, hi blue: matplotlib's bwr_r */
	PALETTE_PUOR,        /* lo orange, middle white, hi purple: safe for the colour-blind */
	PALETTE_GREYS_SIGNED /* lo black, middle grey, hi white: without any hue */
};

struct palette {
	enum palette_kind kind;
	float lo, hi;
	bool is_dark; /* BWR_R and PUOR fade to black, not to white, towards the middle */
};

/* Greys over 0..1, and bwr_r over -range..range. */
struct palette palette_greys(void);
struct palette palette_signed(float range);
/* The range of values[count] with `stride` floats from one to the next: smallest to largest, or for
 * signed maps the palette_clip() of their magnitudes to both sides. Values that are not finite do
 * not count; with none left, 0..1 or -1..1. */
struct palette palette_fit(enum palette_kind, const float *values, size_t count, size_t stride);

/* The magnitude that 99 of 100 of the finite values[count] do not exceed, so that a few large ones
 * do not pale the others; what is beyond takes the end's colour. Reorders `values`, whose signs it
 * drops. 1 where there is none above 0. */
float palette_clip(float *values, size_t count);

bool palette_is_signed(const struct palette *);
struct rgb palette_color(const struct palette *, float value);
char palette_mark(const struct palette *, float value);

/* What a stream can show, under the names that --color takes. */
enum color_mode {
	COLOR_NONE, /* plain text, no escapes */
	COLOR_MONO, /* bold and its like, no colours */
	COLOR_8,
	COLOR_16,
	COLOR_256,
	COLOR_DIRECT,
	COLOR_MODES
};
extern const char *const color_mode_names[COLOR_MODES];

/* The number of a colour in a mode: 0..7, 0..15, 16..255 (the nearest of the cube, for greys of the
 * grey ramp too; the first sixteen are the person's own), or 0xRRGGBB. -1: the terminal's own, in
 * every mode for a colour that is not set, and always in the modes without colour. Hue goes before
 * lightness: a weak red becomes a red or white, never a grey that would read as a mark. */
int color_index(enum color_mode, struct rgb);
/* A value's colour on cells. In 256 colours signed maps with hues have nine levels a side, chosen
 * for even steps in CIE lightness and a hue that stays; in 24 bits the lightness is even and the
 * look the same. palette_color() is the article's, for files. */
struct rgb palette_ink(const struct palette *, enum color_mode, float value);
enum { PALETTE_LEVELS = 9 };

/* A cell in 8 or 16 colours: so many quarters (0 to 3) of it are ink, the others ground. Between
 * two neighbours of a palette's few colours that makes three more levels: five greys of 8 colours,
 * thirteen of 16; four or eight levels of a sign. Whatever is a twentieth above the paper shows. */
struct shade {
	struct rgb ink, ground;
	int quarters;
};
struct shade palette_shade(const struct palette *, enum color_mode, float value);
/* The colour of a number 16..255 of 256. */
struct rgb color_of_256(int index);

#endif
