/* Random keys and resizes. */
#include "support/storm.h"

#include "support/keystroke.h"
#include "support/terminal_inside.h"

#include "base/rng.h"
#include "base/xalloc.h"

#include <stdlib.h>
#include <string.h>

enum { BEHIND = 32 };

/* The beginnings of the keys in a text, and behind the last one its end; NULL: one is unknown. */
static const char **split(const char *keys, uint32_t *count)
{
	const char **starts = xcalloc(strlen(keys) + 1, sizeof(*starts));
	char bytes[KEYSTROKE_MAX + 1];

	*count = 0;
	for (starts[0] = keys; *keys; starts[++*count] = keys) {
		keys = keystroke_read(keys, bytes);
		if (!keys)
			break;
	}
	if (keys && *count > 0)
		return starts;
	free(starts);
	return NULL;
}

static void resize(struct terminal *terminal, struct storm *storm, struct rng *rng)
{
	uint32_t rows = storm->rows ? (uint32_t)storm->rows : 100;
	uint32_t columns = storm->columns ? (uint32_t)storm->columns : 300;

	terminal_resize(terminal, 1 + (int)rng_below(rng, rows), 1 + (int)rng_below(rng, columns));
	storm->resizes++;
}

/* Presses one key and lets the program keep up. */
static bool press(struct terminal *terminal, const struct storm *storm, const char *key,
		  struct err *err)
{
	int rate = storm->keys_a_second ? storm->keys_a_second : 500;

	if (!terminal_press_try(terminal, key, err))
		return false;
	if (storm->keys_a_second || terminal->marks == 0)
		terminal_watch(terminal, 1000 / rate);
	return terminal->marks == 0 || terminal_wait_keys_try(terminal, BEHIND, err);
}

static bool has_more(struct terminal *terminal, size_t bytes)
{
	double limit = terminal_now_ms() + terminal->patience_ms;

	while (terminal_bytes(terminal) == bytes && !terminal->is_over && terminal_now_ms() < limit)
		terminal_pump(terminal, limit - terminal_now_ms());
	return terminal_bytes(terminal) > bytes && !terminal->is_over;
}

/* All keys are read, and something comes in answer to those that are pressed for it. */
static bool answers(struct terminal *terminal, const struct storm *storm, struct err *err)
{
	size_t bytes;

	terminal_resize(terminal, 24, 80);
	if (terminal->marks > 0)
		return terminal_wait_frame_try(terminal, err) &&
		       terminal_press_try(terminal, storm->answer, err) &&
		       terminal_wait_frame_try(terminal, err);
	terminal_settle(terminal, 300);
	bytes = terminal_bytes(terminal);
	return terminal_press_try(terminal, storm->answer, err) &&
	       (has_more(terminal, bytes) || terminal_blame(terminal, "an answer", err));
}

/* Puts before the reason what it takes to repeat the storm. */
static bool blame(const struct storm *storm, int done, const char *last, struct err *err)
{
	char place[200];

	snprintf(place, sizeof(place), "storm of seed %llu, key %d of %d, after %s",
		 (unsigned long long)storm->seed, done, storm->count, last);
	return err_prefix(err, place);
}

/* Keeps the last keys in a text. */
static void remember(char last[128], const char *key)
{
	size_t length = strlen(last), extra = strlen(key);

	if (length + extra >= 128) {
		memmove(last, last + extra, length - extra + 1);
		length -= extra;
	}
	memcpy(last + length, key, extra + 1);
}

bool storm_run_try(struct terminal *terminal, struct storm *storm, struct err *err)
{
	uint32_t choices;
	const char **starts = split(storm->keys, &choices);
	char last[128] = "", key[32];
	bool is_fine = true;
	struct rng rng;
	int done = 0;

	if (!starts)
		return err_set(err, "a key of the storm is not in keystroke.c");
	rng_seed(&rng, storm->seed, RNG_NOISE);
	for (; is_fine && done < storm->count; done++) {
		uint32_t choice = rng_below(&rng, choices);

		snprintf(key, sizeof(key), "%.*s", (int)(starts[choice + 1] - starts[choice]),
			 starts[choice]);
		remember(last, key);
		is_fine = press(terminal, storm, key, err);
		if (storm->resize_every && rng_below(&rng, (uint32_t)storm->resize_every) == 0)
			resize(terminal, storm, &rng);
	}
	free(starts);
	is_fine = is_fine && answers(terminal, storm, err);
	return is_fine || blame(storm, done, last, err);
}
