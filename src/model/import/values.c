/* Copies with other strides, and batch norms as factors. */
#include "model/import/values.h"
#include "base/xalloc.h"
#include "format/dtype.h"

#include <math.h>
#include <stdlib.h>

/* All values as floats, which the caller frees; NULL: one is not finite, or there are others than
 * `count`. */
static float *read_all(const struct tensor *t, const char *path, size_t count, struct err *err)
{
	float *values;

	if (tensor_elements(t) != count) {
		err_set(err, "%s: tensor '%s' has %zu values; its layer has %zu", path, t->name,
			tensor_elements(t), count);
		return NULL;
	}
	values = xfloats(count);
	if (tensor_floats(t, path, values, err))
		return values;
	free(values);
	return NULL;
}

/* For each row of our weights, the row (what is summed over) of the foreign ones. The caller frees
 * it. A filter is an image too: [its height, its width, channels in]. */
static int *foreign_rows(struct shape s, bool is_chw, bool is_transposed)
{
	int *rows = xmalloc(shape_size(s) * sizeof(*rows)), *row = rows;

	for (int y = 0; y < s.height; y++)
		for (int x = 0; x < s.width; x++)
			for (int c = 0; c < s.channels; c++) {
				int height = is_transposed ? s.width : s.height;
				int width = is_transposed ? s.height : s.width;
				int row_y = is_transposed ? x : y, row_x = is_transposed ? y : x;

				*row++ = is_chw ? (c * height + row_y) * width + row_x
						: (row_y * width + row_x) * s.channels + c;
			}
	return rows;
}

enum { TILE = 32 };

/* out [rows, units] from [units, rows], with its rows chosen: tile by tile, so that both sides stay
 * in the cache. */
static void transpose(const float *from, const int *rows, int count, int units, float *out)
{
	for (int first = 0; first < units; first += TILE)
		for (int row = 0; row < count; row += TILE)
			for (int r = row; r < count && r < row + TILE; r++)
				for (int u = first; u < units && u < first + TILE; u++)
					out[(size_t)r * (size_t)units + (size_t)u] =
						from[(size_t)u * (size_t)count + (size_t)rows[r]];
}

static void choose_rows(const float *from, const int *rows, int count, int units, float *out)
{
	for (int r = 0; r < count; r++)
		for (int u = 0; u < units; u++)
			out[(size_t)r * (size_t)units + (size_t)u] =
				from[(size_t)rows[r] * (size_t)units + (size_t)u];
}

bool values_weights(const struct tensor *t, const char *path, const struct layer *l,
		    const struct values_order *order, float *out, struct err *err)
{
	int count = layer_weight_rows(l), *rows;
	struct shape maps = layer_weight_maps(l);
	bool is_filter = t->ndim == 4;
	float *values = read_all(t, path, (size_t)count * (size_t)l->units, err);

	if (!values)
		return false;
	/* PyTorch's filters are [out, in, height, width]. */
	rows = foreign_rows(is_filter ? maps : l->in, is_filter ? order->is_torch : order->is_chw,
			    order->is_transposed);
	if (order->is_torch)
		transpose(values, rows, count, l->units, out);
	else
		choose_rows(values, rows, count, l->units, out);
	free(rows);
	free(values);
	return true;
}

bool values_vector(const struct tensor *t, const char *path, int count, float *out, struct err *err)
{
	float *values = read_all(t, path, (size_t)count, err);

	if (!values)
		return false;
	for (int i = 0; i < count; i++)
		out[i] = values[i];
	free(values);
	return true;
}

bool values_norm(const struct batch_norm *norm, const char *path, int channels, float *gamma,
		 float *beta, struct err *err)
{
	float *mean = xfloats((size_t)channels), *variance = xfloats((size_t)channels);
	const struct tensor *divisor = norm->variance ? norm->variance : norm->gamma;
	bool is_read;

	for (int i = 0; i < channels; i++) {
		gamma[i] = variance[i] = 1;
		beta[i] = mean[i] = 0;
	}
	is_read =
		(!norm->mean || values_vector(norm->mean, path, channels, mean, err)) &&
		(!norm->variance || values_vector(norm->variance, path, channels, variance, err)) &&
		(!norm->gamma || values_vector(norm->gamma, path, channels, gamma, err)) &&
		(!norm->beta || values_vector(norm->beta, path, channels, beta, err));
	for (int i = 0; is_read && i < channels; i++) {
		double scale = (double)gamma[i] / sqrt((double)variance[i] + norm->epsilon);

		if (!isfinite(scale)) {
			is_read = err_set(err,
					  "%s: tensor '%s' holds %g at [%d]; a variance is "
					  "not below 0",
					  path, divisor ? divisor->name : "variance",
					  (double)variance[i], i);
			break;
		}
		gamma[i] = (float)scale;
		beta[i] = (float)((double)beta[i] - (double)mean[i] * scale);
	}
	free(mean);
	free(variance);
	return is_read;
}

bool values_fold(const struct batch_norm *norm, const char *path, int rows, int units,
		 float *weights, float *bias, struct err *err)
{
	float *gamma = xfloats((size_t)units), *beta = xfloats((size_t)units);
	bool is_read = values_norm(norm, path, units, gamma, beta, err);

	for (int r = 0; is_read && r < rows; r++)
		for (int u = 0; u < units; u++)
			weights[(size_t)r * (size_t)units + (size_t)u] *= gamma[u];
	for (int u = 0; is_read && u < units; u++)
		bias[u] = bias[u] * gamma[u] + beta[u];
	free(gamma);
	free(beta);
	return is_read;
}
