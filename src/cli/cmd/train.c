/* netglyph train: a fit from its options to its files. */
#include "base/xalloc.h"
#include "cli/stop.h"
#include "cli/train_run.h"
#include "lab/train/evaluate.h"

#include <math.h>
#include <stdlib.h>

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
	 .help = "of initial weights, order of images, dropout and starts of attacks"},
	{"adversarial", OPTION_TEXT, AT(adversarial), "ATTACK",
	 .help = "learn from the images that an attack makes of each batch: "
		 "pgd:eps=0.3,steps=7,step=0.1 or fgsm:eps=0.3"},
	{"out", OPTION_OUT, AT(out), "FILE", .help = "write the model to FILE"},
	{"half", OPTION_FLAG, AT(is_half),
	 .help = "write the model's weights as float16: half the size"},
	{"checkpoint", OPTION_OUT, AT(checkpoint), "FILE",
	 .help = "write all that --resume needs to FILE, every so many steps and at the end"},
	{"resume", OPTION_TEXT, AT(resume), "FILE",
	 .help = "go on from a checkpoint, to --steps in all (default: its own), with its "
		 "settings"},
	{"every", OPTION_WHOLE, AT(every), "N", .min = 1, .max = 1e9,
	 .fallback = "a tenth of --steps",
	 .help = "steps between validations, checkpoints and, where standard error is no terminal, "
		 "lines of progress"},
	{"log", OPTION_NEW, AT(log), "DIR",
	 .help = "write loss, accuracies and maps of weights to new files in DIR: an event file "
		 "for "
		 "TensorBoard, and CSV"},
	{0}};

/* Of a target with a path. While a file is written a second Ctrl-C waits, so that no half of it
 * stays. */
static bool write_target(struct train_run *run, struct target *target, bool is_checkpoint,
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

/* A stream can't be written anew: it gets the last checkpoint only. The accuracy of the last step
 * is measured before it is logged. */
static bool report(void *context, struct fit *fit)
{
	struct train_run *run = context;
	bool is_every = fit->step % run->every == 0, is_stopped = stop_signal() != 0;

	progress_fit(&run->progress, fit, run->from, run->steps, is_every);
	if (is_every && fit->step < run->steps && run->checkpoint.path && !run->checkpoint.writer)
		run->has_failed = !write_target(run, &run->checkpoint, true, &run->err);
	if (run->log && !run->has_failed) {
		if (is_stopped || fit->step == run->steps)
			fit_validate(fit);
		run->has_failed = !train_log_step(run->log, fit, &run->err);
	}
	return !run->has_failed && !is_stopped;
}

/* Writes what can be written, whatever failed before it: the steps took longer than any file. The
 * first failure is the one that is told. */
static bool write_files(struct train_run *run, struct err *err)
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

static bool train(struct train_run *run, struct err *err)
{
	struct evaluation e;
	bool is_done;

	progress_start(&run->progress);
	is_done = fit_run(run->fit, run->steps, run->every, report, run, err);
	stop_settle();
	run->seconds = seconds_now() - run->progress.start;
	is_done = is_done && write_files(run, err);
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

static bool run_train(struct command_context *context, struct err *err)
{
	struct train_run run = {.context = context, .options = context->values};
	struct err ignored;
	bool is_done;

	stop_watch();
	if (!train_run_check(context, run.options, err))
		return false;
	is_done = train_run_start(&run, err) && train(&run, err);
	if (is_done && context->out.is_json)
		train_run_show_json(&run, &context->out);
	else if (!context->out.is_json && (is_done || run.has_out || run.has_checkpoint))
		train_run_show(&run, context->out.file);
	if (is_done && run.fit->step < run.steps)
		context->status = 128 + stop_signal();
	train_log_close(run.log, &ignored);
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
