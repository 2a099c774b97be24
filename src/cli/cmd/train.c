/* netglyph train: a fit from its options to its files. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "cli/target.h"
#include "data/find.h"
#include "lab/train/evaluate.h"
#include "lab/train/fit.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct train_options {
	struct common common;
	int64_t steps, batch, seed, every;
	double rate;
	const char *optimizer, *out, *checkpoint, *resume;
	bool is_half;
};

#define AT(member) offsetof(struct train_options, member)

static const struct option rows[] = {
	{"steps", OPTION_WHOLE, AT(steps), "N", .min = 1, .max = 1e9,
	 .fallback = "1000 for softmax, else 10000", .help = "how many steps in all"},
	{"batch", OPTION_WHOLE, AT(batch), "N", .min = 1, .max = FIT_MAX_BATCH,
	 .fallback = "100 for softmax, else 50", .help = "images in each step"},
	{"rate", OPTION_REAL, AT(rate), "R", .min = 1e-9, .max = 1000,
	 .fallback = "0.5 for softmax, else 0.0001", .help = "learning rate"},
	{"optimizer", OPTION_WORD, AT(optimizer), "sgd|adam",
	 .fallback = "sgd for softmax, else adam", .help = "what turns gradients into new weights"},
	{"seed", OPTION_WHOLE, AT(seed), "N", .max = 9007199254740991, .fallback = "1",
	 .help = "of initial weights, order of images and dropout"},
	{"out", OPTION_TEXT, AT(out), "FILE", .help = "write the model to FILE"},
	{"half", OPTION_FLAG, AT(is_half),
	 .help = "write the model's weights as float16: half the size"},
	{"checkpoint", OPTION_TEXT, AT(checkpoint), "FILE",
	 .help = "write all that --resume needs to FILE, every so many steps and at the end"},
	{"resume", OPTION_TEXT, AT(resume), "FILE",
	 .help = "go on from a checkpoint, to --steps in all, with its settings"},
	{"every", OPTION_WHOLE, AT(every), "N", .min = 1, .max = 1e9,
	 .fallback = "a tenth of --steps", .help = "steps between validations and checkpoints"},
	{0}};

/* A training run. */
struct run {
	struct command_context *context;
	const struct train_options *options;
	struct fit *fit;
	uint64_t from, steps, every; /* the step it began after, and goes to */
	struct target out, checkpoint;
	bool has_out, has_checkpoint; /* whether they were written, with all steps that were done */
	struct progress progress;
	struct err err; /* of a checkpoint that could not be written on the way */
	bool has_failed;
	double test; /* accuracy; NaN where it was not measured */
	double seconds;
};

static enum optimizer_kind find_optimizer(const char *name)
{
	return strcmp(name, optimizer_names[OPTIMIZER_ADAM]) == 0 ? OPTIMIZER_ADAM : OPTIMIZER_SGD;
}

static bool start_new(struct run *run, struct err *err)
{
	const struct train_options *o = run->options;
	struct fit_spec spec = fit_defaults(run->context->operand, &run->steps);

	if (o->optimizer)
		spec.optimizer = find_optimizer(o->optimizer);
	if (!isnan(o->rate))
		spec.rate = (float)o->rate;
	if (o->batch > 0)
		spec.batch = (int)o->batch;
	if (o->seed >= 0)
		spec.seed = (uint64_t)o->seed;
	if (!context_read_data(run->context, err))
		return false;
	run->fit =
		fit_new(&spec, run->context->data, run->context->kernel, run->context->pool, err);
	/* All that can be wrong is what was typed: the layers, or too much of them. */
	if (!run->fit)
		run->context->status = STATUS_USAGE;
	return run->fit != NULL;
}

static bool contradicts(struct run *run, struct err *err, const char *option, const char *given,
			const char *made)
{
	return usage_error(run->context, err,
			   "%s: was made with %s %s, not %s: leave %s out, or train anew",
			   run->options->resume, option, made, given, option);
}

static bool contradicts_whole(struct run *run, struct err *err, const char *option, int64_t given,
			      uint64_t made)
{
	char texts[2][32];

	snprintf(texts[0], sizeof(texts[0]), "%" PRId64, given);
	snprintf(texts[1], sizeof(texts[1]), "%" PRIu64, made);
	return contradicts(run, err, option, texts[0], texts[1]);
}

