/* A line to the terminal is judged by what frames and answers take, in a time of the test's. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/terminal/line.h"

enum { LEAST = 96 }; /* bytes of a frame */

/* One of a terminal that answers after a tenth of a second. */
static struct line quick_line(void)
{
	struct line line;

	line_begin(&line, true, 0);
	assert_true(line_answered(&line, false, 0.1)); /* frames were sent meanwhile */
	assert_int_equal(line.unanswered, 1);
	assert_false(line_answered(&line, false, 0.2));
	return line;
}

/* And took a second for 4000 bytes. */
static struct line slow_line(void)
{
	struct line line = quick_line();

	assert_true(line_wrote(&line, 4000, 1, 2));
	return line;
}

static void a_line_is_slow_when_frames_wait_and_then_carries_a_part_of_them(void **state)
{
	struct line line = slow_line();

	(void)state;
	assert_int_equal(line_room(&line, 2), 1000);
	line_begin(&line, false, 0);
	for (int i = 1; i < 100; i++)
		assert_false(line_wrote(&line, 4000, 0.04, 0.1 * i));
	assert_false(line.is_slow);
	for (int i = 100; i < 110; i++)
		line_wrote(&line, 4000, 0.09, 0.1 * i);
	assert_false(line.is_slow);
	for (int i = 110; i < 120 && !line.is_slow; i++)
		line_wrote(&line, 4000, 0.09, 0.1 * i);
	assert_true(line.is_slow);
}

static void one_that_takes_all_at_once_is_slow_by_its_answers(void **state)
{
	struct line line = quick_line();

	(void)state;
	/* Not all small frames are asked behind, nor waited for. */
	assert_false(line_wrote(&line, 400, 0, 0.9));
	assert_true(line_wrote(&line, 400, 0, 1.2));
	assert_false(line_is_behind(&line, false, 1.3));
	assert_false(line_wrote(&line, 400, 0, 1.3));
	line_answered(&line, false, 1.5); /* 0.2 late */
	assert_true(line_wrote(&line, 400, 0, 2.2));
	line_answered(&line, false, 2.9);
	assert_true(line.is_slow);
	assert_in_range(line_room(&line, 3), 320, 340); /* 800 in 0.6 */

	/* Where the answer is due for long, it need not come. */
	line = quick_line();
	assert_true(line_wrote(&line, 2000, 0, 2));
	assert_int_equal(line_room(&line, 2.5), INT_MAX);
	assert_in_range(line_room(&line, 2.9), 620, 630);
	assert_true(line_is_behind(&line, false, 2.9));
}

static void while_a_large_frame_is_under_way_a_key_gets_one_more(void **state)
{
	struct line line = quick_line();

	(void)state;
	assert_true(line_wrote(&line, 2400, 0, 0.5));
	assert_true(line_is_behind(&line, false, 0.5));
	assert_false(line_is_behind(&line, true, 0.5));
	assert_true(line_wrote(&line, 2400, 0, 0.55));
	assert_true(line_is_behind(&line, true, 0.55));
	line_answered(&line, false, 0.6);
	assert_false(line_is_behind(&line, true, 0.6));
	assert_true(line_is_behind(&line, false, 0.6));
	line_answered(&line, false, 0.65);
	assert_false(line_is_behind(&line, false, 0.65));
	assert_false(line.is_slow);
}

static void nothing_is_drawn_before_the_answer_but_one_frame_for_a_key(void **state)
{
	struct line line = slow_line();

	(void)state;
	assert_true(line_is_behind(&line, false, 2.1));
	assert_false(line_is_behind(&line, true, 2.1));
	assert_true(line_wrote(&line, 300, 0, 2.2));
	assert_true(line_is_behind(&line, true, 2.3));
	assert_false(line_wrote(&line, 300, 0, 2.4));
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
	assert_false(line_wrote(&line, 4000, 1, 1));
	assert_int_equal(line.unanswered, 1);
	/* 4000 bytes may take two seconds, and two more. One answer may be lost. */
	line = slow_line();
	for (double now = 2; now < 12; now += 4) {
		assert_true(line_is_behind(&line, false, now + 3.9));
		assert_false(line_is_behind(&line, false, now + 4));
		assert_int_equal(line_room(&line, now + 4), 1000);
		assert_int_equal(line_wrote(&line, 4000, 0, now + 4), now < 10);
	}
	assert_int_equal(line.unanswered, 0);
	/* An answer that comes yet has it asked again. */
	assert_true(line_answered(&line, false, 20));
	assert_int_equal(line.unanswered, 1);
}

/* A full frame that waits for nothing tells that there is room for more. */
static void of_one_that_does_not_answer_writes_tell_how_much_it_carries(void **state)
{
	struct line line;
	double now = 2;

	(void)state;
	line_begin(&line, true, 0);
	line_wrote(&line, 4000, 2, 2);
	assert_int_equal(line_room(&line, 2), 500);
	line_wrote(&line, 500, 0.25, ++now);
	line_wrote(&line, 100, 0, ++now);
	assert_int_equal(line_room(&line, now), 500);
	line_wrote(&line, 510, 0.05, ++now);
	assert_int_equal(line_room(&line, now), 1000);
	line_wrote(&line, 1000, 1, ++now);
	assert_int_equal(line_room(&line, now), 250);
	for (int i = 0; i < 9; i++)
		assert_false(line_wrote(&line, line.room, 0, now + i));
	assert_false(line.is_slow);
	assert_int_equal(line_room(&line, now), INT_MAX);
}

