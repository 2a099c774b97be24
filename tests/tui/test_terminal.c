/*
 * Tests of support/terminal and what stands on it: that it sees what a program shows, waits for
 * neither too little nor for ever, and notices programs that hang, die or leave a mess.
 */
#include "support/terminal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/actor.h"
#include "support/guard.h"
#include "support/says.h"
#include "support/storm.h"

/* For tests that wait for what does not happen. */
enum { SHORT = 300 };

static struct terminal *shell(const char *script)
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	return terminal_start(&(struct terminal_setup){.argv = argv});
}

/* This program, as one of actor.h's. */
static struct terminal *actor(void **state, const char *name)
{
	const char *const argv[] = {*state, name, NULL};

	return terminal_start(&(struct terminal_setup){.argv = argv});
}

/* Whether a test fails, in a process of its own and without a word. */
static bool fails(CMUnitTestFunction function, void **state)
{
	const struct CMUnitTest tests[] = {{"inner", function, NULL, NULL, *state}};
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY);

		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
		unsetenv("CMOCKA_XML_FILE");
		_exit(cmocka_run_group_tests(tests, NULL, NULL));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == 1;
}

/* ------------------------------------------------------------------------------------ looking */

static void assert_cell(const struct shot *shot, int column, struct shot_cell expected)
{
	const struct shot_cell *cell = shot_at(shot, 0, column);

	assert_int_equal(cell->glyph, expected.glyph);
	assert_int_equal(cell->fg, expected.fg);
	assert_int_equal(cell->bg, expected.bg);
	assert_int_equal(cell->attributes, expected.attributes);
}

static void glyphs_colours_and_attributes_are_seen(void **state)
{
	struct terminal *terminal = shell("printf 'a\\033[1;31mb\\033[0;38;5;231;48;5;16m▀"
					  "\\033[38;2;1;2;3;48;2;4;5;6m▄\\033[0;4;7mu\\033[0;3mi"
					  "\\033[0mend\\033[?25l'; exec cat");
	struct shot *shot;

	(void)state;
	terminal_expect(terminal, "end");
	shot = terminal_shot(terminal);
	assert_int_equal(shot->rows, 24);
	assert_int_equal(shot->columns, 80);
	assert_false(shot->is_cursor_visible);
	assert_cell(shot, 0, (struct shot_cell){'a', SHOT_DEFAULT, SHOT_DEFAULT, 0});
	assert_cell(shot, 1, (struct shot_cell){'b', SHOT_INDEX | 1, SHOT_DEFAULT, SHOT_BOLD});
	assert_cell(shot, 2, (struct shot_cell){0x2580, SHOT_INDEX | 231, SHOT_INDEX | 16, 0});
	assert_cell(shot, 3,
		    (struct shot_cell){0x2584, SHOT_RGB | 0x010203, SHOT_RGB | 0x040506, 0});
	assert_cell(shot, 4, (struct shot_cell){'u', 0, 0, SHOT_UNDERLINE | SHOT_REVERSE});
	assert_cell(shot, 5, (struct shot_cell){'i', 0, 0, SHOT_ITALIC});
	assert_cell(shot, 20, (struct shot_cell){' ', 0, 0, 0});
	shot_free(shot);
	terminal_free(terminal);
}

/* REP is what ncurses repeats glyphs with; half of a UTF-8 letter may come alone. */
static void repeated_split_and_line_drawing_glyphs_are_seen(void **state)
{
	struct terminal *terminal =
		shell("printf '=\\033[4b \\342'; sleep 0.1; printf '\\226'; "
		      "sleep 0.1; printf '\\200 \\033(0q\\033(B end'; exec cat");

	(void)state;
	terminal_expect(terminal, "===== ▀ ─ end");
	terminal_free(terminal);
}

