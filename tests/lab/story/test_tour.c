/* The tour's words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/story/tour.h"

#include <string.h>

static void every_station_has_words_that_fit(void **state)
{
	char text[TOUR_TEXT_MAX];

	(void)state;
	for (int i = 0; i < TOUR_STATIONS; i++) {
		size_t length = strlen(tour_before((enum tour_station)i, UINT64_MAX, text));

		assert_true(strlen(tour_titles[i]) > 0);
		assert_in_range(length, 100, TOUR_TEXT_MAX - 2);
		assert_null(strchr(text, '{'));
		assert_int_equal(text[length - 1], '.');
	}
}

static void the_first_station_names_the_number_of_images(void **state)
{
	char text[TOUR_TEXT_MAX];

	(void)state;
	assert_non_null(strstr(tour_before(TOUR_SOFTMAX, 55000, text), "from 55,000 handwritten"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_station_has_words_that_fit),
		cmocka_unit_test(the_first_station_names_the_number_of_images),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
