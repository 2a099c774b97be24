/* Points in cells: where they are, and what a cell of several shows. */
#include "draw/scatter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ROWS = 5, COLUMNS = 21 };

/* A frame of four corners, and points in the middle of the cell (2, 10). */
static const double plane[] = {0,  0, 20, 0, 0,    8,   20,   8,   10,  4,
			       10, 4, 10, 4, 10.3, 4.5, 10.3, 3.5, 9.7, 4.5};
static const int classes[] = {1, 2, 11, 36, 5, 5, 7, 7, 7, 5};
enum { COUNT = sizeof(classes) / sizeof(classes[0]) };

static struct canvas *drawn(enum glyphs glyphs, const uint8_t *marks, enum scatter_look look)
{
	struct medium medium = {COLOR_256, glyphs};
	struct canvas *canvas = canvas_new(medium, ROWS + 1, COLUMNS + 1);
	struct scatter_view view = scatter_fit(plane, COUNT, ROWS, COLUMNS);

	scatter_draw(canvas, 1, 1, &view, &(struct scatter){plane, classes, marks, COUNT, look},
		     theme_find("dark", GROUND_DARK));
	return canvas;
}

static void corners_have_the_glyphs_of_their_classes(void **state)
{
	struct canvas *canvas = drawn(GLYPHS_BRAILLE, NULL, SCATTER_GLYPHS);

	(void)state;
	assert_int_equal(canvas_at(canvas, ROWS, 1)->glyph, '1');
	assert_int_equal(canvas_at(canvas, ROWS, COLUMNS)->glyph, '2');
	assert_int_equal(canvas_at(canvas, 1, 1)->glyph, 'b');
	assert_int_equal(canvas_at(canvas, 1, COLUMNS)->glyph, 'A');
	assert_int_equal(canvas_at(canvas, 3, 11)->glyph, '5');
	assert_int_equal(canvas_at(canvas, 2, 2)->glyph, ' ');
	canvas_free(canvas);
}

static void many_points_of_a_cell_are_dots_where_there_is_braille(void **state)
{
	struct canvas *canvas = drawn(GLYPHS_BRAILLE, NULL, SCATTER_MIXED);

	(void)state;
	assert_in_range(canvas_at(canvas, 3, 11)->glyph, 0x2801, 0x28ff);
	assert_int_equal(canvas_at(canvas, 1, 1)->glyph, 'b');
	canvas_free(canvas);
	canvas = drawn(GLYPHS_ASCII, NULL, SCATTER_DOTS);
	assert_int_equal(canvas_at(canvas, 3, 11)->glyph, '5');
	canvas_free(canvas);
}

static void mistakes_are_underlined_and_faint_points_do_not_count(void **state)
{
	const uint8_t marks[COUNT] = {SCATTER_FAINT,  0, 0, 0, SCATTER_FAINT, SCATTER_FAINT, 0,
				      SCATTER_MISTAKE};
	struct canvas *canvas = drawn(GLYPHS_ASCII, marks, SCATTER_MIXED);

	(void)state;
	assert_int_equal(canvas_at(canvas, 3, 11)->glyph, '7');
	assert_int_equal(canvas_at(canvas, 3, 11)->style.attributes, CELL_UNDERLINE);
	assert_int_equal(canvas_at(canvas, ROWS, 1)->glyph, '.');
	assert_int_equal(canvas_at(canvas, 1, 1)->style.attributes, 0);
	canvas_free(canvas);
}

static void a_line_goes_through_the_cells_between(void **state)
{
	static const double ends[] = {0, 4, 20, 4};
	struct scatter_view view = scatter_fit(plane, COUNT, ROWS, COLUMNS);

	(void)state;
	for (int glyphs = GLYPHS_ASCII; glyphs <= GLYPHS_BRAILLE; glyphs++) {
		struct medium medium = {COLOR_256, (enum glyphs)glyphs};
		struct canvas *canvas = canvas_new(medium, ROWS, COLUMNS);

		scatter_line(canvas, 0, 0, &view, ends, 2, (struct style){0});
		for (int i = 0; i < COLUMNS; i++) {
			assert_int_not_equal(canvas_at(canvas, 2, i)->glyph, ' ');
			assert_int_equal(canvas_at(canvas, 1, i)->glyph, ' ');
		}
		canvas_free(canvas);
	}
}

/* One point, none, all in one place: everything has a cell. */
static void few_points_have_a_view(void **state)
{
	static const double same[] = {3, 3, 3, 3};

	(void)state;
	for (size_t count = 0; count < 3; count++) {
		struct scatter_view view = scatter_fit(same, count, 1, 1);
		int row, column;

		assert_true(view.column > 0);
		scatter_cell(&view, same, &row, &column);
		assert_int_equal(row, 0);
		assert_int_equal(column, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corners_have_the_glyphs_of_their_classes),
		cmocka_unit_test(many_points_of_a_cell_are_dots_where_there_is_braille),
		cmocka_unit_test(mistakes_are_underlined_and_faint_points_do_not_count),
		cmocka_unit_test(a_line_goes_through_the_cells_between),
		cmocka_unit_test(few_points_have_a_view),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
