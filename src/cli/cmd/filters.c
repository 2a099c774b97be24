/* netglyph filters: cells 12 and 13 of the article, for the channels of a layer; and deep dreams.
 */
#include "cli/channel_gallery_show.h"
#include "cli/command.h"
#include "cli/different_show.h"
#include "cli/json.h"
#include "cli/show.h"
#include "lab/article.h"
#include "lab/feature/channel_weights.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct filters_options {
	struct common common;
	const char *layer;
	int64_t channel, first, count, steps, seed, jitter, different;
	double rate, blur, total_variation, decay, diversity;
	const char *from, *dream, *neuron;
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
	{"steps", OPTION_WHOLE, AT(steps), "N",
	 .fallback = ARTICLE_TEXT(ARTICLE_MAXIMIZE_STEPS) "; of a dream " ARTICLE_TEXT(DREAM_STEPS),
	 .max = 10000, .help = "steps of activation maximisation"},
	{"rate", OPTION_REAL, AT(rate), "R",
	 .fallback = ARTICLE_TEXT(ARTICLE_MAXIMIZE_RATE) "; of a dream " ARTICLE_TEXT(DREAM_RATE),
	 .min = 1e-6, .max = 1000,
	 .help = "what the gradient, brought to a standard deviation of 1, is multiplied with"},
	{"from", OPTION_WORD, AT(from), "noise|grey|image", .fallback = "noise; of a dream image",
	 .help = "what maximisation starts from"},
	{"jitter", OPTION_WHOLE, AT(jitter), "PIXELS", .value = "0", .max = REGULARIZER_MAX_JITTER,
	 .help = "move the image at random by up to so many pixels for each step's gradient"},
	{"blur", OPTION_REAL, AT(blur), "PIXELS", .value = "0", .max = REGULARIZER_MAX_BLUR,
	 .help = "blur the image after every fourth step: standard deviation of the Gaussian"},
	{"total-variation", OPTION_REAL, AT(total_variation), "W", .value = "0", .max = 100,
	 .help = "weight of a penalty for differences between neighbouring pixels; 0.3 is much"},
	{"decay", OPTION_REAL, AT(decay), "W", .value = "0", .max = 1,
	 .help = "share of each pixel's value that a step takes away (L2 decay)"},
	{"neuron", OPTION_TEXT, AT(neuron), "ROW,COLUMN",
	 .help = "maximize the activation there, from 0,0 on, instead of the channel's mean"},
	{"different", OPTION_WHOLE, AT(different), "N", .value = "1", .min = 1,
	 .max = DIVERSITY_MAX,
	 .help = "so many images of each channel, which differ: each step goes away from what is "
		 "alike in the layer's activations"},
	{"diversity", OPTION_REAL, AT(diversity), "W", .fallback = ARTICLE_TEXT(DIVERSITY_WEIGHT),
	 .max = 100, .help = "weight of that beside the activation"},
	{"dream", OPTION_TEXT, AT(dream), "LAYER", .words = "conv1|conv2",
	 .help = "instead of channels: raise all activations of that layer from the image (a deep "
		 "dream)"},
	{"seed", OPTION_WHOLE, AT(seed), "N", .value = ARTICLE_TEXT(ARTICLE_NOISE_SEED),
	 .max = 9007199254740991,
	 .help = "of the noise and the jitter; channel C has that of N + C"},
	{0}};

static const char *const start_names[] = {[CHANNEL_GALLERY_NOISE] = "noise",
					  [CHANNEL_GALLERY_GREY] = "grey",
					  [CHANNEL_GALLERY_IMAGE] = "image"};

/* Of the channels that are classes: those of the last layer. */
static const struct class_names *names_of_layer(const struct command_context *context, int layer)
{
	return layer == context->net->count - 1 ? context_names(context) : &class_names_none;
}

static const struct class_names *names_of(const struct command_context *context,
					  const struct channel_gallery *g)
{
	return names_of_layer(context, g->spec.layer);
}

static json_t *regularizer_json(const struct regularizer *r)
{
	json_t *o = json_object();

	json_add(o, "jitter", json_integer(r->jitter));
	json_add(o, "blur", json_number((double)r->blur));
	json_add(o, "total_variation", json_number((double)r->total_variation));
	json_add(o, "decay", json_number((double)r->decay));
	return o;
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
	json_add(document, "neuron",
		 g->spec.is_neuron
			 ? json_pack("[i, i]", g->spec.place / r.width, g->spec.place % r.width)
			 : json_null());
	json_add(document, "from", json_text(start_names[g->spec.start]));
	json_add(document, "regularizers", regularizer_json(&g->spec.regularizer));
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
			     "image that maximizes it (with the %s reached)\n\n",
			     context->model, context->net->layers[g->spec.layer].name,
			     sample->title,
			     g->spec.is_neuron ? "neuron's activation" : "mean activation");
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

