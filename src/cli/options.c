/* Reading options strictly: whole strings, within their limits, and the nearest name where one is
 * unknown. */
#include "cli/options.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void options_add(struct option_list *list, const struct option *table)
{
	for (; table->name; table++) {
		assert(list->count < OPTIONS_MAX);
		list->rows[list->count++] = table;
	}
}

static bool bad_value(const struct option *row, const char *text, struct err *err)
{
	return err_set(err, "--%s %s: expected a %snumber from %.16g to %.16g", row->name, text,
		       row->kind == OPTION_WHOLE ? "whole " : "", row->min, row->max);
}

static bool read_whole(const struct option *row, const char *text, int64_t *value, struct err *err)
{
	bool is_number = *text && strspn(text, "0123456789") == strlen(text);

	errno = 0;
	*value = is_number ? strtoll(text, NULL, 10) : 0;
	if (!is_number || errno || (double)*value < row->min || (double)*value > row->max)
		return bad_value(row, text, err);
	return true;
}

static bool read_real(const struct option *row, const char *text, double *value, struct err *err)
{
	char *end;

	*value = strtod(text, &end);
	/* The span leaves out what strtod reads beyond decimals: space, hexadecimals, inf and nan.
	 */
	if (!*text || *end || strspn(text, "0123456789.eE+-") != strlen(text) ||
	    !(*value >= row->min && *value <= row->max))
		return bad_value(row, text, err);
	return true;
}

static bool is_word_of(const char *words, const char *text)
{
	size_t length = strlen(text);

	for (;;) {
		size_t word = strcspn(words, "|");

		if (word == length && strncmp(words, text, length) == 0)
			return true;
		if (!words[word])
			return false;
		words += word + 1;
	}
}

static bool read_value(const struct option *row, const char *text, void *values, struct err *err)
{
	char *at = (char *)values + row->at;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)at = true;
		return true;
	case OPTION_WHOLE:
		return read_whole(row, text, (int64_t *)at, err);
	case OPTION_REAL:
		return read_real(row, text, (double *)at, err);
	case OPTION_WORD:
		if (!is_word_of(row->argument, text))
			return err_set(err, "--%s %s: expected one of %s", row->name, text,
				       row->argument);
		break;
	case OPTION_OUT:
	case OPTION_NEW:
	case OPTION_TEXT:
		if (!*text)
			return err_set(err, "--%s: expected %s, not an empty text", row->name,
				       row->argument);
	}
	if (row->kind == OPTION_OUT && strcmp(text, "-") == 0)
		text = "/dev/stdout";
	*(const char **)at = text;
	return true;
}

static void reset_value(const struct option *row, void *values)
{
	char *at = (char *)values + row->at;
	struct err err;

	if (row->kind == OPTION_FLAG)
		*(bool *)at = false;
	else if (row->kind == OPTION_WHOLE)
		*(int64_t *)at = OPTION_UNSET;
	else if (row->kind == OPTION_REAL)
		*(double *)at = NAN;
	else
		*(const char **)at = NULL;
	if (row->value && !read_value(row, row->value, values, &err))
		assert(!"a default outside its own limits");
}

void options_reset(const struct option_list *list, void *values)
{
	for (int i = 0; i < list->count; i++)
		reset_value(list->rows[i], values);
}

static const struct option *find_option(const struct option_list *list, const char *name,
					size_t length)
{
	for (int i = 0; i < list->count; i++) {
		const char *own = list->rows[i]->name;

		if (strlen(own) == length && strncmp(own, name, length) == 0)
			return list->rows[i];
	}
	return NULL;
}

static bool unknown_option(const struct option_list *list, const char *name, const char *command,
			   struct err *err)
{
	const char *names[OPTIONS_MAX], *nearest;
	char bare[OPTION_NAME_MAX];

	snprintf(bare, sizeof(bare), "%.*s", (int)strcspn(name, "="), name);
	for (int i = 0; i < list->count; i++)
		names[i] = list->rows[i]->name;
	nearest = nearest_name(bare + strspn(bare, "-"), names, list->count);
	return err_set(err, "%s has no option %s; %s%s%s'netglyph %s --help' lists them", command,
		       bare, nearest ? "did you mean --" : "", nearest ? nearest : "",
		       nearest ? "? " : "", command);
}

/* Reads the option at argv[*i], and moves *i to its value where that is a word of its own. */
static bool read_option(const struct option_list *list, int argc, char **argv, int *i,
			const char *command, void *values, struct err *err)
{
	const char *word = strcmp(argv[*i], "-h") == 0 ? "--help" : argv[*i], *name = word + 2;
	size_t length = strcspn(name, "=");
	const struct option *row =
		strncmp(word, "--", 2) == 0 ? find_option(list, name, length) : NULL;
	const char *value = name[length] ? name + length + 1 : NULL;

	if (!row)
		return unknown_option(list, word, command, err);
	if (row->kind == OPTION_FLAG && value)
		return err_set(err, "--%s takes no value; say --%s alone", row->name, row->name);
	if (row->kind != OPTION_FLAG && !value) {
		if (*i + 1 >= argc)
			return err_set(err, "--%s: its value is missing; say --%s %s", row->name,
				       row->name, row->argument);
		value = argv[++*i];
	}
	return read_value(row, value, values, err);
}

bool options_parse(const struct option_list *list, int argc, char **argv, const char *command,
		   void *values, const char **operands, int max, struct err *err)
{
	bool has_ended = false;
	int count = 0;

	for (int i = 0; i < max; i++)
		operands[i] = NULL;
	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];

		if (!has_ended && strcmp(word, "--") == 0) {
			has_ended = true;
		} else if (!has_ended && word[0] == '-' && word[1]) {
			if (!read_option(list, argc, argv, &i, command, values, err))
				return false;
		} else if (count == max) {
			return err_set(err,
				       "%s: '%s' is one operand too many beside '%s'; text with "
				       "spaces needs quotes",
				       command, word, operands[count - 1]);
		} else {
			operands[count++] = word;
		}
	}
	return true;
}
