/* netglyph filters: cells 12 and 13 of the article, for the channels of a layer. */
#include "cli/channel_gallery_show.h"
#include "cli/command.h"
#include "cli/json.h"
#include "lab/article.h"
#include "lab/feature/channel_weights.h"

#include <inttypes.h>

struct filters_options {
	struct common common;
	const char *layer;
	int64_t channel, first, count, steps, seed;
	double rate;
};

#define AT(member) offsetof(struct filters_options, member)

static const struct option rows[] = {
	{"layer", OPTION_TEXT, AT(layer), "NAME", .fallback = "the first with weights",
	 .help = "whose channels", .words = "conv1|conv2"},
	{"first", OPTION_WHOLE, AT(first), "N", .value = "0", .max = 65535,
	 .help = "the first channel"},
	{"count", OPTION_WHOLE, AT(count), "N", .min = 1, .max = 65536,
	 .fallback = "all that follow", .help = "how many channels"},
	{"channel", OPTION_WHOLE, AT(channel), "N", .value = "0", .max = 65535,
	 .help = "which input channel's weights, where a convolution has many"},
	{"image", OPTION_WHOLE, AT(common.image), "N", .max = 1e9,
	 .fallback = ARTICLE_TEXT(ARTICLE_THREE) ", the article's 3",
	 .help = "the image of the split that the activations are for"},
	{"steps", OPTION_WHOLE, AT(steps), "N", .value = ARTICLE_TEXT(ARTICLE_MAXIMIZE_STEPS),
	 .max = 10000, .help = "steps of activation maximisation, from noise"},
	{"rate", OPTION_REAL, AT(rate), "R", .value = ARTICLE_TEXT(ARTICLE_MAXIMIZE_RATE),
	 .min = 1e-6, .max = 1000,
	 .help = "what the gradient, brought to a standard deviation of 1, is multiplied with"},
	{"seed", OPTION_WHOLE, AT(seed), "N", .value = ARTICLE_TEXT(ARTICLE_NOISE_SEED),
	 .max = 9007199254740991, .help = "of the noise; channel C starts from that of N + C"},
	{0}};

/* Of the channels that are classes: those of the last layer. */
static const struct class_names *names_of(const struct command_context *context,
					  const struct channel_gallery *g)
{
	return g->spec.layer == context->net->count - 1 ? context_names(context)
							: &class_names_none;
}

static void print_json(struct command_context *context, const struct channel_gallery *g,
		       const struct sample *sample)
{
	const struct layer *layer = &context->net->layers[g->spec.layer];
	struct shape r = g->activation_shape, image = g->image_shape;
	json_t *document = json_object(), *list = json_array();

	for (int i = 0; i < g->spec.count; i++) {
		json_t *o = json_object();

		json_add(o, "channel", json_integer(g->spec.first + i));
		json_add(o, "weights",
			 g->weights ? json_map(g->weights + (size_t)i * (size_t)(g->weights_height *
										 g->weights_width),
					       g->weights_height, g->weights_width, 1)
				    : json_null());
		json_add(o, "response",
			 json_map(g->activations + (size_t)i * (size_t)(r.height * r.width),
				  r.height, r.width, 1));
		json_add(o, "excitation",
			 json_map(g->images + (size_t)i * shape_size(image), image.height,
				  image.width, 1));
		json_add(o, "reached", json_number(g->reached[i]));
		json_add(o, "name", json_class(names_of(context, g), g->spec.first + i));
		json_array_append_new(list, o);
	}
	json_add(document, "model", json_text(context->model));
	json_add(document, "layer", json_text(layer->name));
	json_add(document, "image", json_text(sample->title));
	json_add(document, "filters", list);
	json_print(&context->out, document);
}

static bool print(struct command_context *context, const struct channel_gallery *g,
		  const struct sample *sample, struct err *err)
{
	if (!context->out.is_json)
		print_fitted(context->out.file, context->out.width,
			     "%s, %s, %s\n"
			     "for each channel: its weights, its activation for the image, and the "
			     "image that maximizes it (with the mean activation reached)\n\n",
			     context->model, context->net->layers[g->spec.layer].name,
			     sample->title);
	if ((context->out.png || !context->out.is_json) &&
	    !channel_gallery_show(g, names_of(context, g), NULL, 0, &context->out, err))
		return false;
	if (context->out.is_json)
		print_json(context, g, sample);
	return true;
}

static const char *first_layer(const struct net *net)
{
	int i = 0;

	while (i + 1 < net->count && net->layers[i].units == 0)
		i++;
	return net->layers[i].name;
}

/* Fills the spec from the options, and checks them against the layer. */
static bool choose(struct command_context *context, struct channel_gallery_spec *spec,
		   struct err *err)
{
	const struct filters_options *o = context->values;
	const struct layer *layer;
	int channels;

	spec->layer = channel_weights_layer(context->net,
					    o->layer ? o->layer : first_layer(context->net), err);
	if (spec->layer < 0) {
		context->status = o->layer ? STATUS_USAGE : STATUS_FAILED;
		return err_prefix(err, context->model);
	}
	layer = &context->net->layers[spec->layer];
	channels = channel_weights_inputs(layer);
	if (o->first >= layer->units)
		return usage_error(context, err, "--first %" PRId64 ": %s has channels 0 to %d",
				   o->first, layer->name, layer->units - 1);
	if (o->count > layer->units - o->first)
		return usage_error(context, err,
				   "--first %" PRId64 " --count %" PRId64
				   ": %s has channels 0 to %d",
				   o->first, o->count, layer->name, layer->units - 1);
	if (o->channel >= channels)
		return usage_error(context, err,
				   "--channel %" PRId64 ": %s has input channels 0 to %d",
				   o->channel, layer->name, channels - 1);
	spec->input = (int)o->channel;
	spec->first = (int)o->first;
	spec->count = o->count > 0 ? (int)o->count : layer->units - spec->first;
	spec->steps = (int)o->steps;
	spec->rate = (float)o->rate;
	spec->seed = (uint64_t)o->seed;
	return true;
}

static bool run_filters(struct command_context *context, struct err *err)
{
	struct channel_gallery_spec spec;
	struct sample sample = {0};
	struct channel_gallery *gallery = NULL;
	bool is_done = context_read_model(context, err) && choose(context, &spec, err) &&
		       context_read_sample(context, ARTICLE_THREE, &sample, err);

	if (is_done) {
		gallery = channel_gallery_new(context->net, &spec, sample.pixels);
		channel_gallery_maximize_all(gallery, context->net, context->pool, NULL);
		is_done = print(context, gallery, &sample, err);
	}
	channel_gallery_free(gallery);
	sample_clear(&sample);
	return is_done;
}

const struct command filters_command = {
	.name = "filters",
	.operand = "MODEL",
	.summary = "what the channels of a layer look for",
	.help = "Three pictures for each channel of a layer: its weights, its activation for an "
		"image, and the image that maximizes the mean of its activation, found by gradient "
		"ascent from noise. Each picture spans its own range, from light to dark.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES |
		  COMMON_SPLIT,
	.size = sizeof(struct filters_options),
	.run = run_filters,
};