static enum channel_gallery_start start_of(const struct filters_options *o)
{
	int i = 0;

	if (!o->from)
		return o->dream ? CHANNEL_GALLERY_IMAGE : CHANNEL_GALLERY_NOISE;
	while (strcmp(start_names[i], o->from) != 0)
		i++;
	return (enum channel_gallery_start)i;
}

/* How it is maximized. */
static void choose_steps(const struct filters_options *o, struct channel_gallery_spec *spec)
{
	spec->steps = o->dream ? DREAM_STEPS : ARTICLE_MAXIMIZE_STEPS;
	if (o->steps != OPTION_UNSET)
		spec->steps = (int)o->steps;
	spec->rate = o->dream ? (float)DREAM_RATE : ARTICLE_MAXIMIZE_RATE;
	if (!isnan(o->rate))
		spec->rate = (float)o->rate;
	spec->seed = (uint64_t)o->seed;
	spec->start = start_of(o);
	spec->regularizer = (struct regularizer){(int)o->jitter, (float)o->blur,
						 (float)o->total_variation, (float)o->decay};
}

/* Reads --neuron, where it is given. */
static bool choose_neuron(struct command_context *context, const struct layer *layer,
			  struct channel_gallery_spec *spec, struct err *err)
{
	const char *text = ((const struct filters_options *)context->values)->neuron;
	char *rest;
	long row, column = -1;

	if (!text)
		return true;
	row = strtol(text, &rest, 10);
	if (rest > text && *rest == ',' && rest[1])
		column = strtol(rest + 1, &rest, 10);
	if (*rest || row < 0 || row >= layer->out.height || column < 0 ||
	    column >= layer->out.width)
		return usage_error(context, err, "--neuron %s: %s has neurons 0,0 to %d,%d", text,
				   layer->name, layer->out.height - 1, layer->out.width - 1);
	spec->is_neuron = true;
	spec->place = (int)(row * layer->out.width + column);
	return true;
}

/* Fills the spec from the options, and checks them against the layer. */
static bool choose(struct command_context *context, struct channel_gallery_spec *spec,
		   struct err *err)
{
	const struct filters_options *o = context->values;
	const char *name = o->dream ? o->dream : o->layer;
	const struct layer *layer;
	int channels;

	if (o->dream && (o->layer || o->first || o->channel || o->neuron ||
			 o->count != OPTION_UNSET || o->different > 1))
		return usage_error(context, err,
				   "--dream %s: takes a whole layer; leave out --layer, --first, "
				   "--count, --channel, --neuron and --different",
				   o->dream);
	if (!isnan(o->diversity) && o->different < 2)
		return usage_error(context, err,
				   "--diversity %g: is of several images; say --different N too",
				   o->diversity);
	spec->layer =
		channel_weights_layer(context->net, name ? name : first_layer(context->net), err);
	if (spec->layer < 0) {
		context->status = name ? STATUS_USAGE : STATUS_FAILED;
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
	choose_steps(o, spec);
	return choose_neuron(context, layer, spec, err);
}

/* ------------------------------------------------------------------------------- deep dreams */

static void dream_json(struct command_context *context, const struct channel_gallery_spec *spec,
		       const struct maximization *m, const struct sample *start, double before)
{
	struct shape image = context->net->input;
	json_t *document = json_object();

	json_add(document, "model", json_text(context->model));
	json_add(document, "layer", json_text(context->net->layers[spec->layer].name));
	json_add(document, "image", json_text(start->title));
	json_add(document, "from", json_text(start_names[spec->start]));
	json_add(document, "regularizers", regularizer_json(&spec->regularizer));
	json_add(document, "steps", json_integer(m->step));
	json_add(document, "start", json_map(start->pixels, image.height, image.width, 1));
	json_add(document, "dream", json_map(m->image, image.height, image.width, 1));
	json_add(document, "before", json_number(before));
	json_add(document, "reached", json_number(m->reached));
	json_print(&context->out, document);
}

static struct picture own_range(const float *image, struct shape shape)
{
	return (struct picture){
		image,       shape.height,
		shape.width, 1,
		0,           palette_fit(PALETTE_GREYS, image, shape_size(shape), 1)};
}

static bool dream_print(struct command_context *context, const struct channel_gallery_spec *spec,
			const struct maximization *m, const struct sample *start, double before,
			struct err *err)
{
	struct output *out = &context->out;
	struct shape shape = context->net->input;
	char captions[2][64];
	struct tile tiles[2] = {{.caption = captions[0]}, {.caption = captions[1]}};
	struct sheet sheet = {tiles, 2, 2, true};

