/* Names are cut into numbers and the words before them. */
#include "live/checkpoint_name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const model_endings[] = {".safetensors", ".pt",    ".pth",  ".tar",
					    ".ckpt",        ".h5",    ".hdf5", ".keras",
					    ".npz",         ".index", ".onnx", NULL};
static const char *const table_endings[] = {".csv", ".tsv", ".jsonl", NULL};

static bool ends_in_one(const char *name, const char *const *endings)
{
	const char *dot = strrchr(name, '.');

	/* Hidden files are what programs write aside. */
	for (; dot && dot != name && name[0] != '.' && *endings; endings++)
		if (strcasecmp(dot, *endings) == 0)
			return true;
	return false;
}

enum watched_kind checkpoint_name_kind(const char *name)
{
	if (strstr(name, "tfevents"))
		return strstr(name, ".profile-empty") ? WATCHED_OTHER : WATCHED_EVENTS;
	if (ends_in_one(name, model_endings))
		return WATCHED_MODEL;
	return ends_in_one(name, table_endings) ? WATCHED_TABLE : WATCHED_OTHER;
}

/* ----------------------------------------------------------------------------------- numbers */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The end of the number that begins at `text`, and whether it is a decimal such as 0.98. */
static const char *number_end(const char *text, bool *is_decimal)
{
	*is_decimal = false;
	while (is_digit(*text))
		text++;
	if (text[0] == '.' && is_digit(text[1])) {
		*is_decimal = true;
		text++;
		while (is_digit(*text))
			text++;
	}
	return text;
}

/* Whether the letters before `at` end in a word, which stands apart from letters before it. */
static bool is_behind(const char *begin, const char *at, const char *word)
{
	size_t length = strlen(word);

	while (at > begin && strchr("_-=.: ", at[-1]))
		at--;
	return (size_t)(at - begin) >= length && strncasecmp(at - length, word, length) == 0 &&
	       ((size_t)(at - begin) == length || !isalpha((unsigned char)at[-(long)length - 1]));
}

static bool is_behind_one(const char *begin, const char *at, const char *const *words)
{
	for (; *words; words++)
		if (is_behind(begin, at, *words))
			return true;
	return false;
}

/* Where a part of a path ends without its endings: "model.12" of "model.12.weights.h5". */
static const char *stem_end(const char *part, const char *end)
{
	static const char *const endings[] = {".safetensors", ".pt",   ".pth",     ".tar",
					      ".ckpt",        ".h5",   ".hdf5",    ".keras",
					      ".npz",         ".onnx", ".weights", ".index"};
	size_t i = 0;

	while (i < sizeof(endings) / sizeof(endings[0])) {
		size_t length = strlen(endings[i]);

		if ((size_t)(end - part) > length &&
		    strncasecmp(end - length, endings[i], length) == 0) {
			end -= length;
			i = 0;
		} else {
			i++;
		}
	}
	return end;
}

static const char *const step_words[] = {"step",       "steps",       "iter", "iteration", "iters",
					 "iterations", "global_step", "it",   NULL};
static const char *const epoch_words[] = {"epoch", "epochs", "ep", "e", NULL};

/* How much a number says: the larger, the more. */
enum weight { NOTHING, INSIDE, APART, BEHIND_EPOCH, BEHIND_STEP };

static enum weight weigh(const char *begin, const char *at, const char *end, bool is_decimal)
{
	if (is_decimal || end - at > 10)
		return NOTHING;
	if (is_behind_one(begin, at, step_words))
		return BEHIND_STEP;
	if (is_behind_one(begin, at, epoch_words))
		return BEHIND_EPOCH;
	if (end - at >= 8)
		return NOTHING;
	return at > begin && isalpha((unsigned char)at[-1]) ? INSIDE : APART;
}

static bool is_date(const char *at, const char *end)
{
	return end - at == 8 && (strncmp(at, "19", 2) == 0 || strncmp(at, "20", 2) == 0);
}

static uint64_t value_of(const char *at, const char *end)
{
	uint64_t value = 0;

	for (; at < end; at++)
		value = 10 * value + (uint64_t)(*at - '0');
	return value;
}

static struct checkpoint_number number_in(const char *part, const char *end)
{
	struct checkpoint_number found = {NUMBER_NONE, false, 0};
	enum weight best = NOTHING;
	bool has_date = false;

	for (const char *at = part; at < end;) {
		bool is_decimal;
		const char *after;
		enum weight weight;
		uint64_t value;

		if (!is_digit(*at)) {
			at++;
			continue;
		}
		after = number_end(at, &is_decimal);
		has_date |= is_date(at, after);
		weight = weigh(part, at, after, is_decimal);
		value = weight == NOTHING ? 0 : value_of(at, after);
		/* A time may stand behind a date. */
		if (weight > best && value <= FIT_MAX_STEPS &&
		    (!has_date || weight >= BEHIND_EPOCH)) {
			best = weight;
			found.number = value;
		}
		at = after;
	}
	if (has_date && best < BEHIND_EPOCH)
		best = NOTHING;
	found.is_doubtful = best == INSIDE;
	found.kind = best == BEHIND_STEP    ? NUMBER_STEP
		     : best == BEHIND_EPOCH ? NUMBER_EPOCH
		     : best == NOTHING      ? NUMBER_NONE
					    : NUMBER_ANY;
	return found;
}

struct checkpoint_number checkpoint_name_number(const char *path)
{
	const char *end = path + strlen(path);
	bool is_file = true;

	for (;;) {
		const char *part = end;
		struct checkpoint_number found;

		while (part > path && part[-1] != '/')
			part--;
		found = number_in(part, is_file ? stem_end(part, end) : end);
		if (found.kind != NUMBER_NONE || part == path)
			return found;
		end = part - 1;
		is_file = false;
	}
}

void checkpoint_name_series(const char *path, char series[CHECKPOINT_SERIES_MAX])
{
	size_t length = 0;

	/* "h5" is an ending: what stands before it has the numbers. */
	const char *slash = strrchr(path, '/'), *part = slash ? slash + 1 : path;
	const char *stem = stem_end(part, part + strlen(part));

	while (*path && length + 1 < CHECKPOINT_SERIES_MAX) {
		bool is_decimal;

		if (!is_digit(*path) || path >= stem) {
			series[length++] = *path++;
			continue;
		}
		series[length++] = '#';
		path = number_end(path, &is_decimal);
	}
	series[length] = '\0';
}
