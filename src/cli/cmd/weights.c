/* netglyph weights: cell 3 of the article. */
#include "cli/command.h"
#include "cli/json.h"
#include "cli/weight_maps_show.h"
#include "lab/feature/channel_weights.h"

#include <inttypes.h>

struct weights_options {
	struct common common;
	const char *layer;
	int64_t channel;
	double range;
};

#define AT(member) offsetof(struct weights_options, member)

static const struct option rows[] = {
	{"layer", OPTION_TEXT, AT(layer), "NAME", .fallback = "the first with weights",
	 .help = "whose weights: conv1, fc1, ...", .words = "conv1|conv2|fc1|fc2"},
	{"channel", OPTION_WHOLE, AT(channel), "N", .value = "0", .max = 65535,
	 .help = "of a convolution with many input channels: which of them"},
	{"range", OPTION_REAL, AT(range), "R", .value = "0.5", .min = 1e-6, .max = 1e6,
	 .help = "colours span -R to R"},
	{0}};

static int find_layer(const struct net *net, const char *name, struct err *err)
{
	if (name)
		return channel_weights_layer(net, name, err);
	for (int i = 0; i < net->count; i++)
		if (net->layers[i].units)
			return i;
	err_set(err, "the net has no layer with weights");
	return -1;
}

/* Of the maps that are classes. */
static const struct class_names *names_of(const struct command_context *context,
					  const struct weight_maps *maps)
{
	return weight_maps_are_of_classes(context->net, maps) ? context_names(context)
							      : &class_names_none;
}

static void print_json(struct command_context *context, const struct weight_maps *maps)
{
	const struct weights_options *o = context->values;
	size_t size = (size_t)maps->height * (size_t)maps->width;
	json_t *document = json_object(), *list = json_array();

	for (int i = 0; i < maps->count; i++)
		json_array_append_new(list, json_map(maps->values + (size_t)i * size, maps->height,
						     maps->width, 1));
	json_add(document, "model", json_text(context->model));
	json_add(document, "layer", json_text(context->net->layers[maps->layer].name));
	json_add(document, "channel", json_integer((json_int_t)o->channel));
	json_add(document, "min", json_number((double)maps->min));
	json_add(document, "max", json_number((double)maps->max));
	json_add(document, "maps", list);
	json_add(document, "names", json_classes(names_of(context, maps), maps->count));
	json_print(&context->out, document);
}

static bool print(struct command_context *context, const struct weight_maps *maps, struct err *err)
{
	const struct weights_options *o = context->values;
	const struct layer *layer = &context->net->layers[maps->layer];
	const struct class_names *names = names_of(context, maps);

	if (!context->out.is_json)
		print_fitted(context->out.file, context->out.width,
			     "%s, %s: %d maps of %dx%d, weights %.3g to %.3g\n\n", context->model,
			     layer->name, maps->count, maps->height, maps->width, (double)maps->min,
			     (double)maps->max);
	if (!weight_maps_show(maps, names, &context->out, (float)o->range, err))
		return false;
	if (context->out.is_json)
		print_json(context, maps);
	return true;
}

static bool run_weights(struct command_context *context, struct err *err)
{
	const struct weights_options *o = context->values;
	struct weight_maps maps;
	const struct layer *l;
	int layer, channels;
	bool is_printed;

	if (!context_read_model(context, err) || !context_read_names(context, err))
		return false;
	layer = find_layer(context->net, o->layer, err);
	if (layer < 0) {
		context->status = o->layer ? STATUS_USAGE : STATUS_FAILED;
		return err_prefix(err, context->model);
	}
	l = &context->net->layers[layer];
	channels = channel_weights_inputs(l);
	if (o->channel >= channels)
		return usage_error(context, err,
				   "--channel %" PRId64 ": %s has input channels 0 to %d",
				   o->channel, l->name, channels - 1);
	if (!weight_maps_read(context->net, layer, (int)o->channel, &maps, err))
		return err_prefix(err, context->model);
	is_printed = print(context, &maps, err);
	weight_maps_clear(&maps);
	return is_printed;
}

const struct command weights_command = {
	.name = "weights",
	.operand = "MODEL",
	.summary = "its weights as maps",
	.help = "Draws the weights of a layer: for a softmax network the ten maps of what speaks "
		"for a digit (blue) "
		"and against it (red); for a convolution its filters.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES,
	.size = sizeof(struct weights_options),
	.run = run_weights,
};