	snprintf(captions[0], sizeof(captions[0]), "start: %.4g", before);
	snprintf(captions[1], sizeof(captions[1]), "%d steps: %.4g", m->step, m->reached);
	tiles[0].picture = own_range(start->pixels, shape);
	tiles[1].picture = own_range(m->image, shape);
	if (!out->is_json)
		print_fitted(out->file, out->width,
			     "%s, %s, %s\nthe start, and the image in which the activations of the "
			     "layer have grown (with half the sum of their squares)\n\n",
			     context->model, context->net->layers[spec->layer].name, start->title);
	if ((out->png || !out->is_json) && !show_sheet(out, &sheet, err))
		return false;
	if (out->is_json)
		dream_json(context, spec, m, start, before);
	return true;
}

/* The start becomes what --from says. */
static void choose_start(const struct channel_gallery_spec *spec, struct shape shape,
			 struct sample *start)
{
	if (spec->start == CHANNEL_GALLERY_IMAGE)
		return;
	sample_clear(start);
	*start = sample_noise(spec->seed, shape.height, shape.width);
	if (spec->start == CHANNEL_GALLERY_NOISE)
		return;
	for (size_t i = 0; i < shape_size(shape); i++)
		start->pixels[i] = 0.5f;
	snprintf(start->title, sizeof(start->title), "grey");
}

static bool dream(struct command_context *context, const struct channel_gallery_spec *spec,
		  struct sample *start, struct err *err)
{
	struct maximization_spec of_layer = {.objective = MAXIMIZE_LAYER,
					     .layer = spec->layer,
					     .rate = spec->rate,
					     .regularizer = spec->regularizer,
					     .seed = spec->seed};
	struct maximization *m;
	double before;
	bool is_done;

	choose_start(spec, context->net->input, start);
	m = maximization_new(context->net, &of_layer, start->pixels);
	before = m->reached;
	maximization_run(m, spec->steps, NULL);
	is_done = dream_print(context, spec, m, start, before, err);
	maximization_free(m);
	return is_done;
}

/* ------------------------------------------------------------------------ images that differ */

static bool different_print(struct command_context *context, const struct different *all,
			    const struct sample *sample, struct err *err)
{
	struct output *out = &context->out;
	const char *layer = context->net->layers[all->spec.layer].name;
	const struct class_names *names = names_of_layer(context, all->spec.layer);
	json_t *document;

	if (!out->is_json)
		print_fitted(
			out->file, out->width,
			"%s, %s\nfor each channel: images that maximize it and differ (with the "
			"activation reached)\n\n",
			context->model, layer);
	if ((out->png || !out->is_json) && !different_show(all, names, out, err))
		return false;
	if (!out->is_json)
		return true;
	document = json_object();
	json_add(document, "model", json_text(context->model));
	json_add(document, "layer", json_text(layer));
	json_add(document, "image", json_text(sample->title));
	json_add(document, "from", json_text(start_names[all->spec.start]));
	json_add(document, "regularizers", regularizer_json(&all->spec.regularizer));
	json_add(document, "diversity", json_number((double)all->weight));
	json_add(document, "filters", different_json(all, names));
	json_print(out, document);
	return true;
}

static bool different(struct command_context *context, const struct channel_gallery_spec *spec,
		      const struct sample *sample, struct err *err)
{
	const struct filters_options *o = context->values;
	struct different all = {
		.net = context->net,
		.spec = *spec,
		.count = (int)o->different,
		.weight = (float)(isnan(o->diversity) ? DIVERSITY_WEIGHT : o->diversity),
		.start = sample->pixels};
	bool is_done;

	different_make(&all, context->pool);
	is_done = different_print(context, &all, sample, err);
	different_clear(&all);
	return is_done;
}

static bool run_filters(struct command_context *context, struct err *err)
{
	struct channel_gallery_spec spec = {0};
	struct sample sample = {0};
	struct channel_gallery *gallery = NULL;
	bool is_done = context_read_model(context, err) && choose(context, &spec, err) &&
		       context_read_sample(context, ARTICLE_THREE, &sample, err);

	if (is_done && ((const struct filters_options *)context->values)->dream) {
		is_done = dream(context, &spec, &sample, err);
	} else if (is_done && ((const struct filters_options *)context->values)->different > 1) {
		is_done = different(context, &spec, &sample, err);
	} else if (is_done) {
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
		"ascent from noise. Each picture spans its own range, from light to dark. "
		"--jitter, "
		"--blur, --total-variation and --decay make that image smoother. With --different: "
		"several such images of each channel. With --dream: the "
		"image before and after all activations of a layer were raised.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES |
		  COMMON_SPLIT,
	.size = sizeof(struct filters_options),
	.run = run_filters,
};
