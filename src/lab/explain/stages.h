/*
 * One image all the way through a net. A stage is a layer as people speak of it: the input, a
 * convolution or a dense layer with its activation, a pooling; the last one is the probabilities.
 */
#ifndef LAB_EXPLAIN_STAGES_H
#define LAB_EXPLAIN_STAGES_H

#include "nn/pass.h"

struct stage {
	int layer;           /* of the net; -1: the input */
	struct shape shape;  /* of its values: maps, or {1, 1, units} */
	const float *values; /* [height, width, channels] */
	float *means;        /* [channels]: of each channel's values */
	float lo, hi;        /* of all values that are finite; 0 where none is */
	int *order;          /* [channels]: the largest mean first; the last stage's: as they are */
	int from, to; /* the stages before and behind it that weights lead from and to; -1: none */
	/* As of channel_contributions(): [channels in, channels], or NULL. */
	float *contributions;
};

struct stages {
	const struct net *net; /* borrowed */
	struct pass *pass;
	int count;
	struct stage list[NET_MAX_LAYERS + 1];
	float *probabilities; /* [classes] */
};

/* Computes all of it. Any thread may. */
struct stages *stages_new(const struct net *, const float *image);
/* NULL is ignored. */
void stages_free(struct stages *);
/* Whether those of another net would have the same names and shapes: it has the same layers. */
bool stages_are_alike(const struct stages *, const struct net *);
bool stages_is_last(const struct stages *, int stage);
/* "input", "conv1", "output". */
const char *stages_name(const struct stages *, int stage);
/* The channel of a stage's input that is the `rank`-th largest of those that contribute to
 * `channel`; or of the channels of the stage behind it that `channel` contributes to. How much, in
 * *contribution. -1: there is none, or it is not known. */
int stages_contributor(const struct stages *, int stage, int channel, int rank,
		       float *contribution);
int stages_receiver(const struct stages *, int stage, int channel, int rank, float *contribution);

#endif
