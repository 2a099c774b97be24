/* The table of commands, usage, and dispatch. */
#include "cli/cli.h"
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/confine.h"
#include "cli/target.h"
#include "format/tensor_file.h"
#include "lab/probe.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct command train_command, test_command, mistakes_command, weights_command,
	classify_command, attack_command, filters_command, info_command, tour_command,
	explore_command, show_command, bench_command, convert_command, merge_command,
	completion_command, watch_command, hide_command, reveal_command, explain_command,
	project_command, robust_command, transfer_command, universal_command;

const struct command *const commands[] = {
	&explore_command,  &watch_command,      &show_command,      &tour_command,
	&train_command,    &test_command,       &mistakes_command,  &weights_command,
	&classify_command, &attack_command,     &universal_command, &robust_command,
	&transfer_command, &explain_command,    &project_command,   &filters_command,
	&hide_command,     &reveal_command,     &merge_command,     &info_command,
	&bench_command,    &completion_command, &convert_command,   NULL,
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) - 1 };

static const char introduction[] =
	"Usage: netglyph [COMMAND] [OPTION]... [OPERAND]\n"
	"       netglyph FILE [OPTION]...\n"
	"       netglyph --help | --version\n"
	"\n"
	"Train, test, look into and fool small networks that classify images.\n"
	"\n";
static const char conclusion[] =
	"\n"
	"FILE is a network, a data set or a picture, and opens the explorer with it; one\n"
	"that has a command's name is ./FILE.\n"
	"MODEL is a file that train wrote, one of PyTorch, Keras, TensorFlow, ONNX or\n"
	"NumPy, or a shipped one: mnist-softmax, mnist-cnn, mnist-robust.\n"
	"'netglyph COMMAND --help' tells more; so does 'man netglyph'.\n"
	"To begin with, try netglyph alone, and H there for a guided tour.\n";

static void print_usage(FILE *file)
{
	fputs(introduction, file);
	for (int i = 0; i < COMMANDS; i++) {
		const struct command *c = commands[i];
		int column = fprintf(file, "  %s %s", c->name, c->operand ? c->operand : "");

		fprintf(file, "%*s%s\n", column < 24 ? 24 - column : 1, "", c->summary);
	}
	fputs(conclusion, file);
}

static void print_help(FILE *file, const struct command *c, const struct option_list *list)
{
	fprintf(file, "Usage: netglyph %s [OPTION]...%s%s\n\n", c->name, c->operand ? " " : "",
		c->operand ? c->operand : "");
	print_wrapped(file, 0, 0, c->help);
	if (c->list) {
		char *more = c->list();

		print_wrapped(file, 0, 0, more);
		free(more);
	}
	putc('\n', file);
	options_print(file, list);
}

/* Whether a command takes any number of operands: FILE... */
static bool takes_many(const struct command *c)
{
	return c->operand && strstr(c->operand, "...");
}

static bool check_operand(struct command_context *context, const struct command *c, struct err *err)
{
	if (context->second && !takes_many(c) && (!c->operand || !strchr(c->operand, ' ')))
		return usage_error(context, err,
				   "%s: '%s' is one operand too many beside '%s'; text with spaces "
				   "needs quotes",
				   c->name, context->second, context->operand);
	if (!c->operand && context->operand)
		return usage_error(context, err, "%s takes no operand, but '%s' was given", c->name,
				   context->operand);
	if (c->operand && c->operand[0] != '[' && !context->operand)
		return usage_error(context, err, "%s needs its %s: netglyph %s %s", c->name,
				   c->operand, c->name, c->operand);
	return true;
}

/* A file that can't be written is told before the work. */
static bool check_targets(const struct command_context *context, const struct command *c,
			  struct err *err)
{
	struct option_list list = command_options(c);

	for (int i = 0; i < list.count; i++)
		if (list.rows[i]->kind == OPTION_OUT) {
			const char *values = context->values;
			const char *path = *(const char *const *)(values + list.rows[i]->at);

			if (!target_is_output(path) && !target_check(path, err))
				return false;
		}
	return true;
}

static bool run_command(struct command_context *context, const struct command *c, struct err *err)
{
	const struct common *common = context->common;
	struct output *out = &context->out;

	out->is_json = common->is_json;
	out->png = common->png;
	if (!check_operand(context, c, err) ||
	    !context_check_output(context, "--png", common->png, err) ||
	    !check_targets(context, c, err) || !confine(context, c, err))
		return false;
	if (c->common & COMMON_WIDTH &&
	    !output_choose(out, common->color, common->glyphs,
			   common->width > 0 ? (int)common->width : 0, err))
		return false;
	if (c->common & COMMON_COMPUTE && !context_start(context, err))
		return false;
	return c->run(context, err);
}

