/* Between parameter blocks and safetensors. */
#include "model/native.h"
#include "base/xalloc.h"
#include "format/dtype.h"
#include "format/tensor/npz.h"
#include "format/tensor/safetensors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 8192 }; /* values that are converted at a time */

static const char adam_m[] = "/Adam", adam_v[] = "/Adam_1"; /* TensorFlow's slot names */

struct writing {
	struct tensor *tensors;
	size_t count;
};

/* Appends one parameter, taken from a block of the net's layout, with memory of its own. */
static void add_tensor(struct writing *w, const struct parameter *p, const char *suffix,
		       const float *block, bool is_half)
{
	struct tensor *t = &w->tensors[w->count++];
	size_t count = parameter_count(p);
	float *values = xfloats(count);

	parameter_get(p, block, values);
	t->name = xasprintf("%s%s", p->name, suffix);
	t->dtype = is_half ? "F16" : "F32";
	t->ndim = p->ndim;
	for (int i = 0; i < p->ndim; i++)
		t->dim[i] = (size_t)p->dim[i];
	t->data = values;
	t->size = count * (is_half ? sizeof(uint16_t) : sizeof(float));
	if (is_half) {
		uint16_t *halves = xmalloc(t->size);

		for (size_t i = 0; i < count; i++)
			halves[i] = half_from_float(values[i]);
		free(values);
		t->data = halves;
	}
}

static void add_parameters(struct writing *w, const struct net *net,
			   const struct native_extra *extra)
{
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);

		add_tensor(w, &p, "", net->parameters, extra->is_half);
		if (extra->optimizer && extra->optimizer->m) {
			add_tensor(w, &p, adam_m, extra->optimizer->m, false);
			add_tensor(w, &p, adam_v, extra->optimizer->v, false);
		}
	}
}

bool native_write(struct writer *writer, const struct net *net, const struct native_extra *extra,
		  struct err *err)
{
	size_t own = (size_t)net_parameters(net) * 3;
	struct writing w = {.tensors = xcalloc(own + extra->tensor_count, sizeof(*w.tensors))};
	struct tensor_string *strings = xcalloc(4 + extra->string_count, sizeof(*strings));
	char *architecture = net_architecture(net), input[NUMBERS_TEXT_MAX],
	     classes[NUMBERS_TEXT_MAX];
	bool is_written;

	snprintf(input, sizeof(input), "%dx%dx1", net->input.height, net->input.width);
	snprintf(classes, sizeof(classes), "%d", net->classes);
	strings[0] = (struct tensor_string){"format", "netglyph"};
	strings[1] = (struct tensor_string){"architecture", architecture};
	strings[2] = (struct tensor_string){"input", input};
	strings[3] = (struct tensor_string){"classes", classes};
	if (extra->string_count)
		memcpy(strings + 4, extra->strings, extra->string_count * sizeof(*strings));
	add_parameters(&w, net, extra);
	own = w.count;
	for (size_t i = 0; i < extra->tensor_count; i++)
		w.tensors[w.count++] = extra->tensors[i];
	is_written = (extra->is_npz ? npz_write : safetensors_write)(
		writer, w.tensors, w.count, strings, 4 + extra->string_count, err);
	for (size_t i = 0; i < own; i++) {
		free((char *)w.tensors[i].name);
		free((void *)w.tensors[i].data);
	}
	free(w.tensors);
	free(strings);
	free(architecture);
	return is_written;
}

