/* Tests of draw/picture: scales, and each way of making cells of pixels. */
#include "draw/picture.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584 };

static const struct medium utf8 = {COLOR_256, GLYPHS_BRAILLE}, ascii = {COLOR_256, GLYPHS_ASCII},
			   none = {COLOR_NONE, GLYPHS_BRAILLE};
/* 3 x 2: odd in height. */
static const float values[] = {0, 0.2f, 0.4f, 0.6f, 0.8f, 1};

static struct picture picture_of(int scale)
{
	return (struct picture){values, 3, 2, 0, scale, palette_greys()};
}

static void assert_value(float value, float expected)
{
	assert_true(value > expected - 1e-6f && value < expected + 1e-6f);
}

/* Greys: the value 0.2 is 204. */
static void assert_grey(struct rgb c, int level)
{
	assert_true(c.is_set);
	assert_int_equal(c.r, level);
	assert_true(c.g == c.r && c.b == c.r);
}

static void the_way_of_showing_follows_the_medium_and_the_room(void **state)
{
	struct picture picture = picture_of(0);

	(void)state;
	assert_int_equal(picture_pixels(&picture, utf8, 0), PIXELS_HALVES);
	assert_int_equal(picture_pixels(&picture, ascii, 4), PIXELS_WIDE);
	assert_int_equal(picture_pixels(&picture, ascii, 3), PIXELS_MEAN);
	assert_int_equal(picture_pixels(&picture, none, 80), PIXELS_MARKS);
	picture.scale = 2;
	assert_int_equal(picture_pixels(&picture, ascii, 7), PIXELS_MEAN);
}

static void merged_rows_are_owned_up_to(void **state)
{
	struct picture once = picture_of(0), twice = picture_of(2), thrice = picture_of(3);

	(void)state;
	assert_false(picture_merges_rows(&once, PIXELS_HALVES));
	assert_false(picture_merges_rows(&once, PIXELS_WIDE));
	assert_true(picture_merges_rows(&once, PIXELS_MEAN));
	assert_true(picture_merges_rows(&once, PIXELS_MARKS));
	assert_false(picture_merges_rows(&twice, PIXELS_MARKS));
	assert_true(picture_merges_rows(&thrice, PIXELS_MEAN));
}

static void sizes_in_pixels_and_cells_round_up(void **state)
{
	struct picture picture = picture_of(3);
	int rows, columns;

	(void)state;
	picture_size(&picture, &rows, &columns);
	assert_true(rows == 9 && columns == 6);
	picture_cells(&picture, PIXELS_HALVES, &rows, &columns);
	assert_true(rows == 5 && columns == 6);
	picture_cells(&picture, PIXELS_WIDE, &rows, &columns);
	assert_true(rows == 9 && columns == 12);
	picture.scale = -2;
	picture_size(&picture, &rows, &columns);
	assert_true(rows == 2 && columns == 1);
}

static void enlarging_repeats_and_shrinking_takes_means(void **state)
{
	struct picture large = picture_of(3), small = picture_of(-2);

	(void)state;
	assert_value(picture_value(&large, 0, 2), 0);
	assert_value(picture_value(&large, 2, 3), 0.2f);
	assert_value(picture_value(&large, 8, 5), 1);
	assert_value(picture_value(&small, 0, 0), 0.3f);
	assert_value(picture_value(&small, 1, 0), 0.9f); /* what is there of the last block */
}

static void a_step_walks_through_a_matrix_of_maps(void **state)
{
	struct picture picture = {values + 1, 1, 3, 2, 0, palette_greys()};

	(void)state;
	assert_value(picture_value(&picture, 0, 0), 0.2f);
	assert_value(picture_value(&picture, 0, 1), 0.6f);
	assert_value(picture_value(&picture, 0, 2), 1);
}

static void half_blocks_give_back_every_pixel(void **state)
{
	struct picture picture = picture_of(0);
	struct canvas *canvas = canvas_new(utf8, 4, 4);

	(void)state;
	picture_draw(canvas, 1, 1, &picture, PIXELS_HALVES);
	for (int x = 0; x < 2; x++) {
		const struct cell *upper = canvas_at(canvas, 1, 1 + x);
		const struct cell *lower = canvas_at(canvas, 2, 1 + x);

		assert_int_equal(upper->glyph, UPPER_HALF);
		assert_int_equal(lower->glyph, UPPER_HALF);
		assert_grey(upper->style.fg, 255 - 51 * x);
		assert_grey(upper->style.bg, 255 - 51 * (2 + x));
		assert_grey(lower->style.fg, 255 - 51 * (4 + x));
		assert_false(lower->style.bg.is_set);
	}
	assert_int_equal(canvas_at(canvas, 1, 0)->glyph, ' ');
	assert_int_equal(canvas_at(canvas, 3, 1)->glyph, ' ');
	assert_int_equal(canvas_at(canvas, 1, 3)->glyph, ' ');
	canvas_free(canvas);
}

/* Whatever the terminal's ground is, the paper is the picture's. */
static void every_cell_of_a_picture_is_painted(void **state)
{
	static const float stamp[] = {0, 0, 1, 1, 0, 1, 0, 1};
	static const enum color_mode modes[] = {COLOR_8, COLOR_16, COLOR_256, COLOR_DIRECT};
	struct picture picture = {stamp, 2, 4, 0, 0, palette_greys()};

	(void)state;
	for (int i = 0; i < 16; i++) {
		struct canvas *canvas = canvas_new((struct medium){modes[i / 4], i % 4 < 2}, 2, 8);
		enum pixels pixels = picture_pixels(&picture, canvas->medium, i % 2 ? 8 : 0);
		int rows, columns;

		picture_cells(&picture, pixels, &rows, &columns);
		picture_draw(canvas, 0, 0, &picture, pixels);
		for (int k = 0; k < rows * columns; k++) {
			const struct cell *cell = canvas_at(canvas, k / columns, k % columns);

			assert_true(cell->style.bg.is_set);
			assert_true(cell->style.fg.is_set || cell->glyph == ' ');
		}
		canvas_free(canvas);
	}
}

