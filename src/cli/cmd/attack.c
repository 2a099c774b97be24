/* netglyph attack: cells 7 to 10 of the article, a step at a time. */
#include "base/xalloc.h"
#include "cli/attack_report.h"
#include "cli/attack_show.h"
#include "cli/attack_spec.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/show.h"
#include "cli/target.h"
#include "format/idx.h"
#include "format/image/png.h"
#include "format/image_file.h"
#include "lab/article.h"
#include "lab/story/sentences.h"
#include "lab/train/evaluate.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct attack_options {
	struct common common;
	int64_t steps, images;
	struct attack_request request;
	const char *target, *out;
};

#define AT(member) offsetof(struct attack_options, member)

static const struct option rows[] = {
	{"target", OPTION_TEXT, AT(target), "CLASS",
	 .help = "the class that the image shall be taken for: its name, or its number from 0; has "
		 "to be given, or --untargeted; random: of --images, another one for each"},
	{"untargeted", OPTION_FLAG, AT(request.is_untargeted),
	 .help = "away from the image's own class instead, to any other"},
	{"method", OPTION_TEXT, AT(request.method), "NAME", .value = "gradient-ascent",
	 .help = "how: gradient-ascent is the article's; fgsm, bim, pgd, mi-fgsm, deepfool, "
		 "carlini-wagner, jsma, few-pixel",
	 .words = "gradient-ascent|fgsm|bim|pgd|mi-fgsm|deepfool|carlini-wagner|jsma|few-pixel"},
	{"objective", OPTION_WORD, AT(request.objective), "probability|logit|loss|margin",
	 .fallback = "the method's", .help = "what of the class shall grow"},
	{"norm", OPTION_WORD, AT(request.norm), "linf|l2|l0",
	 .fallback = "linf; l0, which counts pixels, of few-pixel",
	 .help = "the norm of the budget, and of steps"},
	{"eps", OPTION_REAL, AT(request.eps), "E", .max = 1000,
	 .fallback = "0.3 where the method needs one; of l0 5",
	 .help = "the budget: the change in all is no longer than that; 0 is no limit"},
	{"seed", OPTION_WHOLE, AT(request.seed), "N", .max = ATTACK_MAX_SEED, .fallback = "1",
	 .help = "of random starts"},
	{"restarts", OPTION_WHOLE, AT(request.restarts), "N", .max = ATTACK_MAX_RESTARTS,
	 .fallback = "0",
	 .help = "where no step fools the network, again from so many other random starts (pgd)"},
	{"steps", OPTION_WHOLE, AT(steps), "N", .max = ATTACK_MAX_STEPS,
	 .fallback = ARTICLE_TEXT(ARTICLE_STEPS) ", or the method's", .help = "how many steps"},
	{"rate", OPTION_REAL, AT(request.rate), "R", .min = 1e-6, .max = 1000,
	 .fallback = ARTICLE_TEXT(ARTICLE_NOISE_RATE) " for noise, " ARTICLE_TEXT(
		 ARTICLE_RATE) " for images, or the method's",
	 .help = "what a step is multiplied with; the article's is the gradient, brought to a "
		 "standard deviation of 1"},
	{"clip", OPTION_FLAG, AT(request.is_clipped),
	 .help = "keep pixels within 0..1, which the article does not and all others do"},
	{"images", OPTION_WHOLE, AT(images), "N", .min = 1, .max = 1e9,
	 .help = "attack each of the first N images of the split until the network takes it for "
		 "the target, and print figures only"},
	{"out", OPTION_OUT, AT(out), "FILE",
	 .help = "keep the last image: exactly, as IDX of float32, or by the ending .png as a PNG "
		 "of 8 bits; of --images all of them, as IDX"},
	{0}};

/* An attack and what is told about it. */
struct run {
	struct command_context *context;
	const struct attack_options *options;
	int target;
	struct sample sample;
	struct attack *attack;
	float *rounded;       /* the last image in eight bits */
	float *probabilities; /* the net's answer to that: [classes] */
};

/* The image that is kept: what the method looked for, or the last one. */
static int kept_step(const struct run *run)
{
	int answer = attack_answer(run->attack);

	return run->attack->spec.method->is_minimal && answer >= 0 ? answer
								   : run->attack->count - 1;
}

/* By norm: what the network makes of random noise as large. */
static json_t *noise_json(const struct run *run, const struct attack_step *step)
{
	json_t *o = json_object();

	for (int i = 0; i < ATTACK_NORMS; i++) {
		const struct attack_noise *noise = &step->noise[i];
		json_t *answer;

		if (!noise->is_known)
			continue;
		answer = json_object();
		json_add(answer, "prediction", json_integer(noise->prediction));
		json_add(answer, "prediction_name",
			 json_class(context_names(run->context), noise->prediction));
		json_add(answer, "probability", json_number((double)noise->probability));
		json_add(o, attack_norm_names[i], answer);
	}
	return o;
}

