/* What one did comes back, whoever wrote the files that it comes from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "support/foreign.h"
#include "support/says.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/explorer.h"
#include "tui/screens.h"
#include "tui/session.h"
#include "tui/session_run.h"
#include "tui/session_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What all screens would keep now. */
static json_t *states_of(struct app *app)
{
	json_t *all = json_object();

	for (int i = 0; i < app->screen_count; i++)
		if (app->screens[i]->to_session)
			json_object_set_new(all, app->screens[i]->name,
					    app->screens[i]->to_session(app, app->state[i]));
	return all;
}

static void pictures_drawing_and_place_come_back(void **state)
{
	struct app *app = driver_begin_session();
	json_t *states, *again;
	float *pixels;
	size_t size;

	(void)state;
	assert_string_equal(app->message, "");
	driver_press(app, ":20<Enter>A3+nnn<Enter>D<Space>lljj<Space>:40<Enter>M/"
			  "7<Enter>wonLkW:33<Enter>I");
	assert_int_equal(app->kept_count, 1);
	states = states_of(app);
	assert_non_null(json_object_get(json_object_get(states, "Draw"), "canvas"));
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(states, "Mistakes"), "label")),
		7);
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(states, "Layers"), "stage")), 0);
	size = app_pixels(app) * sizeof(float);
	pixels = xmalloc(size);
	memcpy(pixels, app->kept[0].sample.pixels, size);
	driver_keep_session(app);

	app = driver_begin_session();
	assert_message(app, "Today's work: 1 kept picture, a drawing. O goes on with it.");
	driver_press(app, "O");
	assert_message(app, "Here you were.");
	assert_string_equal(app->screens[app->current]->name, "Weights");
	assert_int_equal(app->sample.index, 33);
	assert_false(app->is_ink_dark);
	assert_int_equal(app->kept_count, 1);
	assert_memory_equal(app->kept[0].sample.pixels, pixels, size);
	assert_int_equal(app->kept[0].target, 3);
	again = states_of(app);
	assert_true(json_equal(states, again));
	json_decref(states);
	json_decref(again);
	free(pixels);
	explorer_free(app);
}

static void a_trained_network_comes_back_and_is_not_asked_about(void **state)
{
	struct app *app = driver_begin_session();
	struct curves curves;

	(void)state;
	driver_press(app, "T:train softmax<Enter>NN<Enter>");
	app->runs->records[0]->settings.batch = 50;
	curves_copy(&curves, &app->runs->records[0]->curves);
	assert_int_equal(curves.count, 20);
	assert_null(app->model_path);
	driver_press(app, "Q");
	assert_false(app->prompt.is_open);
	assert_true(app->is_over);
	explorer_free(app);

	app = driver_begin_session();
	assert_message(app, "softmax");
	driver_press(app, "O");
	assert_int_equal(app->runs->count, 1);
	assert_hides(app, "No run yet");
	assert_ptr_equal(run_record_model(app->runs->records[0]), app->model);
	assert_int_equal(app->runs->records[0]->settings.batch, 50);
	assert_string_equal(app->runs->records[0]->name, "softmax");
	assert_int_equal(app->runs->records[0]->curves.count, curves.count);
	assert_memory_equal(app->runs->records[0]->curves.points, curves.points,
			    sizeof(curves.points));
	assert_int_equal(app->runs->records[0]->curves.validation_count, curves.validation_count);
	assert_int_equal(app->model->facts.step, 20);
	/* What one went on with stays with what follows. */
	driver_press(app, ":40<Enter>");
	driver_keep_session(app);
	app = driver_begin_session();
	driver_press(app, "O");
	assert_int_equal(app->model->facts.step, 20);
	assert_int_equal(app->sample.index, 40);
	explorer_free(app);
}

/* Of curves that are not as they should be nothing is taken, but the run comes back. */
/* Of another program, and read as a person told: digits would not tell, and are not asked again. */
static void a_foreign_network_comes_back_as_it_was_read(void **state)
{
	struct app *app = driver_begin_session();
	struct net *net = foreign_net("dense6 relu dense10", (struct shape){28, 28, 1}, 10);
	const char *path = foreign_write(state, "theirs", net, EXPORT_TORCH, NULL, NULL);
	char keys[PROMPT_MAX], *architecture;

	net_free(net);
	snprintf(keys, sizeof(keys),
		 ":open %s --architecture normalize0.5,0.5 dense6 tanh dense10 --layout "
		 "torch<Enter>A3n<Enter>",
		 path);
	driver_press(app, keys);
	assert_int_equal(app->kept_count, 1);
	driver_keep_session(app);

	app = driver_begin_session();
	driver_press(app, "O");
	assert_message(app, "Here you were.");
	assert_string_equal(app->model->facts.name, "theirs");
	architecture = net_architecture(app->model->net);
	assert_string_equal(architecture, "normalize0.5,0.5 dense6 tanh dense10");
	assert_int_equal(app->kept_count, 1);
	free(architecture);
	explorer_free(app);
}