static void texts_are_found_within_rows(void **state)
{
	struct terminal *terminal = shell("printf 'one two  \\r\\n  three'; exec cat");
	struct shot *shot, *other;
	int row, column;
	char *text;

	(void)state;
	terminal_expect(terminal, "three");
	shot = terminal_shot(terminal);
	assert_true(shot_find(shot, "two", &row, &column));
	assert_int_equal(row, 0);
	assert_int_equal(column, 4);
	assert_true(shot_find(shot, "three", &row, &column));
	assert_int_equal(row, 1);
	assert_int_equal(column, 2);
	assert_false(shot_find(shot, "four", NULL, NULL));
	assert_false(shot_find(shot, "two three", NULL, NULL));
	text = shot_text(shot, 0);
	assert_string_equal(text, "one two");
	free(text);
	assert_true(shot_equal(shot, shot));
	shot->cells[3].bg = SHOT_INDEX | 1;
	other = terminal_shot(terminal);
	assert_false(shot_equal(shot, other));
	shot_free(other);
	shot_free(shot);
	terminal_free(terminal);
}

enum { HALVES = 4 };

/* Upper and lower half, full block and space; the last one in reverse. */
static struct shot halves_of(struct shot_cell cells[HALVES])
{
	static const uint32_t glyphs[HALVES] = {0x2580, 0x2584, 0x2588, ' '};

	for (int i = 0; i < HALVES; i++)
		cells[i] = (struct shot_cell){glyphs[i], SHOT_INDEX | 196, SHOT_RGB | 0x102030, 0};
	return (struct shot){1, HALVES, 0, 0, false, cells};
}

static void half_blocks_become_pixels(void **state)
{
	static const uint32_t expected[2][HALVES] = {{0xff0000, 0x102030, 0xff0000, 0x102030},
						     {0x102030, 0xff0000, 0xff0000, 0x102030}};
	struct shot_cell cells[HALVES];
	struct shot shot = halves_of(cells);
	uint32_t pixels[3][HALVES];
	struct err err;

	(void)state;
	assert_true(shot_pixels(&shot, 0, 0, 2, HALVES, pixels[0], &err));
	assert_memory_equal(pixels, expected, sizeof(expected));
	pixels[1][0] = 42;
	assert_true(shot_pixels(&shot, 0, 0, 1, HALVES, pixels[0], &err));
	assert_memory_equal(pixels, expected[0], sizeof(expected[0]));
	assert_int_equal(pixels[1][0], 42);
	cells[3].attributes = SHOT_REVERSE;
	assert_true(shot_pixels(&shot, 0, 3, 2, 1, pixels[0], &err));
	assert_int_equal(pixels[0][0], 0xff0000);
	assert_int_equal(pixels[0][1], 0xff0000);
}

static void what_is_no_pixel_is_refused(void **state)
{
	struct shot_cell cells[HALVES];
	struct shot shot = halves_of(cells);
	uint32_t pixels[2 * HALVES];
	struct err err;

	(void)state;
	assert_false(shot_pixels(&shot, 0, 0, 3, HALVES, pixels, &err));
	assert_false(shot_pixels(&shot, 0, 1, 2, HALVES, pixels, &err));
	assert_false(shot_pixels(&shot, 0, -1, 2, HALVES, pixels, &err));
	assert_says(&err, "do not fit");
	cells[2].glyph = 'x';
	cells[2].fg = cells[2].bg;
	assert_false(shot_pixels(&shot, 0, 0, 2, HALVES, pixels, &err));
	assert_says(&err, "column 2");
}

static void wide_spaces_become_pixels(void **state)
{
	struct shot_cell cells[4] = {{' ', SHOT_INDEX | 7, SHOT_INDEX | 232, 0},
				     {' ', SHOT_DEFAULT, SHOT_INDEX | 232, 0},
				     {' ', SHOT_DEFAULT, SHOT_INDEX | 231, 0},
				     {' ', SHOT_DEFAULT, SHOT_INDEX | 231, 0}};
	static const uint32_t expected[] = {0x080808, 0x080808, 0xffffff, 0xffffff};
	struct shot shot = {1, 4, 0, 0, false, cells};
	uint32_t pixels[4];
	struct err err;

	(void)state;
	assert_true(shot_wide_pixels(&shot, 0, 0, 1, 2, 2, pixels, &err));
	assert_int_equal(pixels[0], 0x080808);
	assert_int_equal(pixels[1], 0xffffff);
	assert_true(shot_wide_pixels(&shot, 0, 0, 1, 4, 1, pixels, &err));
	assert_memory_equal(pixels, expected, sizeof(expected));
	assert_false(shot_wide_pixels(&shot, 0, 1, 1, 1, 2, pixels, &err));
	assert_says(&err, "differ");
	cells[1].glyph = 0x2580;
	assert_false(shot_wide_pixels(&shot, 0, 0, 1, 2, 2, pixels, &err));
	assert_false(shot_wide_pixels(&shot, 0, 1, 1, 2, 2, pixels, &err));
}