static json_t *step_json(const struct run *run, int i)
{
	const struct attack_step *step = &run->attack->steps[i];
	json_t *o = json_object();

	json_add(o, "step", json_integer(i));
	json_add(o, "probabilities",
		 json_floats(step->probabilities, (size_t)run->context->net->classes));
	json_add(o, "prediction", json_integer(step->prediction));
	json_add(o, "prediction_name", json_class(context_names(run->context), step->prediction));
	json_add(o, "l0", json_number(step->l0));
	json_add(o, "l2", json_number(step->l2));
	json_add(o, "linf", json_number(step->linf));
	json_add(o, "ssim", json_number(attack_ssim(run->attack, step)));
	json_add(o, "noise", noise_json(run, step));
	return o;
}

static void print_json(const struct run *run)
{
	const struct attack *a = run->attack;
	const struct class_names *names = context_names(run->context);
	json_t *o = json_object(), *steps = json_array();

	for (int i = 0; i < a->count; i++)
		json_array_append_new(steps, step_json(run, i));
	json_add(o, "model", json_text(run->context->model));
	json_add(o, "image", json_text(run->sample.title));
	json_add(o, "label",
		 run->sample.label >= 0 ? json_integer(run->sample.label) : json_null());
	attack_spec_json(o, &a->spec);
	json_add(o, "eight_bit_prediction",
		 json_integer(argmax(a->net->classes, run->probabilities)));
	json_add(o, "eight_bit_probabilities",
		 json_floats(run->probabilities, (size_t)a->net->classes));
	json_add(o, "restart", json_integer(a->spec.restart));
	json_add(o, "first", attack_first(a) >= 0 ? json_integer(attack_first(a)) : json_null());
	json_add(o, "label_name", json_class(names, run->sample.label));
	json_add(o, "target_name", json_class(names, a->spec.target));
	json_add(o, "names", json_classes(names, a->net->classes));
	json_add(o, "steps", steps);
	json_print(&run->context->out, o);
}

/* What the network says of the file that is kept, beside what it said of the image. */
static void print_eight_bits(const struct run *run)
{
	const struct attack *a = run->attack;
	const struct attack_step *last = &a->steps[kept_step(run)];
	int prediction = argmax(a->net->classes, run->probabilities);
	char names[2][CLASS_PHRASE_MAX], shares[2][TEXT_NUMBER_MAX];
	const struct class_names *known = context_names(run->context);

	class_phrase(names[0], sizeof(names[0]), known, prediction);
	class_phrase(names[1], sizeof(names[1]), known, last->prediction);
	print_fitted(run->context->out.file, run->context->out.width,
		     "In its 8 bits a pixel the network sees %s (%s); in the exact image, %s "
		     "(%s).\n",
		     names[0], text_percent((double)run->probabilities[prediction], 1, shares[0]),
		     names[1],
		     text_percent((double)last->probabilities[last->prediction], 1, shares[1]));
}

/* From which step on the attack has what it is after; what to do where it has not. */
static void print_success(const struct run *run, const char *name)
{
	const struct attack *a = run->attack;
	const char *object = a->spec.is_untargeted ? "something else than" : "";
	const char *gap = a->spec.is_untargeted ? " " : "";
	FILE *file = run->context->out.file;
	int width = run->context->out.width;

	if (attack_first(a) == 0)
		print_fitted(file, width, "The network took it for %s%s%s from the start.\n",
			     object, gap, name);
	else if (attack_first(a) > 0)
		print_fitted(file, width, "The network takes it for %s%s%s from step %d on.\n",
			     object, gap, name, attack_first(a));
	else if (attack_is_over(a))
		print_fitted(file, width,
			     "The network does not take it for %s%s%s, and %s has no further step; "
			     "try another --method.\n",
			     object, gap, name, a->spec.method->name);
	else if (attack_is_spent(a, &a->steps[a->count - 1]))
		print_fitted(file, width,
			     "The network is too sure of its answer: the gradient %s %s is next "
			     "to nothing, and more steps will hardly help; --objective logit has "
			     "one however sure it is.\n",
			     a->spec.is_untargeted ? "away from" : "towards", name);
	else
		print_fitted(file, width,
			     "The network does not take it for %s%s%s; try more --steps or a "
			     "larger %s.\n",
			     object, gap, name, a->spec.eps > 0 ? "--eps" : "--rate");
}

