/*
 * A line that is slower than what the explorer could draw, played by a terminal that first does not
 * read, and then does not answer: what is stale is never sent, a key is answered by some rows at
 * once, and nobody waits for ever. One whose buffers take all is a terminal that only does not
 * answer.
 *
 * With NETGLYPH_THOROUGH set, a terminal that never answers again is waited for, too.
 */
#include "tui/sitting.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/guard.h"

/* A net trains, which is drawn ten times a second. */
static struct terminal *open_training(void)
{
	struct terminal *terminal =
		sitting_open(&(struct sitting){.has_real_clock = true, .rows = 60, .columns = 200});

	terminal_press(terminal, ":train cnn<Enter>T<Space>");
	terminal_wait_frame(terminal);
	terminal_send(terminal, "\f", 1, 1);
	sleep(4); /* nobody reads: a frame has to wait */
	terminal_wait_frame(terminal);
	terminal_watch(terminal, 500); /* until that key is past */
	return terminal;
}

static size_t frames_within(struct terminal *terminal, int ms)
{
	terminal_counts_reset(terminal);
	terminal_watch(terminal, ms);
	return terminal_frames(terminal);
}

static void answer(struct terminal *terminal)
{
	static const char attributes[] = "\033[?62;22c";

	terminal_send(terminal, attributes, strlen(attributes), 0);
}

/* What is under way comes through; then nothing does. */
static void stop_answering(struct terminal *terminal)
{
	terminal_keep_silent(terminal, true);
	terminal_watch(terminal, 1000);
	assert_int_equal(frames_within(terminal, 500), 0);
}

static void what_is_stale_is_not_sent(void **state)
{
	struct terminal *terminal = open_training();

	(void)state;
	stop_answering(terminal);
	for (int i = 0; i < 3; i++) {
		terminal_counts_reset(terminal);
		answer(terminal);
		while (terminal_frames(terminal) == 0)
			terminal_watch(terminal, 10);
		assert_int_equal(terminal_frames(terminal) + frames_within(terminal, 500), 1);
	}
	terminal_free(terminal);
}

static void a_key_is_answered_at_once_and_those_behind_it_row_by_row(void **state)
{
	struct terminal *terminal = open_training();

	(void)state;
	stop_answering(terminal);
	terminal_press(terminal, "o");
	terminal_wait_frame(terminal);
	terminal_press(terminal, "oooo?");
	assert_int_equal(frames_within(terminal, 500), 0);
	assert_false(sitting_shows(terminal, "Esc goes back"));
	answer(terminal);
	/* Some rows for each answer, and of the latest only. */
	for (int i = 0; i < 100 && !sitting_shows(terminal, "Esc goes back"); i++) {
		answer(terminal);
		assert_in_range(frames_within(terminal, 200), 0, 2);
	}
	assert_true(sitting_shows(terminal, "Esc goes back"));
	terminal_free(terminal);
}

/* Of a picture of noise each row has more than a kilobyte. */
static void a_frame_may_have_less_than_a_row(void **state)
{
	enum { PIECE = 700 };
	struct terminal *terminal = sitting_open(&(struct sitting){.has_real_clock = true});
	size_t bytes = 0;

	(void)state;
	terminal_press(terminal, "Az5<Enter>----<Space>");
	terminal_wait_frame(terminal);
	terminal_keep_silent(terminal, true);
	terminal_send(terminal, "\f", 1, 1);
	for (int i = 0; i < 12 && (bytes == 0 || bytes > PIECE); i++) {
		terminal_counts_reset(terminal);
		terminal_watch(terminal, 600);
		bytes = terminal_bytes(terminal);
		answer(terminal);
	}
	/* One that nobody asked for, and one for a key. */
	terminal_counts_reset(terminal);
	terminal_watch(terminal, 500);
	terminal_press(terminal, "p");
	terminal_wait_frame(terminal);
	assert_in_range(terminal_frames(terminal), 1, 2);
	assert_in_range(terminal_bytes(terminal), 1, PIECE);
	terminal_free(terminal);
}

/* It reads all that is sent, and frames are small: no write ever waits. */
static void what_waits_on_the_way_is_noticed_by_the_answers(void **state)
{
	static const char escape_and_answer[] = "\033\033[?62;22c";
	struct terminal *terminal = sitting_open(&(struct sitting){.has_real_clock = true});
	size_t frames = 1;
	int i = 0;

	(void)state;
	terminal_press(terminal, ":train cnn<Enter>T<Space>");
	terminal_wait_frame(terminal);
	while (frames_within(terminal, 100) == 0)
		;
	terminal_keep_silent(terminal, true);
	for (; i < 10 && frames > 0; i++)
		frames = frames_within(terminal, 700);
	assert_int_equal(frames, 0);
	/* A key gets its frame, and Esc is none of Alt with the answer behind it. */
	terminal_press(terminal, "?");
	terminal_wait_frame(terminal);
	terminal_send(terminal, escape_and_answer, strlen(escape_and_answer), 1);
	terminal_wait_frame(terminal);
	answer(terminal);
	terminal_keep_silent(terminal, false);
	for (i = 0; i < 100 && frames_within(terminal, 200) < 2; i++)
		answer(terminal);
	assert_false(sitting_shows(terminal, "Esc goes back"));
	terminal_free(terminal);
}

