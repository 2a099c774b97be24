/* Mistakes while the network or the data change: what is known stays until it is known anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/mistakes.h"
#include "tui/driver.h"
#include "tui/screen/mistakes/mistakes.h"

#include <time.h>

static const struct mistakes_state *state_of(const struct app *app)
{
	return app_state(app, "Mistakes");
}

/* What lab finds of the newest model. */
static void assert_list(const struct app *app)
{
	const struct mistakes_state *s = state_of(app);
	struct mistakes m =
		mistakes_find(app->model->net, app->data, &app->data->split[SPLIT_VALIDATION], 1000,
			      BY_INDEX, NULL);

	assert_int_equal(s->count, m.count);
	for (size_t i = 0; i < m.count; i++) {
		assert_int_equal(s->list[i].index, m.list[i].index);
		assert_memory_equal(&s->list[i].prediction, &m.list[i].prediction,
				    sizeof(m.list[i].prediction));
	}
	mistakes_clear(&m);
}

/* The same network some steps later, as `v' in Train brings it. */
static void train_on(struct app *app)
{
	struct net *net = net_copy(app->model->net);
	const struct snapshot *next;

	for (size_t i = 0; i < net->size; i++)
		net->parameters[i] *= 0.99f;
	net->parameters[0] += 0.1f;
	next = snapshot_new(net, &app->model->facts);
	app_set_model(app, next, NULL);
	snapshot_unref(next);
}

/* However fast the models change, each sweep comes to its end, and what was known stays till then.
 */
static void while_a_network_trains_the_list_stays_and_is_renewed(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const struct mistakes_state *s = state_of(app);
	const struct prediction *known = NULL;
	int renewed = 0;

	(void)state;
	explorer_press(app, 'M');
	for (int i = 0; i < 2000 && renewed < 3; i++) {
		struct timespec wait = {0, 5000000};

		train_on(app);
		explorer_update(app);
		nanosleep(&wait, NULL);
		if (s->seen[SPLIT_VALIDATION].examined < 1000)
			continue;
		renewed += s->seen[SPLIT_VALIDATION].predictions != known;
		known = s->seen[SPLIT_VALIDATION].predictions;
		assert_true(s->count > 0);
	}
	assert_int_equal(renewed, 3);
	driver_rest(app);
	assert_list(app);
	explorer_free(app);
}

static void another_data_set_is_not_mistaken_for_the_old_one(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	driver_press(app, "MA:data sample<Enter>");
	assert_ptr_equal(s->data, app->data);
	assert_null(s->seen[SPLIT_VALIDATION].predictions);
	driver_press(app, "M");
	assert_list(app);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(while_a_network_trains_the_list_stays_and_is_renewed),
		cmocka_unit_test(another_data_set_is_not_mistaken_for_the_old_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
