/* The history of a run: everything where there is room, else spread over log(step). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/kernel.h"
#include "live/history.h"

#include <math.h>
#include <string.h>

static const struct snapshot *make(uint64_t step)
{
	struct err err;
	struct net *net =
		net_new("dense3", (struct shape){12, 12, 1}, 3, kernel_choose(NULL, &err), &err);
	struct snapshot_facts facts = {.step = step};

	assert_non_null(net);
	return snapshot_new(net, &facts);
}

static void add(struct history *history, uint64_t step)
{
	const struct snapshot *snapshot = make(step);

	history_add(history, snapshot);
	snapshot_unref(snapshot);
}

static size_t size_of_one(void)
{
	const struct snapshot *snapshot = make(0);
	size_t size = snapshot_size(snapshot);

	snapshot_unref(snapshot);
	return size;
}

static uint64_t step_at(const struct history *history, int i)
{
	return history_at(history, i)->facts.step;
}

static void insert(struct history *history, uint64_t step)
{
	const struct snapshot *snapshot = make(step);

	history_insert(history, snapshot);
	snapshot_unref(snapshot);
}

static void what_is_inserted_stands_in_its_place(void **state)
{
	static const uint64_t steps[] = {50, 10, 30, 70, 30, 50, 70, 10, 0};
	static const uint64_t expected[] = {0, 10, 30, 50, 70};
	struct history *history = history_new(100 * size_of_one());

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		insert(history, steps[i]);
	assert_int_equal(history_count(history), 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(step_at(history, i), expected[i]);
	assert_int_equal(history_size(history), 5 * size_of_one());
	history_free(history);
	/* The ends stay where there is no room. */
	history = history_new(3 * size_of_one());
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		insert(history, steps[i]);
	assert_int_equal(history_count(history), 3);
	assert_int_equal(step_at(history, 0), 0);
	assert_int_equal(step_at(history, 2), 70);
	history_free(history);
}

static void history_keeps_everything_that_fits(void **state)
{
	struct history *history = history_new(100 * size_of_one());

	(void)state;
	assert_int_equal(history_count(history), 0);
	for (uint64_t i = 0; i < 100; i++)
		add(history, i * i);
	assert_int_equal(history_count(history), 100);
	for (int i = 0; i < 100; i++)
		assert_int_equal(step_at(history, i), i * i);
	add(history, 10000);
	assert_int_equal(history_count(history), 100);
	history_free(history);
}

static void history_nearest_finds_the_nearest_step(void **state)
{
	struct history *history = history_new(HISTORY_BYTES);

	(void)state;
	assert_int_equal(history_nearest(history, 5), -1);
	add(history, 10);
	assert_int_equal(history_nearest(history, 0), 0);
	assert_int_equal(history_nearest(history, 99), 0);
	add(history, 20);
	add(history, 40);
	assert_int_equal(history_nearest(history, 0), 0);
	assert_int_equal(history_nearest(history, 15), 0);
	assert_int_equal(history_nearest(history, 16), 1);
	assert_int_equal(history_nearest(history, 20), 1);
	assert_int_equal(history_nearest(history, 31), 2);
	assert_int_equal(history_nearest(history, UINT64_MAX), 2);
	history_free(history);
}

/* The widest gap between neighbours in log(step + 1). */
static double widest_gap(const struct history *history)
{
	double widest = 0;

	for (int i = 1; i < history_count(history); i++)
		widest = fmax(widest, log1p((double)step_at(history, i)) -
					      log1p((double)step_at(history, i - 1)));
	return widest;
}

/* With room for ten, after each of many steps: the ends are there, and no gap is much wider than
 * the even one, but for the first where it can't be narrower. */
static void history_thins_evenly_on_a_log_scale(void **state)
{
	const uint64_t strides[] = {1, 7, 100};

	(void)state;
	for (int s = 0; s < 3; s++) {
		struct history *history = history_new(10 * size_of_one());
		double min = log1p((double)strides[s]) + 1e-9;

		for (uint64_t step = 0; step <= 400 * strides[s]; step += strides[s]) {
			add(history, step);
			if (step < 12 * strides[s])
				continue;
			assert_int_equal(history_count(history), 10);
			assert_int_equal(step_at(history, 0), 0);
			assert_int_equal(step_at(history, 9), step);
			assert_true(widest_gap(history) < fmax(2.5 * log1p((double)step) / 9, min));
		}
		history_free(history);
	}
}

static void history_keeps_the_first_and_the_latest_whatever_they_take(void **state)
{
	struct history *history = history_new(1);

	(void)state;
	for (uint64_t step = 0; step < 30; step++) {
		add(history, step);
		assert_int_equal(history_count(history), step == 0 ? 1 : 2);
		assert_int_equal(step_at(history, 0), 0);
		assert_int_equal(history_nearest(history, step), step == 0 ? 0 : 1);
	}
	history_free(history);
}

