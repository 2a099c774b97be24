/* netglyph universal: one change for all images, found over some and tried on others. */
#include "lab/attack/universal.h"
#include "base/xalloc.h"
#include "cli/attack_spec.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/shard.h"
#include "cli/show.h"
#include "cli/stop.h"
#include "cli/target.h"
#include "format/idx.h"
#include "format/image_file.h"
#include "lab/attack/noise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct universal_options {
	struct common common;
	const char *target, *norm, *objective, *split, *out;
	double eps, rate;
	int64_t images, passes;
};

#define AT(member) offsetof(struct universal_options, member)

static const struct option rows[] = {
	{"target", OPTION_TEXT, AT(target), "CLASS", .fallback = "any other than the image's own",
	 .help = "the class that images shall be taken for: its name, or its number from 0"},
	{"norm", OPTION_WORD, AT(norm), "linf|l2|l0", .value = "linf",
	 .help = "the norm of the budget, and of steps"},
	{"eps", OPTION_REAL, AT(eps), "E", .min = 1e-6, .max = 1000,
	 .fallback = "0.3; of l2 4, of l0 50", .help = "the budget: how large the change may be"},
	{"rate", OPTION_REAL, AT(rate), "R", .min = 1e-6, .max = 1000,
	 .fallback = "a tenth of the budget; of l0 0.1", .help = "how long a step is"},
	{"objective", OPTION_WORD, AT(objective), "probability|logit|loss|margin", .value = "loss",
	 .help = "what of the class shall grow"},
	{"images", OPTION_WHOLE, AT(images), "N", .value = "1000", .min = 1, .max = 1e9,
	 .help = "find it over the first N training images"},
	{"passes", OPTION_WHOLE, AT(passes), "N", .value = "10", .min = 1, .max = 10000,
	 .help = "how often each of them is seen"},
	{"split", OPTION_WORD, AT(split), "train|validation|test", .value = "test",
	 .help = "the part of the data set that it is tried on"},
	{"out", OPTION_OUT, AT(out), "FILE", .help = "keep the change exactly, as IDX of float32"},
	{0}};

struct run {
	struct command_context *context;
	const struct universal_options *options;
	const struct split *tried;
	struct universal *universal;
	float *noise; /* [pixels]: a random change as large */
	struct universal_tally tally, noise_tally;
};

/* ----------------------------------------------------------------------------------- search */

static struct attack_spec spec_of(const struct universal_options *o, int target)
{
	static const float budgets[ATTACK_NORMS] = {0.3f, 4, 50};
	struct attack_spec s = {.target = target,
				.is_untargeted = target < 0,
				.is_clipped = true,
				.objective = attack_objective_find(o->objective),
				.seed = 1};

	while (strcmp(attack_norm_names[s.norm], o->norm) != 0)
		s.norm++;
	s.eps = isnan(o->eps) ? budgets[s.norm] : (float)o->eps;
	s.rate = !isnan(o->rate) ? (float)o->rate : s.norm == ATTACK_L0 ? 0.1f : s.eps / 10;
	return s;
}

static size_t all_steps(const struct run *run)
{
	return universal_steps(run->universal) * (size_t)run->options->passes;
}

/* Until all is done, or a signal comes. */
static void find(struct run *run, struct progress *progress)
{
	struct universal *u = run->universal;

	while (!stop_signal() && u->steps < all_steps(run)) {
		double seconds;

		universal_advance(u);
		seconds = seconds_now() - progress->start;
		progress_say(progress, "pass %zu/%d, %.0f s left",
			     (u->steps - 1) / universal_steps(u) + 1, (int)run->options->passes,
			     seconds / (double)u->steps * (double)(all_steps(run) - u->steps));
	}
}

/* On all images of the split, with random noise beside it. */
static void try(struct run *run, struct progress *progress)
{
	const struct split *split = run->tried;

	for (size_t i = 0; i < split->count && stop_signal() == 0; i += UNIVERSAL_BATCH) {
		int count = split->count - i < UNIVERSAL_BATCH ? (int)(split->count - i)
							       : UNIVERSAL_BATCH;

		universal_try(run->universal, run->universal->perturbation, split, i, count,
			      &run->tally);
		universal_try(run->universal, run->noise, split, i, count, &run->noise_tally);
		progress_say(progress, "tried on %zu of %zu images", i, split->count);
	}
}

static double size_in(enum attack_norm norm, const float *values, size_t count)
{
	double changed = 0, square = 0, largest = 0;

	for (size_t i = 0; i < count; i++) {
		changed += values[i] != 0;
		square += (double)values[i] * (double)values[i];
		largest = fmax(largest, fabs((double)values[i]));
	}
	return norm == ATTACK_L0 ? changed : norm == ATTACK_L2 ? sqrt(square) : largest;
}

