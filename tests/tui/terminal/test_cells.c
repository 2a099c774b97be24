/* Where a frame is cut, the rows that waited longest go first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/terminal/cells.h"

#include <curses.h>

static const struct medium medium = {COLOR_MONO, GLYPHS_ASCII};

static void change(struct canvas *canvas, int row, char glyph)
{
	canvas_put(canvas, row, 0, (struct style){.attributes = 0}, (uint32_t)glyph);
}

static char shown(int row)
{
	return (char)(mvinch(row, 0) & A_CHARTEXT);
}

static void what_moves_does_not_keep_what_seldom_changes_waiting(void **state)
{
	struct canvas *canvas = canvas_new(medium, 4, 10);
	struct cells *cells = cells_new(medium, 4, 10);
	bool is_cut;

	(void)state;
	assert_int_equal(cells_put(cells, canvas, 3, &is_cut), 3);
	assert_true(is_cut);
	assert_int_equal(cells_put(cells, canvas, 3, &is_cut), 1);
	assert_false(is_cut);
	assert_int_equal(cells_put(cells, canvas, 3, &is_cut), 0);
	change(canvas, 0, 'a');
	assert_int_equal(cells_put(cells, canvas, 1, &is_cut), 1);
	assert_int_equal(shown(0), 'a');
	change(canvas, 0, 'b');
	change(canvas, 2, 'k');
	assert_int_equal(cells_put(cells, canvas, 1, &is_cut), 1);
	assert_true(is_cut);
	assert_int_equal(shown(2), 'k');
	assert_int_equal(shown(0), 'a');
	assert_int_equal(cells_put(cells, canvas, 4, &is_cut), 1);
	assert_int_equal(shown(0), 'b');
	cells_free(cells);
	canvas_free(canvas);
}

static int open_curses(void **state)
{
	FILE *null = fopen("/dev/null", "r+");

	*state = null ? newterm("xterm", null, null) : NULL;
	return *state ? 0 : -1;
}

static int close_curses(void **state)
{
	endwin();
	delscreen(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_moves_does_not_keep_what_seldom_changes_waiting),
	};

	return cmocka_run_group_tests(tests, open_curses, close_curses);
}
