/* Kind by kind, what a session keeps and gives back, and what it says of what it can't. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "support/foreign.h"
#include "support/says.h"
#include "support/scratch.h"
#include "support/small_data.h"
#include "tui/driver.h"
#include "tui/session.h"
#include "tui/session_store.h"
#include "tui/session_value.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Though few keys were pressed. */
static void keep_and_end(struct app *app)
{
	app->session->presses = 9;
	driver_keep_session(app);
}

/* ------------------------------------------------------------------------------- documents */

/* A session as it should be, with a place and nothing else; the caller owns it. */
static json_t *whole(void)
{
	return json_pack("{s:i, s:b, s:s, s:[], s:[], s:{s:s, s:i}}", "version", SESSION_VERSION,
			 "has_work", 1, "words", "w", "networks", "kept", "image", "split", "test",
			 "index", 3);
}

/* Takes the reference. */
static void write_session(void **state, json_t *document)
{
	char *text = json_dumps(document, 0);

	mkdir(scratch_path(state, "netglyph"), 0700);
	mkdir(scratch_path(state, "netglyph/session-1"), 0700);
	scratch_write(state, "netglyph/session-1/session.json", text, strlen(text));
	free(text);
	json_decref(document);
}

/* The same with members of its own: JSON, in apostrophes for quotes. */
static void write_with(void **state, const char *members)
{
	char *text = xstrdup(members);
	json_t *document = whole(), *others;

	for (char *c = text; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	others = json_loads(text, 0, NULL);
	assert_non_null(others);
	json_object_update(document, others);
	json_decref(others);
	free(text);
	write_session(state, document);
}

static json_t *grey(float value)
{
	float pixels[28 * 28];

	for (size_t i = 0; i < 28 * 28; i++)
		pixels[i] = value;
	return session_floats(pixels, 28 * 28);
}

static json_t *kept_json(void)
{
	return json_pack("{s:s, s:i, s:i, s:o, s:o}", "title", "t", "label", 3, "target", 5,
			 "pixels", grey(0.5f), "original", grey(0.25f));
}

static void assert_comes_back(const char *says)
{
	struct app *app = driver_begin_session();

	driver_press(app, "O");
	assert_message(app, says);
	driver_press(app, "<Esc>O");
	assert_message(app, "This is that session already.");
	explorer_free(app);
}

/* -------------------------------------------------------------------------------- the offer */

static void write_time(void **state, time_t when)
{
	json_t *document = whole();

	json_object_set_new(document, "time", json_integer((json_int_t)when));
	write_session(state, document);
}

static void an_offer_tells_the_day(void **state)
{
	time_t now = time(NULL), old = now - 40 * 24 * 60 * 60;
	struct tm then;
	char text[40];
	const struct {
		time_t when;
		const char *says;
	} days[] = {{now, "Today's work: w. O goes"},
		    {now - 24 * 60 * 60, "Yesterday's work: w. O goes"},
		    {old, text},
		    {0, " 1 Jan's work: w. O goes"}};

	setenv("TZ", "UTC", 1); /* where each day has 24 hours */
	tzset();
	assert_non_null(localtime_r(&old, &then));
	strftime(text, sizeof(text), "%e %b's work: w. O goes", &then);
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		struct app *app;

		write_time(state, days[i].when);
		app = driver_begin_session();
		assert_message(app, days[i].says);
		explorer_free(app);
	}
}

static void an_offer_need_not_have_words_and_says_what_went(void **state)
{
	struct app *app;

	write_with(state, "{'words': 7, 'gone': 2}");
	app = driver_begin_session();
	assert_message(app, "work: . O goes on with it. (The oldest sessions went: they took too "
			    "much room.)");
	explorer_free(app);
}

/* ------------------------------------------------------------------------------- coming back */

static void what_is_wrong_is_left_out_and_named(void **state)
{
	static const char *const images[] = {
		"{'image': {'split': 'nowhere', 'index': 1}}",
		"{'image': {'index': 1}}",
		"{'image': {'split': 'test', 'index': 1000000}}",
		"{'image': {'source': 3, 'label': 1, 'pixels': []}}",
		"{'image': {'title': 't', 'source': 99, 'label': 1, 'pixels': []}}",
		"{'image': {'title': 't', 'source': 3, 'label': 1000000, 'pixels': []}}",
		"{'image': {'title': 't', 'source': 3, 'label': 1, 'pixels': [1, 2]}}",
	};

	write_with(state, "{}");
	assert_comes_back("Here you were.");
	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		write_with(state, images[i]);
		assert_comes_back("Not all of that session can be read: the image did not");
	}
	write_with(state, "{'networks': [{'file': 7}]}");
	assert_comes_back("trained networks did not come back");
	/* A screen's state that is none is passed over, as is one of a screen that keeps none. */
	write_with(state, "{'screens': {'Train': 1, 'Attack': [], 'Retrain': {}}, 'screen': 'x'}");
	assert_comes_back("Here you were.");
	write_with(state, "{'data': '/no/such/folder'}");
	assert_comes_back("the data set did not come back");
	write_with(state, "{'model': '/no/such/file', 'kept': 7}");
	assert_comes_back("the network did not come back");
}

