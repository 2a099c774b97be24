/* Tests of draw/palette: values to colours and marks, colours to numbers. */
#include "draw/palette.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_color(struct rgb c, int r, int g, int b)
{
	assert_true(c.is_set);
	assert_int_equal(c.r, r);
	assert_int_equal(c.g, g);
	assert_int_equal(c.b, b);
}

static void greys_are_ink_on_paper_and_the_reverse(void **state)
{
	struct palette greys = palette_greys(),
		       reverse = {.kind = PALETTE_GREYS_R, .lo = 0, .hi = 1};

	(void)state;
	assert_color(palette_color(&greys, 0), 255, 255, 255);
	assert_color(palette_color(&greys, 1), 0, 0, 0);
	assert_color(palette_color(&greys, 0.2f), 204, 204, 204);
	assert_color(palette_color(&reverse, 0), 0, 0, 0);
	assert_color(palette_color(&reverse, 0.2f), 51, 51, 51);
}

static void signed_maps_are_red_below_and_blue_above(void **state)
{
	struct palette map = palette_signed(0.5f);

	(void)state;
	assert_color(palette_color(&map, -0.5f), 255, 0, 0);
	assert_color(palette_color(&map, -0.25f), 255, 128, 128);
	assert_color(palette_color(&map, 0), 255, 255, 255);
	assert_color(palette_color(&map, 0.25f), 128, 128, 255);
	assert_color(palette_color(&map, 0.5f), 0, 0, 255);
}

static void values_beyond_the_range_take_its_ends_and_nan_shows(void **state)
{
	struct palette map = palette_signed(0.5f), greys = palette_greys();
	struct palette widest = {.kind = PALETTE_GREYS, .lo = -3e38f, .hi = 3e38f};

	(void)state;
	assert_color(palette_color(&map, -INFINITY), 255, 0, 0);
	assert_color(palette_color(&map, 9), 0, 0, 255);
	assert_color(palette_color(&greys, -1), 255, 255, 255);
	assert_color(palette_color(&greys, INFINITY), 0, 0, 0);
	assert_color(palette_color(&widest, 0), 128, 128, 128);
	assert_color(palette_color(&greys, NAN), 255, 0, 255);
	assert_int_equal(palette_mark(&greys, NAN), '?');
}

static void a_range_without_width_does_not_divide_by_zero(void **state)
{
	struct palette greys = {.kind = PALETTE_GREYS, .lo = 2, .hi = 2},
		       map = {.kind = PALETTE_BWR_R, .lo = 0, .hi = 0};

	(void)state;
	assert_color(palette_color(&greys, 2), 255, 255, 255);
	assert_color(palette_color(&greys, 3), 0, 0, 0);
	assert_color(palette_color(&map, 1), 255, 255, 255);
}

static void marks_give_ten_steps_of_ink_and_tell_signs_apart(void **state)
{
	struct palette greys = palette_greys(), map = palette_signed(1);
	const char ramp[] = " .:-=+*#%@";

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(palette_mark(&greys, (float)i / 9), ramp[i]);
	assert_int_equal(palette_mark(&map, -0.9f), '=');
	assert_int_equal(palette_mark(&map, -0.3f), '-');
	assert_int_equal(palette_mark(&map, 0.1f), ' ');
	assert_int_equal(palette_mark(&map, 0.3f), '+');
	assert_int_equal(palette_mark(&map, 0.9f), '#');
}

static void fitting_steps_through_values_and_passes_over_nan(void **state)
{
	static const float values[] = {3, 100, NAN, 100, -1, 100, INFINITY, 100};
	static const float bad[] = {NAN};
	struct palette p = palette_fit(PALETTE_GREYS, values, 4, 2);

	(void)state;
	assert_true(p.lo == -1 && p.hi == 3);
	p = palette_fit(PALETTE_BWR_R, values, 4, 2);
	assert_true(p.lo == -3 && p.hi == 3);
	p = palette_fit(PALETTE_GREYS, bad, 1, 1);
	assert_true(p.lo == 0 && p.hi == 1);
	p = palette_fit(PALETTE_BWR_R, bad, 0, 1);
	assert_true(p.lo == -1 && p.hi == 1);
}

