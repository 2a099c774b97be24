/*
 * However the explorer is left or interrupted, on whichever screen and while whatever computes, the
 * terminal is as it was before.
 *
 * With NETGLYPH_THOROUGH set each signal comes on each screen, and each screen is stopped 50 times.
 */
#include "tui/sitting.h"

#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "support/guard.h"
#include "support/scratch.h"
#include "support/terminal_inside.h"
#include "tui/screens.h"
#include "tui/terminal/term.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif

static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGQUIT, SIGHUP, SIGTERM, SIGINT};
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static bool is_thorough(void)
{
	const char *thorough = getenv("NETGLYPH_THOROUGH");

	return thorough && *thorough;
}

/* At a screen, whose jobs may still run. */
static struct terminal *open_at(int screen)
{
	struct terminal *terminal = sitting_open(NULL);
	const char letter[] = {screens[screen]->letter, 0};

	terminal_press(terminal, letter);
	terminal_wait_frame(terminal);
	assert_true(sitting_is_at(terminal, screen));
	return terminal;
}

/* A net trains, and Train says so. */
static struct terminal *open_training(void)
{
	struct terminal *terminal = sitting_open(NULL);

	terminal_press(terminal, ":train cnn<Enter>T<Space>");
	terminal_wait_frame(terminal);
	return terminal;
}

/* Nothing but blanks: what was there before has come back, and nothing was printed. */
static bool is_blank(struct terminal *terminal)
{
	struct shot *shot = terminal_shot(terminal);
	bool is_blank = true;

	for (int i = 0; i < shot->rows * shot->columns; i++)
		is_blank = is_blank && shot->cells[i].glyph == ' ' && shot->cells[i].bg == 0;
	shot_free(shot);
	return is_blank;
}

/* ------------------------------------------------------------------------------------ signals */

/* The thread sanitizer holds back a signal that does not come within a system call, and at times
 * forgets it. */
static void skip_if_signals_get_lost(void)
{
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
	skip();
#endif
}

static void assert_dies_well(struct terminal *terminal, int number)
{
	terminal_signal(terminal, number);
	terminal_assert_killed_by(terminal, number);
	terminal_assert_sane(terminal);
	assert_true(is_blank(terminal));
	terminal_free(terminal);
}

/* Which a program can catch, which would end it, and which are not ignored from its start. */
static bool is_deadly(int number)
{
	static const int others[] = {SIGKILL, SIGSTOP, SIGTSTP,  SIGTTIN, SIGTTOU, SIGCHLD,
				     SIGCONT, SIGURG,  SIGWINCH, SIGPIPE, SIGXFSZ};
	struct sigaction action;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (number == others[i])
			return false;
	return sigaction(number, NULL, &action) == 0;
}

static void each_signal_on_each_screen_restores_the_terminal(void **state)
{
	(void)state;
	skip_if_signals_get_lost();
	for (int screen = 0; screen < screen_count; screen++)
		for (int number = 1; number < NSIG; number++)
			if (is_deadly(number) && (is_thorough() || (number + screen) % 6 == 0))
				assert_dies_well(open_at(screen), number);
}

static void signals_while_a_net_trains_restore_the_terminal(void **state)
{
	(void)state;
	skip_if_signals_get_lost();
	for (int i = 0; i < SIGNALS; i++)
		assert_dies_well(open_training(), signals[i]);
}

static void signals_before_anything_is_read_restore_the_terminal(void **state)
{
	(void)state;
	skip_if_signals_get_lost();
	for (int i = 0; i < SIGNALS; i++) {
		struct terminal *terminal = sitting_start(NULL);

		terminal_wait_frame(terminal);
		assert_dies_well(terminal, signals[i]);
	}
}

static void ctrl_c_ends_it_as_it_does_elsewhere(void **state)
{
	struct terminal *terminal = open_at(0);

	(void)state;
	terminal_press(terminal, "<C-c>");
	terminal_assert_killed_by(terminal, SIGINT);
	terminal_assert_sane(terminal);
	terminal_free(terminal);
}

/* The key throws away what was typed before: a read() that waits for it would wait for ever, as it
 * is begun again behind the signal. That it was seen to be there does not help. */
static void what_ctrl_c_throws_away_is_not_waited_for(void **state)
{
	struct terminal *terminal = open_at(0);
	struct termios line;

	(void)state;
	assert_int_equal(tcgetattr(terminal->session.master, &line), 0);
	assert_int_equal(line.c_cc[VMIN], 0);
	assert_int_equal(line.c_cc[VTIME], 0);
	sitting_leave(terminal);
}

