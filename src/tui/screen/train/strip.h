/*
 * The history as a line, and below it the strip: what each kept network takes the chosen image for.
 *
 * Of a history with more snapshots than the line has columns each column has one. What those say,
 * and back from the latest until one is wrong all others, is asked in the background and kept until
 * the image or the run is another: since when the image is learned does not depend on the window.
 */
#ifndef TUI_SCREEN_TRAIN_STRIP_H
#define TUI_SCREEN_TRAIN_STRIP_H

#include "tui/app.h"

struct train_state;

/* What the kept networks take the chosen image for. */
struct train_strip {
	int run;                    /* the run's number */
	unsigned sample_generation; /* and the image's, that it is about */
	int count, room;
	struct {
		uint64_t step;
		int prediction;
	} * said; /* by step */
};

/* Drops what is known when image or run changed, and asks for what the line shows. */
void train_strip_update(struct app *, struct train_state *);
void train_strip_clear(struct train_state *);
/* The prediction after a kept step; -1: not known (yet). */
int train_strip_at(const struct train_state *, uint64_t step);
/* The first kept step from which on all predictions are the image's label, UINT64_MAX where the
 * latest is not; false: what that takes is not all known yet. */
bool train_strip_learned(const struct app *, const struct train_state *, uint64_t *step);
/* The line in the first row; the strip in the second where there is one. */
void train_strip_draw(struct app *, const struct train_state *, struct area);

#endif
