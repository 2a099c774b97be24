/*
 * Layers. A `struct layer` is constant once its net is parsed; what it computes on is in the net's
 * parameter block and in a pass. A kind of layer is one const struct layer_ops; so is a group of
 * neighbours that run as one kernel (nn/plan.h).
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

struct layer {
	const struct layer_ops *ops;
	char name[16]; /* conv1, pool1, fc1, relu1, dropout1: numbered by kind */
	struct shape in, out;
	int size;             /* conv: side of a filter */
	int units;            /* conv: filters; dense: units; 0: no parameters */
	float drop;           /* dropout: the probability to drop */
	size_t weights, bias; /* where its panels are in the parameter block */
};

/* What the ops of one layer (or group) work on; arrays are [n, ...]. */
struct layer_io {
	int n;
	const struct kernel *kernel;
	struct pool *pool;
	const float *parameters; /* the whole block */
	const float *x;
	float *y;
	float *saved;        /* ops->kept(layer, kernel, n) floats: forward's, kept for backward */
	struct rng *dropout; /* forward: where masks come from; NULL: nothing is dropped */
	bool is_x_relu;      /* nobody asks for dx where x is 0, as a ReLU let nothing through */
	const float *dy;     /* backward */
	float *dx;           /* NULL: nobody asks */
	float *scratch;      /* backward: ops->scratch(layer, kernel, n) floats */
	struct sink *sink;   /* NULL: nobody asks */
};

struct layer_ops {
	const char *word;  /* how an architecture names it */
	const char *form;  /* the same with its numbers, for messages */
	const char *label; /* how such layers are named */
	/* Reads the numbers behind the word and fills the layer, whose `in` is set. On failure
	 * returns what was expected and moves *text to where; else NULL, with *text behind what it
	 * read. */
	const char *(*parse)(struct layer *, const char **text);
	void (*print)(const struct layer *, char *text, size_t size);
	void (*forward)(const struct layer *, struct layer_io *);
	/* dx first, then the gradients of the parameters: the sink may change them on the spot. */
	void (*backward)(const struct layer *, struct layer_io *);
	size_t (*saved)(const struct layer *, const struct kernel *, int n);   /* NULL: none */
	size_t (*scratch)(const struct layer *, const struct kernel *, int n); /* NULL: none */
};

extern const struct layer_ops conv_ops, dense_ops, pool2_ops, relu_ops, dropout_ops;
/* Groups: the layer given is the first of them. */
extern const struct layer_ops conv_relu_pool2_ops, conv_relu_ops, dense_relu_ops;

/* What is asked of the kernel of a layer with parameters. */
struct gradients layer_gradients(const struct layer *, const struct layer_io *, bool is_relu);

/* Rows (what is summed over) of a layer's weights: filter height * width * channels, or inputs. */
int layer_weight_rows(const struct layer *);

/* Reads a whole number 1..max at *text and moves behind it; 0, without moving, if there is none. */
int parse_count(const char **text, int max);

#endif
