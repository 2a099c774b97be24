/*
 * Random keys from all tables and random sizes while a small net trains: the explorer survives, and
 * still leaves as it should.
 *
 * NETGLYPH_STORM=N presses N keys instead of 2,000, NETGLYPH_SEED=N makes another storm.
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(random_keys_and_sizes_while_a_net_trains_do_no_harm,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
