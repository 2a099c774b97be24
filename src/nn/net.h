/*
 * A net: layers over one block of parameters.
 *
 * Evaluating never writes to it: many threads may read one net, each with a pass of its own
 * (nn/pass.h). Parameters stand in panels (kernel/panel.h); net_get() and net_set() give them the
 * layouts of the article's TensorFlow code: filters [height, width, in, out], dense weights [in,
 * out].
 */
#ifndef NN_NET_H
#define NN_NET_H

#include "base/limits.h"
#include "nn/layer.h"

struct net {
	const struct kernel *kernel;
	struct shape input; /* {height, width, 1} */
	int classes;
	int count; /* of layers */
	struct layer layers[NET_MAX_LAYERS];
	size_t size;       /* of the block, in floats */
	float *parameters; /* owned */
};

/* Parses an architecture such as "conv5x5x32 relu pool2 dense10", or one of the names softmax, cnn
 * and mlp; its output must be `classes` values without height and width (the softmax behind it is
 * implied). All parameters are zero. On failure the message gives the column (from 1) and what was
 * expected there. */
struct net *net_new(const char *architecture, struct shape input, int classes,
		    const struct kernel *, struct err *);
/* The same in two steps: the first one touches little memory. Until the second `parameters` is
 * NULL, and a block of a net of the same layout may be put there instead. */
struct net *net_without_parameters(const char *architecture, struct shape input, int classes,
				   const struct kernel *, struct err *);
void net_add_parameters(struct net *);
void net_free(struct net *);
/* A copy with parameters of its own. */
struct net *net_copy(const struct net *);
/* The forms of all layers, for messages: "convKxKxN, relu, ...". The caller frees it. */
char *net_layer_forms(void);
/* The architecture in full, without names. The caller frees it. */
char *net_architecture(const struct net *);
/* softmax, cnn or mlp, where that stands for its architecture; else NULL. */
const char *net_short_name(const struct net *);

/* The article's initial values: weights from a normal distribution of standard deviation 0.1 cut at
 * two of them, biases 0.1; a net with a single dense layer starts at zero. */
void net_init(struct net *, uint64_t seed);

/* One named tensor of parameters, in the order of the layers and of what each owns. */
struct parameter {
	const struct layer *layer;
	char name[LAYER_MAX_NAME +
		  8]; /* W_conv1, b_conv1, ...; W and b where there is one dense layer only */
	int ndim;
	int dim[4]; /* [height, width, in, out], [in, out] or [out] */
	int rows, columns;
	double initial; /* as in struct layer_parameter */
	bool is_random;
	size_t at; /* where its panels are in the block */
};
int net_parameters(const struct net *);
struct parameter net_parameter(const struct net *, int i);
/* The weights of a layer with units. */
struct parameter net_weights(const struct net *, int layer);
size_t parameter_count(const struct parameter *);

/* Between a block (the net's own, or one of the same layout such as Adam's moments) and row-major
 * values. */
void parameter_get(const struct parameter *, const float *block, float *values);
void parameter_set(const struct parameter *, float *block, const float *values);
/* `count` rows from `first` on only; their values. */
void parameter_set_rows(const struct parameter *, float *block, int first, int count,
			const float *values);

/* The index of a layer by its name (conv1, pool1, fc1, ...), or -1. */
int net_find_layer(const struct net *, const char *name);
/* The layer whose output is the activation of layer i: the ReLU (or the like) behind it, or i
 * itself. The article's h_conv1 is the activation of conv1. */
int net_activation(const struct net *, int i);
/* What computes one unit of layer i: the layers up to its activation, with that unit alone as the
 * output of the last ones. It has no parameters of its own but reads the net's, which must live as
 * long and lay them out as now; net_free() is not for it. */
struct net net_of_unit(const struct net *, int i, int unit);
/* Whether what layer i sees are the pixels of the image: the layers before it, if there are any,
 * change none when the net is evaluated, or map all of them alike by a line (normalize). */
bool net_sees_image(const struct net *, int i);
/* An image as such a layer sees it: [height, width]. */
void net_seen_image(const struct net *, int i, const float *image, float *seen);

#endif
