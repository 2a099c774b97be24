/* All units of a layer at once: its weights lie row by row, a unit beside the other. */
#include "lab/feature/structure.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>

enum { WINDOW = 3 };

/* weights: [rows, units], read from the layer's panels. */
static float *read_weights(const struct net *net, int layer)
{
	const struct layer *l = &net->layers[layer];
	float *weights = xfloats((size_t)layer_weight_rows(l) * (size_t)l->units);

	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);

		if (p.layer == l && p.ndim > 1)
			parameter_get(&p, net->parameters, weights);
	}
	return weights;
}

/* A unit's map for one input. */
struct map {
	const float *weights;
	struct shape shape;
	size_t units, unit;
	int input;
};

static double weight_at(const struct map *m, int y, int x)
{
	size_t row = (size_t)((y * m->shape.width + x) * m->shape.channels + m->input);

	return (double)m->weights[row * m->units + m->unit];
}

static double mean_at(const struct map *m, int y, int x, int height, int width)
{
	double sum = 0;

	for (int i = 0; i < height * width; i++)
		sum += weight_at(m, y + i / width, x + i % width);
	return sum / (height * width);
}

/* The sum of the squared deviations of a map's means from their own mean. */
static double smooth_variation(const struct map *m)
{
	int height = m->shape.height < WINDOW ? m->shape.height : WINDOW;
	int width = m->shape.width < WINDOW ? m->shape.width : WINDOW;
	int rows = m->shape.height - height + 1, columns = m->shape.width - width + 1;
	double sum = 0, squares = 0;

	for (int i = 0; i < rows * columns; i++) {
		double mean = mean_at(m, i / columns, i % columns, height, width);

		sum += mean;
		squares += mean * mean;
	}
	return fmax(squares - sum * sum / (rows * columns), 0);
}

static double norm_squared(const float *weights, size_t rows, size_t units, size_t unit)
{
	double sum = 0;

	for (size_t row = 0; row < rows; row++) {
		double weight = (double)weights[row * units + unit];

		sum += weight * weight;
	}
	return sum;
}

void channel_structure(const struct net *net, int layer, double *structure)
{
	const struct layer *l = &net->layers[layer];
	struct shape shape = layer_weight_maps(l);
	size_t units = (size_t)l->units, rows = (size_t)layer_weight_rows(l);
	float *weights = read_weights(net, layer);

	for (size_t unit = 0; unit < units; unit++) {
		double sum = norm_squared(weights, rows, units, unit);
		struct map map = {weights, shape, units, unit, 0};

		if (shape.height > 0 && isfinite(sum))
			for (sum = 0; map.input < shape.channels; map.input++)
				sum += smooth_variation(&map);
		structure[unit] = isfinite(sum) ? sqrt(sum) : (double)NAN;
	}
	free(weights);
}

struct ranked {
	double structure;
	int channel;
};

static int compare(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (isnan(a->structure) != isnan(b->structure))
		return isnan(a->structure) ? 1 : -1;
	if (a->structure > b->structure || a->structure < b->structure)
		return a->structure > b->structure ? -1 : 1;
	return a->channel - b->channel;
}

void channel_structure_order(const struct net *net, int layer, int *order)
{
	int units = net->layers[layer].units;
	double *structure = xcalloc((size_t)units, sizeof(*structure));
	struct ranked *ranked = xcalloc((size_t)units, sizeof(*ranked));

	channel_structure(net, layer, structure);
	for (int i = 0; i < units; i++)
		ranked[i] = (struct ranked){structure[i], i};
	qsort(ranked, (size_t)units, sizeof(*ranked), compare);
	for (int i = 0; i < units; i++)
		order[i] = ranked[i].channel;
	free(ranked);
	free(structure);
}
