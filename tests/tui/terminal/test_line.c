/* A line to the terminal is judged by what frames and answers take, in a time of the test's. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/terminal/line.h"

/* One of a terminal that answered after a tenth of a second, and took a second for 40 rows. */
static struct line slow_line(void)
{
	struct line line;

	line_begin(&line, true, 0);
	line_answered(&line, false, 0.1);
	assert_true(line_wrote(&line, 40, 1, 2));
	return line;
}

static void a_line_is_slow_when_frames_wait_and_then_carries_a_part_of_them(void **state)
{
	struct line line = slow_line();

	(void)state;
	assert_int_equal(line_rows(&line), 10);
	line_begin(&line, true, 0);
	line_answered(&line, false, 0.1);
	for (int i = 1; i < 100; i++)
		assert_false(line_wrote(&line, 40, 0.04, 0.1 * i));
	assert_int_equal(line_rows(&line), INT_MAX);
	for (int i = 100; i < 110; i++)
		line_wrote(&line, 40, 0.09, 0.1 * i);
	assert_false(line.is_slow);
	for (int i = 110; i < 120 && !line.is_slow; i++)
		line_wrote(&line, 40, 0.09, 0.1 * i);
	assert_in_range(line_rows(&line), 1, 1000);
}

static void nothing_is_drawn_before_the_answer_but_one_frame_for_a_key(void **state)
{
	struct line line = slow_line();

	(void)state;
	assert_true(line_is_behind(&line, false, 2.1));
	assert_false(line_is_behind(&line, true, 2.1));
	assert_true(line_wrote(&line, 3, 0, 2.2));
	assert_true(line_is_behind(&line, true, 2.3));
	assert_false(line_wrote(&line, 3, 0, 2.4));
	assert_int_equal(line_rows(&line), INT_MAX); /* the terminal may be lost by then */
	line_answered(&line, false, 2.5);
	line_answered(&line, false, 2.6);
	assert_false(line_is_behind(&line, false, 2.6));
	assert_int_equal(line.unanswered, 0);
	line_answered(&line, false, 2.7);
	assert_int_equal(line.unanswered, 0);
}

static void one_that_never_answers_is_not_asked_and_one_that_is_lost_not_waited_for(void **state)
{
	struct line line;

	(void)state;
	line_begin(&line, true, 0);
	assert_false(line_wrote(&line, 40, 1, 1));
	assert_int_equal(line.unanswered, 1);
	assert_int_equal(line_rows(&line), INT_MAX);
	line = slow_line();
	assert_true(line_is_behind(&line, false, 11.9));
	assert_false(line_is_behind(&line, false, 12.1));
	assert_true(line_patience(&line, 2.1) > 0);
	assert_true(line_patience(&line, 3) <= 0);
}

static void frames_grow_and_shrink_to_what_comes_through_in_time(void **state)
{
	struct line line = slow_line();
	double now = 2;

	(void)state;
	line_answered(&line, true, now + 0.15);
	assert_int_equal(line_rows(&line), 20);
	/* One that has all it wants says nothing of how much there could be. */
	assert_true(line_wrote(&line, 2, 0, now = 3));
	line_answered(&line, false, now + 0.15);
	assert_int_equal(line_rows(&line), 20);
	assert_true(line_wrote(&line, 20, 0, now = 4));
	line_answered(&line, true, now + 0.1 + 2.5);
	assert_int_equal(line_rows(&line), 2);
	assert_true(line_wrote(&line, 1, 0, now = 8));
	line_answered(&line, true, now + 5);
	assert_int_equal(line_rows(&line), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_slow_when_frames_wait_and_then_carries_a_part_of_them),
		cmocka_unit_test(nothing_is_drawn_before_the_answer_but_one_frame_for_a_key),
		cmocka_unit_test(
			one_that_never_answers_is_not_asked_and_one_that_is_lost_not_waited_for),
		cmocka_unit_test(frames_grow_and_shrink_to_what_comes_through_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
