/*
 * The explorer in a terminal: where it starts and where it says that it can't, what it makes of
 * kinds of terminals and of sizes, and that each key of its tables does no harm.
 *
 * With NETGLYPH_THOROUGH set each screen is resized a thousand times.
 */
#include "tui/sitting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/xalloc.h"
#include "support/guard.h"
#include "support/scratch.h"
#include "tui/command.h"
#include "tui/global_keys.h"
#include "tui/screens.h"

/* A shell in a terminal, with $NETGLYPH. */
static struct terminal *shell(const char *script, const char *term)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	const char *program = getenv("NETGLYPH");
	char *names[] = {xasprintf("NETGLYPH=%s", program ? program : "src/netglyph"),
			 xasprintf("TERM=%s", term)};
	const char *const env[] = {names[0], names[1], "NETGLYPH_FRAME_MARK=1", NULL};
	struct terminal *terminal =
		terminal_start(&(struct terminal_setup){.argv = argv, .env = env, .columns = 200});

	free(names[0]);
	free(names[1]);
	return terminal;
}

/* ----------------------------------------------------------------------------------- starting */

static void without_a_terminal_it_says_what_to_use_instead(void **state)
{
	static const char *const scripts[] = {
		"</dev/null $NETGLYPH explore >out 2>err",
		"$NETGLYPH explore >out 2>err",
		"</dev/null $NETGLYPH 2>err | cat >out; </dev/null $NETGLYPH >>out 2>/dev/null",
		"TERM=dumb $NETGLYPH >out 2>err",
		"TERM= $NETGLYPH >out 2>err",
		"unset TERM; $NETGLYPH explore mnist-softmax >out 2>err",
	};

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		char *script = xasprintf(
			"cd '%s'; %s; echo \"status $?\"; echo \"$(wc -l <err) lines\";"
			"echo \"$(wc -c <out) bytes\"; echo \"$(tr -cd '\\033' <err | wc -c) "
			"escapes\"; cat err",
			scratch_path(state, ""), scripts[i]);
		struct terminal *terminal = shell(script, "xterm-256color");

		terminal_assert_exited(terminal, 0);
		assert_true(sitting_shows(terminal, "status 2"));
		assert_true(sitting_shows(terminal, "1 lines"));
		assert_true(sitting_shows(terminal, "0 bytes"));
		assert_true(sitting_shows(terminal, "0 escapes"));
		assert_true(sitting_shows(terminal, "use netglyph show, train, test"));
		terminal_free(terminal);
		free(script);
	}
}

static void netglyph_alone_is_the_explorer(void **state)
{
	struct terminal *terminal = shell("exec $NETGLYPH", "xterm-256color");

	(void)state;
	terminal_wait(terminal);
	assert_true(sitting_is_at(terminal, screen_find(screens, "Attack")));
	sitting_leave(terminal);
}

static void other_kinds_of_terminals_do(void **state)
{
	static const char *const kinds[] = {"xterm",         "xterm-kitty",      "foot",
					    "xterm-ghostty", "no-such-terminal", "linux",
					    "vt100",         "screen",           "tmux-256color"};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct terminal *terminal = shell("exec $NETGLYPH explore --data sample", kinds[i]);

		terminal_wait(terminal);
		assert_true(sitting_shows(terminal, "netglyph"));
		if (i == 4)
			assert_true(sitting_shows(terminal, "taken for xterm-256color"));
		terminal_press(terminal, "Wl");
		terminal_wait(terminal);
		sitting_leave(terminal);
	}
}

static void what_cannot_be_opened_is_one_line_after_leaving(void **state)
{
	const char *path = scratch_write(state, "broken.safetensors", "no model", 8);
	const struct sitting sittings[] = {
		{.args = {path}, .columns = 250},
		{.args = {"/no/such.safetensors"}, .columns = 250},
		{.args = {"--data", "/no/such/folder"}, .columns = 250},
		{.args = {"--theme", "pink"}, .columns = 250},
		{.args = {"--color", "pink"}, .columns = 250},
	};
	static const char *const names[] = {"broken.safetensors", "/no/such.safetensors",
					    "/no/such/folder", "--theme", "--color"};

	for (size_t i = 0; i < sizeof(sittings) / sizeof(sittings[0]); i++) {
		struct terminal *terminal = sitting_start(&sittings[i]);
		struct shot *shot;

		terminal_assert_exited(terminal, i < 3 ? 1 : 2);
		terminal_assert_sane(terminal);
		shot = terminal_shot(terminal);
		assert_true(shot_find(shot, "netglyph: ", NULL, NULL) ||
			    shot_find(shot, "netglyph explore: ", NULL, NULL));
		assert_true(shot_find(shot, names[i], NULL, NULL));
		assert_int_equal(shot->cursor_row, 1);
		shot_free(shot);
		terminal_free(terminal);
	}
}

