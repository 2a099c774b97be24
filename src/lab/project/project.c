/* The activations of many images, a batch at a time. */
#include "lab/project/project.h"
#include "base/xalloc.h"
#include "nn/pass.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 100 };

/* The last layer with units before that of the logits, or PROJECT_PIXELS. */
static int last_hidden(const struct net *net)
{
	int found = PROJECT_PIXELS, last = PROJECT_PIXELS;

	for (int i = 0; net && i < net->count; i++)
		if (net->layers[i].units > 0) {
			found = last;
			last = i;
		}
	return found == PROJECT_PIXELS ? found : net_activation(net, found);
}

static bool none_of_that_name(const struct net *net, const char *of, struct err *err)
{
	char names[ERR_TEXT_MAX / 2] = "";

	for (int i = 0; i < net->count; i++) {
		size_t length = strlen(names);

		if (net->layers[i].units > 0)
			snprintf(names + length, sizeof(names) - length, ", %s",
				 net->layers[i].name);
	}
	return err_set(err, "--of '%.60s': no such layer; there are pixels, logits%s", of, names);
}

bool project_find(const struct net *net, const char *of, int *layer, struct err *err)
{
	if (!of) {
		*layer = last_hidden(net);
		return true;
	}
	*layer = PROJECT_PIXELS;
	if (strcmp(of, "pixels") == 0)
		return true;
	if (!net)
		return err_set(err, "--of '%.60s': only pixels can be had without a MODEL", of);
	if (strcmp(of, "logits") == 0) {
		*layer = net->count - 1;
		return true;
	}
	*layer = net_find_layer(net, of);
	if (*layer < 0)
		return none_of_that_name(net, of, err);
	*layer = net_activation(net, *layer);
	return true;
}

const char *project_name(const struct net *net, int layer)
{
	if (layer == PROJECT_PIXELS)
		return "pixels";
	if (layer == net->count - 1)
		return "logits";
	while (layer > 0 && net_activation(net, layer - 1) == layer)
		layer--;
	return net->layers[layer].name;
}

int project_size(const struct net *net, const struct split *split, int layer)
{
	return (int)(layer == PROJECT_PIXELS ? split->pixels : shape_size(net->layers[layer].out));
}

static void activate(const struct net *net, const struct split *split, int layer, size_t first,
		     size_t count, struct pool *pool, float *points)
{
	size_t size = shape_size(net->layers[layer].out);
	struct pass *pass = pass_new(net, BATCH, false, pool);

	for (size_t done = 0; done < count; done += BATCH) {
		size_t n = count - done < BATCH ? count - done : BATCH;

		for (size_t i = 0; i < n; i++)
			split_image(split, first + done + i, pass_input(pass) + i * split->pixels);
		pass_forward(pass, (int)n, layer, NULL);
		memcpy(points + done * size, pass_output(pass, layer), n * size * sizeof(float));
	}
	pass_free(pass);
}

bool project_fits(size_t count, int size, struct err *err)
{
	size_t most = PROJECT_VALUES_MAX / (size_t)size;

	return count <= most ||
	       err_set(err,
		       "%zu images of %d values each are too many to project; at most %zu of these",
		       count, size, most);
}

void project_points(const struct net *net, const struct split *split, int layer, size_t first,
		    size_t count, struct pool *pool, float *points)
{
	size_t size = (size_t)project_size(net, split, layer);

	if (layer == PROJECT_PIXELS)
		for (size_t i = 0; i < count; i++)
			split_image(split, first + i, points + i * size);
	else
		activate(net, split, layer, first, count, pool, points);
	for (size_t i = 0; i < count * size; i++)
		if (!isfinite(points[i]))
			points[i] = 0;
}