/* Reads the options and runs the command, or prints its usage. */
static bool start_command(struct command_context *context, const struct command *c, int argc,
			  char **argv, void *values, struct err *err)
{
	struct option_list list = command_options(c), all = {.count = 0};
	int max = takes_many(c) && argc > 2 ? argc : 2;

	/* What a command does not take is unset as well. */
	common_options(&all, COMMON_ALL);
	options_reset(&all, values);
	options_reset(&list, values);
	context->operands = xcalloc((size_t)max + 1, sizeof(*context->operands));
	if (!options_parse(&list, argc, argv, c->name, values, context->operands, max, err)) {
		context->status = STATUS_USAGE;
		return false;
	}
	context->operand = context->operands[0];
	context->second = context->operands[1];
	if (context->common->is_help) {
		print_help(context->out.file, c, &list);
		return true;
	}
	return run_command(context, c, err);
}

/* What was printed before a failure is shown as well; the first error is the one that is told. */
static int finish(struct command_context *context, bool is_done, struct err *err)
{
	struct err flush_err;
	bool is_flushed = output_flush(&context->out, &flush_err);
	int status = context->status;

	if (is_done && !is_flushed)
		*err = flush_err;
	is_done = is_done && is_flushed;
	context_clear(context);
	if (is_done)
		return status;
	fprintf(stderr, "netglyph: %s\n", err->text);
	return status ? status : STATUS_FAILED;
}

static bool unknown_word(struct command_context *context, const char *word, struct err *err)
{
	const char *names[COMMANDS + 2], *nearest;
	int count = 0;

	for (; count < COMMANDS; count++)
		names[count] = commands[count]->name;
	names[count++] = "--help";
	names[count++] = "--version";
	if (strpbrk(word, "./") && word[0] != '-')
		return usage_error(context, err,
				   "%s: no such file; FILE is a network, a data set or a picture",
				   word);
	nearest = nearest_name(word, names, count);
	return usage_error(
		context, err, "there is no %s '%s'; %s%s%s'netglyph --help' lists what there is",
		word[0] == '-' ? "option" : "command", word, nearest ? "did you mean " : "",
		nearest ? nearest : "", nearest ? "? " : "");
}

/* The words that are no commands; they stand alone. */
static bool run_alone(struct command_context *context, const char *word, const char *next,
		      struct err *err)
{
	bool is_help =
		strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;

	if (!is_help && strcmp(word, "--version") != 0)
		return unknown_word(context, word, err);
	if (next)
		return usage_error(context, err,
				   "%s stands alone, but '%s' was given; 'netglyph COMMAND --help' "
				   "tells of one command",
				   word, next);
	if (is_help)
		print_usage(context->out.file);
	else
		fprintf(context->out.file, "netglyph %s\n", PACKAGE_VERSION);
	return true;
}

/* Whether an option is one of explore's: then it stands for netglyph alone. */
static bool is_of_explore(const char *word)
{
	struct option_list list = command_options(&explore_command);
	size_t length = strcspn(word, "=");

	if (strncmp(word, "--", 2) != 0 || strcmp(word, "--help") == 0)
		return false;
	for (int i = 0; i < list.count; i++)
		if (strlen(list.rows[i]->name) == length - 2 &&
		    strncmp(list.rows[i]->name, word + 2, length - 2) == 0)
			return true;
	return false;
}

/* NULL: there is none of that name. */
static const struct command *find_command(const char *name)
{
	for (int i = 0; i < COMMANDS; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
	return NULL;
}

/* Whether a word that is no command is something to open: a file, be it good or not, or a name. */
static bool is_to_open(const char *word)
{
	struct probe probe;
	bool is_known;

	if (word[0] == '-' || strcmp(word, "help") == 0)
		return false;
	/* A file is not looked into before rights are given up. */
	if (access(word, F_OK) == 0 || tensor_file_is_several(word))
		return true;
	probe = probe_file(word);
	is_known = probe.kind != PROBE_UNKNOWN;
	probe_clear(&probe);
	return is_known;
}

static bool run_word(struct command_context *context, int argc, char **argv, void **values,
		     struct err *err)
{
	const struct command *command = argc < 2 ? &explore_command : find_command(argv[1]);
	int skipped = argc < 2 ? argc : 2;

	if (!command && (is_of_explore(argv[1]) || is_to_open(argv[1]))) {
		command = &explore_command;
		skipped = 1;
	}
	if (!command)
		return run_alone(context, argv[1], argc > 2 ? argv[2] : NULL, err);
	*values = xcalloc(1, command->size);
	context->values = context->common = *values;
	return start_command(context, command, argc - skipped, argv + skipped, *values, err);
}

int cli_run(int argc, char **argv)
{
	struct command_context context = {.commands = commands};
	void *values = NULL;
	struct err err;
	int status;

	output_open(&context.out);
	status = finish(&context, run_word(&context, argc, argv, &values, &err), &err);
	free(values);
	return status;
}