static void hostile_curves_are_left_out(void **state)
{
	static const char *const bad[] = {
		"[1,2,0.5,1,2,0.5]",    "[-1,2,0.5]", "[1e300,2,0.5]", "[1,\"2\",0.5]", "{}", "7",
		"[1,2,0.5,null,2,0.5]",
	};
	struct app *app = driver_open("mnist-softmax");
	const struct snapshot *model = app->model;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		json_t *network = json_pack("{s:s, s:o}", "rate", "nonsense", "curve",
					    json_loads(bad[i], JSON_DECODE_ANY, NULL));

		session_run_take(app->runs, network, model);
		assert_int_equal(app->runs->records[i]->curves.count, 0);
		assert_true(app->runs->records[i]->settings.rate == 0.5f);
		json_decref(network);
	}
	driver_press(app, "Tr");
	explorer_free(app);
}

static void what_cannot_be_kept_is_asked_about(void **state)
{
	struct app *app;

	(void)state;
	setenv("XDG_STATE_HOME", "/dev/null", 1);
	app = driver_begin_session();
	driver_press(app, "T:train softmax<Enter>NN<Enter>Q");
	assert_false(app->is_over);
	assert_true(app->prompt.is_open);
	explorer_free(app);
}

static void looking_in_keeps_nothing(void **state)
{
	struct app *app = driver_begin_session();

	(void)state;
	driver_press(app, "Q");
	assert_true(app->is_over);
	driver_keep_session(app);
	assert_int_equal(scratch_entries(state), 0);
}

/* A place alone does not hide work. */
static void work_is_offered_before_places(void **state)
{
	struct app *app = driver_begin_session();

	(void)state;
	driver_press(app, "A3nn<Enter>");
	driver_keep_session(app);
	app = driver_begin_session();
	driver_press(app, "WL");
	driver_keep_session(app);
	app = driver_begin_session();
	assert_message(app, "1 kept picture");
	explorer_free(app);
}

static void write_session(void **state, const char *text)
{
	mkdir(scratch_path(state, "netglyph"), 0700);
	mkdir(scratch_path(state, "netglyph/session-1"), 0700);
	scratch_write(state, "netglyph/session-1/session.json", text, strlen(text));
}

#define REST "\"version\":1,\"has_work\":true,\"words\":\"w\""

static void hostile_sessions_do_no_harm(void **state)
{
	static const char *const bad[] = {
		"{" REST "}",
		"{" REST
		",\"screen\":7,\"data\":[],\"model\":{},\"networks\":3,\"kept\":{},\"image\":1}",
		"{" REST
		",\"screen\":\"Nowhere\",\"image\":{\"split\":\"validation\",\"index\":-1}}",
		"{" REST ",\"image\":{\"split\":\"test\",\"index\":999999999999}}",
		"{" REST ",\"image\":{\"source\":3,\"label\":-1,\"title\":\"t\",\"pixels\":[1,2]}}",
		"{" REST ",\"kept\":[{\"pixels\":[\"a\"]}]}",
		"{" REST ",\"network\":\"../../../etc/passwd\",\"model\":\"\"}",
		"{" REST ",\"model\":\"/no/such/file\",\"data\":\"/no/such/folder\"}",
		"{" REST ",\"screens\":{\"Attack\":{\"target\":-5,\"step\":1e9,\"rate\":\"x\"},"
		"\"Draw\":{\"canvas\":[1e300]},\"Train\":7}}",
		"{" REST ",\"networks\":[{\"file\":\"../x\"},{\"file\":\"session.json\"}]}",
		"{" REST ",\"networks\":[{\"file\":\"session.json\",\"batch\":\"-1\"}]}",
		"{" REST ",\"screens\":[1,2],\"time\":-1e18,\"gone\":-3}",
	};
	static const char *const ignored[] = {
		"", "{", "[]", "{\"version\":2}", "nan", "{\"version\":1,\"version\":1}"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct app *app;

		write_session(state, bad[i]);
		app = driver_begin_session();
		assert_message(app, "O goes on with it");
		driver_press(app, "O");
		assert_message(app, "Not all of that session can be read");
		assert_int_equal(app->kept_count, 0);
		driver_press(app, "ADWTMLFR");
		explorer_free(app);
	}
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		struct app *app;

		write_session(state, ignored[i]);
		app = driver_begin_session();
		assert_string_equal(app->message, "");
		driver_press(app, "O");
		assert_message(app, "There is no earlier session");
		explorer_free(app);
	}
}