/* Indexed colours are xterm's, whatever libvterm holds them to be. */
static void colours_are_those_of_xterm(void **state)
{
	(void)state;
	assert_int_equal(shot_rgb(SHOT_DEFAULT, true), 0x000000);
	assert_int_equal(shot_rgb(SHOT_DEFAULT, false), 0xffffff);
	assert_int_equal(shot_rgb(SHOT_INDEX | 1, false), 0xcd0000);
	assert_int_equal(shot_rgb(SHOT_INDEX | 16, false), 0x000000);
	assert_int_equal(shot_rgb(SHOT_INDEX | 110, false), 0x87afd7);
	assert_int_equal(shot_rgb(SHOT_INDEX | 255, false), 0xeeeeee);
	assert_int_equal(shot_rgb(SHOT_RGB | 0x123456, true), 0x123456);
}

/* ------------------------------------------------------------------------------------- typing */

static void keys_arrive_as_xterm_sends_them(void **state)
{
	static const struct {
		const char *keys, *bytes;
	} cases[] = {
		{"aZ<lt>", " 97 90 60"},
		{"<Space><Enter><Tab>", " 32 13 9"},
		{"<S-Tab>", " 27 91 90"},
		{"<BS><C-l><C-c>", " 127 12 3"},
		{"<Up><Left>", " 27 79 65 27 79 68"},
		{"<PgUp><Del>", " 27 91 53 126 27 91 51 126"},
		{"<F1><F12>", " 27 79 80 27 91 50 52 126"},
		{"é", " 195 169"},
		{"<Esc>j", " 27 106"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal *terminal = actor(state, "bytes");
		char expected[80];

		terminal_expect(terminal, "ready");
		terminal_press(terminal, cases[i].keys);
		terminal_press(terminal, "!");
		snprintf(expected, sizeof(expected), "ready%s 33", cases[i].bytes);
		terminal_expect(terminal, expected);
		terminal_free(terminal);
	}
}

static void unknown_keys_are_refused(void **state)
{
	struct terminal *terminal = shell("exec cat");
	struct err err;

	(void)state;
	assert_false(terminal_press_try(terminal, "<Nope>", &err));
	assert_says(&err, "<Nope>");
	assert_false(terminal_press_try(terminal, "<Tab", &err));
	assert_false(terminal_press_try(terminal, "<C-1>", &err));
	terminal_free(terminal);
}

static void the_mouse_is_typed_where_it_is_on(void **state)
{
	struct terminal *terminal = actor(state, "bytes"), *other = shell("exec cat");
	struct shot *shot;
	char *text;

	terminal_expect(terminal, "ready");
	terminal_mouse(terminal, 2, 4, 1, true);
	/* ESC [ < 0 ; 5 ; 3 M */
	terminal_expect(terminal, "ready 27 91 60 48 59 53 59 51 77");
	terminal_free(terminal);
	terminal_mouse(other, 2, 4, 1, true);
	terminal_press(other, "x<Enter>");
	terminal_expect(other, "x");
	shot = terminal_shot(other);
	text = shot_text(shot, 0);
	assert_string_equal(text, "x");
	free(text);
	shot_free(shot);
	terminal_free(other);
}

static void neither_side_blocks_the_other(void **state)
{
	enum { KEYS = 20000 };
	struct terminal *terminal = actor(state, "flood");
	char *keys = test_malloc(KEYS + 1);

	terminal_expect(terminal, "...."); /* before it is raw, the line takes no 20000 keys */
	memset(keys, 'k', KEYS - 1);
	strcpy(keys + KEYS - 1, "q");
	terminal_press(terminal, keys);
	terminal_expect(terminal, "after 20000 keys");
	test_free(keys);
	terminal_free(terminal);
}

/* ------------------------------------------------------------------------------------ waiting */

static void a_wait_ends_with_the_frame_that_answers_the_last_key(void **state)
{
	struct terminal *terminal = actor(state, "marks");

	terminal_wait(terminal);
	terminal_expect(terminal, "0 keys");
	terminal_press(terminal, "saa");
	terminal_wait(terminal);
	for (int i = 0; i < 5; i++) {
		struct shot *shot;
		char text[40];

		terminal_press(terminal, "a");
		terminal_wait(terminal);
		snprintf(text, sizeof(text), "%d keys", 4 + i);
		shot = terminal_shot(terminal);
		assert_true(shot_find(shot, text, NULL, NULL));
		shot_free(shot);
	}
	terminal_free(terminal);
}

static void a_key_of_many_bytes_counts_once_and_esc_makes_no_alt(void **state)
{
	struct terminal *terminal = actor(state, "marks");

	terminal_wait(terminal);
	terminal_press(terminal, "<Up><F5><Esc>j<Esc><Esc>[");
	terminal_wait(terminal);
	terminal_expect(terminal, "7 keys");
	terminal_free(terminal);
}

static void a_wait_ends_with_the_frame_of_the_last_size(void **state)
{
	static const int sizes[][2] = {{10, 40}, {100, 300}, {50, 20}, {24, 80}};
	struct terminal *terminal = actor(state, "marks");

	terminal_wait(terminal);
	for (int i = 0; i < 4; i++) {
		struct shot *shot;
		char text[40];

		terminal_resize(terminal, sizes[i][0], sizes[i][1]);
		terminal_wait(terminal);
		snprintf(text, sizeof(text), "0 keys, %dx%d", sizes[i][0], sizes[i][1]);
		shot = terminal_shot(terminal);
		assert_true(shot_find(shot, text, NULL, NULL));
		shot_free(shot);
	}
	terminal_free(terminal);
}

static void marks_and_titles_may_come_in_pieces(void **state)
{
	struct terminal *terminal =
		shell("printf '\\033'; sleep 0.05; printf ']2;a ti'; sleep 0.05; printf 'tle\\007a"
		      "\\033]7777;idle'; sleep 0.05; printf ';0;24x80\\007'; exec cat");

	(void)state;
	terminal_wait(terminal);
	assert_string_equal(terminal_title(terminal), "a title");
	terminal_expect(terminal, "a");
	terminal_free(terminal);
}

static void a_busy_program_has_frames_but_is_not_idle(void **state)
{
	struct terminal *terminal = actor(state, "marks");
	struct err err;

	terminal_wait(terminal);
	terminal_press(terminal, "b");
	terminal_wait_frame(terminal);
	terminal_set_patience(terminal, SHORT);
	assert_false(terminal_wait_try(terminal, &err));
	assert_says(&err, "an idle frame: not within 300 ms; of 1 keys the last mark (frame");
	terminal_set_patience(terminal, terminal_patience());
	terminal_press(terminal, "i");
	terminal_wait(terminal);
	terminal_free(terminal);
}

static void waits_for_a_key_that_hangs(void **state)
{
	struct terminal *terminal = actor(state, "marks");

	terminal_wait(terminal);
	terminal_press(terminal, "h");
	terminal_set_patience(terminal, SHORT);
	terminal_wait(terminal);
}

static void waits_for_a_text_that_never_comes(void **state)
{
	struct terminal *terminal = shell("echo a; exec cat");

	(void)state;
	terminal_expect(terminal, "a");
	terminal_set_patience(terminal, SHORT);
	terminal_expect(terminal, "never");
}

static void waits_for_marks_that_never_come(void **state)
{
	struct terminal *terminal = shell("while :; do echo; sleep 0.01; done");

	(void)state;
	terminal_set_patience(terminal, SHORT);
	terminal_wait(terminal);
}

static void waits_for_a_frame_of_the_dead(void **state)
{
	struct terminal *terminal = actor(state, "marks");

	terminal_wait(terminal);
	terminal_press(terminal, "x");
	terminal_wait(terminal);
}

static void expects_the_wrong_status(void **state)
{
	(void)state;
	terminal_assert_exited(shell("exit 3"), 4);
}

static void expects_the_wrong_signal(void **state)
{
	(void)state;
	terminal_assert_killed_by(shell("kill -TERM $$"), SIGSEGV);
}

static void a_wait_that_is_not_met_fails_the_test(void **state)
{
	assert_true(fails(waits_for_a_key_that_hangs, state));
	assert_true(fails(waits_for_a_text_that_never_comes, state));
	assert_true(fails(waits_for_marks_that_never_come, state));
	assert_true(fails(waits_for_a_frame_of_the_dead, state));
	assert_true(fails(expects_the_wrong_status, state));
	assert_true(fails(expects_the_wrong_signal, state));
	assert_false(fails(a_busy_program_has_frames_but_is_not_idle, state));
}

static void counts_leave_out_the_marks(void **state)
{
	struct terminal *terminal = actor(state, "marks");
	size_t frames;

	terminal_wait(terminal);
	assert_true(terminal_first_byte_ms(terminal) > 0);
	terminal_counts_reset(terminal);
	terminal_press(terminal, "acd");
	terminal_wait(terminal);
	assert_true(terminal_last_byte_ms(terminal) > 0);
	/* ESC [ H ESC [ 2 J and "n keys, 24x80" for each frame */
	frames = terminal_frames(terminal);
	assert_true(frames >= 3);
	assert_int_equal(terminal_bytes(terminal), frames * (7 + 13));
	terminal_free(terminal);
}

static void computing_is_measured(void **state)
{
	struct terminal *terminal = shell("while :; do :; done");

	(void)state;
	while (terminal_cpu_ms(terminal) < 20)
		terminal_watch(terminal, 10);
	terminal_free(terminal);
}

static void what_it_holds_is_measured(void **state)
{
	struct terminal *terminal = shell("exec 7</dev/null 9</dev/null; echo up; read line");
	struct terminal_use use;

	(void)state;
	terminal_expect(terminal, "up");
	use = terminal_use(terminal);
	assert_in_range(use.kib, 100, 100000);
	assert_true(use.descriptors == 5 && use.threads == 1);
	terminal_free(terminal);
}

/* ------------------------------------------------------------------------------ start and end */

static void ends_are_told_with_all_that_was_written(void **state)
{
	static const char *const script = "i=0; while [ $i -lt 200 ]; do echo $i; i=$((i+1)); done;"
					  "printf 'last\\033]0;unfinished'; ";
	char text[200];
	struct terminal *terminal;

	(void)state;
	snprintf(text, sizeof(text), "%sexit 7", script);
	terminal = shell(text);
	terminal_assert_exited(terminal, 7);
	terminal_expect(terminal, "last");
	terminal_free(terminal);
	snprintf(text, sizeof(text), "%skill -SEGV $$", script);
	terminal = shell(text);
	terminal_assert_killed_by(terminal, SIGSEGV);
	terminal_expect(terminal, "last");
	terminal_free(terminal);
	terminal = terminal_start(
		&(struct terminal_setup){.argv = (const char *const[]){"/no/such/program", NULL}});
	terminal_assert_exited(terminal, 127);
	terminal_free(terminal);
}

static void signals_reach_the_program_from_the_test_and_the_keys(void **state)
{
	static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS,  SIGFPE,
				      SIGQUIT, SIGHUP,  SIGTERM, SIGINT};
	struct terminal *terminal;

	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		terminal = shell("echo up; exec cat");
		terminal_expect(terminal, "up");
		terminal_signal(terminal, signals[i]);
		terminal_assert_killed_by(terminal, signals[i]);
		terminal_free(terminal);
	}
	terminal = shell("echo up; exec cat");
	terminal_expect(terminal, "up");
	terminal_press(terminal, "<C-c>");
	terminal_assert_killed_by(terminal, SIGINT);
	terminal_free(terminal);
}

