/*
 * What is typed at the real program, and pasted, and answered by its terminal: nothing is lost,
 * and nothing but keys acts as a key.
 */
#include "tui/sitting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "support/guard.h"
#include "tui/screens.h"

static void assert_same(struct terminal *terminal, const struct shot *before)
{
	struct shot *after = terminal_shot(terminal);

	if (!shot_equal(before, after)) {
		shot_print(before, stderr);
		shot_print(after, stderr);
	}
	assert_true(shot_equal(before, after));
	shot_free(after);
}

/* ---------------------------------------------------------------------------------- type-ahead */

/* Keys that wait in the terminal before the program runs do what they do when each is waited for:
 * the rest of the line has to be the program's own. */
static struct terminal *open_late(const char *keys)
{
	const char *program = getenv("NETGLYPH");
	const char *const argv[] = {"sh", "-c",
				    "stty -echo; echo ready; sleep 0.1; exec \"$NETGLYPH\" explore "
				    "--data sample --threads 2",
				    NULL};
	char *name = xasprintf("NETGLYPH=%s", program ? program : "src/netglyph");
	const char *const env[] = {"NETGLYPH_FRAME_MARK=1", "NETGLYPH_ISA=portable",
				   "NETGLYPH_CLOCK=fixed", name, NULL};
	struct terminal *terminal =
		terminal_start(&(struct terminal_setup){.argv = argv, .env = env});

	terminal_expect(terminal, "ready");
	terminal_press(terminal, keys);
	terminal_wait(terminal);
	free(name);
	return terminal;
}

static struct terminal *open_slowly(const char *keys)
{
	struct terminal *terminal = sitting_open(NULL);

	for (; *keys; keys++) {
		char key[16];
		size_t length = *keys == '<' ? strcspn(keys, ">") + 1 : 1;

		snprintf(key, sizeof(key), "%.*s", (int)length, keys);
		terminal_press(terminal, key);
		terminal_wait(terminal);
		keys += length - 1;
	}
	return terminal;
}

static void keys_from_before_the_start_all_act(void **state)
{
	static const char *const sequences[] = {
		":15<Enter>5n", "Wlll<Down>", "Mjll",  "Mnn<Enter>",      "Llljj",
		"Flll",         "Rjl",        "TjjD5", "D<Space>lll<Up>", ":noise 3<Enter>4nn",
		"II?jjj",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		struct terminal *terminal = open_slowly(sequences[i]);
		struct shot *slowly = terminal_shot(terminal);

		terminal_free(terminal);
		terminal = open_late(sequences[i]);
		assert_same(terminal, slowly);
		shot_free(slowly);
		terminal_free(terminal);
	}
}

static void leaving_does_not_wait_for_what_is_opened(void **state)
{
	struct terminal *terminal = sitting_start(NULL);

	(void)state;
	terminal_press(terminal, "Q");
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	terminal_free(terminal);
}

/* ----------------------------------------------------------------------------------- sequences */

/* Bytes that mean nothing here leave the screen as it is; `keys` as they are counted. */
static void assert_harmless(struct terminal *terminal, const char *bytes, int keys)
{
	struct shot *before = terminal_shot(terminal);

	terminal_send(terminal, bytes, strlen(bytes), keys);
	terminal_wait(terminal);
	assert_same(terminal, before);
	shot_free(before);
}

static void what_was_taken_for_keys_is_none(void **state)
{
	struct terminal *terminal = sitting_open(NULL);

	(void)state;
	assert_harmless(terminal, "\033[1~", 1);
	assert_harmless(terminal, "\033[2~\033[15~\033[24;5~\033[99z", 4);
	assert_harmless(terminal, "\033Q\033q\0331\033\033[57358u", 4);
	assert_harmless(terminal, "\033]0;Q1\a\033P1Q\033\\", 0);
	terminal_press(terminal, "W");
	terminal_wait(terminal);
	terminal_send(terminal, "\033[A\033[D\033OA", 9, 3);
	terminal_wait(terminal);
	assert_true(sitting_is_at(terminal, screen_find(screens, "Weights")));
	sitting_leave(terminal);
}

static void a_sequence_in_two_packets_is_one(void **state)
{
	struct terminal *terminal = sitting_open(NULL), *other;
	struct shot *expected;

	(void)state;
	terminal_press(terminal, "?<Down><Down>");
	terminal_wait(terminal);
	expected = terminal_shot(terminal);
	sitting_leave(terminal);
	other = sitting_open(NULL);
	terminal_press(other, "?<Down>");
	terminal_wait(other);
	terminal_send(other, "\033[", 2, 0);
	terminal_watch(other, 50);
	terminal_send(other, "B", 1, 1);
	terminal_wait(other);
	assert_same(other, expected);
	shot_free(expected);
	sitting_leave(other);
}

