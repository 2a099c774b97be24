/* Tests of support/golden: golden screens that match, that do not, and that are written. */
#include "support/golden.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/says.h"
#include "support/scratch.h"

enum { ROWS = 3, COLUMNS = 8 };

static const struct shot_cell space = {.glyph = ' '};

/* "ab" in two colours, two half-blocks, a bold underlined word. */
static struct shot screen_of(struct shot_cell cells[ROWS * COLUMNS])
{
	for (int i = 0; i < ROWS * COLUMNS; i++)
		cells[i] = space;
	cells[0] = (struct shot_cell){'a', SHOT_INDEX | 231, SHOT_DEFAULT, 0};
	cells[1] = (struct shot_cell){'b', SHOT_RGB | 0x00ff10, SHOT_INDEX | 16, 0};
	cells[8] = cells[9] = (struct shot_cell){0x2580, SHOT_INDEX | 231, SHOT_INDEX | 16, 0};
	cells[11] = (struct shot_cell){'x', SHOT_DEFAULT, SHOT_DEFAULT, SHOT_BOLD | SHOT_UNDERLINE};
	return (struct shot){ROWS, COLUMNS, 1, 2, true, cells};
}

static void a_screen_becomes_text_that_can_be_read(void **state)
{
	struct shot_cell cells[ROWS * COLUMNS];
	struct shot shot = screen_of(cells);
	char *text = golden_text(&shot);
	static const char expected[] = "3 rows, 8 columns, cursor at 1 2\n"
				       "|ab\n"
				       "|▀▀ x\n"
				       "|\n"
				       "foreground\n"
				       "0 bc\n"
				       "1 b2\n"
				       "background\n"
				       "0 .a\n"
				       "1 a2\n"
				       "attributes\n"
				       "1 .3c\n"
				       "colours\n"
				       "a 16\n"
				       "b 231\n"
				       "c #00ff10\n"
				       "letters of attributes\n"
				       "c bold underline\n";

	(void)state;
	assert_string_equal(text, expected);
	free(text);
}

static void a_thousand_colours_have_a_letter_each(void **state)
{
	enum { MANY = 1000 };
	static struct shot_cell cells[MANY];
	struct shot shot = {1, MANY, 0, 0, false, cells};
	char *text, *legend;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		cells[i] = (struct shot_cell){'x', SHOT_RGB | i, SHOT_DEFAULT, 0};
	text = golden_text(&shot);
	legend = strstr(text, "\ncolours\n");
	assert_non_null(legend);
	for (unsigned i = 0; i < MANY; i++) {
		char entry[16], *begin;

		snprintf(entry, sizeof(entry), " #%06x\n", i);
		begin = strstr(legend, entry);
		assert_non_null(begin);
		begin[0] = '\n'; /* so that the letter is a line */
		while (begin[-1] != '\n')
			begin--;
		snprintf(entry, sizeof(entry), "\n%.*s\n", (int)strcspn(begin, "\n"), begin);
		begin = strstr(legend, entry);
		assert_non_null(begin);
		assert_null(strstr(begin + 1, entry));
	}
	free(text);
}

/* The tests below work in a scratch folder that stands for source and build. */
static int golden_setup(void **state)
{
	int here = open(".", O_RDONLY | O_DIRECTORY);

	if (here < 0 || scratch_setup(state) != 0)
		return -1;
	mkdir(scratch_path(state, "tests"), 0700);
	mkdir(scratch_path(state, "tests/golden"), 0700);
	setenv("srcdir", scratch_path(state, ""), 1);
	unsetenv("NETGLYPH_GOLDEN");
	/* To find the way back; the test opens nothing that is below it. */
	return dup2(here, 99) == 99 && close(here) == 0 ? chdir(scratch_path(state, "")) : -1;
}

static int golden_teardown(void **state)
{
	unsetenv("NETGLYPH_GOLDEN");
	return fchdir(99) == 0 && close(99) == 0 ? scratch_teardown(state) : -1;
}

/* What differs is told on stderr, where it would look like a failure of these tests. */
static bool matches(const struct shot *shot, struct err *err)
{
	int shown = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
	bool result;

	assert_true(shown >= 0 && nowhere >= 0);
	fflush(stderr);
	dup2(nowhere, STDERR_FILENO);
	result = golden_matches(shot, "some", err);
	fflush(stderr);
	dup2(shown, STDERR_FILENO);
	close(shown);
	close(nowhere);
	return result;
}

static void save(const struct shot *shot)
{
	struct err err;

	setenv("NETGLYPH_GOLDEN", "update", 1);
	assert_true(matches(shot, &err));
	unsetenv("NETGLYPH_GOLDEN");
}