/* One of its members is missing or wrong. */
static void kept_pictures_are_whole_or_left_out(void **state)
{
	static const char *const members[] = {"title", "label", "target", "pixels", "original"};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		json_t *document = whole(), *kept = kept_json();

		json_object_set_new(kept, members[i], json_integer(-7));
		json_array_append_new(json_object_get(document, "kept"), kept);
		write_session(state, document);
		assert_comes_back("kept pictures did not come back");
	}
}

static void there_are_no_more_kept_pictures_than_there_can_be(void **state)
{
	for (int more = 0; more < 2; more++) {
		json_t *document = whole();
		struct app *app;

		for (int i = 0; i < KEPT_MAX + more; i++)
			json_array_append_new(json_object_get(document, "kept"), kept_json());
		write_session(state, document);
		app = driver_begin_session();
		driver_press(app, "O");
		assert_int_equal(app->kept_count, more ? 0 : KEPT_MAX);
		assert_message(app, more ? "kept pictures did not" : "Here you were.");
		explorer_free(app);
	}
}

/* A net of this size in a file of the session, which says that it was on the screen. */
static void write_network(void **state, const char *current, struct shape input, int count)
{
	struct net *net = foreign_net("dense10", input, 10);
	const struct snapshot_facts facts = {.name = "n", .validation = NAN};
	const struct snapshot *snapshot = snapshot_new(net, &facts);
	json_t *document = whole();
	struct err err;

	for (int i = 0; i < count; i++)
		json_array_append_new(json_object_get(document, "networks"),
				      json_pack("{s:s}", "file", "n.safetensors"));
	if (current)
		json_object_set_new(document, "network", json_string(current));
	write_session(state, document);
	assert_true(snapshot_write(
		snapshot, scratch_path(state, "netglyph/session-1/n.safetensors"), true, &err));
	snapshot_unref(snapshot);
}

static void the_network_that_was_on_the_screen_is_there_again(void **state)
{
	static const struct {
		const char *current;
		int side;
		bool is_chosen;
	} cases[] = {{"n.safetensors", 28, true},
		     {"n.safetensors", 8, false},
		     {"other.safetensors", 28, false},
		     {NULL, 28, false}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct app *app;

		write_network(state, cases[i].current,
			      (struct shape){cases[i].side, cases[i].side, 1}, 1);
		app = driver_begin_session();
		driver_press(app, "O");
		assert_message(app, "Here you were.");
		assert_int_equal(app->runs->count, 1);
		assert_string_equal(app->model->facts.name,
				    cases[i].is_chosen ? "n" : "mnist-softmax");
		explorer_free(app);
	}
}

static void there_are_no_more_networks_than_there_can_be(void **state)
{
	for (int more = 0; more < 2; more++) {
		struct app *app;

		write_network(state, NULL, (struct shape){28, 28, 1}, RUNS_MAX + more);
		app = driver_begin_session();
		driver_press(app, "O");
		assert_int_equal(app->runs->count, more ? 0 : RUNS_MAX);
		assert_message(app, more ? "trained networks did not" : "Here you were.");
		explorer_free(app);
	}
}

/* -------------------------------------------------------------------------------- being kept */

static void images_of_any_source_come_back(void **state)
{
	struct app *app = driver_begin_session();
	float pixels[28 * 28] = {0.25f, 1};

	(void)state;
	driver_press(app, ":noise 77<Enter>");
	keep_and_end(app);
	app = driver_begin_session();
	driver_press(app, "O");
	assert_int_equal(app->sample.source, SAMPLE_NOISE);
	assert_int_equal(app->sample.index, 77);
	app_choose_pixels(app, pixels, 4, SAMPLE_ATTACKED, "my own");
	keep_and_end(app);
	app = driver_begin_session();
	driver_press(app, "O");
	assert_message(app, "Here you were.");
	assert_int_equal(app->sample.source, SAMPLE_ATTACKED);
	assert_int_equal(app->sample.label, 4);
	assert_string_equal(app->sample.title, "my own");
	assert_memory_equal(app->sample.pixels, pixels, sizeof(pixels));
	explorer_free(app);
}