static int squared(struct rgb a, struct rgb b)
{
	return (a.r - b.r) * (a.r - b.r) + (a.g - b.g) * (a.g - b.g) + (a.b - b.b) * (a.b - b.b);
}

static void every_grey_takes_the_nearest_of_256_colours(void **state)
{
	(void)state;
	for (int v = 0; v < 256; v++) {
		struct rgb grey = rgb((uint8_t)v, (uint8_t)v, (uint8_t)v);
		int found = squared(grey, color_of_256(color_index(COLOR_256, grey)));

		for (int i = 16; i < 256; i++)
			assert_true(found <= squared(grey, color_of_256(i)));
		assert_true(found <= 3 * 14 * 14);
	}
}

static void every_hue_takes_the_nearest_of_the_cube(void **state)
{
	(void)state;
	for (int i = 0; i < 4096; i++) {
		struct rgb c = rgb((uint8_t)(i % 16 * 17), (uint8_t)(i / 16 % 16 * 17),
				   (uint8_t)(i / 256 * 17));
		int index = color_index(COLOR_256, c);

		if (c.r == c.g && c.g == c.b)
			continue;
		assert_in_range(index, 16, 231);
		for (int k = 16; k < 232; k++)
			assert_true(squared(c, color_of_256(index)) <= squared(c, color_of_256(k)));
	}
}

static void the_256_colours_are_a_cube_and_a_ramp(void **state)
{
	(void)state;
	assert_color(color_of_256(16), 0, 0, 0);
	assert_color(color_of_256(196), 255, 0, 0);
	assert_color(color_of_256(110), 135, 175, 215);
	assert_color(color_of_256(232), 8, 8, 8);
	assert_color(color_of_256(255), 238, 238, 238);
}

static void a_faint_sign_never_becomes_grey(void **state)
{
	struct palette map = palette_signed(1);

	(void)state;
	for (int i = -100; i <= 100; i++) {
		struct rgb c = palette_color(&map, (float)i / 100);
		struct rgb shown = color_of_256(color_index(COLOR_256, c));

		assert_true(i <= 0 ? shown.r == 255 : shown.b == 255);
		assert_true(i > -20 || shown.b < 255);
		assert_true(i < 20 || shown.r < 255);
	}
}

static void few_colours_keep_the_sign_and_the_black_and_white(void **state)
{
	struct palette map = palette_signed(1);
	static const float values[] = {-1, -0.4f, 0, 0.4f, 1};
	static const int of_16[] = {1, 9, 15, 12, 4}, of_8[] = {1, 1, 7, 4, 4};

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct rgb c = palette_color(&map, values[i]);

		assert_int_equal(color_index(COLOR_8, c), of_8[i]);
		if (i != 0 && i != 4)
			assert_int_equal(color_index(COLOR_16, c), of_16[i]);
	}
	assert_int_equal(color_index(COLOR_16, rgb(90, 90, 90)), 8);
	assert_int_equal(color_index(COLOR_16, rgb(160, 160, 160)), 7);
	assert_int_equal(color_index(COLOR_16, rgb(0, 0, 0)), 0);
	assert_int_equal(color_index(COLOR_8, rgb(120, 120, 120)), 0);
	assert_int_equal(color_index(COLOR_8, rgb(140, 140, 140)), 7);
	assert_int_equal(color_index(COLOR_8, rgb(250, 250, 20)), 3);
}

static const enum palette_kind hue_kinds[] = {PALETTE_BWR_R, PALETTE_PUOR};

static struct palette hue_map(int kind, bool is_dark)
{
	return (struct palette){.kind = hue_kinds[kind], .lo = -1, .hi = 1, .is_dark = is_dark};
}

/* Red against blue, orange against purple, on white and on black: in what a mode shows, too. */
static void both_signs_differ_in_hue_at_any_strength(void **state)
{
	(void)state;
	for (int k = 0; k < 4; k++) {
		struct palette map = hue_map(k / 2, k % 2);

		for (int i = 4; i <= 100; i++) {
			struct rgb lo = palette_ink(&map, COLOR_256, (float)-i / 100);
			struct rgb hi = palette_ink(&map, COLOR_256, (float)i / 100);

			assert_true(lo.r > lo.b);
			assert_true(hi.b >= hi.r && hi.b > hi.g);
		}
		for (int mode = COLOR_8; mode <= COLOR_DIRECT; mode++)
			assert_int_not_equal(
				color_index((enum color_mode)mode, palette_color(&map, -1)),
				color_index((enum color_mode)mode, palette_color(&map, 1)));
	}
}

