/*
 * Layers: one image all the way through the net (lab/explain/stages.h), which a job computes.
 * layers.c has the keys; view.c and detail.c draw and know nothing of it; cursor.c says which
 * channel of each stage is chosen.
 */
#ifndef TUI_SCREEN_LAYERS_LAYERS_H
#define TUI_SCREEN_LAYERS_LAYERS_H

#include "lab/explain/stages.h"
#include "tui/app.h"

/* The mouse's spots are stage * LAYERS_SPOT + the channel's place in its order. */
enum { LAYERS_SPOT = 1 << 20 };

struct layers_state {
	unsigned model_generation, sample_generation; /* of the last request */
	const struct snapshot *model;                 /* that the stages are of; a reference */
	struct stages *stages;                        /* NULL: none are there yet */
	int stage;
	/* The channel that was chosen of each stage; -1: the strongest, whichever it is. */
	int chosen[NET_MAX_LAYERS + 1];
	char (*captions)[32]; /* of what `e` writes */
};

/* ---- cursor.c: where there are stages */

/* The channel that is chosen of a stage, and its place in the stage's order. */
int layers_channel(const struct layers_state *, int stage);
int layers_place(const struct layers_state *, int stage);

/* ---- view.c */

void layers_draw(struct app *, const struct layers_state *, struct area);

/* ---- detail.c: the cursor's map, and in words and numbers what is known of it */

/* The largest whole-number scale of a map in so many rows and columns; these become its own. No
 * values yet. */
struct picture layers_fit(struct app *, struct shape, int *rows, int *columns, enum pixels *);
/* The palette for values in lo..hi: signed where some are below zero. */
struct palette layers_palette(struct app *, float lo, float hi);
void layers_draw_map(struct app *, const struct layers_state *, struct area);
void layers_draw_detail(struct app *, const struct layers_state *, struct area);
void layers_status_line(struct app *, const struct layers_state *, char *text, size_t size);

#endif
