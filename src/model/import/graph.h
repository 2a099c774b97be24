/*
 * Files that say what their net computes: Keras's config, PyTorch's modules, ONNX's nodes. A reader
 * of such a graph (graph_NAME.c, a row in graphs.c) follows it from the image to the classes and
 * makes one candidate of it.
 */
#ifndef MODEL_IMPORT_GRAPH_H
#define MODEL_IMPORT_GRAPH_H

#include "model/import/candidate.h"

#include <jansson.h>

/* What is known while a graph is followed. */
struct graph {
	const struct tensor_file *file;
	const char *path;
	struct units *units; /* of the file; a reader may say more of them */
	struct candidate *candidate;
	struct unit *own;         /* [UNITS_MAX]: what the candidate's layers borrow */
	struct batch_norm *norms; /* [UNITS_MAX] */
	int own_count, norm_count;
	int pads[4]; /* zeros put around: top, left, bottom, right, for the next layer */
	char end[UNIT_NAME_MAX];     /* the softmax that was met, which has to be the last; "" */
	bool is_order_open;          /* layers may be computed in another order than they come */
	bool is_disordered;          /* and are: there was one behind the softmax */
	bool has_zeros;              /* it has layers of zeros around an image */
	enum flatten_order flatten;  /* of images of channels, where they are flattened next */
	char notes[GRAPH_NOTES_MAX]; /* what a person should know: "the sigmoid at its end is left
					out" */
};

enum graph_answer {
	GRAPH_NONE,     /* it does not say in which order layers are computed; those that it has
			   are in the candidate nevertheless */
	GRAPH_FOLLOWED, /* the candidate is complete, but for the scaling of images */
	GRAPH_REFUSED   /* it has what we can't compute: see err */
};

struct graph_reader {
	const char *key; /* of the file's string that holds the graph, as JSON */
	enum graph_answer (*follow)(const json_t *, struct graph *, struct err *);
};

/* The answer of the reader that the file has a string for; GRAPH_NONE without one. */
enum graph_answer graph_follow(struct graph *, struct err *);

/* ---- What readers share. Failures are messages that name the file and the layer. */

/* The next layer of the candidate; false: there are too many. */
bool graph_add(struct graph *, enum import_kind, const char *text, struct err *);
/* A layer of weights: `text` is its word without "n". The sizes of the weights must be right. */
bool graph_add_weights(struct graph *, const char *text, const struct tensor *weights,
		       const struct tensor *bias, bool is_torch, struct err *);
bool graph_add_norm(struct graph *, const struct batch_norm *, struct err *);
bool graph_add_normalize(struct graph *, double mean, double deviation, struct err *);
/* Activations with a number; one that they can't have is refused. A slope of 0 is ReLU's. */
bool graph_add_leaky(struct graph *, const char *layer, double slope, struct err *);
bool graph_add_elu(struct graph *, const char *layer, double factor, struct err *);
/* A sigmoid of straight lines: slope * x + 1/2. */
bool graph_add_hardsigmoid(struct graph *, const char *layer, double slope, struct err *);
/* A softmax or its logarithm: probabilities are computed of what is before it. What is added behind
 * it fails, or where the order is open says that this is not the order. */
bool graph_end(struct graph *, const char *layer, struct err *);
/* How a window goes over an image. */
struct graph_window {
	int size[2], stride[2]; /* height, width */
	bool is_same;           /* TensorFlow's SAME */
	int pads[4];            /* else zeros at the top, left, bottom and right */
};
/* A convolution's or a pooling's word: word "conv" and 32 filters give "conv5x5x32v", word "pool"
 * and 0 filters "pool2". */
void graph_window_text(const char *word, const struct graph_window *, int filters,
		       char text[LAYER_MAX_TEXT]);
/* Takes the zeros put around before into a convolution's own, if they can be. */
void graph_take_pads(struct graph *, struct graph_window *);
/* Adds to the notes. */
void graph_note(struct graph *, const char *note);
bool graph_refuse(const struct graph *, const char *layer, const char *what, struct err *);
/* Of a kind of layers that is not computed: "torch.nn.LSTM". */
bool graph_unknown(const struct graph *, const char *layer, const char *kind, struct err *);

#endif
