/*
 * The watcher: every checkpoint is read, none of them torn, however it is written. A writer is a
 * thread here; nothing depends on how fast it or the watcher is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/thread.h"
#include "base/xalloc.h"
#include "data/find.h"
#include "live/history.h"
#include "live/run_source.h"
#include "model/model.h"
#include "support/bars.h"
#include "support/foreign.h"
#include "support/says.h"
#include "support/scratch.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 60 }; /* seconds after which a test fails */

struct place {
	void **state;
	struct dataset *data;
	struct run *run;
	struct history *history; /* of what was taken */
	struct run_view view;
};

static void nap(double seconds)
{
	struct timespec time = {0, (long)(seconds * 1e9)};

	nanosleep(&time, NULL);
}

static const struct kernel *kernel(void)
{
	struct err err;

	return kernel_choose(NULL, &err);
}

/* The bytes of a net's file. All its biases are `mark`, by which it is known again. */
static unsigned char *net_bytes(void **state, const char *architecture, float mark, size_t *size)
{
	struct err err;
	struct net *net = net_new(architecture, (struct shape){BARS_SIDE, BARS_SIDE, 1},
				  BARS_CLASSES, kernel(), &err);
	struct parameter bias;
	struct snapshot_facts facts = {.validation = NAN};
	const struct snapshot *snapshot;
	float values[BARS_CLASSES] = {mark, mark, mark};

	if (!net)
		fail_msg("%s", err.text);
	bias = net_parameter(net, net_parameters(net) - 1);
	parameter_set(&bias, net->parameters, values);
	snapshot = snapshot_new(net, &facts);
	assert_true(snapshot_write(snapshot, scratch_path(state, "template"), true, &err));
	snapshot_unref(snapshot);
	return scratch_read(scratch_path(state, "template"), size);
}

static float mark_of(const struct snapshot *snapshot)
{
	const struct snapshot *whole = snapshot_unpack(snapshot);
	struct parameter bias = net_parameter(whole->net, net_parameters(whole->net) - 1);
	float values[BARS_CLASSES];

	parameter_get(&bias, whole->net->parameters, values);
	snapshot_unref(whole);
	assert_true(values[0] == values[1] && values[1] == values[2]);
	return values[0];
}

static void put_file(const char *path, const unsigned char *bytes, size_t size, int pieces,
		     double pause)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	for (int i = 0; i < pieces; i++) {
		size_t from = size * (size_t)i / (size_t)pieces;
		size_t to = size * (size_t)(i + 1) / (size_t)pieces;

		assert_int_equal(fwrite(bytes + from, 1, to - from, file), to - from);
		assert_int_equal(fflush(file), 0);
		if (pause > 0)
			nap(pause);
	}
	assert_int_equal(fclose(file), 0);
}

static void put_net(void **state, const char *name, float mark)
{
	size_t size;
	unsigned char *bytes = net_bytes(state, "softmax", mark, &size);

	put_file(scratch_path(state, name), bytes, size, 1, 0);
	free(bytes);
}

static void open_place(struct place *p, void **state, const char *path, const char *series,
		       bool is_patient)
{
	struct run_spec spec = {
		.watch = path, .watch_series = series, .kernel = kernel(), .threads = 1};
	struct err err;

	*p = (struct place){.state = state, .data = bars_new(), .history = history_new(1 << 26)};
	spec.data = p->data;
	spec.is_patient = is_patient;
	spec.poll_seconds = 0.02;
	p->run = run_open(&spec, &err);
	if (!p->run)
		fail_msg("%s", err.text);
}

static void close_place(struct place *p)
{
	run_free(p->run);
	history_free(p->history);
	bars_free(p->data);
}

static void take_all(struct place *p)
{
	const struct snapshot *snapshot;

	while ((snapshot = run_take(p->run))) {
		history_insert(p->history, snapshot);
		snapshot_unref(snapshot);
	}
	run_look(p->run, &p->view);
}

