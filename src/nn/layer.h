/*
 * Layers. A `struct layer` is constant once its net is parsed; what it computes on is in the net's
 * parameter block and in a pass. A kind of layer is one const struct layer_ops in a file of its own
 * (nn/layer/NAME.c) and one row of the table (nn/layer/layers.c). What other code needs to know of
 * a kind, the struct says; nothing outside the kind's own file compares with it.
 */
#ifndef NN_LAYER_H
#define NN_LAYER_H

#include "base/rng.h"
#include "kernel/kernel.h"

#include <stddef.h>

/* One image's values, channels last; a dense layer's output is {1, 1, units}. */
struct shape {
	int height, width, channels;
};

static inline size_t shape_size(struct shape s)
{
	return (size_t)s.height * (size_t)s.width * (size_t)s.channels;
}

enum {
	LAYER_MAX_PARAMETERS = 4,
	LAYER_MAX_NAME = 16, /* its NUL included */
	LAYER_MAX_TEXT = 64, /* of a layer in an architecture, its NUL included */
	LAYER_WEIGHTS = 0,   /* of layers with units: the index of their weights, and of the bias */
	LAYER_BIAS = 1
};

/* How the filters or windows of a layer lie on its input: (nn/layer/window.h). */
struct layer_window {
	int height, width, stride_y, stride_x;
	/* As TensorFlow's SAME: as many outputs as strides in the input, rounded up. Valid: only
	 * whole windows. Padded: rows and columns of zeros around the input, as its text says. */
	enum { WINDOW_SAME, WINDOW_VALID, WINDOW_PADDED } padding;
	int top, left, bottom, right; /* those rows and columns, SAME's too */
};

struct layer {
	const struct layer_ops *ops;
	char name[LAYER_MAX_NAME]; /* conv1, pool1, fc1, relu1, dropout1: numbered by kind */
	struct shape in, out;
	struct layer_window window; /* of conv and pools */
	int units;                  /* conv: filters; dense: units; 0: has no weights */
	bool has_bias;              /* of layers with units; else their biases stay zero */
	float numbers[2];           /* in the order of its text */
	/* Where the panels of each parameter are in the block; of a bias that stays zero, its
	 * zeros. */
	size_t at[LAYER_MAX_PARAMETERS];
};

/* A tensor of parameters that a layer owns, kept in panels: its columns are the last dimension, its
 * rows all others. */
struct layer_parameter {
	const char *prefix; /* of its name: "W" of W_conv1 */
	int ndim, dim[4];   /* [height, width, in, out], [in, out] or [out] */
	double initial;     /* what net_init() sets: this, or with is_random normal values that */
	bool is_random;     /* have it for standard deviation and are cut at two of them */
};

/* What the ops of one layer (or group) work on; arrays are [n, ...]. */
struct layer_io {
	int n;
	const struct kernel *kernel;
	struct pool *pool;
	const float *parameters; /* the whole block */
	const float *x;
	const uint8_t *const *packed; /* in place of x, where it reads_packed; NULL: x */
	float *y;
	float *saved;        /* what forward saves for backward: saved_for_backward() floats */
	struct rng *dropout; /* forward: where masks come from; NULL: the net is evaluated */
	bool is_exact;       /* forward: without transforms that are faster and round more */
	bool is_x_relu;      /* dx is not needed where x is 0, as a ReLU let nothing through */
	const float *dy;     /* backward */
	float *dx;           /* NULL: not requested */
	float *scratch;      /* backward: ops->scratch(layer, kernel, n) floats */
	struct sink *sink;   /* NULL: not requested */
};

enum { LAYER_MAX_GROUP = 3 };

/* Neighbours that run as one kernel. The one that owns the kernel is the first of them; the others
 * stand behind it in memory too. */
struct layer_fusion {
	int count;                               /* layers, with the first */
	const char *behind[LAYER_MAX_GROUP - 1]; /* the others, as an architecture spells them */
	const struct layer_ops *ops; /* forward, backward, saved_for_backward and scratch only */
};

struct layer_ops {
	const char *word;  /* how an architecture names it; numbers may follow */
	const char *form;  /* the same with its numbers, for messages */
	const char *label; /* how such layers are named */