static void a_time_that_is_no_day_is_earlier(void **state)
{
	struct app *app;

	write_session(state, "{" REST ",\"time\":9223372036854775807}");
	app = driver_begin_session();
	assert_message(app, "Earlier work: w. O goes on with it.");
	explorer_free(app);
}

/* What a killed program left is removed, and nothing else is. */
static void unfinished_sessions_of_the_dead_go_at_once(void **state)
{
	const char *place = scratch_path(state, "place");
	struct err err;
	struct new_session *alive = session_store_begin(place, &err);
	pid_t child = fork();
	char *left;

	assert_non_null(alive);
	assert_true(child >= 0);
	if (child == 0) {
		struct new_session *begun = session_store_begin(place, &err);
		char *kept = begun ? xasprintf("%s/network", begun->folder) : NULL;

		close(open(kept ? kept : "/", O_WRONLY | O_CREAT, 0600));
		_exit(!begun ||
		      rename(begun->folder, scratch_path(state, "place/.new-killed")) != 0);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	left = xstrdup(scratch_path(state, "place/.new-killed"));
	assert_int_equal(access(left, F_OK), 0);
	session_store_abort(session_store_begin(place, &err));
	assert_int_equal(access(left, F_OK), -1);
	assert_int_equal(access(alive->folder, F_OK), 0);
	free(left);
	session_store_abort(alive);
}

static bool keep_one(const char *place)
{
	struct err err;
	struct new_session *begun = session_store_begin(place, &err);
	json_t *document = json_pack("{s:i, s:b}", "version", SESSION_VERSION, "has_work", 1);
	bool is_kept = begun && session_store_commit(place, begun, document, &err);

	json_decref(document);
	return is_kept;
}

/* A process that keeps sessions until it is killed, at some moment. */
static void keep_until_killed(const char *place, unsigned microseconds)
{
	pid_t child = fork();

	assert_true(child >= 0);
	while (child == 0)
		if (!keep_one(place))
			_exit(1);
	usleep(microseconds);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static int count_unfinished(const char *place)
{
	DIR *dir = opendir(place);
	struct dirent *entry;
	int count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		count += strncmp(entry->d_name, ".new-", 5) == 0;
	closedir(dir);
	return count;
}

static void killed_keeping_leaves_whole_sessions(void **state)
{
	const char *place = scratch_path(state, "place"), *kills = getenv("NETGLYPH_KILLS");
	int count = kills ? (int)strtol(kills, NULL, 10) : 10;

	assert_true(keep_one(place));
	for (int i = 0; i < count; i++) {
		json_t *document;
		char *folder;

		keep_until_killed(place, 1000 + (unsigned)(i * 7919 % 20000));
		assert_true(count_unfinished(place) <= 1);
		folder = session_store_newest(place, &document);
		assert_non_null(folder);
		json_decref(document);
		free(folder);
	}
	assert_true(keep_one(place));
	assert_int_equal(count_unfinished(place), 0);
}

static void the_oldest_go_and_that_is_said(void **state)
{
	const char *place = scratch_path(state, "place");
	struct new_session *begun;
	struct err err;
	char *folder;
	json_t *document;

	for (int i = 0; i <= SESSIONS_MAX; i++) {
		begun = session_store_begin(place, &err);
		assert_non_null(begun);
		document = json_pack("{s:i, s:b}", "version", SESSION_VERSION, "has_work", 1);
		assert_true(session_store_commit(place, begun, document, &err));
		assert_int_equal(json_integer_value(json_object_get(document, "gone")),
				 i == SESSIONS_MAX);
		json_decref(document);
	}
	folder = session_store_newest(place, &document);
	assert_non_null(folder);
	json_decref(document);
	free(folder);
}

#define isolated(test) cmocka_unit_test_setup_teardown(test, driver_isolate, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		isolated(pictures_drawing_and_place_come_back),
		isolated(a_trained_network_comes_back_and_is_not_asked_about),
		isolated(a_foreign_network_comes_back_as_it_was_read),
		isolated(hostile_curves_are_left_out),
		isolated(what_cannot_be_kept_is_asked_about),
		isolated(looking_in_keeps_nothing),
		isolated(work_is_offered_before_places),
		isolated(hostile_sessions_do_no_harm),
		isolated(a_time_that_is_no_day_is_earlier),
		isolated(unfinished_sessions_of_the_dead_go_at_once),
		isolated(killed_keeping_leaves_whole_sessions),
		isolated(the_oldest_go_and_that_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
