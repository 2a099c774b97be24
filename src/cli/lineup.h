/*
 * The line-up of a layer's channels: the weights of each, its response to an image, and the image
 * that excites it most (cells 12 and 13 of the article).
 */
#ifndef CLI_LINEUP_H
#define CLI_LINEUP_H

#include "cli/output.h"
#include "nn/net.h"

struct lineup_spec {
	int layer;
	int channel;      /* whose weights: of the layer's inputs */
	int first, count; /* of its own channels */
	int steps;
	float rate;
	uint64_t seed; /* the ascent for channel c starts from noise of seed + c */
};

/* Pictures of channels first..first+count-1, in that order. */
struct lineup {
	struct lineup_spec spec;
	int weights_height, weights_width; /* 0: the weights are no picture */
	struct shape response_shape, image_shape;
	float *weights;   /* [count, weights_height, weights_width] */
	float *responses; /* [count, height, width] */
	float *images;    /* [count, height, width] */
	double *reached;  /* [count]: the mean response to each of those images */
};

struct lineup *lineup_new(const struct net *, const struct lineup_spec *, const float *image,
			  struct pool *);
void lineup_free(struct lineup *);
/* A row of three pictures for each channel. */
bool lineup_show(const struct lineup *, struct output *, struct err *);

#endif
