/* The table of sources, and calls that reach whichever source a run has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/run_source.h"

#include <stdio.h>
#include <string.h>

/* A run that notes what is called. */
struct noting {
	struct run run;
	char log[100];
};

static void note(struct run *run, const char *what, uint64_t n)
{
	char *log = ((struct noting *)run)->log;
	size_t length = strlen(log);

	snprintf(log + length, sizeof(((struct noting *)run)->log) - length, "%s(%llu) ", what,
		 (unsigned long long)n);
}

static void noting_free(struct run *run)
{
	note(run, "free", 0);
}

static void noting_look(struct run *run, struct run_view *view)
{
	note(run, "look", 0);
	view->step = 5;
}

static void noting_curves(struct run *run, struct curves *curves)
{
	(void)curves;
	note(run, "curves", 0);
}

static const struct snapshot *noting_take(struct run *run)
{
	note(run, "take", 0);
	return NULL;
}

static void noting_start(struct run *run)
{
	note(run, "start", 0);
}

static void noting_pause(struct run *run)
{
	note(run, "pause", 0);
}

static void noting_step(struct run *run, uint64_t n)
{
	note(run, "step", n);
}

static void noting_extend(struct run *run, uint64_t steps)
{
	note(run, "extend", steps);
}

static const struct run_source noting_source = {.name = "noting",
						.free = noting_free,
						.look = noting_look,
						.curves = noting_curves,
						.take = noting_take,
						.start = noting_start,
						.pause = noting_pause,
						.step = noting_step,
						.extend = noting_extend};

static void calls_reach_the_source_of_the_run(void **state)
{
	struct noting noting = {.run = {&noting_source}};
	struct run_view view;
	struct curves curves;

	(void)state;
	run_start(&noting.run);
	run_pause(&noting.run);
	run_step(&noting.run, 3);
	run_extend(&noting.run, 70);
	run_look(&noting.run, &view);
	assert_int_equal(view.step, 5);
	run_curves(&noting.run, &curves);
	assert_null(run_take(&noting.run));
	run_free(&noting.run);
	assert_string_equal(noting.log, "start(0) pause(0) step(3) extend(70) look(0) curves(0) "
					"take(0) free(0) ");
	run_free(NULL);
}

static void every_source_has_a_name_of_its_own_and_all_functions(void **state)
{
	(void)state;
	assert_ptr_equal(run_sources[0], &trainer_source);
	for (int i = 0; run_sources[i]; i++) {
		const struct run_source *s = run_sources[i];

		assert_true(s->name && s->is_mine && s->open && s->free && s->look && s->curves);
		assert_true(s->take && s->start && s->pause && s->step && s->extend);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(s->name, run_sources[j]->name);
	}
}

static void states_have_names(void **state)
{
	(void)state;
	assert_string_equal(run_state_names[RUN_STARTING], "starting");
	assert_string_equal(run_state_names[RUN_FAILED], "failed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_reach_the_source_of_the_run),
		cmocka_unit_test(every_source_has_a_name_of_its_own_and_all_functions),
		cmocka_unit_test(states_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
