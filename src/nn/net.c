/* A net's parameters: initial values, names, and the way between panels and the article's layouts.
 */
#include "nn/net.h"
#include "base/xalloc.h"
#include "kernel/panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void net_free(struct net *net)
{
	if (net)
		free(net->parameters);
	free(net);
}

struct net *net_copy(const struct net *net)
{
	struct net *copy = xmalloc(sizeof(*copy));

	*copy = *net;
	copy->parameters = xfloats(net->size + KERNEL_SLACK);
	memcpy(copy->parameters, net->parameters, net->size * sizeof(float));
	return copy;
}

int layer_weight_rows(const struct layer *l)
{
	return l->ops == &conv_ops ? l->size * l->size * l->in.channels : (int)shape_size(l->in);
}

struct gradients layer_gradients(const struct layer *l, const struct layer_io *io, bool is_relu)
{
	return (struct gradients){.dy = io->dy,
				  .y = is_relu ? io->y : NULL,
				  .dx = io->dx,
				  .is_x_relu = io->is_x_relu,
				  .sink = io->sink,
				  .weights_at = l->weights,
				  .bias_at = l->bias,
				  .scratch = io->scratch};
}

int net_parameters(const struct net *net)
{
	int count = 0;

	for (int i = 0; i < net->count; i++)
		count += net->layers[i].units ? 2 : 0;
	return count;
}

static void set_dims(struct parameter *p, const struct layer *l, bool is_bias)
{
	if (is_bias) {
		p->ndim = 1;
		p->dim[0] = l->units;
	} else if (l->ops == &conv_ops) {
		const int dim[] = {l->size, l->size, l->in.channels, l->units};

		p->ndim = 4;
		memcpy(p->dim, dim, sizeof(dim));
	} else {
		p->ndim = 2;
		p->dim[0] = (int)shape_size(l->in);
		p->dim[1] = l->units;
	}
	p->rows = is_bias ? 1 : layer_weight_rows(l);
	p->columns = l->units;
	p->at = is_bias ? l->bias : l->weights;
}

struct parameter net_parameter(const struct net *net, int i)
{
	struct parameter p = {0};
	const struct layer *l = net->layers;
	char kind = i % 2 ? 'b' : 'W';

	for (int skip = i / 2; !l->units || skip-- > 0;)
		l++;
	p.layer = l;
	if (net_parameters(net) == 2 && l->ops == &dense_ops)
		snprintf(p.name, sizeof(p.name), "%c", kind);
	else
		snprintf(p.name, sizeof(p.name), "%c_%s", kind, l->name);
	set_dims(&p, l, i % 2);
	return p;
}

size_t parameter_count(const struct parameter *p)
{
	return (size_t)p->rows * (size_t)p->columns;
}

void parameter_get(const struct parameter *p, const float *block, float *values)
{
	for (int row = 0; row < p->rows; row++)
		for (int panel = 0; panel < panel_count(p->columns); panel++) {
			int column = panel * PANEL_WIDTH, left = p->columns - column;
			size_t count = (size_t)(left < PANEL_WIDTH ? left : PANEL_WIDTH);

			memcpy(values + (size_t)row * (size_t)p->columns + column,
			       block + p->at + panel_index(p->rows, row, column),
			       count * sizeof(float));
		}
}

/* A panel after the other, whose rows lie side by side. */
void parameter_set_rows(const struct parameter *p, float *block, int first, int count,
			const float *values)
{
	for (int panel = 0; panel < panel_count(p->columns); panel++) {
		int column = panel * PANEL_WIDTH, left = p->columns - column;
		float *to = block + p->at + panel_index(p->rows, first, column);
		const float *from = values + column;

		for (int i = 0; i < count; i++, to += PANEL_WIDTH, from += p->columns) {
			if (left >= PANEL_WIDTH) /* of a length that the compiler knows */
				memcpy(to, from, PANEL_WIDTH * sizeof(float));
			else
				memcpy(to, from, (size_t)left * sizeof(float));
		}
	}
}

void parameter_set(const struct parameter *p, float *block, const float *values)
{
	parameter_set_rows(p, block, 0, p->rows, values);
}

void net_init(struct net *net, uint64_t seed)
{
	bool is_single = net_parameters(net) == 2;
	struct rng rng;

	memset(net->parameters, 0, net->size * sizeof(float));
	rng_seed(&rng, seed, RNG_INIT);
	for (int i = 0; !is_single && i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		size_t count = parameter_count(&p);
		float *values = xfloats(count);

		for (size_t k = 0; k < count; k++)
			values[k] = p.ndim == 1 ? 0.1f : (float)(0.1 * rng_truncated_normal(&rng));
		parameter_set(&p, net->parameters, values);
		free(values);
	}
}

int net_find_layer(const struct net *net, const char *name)
{
	for (int i = 0; i < net->count; i++)
		if (strcmp(net->layers[i].name, name) == 0)
			return i;
	return -1;
}

int net_activation(const struct net *net, int i)
{
	return i + 1 < net->count && net->layers[i + 1].ops == &relu_ops ? i + 1 : i;
}
