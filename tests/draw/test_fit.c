/* The largest scale that fits, and what it takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/fit.h"

static struct picture picture_of(int height, int width, int scale)
{
	return (struct picture){.height = height, .width = width, .scale = scale};
}

static void half_blocks_take_half_as_many_rows(void **state)
{
	struct medium medium = {COLOR_256, GLYPHS_BRAILLE};
	struct picture picture = picture_of(28, 28, 8);
	int rows = 20, columns = 80;

	(void)state;
	assert_int_equal(fit_picture(&picture, medium, &rows, &columns), PIXELS_HALVES);
	assert_int_equal(picture.scale, 1);
	assert_int_equal(rows, 14);
	assert_int_equal(columns, 28);
	rows = 28;
	columns = 56;
	picture.scale = 8;
	fit_picture(&picture, medium, &rows, &columns);
	assert_int_equal(picture.scale, 2);
}

static void what_is_too_large_is_shrunk(void **state)
{
	struct picture picture = picture_of(28, 28, 1);
	int rows = 7, columns = 14;

	(void)state;
	fit_picture(&picture, (struct medium){COLOR_256, GLYPHS_BRAILLE}, &rows, &columns);
	assert_int_equal(picture.scale, -2);
	assert_int_equal(rows, 7);
	assert_int_equal(columns, 14);
}

static void wide_pixels_go_before_merged_rows(void **state)
{
	struct medium ascii = {COLOR_256, GLYPHS_ASCII};
	struct picture picture = picture_of(10, 10, 1);
	int rows = 10, columns = 20;

	(void)state;
	assert_int_equal(fit_picture(&picture, ascii, &rows, &columns), PIXELS_WIDE);
	assert_int_equal(columns, 20);
	rows = 9;
	columns = 19;
	assert_int_equal(fit_picture(&picture, ascii, &rows, &columns), PIXELS_MEAN);
	assert_int_equal(picture.scale, 1);
	assert_int_equal(rows, 5);
}

static void it_comes_to_an_end_without_any_room(void **state)
{
	struct picture picture = picture_of(4096, 4096, 64);
	int rows = 0, columns = 0;

	(void)state;
	fit_picture(&picture, (struct medium){COLOR_256, GLYPHS_BRAILLE}, &rows, &columns);
	assert_int_equal(picture.scale, -64);
}

static void round_scales_are_taken_from_the_largest_on(void **state)
{
	struct medium medium = {COLOR_256, GLYPHS_BRAILLE}, ascii = {COLOR_MONO, GLYPHS_ASCII};
	struct picture picture = picture_of(28, 28, 0), none = picture_of(0, 0, 0);
	struct fitted fit;

	(void)state;
	for (int i = 1; i < FIT_SCALES; i++)
		assert_true(fit_scales[i] < fit_scales[i - 1]);
	fit = fit_into(&picture, medium, 100, 7 * 28 + 27);
	assert_int_equal(fit.scale, 6); /* 7 is none of them */
	assert_int_equal(fit.rows, 84);
	assert_int_equal(fit.columns, 168);
	assert_false(fit_merges_rows(&fit));
	fit = fit_into(&picture, medium, 0, 0);
	assert_int_equal(fit.scale, -16);
	fit = fit_into(&none, medium, 10, 10);
	assert_true(fit.rows == 0 && fit.columns == 0);
	fit = fit_at(&picture, -2, ascii, 0);
	assert_int_equal(fit.columns, 14);
	assert_true(fit_merges_rows(&fit));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_blocks_take_half_as_many_rows),
		cmocka_unit_test(what_is_too_large_is_shrunk),
		cmocka_unit_test(wide_pixels_go_before_merged_rows),
		cmocka_unit_test(round_scales_are_taken_from_the_largest_on),
		cmocka_unit_test(it_comes_to_an_end_without_any_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
