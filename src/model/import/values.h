/* The values of foreign tensors in the layouts of our parameters: filters [height, width, in, out],
 * dense weights [in, out] with rows in the order height, width, channels. */
#ifndef MODEL_IMPORT_VALUES_H
#define MODEL_IMPORT_VALUES_H

#include "model/import/units.h"
#include "nn/layer.h"

struct values_order {
	bool is_torch;      /* as for unit_sizes() */
	bool is_chw;        /* a dense layer's rows are those of channels, height, width */
	bool is_transposed; /* rows of images are columns */
};

/* out: [rows, units] of the layer, whose sizes the tensor has. */
bool values_weights(const struct tensor *, const char *path, const struct layer *,
		    const struct values_order *, float *out, struct err *);
bool values_vector(const struct tensor *, const char *path, int count, float *out, struct err *);
/* A batch norm as y = gamma x + beta: [channels] each. */
bool values_norm(const struct batch_norm *, const char *path, int channels, float *gamma,
		 float *beta, struct err *);
/* The same behind weights [rows, units] and bias [units], taken into them. */
bool values_fold(const struct batch_norm *, const char *path, int rows, int units, float *weights,
		 float *bias, struct err *);

#endif