static bool contradicts_real(struct run *run, struct err *err, const char *option, double given,
			     double made)
{
	char texts[2][32];

	snprintf(texts[0], sizeof(texts[0]), "%.9g", given);
	snprintf(texts[1], sizeof(texts[1]), "%.9g", made);
	return contradicts(run, err, option, texts[0], texts[1]);
}

static bool check_settings(struct run *run, const struct fit_spec *spec, struct err *err)
{
	const struct train_options *o = run->options;

	if (o->optimizer && find_optimizer(o->optimizer) != spec->optimizer)
		return contradicts(run, err, "--optimizer", o->optimizer,
				   optimizer_names[spec->optimizer]);
	if (!isnan(o->rate) && (float)o->rate != spec->rate)
		return contradicts_real(run, err, "--rate", o->rate, (double)spec->rate);
	if (o->batch > 0 && o->batch != spec->batch)
		return contradicts_whole(run, err, "--batch", o->batch, (uint64_t)spec->batch);
	if (o->seed >= 0 && (uint64_t)o->seed != spec->seed)
		return contradicts_whole(run, err, "--seed", o->seed, spec->seed);
	return true;
}

/* The operand beside --resume has to be the checkpoint's own architecture, in any spelling. */
static bool check_architecture(struct run *run, struct err *err)
{
	const struct net *own = run->fit->net;
	struct net *net;
	char *text;
	bool is_same;

	if (!run->context->operand)
		return true;
	net = net_new(run->context->operand, own->input, own->classes, own->kernel, err);
	if (!net) {
		run->context->status = STATUS_USAGE;
		return false;
	}
	text = net_architecture(net);
	is_same = strcmp(text, run->fit->spec.architecture) == 0;
	if (!is_same)
		contradicts(run, err, "the architecture", text, run->fit->spec.architecture);
	free(text);
	net_free(net);
	return is_same;
}

/* Without --data, the data set that the checkpoint names. */
static bool read_resumed_data(struct run *run, const char *name, struct err *err)
{
	const char *given = run->options->common.data;
	struct err ignored;
	char *folder;

	if (given && *name)
		return context_read_data(run->context, err) &&
		       (strcmp(run->context->data->name, name) == 0 ||
			contradicts(run, err, "--data", given, name));
	if (given || !*name || !(folder = find_dataset(name, &ignored)))
		return context_read_data(run->context, err);
	run->context->data = dataset_open(folder, err);
	free(folder);
	return run->context->data != NULL;
}

static bool start_resumed(struct run *run, struct err *err)
{
	const struct train_options *o = run->options;
	struct fit_spec spec;
	char data[64];
	bool is_right;

	if (!fit_read_spec(o->resume, &spec, data, err))
		return false;
	is_right = check_settings(run, &spec, err) && read_resumed_data(run, data, err);
	free((char *)spec.architecture);
	if (!is_right)
		return false;
	run->fit = fit_resume(o->resume, run->context->data, run->context->kernel,
			      run->context->pool, err);
	if (!run->fit || !check_architecture(run, err))
		return false;
	fit_defaults(run->fit->net->count == 1 ? "softmax" : "cnn", &run->steps);
	run->from = run->fit->step;
	return true;
}

/* What is known before the data are read. */
static bool check_options(struct command_context *context, const struct train_options *o,
			  struct err *err)
{
	if (!context->operand && !o->resume)
		return usage_error(context, err,
				   "train needs an architecture: netglyph train softmax, cnn, "
				   "mlp, or layers such as 'conv5x5x8 relu pool2 dense10'");
	if (o->is_half && !o->out)
		return usage_error(context, err,
				   "--half is about the model; say --out FILE as well");
	if (target_is_same(o->out, o->checkpoint))
		return usage_error(context, err,
				   "%s: can't be both the model and the checkpoint; name two "
				   "files",
				   o->out);
	if (target_is_same(o->out, o->resume))
		return usage_error(context, err,
				   "%s: is the checkpoint to resume from, and --out would replace "
				   "it by the model; name another file",
				   o->out);
	if (!target_is_output(o->out) && !target_is_output(o->checkpoint))
		return true;
	output_stand_aside(&context->out);
	return !context->out.is_json ||
	       usage_error(context, err, "%s: is standard output, which --json fills; name a file",
			   target_is_output(o->out) ? o->out : o->checkpoint);
}