static const struct snapshot *snapshot_named(const struct app *app, const char *name,
					     double validation)
{
	struct snapshot_facts facts = {.step = 7, .validation = validation};

	snprintf(facts.name, sizeof(facts.name), "%s", name);
	return snapshot_new(net_copy(app->model->net), &facts);
}

static struct run_record *add_run(struct app *app, const char *name, double validation)
{
	const struct snapshot *snapshot = snapshot_named(app, name, validation);
	struct fit_settings settings = settings_for("softmax");
	struct run_record *record =
		run_list_add_ended(app->runs, name, "sample", &settings, snapshot);

	snapshot_unref(snapshot);
	return record;
}

static json_t *read_newest(void **state, char **folder)
{
	json_t *document;

	*folder = session_store_newest(scratch_path(state, "netglyph"), &document);
	assert_non_null(*folder);
	return document;
}

static const char *file_of(const json_t *document, size_t i)
{
	return session_get_text(json_array_get(json_object_get(document, "networks"), i), "file");
}

/* The words name three of them; a run without a network, or with one in a file, is not kept. */
static void networks_in_no_file_are_kept_by_names_that_files_can_have(void **state)
{
	static const char *const names[] = {"a", ".b/c d", "e-7", "f"};
	struct fit_settings settings = settings_for("softmax");
	struct app *app = driver_begin_session();
	char *folder, path[8192];
	json_t *document;

	for (size_t i = 0; i < 4; i++)
		add_run(app, names[i], i == 0 ? 0.5 : NAN);
	add_run(app, "saved", NAN)->is_unsaved = false;
	run_list_add(app->runs, "empty", "sample", &settings)->is_unsaved = true;
	app->kept_count = 0;
	for (int i = 0; i < 2; i++)
		app_keep(app, app->sample.pixels, app->sample.pixels, 7, 3, "t");
	keep_and_end(app);

	document = read_newest(state, &folder);
	assert_string_equal(session_get_text(document, "words"),
			    "a at 50.0 %, .b/c d, e-7, 2 kept pictures");
	assert_int_equal(json_array_size(json_object_get(document, "networks")), 4);
	assert_string_equal(file_of(document, 0), "a-7.safetensors");
	assert_string_equal(file_of(document, 1), "-b-c-d-7.1.safetensors");
	assert_string_equal(file_of(document, 2), "e-7.2.safetensors");
	assert_null(session_get_text(document, "network"));
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, file_of(document, i));
		assert_int_equal(access(path, R_OK), 0);
	}
	json_decref(document);
	free(folder);
}

/* As one of a run's history that one went back to. */
static void a_network_of_no_run_is_kept_unless_it_is_in_a_file(void **state)
{
	for (int is_saved = 1; is_saved >= 0; is_saved--) {
		struct app *app = driver_begin_session();
		struct snapshot *snapshot = (struct snapshot *)snapshot_named(app, "mine", 0.75);
		char *folder;
		json_t *document;

		snapshot->facts.is_saved = is_saved;
		app_set_model(app, snapshot, NULL);
		snapshot_unref(snapshot);
		driver_rest(app);
		keep_and_end(app);
		document = read_newest(state, &folder);
		assert_int_equal(json_array_size(json_object_get(document, "networks")), !is_saved);
		if (is_saved)
			assert_null(session_get_text(document, "network"));
		else
			assert_string_equal(session_get_text(document, "network"),
					    "mine-7.safetensors");
		assert_int_equal(json_is_true(json_object_get(document, "has_work")), !is_saved);
		json_decref(document);
		free(folder);
	}
}

static const char *model_of_newest(void **state, char path[8192])
{
	char *folder;
	json_t *document = read_newest(state, &folder);
	const char *model = session_get_text(document, "model");

	snprintf(path, 8192, "%s", model ? model : "none");
	json_decref(document);
	free(folder);
	return path;
}

