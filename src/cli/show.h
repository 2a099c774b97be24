/* Pictures on the output: drawn as cells, or written to the PNG that --png names. */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "cli/output.h"
#include "draw/canvas.h"
#include "draw/sheet.h"

/* Greys over 0..1, or further where the values go further. */
struct palette ink_palette(const float *values, size_t count);

/* Prints a canvas and frees it. */
void show_canvas(struct output *, struct canvas *);
/* A line in bold. */
void show_title(struct output *, const char *words);
/* One line in the output's columns. */
void show_legend(struct output *, const struct palette *, const char *words);
/* The sheet, to the PNG if there is to be one; else drawn, unless the output is JSON. */
bool show_sheet(struct output *, const struct sheet *, struct err *);

/* An image and what a net says about it. */
struct answer {
	const float *image,
		*start; /* start: what the image was made from, to show what was added; or NULL */
	int height, width;          /* 0: the image is not to be shown */
	const float *probabilities; /* [classes] */
	int classes;
	const char *const *names; /* [classes]; NULL: they have numbers only */
};
/* The image, what was added to it, and bars, side by side. */
void show_answer(struct output *, const struct answer *);

#endif