/* Until something holds. */
static void wait_until(struct place *p, bool (*holds)(const struct place *, uint64_t), uint64_t n)
{
	double end = thread_clock() + PATIENCE;

	do {
		take_all(p);
		if (holds(p, n))
			return;
		nap(0.005);
	} while (thread_clock() < end);
	fail_msg("waited in vain: %llu checkpoints, '%s'", (unsigned long long)p->view.checkpoints,
		 p->view.err.text);
}

static bool has_read(const struct place *p, uint64_t n)
{
	return p->view.checkpoints >= n;
}

static bool has_step(const struct place *p, uint64_t n)
{
	int count = history_count(p->history);

	return count > 0 && history_at(p->history, count - 1)->facts.step >= n;
}

static bool is_at_rest(const struct place *p, uint64_t n)
{
	return p->view.looks >= n && !p->view.is_busy && !p->view.has_news;
}

static bool has_complained(const struct place *p, uint64_t n)
{
	(void)n;
	return p->view.err.text[0];
}

static bool has_curves(const struct place *p, uint64_t n)
{
	return p->view.curves_at > 0 && p->view.steps >= n;
}

/* ------------------------------------------------------------------------------------- tests */

enum { FILES = 20 };

struct writer {
	void **state;
	unsigned char *bytes[FILES];
	size_t size[FILES];
};

/* A checkpoint each 50 ms, in pieces; every other one pauses for longer than the watcher does. */
static void *write_all(void *context)
{
	struct writer *w = context;

	for (int i = 0; i < FILES; i++) {
		char path[600];

		snprintf(path, sizeof(path), "%s/step_%d.safetensors", scratch_path(w->state, "d"),
			 i + 1);
		put_file(path, w->bytes[i], w->size[i], 5, i % 2 ? 0.03 : 0.01);
	}
	return NULL;
}

static void none_is_missed_and_none_is_torn(void **state)
{
	struct writer w = {.state = state};
	struct place p;
	pthread_t thread;

	for (int i = 0; i < FILES; i++)
		w.bytes[i] = net_bytes(state, "softmax", (float)(i + 1), &w.size[i]);
	assert_int_equal(mkdir(scratch_path(state, "d"), 0700), 0);
	open_place(&p, state, scratch_path(state, "d"), NULL, false);
	assert_true(thread_start(&thread, write_all, &w));
	wait_until(&p, has_read, FILES);
	pthread_join(thread, NULL);
	wait_until(&p, is_at_rest, 1);
	assert_string_equal(p.view.err.text, "");
	assert_int_equal(p.view.state, RUN_WATCHING);
	assert_int_equal(history_count(p.history), FILES);
	for (int i = 0; i < FILES; i++) {
		const struct snapshot *snapshot = history_at(p.history, i);

		assert_int_equal(snapshot->facts.step, i + 1);
		assert_true(mark_of(snapshot) == (float)(i + 1));
		/* Measured on the validation split, sooner or later. */
		assert_true(snapshot->facts.validation >= 0);
		free(w.bytes[i]);
	}
	close_place(&p);
}

static void a_file_that_is_overwritten_is_the_next_step(void **state)
{
	struct place p;

	put_net(state, "latest.pt", 1);
	open_place(&p, state, scratch_path(state, "latest.pt"), NULL, false);
	wait_until(&p, has_step, 1);
	put_net(state, "latest.pt", 2);
	wait_until(&p, has_step, 2);
	put_net(state, "new", 3);
	assert_int_equal(rename(scratch_path(state, "new"), scratch_path(state, "latest.pt")), 0);
	wait_until(&p, has_step, 3);
	assert_int_equal(history_count(p.history), 3);
	for (int i = 0; i < 3; i++)
		assert_true(mark_of(history_at(p.history, i)) == (float)(i + 1));
	close_place(&p);
}

static void what_was_deleted_stays_in_the_history(void **state)
{
	struct place p;

	put_net(state, "epoch_1.pt", 1);
	open_place(&p, state, scratch_path(state, ""), NULL, false);
	wait_until(&p, has_step, 1);
	assert_int_equal(unlink(scratch_path(state, "epoch_1.pt")), 0);
	put_net(state, "epoch_2.pt", 2);
	wait_until(&p, has_step, 2);
	assert_int_equal(history_count(p.history), 2);
	close_place(&p);
}

