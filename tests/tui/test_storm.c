/*
 * Random keys from all tables and random sizes while a small net trains: the explorer survives, and
 * still leaves as it should.
 *
 * NETGLYPH_STORM=N presses N keys instead of 2,000, NETGLYPH_SEED=N makes another storm.
 * NETGLYPH_SOAK=MINUTES lets trainings run for so long under five keys a second, and prints each
 * minute what the explorer holds.
 */
#include "tui/sitting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/guard.h"
#include "support/scratch.h"
#include "support/storm.h"
#include "tui/global_keys.h"
#include "tui/screens.h"

static int number(const char *name, int fallback)
{
	const char *text = getenv(name);

	return text && *text ? (int)strtol(text, NULL, 10) : fallback;
}

static void add_key(char *keys, size_t size, int key)
{
	char text[16];
	const char *typed = key == 'Q' ? NULL : sitting_key(key, text);

	if (typed)
		strncat(keys, typed, size - strlen(keys) - 1);
}

/* Every key of every table but Q; the digits, and what answers questions, more often. */
static void gather(char *keys, size_t size)
{
	strncat(keys, "0123456789yn1<Enter><Enter><Esc><Esc><Space>TWMLFARD", size - 1);
	for (int i = -1; i < screen_count; i++) {
		const struct binding *b = i < 0 ? global_keys : screens[i]->keys;

		for (; b && b->key; b++) {
			add_key(keys, size, b->key);
			add_key(keys, size, b->other);
		}
	}
}

static void random_keys_and_sizes_while_a_net_trains_do_no_harm(void **state)
{
	char keys[4096] = "";
	struct storm storm = {.seed = (uint64_t)number("NETGLYPH_SEED", 1),
			      .count = number("NETGLYPH_STORM", 2000),
			      .keys = keys,
			      .resize_every = 10,
			      .answer = "<C-l>"};
	struct terminal *terminal = sitting_open(
		&(struct sitting){.folder = scratch_path(state, ""), .has_real_clock = true});

	gather(keys, sizeof(keys));
	print_message("a storm of %d keys, NETGLYPH_SEED=%d\n", storm.count, (int)storm.seed);
	terminal_press(terminal, ":train softmax<Enter>T<Space>");
	terminal_wait_frame(terminal);
	storm_run(terminal, &storm);
	terminal_press(terminal, "<Esc><Esc><Esc>Qy");
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	terminal_free(terminal);
}

/* ------------------------------------------------------------------------------- for hours */

enum { SOAK_RATE = 5, SOAK_KEYS = 60 * SOAK_RATE };

/* What it held at the ends of several minutes. */
struct soak {
	int minutes;
	double kib;               /* on average: histories fill, and go */
	int descriptors, threads; /* the most */
};

static void soak_add(struct soak *soak, const struct terminal_use *use)
{
	soak->kib += ((double)use->kib - soak->kib) / ++soak->minutes;
	if (use->descriptors > soak->descriptors)
		soak->descriptors = use->descriptors;
	if (use->threads > soak->threads)
		soak->threads = use->threads;
}

/* A minute under a training of its own; another architecture than the last one's begins anew. */
static void weather(struct terminal *terminal, struct storm *storm)
{
	static const char *const nets[] = {"cnn", "conv5x5x16 relu pool2 dense128 relu dense10"};

	terminal_press(terminal, "<Esc><Esc><Esc>:train<Space>");
	terminal_press(terminal, nets[storm->seed++ % 2]);
	terminal_press(terminal, "<Enter>T<Space>y");
	storm_run(terminal, storm);
}

/* The first quarter warms up: lists and histories fill. The next is compared with the second half.
 */
static void hours_of_keys_and_sizes_leave_it_as_large_as_it_was(void **state)
{
	int minutes = number("NETGLYPH_SOAK", 0);
	char keys[4096] = "";
	struct storm storm = {.seed = (uint64_t)number("NETGLYPH_SEED", 1),
			      .count = SOAK_KEYS,
			      .keys = keys,
			      .resize_every = 15,
			      .keys_a_second = SOAK_RATE,
			      .answer = "<C-l>"};
	struct soak halves[2] = {{0}};
	struct terminal *terminal;

	if (minutes == 0)
		skip();
	gather(keys, sizeof(keys));
	terminal = sitting_open(&(struct sitting){.folder = scratch_path(state, ""),
						  .args = {"--threads", "1"},
						  .has_real_clock = true});
	terminal_set_patience(terminal, 10 * terminal_patience());
	print_message("%6s %8s %8s %9s %11s %7s %12s\n", "minute", "keys", "resizes", "RSS KiB",
		      "descriptors", "threads", "bytes");
	for (int i = 1; i <= minutes; i++) {
		struct terminal_use use;

		weather(terminal, &storm);
		use = terminal_use(terminal);
		print_message("%6d %8d %8d %9ld %11d %7d %12zu\n", i, i * SOAK_KEYS, storm.resizes,
			      use.kib, use.descriptors, use.threads, terminal_bytes(terminal));
		if (i > minutes / 4)
			soak_add(&halves[i > minutes / 2], &use);
	}
	for (int i = 0; i < 2; i++)
		print_message("%s: %.0f KiB on average; at most %d descriptors, %d threads\n",
			      i ? "second half" : "second quarter", halves[i].kib,
			      halves[i].descriptors, halves[i].threads);
	assert_true(halves[1].kib <= 1.1 * halves[0].kib);
	assert_true(halves[1].descriptors <= halves[0].descriptors);
	assert_true(halves[1].threads <= halves[0].threads);
	terminal_free(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(random_keys_and_sizes_while_a_net_trains_do_no_harm,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(hours_of_keys_and_sizes_leave_it_as_large_as_it_was,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