static void a_model_of_ones_own_is_opened(void **state)
{
	size_t size;
	unsigned char *bytes =
		scratch_read(scratch_source(state, "data/mnist-softmax.safetensors"), &size);
	const char *path = scratch_write(state, "my own.safetensors", bytes, size);
	struct terminal *terminal = sitting_open(&(struct sitting){.args = {path}, .columns = 120});

	free(bytes);
	assert_true(sitting_shows(terminal, "my own"));
	terminal_press(terminal, ":open mnist-cnn<Enter>");
	terminal_wait(terminal);
	assert_false(sitting_shows(terminal, "my own"));
	sitting_leave(terminal);
}

/* Of any size: it is framed, and that is said. */
static void a_picture_of_ones_own_is_opened(void **state)
{
	char pgm[1 << 15];
	int length = snprintf(pgm, sizeof(pgm), "P2 60 50 255");
	const char *path;
	struct terminal *terminal;

	for (int i = 0; i < 60 * 50; i++)
		length += snprintf(pgm + length, sizeof(pgm) - (size_t)length, " %d",
				   i % 60 > 9 && i % 60 < 16 && i > 600 && i < 2400 ? 0 : 255);
	path = scratch_write(state, "my one.pgm", pgm, (size_t)length);
	terminal = sitting_open(&(struct sitting){.args = {path}, .columns = 200});
	assert_true(sitting_shows(terminal, "framed as MNIST's makers did"));
	terminal_press(terminal, "L");
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "my one.pgm"));
	sitting_leave(terminal);
}

/* -------------------------------------------------------------------------------------- sizes */

static void the_smallest_terminal_is_told_what_is_needed(void **state)
{
	struct terminal *terminal = sitting_open(&(struct sitting){.rows = 1, .columns = 1});

	(void)state;
	terminal_press(terminal, "TWMLFARDn?<Esc>:n<Esc>H");
	terminal_wait(terminal);
	terminal_resize(terminal, 10, 40);
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "needed, this is 40x10"));
	terminal_resize(terminal, 24, 80);
	terminal_wait(terminal);
	assert_false(sitting_shows(terminal, "needed"));
	assert_true(sitting_shows(terminal, "netglyph"));
	sitting_leave(terminal);
}

static void hundreds_of_resizes_leave_the_same_screen(void **state)
{
	const char *thorough = getenv("NETGLYPH_THOROUGH");
	int count = thorough && *thorough ? 1000 : 200 / screen_count;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 200, RNG_NOISE);
	for (int screen = 0; screen < screen_count; screen++) {
		struct terminal *terminal = sitting_open(NULL);
		struct shot *before, *after;

		terminal_press(terminal, SITTING_SMALL);
		terminal_wait(terminal);
		terminal_press(terminal, ((char[]){screens[screen]->letter, 0}));
		terminal_wait(terminal);
		before = terminal_shot(terminal);
		for (int i = 0; i < count; i++) {
			terminal_resize(terminal, 1 + (int)rng_below(&rng, 200),
					1 + (int)rng_below(&rng, 500));
			if (i % 4 == 0)
				terminal_wait_frame(terminal);
		}
		terminal_resize(terminal, 24, 80);
		terminal_wait(terminal);
		after = terminal_shot(terminal);
		assert_true(shot_equal(before, after));
		shot_free(before);
		shot_free(after);
		sitting_leave(terminal);
	}
}

/* --------------------------------------------------------------------------------------- keys */

/* Hundreds of Esc keys: each would be waited for as long as a person's. */
static const char quick_escape[] = "ESCDELAY=5";

