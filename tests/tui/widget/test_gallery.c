/* Tiles stand where there is room for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/widget/gallery.h"

/* 8x8 values as half-blocks: 4 rows of 8 cells. */
static struct gallery gallery_in(int rows, int columns)
{
	return (struct gallery){.area = {NULL, 3, 5, rows, columns},
				.picture = {.height = 8, .width = 8, .scale = 1},
				.pixels = PIXELS_HALVES,
				.caption_rows = 1,
				.gap_rows = 1};
}

static void as_many_tiles_as_fit(void **state)
{
	struct gallery g = gallery_in(11, 26);
	int row, column;

	(void)state;
	assert_true(gallery_measure(&g));
	assert_int_equal(g.rows, 4);
	assert_int_equal(g.columns, 8);
	assert_int_equal(g.per_row, 3);   /* 8 + 1 + 8 + 1 + 8 */
	assert_int_equal(g.row_count, 2); /* no gap below the last */
	gallery_place(&g, 4, &row, &column);
	assert_int_equal(row, 3 + 6);
	assert_int_equal(column, 5 + 9);
}

static void captions_may_be_wider_than_pictures(void **state)
{
	struct gallery g = gallery_in(11, 26);

	(void)state;
	g.min_columns = 12;
	assert_true(gallery_measure(&g));
	assert_int_equal(g.per_row, 2);
}

static void one_tile_is_there_even_without_room(void **state)
{
	struct gallery g = gallery_in(2, 3);

	(void)state;
	assert_false(gallery_measure(&g));
	assert_int_equal(g.per_row, 1);
	assert_int_equal(g.row_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_tiles_as_fit),
		cmocka_unit_test(captions_may_be_wider_than_pictures),
		cmocka_unit_test(one_tile_is_there_even_without_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