/* What was done is there again, whatever ended it. */
static void a_lost_line_keeps_what_was_done(void **state)
{
	static const int lost[] = {SIGHUP, SIGTERM, SIGINT};
	char *place = xasprintf("XDG_STATE_HOME=%s", scratch_path(state, ""));
	const struct sitting sitting = {.env = {place}};

	skip_if_signals_get_lost();
	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++) {
		struct terminal *terminal = sitting_open(&sitting);

		terminal_press(terminal, "A3nn<Enter>");
		terminal_wait(terminal);
		assert_dies_well(terminal, lost[i]);
		terminal = sitting_open(&sitting);
		assert_true(sitting_shows(terminal, "1 kept picture. O goes on with it."));
		terminal_press(terminal, "O");
		terminal_wait(terminal);
		assert_true(sitting_shows(terminal, "Here you were."));
		sitting_leave(terminal);
		terminal =
			sitting_open(&(struct sitting){.env = {place}, .args = {"--no-session"}});
		assert_false(sitting_shows(terminal, "O goes on with it."));
		sitting_leave(terminal);
	}
	free(place);
}

static void nohup_keeps_a_hang_up_ignored(void **state)
{
	const char *const argv[] = {"sh", "-c",
				    "trap '' HUP; exec \"$NETGLYPH\" explore --data sample", NULL};
	const char *program = getenv("NETGLYPH");
	char *name = xasprintf("NETGLYPH=%s", program ? program : "src/netglyph");
	const char *const env[] = {"NETGLYPH_FRAME_MARK=1", name, NULL};
	struct terminal *terminal =
		terminal_start(&(struct terminal_setup){.argv = argv, .env = env});

	(void)state;
	terminal_wait(terminal);
	terminal_signal(terminal, SIGHUP);
	terminal_press(terminal, "?");
	terminal_wait(terminal);
	terminal_press(terminal, "<Esc>");
	sitting_leave(terminal);
	free(name);
}

/* ----------------------------------------------------------------------------------- stopping */

static void assert_goes_on(struct terminal *terminal)
{
	struct shot *before = terminal_shot(terminal), *after;
	char title[96];

	snprintf(title, sizeof(title), "%s", terminal_title(terminal));
	for (int i = 0; i < (is_thorough() ? 50 : 3); i++) {
		terminal_signal(terminal, SIGTSTP);
		terminal_assert_stopped(terminal);
		terminal_assert_sane(terminal);
		assert_true(is_blank(terminal));
		terminal_signal(terminal, SIGCONT);
		terminal_wait(terminal);
		after = terminal_shot(terminal);
		assert_true(shot_equal(before, after));
		assert_string_equal(terminal_title(terminal), title);
		shot_free(after);
	}
	shot_free(before);
	sitting_leave(terminal);
}

static void a_stop_restores_the_terminal_and_going_on_redraws(void **state)
{
	(void)state;
	for (int screen = 0; screen < screen_count; screen++) {
		struct terminal *terminal = open_at(screen);

		terminal_press(terminal, SITTING_SMALL);
		terminal_wait(terminal);
		assert_goes_on(terminal);
	}
}

static void ctrl_z_stops_it_as_it_does_elsewhere(void **state)
{
	struct terminal *terminal = open_training();

	(void)state;
	terminal_press(terminal, "<C-z>");
	terminal_assert_stopped(terminal);
	terminal_assert_sane(terminal);
	terminal_signal(terminal, SIGCONT);
	terminal_expect(terminal, "netglyph");
	terminal_press(terminal, "?");
	terminal_expect(terminal, "Esc goes back");
	terminal_free(terminal);
}

static void it_learns_of_a_size_that_changed_while_it_was_stopped(void **state)
{
	struct terminal *terminal = open_at(0);

	(void)state;
	terminal_wait(terminal);
	terminal_signal(terminal, SIGTSTP);
	terminal_assert_stopped(terminal);
	terminal_resize(terminal, 40, 120);
	terminal_signal(terminal, SIGCONT);
	terminal_wait(terminal);
	sitting_leave(terminal);
}

/* --------------------------------------------------------------------------------- hanging up */

/* A thirtieth of the patience is two seconds, or more with the thread sanitizer. */
static void assert_ends_soon(struct terminal *terminal)
{
	terminal_set_patience(terminal, terminal_patience() / 30);
	terminal_hang_up(terminal);
	terminal_assert_ended(terminal);
	terminal_free(terminal);
}

static void a_broken_connection_ends_it_soon(void **state)
{
	(void)state;
	for (int screen = 0; screen < screen_count; screen++)
		assert_ends_soon(open_at(screen));
	assert_ends_soon(open_training());
	assert_ends_soon(sitting_start(NULL));
}

/* Who ignores the signal still reads the end of its input. */
static void a_broken_connection_ends_it_soon_without_the_signal(void **state)
{
	const char *const argv[] = {"sh", "-c",
				    "trap '' HUP; exec \"$NETGLYPH\" explore --data sample", NULL};
	const char *program = getenv("NETGLYPH");
	char *name = xasprintf("NETGLYPH=%s", program ? program : "src/netglyph");
	const char *const env[] = {"NETGLYPH_FRAME_MARK=1", name, NULL};
	struct terminal *terminal =
		terminal_start(&(struct terminal_setup){.argv = argv, .env = env});

	(void)state;
	terminal_wait(terminal);
	assert_ends_soon(terminal);
	free(name);
}