/* How much the image differs to a person, and whether as much noise would do. */
static void print_comparison(const struct run *run)
{
	const struct attack *a = run->attack;
	const struct attack_step *kept = &a->steps[kept_step(run)];
	enum attack_norm norm = attack_compared_norm(&a->spec);
	const struct attack_noise *noise = &kept->noise[norm];
	const char *still = noise->prediction == a->steps[0].prediction ? "still " : "";
	char name[CLASS_PHRASE_MAX], share[TEXT_NUMBER_MAX];

	if (!noise->is_known)
		return;
	class_phrase(name, sizeof(name), context_names(run->context), noise->prediction);
	print_fitted(run->context->out.file, run->context->out.width,
		     "Structural similarity to the start: %.3f. Random noise of the same %s: "
		     "%s%s (%s).\n",
		     attack_ssim(a, kept),
		     norm == ATTACK_L2   ? "length"
		     : norm == ATTACK_L0 ? "number of pixels"
					 : "largest change",
		     still, name, text_percent((double)noise->probability, 1, share));
}

static void print_end(const struct run *run)
{
	const struct attack *a = run->attack;
	FILE *file = run->context->out.file;
	char name[CLASS_PHRASE_MAX];

	class_phrase(name, sizeof(name), context_names(run->context), a->spec.target);
	putc('\n', file);
	print_success(run, name);
	print_comparison(run);
	if (run->options->out)
		fprintf(file, "%s image: %s\n",
			a->spec.method->is_minimal ? "smallest change's" : "last",
			run->options->out);
	if (image_is_png(run->options->out))
		print_eight_bits(run);
}

/* A search for the smallest change has too many steps to print. */
static bool is_shown(const struct run *run, int step)
{
	return !run->attack->spec.method->is_minimal || step == 0 || step == kept_step(run);
}

/* All steps side by side, for the PNG. */
static bool write_sheet(const struct run *run, struct err *err)
{
	const struct attack *a = run->attack;
	const struct shape *input = &a->net->input;
	struct tile *tiles = xcalloc((size_t)a->count, sizeof(*tiles));
	struct sheet sheet = {.tiles = tiles};
	bool is_written;

	for (int i = 0; i < a->count; i++)
		if (is_shown(run, i))
			tiles[sheet.count++].picture =
				(struct picture){a->steps[i].image,
						 input->height,
						 input->width,
						 1,
						 0,
						 ink_palette(a->steps[i].image, a->pixels)};
	is_written = show_sheet(&run->context->out, &sheet, err);
	free(tiles);
	return is_written;
}

static bool print(const struct run *run, struct err *err)
{
	struct output *out = &run->context->out;

	if (!out->is_json) {
		char words[SENTENCE_MAX];

		print_fitted(out->file, out->width, "%s, %s\n", run->sample.title,
			     attack_spec_words(&run->attack->spec, context_names(run->context),
					       words, sizeof(words)));
		for (int i = 0; i < run->attack->count; i++)
			if (is_shown(run, i))
				attack_show(out, run->attack, i, &run->sample,
					    context_names(run->context));
		print_end(run);
	}
	if (out->png && !write_sheet(run, err))
		return false;
	if (out->is_json)
		print_json(run);
	return true;
}

/* The last image as a PNG keeps it. */
static void answer_rounded(struct run *run)
{
	const struct attack *a = run->attack;

	run->rounded = xfloats(a->pixels);
	run->probabilities = xfloats((size_t)a->net->classes);
	attack_round(a->steps[kept_step(run)].image, a->pixels, run->rounded);
	classify(a->net, run->rounded, run->probabilities);
}

/* Ink is dark, as in the pictures that are read. */
static bool keep_png(const struct run *run, struct err *err)
{
	const struct attack *a = run->attack;
	struct image image = {.width = a->net->input.width,
			      .height = a->net->input.height,
			      .channels = 1,
			      .pixels = xmalloc(a->pixels)};
	bool is_written;

	for (size_t i = 0; i < a->pixels; i++)
		image.pixels[i] = (uint8_t)(255 - lrintf(255 * run->rounded[i]));
	is_written = image_write_png(run->options->out, &image, err);
	image_clear(&image);
	return is_written;
}

static bool keep(const struct run *run, struct err *err)
{
	const struct attack *a = run->attack;
	const struct shape *input = &a->net->input;
	struct idx idx = {.type = IDX_F32,
			  .ndim = 2,
			  .dim = {(uint32_t)input->height, (uint32_t)input->width, 1, 1},
			  .values = a->steps[kept_step(run)].image};

	if (image_is_png(run->options->out))
		return keep_png(run, err);
	return !run->options->out || idx_write(run->options->out, &idx, err);
}

static int steps_of(const struct attack_options *o, const struct attack_spec *spec)
{
	return o->steps == OPTION_UNSET ? spec->method->steps : (int)o->steps;
}

/* Without a label, the class to leave is what the network sees. */
static int class_to_leave(const struct run *run)
{
	const struct net *net = run->context->net;
	float *probabilities;
	int prediction;

	if (run->sample.label >= 0 && run->sample.label < net->classes)
		return run->sample.label;
	probabilities = xfloats((size_t)net->classes);
	classify(net, run->sample.pixels, probabilities);
	prediction = argmax(net->classes, probabilities);
	free(probabilities);
	return prediction;
}