/* The line stood still: answers to what counts as lost are none to what was asked since. */
static void a_late_answer_does_not_tell_how_long_the_line_is(void **state)
{
	struct line line = slow_line();

	(void)state;
	assert_int_equal(line_room(&line, 6), 1000);
	assert_true(line_wrote(&line, 500, 0, 6));
	line_answered(&line, false, 6.01);
	assert_true(line_wrote(&line, 500, 0, 7));
	line_answered(&line, true, 7.6);
	assert_in_range(line_room(&line, 8), 245, 255);
}

/* A frame behind another comes through when that has. */
static void what_was_under_way_before_is_not_counted_twice(void **state)
{
	struct line line = slow_line();

	(void)state;
	line_answered(&line, false, 3);
	line.room = 1000;
	assert_true(line_wrote(&line, 1000, 0, 4));
	assert_true(line_wrote(&line, 1000, 0, 4));
	line_answered(&line, false, 4.1 + 0.24);
	line_answered(&line, false, 4.1 + 0.48);
	assert_int_equal(line_room(&line, 5), 1000);
}

static void many_small_frames_are_asked_behind_as_a_large_one(void **state)
{
	struct line line = quick_line();
	int count = 1;

	(void)state;
	while (!line_wrote(&line, 100, 0, 0.3))
		count++;
	assert_int_equal(count, 11);
	assert_true(line_is_behind(&line, false, 0.3));
}

static void answers_are_waited_for_at_the_end_as_long_as_they_take(void **state)
{
	struct line line;

	(void)state;
	line_begin(&line, true, 0);
	assert_in_range(line_patience(&line, 0), 99, 100);
	assert_true(line_patience(&line, 0.2) <= 0);
	line = quick_line();
	assert_true(line_wrote(&line, 2400, 0, 2));
	assert_in_range(line_patience(&line, 2), 599, 600);
	assert_true(line_patience(&line, 3) <= 0);
}

static void frames_grow_and_shrink_to_what_comes_through_in_time(void **state)
{
	struct line line = slow_line();
	double now = 2;

	(void)state;
	line_answered(&line, true, now + 0.15);
	assert_int_equal(line_room(&line, now), 2000);
	/* One that has all it wants says nothing of how much there could be. */
	assert_true(line_wrote(&line, 200, 0, now = 3));
	line_answered(&line, false, now + 0.15);
	assert_int_equal(line_room(&line, now), 2000);
	assert_true(line_wrote(&line, 2000, 0, now = 4));
	line_answered(&line, true, now + 0.1 + 1.25);
	assert_int_equal(line_room(&line, now), 400);
	assert_true(line_wrote(&line, 100, 0, now = 8));
	line_answered(&line, true, now + 1.9);
	assert_int_equal(line_room(&line, now), LEAST);
}

/* A slow line's frame and its answer, so much later. */
static double answer_after(struct line *line, double seconds, double now)
{
	assert_true(line_wrote(line, line_room(line, now), 0, now));
	line_answered(line, true, now + seconds);
	return now + seconds;
}

static void a_line_that_takes_all_at_once_is_quick_again(void **state)
{
	struct line line = slow_line();
	double now = 2.1;
	int count = 0;

	(void)state;
	line_answered(&line, true, now);
	for (; count < 40 && line.is_slow; count++)
		now = answer_after(&line, 0.12, now);
	assert_in_range(count, 4, 8);
	assert_int_equal(line_room(&line, now), INT_MAX);
	assert_true(line_wrote(&line, 2400, 1, now + 1)); /* until the next time */
	assert_true(line.is_slow);
}

/* The network is another, or is shared by more. */
static void a_line_may_become_longer(void **state)
{
	struct line line = slow_line();
	double now = 3;

	(void)state;
	line_answered(&line, true, now);
	for (int i = 0; i < 8; i++)
		now = answer_after(&line, 0.9, now);
	assert_int_equal(line_room(&line, now), LEAST);
	for (int i = 0; i < 32; i++)
		now = answer_after(&line, 0.9 + 0.01 * (i % 7), now);
	assert_true(line_room(&line, now) > 2400);
	/* But where a few bytes take long, while others do not, they are what takes it. */
	line = slow_line();
	line_answered(&line, true, now = 3);
	for (int i = 0; i < 99; i++)
		now = answer_after(&line, i % 9 ? 0.7 : 0.24, now);
	assert_int_equal(line_room(&line, now), LEAST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_slow_when_frames_wait_and_then_carries_a_part_of_them),
		cmocka_unit_test(one_that_takes_all_at_once_is_slow_by_its_answers),
		cmocka_unit_test(while_a_large_frame_is_under_way_a_key_gets_one_more),
		cmocka_unit_test(nothing_is_drawn_before_the_answer_but_one_frame_for_a_key),
		cmocka_unit_test(
			one_that_never_answers_is_not_asked_and_one_that_is_lost_not_waited_for),
		cmocka_unit_test(of_one_that_does_not_answer_writes_tell_how_much_it_carries),
		cmocka_unit_test(answers_are_waited_for_at_the_end_as_long_as_they_take),
		cmocka_unit_test(frames_grow_and_shrink_to_what_comes_through_in_time),
		cmocka_unit_test(a_late_answer_does_not_tell_how_long_the_line_is),
		cmocka_unit_test(what_was_under_way_before_is_not_counted_twice),
		cmocka_unit_test(many_small_frames_are_asked_behind_as_a_large_one),
		cmocka_unit_test(a_line_that_takes_all_at_once_is_quick_again),
		cmocka_unit_test(a_line_may_become_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
