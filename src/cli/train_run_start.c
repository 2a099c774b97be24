/* From options to a fit: a new one, or one that goes on from a checkpoint, whose settings hold. */
#include "base/xalloc.h"
#include "cli/train_run.h"
#include "data/find.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum optimizer_kind find_optimizer(const char *name)
{
	return strcmp(name, optimizer_names[OPTIMIZER_ADAM]) == 0 ? OPTIMIZER_ADAM : OPTIMIZER_SGD;
}

static bool start_new(struct train_run *run, struct err *err)
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
	if (o->adversarial && !adversarial_parse(o->adversarial, &spec.adversarial, err))
		return false;
	if (!context_read_data(run->context, err))
		return false;
	run->fit =
		fit_new(&spec, run->context->data, run->context->kernel, run->context->pool, err);
	/* All that can be wrong is what was typed: the layers, or too much of them. */
	if (!run->fit)
		run->context->status = STATUS_USAGE;
	return run->fit != NULL;
}

static bool contradicts(struct train_run *run, struct err *err, const char *option,
			const char *given, const char *made)
{
	return usage_error(run->context, err,
			   "%s: was made with %s %s, not %s: leave %s out, or train anew",
			   run->options->resume, option, made, given, option);
}

static bool contradicts_whole(struct train_run *run, struct err *err, const char *option,
			      int64_t given, uint64_t made)
{
	char texts[2][NUMBERS_TEXT_MAX];

	snprintf(texts[0], sizeof(texts[0]), "%" PRId64, given);
	snprintf(texts[1], sizeof(texts[1]), "%" PRIu64, made);
	return contradicts(run, err, option, texts[0], texts[1]);
}

static bool contradicts_real(struct train_run *run, struct err *err, const char *option,
			     double given, double made)
{
	char texts[2][NUMBERS_TEXT_MAX];

	snprintf(texts[0], sizeof(texts[0]), "%.9g", given);
	snprintf(texts[1], sizeof(texts[1]), "%.9g", made);
	return contradicts(run, err, option, texts[0], texts[1]);
}

static bool check_adversarial(struct train_run *run, const struct adversarial *made,
			      struct err *err)
{
	const char *given = run->options->adversarial;
	char text[ADVERSARIAL_TEXT_MAX];
	struct adversarial a;

	if (!given)
		return true;
	if (!adversarial_parse(given, &a, err))
		return false;
	if (adversarial_is_same(&a, made))
		return true;
	if (made->eps > 0)
		return contradicts(run, err, "--adversarial", given, adversarial_print(made, text));
	return usage_error(run->context, err,
			   "%s: was made without --adversarial: leave it out, or train anew",
			   run->options->resume);
}

static bool check_settings(struct train_run *run, const struct fit_spec *spec, struct err *err)
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
	return check_adversarial(run, &spec->adversarial, err);
}

/* The operand beside --resume has to be the checkpoint's own architecture, in any spelling. */
static bool check_architecture(struct train_run *run, struct err *err)
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
static bool read_resumed_data(struct train_run *run, const char *name, struct err *err)
{
	const char *given = run->options->common.data;
	struct err ignored;
	char *found;

	if (given && *name)
		return context_read_data(run->context, err) &&
		       (strcmp(run->context->data->name, name) == 0 ||
			contradicts(run, err, "--data", given, name));
	if (given || !*name || !(found = find_dataset(name, &ignored)))
		return context_read_data(run->context, err);
	free(found);
	return context_open_data(run->context, name, err);
}

static bool start_resumed(struct train_run *run, struct err *err)
{
	const struct train_options *o = run->options;
	struct fit_spec spec;
	char data[DATASET_NAME_MAX];
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
	if (run->fit->goal > 0)
		run->steps = run->fit->goal;
	run->from = run->fit->step;
	return true;
}

static bool check_targets(const struct train_run *run, struct err *err)
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

bool train_run_start(struct train_run *run, struct err *err)
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
	run->fit->goal = run->steps;
	run->every = o->every > 0 ? (uint64_t)o->every : run->steps / 10;
	if (run->every < 1)
		run->every = 1;
	if (!check_targets(run, err) || !target_try(&run->out, o->out, err) ||
	    !target_try(&run->checkpoint, o->checkpoint, err))
		return false;
	if (o->log)
		run->log = train_log_open(o->log, run->fit, err);
	return !o->log || run->log;
}

/* What is known before the data are read. */
bool train_run_check(struct command_context *context, const struct train_options *o,
		     struct err *err)
{
	struct adversarial ignored;
	struct err why;

	if (!context->operand && !o->resume)
		return usage_error(context, err,
				   "train needs an architecture: netglyph train softmax, cnn, "
				   "mlp, or layers such as 'conv5x5x8 relu pool2 dense10'");
	if (o->adversarial && !adversarial_parse(o->adversarial, &ignored, &why))
		return usage_error(context, err, "--adversarial: %s", why.text);
	if (o->is_half && !o->out)
		return usage_error(context, err,
				   "--half is about the model; say --out FILE as well");
	if (target_is_same(o->out, o->checkpoint))
		return usage_error(context, err,
				   "%s: can't be both the model and the checkpoint; name two "
				   "files",
				   o->out);
	if (target_is_same(o->log, o->out) || target_is_same(o->log, o->checkpoint))
		return usage_error(context, err,
				   "%s: can't be both the folder of the log and a file; name two",
				   o->log);
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
