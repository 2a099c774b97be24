/* The layouts of model/import/values, the other way round. */
#include "model/export.h"
#include "base/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* What each program adds to a variance: PyTorch 1e-5, Keras 1e-3. */
static const double epsilons[] = {[EXPORT_KERAS] = 1e-3, [EXPORT_TORCH] = 1e-5};

const char *export_layout(enum export_names names)
{
	return names == EXPORT_TORCH ? "torch" : "tensorflow";
}

static struct tensor *add(struct exported *e, char *name, float *values, int ndim,
			  const size_t *dim)
{
	struct tensor *t = &e->tensors[e->count++];
	size_t count = 1;

	*t = (struct tensor){.name = name, .dtype = "F32", .ndim = ndim, .data = values};
	for (int i = 0; i < ndim; i++) {
		t->dim[i] = dim[i];
		count *= dim[i];
	}
	t->size = count * sizeof(float);
	return t;
}

/* [rows, columns] -> [columns, rows], where a row's place is that of channels, height, width. */
static float *to_torch(const float *values, struct shape s, size_t columns)
{
	size_t rows = shape_size(s), row = 0;
	float *out = xfloats(rows * columns);

	for (size_t y = 0; y < (size_t)s.height; y++)
		for (size_t x = 0; x < (size_t)s.width; x++)
			for (size_t c = 0; c < (size_t)s.channels; c++, row++) {
				size_t to = (c * (size_t)s.height + y) * (size_t)s.width + x;

				for (size_t k = 0; k < columns; k++)
					out[k * rows + to] = values[row * columns + k];
			}
	return out;
}

static void add_weights(struct exported *e, const struct parameter *p, float *values,
			enum export_names names)
{
	const struct layer *l = p->layer;
	bool is_filter = p->ndim == 4;
	size_t dim[4] = {0};

	for (int i = 0; i < p->ndim; i++)
		dim[i] = (size_t)p->dim[i];
	if (names == EXPORT_TORCH) {
		float *turned = to_torch(values, is_filter ? layer_weight_maps(l) : l->in,
					 (size_t)p->columns);
		const size_t filter[] = {dim[3], dim[2], dim[0], dim[1]},
			     dense[] = {dim[1], dim[0]};

		free(values);
		add(e, xasprintf("%s.weight", l->name), turned, p->ndim,
		    is_filter ? filter : dense);
	} else {
		add(e, names == EXPORT_KERAS ? xasprintf("%s/kernel", l->name) : xstrdup(p->name),
		    values, p->ndim, dim);
	}
}

/* A bias, or one of a batch norm's. */
static void add_vector(struct exported *e, const struct parameter *p, float *values,
		       enum export_names names)
{
	static const struct {
		const char *prefix, *keras, *torch;
	} words[] = {{"b", "bias", "bias"}, {"gamma", "gamma", "weight"}, {"beta", "beta", "bias"}};
	const size_t dim[] = {(size_t)p->dim[0]};
	char *name = NULL;

	for (size_t i = 0; names != EXPORT_ARTICLE && i < sizeof(words) / sizeof(words[0]); i++) {
		size_t length = strlen(words[i].prefix);

		if (strncmp(p->name, words[i].prefix, length) == 0 &&
		    (p->name[length] == '_' || !p->name[length]))
			name = names == EXPORT_KERAS
				       ? xasprintf("%s/%s", p->layer->name, words[i].keras)
				       : xasprintf("%s.%s", p->layer->name, words[i].torch);
	}
	add(e, name ? name : xstrdup(p->name), values, 1, dim);
}

/* What a batch norm has beside gamma and beta. */
static void add_statistics(struct exported *e, const struct layer *l, enum export_names names)
{
	const size_t dim[] = {(size_t)l->out.channels};
	float *mean = xcalloc(dim[0], sizeof(float)), *variance = xfloats(dim[0]);

	for (size_t i = 0; i < dim[0]; i++)
		variance[i] = (float)(1 - epsilons[names]);
	add(e,
	    names == EXPORT_KERAS ? xasprintf("%s/moving_mean", l->name)
				  : xasprintf("%s.running_mean", l->name),
	    mean, 1, dim);
	add(e,
	    names == EXPORT_KERAS ? xasprintf("%s/moving_variance", l->name)
				  : xasprintf("%s.running_var", l->name),
	    variance, 1, dim);
}

struct exported export_new(const struct net *net, enum export_names names)
{
	size_t count = (size_t)net_parameters(net);
	struct exported e = {.tensors = xcalloc(2 * count, sizeof(*e.tensors))};

	for (int i = 0; i < (int)count; i++) {
		struct parameter p = net_parameter(net, i);
		float *values = xfloats(parameter_count(&p));

		parameter_get(&p, net->parameters, values);
		if (p.ndim > 1)
			add_weights(&e, &p, values, names);
		else
			add_vector(&e, &p, values, names);
		if (names != EXPORT_ARTICLE && strncmp(p.name, "beta", 4) == 0)
			add_statistics(&e, p.layer, names);
	}
	return e;
}

void export_clear(struct exported *e)
{
	for (size_t i = 0; i < e->count; i++) {
		free((char *)e->tensors[i].name);
		free((void *)e->tensors[i].data);
	}
	free(e->tensors);
	*e = (struct exported){0};
}
