/* A word at the end of a name, or at its beginning, is the role. */
#include "model/import/roles.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Longer ones first, where one ends like another. */
static const struct {
	const char *word;
	enum role role;
} words[] = {
	{"num_batches_tracked", IGNORED},
	{"moving_variance", VARIANCE},
	{"moving_mean", MEAN},
	{"running_mean", MEAN},
	{"running_var", VARIANCE},
	{"moving_var", VARIANCE},
	{"intercept_", BIAS},
	{"intercept", BIAS},
	{"variance", VARIANCE},
	{"weights", WEIGHTS},
	{"weight", WEIGHTS},
	{"kernel", WEIGHTS},
	{"biases", BIAS},
	{"coef_", WEIGHTS},
	{"coef", WEIGHTS},
	{"gamma", GAMMA},
	{"scale", GAMMA},
	{"bias", BIAS},
	{"beta", BETA},
	{"mean", MEAN},
	{"var", VARIANCE},
	{"W", WEIGHTS},
	{"w", WEIGHTS},
	{"B", BIAS},
	{"b", BIAS},
};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

static enum role role_of(const char *text, size_t length)
{
	for (int i = 0; i < WORDS; i++)
		if (strlen(words[i].word) == length && memcmp(words[i].word, text, length) == 0)
			return words[i].role;
	return UNKNOWN;
}

/* Two parts of a name as a stem. */
static void set_stem(struct parsed_name *parsed, const char *first, size_t first_length,
		     const char *second, size_t second_length)
{
	snprintf(parsed->stem, sizeof(parsed->stem), "%.*s%.*s", (int)first_length, first,
		 (int)second_length, second);
}

/* conv1_weight: a word at the end behind an underscore. */
static bool parse_ending(const char *name, const char *last, size_t length,
			 struct parsed_name *parsed)
{
	for (int i = 0; i < WORDS; i++) {
		size_t word = strlen(words[i].word);

		if (length < word + 2 || last[length - word - 1] != '_' ||
		    memcmp(last + length - word, words[i].word, word) != 0)
			continue;
		parsed->role = words[i].role;
		set_stem(parsed, name, (size_t)(last - name) + length - word - 1, "", 0);
		return true;
	}
	return false;
}

/* W_conv1, W1, weight_1: a word at the beginning. */
static bool parse_beginning(const char *name, const char *last, size_t length,
			    struct parsed_name *parsed)
{
	size_t word = 0;

	while (word < length && last[word] != '_' && !isdigit((unsigned char)last[word]))
		word++;
	if (word == 0 || word == length)
		return false;
	parsed->role = role_of(last, word);
	if (last[word] == '_')
		word++;
	set_stem(parsed, name, (size_t)(last - name), last + word, length - word);
	return parsed->role != UNKNOWN;
}

/* What is left of a name without a word: Variable of Variable_1, vars of vars/1. */
static void parse_number(const char *name, size_t length, struct parsed_name *parsed)
{
	while (length > 0 && isdigit((unsigned char)name[length - 1]))
		length--;
	while (length > 0 && strchr("_/.", name[length - 1]))
		length--;
	parsed->role = UNKNOWN;
	set_stem(parsed, name, length, "", 0);
}

struct parsed_name parse_name(const char *name)
{
	static const char *const prefixes[] = {"params/", "batch_stats/", "params.",
					       "batch_stats."};
	struct parsed_name parsed;
	const char *last;
	size_t length;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			name += strlen(prefixes[i]);
	length = strlen(name);
	if (length > 2 && strcmp(name + length - 2, ":0") == 0)
		length -= 2;
	last = name + length;
	while (last > name && last[-1] != '/' && last[-1] != '.')
		last--;
	parsed.role = role_of(last, length - (size_t)(last - name));
	if (parsed.role != UNKNOWN)
		set_stem(&parsed, name, (size_t)(last > name ? last - name - 1 : 0), "", 0);
	else if (!parse_ending(name, last, length - (size_t)(last - name), &parsed) &&
		 !parse_beginning(name, last, length - (size_t)(last - name), &parsed))
		parse_number(name, length, &parsed);
	return parsed;
}