static void many_that_were_there_are_thinned_newest_first(void **state)
{
	struct place p;
	size_t size;
	unsigned char *bytes = net_bytes(state, "softmax", 1, &size);

	for (int i = 1; i <= 200; i++) {
		char name[32];

		snprintf(name, sizeof(name), "step_%d.pt", i);
		put_file(scratch_path(state, name), bytes, size, 1, 0);
	}
	free(bytes);
	open_place(&p, state, scratch_path(state, ""), NULL, false);
	wait_until(&p, has_read, 1);
	wait_until(&p, is_at_rest, 2);
	assert_int_equal(history_count(p.history), 64);
	assert_int_equal(history_at(p.history, 0)->facts.step, 1);
	assert_int_equal(history_at(p.history, 63)->facts.step, 200);
	for (int i = 1; i < 64; i++)
		assert_in_range(history_at(p.history, i)->facts.step -
					history_at(p.history, i - 1)->facts.step,
				2, 5);
	close_place(&p);

	/* A patient watcher gives all of them, in their order. */
	open_place(&p, state, scratch_path(state, ""), NULL, true);
	for (uint64_t step = 1; step <= 200; step++) {
		const struct snapshot *snapshot;

		while (!(snapshot = run_take(p.run)))
			nap(0.002);
		assert_int_equal(snapshot->facts.step, step);
		assert_true(snapshot->facts.validation >= 0);
		snapshot_unref(snapshot);
	}
	close_place(&p);
}

/* Nobody has touched it for long: it is told of at once, and the others are read. */
static void what_cannot_be_read_is_told(void **state)
{
	struct place p;
	struct timespec long_ago[2] = {{1000000000, 0}, {1000000000, 0}};

	put_net(state, "epoch_1.safetensors", 1);
	scratch_write(state, "epoch_2.safetensors", "no net", 6);
	assert_int_equal(utimensat(0, scratch_path(state, "epoch_2.safetensors"), long_ago, 0), 0);
	open_place(&p, state, scratch_path(state, ""), NULL, true);
	wait_until(&p, has_complained, 0);
	assert_non_null(strstr(p.view.err.text, "epoch_2.safetensors: "));
	wait_until(&p, has_step, 1);
	put_net(state, "epoch_2.safetensors", 2);
	wait_until(&p, has_step, 2);
	assert_string_equal(p.view.err.text, "");
	close_place(&p);
}

static void a_folder_may_come_and_go(void **state)
{
	struct place p;
	char path[600];

	snprintf(path, sizeof(path), "%s/later", scratch_path(state, ""));
	open_place(&p, state, path, NULL, false);
	wait_until(&p, has_complained, 0);
	assert_non_null(strstr(p.view.err.text, "later: is no folder"));
	assert_int_equal(mkdir(path, 0700), 0);
	put_net(state, "later/epoch_1.pt", 1);
	wait_until(&p, has_step, 1);
	assert_int_equal(unlink(scratch_path(state, "later/epoch_1.pt")), 0);
	assert_int_equal(rmdir(path), 0);
	wait_until(&p, has_complained, 0);
	assert_int_equal(history_count(p.history), 1);
	assert_int_equal(mkdir(path, 0700), 0);
	put_net(state, "later/epoch_2.pt", 2);
	wait_until(&p, has_step, 2);
	close_place(&p);
}

static void logs_become_curves(void **state)
{
	struct place p;
	struct curves *curves = xcalloc(1, sizeof(*curves));
	FILE *file;

	put_net(state, "step_20.pt", 1);
	scratch_write(state, "log.csv", "step,loss,accuracy\n1,2,0.5\n", 27);
	open_place(&p, state, scratch_path(state, ""), NULL, false);
	wait_until(&p, has_step, 20);
	file = fopen(scratch_path(state, "log.csv"), "ab");
	assert_non_null(file);
	fputs("30,1,0.75\n", file);
	fclose(file);
	wait_until(&p, has_curves, 30);
	run_curves(p.run, curves);
	assert_int_equal(curves->count, 2);
	assert_true(curves->points[1].loss == 1 && curves->points[1].accuracy == 0.75f);
	assert_string_equal(p.view.tags, "loss, accuracy");
	assert_true(p.view.loss == 1 && p.view.accuracy == 0.75);
	free(curves);
	close_place(&p);
}

