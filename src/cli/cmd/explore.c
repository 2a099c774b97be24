/* netglyph explore, and netglyph alone: the explorer on the terminal. */
#include "cli/command.h"
#include "cli/explorer_setup.h"
#include "tui/terminal/loop.h"
#include "tui/terminal/term.h"

#include <stdlib.h>
#include <string.h>

struct explore_options {
	struct common common;
	bool has_mouse;
};

#define AT(member) offsetof(struct explore_options, member)

static const struct option rows[] = {{"color", OPTION_WORD, AT(common.color),
				      "auto|always|none|mono|8|16|256|direct", .value = "auto",
				      .help = "how many colours the terminal has"},
				     {"mouse", OPTION_FLAG, AT(has_mouse),
				      .help = "let the mouse choose what it presses, and draw"},
				     {0}};

static bool run_explore(struct command_context *context, struct err *err)
{
	const struct explore_options *o = context->values;
	struct loop_setup setup = {
		.color = o->common.color, .glyphs = o->common.glyphs, .has_mouse = o->has_mouse};
	const char *clock = getenv("NETGLYPH_CLOCK");

	if (!term_is_there()) {
		context->status = STATUS_USAGE;
		return err_set(err, "the explorer needs a terminal at both ends and a TERM other "
				    "than dumb; without one use netglyph show, train, test, "
				    "mistakes, weights, classify, attack, filters or tour");
	}
	setup.app = explorer_setup(context, context->operand);
	setup.app.is_clock_fixed = clock && strcmp(clock, "fixed") == 0;
	return loop_run(&setup, err);
}

const struct command explore_command = {
	.name = "explore",
	.operand = "[MODEL]",
	.summary = "step through all of it with keys",
	.help = "Opens the explorer, as netglyph alone does: screens to train networks, to look at "
		"their weights, mistakes, layers and filters, and to fool them step by step. ? "
		"lists the keys there. Without MODEL it begins with the shipped mnist-cnn.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_SPLIT | COMMON_EXPLORER,
	.size = sizeof(struct explore_options),
	.run = run_explore,
};
