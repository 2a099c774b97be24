/*
 * Values to colours, and colours to what a terminal can show.
 *
 * A palette is a map and the range lo..hi it spreads over; values outside take the end's colour,
 * and NaN a colour of its own (magenta, '?'), so that a broken picture is seen to be broken.
 * Without colour the same palette gives marks: ten steps of ink, or + # and - = for the two signs,
 * which can be told apart in a log file.
 *
 * A grounded palette leaves the paper (lo of the greys, zero of the signed maps) to the terminal:
 * pictures lie on its own ground, and paper costs no bytes.
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
	bool is_grounded; /* not for GREYS_SIGNED, whose zero is no paper */
	bool is_dark;     /* BWR_R and PUOR fade to black, not to white, towards the middle */
};

/* Greys over 0..1, and bwr_r over -range..range. */
struct palette palette_greys(void);
struct palette palette_signed(float range);
/* The range of values[count] with `stride` floats from one to the next: smallest to largest, for
 * signed maps symmetric about 0. Values that are not finite do not count; with none left, 0..1 or
 * -1..1.
 */
struct palette palette_fit(enum palette_kind, const float *values, size_t count, size_t stride);

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
/* A value's colour on cells: not set, the terminal's own ground, where a grounded palette's paper
 * would have the same number in the mode. */
struct rgb palette_ink(const struct palette *, enum color_mode, float value);
/* The colour of a number 16..255 of 256. */
struct rgb color_of_256(int index);

#endif
