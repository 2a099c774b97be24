/* Where a frame has no room for all, the foot comes first, then letters, and pictures in turn. */
#include <limits.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/terminal/cells.h"

#include <curses.h>

static const struct medium medium = {COLOR_MONO, GLYPHS_BLOCKS};

enum { BLOCK = 0x2588, ALL = INT_MAX };

static void fill(struct canvas *canvas, int row, uint32_t glyph)
{
	for (int column = 0; column < canvas->width; column++)
		canvas_put(canvas, row, column, (struct style){.attributes = (uint32_t)column % 2},
			   glyph);
}

static wchar_t shown(int row, int column)
{
	wchar_t glyphs[CCHARW_MAX];
	attr_t attributes;
	short pair;
	cchar_t cell;

	assert_int_equal(mvin_wch(row, column, &cell), OK);
	assert_int_equal(getcchar(&cell, glyphs, &attributes, &pair, NULL), OK);
	return glyphs[0];
}

static void what_there_is_no_room_for_comes_with_the_next_frames(void **state)
{
	enum { HEIGHT = 5, WIDTH = 40, ROOM = 60, CELL_MAX = 15 };
	struct canvas *canvas = canvas_new(medium, HEIGHT, WIDTH);
	struct cells *cells = cells_new(medium, HEIGHT, WIDTH);
	bool is_cut;

	(void)state;
	assert_true(cells_put(cells, canvas, ALL, &is_cut) > 0);
	assert_false(is_cut);
	assert_int_equal(cells_put(cells, canvas, ALL, &is_cut), 0);
	for (int row = 0; row < HEIGHT; row++)
		fill(canvas, row, BLOCK);
	for (int frames = 0; frames < 100; frames++) {
		/* What changes all the time does not keep others waiting. */
		canvas_put(canvas, 0, 0, (struct style){.attributes = 0}, BLOCK + 1U + frames % 4U);
		assert_in_range(cells_put(cells, canvas, ROOM, &is_cut), 1, ROOM + CELL_MAX);
	}
	for (int row = 1; row < HEIGHT; row++)
		assert_int_equal(shown(row, WIDTH - 1), BLOCK);
	cells_put(cells, canvas, ALL, &is_cut);
	assert_false(is_cut);
	cells_free(cells);
	canvas_free(canvas);
}

static void letters_come_before_pictures_and_the_foot_before_both(void **state)
{
	enum { HEIGHT = 5, WIDTH = 40 };
	struct canvas *canvas = canvas_new(medium, HEIGHT, WIDTH);
	struct cells *cells = cells_new(medium, HEIGHT, WIDTH);
	bool is_cut;

	(void)state;
	cells_put(cells, canvas, ALL, &is_cut);
	for (int row = 0; row < HEIGHT - 2; row++)
		fill(canvas, row, BLOCK);
	canvas_text(canvas, 2, 30, (struct style){.attributes = 0}, "answer");
	canvas_text(canvas, 4, 0, (struct style){.attributes = 0}, "key");
	cells_put(cells, canvas, 1, &is_cut);
	assert_true(is_cut);
	assert_int_equal(shown(4, 0), 'k');
	assert_int_equal(shown(2, 30), ' ');
	cells_put(cells, canvas, 40, &is_cut);
	assert_int_equal(shown(4, 2), 'y');
	assert_int_equal(shown(2, 35), 'r');
	assert_int_equal(shown(0, WIDTH - 1), ' ');
	/* What a word loses goes with it, and what pictures take its place behind all words. */
	canvas_text(canvas, 2, 30, (struct style){.attributes = 0}, "as    ");
	canvas_text(canvas, 0, 30, (struct style){.attributes = 0}, "as");
	cells_put(cells, canvas, 40, &is_cut);
	assert_int_equal(shown(0, 31), 's');
	assert_int_equal(shown(2, 31), 's');
	assert_int_equal(shown(2, 35), ' ');
	fill(canvas, 0, BLOCK);
	canvas_text(canvas, 2, 30, (struct style){.attributes = 0}, "words");
	cells_put(cells, canvas, 17, &is_cut);
	assert_int_equal(shown(2, 34), 's');
	assert_int_equal(shown(0, 30), 'a');
	cells_put(cells, canvas, 20, &is_cut);
	assert_int_equal(shown(0, 31), BLOCK);
	assert_int_equal(shown(0, WIDTH - 1), ' ');
	cells_free(cells);
	canvas_free(canvas);
}

static int open_curses(void **state)
{
	FILE *null = setlocale(LC_ALL, "C.UTF-8") ? fopen("/dev/null", "r+") : NULL;

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
		cmocka_unit_test(what_there_is_no_room_for_comes_with_the_next_frames),
		cmocka_unit_test(letters_come_before_pictures_and_the_foot_before_both),
	};

	return cmocka_run_group_tests(tests, open_curses, close_curses);
}
