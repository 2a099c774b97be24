/* Any words, a line each, as a command (of a name that is none, one of them all the same) and what
 * follows it: its options are read, and nothing is run. */
#include "fuzz/fuzz.h"

#include "base/xalloc.h"
#include "cli/cli.h"
#include "cli/command.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 64, OPERANDS_MAX = 4 };

static const struct command *find(const char *name)
{
	int count;

	for (count = 0; commands[count]; count++)
		if (strcmp(commands[count]->name, name) == 0)
			return commands[count];
	return commands[(unsigned char)*name % count];
}

/* What was taken keeps to the table's limits. */
static void check(const struct option *row, const void *values)
{
	const char *at = (const char *)values + row->at;
	double number = NAN;

	if (row->kind == OPTION_WHOLE && *(const int64_t *)at != OPTION_UNSET)
		number = (double)*(const int64_t *)at;
	else if (row->kind == OPTION_REAL)
		number = *(const double *)at;
	if (!isnan(number) && !(number >= row->min && number <= row->max))
		abort();
	if ((row->kind == OPTION_TEXT || row->kind == OPTION_WORD) && *(char *const *)at &&
	    !**(char *const *)at)
		abort();
}

static void parse(const struct command *command, int count, char **words)
{
	struct option_list list = command_options(command), all = {.count = 0};
	void *values = xcalloc(1, command->size);
	const char *operands[OPERANDS_MAX];
	struct err err = {""};

	common_options(&all, COMMON_ALL);
	options_reset(&all, values);
	options_reset(&list, values);
	if (!options_parse(&list, count, words, command->name, values, operands, OPERANDS_MAX,
			   &err))
		fuzz_message(&err);
	else
		for (int i = 0; i < list.count; i++)
			check(list.rows[i], values);
	free(values);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *name = fuzz_next(&bytes, &size, '\n'), *words[WORDS_MAX + 1] = {NULL};
	const struct command *command = find(name);
	int count = 0;

	while (size > 0 && count < WORDS_MAX)
		words[count++] = fuzz_next(&bytes, &size, '\n');
	parse(command, count, words);
	while (count > 0)
		free(words[--count]);
	free(name);
	return 0;
}