/* Presses a key on its screen, sees an answer, and goes back to where it was. */
static void press_one(struct terminal *terminal, int screen, int key)
{
	const char back[] = {screens[screen]->letter, 0};
	char text[16];
	const char *typed = sitting_key(key, text);

	if (!typed)
		return;
	terminal_press(terminal, typed);
	terminal_wait_frame(terminal);
	for (int i = 0; i < 3 && (i == 0 || !sitting_is_at(terminal, screen)); i++) {
		terminal_press(terminal, "<Esc>");
		terminal_press(terminal, back);
		terminal_wait_frame(terminal);
	}
	if (!sitting_is_at(terminal, screen))
		print_error("on %s, after %s\n", screens[screen]->name, typed);
	assert_true(sitting_is_at(terminal, screen));
}

static void press_table(struct terminal *terminal, int screen, const struct binding *table)
{
	for (const struct binding *b = table; b && b->key; b++) {
		if (b->key == 'Q')
			continue;
		press_one(terminal, screen, b->key);
		press_one(terminal, screen, b->other);
	}
}

static void each_key_of_each_table_does_no_harm_on_its_screen(void **state)
{
	for (int screen = 0; screen < screen_count; screen++) {
		struct terminal *terminal = sitting_open(&(struct sitting){
			.folder = scratch_path(state, ""), .env = {quick_escape}});

		/* What asks for many images waits for minutes under sanitizers. */
		if (strchr("MBPSXR", screens[screen]->letter))
			terminal_press(terminal, SITTING_SMALL);
		terminal_wait(terminal);
		terminal_press(terminal, ((char[]){screens[screen]->letter, 0}));
		terminal_wait(terminal);
		press_table(terminal, screen, screens[screen]->keys);
		press_table(terminal, screen, global_keys);
		terminal_press(terminal, "Qy"); /* y: if it asks because of a net that trained */
		terminal_assert_exited(terminal, 0);
		terminal_assert_sane(terminal);
		terminal_free(terminal);
	}
}

static void letters_tab_and_q_go_from_screen_to_screen(void **state)
{
	struct terminal *terminal = sitting_open(NULL);

	(void)state;
	terminal_press(terminal, SITTING_SMALL);
	terminal_wait(terminal);
	for (int i = 0; i < screen_count; i++) {
		terminal_press(terminal, ((char[]){screens[i]->letter, 0}));
		terminal_wait_frame(terminal);
		assert_true(sitting_is_at(terminal, i));
	}
	for (int i = 0; i < screen_count; i++) {
		terminal_press(terminal, "<Tab>");
		terminal_wait_frame(terminal);
		assert_true(sitting_is_at(terminal, i));
	}
	terminal_press(terminal, "q");
	terminal_wait(terminal);
	assert_true(sitting_is_at(terminal, screen_count - 2));
	terminal_press(terminal, "<S-Tab>");
	terminal_wait(terminal);
	assert_true(sitting_is_at(terminal, screen_count - 3));
	sitting_leave(terminal);
}

static void each_command_is_run_and_completed(void **state)
{
	struct terminal *terminal =
		sitting_open(&(struct sitting){.folder = scratch_path(state, "")});

	for (const struct command_row *row = command_rows; row->name; row++) {
		if (strcmp(row->name, "quit") == 0)
			continue;
		terminal_press(terminal, ":");
		terminal_press(terminal, row->name);
		terminal_press(terminal,
			       row->argument ? "<Space>1<BS><Tab><Tab><Enter>" : "<Tab><Enter>");
		terminal_wait(terminal);
		terminal_press(terminal, "<Esc>"); /* what was refused is still there */
	}
	terminal_press(terminal, ":no such command<Enter>");
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "there is no command 'no'"));
	terminal_press(terminal, "<Esc>:quit<Enter>");
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	terminal_free(terminal);
}

static void the_tour_goes_through_its_stations(void **state)
{
	struct terminal *terminal = sitting_open(NULL);

	(void)state;
	for (int i = 1; i <= 10; i++) {
		char text[16];

		terminal_press(terminal, "H");
		snprintf(text, sizeof(text), "(%d/10)", i);
		terminal_expect(terminal, text);
	}
	terminal_press(terminal, "H");
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "That was the tour"));
	terminal_press(terminal, "HHHHH"); /* faster than it sets its stations up */
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "(5/10)"));
	terminal_press(terminal, "<Esc>");
	sitting_leave(terminal);
}

static void playing_ends_on_the_screen_too(void **state)
{
	struct terminal *terminal = sitting_open(&(struct sitting){.has_real_clock = true});

	(void)state;
	terminal_press(terminal, "A<Space>");
	terminal_expect(terminal, "Space stops.");
	terminal_expect(terminal, "did it");
	sitting_leave(terminal);
}