static void ctrl_z_stops_and_a_signal_goes_on(void **state)
{
	struct terminal *terminal = shell("echo up; exec cat");

	(void)state;
	terminal_expect(terminal, "up");
	terminal_press(terminal, "<C-z>");
	terminal_assert_stopped(terminal);
	terminal_signal(terminal, SIGCONT);
	terminal_press(terminal, "again<Enter>");
	terminal_expect(terminal, "again");
	terminal_press(terminal, "<C-d>");
	terminal_assert_exited(terminal, 0);
	terminal_free(terminal);
}

static void a_wait_after_going_on_is_for_a_new_frame(void **state)
{
	struct terminal *terminal = actor(state, "marks");

	terminal_wait(terminal);
	for (int i = 0; i < 3; i++) {
		terminal_signal(terminal, SIGSTOP);
		terminal_assert_stopped(terminal);
		terminal_counts_reset(terminal);
		terminal_signal(terminal, SIGCONT);
		terminal_wait(terminal);
		assert_true(terminal_frames(terminal) > 0);
	}
	terminal_free(terminal);
}

static void survives_a_hang_up(void **state)
{
	struct terminal *terminal = shell("trap '' HUP; echo up; while :; do sleep 1; done");

	(void)state;
	terminal_expect(terminal, "up");
	terminal_hang_up(terminal);
	terminal_set_patience(terminal, SHORT);
	terminal_assert_ended(terminal);
}

