/* netglyph classify: the prediction of a net for one image. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/show.h"
#include "lab/article.h"
#include "lab/story/sentences.h"
#include "lab/train/evaluate.h"
#include "nn/loss.h"

#include <stdlib.h>

struct classify_options {
	struct common common;
};

static void print_json(struct command_context *context, const struct sample *sample,
		       const float *probabilities, int prediction)
{
	const struct class_names *names = context_names(context);
	json_t *o = json_object();

	json_add(o, "model", json_text(context->model));
	json_add(o, "image", json_text(sample->title));
	json_add(o, "label", sample->label >= 0 ? json_integer(sample->label) : json_null());
	json_add(o, "label_name", json_class(names, sample->label));
	json_add(o, "names", json_classes(names, context->net->classes));
	json_add(o, "probabilities", json_floats(probabilities, (size_t)context->net->classes));
	json_add(o, "prediction", json_integer(prediction));
	json_add(o, "prediction_name", json_class(names, prediction));
	json_add(o, "confidence", json_number((double)probabilities[prediction]));
	json_print(&context->out, o);
}

static bool print_words(struct command_context *context, const struct sample *sample,
			const float *probabilities, int prediction, struct err *err)
{
	const struct shape *input = &context->net->input;
	size_t pixels = shape_size(*input);
	struct answer answer = {
		.image = sample->pixels,
		.height = input->height,
		.width = input->width,
		.probabilities = probabilities,
		.classes = context->net->classes,
		.names = class_names_list(context_names(context), context->net->classes)};
	struct tile tile = {{sample->pixels, input->height, input->width, 1, 0,
			     ink_palette(sample->pixels, pixels)},
			    NULL};
	struct sheet sheet = {&tile, 1, 1, false};
	char words[SENTENCE_MAX];

	if (context->out.png && !show_sheet(&context->out, &sheet, err))
		return false;
	if (context->out.is_json)
		return true;
	print_fitted(context->out.file, context->out.width, "%s\n", sample->title);
	if (context->out.png)
		answer.height = answer.width = 0;
	show_answer(&context->out, &answer);
	prediction_sentence(words, sizeof(words), context_names(context), sample->label,
			    sample->source == SAMPLE_NOISE ? "noise to a person" : "this image",
			    prediction, (double)probabilities[prediction]);
	print_fitted(context->out.file, context->out.width, "%s\n", words);
	return true;
}

static bool answer_sample(struct command_context *context, const struct sample *sample,
			  struct err *err)
{
	float *probabilities = xfloats((size_t)context->net->classes);
	int prediction;
	bool is_shown;

	classify(context->net, sample->pixels, probabilities);
	prediction = argmax(context->net->classes, probabilities);
	is_shown = print_words(context, sample, probabilities, prediction, err);
	if (is_shown && context->out.is_json)
		print_json(context, sample, probabilities, prediction);
	free(probabilities);
	return is_shown;
}

static bool run_classify(struct command_context *context, struct err *err)
{
	struct sample sample = {0};
	bool is_done = context_read_model(context, err) &&
		       context_read_sample(context, ARTICLE_SEVEN, &sample, err) &&
		       context_read_names(context, err) && answer_sample(context, &sample, err);

	sample_clear(&sample);
	return is_done;
}

const struct command classify_command = {
	.name = "classify",
	.operand = "MODEL",
	.summary = "what it takes an image for",
	.help = "Shows one image and the probability the network gives each class: an image of the "
		"data set, noise, or a file of your own.",
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES |
		  COMMON_SPLIT | COMMON_SAMPLE,
	.size = sizeof(struct classify_options),
	.run = run_classify,
};