bool native_read_shape(const struct tensor_file *file, const char *path, struct shape *input,
		       int *classes, struct err *err)
{
	const char *text = tensor_file_metadata(file, "input");
	const char *count = tensor_file_metadata(file, "classes");
	char end;

	if (!tensor_file_metadata(file, "architecture") || !text || !count)
		return err_set(
			err,
			"%s: __metadata__ has no '%s': not a model that netglyph wrote; train "
			"one with 'netglyph train'",
			path,
			!tensor_file_metadata(file, "architecture") ? "architecture"
			: !text                                     ? "input"
								    : "classes");
	if (sscanf(text, "%3dx%3dx%1d%c", &input->height, &input->width, &input->channels, &end) !=
		    3 ||
	    input->height < 1 || input->height > DATASET_MAX_SIDE || input->width < 1 ||
	    input->width > DATASET_MAX_SIDE || input->channels != 1)
		return err_set(err, "%s: input '%s' in __metadata__: expected 1x1x1 to %dx%dx1",
			       path, text, DATASET_MAX_SIDE, DATASET_MAX_SIDE);
	if (sscanf(count, "%3d%c", classes, &end) != 1 || *classes < 2 ||
	    *classes > DATASET_MAX_CLASSES)
		return err_set(err, "%s: classes '%s' in __metadata__: expected 2 to %d", path,
			       count, DATASET_MAX_CLASSES);
	return true;
}

/* A few rows at a time, so that what was converted is still at hand when it is put in its place. */
static bool read_rows(const struct tensor *t, const char *path, const struct parameter *p,
		      float *block, struct err *err)
{
	int max = p->columns < AT_ONCE ? AT_ONCE / p->columns : 1, rows;
	float *values = xfloats((size_t)max * (size_t)p->columns);
	bool is_read = true;

	for (int row = 0; is_read && row < p->rows; row += rows) {
		size_t first = (size_t)row * (size_t)p->columns;

		rows = p->rows - row < max ? p->rows - row : max;
		is_read =
			tensor_part(t, path, first, (size_t)rows * (size_t)p->columns, values, err);
		if (is_read)
			parameter_set_rows(p, block, row, rows, values);
	}
	free(values);
	return is_read;
}

/* A tensor of the file into its place in a block. */
static bool read_tensor(const struct tensor_file *file, const char *path, const struct parameter *p,
			const char *suffix, float *block, struct err *err)
{
	char name[sizeof(p->name) + sizeof(adam_v)];
	const struct tensor *t;
	bool is_same;

	snprintf(name, sizeof(name), "%s%s", p->name, suffix);
	t = tensor_file_find(file, name);
	if (!t)
		return err_set(err, "%s: tensor '%s', which its architecture has, is missing", path,
			       name);
	is_same = t->ndim == p->ndim;
	for (int i = 0; is_same && i < p->ndim; i++)
		is_same = t->dim[i] == (size_t)p->dim[i];
	if (!is_same)
		return err_set(err, "%s: tensor '%s' is not of the shape that its architecture has",
			       path, name);
	return read_rows(t, path, p, block, err);
}

static bool read_parameters(const struct tensor_file *file, const char *path, struct net *net,
			    struct err *err)
{
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);

		if (!read_tensor(file, path, &p, "", net->parameters, err))
			return false;
	}
	return true;
}

struct net *native_net(const struct tensor_file *file, const char *path,
		       const struct kernel *kernel, struct err *err)
{
	struct shape input;
	struct net *net;
	int classes;

	if (!native_read_shape(file, path, &input, &classes, err))
		return NULL;
	net = net_new(tensor_file_metadata(file, "architecture"), input, classes, kernel, err);
	if (!net) {
		err_prefix(err, path);
	} else if (!read_parameters(file, path, net, err)) {
		net_free(net);
		net = NULL;
	}
	return net;
}

struct net *native_read(const char *path, const struct kernel *kernel, struct tensor_file **file,
			struct err *err)
{
	struct tensor_file *open = tensor_file_read(path, err);
	struct net *net = open ? native_net(open, path, kernel, err) : NULL;

	if (net && file)
		*file = open;
	else
		tensor_file_free(open);
	return net;
}

bool native_read_optimizer(const struct tensor_file *file, const char *path, struct optimizer *o,
			   struct err *err)
{
	for (int i = 0; o->m && i < net_parameters(o->net); i++) {
		struct parameter p = net_parameter(o->net, i);

		if (!read_tensor(file, path, &p, adam_m, o->m, err) ||
		    !read_tensor(file, path, &p, adam_v, o->v, err))
			return false;
	}
	return true;
}