static void a_hang_up_ends_a_program(void **state)
{
	struct terminal *terminal = shell("echo up; exec cat"); /* reads the end of its input */

	terminal_expect(terminal, "up");
	terminal_hang_up(terminal);
	terminal_assert_ended(terminal);
	terminal_free(terminal);
	terminal = shell("echo up; exec sleep 1000"); /* only gets the signal */
	terminal_expect(terminal, "up");
	terminal_hang_up(terminal);
	terminal_assert_killed_by(terminal, SIGHUP);
	terminal_free(terminal);
	assert_true(fails(survives_a_hang_up, state));
}

static void the_environment_is_the_tests_alone(void **state)
{
	static const char *const argv[] = {"env", NULL}, *const env[] = {"LANG=C", "COLOR=x", NULL};
	struct terminal *terminal;
	struct shot *shot;

	(void)state;
	setenv("NETGLYPH_STRAY", "1", 1);
	setenv("COLORTERM", "truecolor", 1);
	terminal = terminal_start(
		&(struct terminal_setup){.argv = argv, .env = env, .home = "/some/where"});
	terminal_assert_exited(terminal, 0);
	shot = terminal_shot(terminal);
	assert_true(shot_find(shot, "LANG=C", NULL, NULL));
	assert_true(shot_find(shot, "COLOR=x", NULL, NULL));
	assert_true(shot_find(shot, "HOME=/some/where", NULL, NULL));
	assert_true(shot_find(shot, "TERM=xterm-256color", NULL, NULL));
	assert_true(shot_find(shot, "PATH=", NULL, NULL));
	assert_false(shot_find(shot, "LC_ALL", NULL, NULL));
	assert_false(shot_find(shot, "STRAY", NULL, NULL));
	assert_false(shot_find(shot, "COLORTERM", NULL, NULL));
	shot_free(shot);
	terminal_free(terminal);
	unsetenv("NETGLYPH_STRAY");
	unsetenv("COLORTERM");
}

