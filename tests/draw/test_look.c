/* Colours of cells without a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/look.h"

static void assert_rgb(struct rgb color, int r, int g, int b)
{
	assert_true(color.is_set);
	assert_int_equal(color.r, r);
	assert_int_equal(color.g, g);
	assert_int_equal(color.b, b);
}

static void cells_without_colours_take_the_grounds(void **state)
{
	const struct cell cell = {'x', {.attributes = 0}};
	struct look light = look_of(&cell, false), dark = look_of(&cell, true);

	(void)state;
	assert_rgb(light.bg, 255, 255, 255);
	assert_true(light.fg.r < 64);
	assert_true(dark.bg.r < 64);
	assert_true(dark.fg.r > 192);
	assert_rgb(look_ground(false), 255, 255, 255);
	assert_int_equal(look_ground(true).r, dark.bg.r);
}

static void own_colours_stay_and_reverse_exchanges_them(void **state)
{
	struct cell cell = {'x', {rgb(1, 2, 3), rgb(4, 5, 6), 0}};
	struct look look = look_of(&cell, true);

	(void)state;
	assert_rgb(look.fg, 1, 2, 3);
	assert_rgb(look.bg, 4, 5, 6);
	cell.style.attributes = CELL_REVERSE;
	look = look_of(&cell, true);
	assert_rgb(look.fg, 4, 5, 6);
	assert_rgb(look.bg, 1, 2, 3);
}

static void faint_is_between_ink_and_ground(void **state)
{
	const struct cell cell = {'x', {rgb(200, 100, 0), rgb(100, 200, 0), CELL_FAINT}};

	(void)state;
	assert_rgb(look_of(&cell, false).fg, 160, 140, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_without_colours_take_the_grounds),
		cmocka_unit_test(own_colours_stay_and_reverse_exchanges_them),
		cmocka_unit_test(faint_is_between_ink_and_ground),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
