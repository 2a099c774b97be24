/* Choosing an instruction set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/kernel.h"
#include "support/says.h"

static void the_portable_kernels_are_there_and_last(void **state)
{
	const struct kernel *const *k = kernel_available();

	(void)state;
	assert_non_null(*k);
	while (k[1])
		k++;
	assert_string_equal((*k)->name, "portable");
}

static void every_kernel_is_chosen_by_its_name(void **state)
{
	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++) {
		struct err err = {""};

		assert_ptr_equal(kernel_choose((*k)->name, &err), *k);
		assert_string_equal(err.text, "");
	}
}

static void the_first_kernel_is_chosen_without_a_name(void **state)
{
	struct err err = {""};

	(void)state;
	assert_ptr_equal(kernel_choose(NULL, &err), kernel_available()[0]);
}

static void an_unknown_name_is_refused_with_those_that_there_are(void **state)
{
	static const char *const names[] = {"sse9", "", "PORTABLE", "portable "};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct err err = {""};

		assert_null(kernel_choose(names[i], &err));
		assert_says(&err, names[i]);
		for (const struct kernel *const *k = kernel_available(); *k; k++)
			assert_says(&err, (*k)->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_portable_kernels_are_there_and_last),
		cmocka_unit_test(every_kernel_is_chosen_by_its_name),
		cmocka_unit_test(the_first_kernel_is_chosen_without_a_name),
		cmocka_unit_test(an_unknown_name_is_refused_with_those_that_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
