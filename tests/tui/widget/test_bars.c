/* The classes' bars: where they stand does not depend on which class is marked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/widget/bars.h"

#include <stdio.h>
#include <string.h>

static void nothing_shifts_when_a_class_is_marked(void **state)
{
	static const float values[10] = {0.1f, 0, 0, 0.6f, 0, 0.3f};
	struct app *app = driver_open("mnist-softmax");
	struct area area = {app->canvas, 0, 0, 10, 30};
	char plain[10][128];

	(void)state;
	canvas_reset(app->canvas);
	bars_draw(app, area, values, NULL, -1);
	for (int row = 0; row < 10; row++)
		snprintf(plain[row], sizeof(plain[row]), "%s", driver_row(app, row));
	for (int marked = 0; marked < 10; marked++) {
		canvas_reset(app->canvas);
		bars_draw(app, area, values, NULL, marked);
		for (int row = 0; row < 10; row++) {
			char wanted[128];

			memcpy(wanted, plain[row], sizeof(wanted));
			if (row == marked)
				wanted[1] = '*';
			assert_string_equal(driver_row(app, row), wanted);
		}
	}
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_shifts_when_a_class_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
