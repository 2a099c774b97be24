/* Tests of draw/sheet: where pictures and captions come to lie, as cells and as pixels. */
#include "draw/ansi.h"
#include "draw/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/canvas_text.h"
#include "support/says.h"

static const struct medium none = {COLOR_NONE, GLYPHS_BRAILLE}, utf8 = {COLOR_256, GLYPHS_BRAILLE},
			   ascii = {COLOR_256, GLYPHS_ASCII};
/* Ink all over where the range is -1..0, and a checkerboard. */
static const float zeros[28 * 28] = {0};
static const float checks[] = {0, 1, 1, 0};

static struct tile inked(int side, int scale, const char *caption)
{
	return (struct tile){
		{zeros, side, side, 1, scale, {.kind = PALETTE_GREYS, .lo = -1, .hi = 0}}, caption};
}

static void tiles_fill_row_after_row_with_captions_below(void **state)
{
	const struct tile tiles[] = {inked(4, 1, "7>3"), inked(4, 1, "9>4"), inked(4, 1, "2>7")};
	struct sheet sheet = {tiles, 3, 0, false};
	bool has_merged_rows;

	(void)state;
	assert_canvas_text(sheet_canvas(&sheet, none, 15, &has_merged_rows), "@@@@  @@@@\n"
									     "@@@@  @@@@\n"
									     "7>3   9>4\n"
									     "\n"
									     "@@@@\n"
									     "@@@@\n"
									     "2>7\n");
	assert_true(has_merged_rows);
}

static void captions_above_and_columns_of_different_widths(void **state)
{
	const struct tile tiles[] = {
		inked(2, 1, "filter 0"), inked(4, 1, "b"), inked(2, 1, NULL), {.caption = "empty"}};
	struct sheet sheet = {tiles, 4, 2, true};
	bool has_merged_rows;

	(void)state;
	assert_canvas_text(sheet_canvas(&sheet, none, 40, &has_merged_rows), "filter 0  b\n"
									     "@@        @@@@\n"
									     "          @@@@\n"
									     "\n"
									     "@@        empty\n");
}

static void captions_below_stand_in_one_line(void **state)
{
	const struct tile tiles[] = {inked(2, 1, "a"), inked(4, 1, "b")};
	struct sheet sheet = {tiles, 2, 0, false};
	bool has_merged_rows;

	(void)state;
	assert_canvas_text(sheet_canvas(&sheet, none, 40, &has_merged_rows), "@@  @@@@\n"
									     "    @@@@\n"
									     "a   b\n");
}

static void assert_size(const struct sheet *sheet, struct medium medium, int width, int height,
			int right)
{
	bool has_merged_rows;
	struct canvas *canvas = sheet_canvas(sheet, medium, width, &has_merged_rows);
	int last = -1;

	assert_int_equal(canvas->height, height);
	assert_int_equal(canvas->width, width);
	for (int i = 0; i < height * width; i++)
		if (canvas->cells[i].glyph != ' ' || canvas->cells[i].style.bg.is_set)
			last = i % width > last ? i % width : last;
	assert_int_equal(last + 1, right);
	canvas_free(canvas);
}

static void maps_are_enlarged_to_some_twenty_columns_or_shrunk_to_fit(void **state)
{
	const struct tile small[] = {inked(5, 0, NULL)}, large[] = {inked(28, 0, NULL)};
	struct sheet sheet = {small, 1, 0, false};

	(void)state;
	assert_size(&sheet, utf8, 80, 10, 20);
	assert_size(&sheet, ascii, 80, 10, 20);
	assert_size(&sheet, utf8, 12, 5, 10);
	sheet.tiles = large;
	assert_size(&sheet, utf8, 80, 14, 28);
	assert_size(&sheet, utf8, 28, 14, 28);
	assert_size(&sheet, utf8, 27, 7, 14);
	assert_size(&sheet, utf8, 1, 1, 1);
	assert_size(&sheet, ascii, 80, 28, 56);
	assert_size(&sheet, ascii, 40, 14, 28);
}

static void the_line_up_of_a_filter_fits_eighty_columns(void **state)
{
	const struct tile tiles[] = {inked(5, 0, "filter 12"), inked(28, 0, "on image 12"),
				     inked(28, 0, "excites it")};
	struct sheet sheet = {tiles, 3, 3, true};
	bool has_merged_rows;

	(void)state;
	assert_size(&sheet, utf8, 80, 15, 80);
	assert_size(&sheet, none, 80, 15, 80);
	/* Wide pixels have no room here. */
	assert_size(&sheet, ascii, 80, 15, 80);
	canvas_free(sheet_canvas(&sheet, ascii, 80, &has_merged_rows));
	assert_true(has_merged_rows);
	canvas_free(sheet_canvas(&sheet, ascii, 200, &has_merged_rows));
	assert_false(has_merged_rows);
	canvas_free(sheet_canvas(&sheet, utf8, 80, &has_merged_rows));
	assert_false(has_merged_rows);
}

