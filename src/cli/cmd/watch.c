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
	bool is_once, has_mouse;
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
	{"record", OPTION_NEW, AT(record), "FILE.cast",
	 .help = "record what is shown to a new file, for asciinema's players"},
	{"no-session", OPTION_FLAG, AT(common.has_no_session),
	 .help = "neither keep what is done nor offer the last session"},
	{0}};

/* ------------------------------------------------------------------------------------ lines */

struct watching {
	struct command_context *context;
	const char *path;
	struct run *run;
	struct err told; /* what was said last of files that can't be read */
	bool is_waiting_told, is_reading_told, is_done; /* is_done: all that is there was read */
};

struct watch_list {
	struct command_context *context;
	const struct notify_pipe *notify;
	struct import_told watch_told;
	bool is_once;
	int count;
	struct watching list[WATCH_SERIES_MAX];
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

/* What can't be read until a later file tells how is no failure; it is news once, and with --once
 * never. */
static void tell(struct watching *w, const struct run_view *view, bool is_once)
{
	const struct err *err = &view->err;

	if (strcmp(err->text, w->told.text) == 0 ||
	    (view->is_waiting && (is_once || w->is_waiting_told)))
		return;
	w->told = *err;
	w->is_waiting_told = view->is_waiting;
	if (!err->text[0])
		return;
	fprintf(stderr, "netglyph: %s\n", err->text);
	if (!view->is_waiting)
		w->context->status = STATUS_FAILED;
}

static void tell_reading(struct watching *w, const struct run_view *view)
{
	char words[NETWORK_WORDS_MAX];

	if (w->is_reading_told || !view->reading.architecture[0])
		return;
	w->is_reading_told = true;
	network_reading_words(&view->reading, NETWORK_WORDS_MAX, words);
	fprintf(stderr, "netglyph: %s: %s is read as %s\n", w->path, view->series, words);
}

/* What was read since the last time. What was taken was news when it was looked at, and nothing may
 * come that wakes us to look again. */
static bool print_news(struct watching *w, bool is_once, struct err *err)
{
	struct run_view view;
	const struct snapshot *snapshot;
	bool is_taken;

	do {
		run_look(w->run, &view);
		tell_reading(w, &view);
		tell(w, &view, is_once);
		for (is_taken = false; (snapshot = run_take(w->run)); is_taken = true) {
			print_checkpoint(w, &snapshot->facts);
			snapshot_unref(snapshot);
		}
	} while (is_taken);
	w->is_done = view.looks > 0 && !view.is_busy && !view.has_news;
	return output_flush(&w->context->out, err);
}

static bool open_run(struct watch_list *l, const char *path, const char *series, struct err *err)
{
	struct watching *w = &l->list[l->count];
	struct run_spec spec = {.watch = path,
				.watch_series = series,
				.watch_told = l->watch_told,
				.data = l->context->data,
				.kernel = l->context->kernel,
				.threads = context_threads(l->context),
				.notify = l->notify,
				.is_patient = true,
				.is_once = l->is_once};

	/* As many runs as that would have too many threads. */
	if (l->count >= RUNS_WATCHED_MAX)
		spec.threads = 1;
	*w = (struct watching){.context = l->context, .path = path};
	w->run = run_open(&spec, err);
	l->count += w->run ? 1 : 0;
	return w->run;
}

/* Of the other runs of its folder. */
static bool open_others(struct watch_list *l, int i, struct err *err)
{
	char series[CHECKPOINT_SERIES_MAX];

	while (l->count < WATCH_SERIES_MAX && run_other(l->list[i].run, series))
		if (!open_run(l, l->list[i].path, series, err))
			return false;
	return true;
}

/* One run after the other where all is printed once. */
static bool print_all(struct watch_list *l, struct err *err)
{
	bool is_done = false, is_printed = true;

	while (!is_done && is_printed && !l->context->out.is_closed) {
		struct pollfd wait = {.fd = notify_pipe_fd(l->notify), .events = POLLIN};

		poll(&wait, 1, 1000);
		notify_pipe_drain(l->notify);
		is_done = l->is_once;
		for (int i = 0; i < l->count && is_printed; i++) {
			is_printed =
				open_others(l, i, err) && print_news(&l->list[i], l->is_once, err);
			is_done = is_done && l->list[i].is_done;
			if (l->is_once && !is_done)
				break;
		}
	}
	return is_printed;
}

static bool print_lines(struct command_context *context, int count, struct err *err)
{
	const struct watch_options *o = context->values;
	struct watch_list *l = xcalloc(1, sizeof(*l));
	struct notify_pipe notify;
	bool is_done = context_told(context, &l->watch_told, err) &&
		       context_read_data(context, err) && notify_pipe_open(&notify, err);

	if (!is_done) {
		free(l);
		return false;
	}
	l->context = context;
	l->notify = &notify;
	l->is_once = o->is_once;
	for (int i = 0; i < count && is_done; i++)
		is_done = open_run(l, context->operands[i], NULL, err);
	is_done = is_done && print_all(l, err);
	for (int i = 0; i < l->count; i++)
		run_free(l->list[i].run);
	notify_pipe_close(&notify);
	free(l);
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
				   .has_session = !o->common.has_no_session};
	const char *clock = getenv("NETGLYPH_CLOCK");

	if (!context_data_text(context, o->common.data, false, err) ||
	    !explorer_setup(context, NULL, &setup.app, err))
		return false;
	setup.app.is_clock_fixed = clock && strcmp(clock, "fixed") == 0;
	setup.app.watch = context->operands;
	/* Of what is followed, not of the network that is looked at first. */
	setup.app.watch_told = setup.app.told;
	setup.app.told = (struct import_told){0};
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
		"files, and opens the explorer with a run for each series of files that is there. "
		"FILE is one file that is overwritten, or one of a series (epoch_3.pt). Without a "
		"terminal, and with --once or --json, it prints a line for each checkpoint: its "
		"folder, name, step, and accuracy on the validation split of --data. With --once "
		"its status is 1 if something could not be read.",
	.saves_here = true,
	.has_session = true,
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_SPLIT | COMMON_EXPLORER | COMMON_MODEL,
	.size = sizeof(struct watch_options),
	.run = run_watch,
};