/* ------------------------------------------------------------------------------------- pasting */

static void what_is_pasted_is_never_keys(void **state)
{
	enum { LONG = 10000 };
	struct terminal *terminal = sitting_open(NULL);
	char *text = test_malloc(LONG + 13);

	(void)state;
	terminal_send(terminal, "\033[200~Q\rQy5\033[201~", 17, 1);
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "What is pasted is not typed"));
	strcpy(text, "\033[200~");
	for (int i = 6; i < LONG + 6; i++)
		text[i] = "Qy:q5\r\tTn\001"[i % 10];
	memcpy(text + LONG + 6, "\033[201~", 7);
	terminal_send(terminal, text, LONG + 12, 1);
	terminal_wait(terminal);
	assert_true(sitting_is_at(terminal, screen_find(screens, "Attack")));
	terminal_press(terminal, ":");
	terminal_send(terminal, text, LONG + 12, 1);
	terminal_wait(terminal);
	terminal_press(terminal, "<C-u>");
	terminal_send(terminal, "\033[200~:image 7\nQ\033[201~", 22, 1);
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, ":image 7"));
	terminal_press(terminal, "<Enter>");
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "image 7 of validation"));
	test_free(text);
	sitting_leave(terminal);
}

/* ------------------------------------------------------------------------------------- answers */

static void answers_late_or_in_pieces_are_no_keys(void **state)
{
	struct terminal *terminal = sitting_open(NULL);

	(void)state;
	assert_harmless(terminal, "\033]11;rgb:1e1e/1e1e/2e2e\033\\\033[?2026;0$y\033[?64;1c", 0);
	terminal_send(terminal, "\033]11;rgb:0000/", 14, 0);
	terminal_watch(terminal, 60);
	terminal_send(terminal, "0000/0000\033", 10, 0);
	terminal_watch(terminal, 60);
	assert_harmless(terminal, "\\", 0);
	terminal_press(terminal, "?");
	terminal_wait(terminal);
	assert_true(sitting_shows(terminal, "Attack: Change a picture"));
	terminal_press(terminal, "<Esc>");
	sitting_leave(terminal);
}

static void a_silent_terminal_is_not_waited_for(void **state)
{
	static const char *const kinds[] = {"TERM=xterm-256color", "TERM=screen", "TERM=linux"};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct terminal *terminal = sitting_start(&(struct sitting){.env = {kinds[i]}});

		terminal_keep_silent(terminal, true);
		terminal_wait(terminal);
		terminal_press(terminal, "W");
		terminal_wait(terminal);
		terminal_keep_silent(terminal, false);
		sitting_leave(terminal);
	}
}

static void repaints_are_synchronized_where_the_terminal_can(void **state)
{
	static const char *const answers[] = {"\033[?2026;1$y", "\033[?2026;2$y", "\033[?2026;3$y",
					      "\033[?2026;0$y", "\033[?2026;4$y"};
	enum { TRIES = 10 };

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct terminal *terminal = sitting_open(NULL);
		size_t before = terminal_synchronized(terminal), frames = 0;

		assert_int_equal(before, 0); /* libvterm does not know it */
		/* What libvterm answers itself may come behind ours, on a busy machine. */
		for (int tries = 0; frames == 0 && tries < (i < 3 ? TRIES : 1); tries++) {
			terminal_send(terminal, answers[i], 11, 0);
			terminal_press(terminal, tries % 2 ? "A" : "W");
			terminal_wait(terminal);
			frames = terminal_synchronized(terminal);
		}
		if (i < 3)
			assert_true(frames > 0);
		else
			assert_int_equal(frames, 0);
		sitting_leave(terminal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_from_before_the_start_all_act),
		cmocka_unit_test(leaving_does_not_wait_for_what_is_opened),
		cmocka_unit_test(what_was_taken_for_keys_is_none),
		cmocka_unit_test(a_sequence_in_two_packets_is_one),
		cmocka_unit_test(what_is_pasted_is_never_keys),
		cmocka_unit_test(answers_late_or_in_pieces_are_no_keys),
		cmocka_unit_test(a_silent_terminal_is_not_waited_for),
		cmocka_unit_test(repaints_are_synchronized_where_the_terminal_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
