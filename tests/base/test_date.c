/* The date of files, and the variable that fixes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"

#include <stdlib.h>
#include <time.h>

static void date_is_now(void **state)
{
	(void)state;
	unsetenv("SOURCE_DATE_EPOCH");
	assert_false(date_is_fixed());
	assert_true(date_now() >= (double)(time(NULL) - 1));
	assert_true(date_now() <= (double)(time(NULL) + 1));
}

static void variable_fixes_it(void **state)
{
	(void)state;
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	assert_true(date_is_fixed());
	assert_true(date_now() == 1700000000.0);
}

static void what_is_no_whole_number_fixes_nothing(void **state)
{
	static const char *const texts[] = {"", "-1", "1.5", "now", "9999999999999"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		setenv("SOURCE_DATE_EPOCH", texts[i], 1);
		assert_false(date_is_fixed());
		assert_true(date_now() >= (double)(time(NULL) - 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(date_is_now),
		cmocka_unit_test(variable_fixes_it),
		cmocka_unit_test(what_is_no_whole_number_fixes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