static void few_colours_are_shaded(void **state)
{
	static const float stamp[] = {0, 0.1f, 0.5f, 0.75f, 1};
	static const uint32_t glyphs[2][5] = {{' ', '.', '+', '#', ' '},
					      {' ', 0x2591, 0x2592, 0x2593, ' '}};
	struct picture picture = {stamp, 1, 5, 0, 0, palette_greys()};

	(void)state;
	for (int i = GLYPHS_ASCII; i <= GLYPHS_BLOCKS; i++) {
		struct medium medium = {COLOR_8, (enum glyphs)i};
		struct canvas *canvas = canvas_new(medium, 1, 10);

		assert_int_equal(picture_pixels(&picture, medium, 10), PIXELS_WIDE);
		assert_int_equal(picture_pixels(&picture, medium, 9), PIXELS_MEAN);
		assert_true(picture_merges_rows(&picture, PIXELS_MEAN));
		picture_draw(canvas, 0, 0, &picture, PIXELS_WIDE);
		for (int x = 0; x < 10; x++)
			assert_int_equal(canvas_at(canvas, 0, x)->glyph, glyphs[i][x / 2]);
		canvas_free(canvas);
	}
}

static void wide_pixels_are_two_cells_of_ground(void **state)
{
	struct picture picture = picture_of(0);
	struct canvas *canvas = canvas_new(ascii, 3, 4);

	(void)state;
	picture_draw(canvas, 0, 0, &picture, PIXELS_WIDE);
	for (int i = 0; i < 12; i++) {
		const struct cell *cell = canvas_at(canvas, i / 4, i % 4);

		assert_int_equal(cell->glyph, ' ');
		assert_grey(cell->style.bg, 255 - 51 * (i / 2));
	}
	canvas_free(canvas);
}

static void one_cell_can_stand_for_the_mean_of_two_rows(void **state)
{
	struct picture picture = picture_of(0);
	struct canvas *canvas = canvas_new(ascii, 2, 2);

	(void)state;
	picture_draw(canvas, 0, 0, &picture, PIXELS_MEAN);
	assert_grey(canvas_at(canvas, 0, 0)->style.bg, 204); /* (0 + 0.4) / 2 */
	assert_grey(canvas_at(canvas, 0, 1)->style.bg, 153);
	assert_grey(canvas_at(canvas, 1, 1)->style.bg, 0);
	canvas_free(canvas);
}

static void marks_stand_for_the_mean_without_any_colour(void **state)
{
	struct picture picture = picture_of(0);
	struct canvas *canvas = canvas_new(none, 2, 2);
	static const char expected[] = ":=#@"; /* 0.2, 0.4, 0.8, 1 */

	(void)state;
	picture_draw(canvas, 0, 0, &picture, PIXELS_MARKS);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(canvas_at(canvas, i / 2, i % 2)->glyph, expected[i]);
		assert_false(canvas_at(canvas, i / 2, i % 2)->style.bg.is_set);
	}
	canvas_free(canvas);
}

static void the_range_is_that_of_the_pixels(void **state)
{
	static const float maps[] = {0.5f, -2, NAN, 1, 0, 0, INFINITY, 0};
	struct picture picture = {.values = maps, .height = 1, .width = 2};

	(void)state;
	assert_true(picture_range(&picture) == 2);
	picture.scale = 4;
	assert_true(picture_range(&picture) == 2);
	picture.scale = -2;
	assert_true(picture_range(&picture) == 0.75f);
	picture = (struct picture){.values = maps + 2, .height = 1, .width = 2};
	assert_true(picture_range(&picture) == 1);
	picture.values = maps + 4; /* nothing but zeros */
	assert_true(picture_range(&picture) == 1);
}

static void a_picture_may_hang_over_every_edge(void **state)
{
	struct picture picture = picture_of(9);
	struct canvas *canvas = canvas_new(utf8, 3, 3);

	(void)state;
	for (int pixels = PIXELS_HALVES; pixels <= PIXELS_MARKS; pixels++)
		picture_draw(canvas, -5, -5, &picture, (enum pixels)pixels);
	picture_draw(canvas, -5, -5, &picture, PIXELS_WIDE);
	assert_grey(canvas_at(canvas, 2, 2)->style.bg, 255);
	assert_grey(canvas_at(canvas, 2, 0)->style.bg, 255);
	canvas_free(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_way_of_showing_follows_the_medium_and_the_room),
		cmocka_unit_test(merged_rows_are_owned_up_to),
		cmocka_unit_test(sizes_in_pixels_and_cells_round_up),
		cmocka_unit_test(enlarging_repeats_and_shrinking_takes_means),
		cmocka_unit_test(a_step_walks_through_a_matrix_of_maps),
		cmocka_unit_test(half_blocks_give_back_every_pixel),
		cmocka_unit_test(every_cell_of_a_picture_is_painted),
		cmocka_unit_test(few_colours_are_shaded),
		cmocka_unit_test(wide_pixels_are_two_cells_of_ground),
		cmocka_unit_test(one_cell_can_stand_for_the_mean_of_two_rows),
		cmocka_unit_test(marks_stand_for_the_mean_without_any_colour),
		cmocka_unit_test(the_range_is_that_of_the_pixels),
		cmocka_unit_test(a_picture_may_hang_over_every_edge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
