/* The list of runs: numbers, room, and memory that is shared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/kernel.h"
#include "live/run_list.h"

#include <math.h>
#include <string.h>

static struct net *make_net(const char *architecture)
{
	struct err err;
	struct net *net = net_new(architecture, (struct shape){28, 28, 1}, 10,
				  kernel_choose(NULL, &err), &err);

	assert_non_null(net);
	return net;
}

/* A run with so many snapshots that has ended. */
static int add(struct run_list *list, const struct net *net, uint64_t steps)
{
	struct fit_settings settings = settings_for("softmax");
	struct run_record *record = run_list_add(list, "softmax", "sample", &settings);
	int number = record->number;

	assert_true(record->is_live && isnan(record->view.validation));
	assert_null(run_record_model(record));
	for (uint64_t step = 0; step < steps; step++) {
		struct snapshot_facts facts = {.step = step};
		const struct snapshot *snapshot = snapshot_new(net_copy(net), &facts);

		history_add(record->history, snapshot);
		snapshot_unref(snapshot);
	}
	run_list_end(list, record);
	return number;
}

static void runs_have_numbers_of_their_own(void **state)
{
	struct run_list *list = run_list_new();
	struct net *net = make_net("softmax");

	(void)state;
	assert_int_equal(add(list, net, 3), 1);
	assert_int_equal(add(list, net, 3), 2);
	assert_int_equal(add(list, net, 3), 3);
	run_list_remove(list, run_list_find(list, 3));
	assert_int_equal(add(list, net, 3), 4);
	assert_null(run_list_find(list, 3));
	assert_int_equal(run_list_index(list, run_list_find(list, 4)), 2);
	assert_int_equal(run_record_model(run_list_find(list, 2))->facts.step, 2);
	assert_false(run_list_find(list, 1)->is_live);
	run_list_free(list);
	run_list_free(NULL);
	net_free(net);
}

static void the_oldest_goes_when_there_are_too_many(void **state)
{
	struct run_list *list = run_list_new();
	struct net *net = make_net("softmax");

	(void)state;
	for (int i = 0; i < RUNS_MAX; i++) {
		assert_null(run_list_next_to_go(list));
		add(list, net, 1);
	}
	run_list_find(list, 1)->is_live = true;
	assert_int_equal(run_list_next_to_go(list)->number, 2);
	add(list, net, 1);
	assert_int_equal(list->count, RUNS_MAX);
	assert_null(run_list_find(list, 2));
	assert_non_null(run_list_find(list, 1));
	run_list_free(list);
	net_free(net);
}

static size_t bytes_of(const struct run_list *list)
{
	size_t bytes = 0;

	for (int i = 0; i < list->count; i++)
		bytes += history_size(list->records[i]->history);
	return bytes;
}

/* Of the article's net, as many as the list takes. */
static void runs_that_have_ended_share_their_memory(void **state)
{
	struct run_list *list = run_list_new();
	struct net *net = make_net("cnn");

	(void)state;
	add(list, net, 25);
	assert_int_equal(history_count(run_list_find(list, 1)->history), 25);
	add(list, net, 40);
	assert_in_range(history_count(run_list_find(list, 1)->history), 20, 30);
	assert_in_range(history_count(run_list_find(list, 2)->history), 20, 30);
	for (int i = 3; i <= RUNS_MAX - 1; i++)
		add(list, net, 3);
	assert_true(bytes_of(list) <= RUNS_BYTES);
	assert_int_equal(history_count(run_list_find(list, 1)->history), 2);
	assert_int_equal(run_record_model(run_list_find(list, 1))->facts.step, 24);
	assert_non_null(run_record_model(run_list_find(list, 1))->net);
	add(list, net, 3);
	assert_true(bytes_of(list) <= RUNS_BYTES);
	assert_null(run_list_find(list, 1));
	assert_int_equal(list->count, RUNS_MAX - 1);
	run_list_free(list);
	net_free(net);
}

static void what_was_saved_has_nothing_to_lose(void **state)
{
	struct run_list *list = run_list_new();
	struct net *net = make_net("softmax");

	(void)state;
	add(list, net, 3);
	add(list, net, 3);
	run_list_find(list, 1)->is_unsaved = run_list_find(list, 2)->is_unsaved = true;
	run_list_saved(list, history_at(run_list_find(list, 1)->history, 0));
	assert_true(run_list_find(list, 1)->is_unsaved);
	run_list_saved(list, run_record_model(run_list_find(list, 1)));
	assert_false(run_list_find(list, 1)->is_unsaved);
	assert_true(run_list_find(list, 2)->is_unsaved);
	run_list_free(list);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_have_numbers_of_their_own),
		cmocka_unit_test(the_oldest_goes_when_there_are_too_many),
		cmocka_unit_test(runs_that_have_ended_share_their_memory),
		cmocka_unit_test(what_was_saved_has_nothing_to_lose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