static void a_missing_screen_fails_until_it_is_saved(void **state)
{
	struct shot_cell cells[ROWS * COLUMNS];
	struct shot shot = screen_of(cells);
	struct err err;

	assert_false(matches(&shot, &err));
	assert_says(&err, "tests/golden/some.screen");
	assert_int_equal(access(scratch_path(state, "some.screen.new"), R_OK), 0);
	assert_int_not_equal(access(scratch_path(state, "tests/golden/some.screen"), R_OK), 0);
	save(&shot);
	assert_true(matches(&shot, &err));
}

static void a_change_of_any_one_cell_fails(void **state)
{
	static const struct {
		int cell;
		struct shot_cell now;
		const char *says;
	} changes[] = {
		{0, {'c', SHOT_INDEX | 231, SHOT_DEFAULT, 0}, "|cb"},
		{0, {'a', SHOT_INDEX | 16, SHOT_DEFAULT, 0}, "0 ac"},
		{0, {'a', SHOT_RGB | 0xffffff, SHOT_DEFAULT, 0}, "0 dc"},
		{0, {'a', SHOT_INDEX | 231, SHOT_INDEX | 16, 0}, "0 a2"},
		{0, {'a', SHOT_INDEX | 231, SHOT_DEFAULT, SHOT_REVERSE}, "0 d"},
		{8, {0x2584, SHOT_INDEX | 231, SHOT_INDEX | 16, 0}, "|▄▀ x"},
		{11, {'x', SHOT_DEFAULT, SHOT_DEFAULT, SHOT_BOLD}, "1 .3a"},
		{23, {' ', SHOT_DEFAULT, SHOT_INDEX | 16, 0}, "2 .7a"},
		{23, {' ', SHOT_DEFAULT, SHOT_DEFAULT, SHOT_UNDERLINE}, "2 .7b"},
		{23, {' ', SHOT_INDEX | 16, SHOT_DEFAULT, SHOT_REVERSE}, "2 .7a"},
	};
	struct shot_cell cells[ROWS * COLUMNS];
	struct shot shot = screen_of(cells);
	struct err err;

	(void)state;
	save(&shot);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		screen_of(cells);
		cells[changes[i].cell] = changes[i].now;
		assert_false(matches(&shot, &err));
		assert_says(&err, changes[i].says);
	}
	screen_of(cells);
	assert_true(matches(&shot, &err));
}

static void size_and_cursor_count_too(void **state)
{
	struct shot_cell cells[ROWS * COLUMNS];
	struct shot shot = screen_of(cells);
	struct err err;

	(void)state;
	save(&shot);
	shot.cursor_column++;
	assert_false(matches(&shot, &err));
	shot = screen_of(cells);
	shot.is_cursor_visible = false;
	assert_false(matches(&shot, &err));
	assert_says(&err, "no cursor");
	shot = screen_of(cells);
	shot.rows--;
	assert_false(matches(&shot, &err));
	assert_says(&err, "2 rows");
}

static void what_nobody_can_see_does_not_count(void **state)
{
	struct shot_cell cells[ROWS * COLUMNS];
	struct shot shot = screen_of(cells);
	struct err err;

	(void)state;
	cells[22] = (struct shot_cell){0x2588, SHOT_INDEX | 16, SHOT_DEFAULT, 0};
	save(&shot);
	cells[22].bg = SHOT_INDEX | 17;
	cells[23] = (struct shot_cell){' ', SHOT_INDEX | 99, SHOT_DEFAULT, SHOT_BOLD};
	assert_true(matches(&shot, &err));
}

static void the_screen_of_a_program_is_compared(void **state)
{
	static const char *const argv[] = {"sh", "-c", "printf 'a\\033[31mb'; exec cat", NULL};
	struct terminal *terminal =
		terminal_start(&(struct terminal_setup){.argv = argv, .rows = 2, .columns = 5});
	static const char expected[] = "2 rows, 5 columns, cursor at 0 2\n"
				       "|ab\n"
				       "|\n"
				       "foreground\n"
				       "0 .a\n"
				       "background\n"
				       "attributes\n"
				       "colours\n"
				       "a 1\n"
				       "letters of attributes\n";

	terminal_expect(terminal, "ab");
	scratch_write(state, "tests/golden/program.screen", expected, sizeof(expected) - 1);
	golden_check(terminal, "program");
	terminal_free(terminal);
}

#define golden_test(f) cmocka_unit_test_setup_teardown(f, golden_setup, golden_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_screen_becomes_text_that_can_be_read),
		cmocka_unit_test(a_thousand_colours_have_a_letter_each),
		golden_test(a_missing_screen_fails_until_it_is_saved),
		golden_test(a_change_of_any_one_cell_fails),
		golden_test(size_and_cursor_count_too),
		golden_test(what_nobody_can_see_does_not_count),
		golden_test(the_screen_of_a_program_is_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