static void the_mouse_is_off_unless_it_is_asked_for(void **state)
{
	struct terminal *terminal = sitting_open(NULL);
	struct shot *before, *after;

	(void)state;
	terminal_press(terminal, "Dx");
	terminal_wait(terminal);
	before = terminal_shot(terminal);
	terminal_mouse(terminal, 8, 10, 1, true);
	terminal_mouse(terminal, 8, 10, 1, false);
	terminal_press(terminal, "<C-l>");
	terminal_wait(terminal);
	after = terminal_shot(terminal);
	assert_true(shot_equal(before, after));
	shot_free(after);
	sitting_leave(terminal);
	terminal = sitting_open(&(struct sitting){.args = {"--mouse"}});
	terminal_press(terminal, "Dx");
	terminal_wait(terminal);
	terminal_mouse(terminal, 8, 10, 1, true);
	terminal_mouse(terminal, 8, 10, 1, false);
	terminal_wait(terminal);
	after = terminal_shot(terminal);
	assert_false(shot_equal(before, after));
	shot_free(before);
	shot_free(after);
	sitting_leave(terminal);
}

/* ------------------------------------------------------------------------------------ rights */

/* The explorer, which tests/support/intruder.c takes over when one leaves; NULL: it is not there.
 */
static struct terminal *open_intruded(const char *here, const char *elsewhere)
{
	const char *build = getenv("top_builddir");
	char *library = xasprintf("%s/tests/support/intruder.so", build ? build : ".");
	char *preload = xasprintf("LD_PRELOAD=%s", library);
	char *folder = xasprintf("INTRUDER_FOLDER=%s", elsewhere);
	const struct sitting sitting = {.env = {preload, folder}, .columns = 200, .folder = here};
	struct terminal *terminal = access(library, R_OK) == 0 ? sitting_open(&sitting) : NULL;

	free(library);
	free(preload);
	free(folder);
	return terminal;
}

static void files_are_saved_here_and_nothing_else_is_to_be_had(void **state)
{
	const char *here = scratch_path(state, "here"), *elsewhere = scratch_path(state, "other");
	struct terminal *terminal;
	bool has_landlock;

	assert_int_equal(mkdir(here, 0777) | mkdir(elsewhere, 0777), 0);
	scratch_write(state, "other/kept", "kept", 4);
	scratch_write(state, "other/lost", "lost", 4);
	terminal = open_intruded(here, elsewhere);
	if (!terminal) {
		print_message("no library can stand before the explorer here: skipped\n");
		skip();
	}
	terminal_press(terminal, ":export screen.txt<Enter>");
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "written to screen.txt"));
	assert_int_equal(access(scratch_path(state, "here/screen.txt"), F_OK), 0);
	terminal_press(terminal, ":export ../other/screen.txt<Enter>");
	terminal_wait(terminal);
	has_landlock = sitting_shows(terminal, "beneath the folder it was started in only");
	terminal_press(terminal, "<Esc>Q");
	terminal_assert_exited(terminal, 0);
	assert_true(sitting_shows(terminal, "intruder: 0 of"));
	assert_true(has_landlock || sitting_shows(terminal, "no Landlock here"));
	terminal_free(terminal);
}

#define in_scratch(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(without_a_terminal_it_says_what_to_use_instead),
		cmocka_unit_test(netglyph_alone_is_the_explorer),
		cmocka_unit_test(other_kinds_of_terminals_do),
		in_scratch(what_cannot_be_opened_is_one_line_after_leaving),
		in_scratch(a_model_of_ones_own_is_opened),
		in_scratch(a_picture_of_ones_own_is_opened),
		in_scratch(files_are_saved_here_and_nothing_else_is_to_be_had),
		cmocka_unit_test(the_smallest_terminal_is_told_what_is_needed),
		cmocka_unit_test(hundreds_of_resizes_leave_the_same_screen),
		in_scratch(each_key_of_each_table_does_no_harm_on_its_screen),
		cmocka_unit_test(letters_tab_and_q_go_from_screen_to_screen),
		in_scratch(each_command_is_run_and_completed),
		cmocka_unit_test(the_tour_goes_through_its_stations),
		cmocka_unit_test(playing_ends_on_the_screen_too),
		cmocka_unit_test(the_mouse_is_off_unless_it_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
