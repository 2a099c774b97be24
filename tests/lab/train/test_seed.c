/* The seed of another network is the least that no network has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/seed.h"

static void the_least_seed_that_none_has_is_taken(void **state)
{
	static const uint64_t seeds[] = {2, 9, 1, 3, 2, UINT64_MAX, 0};

	(void)state;
	assert_int_equal(seed_unused(seeds, 0), 1);
	assert_int_equal(seed_unused(seeds, 1), 1);
	assert_int_equal(seed_unused(seeds, 3), 3);
	assert_int_equal(seed_unused(seeds, 7), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_least_seed_that_none_has_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