/* -------------------------------------------------------------------------------------- guard */

static void a_program_that_tidies_up_is_sane(void **state)
{
	struct terminal *terminal =
		shell("old=$(stty -g); stty raw -echo; printf '\\033[?1049h"
		      "\\033[?1h\\033[?25l\\033[?1000h\\033[?2004h\\033[31;44m';"
		      "stty $old; printf '\\033[m\\033[?2004l\\033[?1000l"
		      "\\033[?25h\\033[?1l\\033[?1049l'");

	(void)state;
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	terminal_free(terminal);
}

static void leaves_the_terminal_raw(void **state)
{
	struct terminal *terminal = shell("stty raw -echo");

	(void)state;
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
}

static void whatever_is_left_behind_is_named(void **state)
{
	static const struct {
		const char *script, *says;
	} cases[] = {
		{"stty -echo", "ECHO"},
		{"stty -icanon", "ICANON"},
		{"stty -isig", "ISIG"},
		{"stty raw", "ICANON"},
		{"stty -opost", "flags"},
		{"stty -icrnl", "flags"},
		{"stty intr ^A", "special characters"},
		{"printf '\\033[?1049h'", "alternate screen"},
		{"printf '\\033[?25l'", "cursor"},
		{"printf '\\033[?1000h'", "mouse"},
		{"printf '\\033[?1h'", "keypad"},
		{"printf '\\033[?2004h'", "paste"},
		{"printf '\\033[31m'", "foreground"},
		{"printf '\\033[48;5;0m'", "background"},
		{"printf '\\033[4m'", "underlining"},
		{"printf '\\033[1m'", "bold"},
		{"printf '\\033[7m'", "reverse"},
		{"stty raw; kill -KILL $$", "ICANON"},
	};
	struct err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal *terminal = shell(cases[i].script);

		if (strstr(cases[i].script, "KILL"))
			terminal_assert_killed_by(terminal, SIGKILL);
		else
			terminal_assert_exited(terminal, 0);
		assert_false(guard_is_sane(terminal, &err));
		assert_says(&err, cases[i].says);
		terminal_free(terminal);
	}
	assert_true(fails(leaves_the_terminal_raw, state));
}