static void make_noise(struct run *run)
{
	const struct universal *u = run->universal;
	struct attack_spec spec = u->spec;
	float *zero = xfloats(u->pixels);

	spec.is_clipped = false;
	run->noise = xfloats(u->pixels);
	noise_of_size(&spec, spec.norm, size_in(spec.norm, u->perturbation, u->pixels), zero,
		      u->pixels, run->noise);
	free(zero);
}

/* ----------------------------------------------------------------------------------- output */

static double share(size_t part, size_t of)
{
	return of > 0 ? (double)part / (double)of : NAN;
}

static json_t *tally_json(const struct universal_tally *t)
{
	json_t *o = json_object();

	json_add(o, "images", json_integer((json_int_t)t->count));
	json_add(o, "right_before", json_integer((json_int_t)t->right_before));
	json_add(o, "right", json_integer((json_int_t)t->right));
	json_add(o, "fooled", json_integer((json_int_t)t->fooled));
	json_add(o, "fooling_rate", json_number(share(t->fooled, t->count)));
	return o;
}

static void print_json(const struct run *run)
{
	const struct universal_options *o = run->options;
	const struct universal *u = run->universal;
	const struct shape *input = &u->net->input;
	struct command_context *context = run->context;
	json_t *document = json_object();

	json_add(document, "model", json_text(context->model));
	json_add(document, "data", json_text(context->data->path));
	json_add(document, "split", json_string(o->split));
	json_add(document, "target",
		 u->spec.is_untargeted ? json_null() : json_integer(u->spec.target));
	json_add(document, "target_name",
		 json_class(context_names(context), u->spec.is_untargeted ? -1 : u->spec.target));
	json_add(document, "norm", json_string(o->norm));
	json_add(document, "eps", json_exact((double)u->spec.eps));
	json_add(document, "rate", json_exact((double)u->spec.rate));
	json_add(document, "objective", json_string(o->objective));
	json_add(document, "images", json_integer((json_int_t)u->count));
	json_add(document, "passes", json_integer(o->passes));
	json_add(document, "steps", json_integer((json_int_t)u->steps));
	json_add(document, "l0", json_number(size_in(ATTACK_L0, u->perturbation, u->pixels)));
	json_add(document, "l2", json_number(size_in(ATTACK_L2, u->perturbation, u->pixels)));
	json_add(document, "linf", json_number(size_in(ATTACK_LINF, u->perturbation, u->pixels)));
	json_add(document, "tried", tally_json(&run->tally));
	json_add(document, "noise", tally_json(&run->noise_tally));
	json_add(document, "perturbation",
		 json_map(u->perturbation, input->height, input->width, 1));
	json_print(&context->out, document);
}

/* The change, and the first images with it. */
static bool show_pictures(const struct run *run, struct err *err)
{
	enum { IMAGES = 3 };
	const struct universal *u = run->universal;
	const struct shape *input = &u->net->input;
	struct tile tiles[1 + IMAGES];
	float *images = xfloats(IMAGES * u->pixels);
	struct sheet sheet = {.tiles = tiles, .count = 1, .has_captions_above = true};
	struct picture picture = {NULL, input->height, input->width, 1, 0, palette_signed(1)};
	float range = (float)size_in(ATTACK_LINF, u->perturbation, u->pixels);
	bool is_shown;

	picture.values = u->perturbation;
	picture.palette = palette_signed(range > 0 ? range : 1);
	tiles[0] = (struct tile){picture, "the change"};
	for (size_t i = 0; i < IMAGES && i < run->tried->count; i++) {
		float *image = images + i * u->pixels;

		split_image(run->tried, i, image);
		for (size_t k = 0; k < u->pixels; k++)
			image[k] = fminf(fmaxf(image[k] + u->perturbation[k], 0), 1);
		picture.values = image;
		picture.palette = ink_palette(image, u->pixels);
		tiles[sheet.count++] = (struct tile){picture, i == 0 ? "images with it" : ""};
	}
	is_shown = show_sheet(&run->context->out, &sheet, err);
	free(images);
	return is_shown;
}

static void print_title(const struct run *run)
{
	const struct universal *u = run->universal;
	struct output *out = &run->context->out;
	bool is_untargeted = u->spec.is_untargeted;

	print_fitted(out->file, out->width,
		     "%s: one change for all images, %s at most %g%s%s, found over %zu training "
		     "images in %zu steps\n\n",
		     run->context->model, run->options->norm, (double)u->spec.eps,
		     is_untargeted ? "" : ", towards ",
		     is_untargeted ? "" : class_name(context_names(run->context), u->spec.target),
		     u->count, u->steps);
}

static void print_tally(const struct run *run, const struct universal_tally *t, const char *with)
{
	const struct universal *u = run->universal;
	struct output *out = &run->context->out;

	print_fitted(out->file, out->width, "with %s: %.2f %% right, %.2f %% %s%s\n", with,
		     100 * share(t->right, t->count), 100 * share(t->fooled, t->count),
		     u->spec.is_untargeted ? "taken for something else" : "taken for ",
		     u->spec.is_untargeted
			     ? ""
			     : class_name(context_names(run->context), u->spec.target));
}

