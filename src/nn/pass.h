/*
 * A pass: the activations and gradients of one thread that runs a net. The net stays const.
 */
#ifndef NN_PASS_H
#define NN_PASS_H

#include "nn/plan.h"

struct pass {
	const struct net *net; /* borrowed; may be exchanged for one of the same architecture */
	int batch;             /* images at the most */
	int n;                 /* images of the last forward run */
	struct pool *pool;     /* borrowed; may be NULL */
	/* Forward runs are without the transforms of convolutions (kernel/winograd.h), which round
	 * more: for gradients, as a ReLU has two. False at first. */
	bool is_exact;
	struct plan plan;
	/* [0]: the input; [i + 1]: of layer i, or NULL where fused. */
	float *outputs[NET_MAX_LAYERS + 1];
	/* Where these values are: there, or where a layer found them that has nothing to do but
	 * while training. */
	const float *values[NET_MAX_LAYERS + 1];
	const uint8_t **packed;       /* [batch]: in place of outputs[0]; NULL: that */
	float *saved[NET_MAX_LAYERS]; /* for backward, by step */
	/* Made by the first backward run: of a step's output and input, in turn; and scratch. */
	float *gradients[2], *scratch;
};

/* is_fused: fastest; else pass_output() has the output of every layer. */
struct pass *pass_new(const struct net *, int batch, bool is_fused, struct pool *);
void pass_free(struct pass *);
/* Bytes that a fused pass may come to need, backward runs included. */
size_t pass_memory(const struct net *, int batch);

/* Where the images go before a run: [batch, height, width, 1]. */
float *pass_input(struct pass *);
/* Has all runs read images as they lie packed (base/packed_image.h), from where pass->packed says
 * before each, and none backward asks for dx. False: the net cannot. */
bool pass_read_packed(struct pass *);
/* Runs n images through layers 0..last (-1: all). dropout: where masks come from; NULL: nothing is
 * dropped. */
void pass_forward(struct pass *, int n, int last, struct rng *dropout);
/* The output of a layer in the last run: [n, height, width, channels]; NULL inside a fused group.
 * -1: of the net. */
const float *pass_output(const struct pass *, int layer);

/* From dy, the gradient of something by the output of layer `last` (-1: the net's), back to the
 * input: parameter gradients go to the sink (NULL: not computed), the input's to dx [n, height,
 * width, 1] (NULL likewise). `last` may not lie inside a fused group. */
void pass_backward(struct pass *, int last, const float *dy, struct sink *, float *dx);
/* The same down to the output of layer `to` <= last, which may not lie inside a fused group either:
 * dy's something by that output, to dx [n, its height, width, channels]. Behind a ReLU too it has
 * all values, those that the ReLU would stop included. */
void pass_backward_to(struct pass *, int last, const float *dy, int to, float *dx);

#endif
