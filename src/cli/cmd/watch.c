/* netglyph watch: what other programs train, in the explorer or as lines. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/explorer_setup.h"
#include "cli/json.h"
#include "lab/train/evaluate.h"
#include "live/run_source.h"
#include "tui/terminal/loop.h"
#include "tui/terminal/term.h"

#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct watch_options {
	struct common common;
	bool is_once, has_mouse, has_no_session;
	const char *record;
};

#define AT(member) offsetof(struct watch_options, member)

static const struct option rows[] = {
	{"once", OPTION_FLAG, AT(is_once),
	 .help = "print a line for each checkpoint that is there, and end"},
	{"json", OPTION_FLAG, AT(common.is_json), .help = "print lines, each a JSON document"},
	{"color", OPTION_WORD, AT(common.color), "auto|always|none|mono|8|16|256|direct",
	 .value = "auto", .help = "how many colours the terminal has"},
	{"mouse", OPTION_FLAG, AT(has_mouse),
	 .help = "let the mouse choose what it presses, and draw"},
	{"record", OPTION_TEXT, AT(record), "FILE.cast",
	 .help = "record what is shown to a new file, for asciinema's players"},
	{"no-session", OPTION_FLAG, AT(has_no_session),
	 .help = "neither keep what is done nor offer the last session"},
	{0}};

/* ------------------------------------------------------------------------------------ lines */

struct watching {
	struct command_context *context;
	const char *path;
	struct run *run;
	struct err told; /* what was said last of files that can't be read */
	bool is_done;    /* all that is there was read */
};

static void print_checkpoint(const struct watching *w, const struct snapshot_facts *facts)
{
	struct output *out = &w->context->out;
	json_t *o;

	if (!out->is_json) {
		fprintf(out->file, "%s  %s  step %" PRIu64, w->path, facts->name, facts->step);
		if (isfinite(facts->validation))
			fprintf(out->file, "  accuracy %.4f", facts->validation);
		putc('\n', out->file);
		return;
	}
	o = json_object();
	json_add(o, "folder", json_text(w->path));
	json_add(o, "file", json_text(facts->name));
	json_add(o, "step", json_integer((json_int_t)facts->step));
	json_add(o, "data", json_text(facts->data));
	json_add(o, "validation", json_number(facts->validation));
	json_print(out, o);
}

static void tell(struct watching *w, const struct err *err)
{
	if (strcmp(err->text, w->told.text) == 0)
		return;
	w->told = *err;
	if (!err->text[0])
		return;
	fprintf(stderr, "netglyph: %s\n", err->text);
	w->context->status = STATUS_FAILED;
}

/* What was read since the last time. */
static bool print_news(struct watching *w, struct err *err)
{
	struct run_view view;
	const struct snapshot *snapshot;

	while ((snapshot = run_take(w->run))) {
		print_checkpoint(w, &snapshot->facts);
		snapshot_unref(snapshot);
	}
	run_look(w->run, &view);
	tell(w, &view.err);
	w->is_done = view.looks > 0 && !view.is_busy && !view.has_news;
	return output_flush(&w->context->out, err);
}

static bool print_all(struct watching *list, int count, const struct notify_pipe *notify,
		      bool is_once, struct err *err)
{
	bool is_done = false, is_printed = true;

	while (!is_done && is_printed && !list->context->out.is_closed) {
		struct pollfd wait = {.fd = notify_pipe_fd(notify), .events = POLLIN};

		poll(&wait, 1, 1000);
		notify_pipe_drain(notify);
		is_done = is_once;
		for (int i = 0; i < count; i++) {
			is_printed = is_printed && print_news(&list[i], err);
			is_done = is_done && list[i].is_done;
		}
	}
	return is_printed;
}

/* A folder that has to be there at once. */
static bool open_run(struct watching *w, const struct notify_pipe *notify, struct err *err)
{
	struct command_context *context = w->context;
	struct run_spec spec = {.watch = w->path,
				.data = context->data,
				.kernel = context->kernel,
				.threads = context_threads(context),
				.notify = notify,
				.is_patient = true};

	w->run = run_open(&spec, err);
	return w->run;
}

static bool print_lines(struct command_context *context, int count, struct err *err)
{
	const struct watch_options *o = context->values;
	struct watching *list = xcalloc((size_t)count, sizeof(*list));
	struct notify_pipe notify;
	bool is_done = context_read_data(context, err) && notify_pipe_open(&notify, err);

	if (!is_done) {
		free(list);
		return false;
	}
	for (int i = 0; i < count && is_done; i++) {
		list[i] = (struct watching){.context = context, .path = context->operands[i]};
		is_done = open_run(&list[i], &notify, err);
	}
	is_done = is_done && print_all(list, count, &notify, o->is_once, err);
	for (int i = 0; i < count; i++)
		run_free(list[i].run);
	notify_pipe_close(&notify);
	free(list);
	return is_done;
}

/* ------------------------------------------------------------------------------- the explorer */

static bool open_explorer(struct command_context *context, struct err *err)
{
	const struct watch_options *o = context->values;
	struct loop_setup setup = {.color = o->common.color,
				   .glyphs = o->common.glyphs,
				   .record = o->record,
				   .has_mouse = o->has_mouse,
				   .has_session = !o->has_no_session};
	const char *clock = getenv("NETGLYPH_CLOCK");

	if (!context_data_text(context, o->common.data, false, err) ||
	    !explorer_setup(context, NULL, &setup.app, err))
		return false;
	setup.app.is_clock_fixed = clock && strcmp(clock, "fixed") == 0;
	setup.app.watch = context->operands;
	return loop_run(&setup, err);
}

static bool run_watch(struct command_context *context, struct err *err)
{
	const struct watch_options *o = context->values;
	int count = 0;

	while (context->operands[count])
		count++;
	if (count > RUNS_WATCHED_MAX)
		return usage_error(context, err, "watch follows %d folders at once at most",
				   RUNS_WATCHED_MAX);
	if (!o->is_once && !context->out.is_json && term_is_there())
		return open_explorer(context, err);
	if (o->record)
		return usage_error(context, err,
				   "--record is about the explorer, and lines are printed here: "
				   "leave it out");
	return print_lines(context, count, err);
}

const struct command watch_command = {
	.name = "watch",
	.operand = "DIR|FILE...",
	.summary = "follow what another program trains",
	.help = "Follows folders in which any engine drops checkpoints and TensorBoard's event "
		"files, "
		"and opens the explorer with a run for each. FILE is one file that is overwritten, "
		"or one of a series (epoch_3.pt). Without a terminal, and with --once or --json, "
		"it "
		"prints a line for each new checkpoint: its folder, name, step, and accuracy on "
		"the "
		"validation split of --data.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_SPLIT | COMMON_EXPLORER,
	.size = sizeof(struct watch_options),
	.run = run_watch,
};
