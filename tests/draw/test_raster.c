/* Screens as pixels: where each cell's ground, blocks, dots and letters are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/font.h"
#include "draw/glyph_shape.h"
#include "draw/look.h"
#include "draw/raster.h"

#include <stdlib.h>
#include <string.h>

enum { W = RASTER_CELL_WIDTH, H = RASTER_CELL_HEIGHT };

static const struct medium medium = {COLOR_DIRECT, GLYPHS_BRAILLE};

struct raster {
	uint8_t *pixels;
	int height, width;
};

static struct raster draw(const struct canvas *canvas)
{
	struct raster raster;
	struct err err;

	raster.pixels = raster_canvas(canvas, false, &raster.height, &raster.width, &err);
	assert_non_null(raster.pixels);
	assert_int_equal(raster.height, canvas->height * H);
	assert_int_equal(raster.width, canvas->width * W);
	return raster;
}

static unsigned pixel(const struct raster *raster, int x, int y)
{
	const uint8_t *p = raster->pixels + 3 * ((size_t)y * (size_t)raster->width + (size_t)x);

	return (unsigned)p[0] << 16 | (unsigned)p[1] << 8 | p[2];
}

/* Pixels of a cell that are not of this colour. */
static int count_others(const struct raster *raster, int row, int column, unsigned color)
{
	int count = 0;

	for (int y = row * H; y < (row + 1) * H; y++)
		for (int x = column * W; x < (column + 1) * W; x++)
			count += pixel(raster, x, y) != color;
	return count;
}

static void halves_are_squares_of_their_colours(void **state)
{
	struct canvas *canvas = canvas_new(medium, 2, 3);
	struct raster raster;

	(void)state;
	canvas_put(canvas, 1, 2, (struct style){rgb(255, 0, 0), rgb(0, 0, 255), 0}, 0x2580);
	raster = draw(canvas);
	assert_int_equal(pixel(&raster, 2 * W, H), 0xff0000);
	assert_int_equal(pixel(&raster, 3 * W - 1, H + H / 2 - 1), 0xff0000);
	assert_int_equal(pixel(&raster, 2 * W, H + H / 2), 0x0000ff);
	assert_int_equal(pixel(&raster, 3 * W - 1, 2 * H - 1), 0x0000ff);
	for (int i = 0; i < 5; i++)
		assert_int_equal(count_others(&raster, i / 3, i % 3, 0xffffff), 0);
	free(raster.pixels);
	canvas_free(canvas);
}

static void shades_lie_between_ink_and_ground(void **state)
{
	struct canvas *canvas = canvas_new(medium, 1, 1);
	struct raster raster;

	(void)state;
	canvas_put(canvas, 0, 0, (struct style){rgb(0, 0, 0), rgb(200, 200, 200), 0}, 0x2592);
	raster = draw(canvas);
	assert_int_equal(count_others(&raster, 0, 0, 0x646464), 0);
	free(raster.pixels);
	canvas_free(canvas);
}

static void all_of_ascii_differs_and_stays_within_its_cell(void **state)
{
	struct canvas *canvas = canvas_new(medium, 3, 95);
	struct raster raster;

	(void)state;
	for (int i = 0; i < 95; i++)
		canvas_put(canvas, 1, i, (struct style){.attributes = CELL_BOLD},
			   ' ' + (uint32_t)i);
	raster = draw(canvas);
	for (int i = 0; i < 95; i++) {
		assert_int_equal(count_others(&raster, 0, i, 0xffffff), 0);
		assert_int_equal(count_others(&raster, 2, i, 0xffffff), 0);
		assert_true((i == 0) == (count_others(&raster, 1, i, 0xffffff) == 0));
		for (int j = 0; j < i; j++)
			assert_memory_not_equal(font_glyph(' ' + (uint32_t)i),
						font_glyph(' ' + (uint32_t)j), FONT_HEIGHT);
	}
	free(raster.pixels);
	canvas_free(canvas);
}

