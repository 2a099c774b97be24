/* Train follows another program's run: it is in the list, has a history, and is not trained here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/thread.h"
#include "live/snapshot.h"
#include "support/foreign.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/screen/train/train.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { PATIENCE = 60 };

static void put_net(void **state, const char *name, uint64_t seed)
{
	struct err err;
	struct net *net =
		net_new("softmax", (struct shape){28, 28, 1}, 10, kernel_choose(NULL, &err), &err);
	struct snapshot_facts facts = {.validation = NAN, .step = seed};
	const struct snapshot *snapshot;

	assert_non_null(net);
	net_init(net, seed);
	snapshot = snapshot_new(net, &facts);
	assert_true(snapshot_write(snapshot, scratch_path(state, name), true, &err));
	snapshot_unref(snapshot);
}

static void wait_for(struct app *app, const char *text)
{
	double end = thread_clock() + PATIENCE;

	while (thread_clock() < end) {
		struct timespec nap = {0, 5000000};

		driver_rest(app);
		if (driver_shows(app, text))
			return;
		nanosleep(&nap, NULL);
	}
	fail_msg("'%s' never came", text);
}

static void a_folder_is_followed_as_a_run(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	char keys[700];

	put_net(state, "epoch_1.pt", 1);
	put_net(state, "epoch_2.pt", 2);
	snprintf(keys, sizeof(keys), ":watch %s<Enter>", scratch_path(state, ""));
	driver_press(app, keys);
	wait_for(app, "2 checkpoints  watching");
	assert_int_equal(app->runs->count, 1);
	assert_true(app->runs->records[0]->is_watched && app->runs->records[0]->is_live);
	assert_false(app->runs->records[0]->is_unsaved);
	assert_string_equal(app->runs->records[0]->settings.architecture, "dense10");
	/* All screens use its newest network. */
	assert_string_equal(app->model->facts.name, "epoch_2.pt");
	put_net(state, "epoch_10.pt", 3);
	wait_for(app, "step 10  3 checkpoints");
	wait_for(app, "3 of 3");
	assert_string_equal(app->model->facts.name, "epoch_10.pt");

	/* Its history is scrubbed; it is not trained here. */
	driver_press(app, "<lt>");
	assert_shows(app, "2 of 3");
	driver_press(app, "<Space>");
	assert_message(app, "run 1 is another program's");
	driver_press(app, "x");
	assert_message(app, "run 1 is no longer watched");
	assert_false(app->runs->records[0]->is_live);
	put_net(state, "epoch_11.pt", 4);
	driver_rest(app);
	assert_int_equal(history_count(app->runs->records[0]->history), 3);
	explorer_free(app);
}

static void each_series_of_a_folder_is_a_run(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	static const char *const names[] = {"r/run_a-#", "r/run_b-#"};
	char keys[700];

	assert_int_equal(mkdir(scratch_path(state, "r"), 0700), 0);
	put_net(state, "r/run_a-1.pt", 1);
	put_net(state, "r/run_a-2.pt", 2);
	snprintf(keys, sizeof(keys), ":watch %s<Enter>", scratch_path(state, "r"));
	driver_press(app, keys);
	wait_for(app, "2 checkpoints  watching");
	assert_int_equal(app->runs->count, 1);
	assert_string_equal(app->runs->records[0]->name, "r");
	put_net(state, "r/run_b-7.pt", 3);
	while (app->runs->count < 2 || app->runs->records[1]->view.checkpoints == 0)
		driver_rest(app);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(app->runs->records[i]->name, names[i]);
		assert_true(app->runs->records[i]->is_watched && app->runs->records[i]->is_live);
	}
	assert_int_equal(app->runs->records[1]->view.step, 7);
	assert_shows(app, "r/run_a-#: dense10 on");
	assert_string_equal(app->model->facts.name, "run_a-2.pt");
	explorer_free(app);
}

/* How another program's files are read is one line of the screen. */
static void the_reading_is_shown(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	char keys[700];
	json_t *o;

	assert_int_equal(mkdir(scratch_path(state, "r"), 0700), 0);
	foreign_write(state, "r/epoch_1.safetensors", app->model->net, EXPORT_TORCH, NULL, NULL);
	snprintf(keys, sizeof(keys), ":watch %s<Enter>", scratch_path(state, "r"));
	driver_press(app, keys);
	wait_for(app, "1 checkpoint  watching");
	assert_shows(app, "dense10: 9");
	assert_shows(app, " images right, loss 0.");
	assert_shows(app, "; next ");
	o = train_to_json(app, app_state(app, "Train"));
	assert_non_null(json_object_get(json_array_get(json_object_get(o, "runs"), 0), "reading"));
	json_decref(o);
	explorer_free(app);
}

static void what_cannot_be_read_is_on_the_status_line(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	char keys[700];

	snprintf(keys, sizeof(keys), ":watch %s/none<Enter>", scratch_path(state, ""));
	driver_press(app, keys);
	app->message[0] = '\0';
	wait_for(app, "no folder");
	/* Its own training goes on beside it. */
	driver_press(app, "f<Space>");
	assert_int_equal(app->runs->count, 2);
	driver_press(app, "<Space>");
	for (int i = 2; i <= 9; i++)
		driver_press(app, keys);
	assert_message(app, "8 runs are watched at once at most");
	explorer_free(app);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_folder_is_followed_as_a_run),
		TEST(each_series_of_a_folder_is_a_run),
		TEST(the_reading_is_shown),
		TEST(what_cannot_be_read_is_on_the_status_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
