/* Where a frame is cut, what waited longest goes first, and a row may come in pieces. */
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
	cells_put(cells, canvas, 1000, &is_cut);
	assert_false(is_cut);
	assert_int_equal(cells_put(cells, canvas, 1000, &is_cut), 0);
	change(canvas, 0, 'a');
	assert_true(cells_put(cells, canvas, 20, &is_cut) > 0);
	assert_int_equal(shown(0), 'a');
	change(canvas, 0, 'b');
	change(canvas, 1, 'k');
	assert_true(cells_put(cells, canvas, 9, &is_cut) > 0);
	assert_true(is_cut);
	assert_int_equal(shown(1), 'k');
	assert_int_equal(shown(0), 'a');
	cells_put(cells, canvas, 1000, &is_cut);
	assert_int_equal(shown(0), 'b');
	assert_false(is_cut);
	cells_free(cells);
	canvas_free(canvas);
}

static void the_foot_goes_first_but_not_all_the_time(void **state)
{
	struct canvas *canvas = canvas_new(medium, 4, 10);
	struct cells *cells = cells_new(medium, 4, 10);
	bool is_cut;

	(void)state;
	cells_put(cells, canvas, 1000, &is_cut);
	change(canvas, 0, 'a');
	cells_put(cells, canvas, 1000, &is_cut);
	for (int i = 0; i < 2; i++) {
		change(canvas, 0, (char)('b' + i));
		change(canvas, 2, (char)('k' + i));
		cells_put(cells, canvas, 9, &is_cut);
		assert_int_equal(shown(2), 'k');
		assert_int_equal(shown(0), i == 0 ? 'a' : 'c');
	}
	cells_free(cells);
	canvas_free(canvas);
}

/* A row of noise is larger than a frame may be: it comes in pieces, and all of it though it changes
 * meanwhile. */
static void a_row_that_there_is_no_room_for_comes_in_pieces(void **state)
{
	enum { WIDTH = 60, ROOM = 40, LARGEST = 13 /* of a cell, and to go there */ };
	struct canvas *canvas = canvas_new(medium, 1, WIDTH);
	struct cells *cells = cells_new(medium, 1, WIDTH);
	bool is_cut = true;
	int frames = 0, bytes;

	(void)state;
	cells_put(cells, canvas, 1000, &is_cut);
	for (int column = 0; column < WIDTH; column++)
		canvas_put(canvas, 0, column, (struct style){.attributes = column % 2}, 'x');
	for (; (mvinch(0, WIDTH - 1) & A_CHARTEXT) != 'x'; frames++) {
		change(canvas, 0, (char)('a' + frames % 26));
		bytes = cells_put(cells, canvas, ROOM, &is_cut);
		assert_in_range(bytes, 1, ROOM + LARGEST);
		assert_in_range(frames, 0, WIDTH);
	}
	assert_in_range(frames, 5, 12);
	cells_put(cells, canvas, ROOM, &is_cut);
	assert_false(is_cut);
	assert_int_equal(shown(0), 'a' + (frames - 1) % 26);
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
		cmocka_unit_test(the_foot_goes_first_but_not_all_the_time),
		cmocka_unit_test(a_row_that_there_is_no_room_for_comes_in_pieces),
	};

	return cmocka_run_group_tests(tests, open_curses, close_curses);
}
