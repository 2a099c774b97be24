/* The layout of weights: each value has a place of its own, panels follow each other without a gap.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/panel.h"

#include <stdlib.h>

static void every_value_has_a_place_of_its_own(void **state)
{
	(void)state;
	for (int columns = 1; columns <= 200; columns++)
		for (int rows = 1; rows <= 7; rows += 3) {
			size_t size = panel_size(rows, columns);
			char *is_taken = calloc(size, 1);

			for (int i = 0; i < rows * columns; i++) {
				size_t at = panel_index(rows, i / columns, i % columns);

				assert_true(at < size);
				assert_false(is_taken[at]);
				is_taken[at] = 1;
			}
			free(is_taken);
		}
}

static void panels_are_16_wide_and_the_last_is_filled_up(void **state)
{
	(void)state;
	assert_int_equal(panel_count(1), 1);
	assert_int_equal(panel_count(16), 1);
	assert_int_equal(panel_count(17), 2);
	assert_int_equal(panel_size(3, 100), 3 * 112);
	assert_int_equal(panel_at(3, 1), 3 * 16);
	assert_int_equal(panel_index(3, 2, 15), 2 * 16 + 15);
	assert_int_equal(panel_index(3, 2, 17), 3 * 16 + 2 * 16 + 1);
}

static void panels_follow_each_other_without_a_gap(void **state)
{
	(void)state;
	for (int columns = 1; columns <= 200; columns++) {
		size_t next = 0;

		for (int p = 0; p < panel_count(columns); p++) {
			assert_int_equal(panel_at(5, p), next);
			next += (size_t)(5 * PANEL_WIDTH);
		}
		assert_int_equal(panel_size(5, columns), next);
	}
}

static void the_largest_matrices_do_not_overflow(void **state)
{
	(void)state;
	assert_true(panel_index(1 << 24, (1 << 24) - 1, 65535) == ((size_t)1 << 40) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_has_a_place_of_its_own),
		cmocka_unit_test(panels_are_16_wide_and_the_last_is_filled_up),
		cmocka_unit_test(panels_follow_each_other_without_a_gap),
		cmocka_unit_test(the_largest_matrices_do_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
