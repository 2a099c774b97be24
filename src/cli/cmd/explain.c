/* netglyph explain: what of an image an answer is due to, by each method that applies. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/explain_change.h"
#include "cli/explain_nearest.h"
#include "cli/json.h"
#include "cli/show.h"
#include "lab/article.h"
#include "lab/explain/explanation.h"
#include "lab/explain/grad_cam.h"
#include "lab/explain/nearest.h"
#include "lab/train/evaluate.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct explain_options {
	struct common common;
	const char *method, *class, *against, *layer;
	int64_t seed, nearest;
	bool is_least_change;
};

#define AT(member) offsetof(struct explain_options, member)

static const struct option rows[] = {
	{"method", OPTION_TEXT, AT(method), "NAME", .fallback = "all that apply",
	 .help = "one of them: \"integrated gradients\", ..., with blanks or -",
	 .words = "gradient|gradient-x-input|integrated-gradients|smoothgrad|occlusion|"
		  "grad-cam|weight-x-pixel"},
	{"class", OPTION_TEXT, AT(class), "CLASS", .fallback = "what the network sees",
	 .help = "the class that is explained: its name, or its number from 0"},
	{"against", OPTION_TEXT, AT(against), "CLASS",
	 .help = "explain how much more it is that class than this one"},
	{"layer", OPTION_TEXT, AT(layer), "NAME", .fallback = "the last convolution",
	 .help = "the convolution whose maps grad-cam looks at", .words = "conv1|conv2"},
	{"nearest", OPTION_WHOLE, AT(nearest), "K", .value = "0", .max = NEAREST_MAX,
	 .help = "in place of maps, the K training images that the network finds most like it"},
	{"least-change", OPTION_FLAG, AT(is_least_change),
	 .help = "in place of maps, what to change least for --class, or else the right one"},
	{"seed", OPTION_WHOLE, AT(seed), "N", .value = "1", .max = 9007199254740991,
	 .help = "of the noise of smoothgrad"},
	{0}};

enum { EXPLANATIONS_MAX = 32 };

/* An image, its answer and the maps that explain it. */
struct run {
	struct command_context *context;
	struct sample sample;
	float *probabilities;           /* [classes] */
	int prediction, class, against; /* against: -1: none */
	int convolution;                /* of struct explanation_query */
	int count;
	const struct explanation *methods[EXPLANATIONS_MAX];
	struct attribution maps[EXPLANATIONS_MAX];
};

/* Names as an option takes them: - stands for blanks. */
static void spell_name(const char *name, char *spelt, size_t size)
{
	snprintf(spelt, size, "%s", name);
	for (char *c = spelt; *c; c++)
		if (*c == ' ')
			*c = '-';
}

static bool is_named(const struct explanation *method, const char *wanted)
{
	char names[2][64];

	spell_name(method->name, names[0], sizeof(names[0]));
	spell_name(wanted, names[1], sizeof(names[1]));
	return strcmp(names[0], names[1]) == 0;
}

static bool choose_methods(struct run *run, const char *wanted, struct err *err)
{
	const struct net *net = run->context->net;
	char names[256] = "", name[64];

	for (int i = 0; explanations[i] && run->count < EXPLANATIONS_MAX; i++) {
		size_t length = strlen(names);

		if (!explanations[i]->is_of_pixels ||
		    !explanations[i]->applies(net, net->count - 1))
			continue;
		spell_name(explanations[i]->name, name, sizeof(name));
		snprintf(names + length, sizeof(names) - length, "%s%s", length > 0 ? ", " : "",
			 name);
		if (!wanted || is_named(explanations[i], wanted))
			run->methods[run->count++] = explanations[i];
	}
	if (run->count > 0)
		return true;
	run->context->status = STATUS_USAGE;
	return err_set(err, "--method %.40s: does not explain this network; there are %s",
		       wanted ? wanted : "", names);
}

static bool choose_classes(struct run *run, struct err *err)
{
	const struct explain_options *o = run->context->values;

	run->class = run->prediction;
	run->against = -1;
	if (!context_read_names(run->context, err) ||
	    (o->class &&
	     !context_read_class(run->context, "--class", o->class, &run->class, err)) ||
	    (o->against &&
	     !context_read_class(run->context, "--against", o->against, &run->against, err)))
		return false;
	if (run->against == run->class)
		return usage_error(run->context, err,
				   "--against: is the class that is explained; name another one");
	return true;
}

