/* netglyph classify: what a net says about one image. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/show.h"
#include "lab/evaluate.h"
#include "lab/words.h"
#include "nn/loss.h"

#include <stdlib.h>

struct classify_options {
	struct common common;
};

static void print_json(struct desk *desk, const struct subject *subject, const float *probabilities,
		       int prediction)
{
	json_t *o = json_object();

	json_add(o, "model", json_text(desk->model));
	json_add(o, "image", json_text(subject->title));
	json_add(o, "label", subject->label >= 0 ? json_integer(subject->label) : json_null());
	json_add(o, "probabilities", json_floats(probabilities, (size_t)desk->net->classes));
	json_add(o, "prediction", json_integer(prediction));
	json_add(o, "confidence", json_number((double)probabilities[prediction]));
	json_print(&desk->out, o);
}

static bool print_words(struct desk *desk, const struct subject *subject,
			const float *probabilities, int prediction, struct err *err)
{
	const struct shape *input = &desk->net->input;
	size_t pixels = shape_size(*input);
	struct answer answer = {.image = subject->pixels,
				.height = input->height,
				.width = input->width,
				.probabilities = probabilities,
				.classes = desk->net->classes};
	struct tile tile = {{subject->pixels, input->height, input->width, 1, 0,
			     ink_palette(subject->pixels, pixels)},
			    NULL};
	struct sheet sheet = {&tile, 1, 1, false};
	char words[160];

	if (desk->out.png && !show_sheet(&desk->out, &sheet, err))
		return false;
	if (desk->out.is_json)
		return true;
	print_fitted(desk->out.file, desk->out.width, "%s\n", subject->title);
	if (desk->out.png)
		answer.height = answer.width = 0;
	show_answer(&desk->out, &answer);
	verdict_words(words, sizeof(words), desk_has_digits(desk), subject->label,
		      subject->is_noise ? "noise to a person" : "this image", prediction,
		      (double)probabilities[prediction]);
	print_fitted(desk->out.file, desk->out.width, "%s\n", words);
	return true;
}

static bool answer_subject(struct desk *desk, const struct subject *subject, struct err *err)
{
	float *probabilities = xfloats((size_t)desk->net->classes);
	int prediction;
	bool is_shown;

	classify(desk->net, subject->pixels, probabilities);
	prediction = argmax(desk->net->classes, probabilities);
	is_shown = print_words(desk, subject, probabilities, prediction, err);
	if (is_shown && desk->out.is_json)
		print_json(desk, subject, probabilities, prediction);
	free(probabilities);
	return is_shown;
}

static bool run_classify(struct desk *desk, struct err *err)
{
	struct subject subject = {0};
	bool is_done = desk_read_model(desk, err) &&
		       desk_read_subject(desk, SUBJECT_SEVEN, &subject, err) &&
		       answer_subject(desk, &subject, err);

	subject_clear(&subject);
	return is_done;
}

const struct command classify_command = {
	.name = "classify",
	.operand = "MODEL",
	.summary = "what it takes an image for",
	.help = "Shows one image and the probability the network gives each class: an image of the "
		"data set, noise, or "
		"a file of your own.",
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_JSON | COMMON_PICTURES | COMMON_SPLIT |
		  COMMON_SUBJECT,
	.size = sizeof(struct classify_options),
	.run = run_classify,
};
