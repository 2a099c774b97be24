/* Glyphs as boxes: within their cell, of the area that their names say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/glyph_shape.h"

static float area(uint32_t glyph)
{
	struct glyph_box boxes[GLYPH_BOXES_MAX];
	float sum = 0;

	for (int i = 0, count = glyph_shape(glyph, boxes); i < count; i++)
		sum += boxes[i].width * boxes[i].height * boxes[i].opacity;
	return sum;
}

/* Where the boxes' ink is on the whole. */
static void centre(uint32_t glyph, float *x, float *y)
{
	struct glyph_box boxes[GLYPH_BOXES_MAX];
	int count = glyph_shape(glyph, boxes);
	float all = area(glyph);

	*x = *y = 0;
	for (int i = 0; i < count; i++) {
		float ink = boxes[i].width * boxes[i].height * boxes[i].opacity / all;

		*x += ink * (boxes[i].x + boxes[i].width / 2);
		*y += ink * (boxes[i].y + boxes[i].height / 2);
	}
}

static void assert_shape(uint32_t glyph, float ink, float x, float y)
{
	float cx, cy;

	assert_float_equal(area(glyph), ink, 1e-5f);
	centre(glyph, &cx, &cy);
	assert_float_equal(cx, x, 1e-5f);
	assert_float_equal(cy, y, 1e-5f);
}

static void blocks_have_their_shares(void **state)
{
	(void)state;
	assert_shape(0x2580, 0.5f, 0.5f, 0.25f);
	assert_shape(0x2584, 0.5f, 0.5f, 0.75f);
	assert_shape(0x2581, 0.125f, 0.5f, 0.9375f);
	assert_shape(0x2588, 1, 0.5f, 0.5f);
	assert_shape(0x2589, 0.875f, 0.4375f, 0.5f);
	assert_shape(0x258f, 0.125f, 0.0625f, 0.5f);
	assert_shape(0x2590, 0.5f, 0.75f, 0.5f);
	assert_shape(0x2591, 0.25f, 0.5f, 0.5f);
	assert_shape(0x2593, 0.75f, 0.5f, 0.5f);
	assert_shape(0x2594, 0.125f, 0.5f, 0.0625f);
	assert_shape(0x2595, 0.125f, 0.9375f, 0.5f);
	assert_shape(0x2596, 0.25f, 0.25f, 0.75f);
	assert_shape(0x259d, 0.25f, 0.75f, 0.25f);
	assert_shape(0x259a, 0.5f, 0.5f, 0.5f);
	assert_float_equal(area(0x259f), 0.75f, 1e-6f);
}

static void braille_has_a_dot_for_each_bit(void **state)
{
	float one = area(0x2801);

	(void)state;
	assert_true(one > 0);
	assert_shape(0x2801, one, 0.25f, 0.125f);
	assert_shape(0x2840, one, 0.25f, 0.875f);
	assert_shape(0x2880, one, 0.75f, 0.875f);
	assert_shape(0x28ff, 8 * one, 0.5f, 0.5f);
	assert_true(glyph_is_braille(0x2800) && glyph_is_braille(0x28ff));
	assert_false(glyph_is_braille('a') || glyph_is_braille(0x2900));
}

static void lines_reach_their_neighbours(void **state)
{
	struct glyph_box boxes[GLYPH_BOXES_MAX];

	(void)state;
	assert_int_equal(glyph_shape(0x2500, boxes), 1);
	assert_true(boxes[0].x == 0 && boxes[0].width == 1);
	assert_int_equal(glyph_shape(0x2502, boxes), 1);
	assert_true(boxes[0].y == 0 && boxes[0].height == 1);
	assert_int_equal(glyph_shape(0x2514, boxes), 2);
	assert_true(boxes[0].x > 0 && boxes[0].x + boxes[0].width == 1);
	assert_true(boxes[1].y == 0 && boxes[1].height == 0.5f);
	assert_int_equal(glyph_shape(0x253c, boxes), 2);
}

static void all_stay_in_their_cell_and_letters_are_none(void **state)
{
	struct glyph_box boxes[GLYPH_BOXES_MAX];

	(void)state;
	for (uint32_t glyph = 0; glyph < 0x3000; glyph++)
		for (int i = 0, count = glyph_shape(glyph, boxes); i < count; i++) {
			assert_true(boxes[i].x >= 0 && boxes[i].y >= 0);
			assert_true(boxes[i].width > 0 && boxes[i].height > 0);
			assert_true(boxes[i].x + boxes[i].width <= 1.0001f);
			assert_true(boxes[i].y + boxes[i].height <= 1.0001f);
		}
	assert_int_equal(glyph_shape('a', boxes), 0);
	assert_int_equal(glyph_shape(0x2800, boxes), 0);
	assert_int_equal(glyph_shape(0x25a0, boxes), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_have_their_shares),
		cmocka_unit_test(braille_has_a_dot_for_each_bit),
		cmocka_unit_test(lines_reach_their_neighbours),
		cmocka_unit_test(all_stay_in_their_cell_and_letters_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