static bool check_targets(const struct run *run, struct err *err)
{
	const char *const paths[] = {run->options->out, run->options->checkpoint};
	const struct dataset *data = run->context->data;

	for (int i = 0; i < 2; i++)
		if (target_is_of_data(paths[i], data))
			return usage_error(run->context, err,
					   "%s: belongs to the data that are trained on; name "
					   "another file",
					   paths[i]);
	return true;
}

static bool start(struct run *run, struct err *err)
{
	const struct train_options *o = run->options;

	if (!(o->resume ? start_resumed(run, err) : start_new(run, err)))
		return false;
	if (o->steps > 0)
		run->steps = (uint64_t)o->steps;
	if (run->steps < run->from)
		return usage_error(run->context, err,
				   "%s: has %" PRIu64
				   " step%s behind it; --steps counts all of them and "
				   "can't be %" PRIu64,
				   o->resume, run->from, run->from == 1 ? "" : "s", run->steps);
	run->every = o->every > 0 ? (uint64_t)o->every : run->steps / 10;
	if (run->every < 1)
		run->every = 1;
	return check_targets(run, err) && target_try(&run->out, o->out, err) &&
	       target_try(&run->checkpoint, o->checkpoint, err);
}

/* Of a target with a path. While a file is written a second Ctrl-C waits, so that no half of it
 * stays. */
static bool write_target(struct run *run, struct target *target, bool is_checkpoint,
			 struct err *err)
{
	struct writer *writer;
	bool is_written = false;

	stop_hold();
	writer = target_open(target, err);
	if (writer) {
		is_written = is_checkpoint ? fit_write_checkpoint(run->fit, writer, err)
					   : fit_write_model(run->fit, writer,
							     run->options->is_half, err);
		if (is_written)
			is_written = writer_commit(writer, err);
		else
			writer_abort(writer);
	}
	stop_release();
	return is_written;
}

/* A stream can't be written anew: it gets the last checkpoint only. */
static bool report(void *context, struct fit *fit)
{
	struct run *run = context;
	bool is_due = fit->step % run->every == 0 && fit->step < run->steps;

	progress_fit(&run->progress, fit, run->from, run->steps);
	if (is_due && run->checkpoint.path && !run->checkpoint.writer)
		run->has_failed = !write_target(run, &run->checkpoint, true, &run->err);
	return !run->has_failed && !stop_signal();
}

/* Writes what can be written, whatever failed before it: the steps took longer than any file. The
 * first failure is the one that is told. */
static bool keep(struct run *run, struct err *err)
{
	struct err other;
	bool is_fine = !run->has_failed;

	if (run->has_failed)
		*err = run->err;
	run->has_out = run->out.path && write_target(run, &run->out, false, is_fine ? err : &other);
	is_fine = is_fine && (run->has_out || !run->out.path);
	run->has_checkpoint = run->checkpoint.path && !run->has_failed &&
			      write_target(run, &run->checkpoint, true, is_fine ? err : &other);
	return is_fine && (run->has_checkpoint || !run->checkpoint.path);
}

static bool train(struct run *run, struct err *err)
{
	struct evaluation e;
	bool is_done;

	progress_start(&run->progress);
	is_done = fit_run(run->fit, run->steps, run->every, report, run, err);
	stop_settle();
	run->seconds = seconds_now() - run->progress.start;
	is_done = is_done && keep(run, err);
	run->test = NAN;
	if (is_done && run->fit->step == run->steps) {
		e = evaluate(run->fit->net, &run->context->data->split[SPLIT_TEST],
			     run->context->pool);
		run->test = (double)e.correct / (double)e.count;
		evaluation_clear(&e);
	}
	progress_end(&run->progress);
	return is_done;
}

static void print_kept(const struct run *run, FILE *file)
{
	if (run->has_out)
		fprintf(file, "model: %s\n", run->out.path);
	if (run->has_checkpoint)
		fprintf(file, "checkpoint: %s\n", run->checkpoint.path);
	if (!run->out.path && !run->checkpoint.path)
		fputs("nothing was kept (--out FILE keeps the model)\n", file);
}

/* An option and its value as a shell reads them; without a value, nothing. */
static void print_option(FILE *file, const char *name, const char *value)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789%+,-./:=@_";

	if (!value)
		return;
	fprintf(file, " --%s ", name);
	if (strspn(value, plain) == strlen(value)) {
		fputs(value, file);
		return;
	}
	putc('\'', file);
	for (; *value; value++)
		if (*value == '\'')
			fputs("'\\''", file);
		else
			putc(*value, file);
	putc('\'', file);
}

