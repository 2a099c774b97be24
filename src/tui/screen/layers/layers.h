/*
 * Layers: one image all the way through the net, from one pass that a job has run.
 *
 * layers_walk.c runs it and orders what it gave, layers_view.c and layers_detail.c draw it,
 * layers.c has the keys. A stage is a layer as it is shown: the input, a convolution or a dense
 * layer with its ReLU, a pooling; the last one is the probabilities.
 */
#ifndef TUI_SCREEN_LAYERS_LAYERS_H
#define TUI_SCREEN_LAYERS_LAYERS_H

#include "nn/pass.h"
#include "tui/app.h"

struct layers_stage {
	int layer;           /* of the net; -1: the input */
	struct shape shape;  /* of what it gave: maps, or {1, 1, units} */
	const float *values; /* [height, width, channels] */
	float *means;        /* [channels]: of each channel's values */
	float lo, hi;        /* of all values */
	int *order;          /* [channels]: the largest mean first; the last stage's: as they are */
	int from, to; /* the stages before and behind it that weights lead from and to; -1: none */
	/* What each channel of its input gave to each of its own: weight x activation, the mean
	 * over all places of the map, without bias and ReLU. [channels in, channels]; NULL: it has
	 * no weights, or too many. */
	float *contribution;
};

struct layers_walk {
	const struct snapshot *model; /* a reference */
	struct pass *pass;
	int count;
	struct layers_stage stages[NET_MAX_LAYERS + 1];
	float probabilities[DATASET_MAX_CLASSES];
};

struct layers_state {
	unsigned model_generation, sample_generation; /* of what was asked for last */
	struct layers_walk *walk;                     /* NULL: none is there yet */
	int stage;
	/* The channel that was chosen of each stage; -1: the strongest, whichever it is. */
	int chosen[NET_MAX_LAYERS + 1];
	char (*captions)[32]; /* of what `e` writes */
};

/* ---- layers_walk.c: no part of it is the explorer's, and any thread may walk */

struct layers_walk *layers_walk(const struct snapshot *, const float *image);
void layers_walk_free(struct layers_walk *);
bool layers_is_last(const struct layers_walk *, int stage);
/* "input", "conv1", "output". */
const char *layers_name(const struct layers_walk *, int stage);
/* The channel of a stage's input (is_to false), or the channel of the stage behind it, that stands
 * `rank`-th of those that gave most to `channel`, or got most from it; how much, in *given. -1:
 * there is none, or it is not known. */
int layers_contributor(const struct layers_walk *, int stage, int channel, int rank,
		       float *contribution);
int layers_receiver(const struct layers_walk *, int stage, int channel, int rank,
		    float *contribution);

/* ---- of the state, where there is a walk */

/* The channel that is chosen of a stage, and its place in the stage's order. */
int layers_channel(const struct layers_state *, int stage);
int layers_place(const struct layers_state *, int stage);

/* ---- layers_view.c */

void layers_draw(struct app *, const struct layers_state *, struct area);

/* ---- layers_detail.c: the cursor's map, and in words and numbers what is known of it */

/* The largest whole-number scale of a map in so many rows and columns; these become its own. No
 * values yet. */
struct picture layers_fit(struct app *, struct shape, int *rows, int *columns, enum pixels *);
/* How values in lo..hi look: as ink, or signed where some are below zero. */
struct palette layers_palette(struct app *, float lo, float hi);
/* A bar of at most `width` cells. share: 0..1. */
void layers_draw_bar(struct app *, int row, int column, int width, float share);
void layers_draw_map(struct app *, const struct layers_state *, struct area);
void layers_draw_detail(struct app *, const struct layers_state *, struct area);
void layers_status_line(struct app *, const struct layers_state *, char *text, size_t size);

#endif