/* An I is a line between two bars; as every letter it stands on the baseline. */
static void letters_are_the_fonts_twice_as_large(void **state)
{
	struct canvas *canvas = canvas_new(medium, 1, 2);
	struct raster raster;
	unsigned ink = 0x202020;

	(void)state;
	canvas_text(canvas, 0, 0, (struct style){0}, "I");
	canvas_put(canvas, 0, 1, (struct style){.attributes = CELL_UNDERLINE}, ' ');
	raster = draw(canvas);
	assert_int_equal(pixel(&raster, 5, 3 + 6), ink);
	assert_int_equal(pixel(&raster, 6, 3 + 6), ink);
	assert_int_equal(pixel(&raster, 4, 3 + 6), 0xffffff);
	assert_int_equal(pixel(&raster, 7, 3 + 6), 0xffffff);
	assert_int_equal(pixel(&raster, 3, 3), ink);
	assert_int_equal(pixel(&raster, 3, 3 + 2 * FONT_BASELINE - 1), ink);
	assert_int_equal(pixel(&raster, 3, 3 + 2 * FONT_BASELINE), 0xffffff);
	assert_int_equal(count_others(&raster, 0, 1, 0xffffff), 2 * W);
	free(raster.pixels);
	canvas_free(canvas);
}

static void what_the_font_lacks_is_a_box_and_braille_is_dots(void **state)
{
	struct canvas *canvas = canvas_new(medium, 1, 4);
	struct raster raster;

	(void)state;
	canvas_put(canvas, 0, 0, (struct style){0}, 0xe9);
	canvas_put(canvas, 0, 1, (struct style){0}, 0x3b1);
	canvas_put(canvas, 0, 2, (struct style){0}, 0x2800);
	canvas_put(canvas, 0, 3, (struct style){0}, 0x28ff);
	raster = draw(canvas);
	assert_ptr_equal(font_glyph(0xe9), font_glyph(0x3b1));
	assert_int_equal(count_others(&raster, 0, 0, 0xffffff),
			 count_others(&raster, 0, 1, 0xffffff));
	assert_int_equal(count_others(&raster, 0, 2, 0xffffff), 0);
	assert_true(count_others(&raster, 0, 3, 0xffffff) >= 8 * 4);
	free(raster.pixels);
	canvas_free(canvas);
}

static void too_many_pixels_are_refused(void **state)
{
	struct canvas *canvas = canvas_new(medium, 300, 1000);
	int height, width;
	struct err err;

	(void)state;
	assert_null(raster_canvas(canvas, true, &height, &width, &err));
	assert_non_null(strstr(err.text, "1000 columns and 300 rows"));
	canvas->height = 0;
	assert_null(raster_canvas(canvas, true, &height, &width, &err));
	assert_non_null(strstr(err.text, "an image of 0 pixels"));
	canvas->height = 300;
	canvas_free(canvas);
}

/* Lines, blocks and shades. */
static void however_thin_a_shape_is_it_is_seen(void **state)
{
	struct canvas *canvas = canvas_new(medium, 1, 1);
	struct glyph_box boxes[GLYPH_BOXES_MAX];
	int shapes = 0;

	(void)state;
	for (uint32_t glyph = 0x2500; glyph < 0x2900; glyph++) {
		struct raster raster;

		if (glyph_shape(glyph, boxes) == 0)
			continue;
		canvas_put(canvas, 0, 0, (struct style){0}, glyph);
		raster = draw(canvas);
		if (count_others(&raster, 0, 0, 0xffffff) == 0)
			fail_msg("U+%04X is not to be seen", (unsigned)glyph);
		free(raster.pixels);
		shapes++;
	}
	assert_true(shapes > 255 + 30);
	canvas_free(canvas);
}

/* What a wide letter covers besides its own cell is left to it. */
static void a_wide_letter_is_drawn_once(void **state)
{
	struct canvas *canvas = canvas_new(medium, 1, 3);
	struct raster raster;

	(void)state;
	canvas_text(canvas, 0, 0, (struct style){0}, "\xe5\xad\x97");
	assert_int_equal(canvas_at(canvas, 0, 1)->glyph, 0);
	raster = draw(canvas);
	assert_true(count_others(&raster, 0, 0, 0xffffff) > 0);
	assert_int_equal(count_others(&raster, 0, 1, 0xffffff), 0);
	free(raster.pixels);
	canvas_free(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(halves_are_squares_of_their_colours),
		cmocka_unit_test(shades_lie_between_ink_and_ground),
		cmocka_unit_test(all_of_ascii_differs_and_stays_within_its_cell),
		cmocka_unit_test(letters_are_the_fonts_twice_as_large),
		cmocka_unit_test(what_the_font_lacks_is_a_box_and_braille_is_dots),
		cmocka_unit_test(too_many_pixels_are_refused),
		cmocka_unit_test(however_thin_a_shape_is_it_is_seen),
		cmocka_unit_test(a_wide_letter_is_drawn_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