/* -------------------------------------------------------------------------------------- storm */

static const struct storm weather = {
	.seed = 1,
	.count = 200,
	.keys = "ababai<Up><Esc><F5>",
	.resize_every = 10,
	.answer = "i",
};

static void a_sound_program_survives_a_storm(void **state)
{
	struct terminal *terminal = actor(state, "marks");
	struct storm storm = weather;

	terminal_wait(terminal);
	storm_run(terminal, &storm);
	assert_in_range(storm.resizes, 1, storm.count / 2);
	terminal_wait(terminal);
	terminal_expect(terminal, "201 keys, 24x80");
	terminal_free(terminal);
	terminal = shell("exec cat");
	storm.keys = "xyz<Enter>";
	storm.answer = "a";
	storm.count = 50;
	storm_run(terminal, &storm);
	terminal_free(terminal);
}

static void a_storm_tells_what_it_broke(void **state)
{
	static const struct {
		const char *keys, *answer, *says;
		bool is_cat, hangs;
	} cases[] = {
		{"aaaaaaaaax", "i", "the program ended with status 3", false, false},
		{"aaaaaaaaah", "i", "keys being read: not within", false, true},
		{"aaab", "h", "a frame: not within", false, true},
		{"ab<Nope>", "i", "keystroke.c", false, false},
		{"a", "<C-s>", "an answer: not within", true, true},
		{"a<Enter><C-d>", "<C-d>", "the program ended with status 0", true, false},
	};
	struct err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct storm storm = weather;
		struct terminal *terminal =
			cases[i].is_cat ? shell("exec cat") : actor(state, "marks");

		storm.keys = cases[i].keys;
		storm.answer = cases[i].answer;
		storm.count = cases[i].is_cat ? 60 : 100;
		if (!cases[i].is_cat)
			terminal_wait(terminal);
		if (cases[i].hangs)
			terminal_set_patience(terminal, 2 * SHORT);
		assert_false(storm_run_try(terminal, &storm, &err));
		assert_says(&err, cases[i].says);
		terminal_free(terminal);
	}
}

#define with(f) cmocka_unit_test_prestate(f, argv[0])

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		with(glyphs_colours_and_attributes_are_seen),
		with(repeated_split_and_line_drawing_glyphs_are_seen),
		with(texts_are_found_within_rows),
		with(half_blocks_become_pixels),
		with(what_is_no_pixel_is_refused),
		with(wide_spaces_become_pixels),
		with(colours_are_those_of_xterm),
		with(keys_arrive_as_xterm_sends_them),
		with(unknown_keys_are_refused),
		with(the_mouse_is_typed_where_it_is_on),
		with(neither_side_blocks_the_other),
		with(a_wait_ends_with_the_frame_that_answers_the_last_key),
		with(a_key_of_many_bytes_counts_once_and_esc_makes_no_alt),
		with(a_wait_ends_with_the_frame_of_the_last_size),
		with(marks_and_titles_may_come_in_pieces),
		with(a_busy_program_has_frames_but_is_not_idle),
		with(a_wait_that_is_not_met_fails_the_test),
		with(counts_leave_out_the_marks),
		with(computing_is_measured),
		with(what_it_holds_is_measured),
		with(ends_are_told_with_all_that_was_written),
		with(signals_reach_the_program_from_the_test_and_the_keys),
		with(ctrl_z_stops_and_a_signal_goes_on),
		with(a_wait_after_going_on_is_for_a_new_frame),
		with(a_hang_up_ends_a_program),
		with(the_environment_is_the_tests_alone),
		with(a_program_that_tidies_up_is_sane),
		with(whatever_is_left_behind_is_named),
		with(a_sound_program_survives_a_storm),
		with(a_storm_tells_what_it_broke),
	};

	if (argc == 2)
		return actor_play(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
