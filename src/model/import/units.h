/*
 * What belongs together in a file of tensors: the weights of a layer with their bias and the batch
 * norm behind them. It is told by the names that frameworks give (conv1.weight, conv2d/kernel,
 * W_conv1, bn1.running_var); where a name says nothing (Variable_3, arr_3, vars/1), by the order.
 */
#ifndef MODEL_IMPORT_UNITS_H
#define MODEL_IMPORT_UNITS_H

#include "base/limits.h"
#include "format/tensor_file.h"

/* A batch norm: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, for each channel (Ioffe and
 * Szegedy, 1502.03167). Each is [channels]; gamma and beta may be NULL: 1 and 0. */
struct batch_norm {
	/* Of a unit: mean NULL: there is no batch norm. Of a graph: 0 and 1. */
	const struct tensor *gamma, *beta, *mean, *variance;
	double epsilon;
};

/* Where a batch norm stands. */
enum norm_place {
	NORM_OPEN,  /* not told */
	NORM_FIRST, /* before the activation */
	NORM_LAST   /* behind it */
};

struct unit {
	char name[UNIT_NAME_MAX]; /* what its tensors' names have in common; may be cut off */
	const struct tensor *weights, *bias; /* NULL: none */
	struct batch_norm norm;
	enum norm_place norm_place;
	/* The norm's place in an nn.Sequential, else the weights'; -1: it is not told. */
	int last_number;
	/* Of convolutions, where the file says so: from one place to the next, and zeros around;
	 * -1: not told. */
	int stride, padding;
};

/* A batch norm by its name. */
struct norm_unit {
	char name[UNIT_NAME_MAX];
	struct batch_norm norm;
};

struct units {
	int count, norm_count;
	struct unit unit[UNITS_MAX];      /* in the order of the file; all with weights */
	struct norm_unit norm[UNITS_MAX]; /* whole ones, be they behind weights or not */
	struct batch_norm image_norm; /* of one channel: of the image; mean NULL: there is none */
	int left_count;
	const struct tensor *left[UNITS_MAX]; /* that belong to none, as far as there is room */
};

/* All tensors but those of whole numbers, which count or index. False: there are more than
 * UNITS_MAX. */
bool units_find(const struct tensor_file *, struct units *);
/* Names and shapes of the first weights, for a message; NULL: there are none. The caller frees it.
 */
char *units_text(const struct units *);
/* Whether a tensor is another one of the file under a second name, as SavedModels of Keras have. */
bool units_is_alias(const struct tensor_file *, const struct tensor *);
/* Sizes of a convolution's or dense layer's weights: [kernel height, kernel width, in, out]. False:
 * they are neither. is_torch: as PyTorch lays them out, OIHW and [out, in]; else TensorFlow's HWIO
 * and [in, out]. A dense layer's kernel is 0x0. */
bool unit_sizes(const struct tensor *weights, bool is_torch, int sizes[4]);

#endif