/* CIE 1976 lightness, 0..100, of an sRGB colour. */
static double lightness(struct rgb c)
{
	const double weights[3] = {0.2126, 0.7152, 0.0722};
	const uint8_t channels[3] = {c.r, c.g, c.b};
	double y = 0;

	for (int i = 0; i < 3; i++) {
		double v = channels[i] / 255.0;

		y += weights[i] * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
	}
	return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y;
}

/* Nine levels a side, each as much of the range as another; the first one shows from a thirtieth
 * on, so that small values are seen, and below it there is nothing but paper. */
static void maps_in_256_colours_have_nine_levels_of_even_lightness(void **state)
{
	(void)state;
	for (int k = 0; k < 8; k++) {
		struct palette map = hue_map(k / 4, k / 2 % 2);
		float sign = k % 2 ? 1 : -1;
		struct rgb last = palette_ink(&map, COLOR_256, 0);
		int paper = color_index(COLOR_256, last), previous = paper, levels = 0;

		assert_true(last.is_set);
		assert_int_equal(last.r, map.is_dark ? 0 : 255);
		assert_int_equal(color_index(COLOR_256, palette_ink(&map, COLOR_256, 0.03f * sign)),
				 paper);
		for (int i = 0; i <= 1000; i++) {
			struct rgb color = palette_ink(&map, COLOR_256, (float)i / 1000 * sign);
			int number = color_index(COLOR_256, color);
			double step = fabs(lightness(color) - lightness(last));

			if (number == previous)
				continue;
			levels++;
			/* From the paper on, the first step may be larger. */
			if (step < 4 || step > (levels == 1 ? 22 : 17.5))
				fail_msg("level %d of map %d: a step of %.1f", levels, k, step);
			assert_true(map.is_dark == (lightness(color) > lightness(last)));
			previous = number;
			last = color;
		}
		assert_int_equal(levels, PALETTE_LEVELS);
		assert_int_equal(previous,
				 color_index(COLOR_256, palette_ink(&map, COLOR_256, 9 * sign)));
	}
}

/* Ninths of a side, and all that lies between them. */
static void maps_in_24_bits_are_of_even_lightness(void **state)
{
	(void)state;
	for (int k = 0; k < 8; k++) {
		struct palette map = hue_map(k / 4, k / 2 % 2);
		float sign = k % 2 ? 1 : -1;
		double paper = lightness(palette_ink(&map, COLOR_DIRECT, 0));
		double all = lightness(palette_ink(&map, COLOR_DIRECT, sign)) - paper;

		assert_true(paper == (map.is_dark ? 0 : 100) || fabs(paper - 100) < 0.1);
		assert_true(fabs(all) > 60);
		for (int i = 0; i <= 90; i++) {
			struct rgb color = palette_ink(&map, COLOR_DIRECT, sign * (float)i / 90);
			double share = (lightness(color) - paper) / all;

			if (fabs(share - i / 90.0) > 0.03)
				fail_msg("map %d, %d/90: %.3f of the way", k, i, share);
		}
	}
}

static int brightness(const struct palette *palette, float value)
{
	struct rgb c = palette_color(palette, value);

	return c.r + c.g + c.b;
}

static void dark_maps_brighten_from_black_to_both_ends(void **state)
{
	struct palette map = {.kind = PALETTE_PUOR, .lo = -1, .hi = 1, .is_dark = true};

	(void)state;
	assert_color(palette_color(&map, 0), 0, 0, 0);
	for (int i = 0; i < 20; i++) {
		float value = (float)i / 20, next = (float)(i + 1) / 20;

		assert_true(brightness(&map, value) < brightness(&map, next));
		assert_true(brightness(&map, -value) < brightness(&map, -next));
	}
}