static bool attack(struct run *run, struct err *err)
{
	const struct attack_options *o = run->options;
	struct attack_spec spec;

	if (o->request.is_untargeted)
		run->target = class_to_leave(run);
	spec = attack_request_spec(&o->request, run->target, run->sample.source == SAMPLE_NOISE);
	run->attack = attack_new(run->context->net, run->sample.pixels, &spec, run->context->pool);
	run->attack->is_compared = true;
	do
		attack_run(run->attack, steps_of(o, &spec), 1, NULL);
	while (attack_restart(run->attack));
	answer_rounded(run);
	return keep(run, err) && print(run, err);
}

static bool is_random(const struct attack_options *o)
{
	return o->target && strcmp(o->target, "random") == 0;
}

/* -1: there is none, or each image has its own. */
static bool read_target(struct command_context *context, int *target, struct err *err)
{
	const struct attack_options *o = context->values;

	*target = -1;
	return is_random(o) ? context_read_names(context, err)
	       : o->target  ? context_read_class(context, "--target", o->target, target, err)
			    : context_read_names(context, err);
}

static bool check_files(struct command_context *context, const struct attack_options *o,
			struct err *err)
{
	if (target_is_same(o->out, context->common->png))
		return usage_error(context, err,
				   "%s: can't be both the image and the pictures; name two files",
				   o->out);
	return context_check_output(context, "--out", o->out, err);
}

/* What goes with many images, and what with one. */
static bool check_images(struct command_context *context, const struct attack_options *o,
			 struct err *err)
{
	const struct common *c = context->common;

	if (!o->target && !o->request.is_untargeted)
		return usage_error(context, err,
				   "attack needs --target CLASS, the class that the image shall be "
				   "taken for, or --untargeted");
	if (o->target && o->request.is_untargeted)
		return usage_error(context, err,
				   "--target and --untargeted contradict each other; choose one");
	if (c->shard && o->images < 0)
		return usage_error(context, err,
				   "--shard is a part of many images: say --images N too");
	if (o->images > 0 && (c->image >= 0 || c->noise >= 0 || c->file))
		return usage_error(context, err,
				   "--images and --%s contradict each other; choose one",
				   c->file         ? "file"
				   : c->noise >= 0 ? "noise"
						   : "image");
	if (o->images > 0 && c->png)
		return usage_error(context, err, "--png is for one image, not for --images");
	if (o->images > 0 && image_file_is_named(o->out))
		return usage_error(context, err,
				   "%s: is a picture of one image; of --images, --out writes an "
				   "IDX file",
				   o->out);
	if (is_random(o) && o->images < 0)
		return usage_error(context, err,
				   "--target random is for many images: say --images N too");
	return true;
}

static bool attack_many(struct command_context *context, struct err *err)
{
	const struct attack_options *o = context->values;
	struct attack_spec spec;
	struct shard shard;
	size_t count;
	int target;

	if (!context_read_both(context, err) || !read_target(context, &target, err))
		return false;
	spec = attack_request_spec(&o->request, target, false);
	count = context_split(context)->count;
	if ((uint64_t)o->images < count)
		count = (size_t)o->images;
	if (!shard_choose(context, count, &shard, err))
		return false;
	return check_files(context, o, err) &&
	       attack_report_run(context, &spec, steps_of(o, &spec), &shard, o->out, err);
}

static bool run_attack(struct command_context *context, struct err *err)
{
	struct run run = {.context = context, .options = context->values};
	bool is_done;

	if (!check_images(context, run.options, err))
		return false;
	if (!attack_request_check(&run.options->request, err)) {
		context->status = STATUS_USAGE;
		return false;
	}
	if (run.options->images > 0)
		return attack_many(context, err);
	is_done = context_read_model(context, err) &&
		  context_read_sample(context, ARTICLE_SEVEN, &run.sample, err) &&
		  read_target(context, &run.target, err) &&
		  check_files(context, run.options, err) && attack(&run, err);
	attack_free(run.attack);
	free(run.rounded);
	free(run.probabilities);
	sample_clear(&run.sample);
	return is_done;
}

const struct command attack_command = {
	.name = "attack",
	.operand = "MODEL",
	.summary = "change an image until it is taken for something else",
	.help = "Adds to an image, step by step, what raises the probability of --target most: the "
		"gradient of that "
		"probability by the pixels, divided by its standard deviation. Shows the image, "
		"what was added "
		"(red less ink, blue more) and the probabilities at every step.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES |
		  COMMON_SPLIT | COMMON_SAMPLE | COMMON_SHARD,
	.size = sizeof(struct attack_options),
	.run = run_attack,
};
