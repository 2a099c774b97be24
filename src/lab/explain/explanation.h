/*
 * Explanations: what of its input one output of a net is due to. Each is one const struct in a file
 * of its own and one row of the table.
 */
#ifndef LAB_EXPLAIN_EXPLANATION_H
#define LAB_EXPLAIN_EXPLANATION_H

#include "nn/net.h"

#include <stdatomic.h>
#include <stdint.h>

/* What is to be explained: the value that a unit of a layer has for an image. */
struct explanation_query {
	const struct net *net; /* borrowed, as all here */
	const float *image;    /* [height, width] of the net's input */
	int layer;             /* of the net; net->count - 1: the logits */
	int unit;              /* a class, a dense layer's unit, or a filter */
	/* For explanations of the logits by the pixels. */
	bool has_against; /* explain the unit's logit less that of the class `against` */
	int against;
	const float *baseline;   /* [height, width], what counts as no input; NULL: zeros */
	int convolution;         /* that Grad-CAM looks at: 1 for the net's first, 0 for its last */
	uint64_t seed;           /* of noise */
	const atomic_bool *stop; /* once set, what is computed is of no use; NULL: never */
};

/* How much each part of the input contributes, in units of the value that is explained. */
struct attribution {
	struct shape shape;        /* an image's {height, width, 1}, or {1, 1, channels} */
	float *values;             /* [shape]; owned */
	double positive, negative; /* sums of the contributions above and below 0 */
	double bias;               /* what no part contributes */
	double sum;   /* all of it: the unit's value where the explanation is complete */
	double value; /* that is explained: what `sum` should be where it is complete */
};

struct explanation {
	const char *name;
	const char *label;   /* the name in at most 10 columns */
	const char *purpose; /* one sentence for people */
	bool is_of_pixels;   /* its attribution has the image's shape */
	bool is_slope;       /* values are per unit of a pixel, and no shares of the value */
	bool has_baseline;   /* what it computes depends on the baseline; on the seed */
	bool has_noise;
	bool has_layer; /* it looks at a convolution's maps: values compare with each other only */
	/* positive + negative is to be value - bias: what the baseline lacks of the image. */
	bool is_complete;
	/* Whether it can explain units of a layer. */
	bool (*applies)(const struct net *, int layer);
	/* The caller clears the attribution. Only where it applies. */
	struct attribution (*compute)(const struct explanation_query *);
};

/* The table, ended by NULL (explanations.c). */
extern const struct explanation *const explanations[];
/* By its name; NULL: there is none. */
const struct explanation *explanation_find(const char *name);

/* Whether a query is not to be answered any more. */
bool explanation_is_stopped(const struct explanation_query *);
/* For explanations: the sums of values and bias. */
void attribution_sum(struct attribution *);
void attribution_clear(struct attribution *);

#endif
