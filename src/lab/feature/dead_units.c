/* One pass without fusing, whose outputs are all there to look at. */
#include "lab/feature/dead_units.h"
#include "base/xalloc.h"
#include "nn/pass.h"

#include <stdlib.h>

enum { BATCH = 50 };

static bool is_alive(const float *output, size_t places, int channels, int channel)
{
	for (size_t i = 0; i < places; i++)
		if (output[i * (size_t)channels + (size_t)channel] != 0)
			return true;
	return false;
}

/* Marks what a batch wakes of the layers' channels. */
static void mark(const struct pass *pass, const struct dead_units *of, bool *alive)
{
	const struct layer *l = &pass->net->layers[net_activation(pass->net, of->layer)];
	size_t places = (size_t)pass->n * (size_t)l->out.height * (size_t)l->out.width;
	const float *output = pass_output(pass, net_activation(pass->net, of->layer));

	for (int c = 0; c < of->units; c++)
		alive[c] = alive[c] || is_alive(output, places, of->units, c);
}

int dead_units(const struct net *net, const struct split *split, struct pool *pool,
	       struct dead_units found[NET_MAX_LAYERS], int *images)
{
	size_t pixels = shape_size(net->input);
	struct pass *pass = pass_new(net, BATCH, false, pool);
	bool *alive[NET_MAX_LAYERS];
	int count = 0;

	*images = split->count < DEAD_UNITS_IMAGES ? (int)split->count : DEAD_UNITS_IMAGES;
	for (int i = 0; i < net->count; i++)
		if (net->layers[i].units && net->layers[net_activation(net, i)].ops->stops_zeros) {
			found[count] = (struct dead_units){i, net->layers[i].units, 0};
			alive[count++] = xcalloc((size_t)net->layers[i].units, sizeof(bool));
		}
	for (int first = 0, n; first < *images; first += n) {
		n = *images - first < BATCH ? *images - first : BATCH;
		for (int i = 0; i < n; i++)
			split_image(split, (size_t)(first + i),
				    pass_input(pass) + (size_t)i * pixels);
		pass_forward(pass, n, -1, NULL);
		for (int i = 0; i < count; i++)
			mark(pass, &found[i], alive[i]);
	}
	for (int i = 0; i < count; i++) {
		for (int c = 0; c < found[i].units; c++)
			found[i].dead += !alive[i][c];
		free(alive[i]);
	}
	pass_free(pass);
	return count;
}
