/* What scrolls keeps its cursor in sight. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/widget/scroll.h"

static void the_cursor_stays_in_sight_and_no_place_is_wasted(void **state)
{
	(void)state;
	for (int count = 1; count < 12; count++)
		for (int shown = 1; shown < 14; shown++)
			for (int cursor = 0; cursor < count; cursor++) {
				int first = scroll_centered(cursor, shown, count);

				assert_in_range(first, 0, count - 1);
				assert_in_range(cursor, first, first + shown - 1);
				assert_true(first == 0 || first + shown <= count);
			}
	assert_int_equal(scroll_centered(10, 5, 100), 8);
}

static void pages_begin_at_multiples(void **state)
{
	(void)state;
	assert_int_equal(scroll_page(0, 6), 0);
	assert_int_equal(scroll_page(5, 6), 0);
	assert_int_equal(scroll_page(6, 6), 6);
	assert_int_equal(scroll_page(17, 1), 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_stays_in_sight_and_no_place_is_wasted),
		cmocka_unit_test(pages_begin_at_multiples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
