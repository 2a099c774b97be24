/* Curves of shares: a mark at each point, numbers below, and the point under a column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/share_chart.h"

enum { ROWS = 9, COLUMNS = 46 };

static const float xs[] = {0, 0.1f, 0.2f, 0.3f};
static const float high[] = {1, 0.9f, 0.8f, 0.7f}, low[] = {0.95f, 0.5f, 0};

static const struct share_curve list[] = {{high, 4, 0}, {low, 3, 1}};
static const struct share_chart both = {xs, 4, list, 2, 1};

static int count_glyphs(const struct canvas *canvas, uint32_t glyph)
{
	int count = 0;

	for (int i = 0; i < canvas->height * canvas->width; i++)
		count += canvas->cells[i].glyph == glyph;
	return count;
}

static void every_known_point_has_its_mark(void **state)
{
	struct canvas *canvas =
		canvas_new((struct medium){COLOR_256, GLYPHS_BRAILLE}, ROWS, COLUMNS);

	(void)state;
	share_chart_draw(canvas, 0, 0, ROWS, COLUMNS, &both, (struct style){0}, (struct style){0});
	/* The first points of both are in one cell. */
	assert_int_equal(count_glyphs(canvas, (unsigned char)share_chart_mark(0)), 3);
	assert_int_equal(count_glyphs(canvas, (unsigned char)share_chart_mark(1)), 3);
	assert_int_equal(canvas_at(canvas, 0, PLOT_LEFT)->glyph, '+');
	assert_int_equal(canvas_at(canvas, ROWS - 2, PLOT_LEFT + 26)->glyph, '+');
	canvas_free(canvas);
}

static void numbers_stand_below_their_points(void **state)
{
	struct canvas *canvas =
		canvas_new((struct medium){COLOR_256, GLYPHS_BRAILLE}, ROWS, COLUMNS);

	(void)state;
	share_chart_draw(canvas, 0, 0, ROWS, COLUMNS, &both, (struct style){0}, (struct style){0});
	assert_int_equal(canvas_at(canvas, ROWS - 1, PLOT_LEFT)->glyph, '0');
	assert_int_equal(canvas_at(canvas, ROWS - 1, COLUMNS - 1)->glyph, '3');
	assert_int_equal(canvas_at(canvas, ROWS - 1, PLOT_LEFT + 14)->glyph, '1');
	canvas_free(canvas);
}

static void one_point_and_little_room_are_drawn_as_well(void **state)
{
	struct share_chart one = {xs, 1, list, 1, 0};

	(void)state;
	for (int columns = 0; columns < 12; columns++)
		for (int rows = 0; rows < 4; rows++) {
			struct canvas *canvas =
				canvas_new((struct medium){COLOR_NONE, GLYPHS_ASCII}, 4, 12);
			struct share_chart c = one;

			c.list = &(struct share_curve){high, 1, 0};
			share_chart_draw(canvas, 0, 0, rows, columns, &c, (struct style){0},
					 (struct style){0});
			share_chart_draw(canvas, 0, 0, rows, columns, &both, (struct style){0},
					 (struct style){0});
			canvas_free(canvas);
		}
}

static void the_nearest_point_is_found_under_a_column(void **state)
{
	struct medium medium = {COLOR_256, GLYPHS_BRAILLE};

	(void)state;
	assert_int_equal(share_chart_point_at(&both, medium, ROWS, COLUMNS, 0), 0);
	assert_int_equal(share_chart_point_at(&both, medium, ROWS, COLUMNS, PLOT_LEFT + 12), 1);
	assert_int_equal(share_chart_point_at(&both, medium, ROWS, COLUMNS, COLUMNS), 3);
	assert_int_equal(share_chart_point_at(&both, medium, ROWS, PLOT_LEFT, 3), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_known_point_has_its_mark),
		cmocka_unit_test(numbers_stand_below_their_points),
		cmocka_unit_test(one_point_and_little_room_are_drawn_as_well),
		cmocka_unit_test(the_nearest_point_is_found_under_a_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