static void print_words(const struct run *run)
{
	struct output *out = &run->context->out;
	struct palette palette = palette_signed(
		(float)size_in(ATTACK_LINF, run->universal->perturbation, run->universal->pixels));

	putc('\n', out->file);
	show_legend(out, &palette, "the change: red less ink, blue more");
	putc('\n', out->file);
	if (run->tally.count > 0) {
		print_fitted(out->file, out->width,
			     "%zu images of %s (%s): %.2f %% right without it\n", run->tally.count,
			     run->options->split, run->context->data->path,
			     100 * share(run->tally.right_before, run->tally.count));
		print_tally(run, &run->tally, "it");
		print_tally(run, &run->noise_tally, "as much random noise");
	} else {
		print_fitted(out->file, out->width, "stopped before it was tried\n");
	}
	if (run->options->out)
		print_fitted(out->file, out->width, "the change: %s\n", run->options->out);
}

static bool keep(const struct run *run, struct err *err)
{
	const struct shape *input = &run->context->net->input;
	struct idx idx = {.type = IDX_F32,
			  .ndim = 2,
			  .dim = {(uint32_t)input->height, (uint32_t)input->width, 1, 1},
			  .values = run->universal->perturbation};

	return !run->options->out || idx_write(run->options->out, &idx, err);
}

static bool print(const struct run *run, struct err *err)
{
	bool is_drawn = !run->context->out.is_json;

	if (is_drawn)
		print_title(run);
	if (!show_pictures(run, err))
		return false;
	if (is_drawn)
		print_words(run);
	else
		print_json(run);
	return true;
}

/* -------------------------------------------------------------------------------------- all */

static bool check_files(struct run *run, struct err *err)
{
	struct command_context *context = run->context;
	const char *out = run->options->out, *png = context->common->png;

	if (image_file_is_named(out))
		return usage_error(context, err,
				   "--out %s: the change is kept as IDX of float32, which is no "
				   "picture; leave %s out, or draw it with --png",
				   out, strrchr(out, '.'));
	if (target_is_same(out, png))
		return usage_error(context, err,
				   "%s: can't be both the change and the pictures; name two files",
				   out);
	return context_check_output(context, "--out", out, err);
}

static bool check_images(const struct run *run, struct err *err)
{
	const struct dataset *data = run->context->data;

	if (data->split[SPLIT_TRAIN].count == 0)
		return err_set(err,
			       "%s: has no training images to find a change over; name "
			       "another set with --data",
			       data->path);
	return run->tried->count > 0 ||
	       err_set(err, "%s: has no images in %s to try the change on; name another --split",
		       data->path, run->options->split);
}

static bool open_run(struct run *run, struct err *err)
{
	const struct universal_options *o = run->options;
	struct command_context *context = run->context;
	const struct split *train;
	struct attack_spec spec;
	int target = -1;

	if (strcmp(o->norm, "l0") == 0 && o->eps < 1)
		return usage_error(context, err,
				   "--eps %g: of the norm l0 it is a number of pixels; give 1 or "
				   "more",
				   o->eps);
	if (!context_read_both(context, err) ||
	    (o->target && !context_read_class(context, "--target", o->target, &target, err)))
		return false;
	train = &context->data->split[SPLIT_TRAIN];
	run->tried = &context->data->split[split_find(o->split)];
	if (!check_images(run, err) || !check_files(run, err))
		return false;
	spec = spec_of(o, target);
	run->universal =
		universal_new(context->net, train,
			      (uint64_t)o->images < train->count ? (size_t)o->images : train->count,
			      &spec, context->pool);
	return true;
}

static bool run_universal(struct command_context *context, struct err *err)
{
	struct run run = {.context = context, .options = context->values};
	bool is_done = open_run(&run, err);

	if (is_done) {
		struct progress progress;

		stop_watch();
		progress_start(&progress);
		find(&run, &progress);
		make_noise(&run);
		try(&run, &progress);
		progress_end(&progress);
		stop_settle();
		is_done = keep(&run, err) && print(&run, err);
		if (stop_signal())
			context->status = 128 + stop_signal();
	}
	universal_free(run.universal);
	free(run.noise);
	return is_done;
}

const struct command universal_command = {
	.name = "universal",
	.operand = "MODEL",
	.summary = "find one change that fools a network on most images",
	.help = "Finds one change of the pixels, within a budget, that is added to any image and "
		"leads the network away from its class, or to --target. It is found over training "
		"images and tried on others, with random noise as large beside it. Ctrl-C ends the "
		"search early.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES,
	.size = sizeof(struct universal_options),
	.run = run_universal,
};
