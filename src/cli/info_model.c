/* Models: where they come from, how they were read, and what is in each tensor. */
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/info.h"
#include "cli/insights_show.h"
#include "cli/json.h"
#include "format/dtype.h"
#include "lab/feature/dead_units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The keys of __metadata__ that train writes, beside those that say what the net is. */
static const char *const keys[] = {"data",      "seed", "step",  "accuracy",
				   "optimizer", "rate", "batch", "adversarial"};
enum { KEYS = sizeof(keys) / sizeof(keys[0]), SHAPE = 160 };

struct figures {
	bool is_known;
	float min, max;
	double mean, zeros; /* zeros: the share of values that are 0 */
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
		f.zeros += (values[i] == 0) / (double)count;
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

/* Checkpoints have exact numbers in hexadecimal, which are printed as decimals. */
static void print_value(FILE *file, const char *value)
{
	char *end;
	double number = strtod(value, &end);

	putc(' ', file);
	if (strncmp(value, "0x", 2) == 0 && !*end)
		fprintf(file, "%g", number);
	else
		print_clean(file, value);
}

/* Columns of the table of tensors. */
struct columns {
	int name, type, shape;
};

enum { MIN_NAME = 16, FIGURES = 3 * 11 + 9 };

static int larger(int a, int b)
{
	return a > b ? a : b;
}

/* What shapes and types need, and for names what is left of the width, as far as they need it. */
static struct columns columns_of(const struct tensor_file *file, int width)
{
	struct columns c = {(int)strlen("tensor"), (int)strlen("type"), (int)strlen("shape")};
	char shape[SHAPE];
	int room;

	for (size_t i = 0; i < tensor_file_count(file); i++) {
		const struct tensor *t = tensor_file_at(file, i);

		shape_text(t, shape);
		c.name = larger(c.name, text_width(t->name));
		c.type = larger(c.type, (int)strlen(t->dtype));
		c.shape = larger(c.shape, (int)strlen(shape));
	}
	room = larger(MIN_NAME, width - 2 - 1 - c.type - 1 - c.shape - FIGURES);
	c.name = c.name < room ? c.name : room;
	return c;
}

static void print_tensor(FILE *file, const struct tensor *t, const char *path, struct columns c)
{
	struct figures f = figures_of(t, path);
	char shape[SHAPE], name[sizeof(((struct err *)NULL)->text)];
	struct err printable;

	shape_text(t, shape);
	err_set(&printable, "%s", t->name);
	text_cut_middle(printable.text, c.name, name, sizeof(name));
	fprintf(file, "  %s%*s %-*s %-*s", name, c.name - text_width(name), "", c.type, t->dtype,
		c.shape, shape);
	if (f.is_known)
		fprintf(file, " %10.4g %10.4g %10.4g %6.1f %%", (double)f.min, (double)f.max,
			f.mean, f.zeros * 100);
	putc('\n', file);
}

/* Units that answer to none of the images. */
static void print_dead_units(FILE *file, const struct info_network *n)
{
	for (int i = 0; i < n->unit_layers; i++)
		fprintf(file, "%s%s %d of %d", i ? ", " : "  units that are 0 for all images: ",
			n->net->layers[n->units[i].layer].name, n->units[i].dead,
			n->units[i].units);
	if (n->unit_layers)
		fprintf(file, " (asked %d of %s)\n", n->unit_images, n->data->name);
}

static struct insight_facts facts_of(const struct info_network *n)
{
	bool is_known = n->unit_layers && (!n->found || n->found->is_clear);

