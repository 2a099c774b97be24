/* netglyph explore, and netglyph alone: the explorer on the terminal. */
#include "cli/command.h"
#include "cli/explorer_setup.h"
#include "lab/probe.h"
#include "tui/terminal/loop.h"
#include "tui/terminal/term.h"

#include <stdlib.h>
#include <string.h>

struct explore_options {
	struct common common;
	bool has_mouse;
	const char *record;
};

#define AT(member) offsetof(struct explore_options, member)

static const struct option rows[] = {
	{"color", OPTION_WORD, AT(common.color), "auto|always|none|mono|8|16|256|direct",
	 .value = "auto", .help = "how many colours the terminal has"},
	{"mouse", OPTION_FLAG, AT(has_mouse),
	 .help = "let the mouse choose what it presses, and draw"},
	{"record", OPTION_NEW, AT(record), "FILE.cast",
	 .help = "record what is shown to a new file, for asciinema's players"},
	{"no-session", OPTION_FLAG, AT(common.has_no_session),
	 .help = "neither keep what is done nor offer the last session"},
	{0}};

/* What is opened, by what it is. */
static bool take_operand(struct command_context *context, const struct probe *probe,
			 struct app_setup *setup, struct err *err)
{
	const struct common *common = context->common;

	if (probe->kind == PROBE_UNKNOWN)
		return err_set(err, "%s", probe->words);
	if (probe->kind == PROBE_MODEL) {
		setup->model = context->operand;
	} else if (probe->kind == PROBE_DATA) {
		if (common->data)
			return usage_error(context, err,
					   "'%s' and --data %s are two data sets; choose one",
					   context->operand, common->data);
		if (!context_data_text(context, probe->path, common->file, err))
			return false;
		setup->data = context->data_text;
	} else {
		if (common->file)
			return usage_error(context, err,
					   "'%s' and --file %s are two pictures; choose one",
					   context->operand, common->file);
		setup->file = probe->path;
		if (!common->is_fitted)
			setup->file_fit = PICTURE_FITTED_IF_NEEDED;
	}
	return true;
}

static bool open_explorer(struct command_context *context, struct loop_setup *setup,
			  struct err *err)
{
	if (term_is_there())
		return loop_run(setup, err);
	return usage_error(context, err,
			   "the explorer needs a terminal at both ends and a TERM other than dumb; "
			   "without one use netglyph show, train, test, mistakes, weights, "
			   "classify, attack, filters or tour");
}

static bool run_explore(struct command_context *context, struct err *err)
{
	const struct explore_options *o = context->values;
	struct loop_setup setup = {.color = o->common.color,
				   .glyphs = o->common.glyphs,
				   .record = o->record,
				   .has_mouse = o->has_mouse,
				   .has_session = !o->common.has_no_session};
	const char *clock = getenv("NETGLYPH_CLOCK");
	struct probe probe = {.path = NULL};
	bool is_done;

	if (context->operand)
		probe = probe_file(context->operand);
	is_done = context_data_text(context, o->common.data,
				    o->common.file || probe.kind == PROBE_PICTURE, err) &&
		  explorer_setup(context, NULL, &setup.app, err);
	setup.app.may_ask = true;
	setup.app.is_clock_fixed = clock && strcmp(clock, "fixed") == 0;
	is_done = is_done &&
		  (!context->operand || take_operand(context, &probe, &setup.app, err)) &&
		  open_explorer(context, &setup, err);
	probe_clear(&probe);
	return is_done;
}

const struct command explore_command = {
	.name = "explore",
	.operand = "[FILE]",
	.summary = "step through all of it with keys",
	.help = "Opens the explorer, as netglyph alone does: screens to train networks, to look at "
		"their weights, mistakes, layers and filters, and to fool them step by step. ? "
		"lists the keys there. FILE is a network, a data set (a folder, one of its files, "
		"or a "
		"name) or a picture, and what it begins with: netglyph FILE does the same. "
		"Without, "
		"it begins with the shipped mnist-cnn.",
	.saves_here = true,
	.has_session = true,
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_SPLIT | COMMON_EXPLORER,
	.size = sizeof(struct explore_options),
	.run = run_explore,
};