static void a_map_without_hue_goes_from_black_to_white(void **state)
{
	struct palette map = {.kind = PALETTE_GREYS_SIGNED, .lo = -1, .hi = 1};

	(void)state;
	assert_true(palette_is_signed(&map));
	assert_color(palette_color(&map, -1), 0, 0, 0);
	assert_color(palette_color(&map, 0), 128, 128, 128);
	assert_color(palette_color(&map, 1), 255, 255, 255);
	assert_int_equal(palette_mark(&map, -1), '=');
	assert_int_equal(palette_mark(&map, 1), '#');
}

static void every_value_has_a_colour_that_of_the_paper_included(void **state)
{
	struct palette greys = palette_greys(), map = palette_signed(1);

	(void)state;
	assert_false(palette_is_signed(&greys));
	for (int mode = COLOR_8; mode <= COLOR_DIRECT; mode++) {
		assert_color(palette_ink(&greys, (enum color_mode)mode, 0), 255, 255, 255);
		assert_color(palette_ink(&greys, (enum color_mode)mode, 1), 0, 0, 0);
		assert_color(palette_ink(&greys, (enum color_mode)mode, NAN), 255, 0, 255);
		assert_color(palette_ink(&map, (enum color_mode)mode, 0), 255, 255, 255);
		assert_color(palette_ink(&map, (enum color_mode)mode, NAN), 255, 0, 255);
	}
	map.is_dark = true;
	assert_color(palette_ink(&map, COLOR_256, 0), 0, 0, 0);
	assert_color(palette_ink(&map, COLOR_DIRECT, 0), 0, 0, 0);
}

static bool is_same_shade(struct shade a, struct shade b)
{
	return a.quarters == b.quarters && memcmp(&a.ground, &b.ground, sizeof(a.ground)) == 0 &&
	       (a.quarters == 0 || memcmp(&a.ink, &b.ink, sizeof(a.ink)) == 0);
}

static int count_shades(const struct palette *palette, enum color_mode mode, float end)
{
	struct shade last = palette_shade(palette, mode, 0);
	int count = 1;

	for (int i = 0; i <= 1000; i++) {
		struct shade shade = palette_shade(palette, mode, (float)i / 1000 * end);

		if (is_same_shade(shade, last))
			continue;
		assert_int_equal(shade.quarters, (last.quarters + 1) % 4);
		last = shade;
		count++;
	}
	return count;
}

static void shades_make_levels_of_few_colours(void **state)
{
	(void)state;
	for (int is_dark = 0; is_dark < 2; is_dark++) {
		struct palette greys = {.kind = is_dark ? PALETTE_GREYS_R : PALETTE_GREYS, .hi = 1};

		assert_int_equal(count_shades(&greys, COLOR_16, 1), 13);
		assert_int_equal(count_shades(&greys, COLOR_8, 1), 5);
		assert_int_equal(palette_shade(&greys, COLOR_16, 0).ground.r, is_dark ? 0 : 255);
		for (int k = 0; k < 4; k++) {
			struct palette map = hue_map(k / 2, is_dark);

			assert_int_equal(count_shades(&map, COLOR_16, k % 2 ? 1 : -1), 9);
			assert_int_equal(count_shades(&map, COLOR_8, k % 2 ? 1 : -1), 5);
		}
	}
	assert_color(palette_shade(&(struct palette){.hi = 1}, COLOR_16, NAN).ground, 255, 0, 255);
}

/* Orange stays orange (terminals' brown) where brown is no colour of its own. */
static void shades_end_in_the_colour_of_their_sign(void **state)
{
	static const struct {
		enum color_mode mode;
		int is_dark, ends[4]; /* red, blue, orange, purple */
	} cases[] = {{COLOR_8, 0, {1, 4, 3, 5}},
		     {COLOR_8, 1, {1, 4, 3, 5}},
		     {COLOR_16, 0, {1, 4, 3, 5}},
		     {COLOR_16, 1, {9, 12, 11, 13}}};

	(void)state;
	for (int i = 0; i < 4; i++) {
		for (int k = 0; k < 4; k++) {
			struct palette map = hue_map(k / 2, cases[i].is_dark);
			struct shade end = palette_shade(&map, cases[i].mode, k % 2 ? 1 : -1);
			struct shade middle = palette_shade(&map, cases[i].mode, 0);

			assert_int_equal(color_index(cases[i].mode, end.ground), cases[i].ends[k]);
			assert_int_equal(color_index(cases[i].mode, middle.ground),
					 cases[i].is_dark           ? 0
					 : cases[i].mode == COLOR_8 ? 7
								    : 15);
		}
	}
}

