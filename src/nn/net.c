/* A net's parameters: initial values, names, and copies between panels and row-major layouts. */
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

int net_parameters(const struct net *net)
{
	struct layer_parameter own[LAYER_MAX_PARAMETERS];
	int count = 0;

	for (int i = 0; i < net->count; i++)
		count += layer_parameters(&net->layers[i], own);
	return count;
}

/* Whether all parameters are those of one dense layer, whose names then need no layer. */
static bool is_single_dense(const struct net *net, const struct layer *l)
{
	struct layer_parameter own[LAYER_MAX_PARAMETERS];

	return l->ops->is_flat && l->units && net_parameters(net) == layer_parameters(l, own);
}

struct parameter net_parameter(const struct net *net, int i)
{
	struct layer_parameter own[LAYER_MAX_PARAMETERS], *found;
	const struct layer *l = net->layers;
	struct parameter p;
	int count;

	for (; count = layer_parameters(l, own), i >= count; l++)
		i -= count;
	found = &own[i];
	p = (struct parameter){.layer = l,
			       .ndim = found->ndim,
			       .rows = layer_parameter_rows(found),
			       .columns = layer_parameter_columns(found),
			       .initial = found->initial,
			       .is_random = found->is_random,
			       .at = l->at[i]};
	memcpy(p.dim, found->dim, sizeof(p.dim));
	if (is_single_dense(net, l))
		snprintf(p.name, sizeof(p.name), "%s", found->prefix);
	else
		snprintf(p.name, sizeof(p.name), "%s_%s", found->prefix, l->name);
	return p;
}

struct parameter net_weights(const struct net *net, int layer)
{
	struct layer_parameter own[LAYER_MAX_PARAMETERS];
	int before = 0;

	for (int i = 0; i < layer; i++)
		before += layer_parameters(&net->layers[i], own);
	return net_parameter(net, before + LAYER_WEIGHTS);
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
	bool is_single = false;
	struct rng rng;

	memset(net->parameters, 0, net->size * sizeof(float));
	for (int i = 0; i < net->count; i++)
		is_single = is_single || is_single_dense(net, &net->layers[i]);
	rng_seed(&rng, seed, RNG_INIT);
	for (int i = 0; !is_single && i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		size_t count = parameter_count(&p);
		float *values = xfloats(count);

		for (size_t k = 0; k < count; k++)
			values[k] = p.is_random ? (float)(p.initial * rng_truncated_normal(&rng))
						: (float)p.initial;
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
	while (i + 1 < net->count && net->layers[i + 1].ops->is_activation)
		i++;
	return i;
}

/* In panels, rows are a panel's width apart, whichever column is read as the first. */
static void keep_unit(struct layer *l, int unit)
{
	struct layer_parameter own[LAYER_MAX_PARAMETERS];
	int count = layer_parameters(l, own);

	for (int i = 0; i < count; i++)
		l->at[i] += panel_index(layer_parameter_rows(&own[i]), 0, unit);
	if (l->units)
		l->units = 1;
	else
		l->in.channels = 1;
	l->out.channels = 1;
}

struct net net_of_unit(const struct net *net, int i, int unit)
{
	struct net cut = *net;

	cut.count = net_activation(net, i) + 1;
	for (; i < cut.count; i++)
		keep_unit(&cut.layers[i], unit);
	return cut;
}

bool net_sees_image(const struct net *net, int i)
{
	while (--i >= 0)
		if (!net->layers[i].ops->is_training_only && !net->layers[i].ops->is_affine)
			return false;
	return true;
}

void net_seen_image(const struct net *net, int i, const float *image, float *seen)
{
	struct layer_io io = {.n = 1, .kernel = net->kernel, .x = seen, .y = seen};

	memcpy(seen, image, shape_size(net->input) * sizeof(float));
	for (int before = 0; before < i; before++)
		if (net->layers[before].ops->is_affine)
			net->layers[before].ops->forward(&net->layers[before], &io);
}