/* Bytes that come from a key until its answer is on the screen. */
static size_t bytes_until(struct terminal *terminal, const char *key, const char *answer)
{
	assert_false(sitting_shows(terminal, answer));
	terminal_counts_reset(terminal);
	terminal_press(terminal, key);
	terminal_expect(terminal, answer);
	return terminal_bytes(terminal);
}

/* On Attack, when the line has turned out to be slow. */
static struct terminal *open_slowly(const char *kind, int rate)
{
	struct terminal *terminal =
		sitting_open(&(struct sitting){.has_real_clock = true, .env = {kind}});

	terminal_set_rate(terminal, rate);
	terminal_press(terminal, "?<Esc>");
	terminal_watch(terminal, 1500);
	terminal_press(terminal, "A");
	terminal_expect(terminal, "next step");
	return terminal;
}

/* Pictures of noise change with each step, and are ten times what a second carries. A key is
 * answered by words beside them. */
static void a_key_is_answered_within_what_a_second_carries(void **state)
{
	enum { RATE = 4096 };
	static const char *const starts[] = {"0<Space>", "1<Space>", "4<Space>"};
	struct terminal *terminal = open_slowly("TERM=xterm-256color", RATE);

	(void)state;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		terminal_press(terminal, starts[i]);
		terminal_watch(terminal, 500);
		assert_in_range(bytes_until(terminal, "d", "added -"), 1, RATE);
		assert_in_range(bytes_until(terminal, "d", "next step"), 1, RATE);
	}
	terminal_free(terminal);
}

/* Words come before the pictures that take the place of others: of the help's. All words
 * of a screen are more than those of a key, and a frame may be under way: a second and a half. */
static void words_come_at_once_where_pictures_take_the_place_of_words(void **state)
{
	enum { RATE = 4096, MOST = RATE * 3 / 2 };
	struct terminal *terminal = open_slowly("TERM=xterm-256color", RATE);

	(void)state;
	terminal_press(terminal, "0nn");
	for (int i = 0; i < 2; i++) {
		terminal_watch(terminal, 500);
		assert_in_range(bytes_until(terminal, "?", "Esc goes back"), 1, MOST);
		terminal_watch(terminal, 1500);
		assert_in_range(bytes_until(terminal, "<Esc>", "p(7)"), 1, MOST);
	}
	terminal_free(terminal);
}

/* The Linux console, as seen by a machine far from it, is asked for no more than its attributes. */
static void other_kinds_of_terminals_tell_that_the_line_is_slow(void **state)
{
	enum { RATE = 4096 };
	struct terminal *terminal = open_slowly("TERM=linux", RATE);

	(void)state;
	terminal_press(terminal, "0<Space>");
	terminal_watch(terminal, 2000);
	assert_in_range(bytes_until(terminal, "d", "added -"), 1, RATE);
	assert_in_range(bytes_until(terminal, "d", "next step"), 1, RATE);
	terminal_free(terminal);
}

static void one_that_never_answers_again_is_drawn_on_as_before(void **state)
{
	const char *thorough = getenv("NETGLYPH_THOROUGH");
	struct terminal *terminal;
	size_t frames = 0;

	(void)state;
	if (!thorough || !*thorough)
		skip();
	terminal = open_training();
	stop_answering(terminal);
	for (int i = 0; i < 20 && frames < 3; i++)
		frames = frames_within(terminal, 1000);
	assert_true(frames >= 3);
	terminal_free(terminal);
}

/* While it is written, as curses would ignore it. */
static void a_stop_comes_through_amid_a_frame_that_waits(void **state)
{
	struct terminal *terminal =
		sitting_open(&(struct sitting){.has_real_clock = true, .rows = 60, .columns = 200});

	(void)state;
	terminal_press(terminal, ":train cnn<Enter>T<Space>");
	terminal_wait_frame(terminal);
	terminal_send(terminal, "\f", 1, 1);
	sleep(2); /* nobody reads */
	terminal_signal(terminal, SIGTSTP);
	terminal_assert_stopped(terminal);
	terminal_assert_sane(terminal);
	terminal_free(terminal);
}

/* What it was asked last is answered before the shell reads. */
static void leaving_and_stopping_wait_for_what_was_asked(void **state)
{
	static const char attributes[] = "?1;2c"; /* of the emulator; the line would echo them */
	struct terminal *terminal = open_training();

	(void)state;
	terminal_signal(terminal, SIGTSTP);
	terminal_assert_stopped(terminal);
	terminal_assert_sane(terminal);
	assert_false(sitting_shows(terminal, attributes));
	terminal_signal(terminal, SIGCONT);
	terminal_wait_frame(terminal);
	terminal_press(terminal, "Qy");
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	assert_false(sitting_shows(terminal, attributes));
	terminal_free(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_stale_is_not_sent),
		cmocka_unit_test(a_key_is_answered_at_once_and_those_behind_it_row_by_row),
		cmocka_unit_test(a_frame_may_have_less_than_a_row),
		cmocka_unit_test(what_waits_on_the_way_is_noticed_by_the_answers),
		cmocka_unit_test(a_key_is_answered_within_what_a_second_carries),
		cmocka_unit_test(words_come_at_once_where_pictures_take_the_place_of_words),
		cmocka_unit_test(other_kinds_of_terminals_tell_that_the_line_is_slow),
		cmocka_unit_test(one_that_never_answers_again_is_drawn_on_as_before),
		cmocka_unit_test(a_stop_comes_through_amid_a_frame_that_waits),
		cmocka_unit_test(leaving_and_stopping_wait_for_what_was_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
