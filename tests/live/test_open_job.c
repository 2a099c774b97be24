/* Opening in a job: what was asked for is read, and fits, or nothing is handed over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/open_job.h"
#include "support/says.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct told {
	int times;
	bool has_path, is_untrained;
	char name[64];
	struct dataset *dataset; /* taken over */
	struct err err;
};

static void take(void *context, void *state, struct open_answer *answer)
{
	struct told *told = state;

	(void)context;
	told->times++;
	if (answer->err) {
		told->err = *answer->err;
		assert_null(answer->snapshot);
		assert_null(answer->dataset);
		return;
	}
	told->has_path = answer->path;
	told->is_untrained = answer->is_untrained;
	if (answer->snapshot)
		snprintf(told->name, sizeof(told->name), "%s", answer->snapshot->facts.name);
	told->dataset = answer->dataset;
	answer->dataset = NULL;
}

static struct told open_it(struct open_request request)
{
	struct jobs *jobs = jobs_new(0, NULL);
	struct told told = {0};
	struct err err;

	request.kernel = kernel_choose(NULL, &err);
	request.owner = request.state = &told;
	request.done = take;
	open_job_add(jobs, &request);
	jobs_collect(jobs, NULL);
	assert_int_equal(told.times, 1);
	jobs_free(jobs);
	return told;
}

static void a_network_and_a_data_set_are_read(void **state)
{
	struct told told = open_it((struct open_request){
		.model = "mnist-softmax", .data = "sample", .wants_data = true});

	(void)state;
	assert_string_equal(told.err.text, "");
	assert_string_equal(told.name, "mnist-softmax");
	assert_true(told.has_path);
	assert_false(told.is_untrained);
	assert_non_null(told.dataset);
	assert_int_equal(told.dataset->classes, 10);
	dataset_free(told.dataset);
}

static void a_network_alone_has_to_fit_the_data_there_are(void **state)
{
	struct told data = open_it((struct open_request){
		.model = "mnist-softmax", .data = "sample", .wants_data = true});
	struct dataset other = *data.dataset;
	struct told told;

	(void)state;
	told = open_it((struct open_request){.model = "mnist-cnn", .old_data = data.dataset});
	assert_string_equal(told.name, "mnist-cnn");
	assert_null(told.dataset);
	other.height = 12;
	told = open_it((struct open_request){.model = "mnist-cnn", .old_data = &other});
	assert_says(&told.err, "mnist-cnn");
	told = open_it((struct open_request){
		.model = "mnist-cnn", .old_data = &other, .may_replace = true});
	assert_true(told.is_untrained);
	assert_false(told.has_path);
	assert_string_equal(told.name, "untrained");
	dataset_free(data.dataset);
}

static void what_cannot_be_read_is_told(void **state)
{
	struct told told = open_it((struct open_request){
		.model = "nowhere.safetensors", .data = "sample", .wants_data = true});

	(void)state;
	assert_says(&told.err, "nowhere.safetensors");
	told = open_it((struct open_request){
		.model = "mnist-cnn", .data = "/nonesuch", .wants_data = true});
	assert_says(&told.err, "nonesuch");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_and_a_data_set_are_read),
		cmocka_unit_test(a_network_alone_has_to_fit_the_data_there_are),
		cmocka_unit_test(what_cannot_be_read_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
