/* Saving in a job: the file is snapshot_write()'s, and what went wrong is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/save_job.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct told {
	int times;
	bool is_written;
	char path[400];
	struct err err;
};

static const struct snapshot *make_model(void)
{
	struct err err;
	struct net *net =
		net_new("dense3", (struct shape){5, 5, 1}, 3, kernel_choose(NULL, &err), &err);

	if (!net)
		fail_msg("%s", err.text);
	net_init(net, 5);
	return snapshot_new(net, &(struct snapshot_facts){.name = "small", .step = 3});
}

static void take(void *context, void *state, const struct save_answer *answer)
{
	struct told *told = state;

	(void)context;
	told->times++;
	told->is_written = !answer->err;
	snprintf(told->path, sizeof(told->path), "%s", answer->path);
	if (answer->err)
		told->err = *answer->err;
}

static struct told save(const char *path, bool may_overwrite)
{
	struct jobs *jobs = jobs_new(0, NULL);
	const struct snapshot *model = make_model();
	struct told told = {0};

	save_job_add(jobs, &(struct save_request){.snapshot = model,
						  .path = path,
						  .may_overwrite = may_overwrite,
						  .owner = &told,
						  .state = &told,
						  .done = take});
	snapshot_unref(model);
	assert_int_equal(told.times, 0);
	jobs_collect(jobs, NULL);
	assert_int_equal(told.times, 1);
	assert_string_equal(told.path, path);
	jobs_free(jobs);
	return told;
}

static void the_file_is_the_snapshots(void **state)
{
	const char *path = scratch_path(state, "job"), *other = scratch_path(state, "direct");
	const struct snapshot *model = make_model();
	size_t size, other_size;
	void *bytes, *others;
	struct err err;

	assert_true(save(path, false).is_written);
	assert_true(snapshot_write(model, other, false, &err));
	bytes = scratch_read(path, &size);
	others = scratch_read(other, &other_size);
	assert_int_equal(size, other_size);
	assert_memory_equal(bytes, others, size);
	free(bytes);
	free(others);
	snapshot_unref(model);
}

static void a_file_is_replaced_only_where_that_is_agreed(void **state)
{
	const char *path = scratch_write(state, "there", "mine", 4);
	struct told told = save(path, false);
	size_t size;
	unsigned char *bytes = scratch_read(path, &size);

	assert_false(told.is_written);
	assert_says(&told.err, "is there already");
	assert_int_equal(size, 4);
	free(bytes);
	assert_true(save(path, true).is_written);
	bytes = scratch_read(path, &size);
	assert_true(size > 4);
	free(bytes);
}

static void what_went_wrong_is_told(void **state)
{
	struct told told = save(scratch_path(state, "nowhere/net"), false);

	assert_false(told.is_written);
	assert_says(&told.err, "nowhere/net");
}

#define SCRATCH_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(the_file_is_the_snapshots),
		SCRATCH_TEST(a_file_is_replaced_only_where_that_is_agreed),
		SCRATCH_TEST(what_went_wrong_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