/* One that is several files is named by one of them; one that is gone, not at all. */
static void the_file_of_a_network_is_kept_by_its_whole_path(void **state)
{
	struct app *app = driver_begin_session();
	char path[8192];

	scratch_write(state, "model.ckpt-5.index", "x", 1);
	scratch_write(state, "model.ckpt-5.data-00000-of-00001", "x", 1);
	app_set_model(app, app->model, scratch_path(state, "model.ckpt-5"));
	keep_and_end(app);
	assert_non_null(strstr(model_of_newest(state, path), "/model.ckpt-5.index"));
	app = driver_begin_session();
	app_set_model(app, app->model, scratch_path(state, "gone.safetensors"));
	keep_and_end(app);
	assert_string_equal(model_of_newest(state, path), "none");
}

/* ------------------------------------------------------------------------------- other data */

/* And while a run of Train holds the data that are there, the session waits. */
static void work_on_other_data_comes_back_with_them(void **state)
{
	struct app *app = driver_begin_session();
	char keys[4096];

	mkdir(scratch_path(state, "own"), 0700);
	small_data_write(scratch_path(state, "own"), 12, 9, 3);
	snprintf(keys, sizeof(keys), ":data %s<Enter>TN<Enter>", scratch_path(state, "own"));
	driver_press(app, keys);
	assert_string_equal(app->model->facts.name, "softmax");
	keep_and_end(app);

	app = driver_begin_session();
	driver_press(app, "TNO");
	assert_message(app, "Train still holds its data set");
	assert_int_equal(app->data->height, 28);
	driver_press(app, "xyO");
	assert_message(app, "Here you were.");
	assert_int_equal(app->data->height, 12);
	assert_int_equal(app->model->net->classes, 3);
	keep_and_end(app);

	assert_int_equal(rename(scratch_path(state, "own"), scratch_path(state, "away")), 0);
	assert_comes_back("the data set did not come back");
}

/* ------------------------------------------------------------------------------- not being kept */

static void what_does_not_fit_on_the_disk_is_told_and_the_rest_is_kept(void **state)
{
	struct app *app = driver_begin_session();
	struct err err;
	json_t *document;
	char *folder;

	add_run(app, "mine", NAN);
	app->session->presses = 9;
	scratch_limit_files(64);
	assert_false(session_keep(app, &err));
	scratch_limit_files(16 * 1024);
	assert_says(&err, "session.json");
	assert_null(session_store_newest(scratch_path(state, "netglyph"), &document));
	assert_false(session_keep(app, &err));
	scratch_limit_files(RLIM_INFINITY);
	assert_says(&err, "mine-7.safetensors");
	assert_int_equal(scratch_entries(state), 1);
	document = read_newest(state, &folder);
	assert_int_equal(json_array_size(json_object_get(document, "networks")), 0);
	assert_string_equal(session_get_text(document, "screen"), "Attack");
	json_decref(document);
	free(folder);
	keep_and_end(app);
}

static void networks_that_are_too_much_are_not_kept(void **state)
{
	struct app *app = driver_begin_session();
	struct net *net = run_record_model(add_run(app, "vast", NAN))->net;
	size_t size = net->size;
	struct err err;

	(void)state;
	app->session->presses = 9;
	net->size = SESSIONS_BYTES / sizeof(float);
	assert_false(session_keep(app, &err));
	assert_says(&err, "the trained networks take more than 200 MiB");
	net->size = size;
	keep_and_end(app);
}

static void what_is_kept_is_not_kept_again(void **state)
{
	struct app *app = driver_begin_session();
	struct err err;

	driver_press(app, ":40<Enter>");
	assert_true(session_keep(app, &err));
	setenv("XDG_STATE_HOME", "/dev/null", 1);
	driver_press(app, "Q");
	assert_true(app->is_over);
	assert_int_equal(scratch_entries(state), 1);
	explorer_free(app);
}

static void without_work_nothing_is_asked_where_nothing_can_be_kept(void **state)
{
	struct app *app;

	(void)state;
	setenv("XDG_STATE_HOME", "/dev/null", 1);
	app = driver_begin_session();
	driver_press(app, ":40<Enter>Q");
	assert_true(app->is_over);
	explorer_free(app);
}

/* In a home that is not there. */
static void without_a_place_there_are_no_sessions(void **state)
{
	char *home = xstrdup(getenv("HOME") ? getenv("HOME") : "/");
	struct app *app;
	struct err err;

	unsetenv("XDG_STATE_HOME");
	setenv("HOME", scratch_path(state, "nowhere"), 1);
	app = driver_begin_session();
	setenv("HOME", home, 1);
	assert_null(app->session);
	driver_press(app, ":40<Enter>O");
	assert_message(app, "There is no earlier session to go on with.");
	assert_true(session_keep(app, &err));
	driver_press(app, "Q");
	assert_true(app->is_over);
	explorer_free(app);
	assert_int_equal(scratch_entries(state), 0);
	free(home);
}