static void numbered_files_go_before_others(void **state)
{
	struct place p;

	put_net(state, "best.pt", 9);
	put_net(state, "epoch_1.pt", 1);
	put_net(state, "epoch_2.pt", 2);
	open_place(&p, state, scratch_path(state, ""), NULL, false);
	wait_until(&p, has_read, 2);
	wait_until(&p, is_at_rest, 2);
	assert_int_equal(history_count(p.history), 2);
	assert_true(mark_of(history_at(p.history, 1)) == 2);
	/* The training is another program's. */
	run_start(p.run);
	run_step(p.run, 1);
	run_pause(p.run);
	run_extend(p.run, 100);
	run_end(p.run);
	run_look(p.run, &p.view);
	assert_int_equal(p.view.step, 2);
	close_place(&p);
}

static void a_net_of_other_images_is_told(void **state)
{
	struct place p;
	struct err err;
	struct net *net = net_new("softmax", (struct shape){8, 8, 1}, 3, kernel(), &err);
	struct snapshot_facts facts = {.validation = NAN};
	const struct snapshot *snapshot = snapshot_new(net, &facts);
	struct timespec long_ago[2] = {{1000000000, 0}, {1000000000, 0}};

	assert_true(snapshot_write(snapshot, scratch_path(state, "a_1.pt"), false, &err));
	snapshot_unref(snapshot);
	assert_int_equal(utimensat(0, scratch_path(state, "a_1.pt"), long_ago, 0), 0);
	open_place(&p, state, scratch_path(state, ""), NULL, false);
	wait_until(&p, has_complained, 0);
	assert_non_null(strstr(p.view.err.text, "a_1.pt: takes images of 8x8"));
	close_place(&p);
}

static bool has_other(const struct place *p, uint64_t n)
{
	(void)n;
	return p->view.has_news;
}

/* The runs of one folder: each by the steps that were read of it. */
static void each_series_of_a_folder_is_a_run(void **state)
{
	static const char *const files[] = {"a/epoch_1.pt",    "a/epoch_2.pt", "a/best.pt",
					    "b/epoch_1.pt",    "c-1.pt",       "run_1-epoch_5.pt",
					    "d/latest.pt",     "d/older.pt",   "run_2-epoch_6.pt",
					    "b/optimizer_1.pt"};
	static const char *const others[] = {"b/epoch_#.pt", "c-#.pt", "run_1-epoch_#.pt",
					     "run_2-epoch_#.pt"};
	char series[CHECKPOINT_SERIES_MAX];
	struct place p, second;
	struct timespec long_ago[2] = {{1000000000, 0}, {1000000000, 0}};

	for (const char *folder = "abd"; *folder; folder++)
		assert_int_equal(mkdir(scratch_path(state, (char[]){*folder, 0}), 0700), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		put_net(state, files[i], (float)i);
	assert_int_equal(utimensat(0, scratch_path(state, "d/older.pt"), long_ago, 0), 0);
	open_place(&p, state, scratch_path(state, ""), NULL, false);
	wait_until(&p, has_read, 2);
	assert_string_equal(p.view.series, "a/epoch_#.pt");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_true(run_other(p.run, series));
		assert_string_equal(series, others[i]);
	}
	/* Files without numbers lie below those with numbers. */
	assert_false(run_other(p.run, series));

	open_place(&second, state, scratch_path(state, ""), "b/epoch_#.pt", false);
	wait_until(&second, has_read, 1);
	wait_until(&second, is_at_rest, 2);
	assert_int_equal(second.view.step, 1);
	assert_true(mark_of(history_at(second.history, 0)) == 3);
	assert_false(run_other(second.run, series));
	close_place(&second);

	/* One that comes later. */
	put_net(state, "a/net_1.pt", 1);
	wait_until(&p, has_other, 0);
	assert_true(run_other(p.run, series));
	assert_string_equal(series, "a/net_#.pt");
	close_place(&p);
}