	return (struct insight_facts){.has = is_known ? INSIGHT_UNITS : 0,
				      .names = &class_names_none,
				      .net = n->net,
				      .units = n->units,
				      .unit_layers = n->unit_layers,
				      .unit_images = n->unit_images};
}

static void print_facts(FILE *file, const struct tensor_file *st)
{
	for (int i = 0; i < KEYS; i++)
		if (tensor_file_metadata(st, keys[i])) {
			fprintf(file, "  %s:", keys[i]);
			print_value(file, tensor_file_metadata(st, keys[i]));
			putc('\n', file);
		}
}

static void print_network(FILE *file, const struct info_network *n)
{
	char *architecture = net_architecture(n->net);

	fprintf(file, "  architecture: %s\n", architecture);
	fprintf(file, "  takes images of %dx%d, tells %d classes, has %zu parameters\n",
		n->net->input.height, n->net->input.width, n->net->classes,
		count_parameters(n->net));
	free(architecture);
}

/* The ways to read it, as a person would tell them. */
static void print_ways(FILE *file, const struct info_network *n)
{
	char architecture[SETTINGS_ARCHITECTURE_MAX], layout[NUMBERS_TEXT_MAX];

	fprintf(file, "\n  %8s %8s %7s  %-10s %s\n", "right", "loss", "images", "--layout",
		"--architecture");
	for (int i = 0; i < n->found->count; i++) {
		const struct trial *trial = &n->found->trials[i];
		char right[TEXT_NUMBER_MAX] = "";

		if (trial->count)
			text_percent(trial->accuracy, 1, right);
		identification_told(n->found, i, n->told, architecture, layout);
		fprintf(file, "  %8s %8.4f %7d  %-10s '%s'\n", right, trial->loss, trial->count,
			layout, architecture);
	}
	if (!n->found->is_clear)
		fputs("  none is clearly best, and the right one may not be here: tell it with "
		      "these "
		      "options\n",
		      file);
}

static void print_foreign(FILE *file, const struct info_network *n)
{
	const char *container = tensor_file_metadata(n->file, "container");

	print_clean(file, n->path);
	fputs(": a network of another program, in ", file);
	print_clean(file, container ? container : n->file->format->name);
	putc('\n', file);
	if (n->found->is_clear)
		print_network(file, n);
	if (n->found->import->notes[0]) {
		fputs("  note: ", file);
		print_clean(file, n->found->import->notes);
		putc('\n', file);
	}
	if (n->found->is_clear)
		print_dead_units(file, n);
	print_ways(file, n);
	putc('\n', file);
}

static void print_own(FILE *file, const struct info_network *n)
{
	print_clean(file, n->path);
	if (!n->net) {
		fprintf(file, ": %s %s file, but no network to use here\n  %s\n",
			text_article(n->file->format->name), n->file->format->name, n->why);
	} else {
		fprintf(file, ": a %s\n",
			tensor_file_metadata(n->file, "optimizer")
				? "checkpoint of a network in training"
				: "network");
		print_network(file, n);
		print_facts(file, n->file);
		print_dead_units(file, n);
	}
	fprintf(file, "  checksum: %s\n\n", has_checksum(n->file) ? "right" : "none in the file");
}

static void print_words(struct output *out, const struct info_network *n)
{
	struct insight_facts facts = facts_of(n);
	FILE *file = out->file;
	struct columns c = columns_of(n->file, out->width);

	if (n->found)
		print_foreign(file, n);
	else
		print_own(file, n);
	fprintf(file, "  %-*s %-*s %-*s %10s %10s %10s %8s\n", c.name, "tensor", c.type, "type",
		c.shape, "shape", "min", "max", "mean", "zeros");
	for (size_t i = 0; i < tensor_file_count(n->file); i++)
		print_tensor(file, tensor_file_at(n->file, i), n->path, c);
	insights_show(out, &facts);
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
	json_add(o, "zeros", f.is_known ? json_number(f.zeros) : json_null());
	return o;
}

static json_t *ways_json(const struct info_network *n)
{
	json_t *ways = json_array();

	for (int i = 0; i < n->found->count; i++) {
		const struct trial *trial = &n->found->trials[i];
		char architecture[SETTINGS_ARCHITECTURE_MAX], layout[NUMBERS_TEXT_MAX];
		json_t *way = json_object();

		identification_told(n->found, i, n->told, architecture, layout);
		json_add(way, "architecture", json_text(architecture));
		json_add(way, "layout", json_text(layout));
		json_add(way, "images", json_integer(trial->count));
		json_add(way, "accuracy",
			 trial->count ? json_number(trial->accuracy) : json_null());
		json_add(way, "loss", trial->count ? json_number(trial->loss) : json_null());
		json_array_append_new(ways, way);
	}
	return ways;
}

static json_t *dead_units_json(const struct info_network *n)
{
	json_t *layers = json_array();

	for (int i = 0; i < n->unit_layers; i++) {
		json_t *layer = json_object();

		json_add(layer, "layer", json_text(n->net->layers[n->units[i].layer].name));
		json_add(layer, "units", json_integer(n->units[i].units));
		json_add(layer, "dead", json_integer(n->units[i].dead));
		json_array_append_new(layers, layer);
	}
	return layers;
}

static void add_foreign(json_t *o, const struct info_network *n)
{
	const char *container = tensor_file_metadata(n->file, "container");

	json_add(o, "container", json_text(container ? container : n->file->format->name));
	json_add(o, "is_clear", json_boolean(n->found->is_clear));
	json_add(o, "note", json_text(n->found->import->notes));
	json_add(o, "ways", ways_json(n));
}

static void print_json(struct output *out, const struct info_network *n)
{
	json_t *o = json_object(), *metadata = json_object(), *tensors = json_array();
	const struct net *net = n->found && !n->found->is_clear ? NULL : n->net;
	struct insight_facts facts = facts_of(n);
	char *architecture = net ? net_architecture(net) : NULL;

	for (int i = 0; i < KEYS; i++)
		if (tensor_file_metadata(n->file, keys[i]))
			json_add(metadata, keys[i],
				 json_text(tensor_file_metadata(n->file, keys[i])));
	for (size_t i = 0; i < tensor_file_count(n->file); i++)
		json_array_append_new(tensors, tensor_json(tensor_file_at(n->file, i), n->path));
	json_add(o, "kind", json_text(n->net ? "model" : n->file->format->name));
	json_add(o, "file", json_text(n->path));
	json_add(o, "architecture", json_text(architecture));
	json_add(o, "parameters",
		 net ? json_integer((json_int_t)count_parameters(net)) : json_null());
	json_add(o, "height", net ? json_integer(net->input.height) : json_null());
	json_add(o, "width", net ? json_integer(net->input.width) : json_null());
	json_add(o, "classes", net ? json_integer(net->classes) : json_null());
	json_add(o, "checksum", json_text(has_checksum(n->file) ? "right" : "none"));
	json_add(o, "metadata", metadata);
	if (n->found)
		add_foreign(o, n);
	json_add(o, "dead_units", dead_units_json(n));
	json_add(o, "insights", insights_json(&facts));
	json_add(o, "tensors", tensors);
	json_print(out, o);
	free(architecture);
}

void info_model(struct output *out, struct info_network *network)
{
	if (network->net && network->data)
		network->unit_layers =
			dead_units(network->net, &network->data->split[SPLIT_TRAIN], network->pool,
				   network->units, &network->unit_images);
	if (out->is_json)
		print_json(out, network);
	else
		print_words(out, network);
}