static void a_step_that_was_there_replaces_all_from_there_on(void **state)
{
	struct history *history = history_new(HISTORY_BYTES);
	const struct snapshot *again = make(3);

	(void)state;
	for (uint64_t step = 0; step < 10; step++)
		add(history, step);
	history_add(history, again);
	assert_int_equal(history_count(history), 4);
	assert_ptr_equal(history_at(history, 3), again);
	snapshot_unref(again);
	history_free(history);
}

static void history_take_hands_over_the_first(void **state)
{
	struct history *history = history_new(2 * size_of_one());
	const struct snapshot *first = make(0), *taken;

	(void)state;
	assert_null(history_take(history));
	history_add(history, first);
	snapshot_unref(first);
	add(history, 1);
	taken = history_take(history);
	assert_ptr_equal(taken, first);
	/* What is taken needs no room any more. */
	add(history, 2);
	assert_int_equal(history_count(history), 2);
	assert_int_equal(step_at(history, 0), 1);
	history_clear(history);
	assert_int_equal(history_count(history), 0);
	assert_null(history_take(history));
	assert_int_equal(taken->facts.step, 0);
	snapshot_unref(taken);
	history_free(history);
	history_free(NULL);
}

/* Of the article's net, as its training goes on. */
static void sixty_snapshots_of_the_articles_net_fit(void **state)
{
	struct history *history = history_new(HISTORY_BYTES);
	struct err err;
	struct net *net =
		net_new("cnn", (struct shape){28, 28, 1}, 10, kernel_choose(NULL, &err), &err);

	(void)state;
	assert_non_null(net);
	for (uint64_t step = 0; step < 70; step++) {
		struct snapshot_facts facts = {.step = step};
		const struct snapshot *snapshot = snapshot_new(net_copy(net), &facts);

		history_add(history, snapshot);
		snapshot_unref(snapshot);
		if (step == 20)
			assert_false(history_at(history, 1)->facts.is_rounded);
		if (step == 59)
			assert_int_equal(history_count(history), 60);
	}
	assert_in_range(history_count(history), 60, 69);
	assert_true(history_size(history) <= HISTORY_BYTES);
	for (int i = 0; i < history_count(history); i++) {
		const struct snapshot *snapshot = history_at(history, i);
		bool is_end = i == 0 || i == history_count(history) - 1;

		assert_int_equal(snapshot->facts.is_rounded, !is_end);
		assert_int_equal(snapshot->net == NULL, !is_end);
	}
	history_limit(history, HISTORY_BYTES / 2);
	assert_in_range(history_count(history), 25, 40);
	assert_true(history_size(history) <= HISTORY_BYTES / 2);
	history_free(history);
	net_free(net);
}

static void a_packed_snapshot_is_unpacked_on_demand(void **state)
{
	struct err err;
	struct net *net = net_new("dense101 relu dense10", (struct shape){28, 28, 1}, 10,
				  kernel_choose(NULL, &err), &err);
	struct snapshot_facts facts = {.step = 7, .name = "large"};
	const struct snapshot *exact, *packed, *again;

	(void)state;
	net_init(net, 1);
	exact = snapshot_new(net, &facts);
	assert_true(snapshot_can_be_packed(exact));
	packed = snapshot_pack(exact);
	assert_false(snapshot_can_be_packed(packed));
	assert_true(snapshot_size(packed) < snapshot_size(exact) / 2);
	again = snapshot_unpack(packed);
	assert_true(again->facts.is_rounded && again->facts.step == 7);
	assert_int_equal(again->net->size, net->size);
	assert_float_equal(again->net->parameters[3], net->parameters[3], 0.001);
	snapshot_unref(again);
	again = snapshot_unpack(exact);
	assert_ptr_equal(again, exact);
	snapshot_unref(again);
	snapshot_unref(packed);
	snapshot_unref(exact);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(history_keeps_everything_that_fits),
		cmocka_unit_test(what_is_inserted_stands_in_its_place),
		cmocka_unit_test(history_nearest_finds_the_nearest_step),
		cmocka_unit_test(history_thins_evenly_on_a_log_scale),
		cmocka_unit_test(history_keeps_the_first_and_the_latest_whatever_they_take),
		cmocka_unit_test(a_step_that_was_there_replaces_all_from_there_on),
		cmocka_unit_test(history_take_hands_over_the_first),
		cmocka_unit_test(sixty_snapshots_of_the_articles_net_fit),
		cmocka_unit_test(a_packed_snapshot_is_unpacked_on_demand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