static void a_given_number_of_columns_shrinks_pictures_to_its_share(void **state)
{
	const struct tile tiles[] = {inked(28, 0, "0"), inked(28, 0, "1"), inked(28, 0, "2"),
				     inked(28, 0, "3"), inked(28, 0, "4")};
	struct sheet sheet = {tiles, 5, 5, true};

	(void)state;
	assert_size(&sheet, utf8, 80, 8, 78);
	assert_size(&sheet, utf8, 148, 15, 148);
	assert_size(&sheet, ascii, 80, 8, 78);
}

static void a_given_scale_is_kept_and_clipped(void **state)
{
	const struct tile tiles[] = {inked(28, 2, NULL), inked(28, -2, NULL)};
	struct sheet sheet = {tiles, 2, 0, false};

	(void)state;
	assert_size(&sheet, utf8, 40, 28 + 1 + 7, 40);
	assert_size(&sheet, utf8, 80, 28, 56 + 2 + 14);
}

static void an_empty_sheet_has_no_rows_and_no_raster(void **state)
{
	struct sheet sheet = {NULL, 0, 0, false};
	int height, width;
	struct err err;

	(void)state;
	assert_size(&sheet, utf8, 80, 0, 0);
	assert_null(sheet_raster(&sheet, 1, &height, &width, &err));
	assert_says(&err, "no pictures");
}

static void assert_pixels(const uint8_t *pixels, int width, const char *const *rows, int height)
{
	for (int y = 0; y < height; y++)
		for (int x = 0; x < 3 * width; x++)
			assert_int_equal(pixels[y * width * 3 + x],
					 rows[y][x / 3] == '#' ? 0 : 255);
}

static void a_raster_has_whole_pixels_and_white_gutters(void **state)
{
	const struct picture board = {checks, 2, 2, 1, 0, palette_greys()};
	const struct tile tiles[] = {{board, "unseen"}, {board, NULL}, {{0}, NULL}, {board, NULL}};
	struct sheet sheet = {tiles, 4, 2, false};
	static const char *const once[] = {" #   #", "#   # ", "      ",
					   "      ", "     #", "    # "};
	static const char *const twice[] = {"  ##      ##", "  ##      ##", "##      ##  ",
					    "##      ##  "};
	int height, width;
	struct err err;
	uint8_t *pixels = sheet_raster(&sheet, 1, &height, &width, &err);

	(void)state;
	assert_true(height == 6 && width == 6);
	assert_pixels(pixels, 6, once, 6);
	free(pixels);
	sheet.count = 2;
	pixels = sheet_raster(&sheet, 2, &height, &width, &err);
	assert_true(height == 4 && width == 12);
	assert_pixels(pixels, 12, twice, 4);
	free(pixels);
}

static void rasters_enlarge_small_maps_and_choose_their_columns(void **state)
{
	struct tile tiles[10];
	struct sheet sheet = {tiles, 10, 0, false};
	int height, width;
	struct err err;

	(void)state;
	for (int i = 0; i < 10; i++)
		tiles[i] = inked(28, 0, NULL);
	free(sheet_raster(&sheet, 1, &height, &width, &err));
	assert_true(height == 58 && width == 148);
	tiles[0] = inked(5, 0, NULL);
	sheet.count = 2;
	free(sheet_raster(&sheet, 3, &height, &width, &err));
	assert_true(height == 84 && width == 3 * (25 + 2 + 28));
}

static void a_raster_beyond_the_bound_is_refused(void **state)
{
	const struct tile tiles[] = {inked(28, 64, NULL), {{0}, NULL}};
	struct sheet sheet = {tiles, 1, 0, false};
	int height, width;
	struct err err;

	(void)state;
	assert_null(sheet_raster(&sheet, 64, &height, &width, &err));
	assert_says(&err, "1 pictures at scale 64 make an image of 13153337344 pixels");
	sheet.tiles = tiles + 1;
	assert_null(sheet_raster(&sheet, 1, &height, &width, &err));
	assert_says(&err, "an image of 0 pixels");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiles_fill_row_after_row_with_captions_below),
		cmocka_unit_test(captions_above_and_columns_of_different_widths),
		cmocka_unit_test(captions_below_stand_in_one_line),
		cmocka_unit_test(maps_are_enlarged_to_some_twenty_columns_or_shrunk_to_fit),
		cmocka_unit_test(the_line_up_of_a_filter_fits_eighty_columns),
		cmocka_unit_test(a_given_number_of_columns_shrinks_pictures_to_its_share),
		cmocka_unit_test(a_given_scale_is_kept_and_clipped),
		cmocka_unit_test(an_empty_sheet_has_no_rows_and_no_raster),
		cmocka_unit_test(a_raster_has_whole_pixels_and_white_gutters),
		cmocka_unit_test(rasters_enlarge_small_maps_and_choose_their_columns),
		cmocka_unit_test(a_raster_beyond_the_bound_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
