/*
 * A candidate: one way to read the tensors of a foreign file as a net. Its layers are in the order
 * of computation; of what the file does not tell, a choice makes it whole: how an image is scaled,
 * which activation and pooling there are, in which order an image of channels is flattened.
 */
#ifndef MODEL_IMPORT_CANDIDATE_H
#define MODEL_IMPORT_CANDIDATE_H

#include "model/import/units.h"
#include "nn/net.h"

enum import_kind {
	IMPORT_WEIGHTS,    /* a convolution or a dense layer */
	IMPORT_NORM,       /* a batch norm */
	IMPORT_ACTIVATION, /* text, or open */
	IMPORT_POOL,       /* text; open: what stands behind "pool" or "avgpool" */
	IMPORT_NORMALIZE,  /* (x - mean) / deviation */
	IMPORT_PAD,        /* text; the first layer: zeros around the image before it is scaled */
	IMPORT_OTHER       /* text */
};

/* In which order the values of [height, width, channels] become rows of a dense layer's weights. */
enum flatten_order { FLATTEN_HWC, FLATTEN_CHW, FLATTEN_OPEN };

struct import_layer {
	enum import_kind kind;
	bool is_open;              /* the choice says which */
	char text[LAYER_MAX_TEXT]; /* in an architecture; of weights without the "n" of "no bias" */
	const struct unit *unit;   /* WEIGHTS: borrowed */
	const struct batch_norm *norm; /* NORM: borrowed */
	bool is_torch;                 /* WEIGHTS: their layout, as for unit_sizes() */
	enum flatten_order flatten;
	double mean, deviation;
	const struct tensor *moments[2]; /* NORMALIZE: where its numbers are from, or NULL */
};

struct candidate {
	struct shape input;
	int classes;
	bool has_open_activation, has_open_pooling, has_open_flatten, has_open_norm;
	bool is_input_known;  /* the scaling of the image is told */
	bool has_sigmoid_end; /* it learned to give each class a probability of its own */
	/* The graph scales images itself, so that this is what comes in, unless images tell
	 * another. */
	bool has_likely_input;
	int likely_input; /* of import_inputs */
	/* Its zeros are put around the scaled image; another candidate, where they come before, is
	 * the same if the mean is 0. */
	bool is_padded_scaled;
	int cost; /* how unusual it is: 0 and up */
	int count;
	struct import_layer layers[NET_MAX_LAYERS];
};

/* What a file does not tell. All zeros is the most usual. */
struct choice {
	int input;      /* of import_inputs */
	int activation; /* of import_activations */
	bool is_average;
	bool is_pool_first; /* the pooling stands before the activation */
	bool is_norm_last;  /* a batch norm stands behind the activation */
	bool is_chw;        /* open orders of flattening are FLATTEN_CHW */
	bool is_transposed; /* it learned from images whose rows are our columns */
};

/* How an image in 0..1 is scaled: (x - mean) / deviation. */
struct import_input {
	const char *words;
	double mean, deviation;
	bool is_of_data; /* mean and deviation of a data set's pixels: not tried for other ones */
};
enum { IMPORT_INPUTS = 8, IMPORT_ACTIVATIONS = 10 };
/* How many of them are the usual ones. */
enum { IMPORT_USUAL_INPUTS = 3, IMPORT_USUAL_ACTIVATIONS = 3 };
enum { IMPORT_INVERTED = 4 }; /* the place of 1..0 */
extern const struct import_input import_inputs[IMPORT_INPUTS];
extern const char *const import_activations[IMPORT_ACTIVATIONS];

/* The architecture, in the language of net_new(). input: NULL: that of the choice. */
bool candidate_architecture(const struct candidate *, const struct choice *,
			    const struct import_input *input, char text[SETTINGS_ARCHITECTURE_MAX]);
/* Puts a layer before the one that is at a place; false: there are too many. */
bool candidate_insert(struct candidate *, int at, const struct import_layer *);
/* Whether its layers fit each other and their tensors, with the usual choice. */
bool candidate_fits(const struct candidate *, const char *path, struct err *err);
/* Whether the layout of its weights is PyTorch's. */
bool candidate_is_torch(const struct candidate *);

/* A net that was made of a candidate. */
struct import_net {
	const struct candidate *candidate;
	struct choice choice;
	struct net *net;
};
/* The net, with its parameters. Batch norms behind weights are folded into them, others become
 * layers that scale. like: where its parameters are the same they are taken over, and its net can
 * only be freed any more; NULL: there is none. NULL: a value is not finite, or the architecture
 * can't be. */
struct net *candidate_net(const struct candidate *, const struct choice *,
			  const struct import_input *input, struct import_net *like,
			  const char *path, const struct kernel *, struct err *);

#endif