/* ------------------------------------------------------------------------------------ leaving */

static void q_leaves_and_prints_nothing(void **state)
{
	(void)state;
	for (int screen = 0; screen < screen_count; screen++) {
		struct terminal *terminal = open_at(screen);

		terminal_press(terminal, "Q");
		terminal_assert_exited(terminal, 0);
		terminal_assert_sane(terminal);
		assert_true(is_blank(terminal));
		terminal_free(terminal);
	}
}

static void leaving_asks_when_a_trained_net_is_not_saved(void **state)
{
	struct terminal *terminal = sitting_open(NULL);

	(void)state;
	terminal_press(terminal, ":train softmax<Enter>Tn");
	terminal_wait(terminal);
	terminal_press(terminal, "Q");
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "(y, n)"));
	terminal_press(terminal, "n");
	terminal_wait(terminal);
	assert_false(sitting_shows(terminal, "(y, n)"));
	terminal_press(terminal, "Qy");
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	assert_true(is_blank(terminal));
	terminal_free(terminal);
}

static void escape_and_q_at_the_first_screen_never_leave(void **state)
{
	struct terminal *terminal = sitting_open(NULL);

	(void)state;
	terminal_press(terminal, "<Esc><Esc>?<Esc>:<Esc><Esc>/<Esc><Esc>H<Esc><Esc>qqqq");
	terminal_wait(terminal);
	sitting_leave(terminal);
}

/* ----------------------------------------------------------------- faults, played by this test */

static int play(const char *part)
{
	struct medium medium;
	struct err err;
	char note[160];

	if (!term_start(NULL, NULL, &medium, note, &err))
		return 1;
	term_title("played");
	if (strcmp(part, "hungry") == 0)
		xmalloc(SIZE_MAX / 2);
	fprintf(stderr, "%s: a library's stray words\n", part);
	if (strcmp(part, "crash") == 0)
		raise(SIGSEGV);
	term_stop();
	return 0;
}

static struct terminal *player(void **state, const char *part)
{
	const char *const argv[] = {*state, part, NULL};
	/* Sanitizers else end a program that wants too much. */
	const char *const env[] = {"ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0",
				   "TSAN_OPTIONS=allocator_may_return_null=1", NULL};

	return terminal_start(&(struct terminal_setup){.argv = argv, .env = env});
}

static void stray_words_on_standard_error_are_shown_after_leaving(void **state)
{
	struct terminal *terminal = player(state, "stray");

	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	assert_true(sitting_shows(terminal, "stray: a library's stray words"));
	terminal_free(terminal);
	terminal = player(state, "crash");
	terminal_assert_killed_by(terminal, SIGSEGV);
	terminal_assert_sane(terminal);
	assert_true(sitting_shows(terminal, "crash: a library's stray words"));
	terminal_free(terminal);
}

static void want_of_memory_restores_the_terminal_and_says_so(void **state)
{
	struct terminal *terminal = player(state, "hungry");

	terminal_assert_ended(terminal);
	terminal_assert_sane(terminal);
	assert_true(sitting_shows(terminal, "memory"));
	terminal_free(terminal);
}

#define with(f) cmocka_unit_test_prestate(f, argv[0])

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_signal_on_each_screen_restores_the_terminal),
		cmocka_unit_test(signals_while_a_net_trains_restore_the_terminal),
		cmocka_unit_test(signals_before_anything_is_read_restore_the_terminal),
		cmocka_unit_test(ctrl_c_ends_it_as_it_does_elsewhere),
		cmocka_unit_test(what_ctrl_c_throws_away_is_not_waited_for),
		cmocka_unit_test_setup_teardown(a_lost_line_keeps_what_was_done, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(nohup_keeps_a_hang_up_ignored),
		cmocka_unit_test(a_stop_restores_the_terminal_and_going_on_redraws),
		cmocka_unit_test(ctrl_z_stops_it_as_it_does_elsewhere),
		cmocka_unit_test(it_learns_of_a_size_that_changed_while_it_was_stopped),
		cmocka_unit_test(a_broken_connection_ends_it_soon),
		cmocka_unit_test(a_broken_connection_ends_it_soon_without_the_signal),
		cmocka_unit_test(q_leaves_and_prints_nothing),
		cmocka_unit_test(leaving_asks_when_a_trained_net_is_not_saved),
		cmocka_unit_test(escape_and_q_at_the_first_screen_never_leave),
		with(stray_words_on_standard_error_are_shown_after_leaving),
		with(want_of_memory_restores_the_terminal_and_says_so),
	};

	setlocale(LC_ALL, "");
	if (argc == 2)
		return play(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