/* Five steps of 0.02 on white paper and on ink. */
static void a_perturbation_of_a_tenth_shows_in_8_colours(void **state)
{
	struct palette greys = palette_greys();

	(void)state;
	for (int mode = COLOR_8; mode <= COLOR_16; mode++) {
		assert_false(is_same_shade(palette_shade(&greys, (enum color_mode)mode, 0),
					   palette_shade(&greys, (enum color_mode)mode, 0.1f)));
		assert_true(is_same_shade(palette_shade(&greys, (enum color_mode)mode, 0),
					  palette_shade(&greys, (enum color_mode)mode, 0.01f)));
	}
}

static void the_clip_leaves_one_of_a_hundred_out(void **state)
{
	float values[1000], few[] = {-3, NAN, 1, INFINITY}, none[] = {0, 0, NAN};

	(void)state;
	for (int i = 0; i < 1000; i++)
		values[i] = (float)(i % 2 ? i : -i);
	assert_true(palette_clip(values, 1000) == 989);
	assert_true(palette_clip(few, 4) == 3);
	assert_true(palette_clip(none, 3) == 1);
	assert_true(palette_clip(none, 0) == 1);
	/* A single large one is not paled away where all else is 0. */
	memset(values, 0, sizeof(values));
	values[5] = -7;
	assert_true(palette_clip(values, 1000) == 7);
}

static void direct_colours_are_exact_and_the_terminals_own_has_no_number(void **state)
{
	struct rgb own = {0};

	(void)state;
	assert_int_equal(color_index(COLOR_DIRECT, rgb(1, 2, 254)), 0x0102fe);
	assert_int_equal(color_index(COLOR_DIRECT, rgb(0, 0, 0)), 0);
	for (int mode = 0; mode < COLOR_MODES; mode++)
		assert_int_equal(color_index((enum color_mode)mode, own), -1);
	assert_int_equal(color_index(COLOR_MONO, rgb(1, 2, 3)), -1);
	assert_int_equal(color_index(COLOR_NONE, rgb(1, 2, 3)), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(greys_are_ink_on_paper_and_the_reverse),
		cmocka_unit_test(signed_maps_are_red_below_and_blue_above),
		cmocka_unit_test(values_beyond_the_range_take_its_ends_and_nan_shows),
		cmocka_unit_test(a_range_without_width_does_not_divide_by_zero),
		cmocka_unit_test(marks_give_ten_steps_of_ink_and_tell_signs_apart),
		cmocka_unit_test(fitting_steps_through_values_and_passes_over_nan),
		cmocka_unit_test(every_grey_takes_the_nearest_of_256_colours),
		cmocka_unit_test(every_hue_takes_the_nearest_of_the_cube),
		cmocka_unit_test(the_256_colours_are_a_cube_and_a_ramp),
		cmocka_unit_test(a_faint_sign_never_becomes_grey),
		cmocka_unit_test(few_colours_keep_the_sign_and_the_black_and_white),
		cmocka_unit_test(both_signs_differ_in_hue_at_any_strength),
		cmocka_unit_test(dark_maps_brighten_from_black_to_both_ends),
		cmocka_unit_test(maps_in_256_colours_have_nine_levels_of_even_lightness),
		cmocka_unit_test(maps_in_24_bits_are_of_even_lightness),
		cmocka_unit_test(a_map_without_hue_goes_from_black_to_white),
		cmocka_unit_test(every_value_has_a_colour_that_of_the_paper_included),
		cmocka_unit_test(shades_make_levels_of_few_colours),
		cmocka_unit_test(shades_end_in_the_colour_of_their_sign),
		cmocka_unit_test(a_perturbation_of_a_tenth_shows_in_8_colours),
		cmocka_unit_test(the_clip_leaves_one_of_a_hundred_out),
		cmocka_unit_test(direct_colours_are_exact_and_the_terminals_own_has_no_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
