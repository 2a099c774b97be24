/* Names are cut into numbers and the words before them. */
#include "live/checkpoint_name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const model_endings[] = {
	".safetensors", ".pt",    ".pth",  ".tar", ".ckpt",   ".h5",      ".hdf5", ".keras",
	".npz",         ".index", ".onnx", ".pkl", ".pickle", ".msgpack", NULL};
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

/* ----------------------------------------------------------------------------------- numbers */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The end of the number that begins at `text`, and whether it is a decimal such as 0.98 or 1e-3. */
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
	if (*text == 'e' && (text[1] == '-' || text[1] == '+') && is_digit(text[2])) {
		*is_decimal = true;
		text += 2;
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
/* What tells runs apart, not the files of one. */
static const char *const run_words[] = {
	"run", "seed",   "fold",  "trial", "exp",   "experiment", "lr",   "rate", "version", "wd",
	"bs",  "hidden", "width", "depth", "units", "rank",       "task", "job",  NULL};

/* How much a number says: the larger, the more. */
enum weight { NOTHING, OF_RUN, INSIDE, APART, BEHIND_EPOCH, BEHIND_STEP };

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
	if (is_behind_one(begin, at, run_words))
		return OF_RUN;
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

/* Where a path has its number. */
struct place {
	struct checkpoint_number number;
	const char *part; /* of the path; where there is no number: its last one */
	const char *at;   /* NULL: there is none */
};

static struct place place_in(const char *part, const char *end)
{
	struct place found = {.number = {NUMBER_NONE, false, 0}, .part = part};
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
			found.number.number = value;
			found.at = at;
		}
		at = after;
	}
	if (has_date && best < BEHIND_EPOCH)
		best = NOTHING;
	if (best == NOTHING)
		found.at = NULL;
	found.number.is_doubtful = best == INSIDE || best == OF_RUN;
	found.number.kind = best == BEHIND_STEP    ? NUMBER_STEP
			    : best == BEHIND_EPOCH ? NUMBER_EPOCH
			    : best == NOTHING      ? NUMBER_NONE
						   : NUMBER_ANY;
	return found;
}

/* The last part that has a number counts; one that has a doubtful number, where no other has any.
 */
static struct place place_of(const char *path)
{
	const char *end = path + strlen(path);
	struct place last = {.at = NULL};

	for (;;) {
		const char *part = end;
		struct place found;

		while (part > path && part[-1] != '/')
			part--;
		found = place_in(part, last.part ? end : stem_end(part, end));
		if (found.at && !found.number.is_doubtful)
			return found;
		if (!last.part || (found.at && !last.at))
			last = found;
		if (part == path)
			return last;
		end = part - 1;
	}
}

struct checkpoint_number checkpoint_name_number(const char *path)
{
	return place_of(path).number;
}

void checkpoint_name_series(const char *path, char series[CHECKPOINT_SERIES_MAX])
{
	/* "h5" is an ending: what stands before it has the numbers. */
	const char *slash = strrchr(path, '/'), *part = slash ? slash + 1 : path;
	const char *stem = stem_end(part, part + strlen(part));
	struct place place = place_of(path);
	size_t length = 0;

	while (*path && length + 1 < CHECKPOINT_SERIES_MAX) {
		bool is_decimal, is_of_run;
		const char *end;

		if (!is_digit(*path) || path >= stem) {
			series[length++] = *path++;
			continue;
		}
		end = number_end(path, &is_decimal);
		is_of_run = path < place.part ||
			    (path != place.at && is_behind_one(place.part, path, run_words));
		if (!is_of_run)
			series[length++] = '#';
		for (; is_of_run && path < end && length + 1 < CHECKPOINT_SERIES_MAX; path++)
			series[length++] = *path;
		path = end;
	}
	series[length] = '\0';
}

/* ------------------------------------------------------------------------------------- labels */

static bool is_word_of(const char *word, size_t length, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == length && strncasecmp(word, *words, length) == 0)
			return true;
	return false;
}

/* Whether all words of a name only say what its numbers count. */
static bool is_count(const char *name, const char *end)
{
	static const char *const words[] = {
		"epoch", "epochs", "ep",  "e",    "step", "steps",    "iter",       "it",
		"cp",    "ckpt",   "val", "loss", "acc",  "accuracy", "checkpoint", NULL};
	while (name < end) {
		size_t length = 0;

		while (name + length < end && isalpha((unsigned char)name[length]))
			length++;
		if (length > 0 && !is_word_of(name, length, words))
			return false;
		name += length > 0 ? length : 1;
	}
	return true;
}

static void add_part(char label[CHECKPOINT_SERIES_MAX], const char *part, size_t size)
{
	size_t length = strlen(label);

	if (length > 0 && length + 1 < CHECKPOINT_SERIES_MAX)
		label[length++] = '/';
	if (size > CHECKPOINT_SERIES_MAX - 1 - length)
		size = CHECKPOINT_SERIES_MAX - 1 - length;
	memcpy(label + length, part, size);
	label[length + size] = '\0';
}

void checkpoint_name_label(const char *series, char label[CHECKPOINT_SERIES_MAX])
{
	static const char *const usual[] = {"checkpoint", "checkpoints",    "ckpt",   "ckpts",
					    "weights",    "lightning_logs", "models", NULL};
	const char *slash = strrchr(series, '/'), *part = series;
	const char *name = slash ? slash + 1 : series, *end = stem_end(name, name + strlen(name));

	label[0] = '\0';
	while (part < name) {
		size_t size = strcspn(part, "/");

		if (!is_word_of(part, size, usual) && !is_count(part, part + size))
			add_part(label, part, size);
		part += size + 1;
	}
	if (!label[0] || !is_count(name, end))
		add_part(label, name, (size_t)(end - name));
}

/* ------------------------------------------------------------------------------------- kinds */

/* Whether a file holds what an optimizer or the like remembers, beside those of the network:
 * "optimizer.pt", "epoch_3_optim.pt", "rng_state_0.pth". */
static bool is_of_trainer(const char *name)
{
	static const char *const words[] = {"optimizer", "optim",     "scheduler",     "scaler",
					    "rng_state", "opt_state", "training_args", NULL};
	const char *end = stem_end(name, name + strlen(name));

	while (end > name && (is_digit(end[-1]) || strchr("_-.=", end[-1])))
		end--;
	for (const char *const *word = words; *word; word++) {
		size_t length = strlen(*word);

		if (strncasecmp(name, *word, length) == 0 && !isalpha((unsigned char)name[length]))
			return true;
		if ((size_t)(end - name) > length && strncasecmp(end - length, *word, length) == 0)
			return true;
	}
	return false;
}

enum watched_kind checkpoint_name_kind(const char *name)
{
	if (strstr(name, "tfevents"))
		return strstr(name, ".profile-empty") ? WATCHED_OTHER : WATCHED_EVENTS;
	if (ends_in_one(name, model_endings))
		return is_of_trainer(name) ? WATCHED_OTHER : WATCHED_MODEL;
	/* ".bin" is the ending of many things; Orbax has a folder for each checkpoint. */
	if (strcmp(name, "_CHECKPOINT_METADATA") == 0 ||
	    (strncmp(name, "pytorch_model", 13) == 0 && strstr(name, ".bin")))
		return WATCHED_MODEL;
	return ends_in_one(name, table_endings) ? WATCHED_TABLE : WATCHED_OTHER;
}
