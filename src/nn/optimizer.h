/*
 * What turns gradients into new parameters: SGD, or Adam as TensorFlow has it. An optimizer is a
 * sink (kernel/kernel.h): handed to a backward pass it updates the net piece by piece, without the
 * gradient of a whole layer ever being in memory.
 */
#ifndef NN_OPTIMIZER_H
#define NN_OPTIMIZER_H

#include "nn/net.h"

enum optimizer_kind { OPTIMIZER_SGD, OPTIMIZER_ADAM, OPTIMIZER_KINDS };
extern const char *const optimizer_names[OPTIMIZER_KINDS]; /* "sgd", "adam" */

struct optimizer {
	struct sink sink; /* first: what a pass is given */
	enum optimizer_kind kind;
	float rate;
	struct net *net;       /* borrowed: whose parameters change */
	float *m, *v;          /* Adam's moments, laid out as the net's block; owned */
	struct adam_step adam; /* of the step begun last */
};

void optimizer_init(struct optimizer *, enum optimizer_kind, float rate, struct net *);
void optimizer_clear(struct optimizer *);
/* To be called before the backward pass of each step; step counts from 1. */
void optimizer_begin(struct optimizer *, uint64_t step);

/* A sink that stores: `block` has the layout of the net's parameters and is borrowed. */
struct store {
	struct sink sink;
	float *block;
};
struct store store_to(float *block);

#endif
