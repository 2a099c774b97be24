/* Models: where they come from, and what is in each tensor. */
#include "base/xalloc.h"
#include "cli/info.h"
#include "cli/json.h"
#include "format/dtype.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The keys of __metadata__ that train writes, beside those that say what the net is. */
static const char *const keys[] = {"data",      "seed", "step", "accuracy",
				   "optimizer", "rate", "batch"};
enum { KEYS = sizeof(keys) / sizeof(keys[0]), SHAPE = 160 };

struct figures {
	bool is_known;
	float min, max;
	double mean;
};

static struct figures figures_of(const struct tensor *t, const char *path)
{
	struct figures f = {.min = INFINITY, .max = -INFINITY};
	size_t count = tensor_elements(t);
	struct err ignored;
	float *values;

	if (count == 0 || count > INFO_VALUES_MAX)
		return f;
	values = xfloats(count);
	f.is_known = tensor_floats(t, path, values, &ignored);
	for (size_t i = 0; f.is_known && i < count; i++) {
		f.min = fminf(f.min, values[i]);
		f.max = fmaxf(f.max, values[i]);
		f.mean += (double)values[i] / (double)count;
	}
	free(values);
	return f;
}

static void shape_text(const struct tensor *t, char text[SHAPE])
{
	size_t length = 0;

	text[0] = '\0';
	for (int i = 0; i < t->ndim && length < SHAPE; i++)
		length += (size_t)snprintf(text + length, SHAPE - length, "%s%zu", i ? "x" : "",
					   t->dim[i]);
}

/* Both of our checksums are there. The reader has compared them: a file that differs is not read.
 */
static bool has_checksum(const struct tensor_file *file)
{
	return tensor_file_metadata(file, "data_crc32") &&
	       tensor_file_metadata(file, "header_crc32");
}

static size_t count_parameters(const struct net *net)
{
	size_t count = 0;

	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);

		count += parameter_count(&p);
	}
	return count;
}

/* A name from a file, with '?' for what a terminal would not take as text. */
static void print_name(FILE *file, const char *name, int width)
{
	struct err err;

	err_set(&err, "%s", name);
	fprintf(file, " %-*s", width, err.text);
}

/* Checkpoints have exact numbers in hexadecimal, which are printed as decimals. */
static void print_value(FILE *file, const char *value)
{
	char *end;
	double number = strtod(value, &end);

	if (strncmp(value, "0x", 2) == 0 && !*end)
		fprintf(file, " %g", number);
	else
		print_name(file, value, 0);
}

static void print_tensor(FILE *file, const struct tensor *t, const char *path)
{
	struct figures f = figures_of(t, path);
	char shape[SHAPE];

	shape_text(t, shape);
	putc(' ', file);
	print_name(file, t->name, 16);
	fprintf(file, " %-5s %-14s", t->dtype, shape);
	if (f.is_known)
		fprintf(file, " %10.4g %10.4g %10.4g", (double)f.min, (double)f.max, f.mean);
	putc('\n', file);
}

static void print_model(FILE *file, const char *path, const struct tensor_file *st,
			const struct net *net)
{
	char *architecture = net_architecture(net);

	fprintf(file, "%s: a %s\n", path,
		tensor_file_metadata(st, "optimizer") ? "checkpoint of a network in training"
						      : "network");
	fprintf(file, "  architecture: %s\n", architecture);
	fprintf(file, "  takes images of %dx%d, tells %d classes, has %zu parameters\n",
		net->input.height, net->input.width, net->classes, count_parameters(net));
	for (int i = 0; i < KEYS; i++)
		if (tensor_file_metadata(st, keys[i])) {
			fprintf(file, "  %s:", keys[i]);
			print_value(file, tensor_file_metadata(st, keys[i]));
			putc('\n', file);
		}
	free(architecture);
}

static void print_words(FILE *file, const char *path, const struct tensor_file *st,
			const struct net *net, const char *why)
{
	if (net)
		print_model(file, path, st, net);
	else
		fprintf(file, "%s: a %s file, but no network to use here\n  %s\n", path,
			st->format->name, why);
	fprintf(file, "  checksum: %s\n\n", has_checksum(st) ? "right" : "none in the file");
	fprintf(file, "  %-16s %-5s %-14s %10s %10s %10s\n", "tensor", "type", "shape", "min",
		"max", "mean");
	for (size_t i = 0; i < tensor_file_count(st); i++)
		print_tensor(file, tensor_file_at(st, i), path);
}

static json_t *tensor_json(const struct tensor *t, const char *path)
{
	struct figures f = figures_of(t, path);
	json_t *o = json_object(), *shape = json_array();

	for (int i = 0; i < t->ndim; i++)
		json_array_append_new(shape, json_integer((json_int_t)t->dim[i]));
	json_add(o, "name", json_text(t->name));
	json_add(o, "type", json_text(t->dtype));
	json_add(o, "shape", shape);
	json_add(o, "min", f.is_known ? json_number((double)f.min) : json_null());
	json_add(o, "max", f.is_known ? json_number((double)f.max) : json_null());
	json_add(o, "mean", f.is_known ? json_number(f.mean) : json_null());
	return o;
}

static void print_json(struct output *out, const char *path, const struct tensor_file *st,
		       const struct net *net)
{
	json_t *o = json_object(), *metadata = json_object(), *tensors = json_array();
	char *architecture = net ? net_architecture(net) : NULL;

	for (int i = 0; i < KEYS; i++)
		if (tensor_file_metadata(st, keys[i]))
			json_add(metadata, keys[i], json_text(tensor_file_metadata(st, keys[i])));
	for (size_t i = 0; i < tensor_file_count(st); i++)
		json_array_append_new(tensors, tensor_json(tensor_file_at(st, i), path));
	json_add(o, "kind", json_text(net ? "model" : st->format->name));
	json_add(o, "file", json_text(path));
	json_add(o, "architecture", json_text(architecture));
	json_add(o, "parameters",
		 net ? json_integer((json_int_t)count_parameters(net)) : json_null());
	json_add(o, "height", net ? json_integer(net->input.height) : json_null());
	json_add(o, "width", net ? json_integer(net->input.width) : json_null());
	json_add(o, "classes", net ? json_integer(net->classes) : json_null());
	json_add(o, "checksum", json_text(has_checksum(st) ? "right" : "none"));
	json_add(o, "metadata", metadata);
	json_add(o, "tensors", tensors);
	json_print(out, o);
	free(architecture);
}

void info_model(struct output *out, const char *path, const struct tensor_file *st,
		const struct net *net, const char *why)
{
	if (out->is_json)
		print_json(out, path, st, net);
	else
		print_words(out->file, path, st, net, why);
}