static void print_whole(FILE *file, const char *name, int64_t value)
{
	if (value != OPTION_UNSET)
		fprintf(file, " --%s %" PRId64, name, value);
}

static void print_way_on(const struct run *run, FILE *file)
{
	const struct train_options *o = run->options;

	if (o->checkpoint && !run->has_checkpoint)
		return;
	if (!o->checkpoint) {
		fputs("to be able to go on, train with --checkpoint FILE\n", file);
		return;
	}
	fputs("to go on: netglyph train", file);
	print_option(file, "resume", o->checkpoint);
	print_whole(file, "steps", (int64_t)run->steps);
	print_option(file, "data", o->common.data);
	print_whole(file, "every", o->every);
	print_whole(file, "threads", o->common.threads);
	print_option(file, "isa", o->common.isa);
	print_option(file, "checkpoint", o->checkpoint);
	print_option(file, "out", o->out);
	fputs(o->is_half ? " --half\n" : "\n", file);
}

static void print_words(const struct run *run, FILE *file)
{
	const struct fit *fit = run->fit;
	const char *name = run->context->operand ? run->context->operand : fit->spec.architecture;
	bool is_short = fit->step < run->steps;

	fprintf(file, "%s: ", name);
	if (is_short)
		fprintf(file, "stopped after %" PRIu64 " of %" PRIu64 " step%s", fit->step,
			run->steps, run->steps == 1 ? "" : "s");
	else
		fprintf(file, "%" PRIu64 " step%s", fit->step, fit->step == 1 ? "" : "s");
	if (fit->step > run->from)
		fprintf(file, ", loss %.4f", fit->loss);
	fprintf(file, ", validation %.4f", fit->validation);
	if (!isnan(run->test))
		fprintf(file, ", test %.4f", run->test);
	fprintf(file, "; %.1f s\n", run->seconds);
	print_kept(run, file);
	if (is_short)
		print_way_on(run, file);
}

static void print_json(const struct run *run, struct output *out)
{
	const struct fit *fit = run->fit;
	json_t *o = json_object();

	json_add(o, "architecture", json_text(fit->spec.architecture));
	json_add(o, "data", json_text(run->context->data->name));
	json_add(o, "optimizer", json_text(optimizer_names[fit->spec.optimizer]));
	json_add(o, "rate", json_number((double)fit->spec.rate));
	json_add(o, "batch", json_integer(fit->spec.batch));
	json_add(o, "seed", json_integer((json_int_t)fit->spec.seed));
	json_add(o, "steps", json_integer((json_int_t)fit->step));
	json_add(o, "stopped", json_boolean(fit->step < run->steps));
	json_add(o, "loss", fit->step > run->from ? json_number(fit->loss) : json_null());
	json_add(o, "validation", json_number(fit->validation));
	json_add(o, "test", json_number(run->test));
	json_add(o, "seconds", json_number(run->seconds));
	json_add(o, "out", json_text(run->out.path));
	json_add(o, "checkpoint", json_text(run->checkpoint.path));
	json_print(out, o);
	/* Standard output is the document's alone. */
	if (fit->step < run->steps)
		print_way_on(run, stderr);
}

static bool run_train(struct command_context *context, struct err *err)
{
	struct run run = {.context = context, .options = context->values};
	bool is_done;

	stop_watch();
	if (!check_options(context, run.options, err))
		return false;
	is_done = start(&run, err) && train(&run, err);
	if (is_done && context->out.is_json)
		print_json(&run, &context->out);
	else if (!context->out.is_json && (is_done || run.has_out || run.has_checkpoint))
		print_words(&run, context->out.file);
	if (is_done && run.fit->step < run.steps)
		context->status = 128 + stop_signal();
	target_clear(&run.out);
	target_clear(&run.checkpoint);
	fit_free(run.fit);
	return is_done;
}

static char *list_layers(void)
{
	char *forms = net_layer_forms(), *list = xasprintf("The layers: %s.", forms);

	free(forms);
	return list;
}

const struct command train_command = {
	.name = "train",
	.operand = "[ARCHITECTURE]",
	.summary = "train a network",
	.help = "Trains a network. ARCHITECTURE is softmax, cnn or mlp, or a line of layers in "
		"quotes; softmax behind the last is implied. The defaults are the "
		"article's settings. Ctrl-C stops after the running step, writes the files and "
		"says how to "
		"go on.",
	.list = list_layers,
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_JSON,
	.size = sizeof(struct train_options),
	.run = run_train,
};