static void each_run_has_the_logs_that_are_nearest(void **state)
{
	struct place p;
	struct curves *curves = xcalloc(1, sizeof(*curves));

	assert_int_equal(mkdir(scratch_path(state, "a"), 0700), 0);
	assert_int_equal(mkdir(scratch_path(state, "b"), 0700), 0);
	put_net(state, "a/epoch_1.pt", 1);
	scratch_write(state, "a/log.csv", "epoch,loss\n1,2\n", 15);
	scratch_write(state, "b/log.csv", "epoch,loss\n1,4\n2,5\n3,6\n", 23);
	open_place(&p, state, scratch_path(state, ""), "a/epoch_#.pt", false);
	/* As long as there is one run, all logs are its own; the longest is drawn. */
	wait_until(&p, has_curves, 3);
	put_net(state, "b/epoch_1.pt", 1);
	do {
		nap(0.01);
		take_all(&p);
		run_curves(p.run, curves);
	} while (curves->count != 1);
	assert_true(curves->points[0].loss == 2);
	assert_string_equal(p.view.tags, "a/loss");
	free(curves);
	close_place(&p);
}

/* Those of before wait for one that has learned enough; then they are read as it is. */
static void one_file_tells_how_all_are_read(void **state)
{
	struct place p = {.state = state, .history = history_new(1 << 26)};
	struct err err = {""};
	char *path = model_path("mnist-softmax", &err), *data = find_dataset("sample", &err);
	struct net *net = model_read(path, kernel(), NULL, &err);
	struct net *fresh = foreign_net("dense10", (struct shape){28, 28, 1}, 10);
	struct run_spec spec = {
		.watch = scratch_path(state, "d"), .kernel = kernel(), .threads = 1};

	p.data = dataset_open(data, &err);
	assert_string_equal(err.text, "");
	spec.data = p.data;
	spec.poll_seconds = 0.02;
	assert_int_equal(mkdir(scratch_path(state, "d"), 0700), 0);
	for (int i = 1; i <= 3; i++) {
		char name[40];

		snprintf(name, sizeof(name), "d/epoch_%d.safetensors", i);
		foreign_write(state, name, fresh, EXPORT_TORCH, NULL, NULL);
	}
	p.run = run_open(&spec, &err);
	wait_until(&p, has_complained, 0);
	assert_true(p.view.is_waiting);
	assert_non_null(strstr(p.view.err.text, "epoch_3.safetensors: has not learned enough"));
	/* What is known is shown. */
	assert_int_equal(p.view.step, 3);
	foreign_write(state, "d/epoch_4.safetensors", net, EXPORT_TORCH, NULL, NULL);
	wait_until(&p, has_read, 4);
	wait_until(&p, is_at_rest, 1);
	assert_string_equal(p.view.err.text, "");
	assert_int_equal(history_count(p.history), 4);
	assert_string_equal(p.view.reading.architecture, "dense10");
	assert_true(p.view.reading.accuracy > 0.85);
	run_free(p.run);
	history_free(p.history);
	dataset_free(p.data);
	net_free(net);
	net_free(fresh);
	free(path);
	free(data);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(none_is_missed_and_none_is_torn),
		TEST(a_file_that_is_overwritten_is_the_next_step),
		TEST(what_was_deleted_stays_in_the_history),
		TEST(many_that_were_there_are_thinned_newest_first),
		TEST(what_cannot_be_read_is_told),
		TEST(a_folder_may_come_and_go),
		TEST(logs_become_curves),
		TEST(numbered_files_go_before_others),
		TEST(a_net_of_other_images_is_told),
		TEST(each_series_of_a_folder_is_a_run),
		TEST(each_run_has_the_logs_that_are_nearest),
		TEST(one_file_tells_how_all_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
