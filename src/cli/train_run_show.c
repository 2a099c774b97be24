/* What came of a training run. */
#include "cli/json.h"
#include "cli/train_run.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void print_files(const struct train_run *run, FILE *file)
{
	if (run->has_out)
		fprintf(file, "model: %s\n", run->out.path);
	if (run->has_checkpoint)
		fprintf(file, "checkpoint: %s\n", run->checkpoint.path);
	if (run->log)
		fprintf(file, "log: %s\nlog: %s\n", train_log_table(run->log),
			train_log_events(run->log));
	if (!run->out.path && !run->checkpoint.path)
		fprintf(file, "%s was kept (--out FILE keeps the model)\n",
			run->log ? "no network" : "nothing");
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

static void print_way_on(const struct train_run *run, FILE *file)
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
	print_option(file, "data", run->context->data_text);
	print_whole(file, "every", o->every);
	print_whole(file, "threads", o->common.threads);
	print_option(file, "isa", o->common.isa);
	print_option(file, "checkpoint", o->checkpoint);
	print_option(file, "out", o->out);
	print_option(file, "log", o->log);
	fputs(o->is_half ? " --half\n" : "\n", file);
}

void train_run_show(const struct train_run *run, FILE *file)
{
	const struct fit *fit = run->fit;
	const char *short_name = net_short_name(fit->net), *operand = run->context->operand;
	const char *name = short_name ? short_name : fit->spec.architecture;
	bool is_short = fit->step < run->steps;

	fprintf(file, "%s: ", operand ? operand : name);
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
	print_files(run, file);
	if (is_short)
		print_way_on(run, file);
}

void train_run_show_json(const struct train_run *run, struct output *out)
{
	const struct fit *fit = run->fit;
	char adversarial[ADVERSARIAL_TEXT_MAX];
	json_t *o = json_object();

	json_add(o, "architecture", json_text(fit->spec.architecture));
	json_add(o, "data", json_text(run->context->data->name));
	json_add(o, "optimizer", json_text(optimizer_names[fit->spec.optimizer]));
	json_add(o, "rate", json_number((double)fit->spec.rate));
	json_add(o, "batch", json_integer(fit->spec.batch));
	json_add(o, "seed", json_integer((json_int_t)fit->spec.seed));
	adversarial_print(&fit->spec.adversarial, adversarial);
	json_add(o, "adversarial", json_text(*adversarial ? adversarial : NULL));
	json_add(o, "steps", json_integer((json_int_t)fit->step));
	json_add(o, "stopped", json_boolean(fit->step < run->steps));
	json_add(o, "loss", fit->step > run->from ? json_number(fit->loss) : json_null());
	json_add(o, "validation", json_number(fit->validation));
	json_add(o, "test", json_number(run->test));
	json_add(o, "seconds", json_number(run->seconds));
	json_add(o, "out", json_text(run->out.path));
	json_add(o, "checkpoint", json_text(run->checkpoint.path));
	json_add(o, "log", json_text(run->log ? train_log_table(run->log) : NULL));
	json_add(o, "events", json_text(run->log ? train_log_events(run->log) : NULL));
	json_print(out, o);
	/* Standard output is the document's alone. */
	if (fit->step < run->steps)
		print_way_on(run, stderr);
}