static bool check_questions(struct run *run, const struct explain_options *o, struct err *err)
{
	if (o->nearest > 0 && o->is_least_change)
		return usage_error(run->context, err,
				   "--nearest and --least-change: are two questions; ask one");
	if ((o->nearest > 0 || o->is_least_change) && (o->method || o->against || o->layer))
		return usage_error(run->context, err,
				   "--%s: draws no maps; leave out --method, --against and --layer",
				   o->nearest > 0 ? "nearest" : "least-change");
	return true;
}

static bool choose_layer(struct run *run, const char *name, struct err *err)
{
	const struct net *net = run->context->net;
	int count = grad_cam_count(net);

	run->convolution = 0;
	if (!name)
		return true;
	for (int i = 1; i <= count; i++)
		if (strcmp(net->layers[grad_cam_layer(net, i)].name, name) == 0)
			run->convolution = i;
	if (run->convolution > 0)
		return true;
	if (count == 0)
		return usage_error(run->context, err, "--layer: this network has no convolution");
	return usage_error(run->context, err,
			   "--layer %.40s: is no convolution of this network; there are %s to %s",
			   name, net->layers[grad_cam_layer(net, 1)].name,
			   net->layers[grad_cam_layer(net, 0)].name);
}

static void answer(struct run *run)
{
	const struct net *net = run->context->net;

	run->probabilities = xfloats((size_t)net->classes);
	classify(net, run->sample.pixels, run->probabilities);
	run->prediction = argmax(net->classes, run->probabilities);
}

static void explain(struct run *run)
{
	const struct explain_options *o = run->context->values;
	struct explanation_query query = {.net = run->context->net,
					  .image = run->sample.pixels,
					  .layer = run->context->net->count - 1,
					  .unit = run->class,
					  .has_against = run->against >= 0,
					  .against = run->against >= 0 ? run->against : 0,
					  .convolution = run->convolution,
					  .seed = (uint64_t)o->seed};

	for (int i = 0; i < run->count; i++)
		run->maps[i] = run->methods[i]->compute(&query);
}

/* The largest distance from 0; 1 where all are 0. */
static float range_of(const struct attribution *a)
{
	float range = 0;

	for (size_t i = 0; i < shape_size(a->shape); i++)
		if (isfinite(a->values[i]) && fabsf(a->values[i]) > range)
			range = fabsf(a->values[i]);
	return range > 0 ? range : 1;
}

static bool show_maps(const struct run *run, struct err *err)
{
	const struct shape *input = &run->context->net->input;
	struct tile *tiles = xcalloc((size_t)run->count + 1, sizeof(*tiles));
	bool is_shown;
	struct sheet sheet = {tiles, run->count + 1, 0, true};

	tiles[0].caption = "image";
	tiles[0].picture = (struct picture){run->sample.pixels,
					    input->height,
					    input->width,
					    1,
					    0,
					    ink_palette(run->sample.pixels, shape_size(*input))};
	for (int i = 0; i < run->count; i++) {
		const struct attribution *a = &run->maps[i];

		tiles[i + 1].caption = run->methods[i]->name;
		tiles[i + 1].picture = (struct picture){a->values,
							a->shape.height,
							a->shape.width,
							1,
							0,
							palette_signed(range_of(a))};
	}
	is_shown = show_sheet(&run->context->out, &sheet, err);
	free(tiles);
	return is_shown;
}

/* The convolution that Grad-CAM looks at. */
static const char *layer_name(const struct run *run)
{
	const struct net *net = run->context->net;

	return net->layers[grad_cam_layer(net, run->convolution)].name;
}