/* Before the first update. */
static void who_leaves_while_all_is_being_read_leaves_nothing(void **state)
{
	struct err err;
	struct app_setup setup = {.model = "mnist-softmax",
				  .data = "sample",
				  .split = SPLIT_VALIDATION,
				  .image = -1,
				  .threads = 1,
				  .medium = {COLOR_256, GLYPHS_BRAILLE},
				  .kernel = kernel_choose("portable", &err)};
	struct app *app = explorer_new(&setup, &err);

	assert_non_null(app);
	session_begin(app);
	app->session->presses = 9;
	assert_true(session_keep(app, &err));
	session_leave(app);
	assert_true(app->is_over);
	explorer_free(app);
	assert_int_equal(scratch_entries(state), 0);
}

/* ------------------------------------------------------------------------------- the folder */

static void make_large(const char *path, off_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	close(fd);
}

/* Keeps one, with a file of so many bytes, none of which takes room; how many older ones went. */
static json_int_t keep_large(const char *place, size_t size)
{
	struct err err;
	struct new_session *begun = session_store_begin(place, &err);
	json_t *document = json_pack("{s:i, s:b}", "version", SESSION_VERSION, "has_work", 1);
	json_int_t gone;
	char *path;

	assert_non_null(begun);
	path = xasprintf("%s/large", begun->folder);
	make_large(path, (off_t)size);
	free(path);
	assert_true(session_store_commit(place, begun, document, &err));
	gone = json_integer_value(json_object_get(document, "gone"));
	json_decref(document);
	return gone;
}

static void the_newest_stays_whatever_it_takes(void **state)
{
	const char *place = scratch_path(state, "place");
	json_t *document;
	char *folder;

	assert_int_equal(keep_large(place, SESSIONS_BYTES / 2), 0);
	assert_int_equal(keep_large(place, SESSIONS_BYTES / 4), 0);
	assert_int_equal(keep_large(place, SESSIONS_BYTES / 2), 1);
	assert_int_equal(keep_large(place, SESSIONS_BYTES + 1), 2);
	folder = session_store_newest(place, &document);
	assert_non_null(folder);
	json_decref(document);
	free(folder);
}

static void documents_that_are_missing_or_too_large_are_passed_over(void **state)
{
	struct app *app;

	write_with(state, "{'has_work': false, 'words': 'the older'}");
	mkdir(scratch_path(state, "netglyph/session-2"), 0700);
	mkdir(scratch_path(state, "netglyph/session-3"), 0700);
	make_large(scratch_path(state, "netglyph/session-3/session.json"), SESSION_FILE_MAX + 1);
	app = driver_begin_session();
	assert_message(app, "the older");
	explorer_free(app);
	/* Of two places the newer one is offered. */
	scratch_write(state, "netglyph/session-2/session.json",
		      "{\"version\":1,\"words\":\"the newer\"}", 33);
	app = driver_begin_session();
	assert_message(app, "the newer");
	explorer_free(app);
}

#define isolated(test) cmocka_unit_test_setup_teardown(test, driver_isolate, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		isolated(an_offer_tells_the_day),
		isolated(an_offer_need_not_have_words_and_says_what_went),
		isolated(what_is_wrong_is_left_out_and_named),
		isolated(kept_pictures_are_whole_or_left_out),
		isolated(there_are_no_more_kept_pictures_than_there_can_be),
		isolated(the_network_that_was_on_the_screen_is_there_again),
		isolated(there_are_no_more_networks_than_there_can_be),
		isolated(images_of_any_source_come_back),
		isolated(networks_in_no_file_are_kept_by_names_that_files_can_have),
		isolated(a_network_of_no_run_is_kept_unless_it_is_in_a_file),
		isolated(the_file_of_a_network_is_kept_by_its_whole_path),
		isolated(work_on_other_data_comes_back_with_them),
		isolated(what_does_not_fit_on_the_disk_is_told_and_the_rest_is_kept),
		isolated(networks_that_are_too_much_are_not_kept),
		isolated(what_is_kept_is_not_kept_again),
		isolated(without_work_nothing_is_asked_where_nothing_can_be_kept),
		isolated(without_a_place_there_are_no_sessions),
		isolated(who_leaves_while_all_is_being_read_leaves_nothing),
		isolated(the_newest_stays_whatever_it_takes),
		isolated(documents_that_are_missing_or_too_large_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
