/*
 * Activation maximisation, as in cells 12 and 13 of the article: from noise to an image that
 * maximizes the mean activation of a channel. The gradient of that mean by the pixels, normalised
 * as in lab/gradient.h, is added to the image, step by step. Where the channel is silent, its ReLU
 * being 0 everywhere, it is the gradient of the mean before the ReLU, which the article does not
 * have: there noise stays noise. It can be continued at any time: nothing is computed twice, and a
 * step depends on nothing but the image, the spec and the number of the step.
 *
 * Beyond the article there are other objectives, and regularizers (lab/feature/regularizer.h). The
 * image from which a whole layer's activations grow is a deep dream (Mordvintsev, Olah, Tyka,
 * "Inceptionism", 2015): whatever the layer finds in it becomes more of the same.
 */
#ifndef LAB_FEATURE_MAXIMIZATION_H
#define LAB_FEATURE_MAXIMIZATION_H

#include "lab/feature/regularizer.h"
#include "nn/pass.h"

#include <stdatomic.h>

enum maximization_objective {
	MAXIMIZE_CHANNEL, /* the mean of a channel's activations a: sum of a / (height * width) */
	MAXIMIZE_NEURON,  /* one of them: of a dense layer the same */
	MAXIMIZE_LAYER,   /* half the sum of the squares of all activations of the layer */
};

struct maximization_spec {
	enum maximization_objective objective;
	int layer;   /* one with weights */
	int channel; /* below its units; not of MAXIMIZE_LAYER */
	int place;   /* of MAXIMIZE_NEURON: y * width + x in the layer's output */
	float rate;  /* what the normalised gradient is multiplied with: 1 in the article */
	struct regularizer regularizer;
	uint64_t seed;    /* of the jitter */
	bool keeps_layer; /* the pass has all activations of the layer; else what is maximized */
};

/* A dream is to leave the image there to be seen: steps, and the rate of each. */
#define DREAM_STEPS 20
#define DREAM_RATE 0.05

struct maximization {
	const struct net *net; /* borrowed */
	struct maximization_spec spec;
	size_t pixels;
	int step;       /* steps done; the article's 50 are enough */
	float *image;   /* [height, width] of the net's input, after those steps */
	double reached; /* the objective for it, behind the ReLU */
	/* Scratch: */
	int activation;  /* the layer whose output is the activation */
	struct net unit; /* net_of_unit(), where that is enough */
	int channel;     /* in the pass's output */
	struct pass *pass;
	float *dy, *gradient, *moved; /* moved: [height, width]; NULL without regularizers */
};

/* At step 0, with a copy of the start. */
struct maximization *maximization_new(const struct net *, const struct maximization_spec *,
				      const float *start);
void maximization_free(struct maximization *);
/* One step. */
void maximization_advance(struct maximization *);
/* One step, from whose normalised gradient [pixels] of what the image shall have less of is
 * subtracted; NULL: nothing. */
void maximization_advance_away(struct maximization *, const float *away);
/* Steps on to `steps` in all; reads *stop (may be NULL) before each. */
void maximization_run(struct maximization *, int steps, const atomic_bool *stop);

#endif