static void print_json(const struct run *run)
{
	struct command_context *context = run->context;
	const struct class_names *names = context_names(context);
	json_t *o = json_object(), *list = json_array();

	for (int i = 0; i < run->count; i++) {
		const struct attribution *a = &run->maps[i];
		json_t *map = json_object();

		json_add(map, "method", json_text(run->methods[i]->name));
		if (run->methods[i]->has_layer)
			json_add(map, "layer", json_text(layer_name(run)));
		json_add(map, "positive", json_number(a->positive));
		json_add(map, "negative", json_number(a->negative));
		json_add(map, "bias", json_number(a->bias));
		json_add(map, "sum", json_number(a->sum));
		json_add(map, "value", json_number(a->value));
		json_add(map, "map", json_map(a->values, a->shape.height, a->shape.width, 1));
		json_array_append_new(list, map);
	}
	json_add(o, "model", json_text(context->model));
	json_add(o, "image", json_text(run->sample.title));
	json_add(o, "label",
		 run->sample.label >= 0 ? json_integer(run->sample.label) : json_null());
	json_add(o, "prediction", json_integer(run->prediction));
	json_add(o, "class", json_integer(run->class));
	json_add(o, "class_name", json_class(names, run->class));
	json_add(o, "against", run->against >= 0 ? json_integer(run->against) : json_null());
	json_add(o, "probabilities",
		 json_floats(run->probabilities, (size_t)context->net->classes));
	json_add(o, "explanations", list);
	json_print(&context->out, o);
}

static void print_words(const struct run *run)
{
	struct output *out = &run->context->out;
	const struct class_names *names = context_names(run->context);

	print_fitted(out->file, out->width, "%s: what speaks for %s%s%s\n\n", run->sample.title,
		     class_name(names, run->class), run->against >= 0 ? " against " : "",
		     run->against >= 0 ? class_name(names, run->against) : "");
}

/* What each map sums to; beside what that should be, where the method says so. */
static void print_sums(const struct run *run)
{
	struct output *out = &run->context->out;
	struct palette palette = palette_signed(1);

	putc('\n', out->file);
	show_legend(out, &palette, "blue for, red against; each map to its largest");
	putc('\n', out->file);
	for (int i = 0; i < run->count; i++) {
		const struct attribution *a = &run->maps[i];

		if (run->methods[i]->has_layer)
			print_fitted(out->file, out->width, "%s: of the maps of %s\n",
				     run->methods[i]->name, layer_name(run));
		else
			print_fitted(out->file, out->width, "%s: %.3f for, %.3f against\n",
				     run->methods[i]->name, a->positive, -a->negative);
		if (run->methods[i]->is_complete)
			print_fitted(out->file, out->width,
				     "in all %.3f of the %.3f by which the logit is above that of "
				     "a blank image\n",
				     a->positive + a->negative, a->value - a->bias);
	}
}

static bool print(const struct run *run, struct err *err)
{
	bool is_drawn = !run->context->out.is_json;

	if (is_drawn)
		print_words(run);
	if (!show_maps(run, err))
		return false;
	if (is_drawn)
		print_sums(run);
	else
		print_json(run);
	return true;
}

static bool run_explain(struct command_context *context, struct err *err)
{
	const struct explain_options *o = context->values;
	struct run run = {.context = context};
	bool is_done = check_questions(&run, o, err) && context_read_model(context, err) &&
		       context_read_sample(context, ARTICLE_SEVEN, &run.sample, err) &&
		       choose_methods(&run, o->method, err) && choose_layer(&run, o->layer, err);

	if (is_done) {
		answer(&run);
		is_done = choose_classes(&run, err);
	}
	if (is_done && o->nearest > 0) {
		is_done =
			explain_nearest(context, &run.sample, run.prediction, (int)o->nearest, err);
	} else if (is_done && o->is_least_change) {
		is_done = explain_change(context, &run.sample, run.prediction,
					 o->class ? run.class : -1, err);
	} else if (is_done) {
		explain(&run);
		is_done = print(&run, err);
	}
	for (int i = 0; i < run.count; i++)
		attribution_clear(&run.maps[i]);
	free(run.probabilities);
	sample_clear(&run.sample);
	return is_done;
}

const struct command explain_command = {
	.name = "explain",
	.operand = "MODEL",
	.summary = "what of an image an answer is due to",
	.help = "Draws, for the class that the network sees or --class, what each pixel of an "
		"image adds to its logit (blue) or takes from it (red), by each method that "
		"applies.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES |
		  COMMON_SPLIT | COMMON_SAMPLE,
	.size = sizeof(struct explain_options),
	.run = run_explain,
};