	bool is_spatial;       /* needs height and width: not allowed behind a flat layer */
	bool is_flat;          /* its output has neither: {1, 1, units} */
	bool is_activation;    /* its output counts as the activation of the layer before it */
	bool is_training_only; /* changes nothing when a net is evaluated, and does not run then */
	/* A line over all values alike, without parameters: an image behind it is still one. y may
	 * be x. */
	bool is_affine;
	/* No gradient passes it where its output is 0 (ReLU). */
	bool stops_zeros;
	/* Of inputs >= 0: where its output is 0, its gradient reaches only inputs that are 0, so
	 * that what is behind it may take it for the layer before it that stops zeros. */
	bool keeps_zeros;

	/* Reads the numbers behind the word and fills the layer, whose `in` is set. On failure
	 * returns what was expected and moves *text to where; else NULL, with *text behind what it
	 * read. */
	const char *(*parse)(struct layer *, const char **text);
	void (*print)(const struct layer *, char *text, size_t size);
	/* Fills in the tensors that it owns and returns how many; of layers with units
	 * LAYER_WEIGHTS comes first, and LAYER_BIAS if there is one. NULL: none. */
	int (*parameters)(const struct layer *, struct layer_parameter[LAYER_MAX_PARAMETERS]);
	/* The pictures that its weights are, one for each unit and channel: the weight of a unit at
	 * (y, x, channel) is in row (y * width + x) * channels + channel. {0, 0, 0}: they are no
	 * pictures. NULL: it has no weights. */
	struct shape (*weight_maps)(const struct layer *);
	/* Which loops run it: "fast" (those of a kernel), "winograd" or "reference". NULL: the
	 * last. */
	const char *(*loops)(const struct layer *);
	/* Multiplications and additions for one image by definition, whatever kernels spare. NULL:
	 * few beside those of other layers. */
	double (*operations)(const struct layer *);

	/* Whether it can be given images as they lie packed (base/packed_image.h); it has no dx
	 * then. NULL: no. */
	bool (*reads_packed)(const struct layer *);
	void (*forward)(const struct layer *, struct layer_io *);
	/* dx first, then the gradients of the parameters: the sink may change them on the spot. */
	void (*backward)(const struct layer *, struct layer_io *);
	/* Floats for n images. NULL: none. */
	size_t (*saved_for_backward)(const struct layer *, const struct kernel *, int n);
	size_t (*scratch)(const struct layer *, const struct kernel *, int n);

	const struct layer_fusion *fusions; /* longest first, ended by a count of 0; NULL: none */
};

/* The table of kinds, ended by NULL. */
extern const struct layer_ops *const layer_kinds[];

/* Its text in an architecture. */
struct layer_text {
	char text[LAYER_MAX_TEXT];
};
struct layer_text layer_text(const struct layer *);

/* What ops->parameters gives; 0 where that is NULL. */
int layer_parameters(const struct layer *, struct layer_parameter[LAYER_MAX_PARAMETERS]);
int layer_parameter_rows(const struct layer_parameter *);
int layer_parameter_columns(const struct layer_parameter *);
/* Rows (what is summed over) of the weights of a layer with units; 0 where there are none. */
int layer_weight_rows(const struct layer *);
/* What ops->weight_maps gives; {0, 0, 0} where that is NULL. */
struct shape layer_weight_maps(const struct layer *);
/* What ops->loops gives, or "reference". */
const char *layer_loops(const struct layer *);
/* ops->loops of what always has a kernel. */
const char *layer_loops_fast(const struct layer *);

/* Weights [..., units], random, and if it has one a bias [units]: the parameters of conv and dense.
 */
int layer_weights_and_bias(const struct layer *, struct layer_parameter[LAYER_MAX_PARAMETERS],
			   int ndim, const int dim[4]);
/* Reads what ends the text of such a layer: n, for no bias. */
void layer_parse_bias(struct layer *, const char **text);
/* What is requested of the kernel of a layer with units. */
struct gradients layer_gradients(const struct layer *, const struct layer_io *, bool is_relu);

/* Reads a whole number 1..max at *text and moves behind it; 0, without moving, if there is none. */
int layer_parse_count(const char **text, int max);
/* Reads digits with at most one point among them and moves behind them; false, without moving, if
 * there are none, or too many to be printed again. */
bool layer_parse_number(const char **text, float *number);
/* The same with a minus sign before it if there is one. */
bool layer_parse_signed(const char **text, float *number);
/* Prints a word and such a number, with as many decimals as it takes to read the same again. */
void layer_print_number(const char *word, float number, char *text, size_t size);

#endif
