/* Opening in a job: what was asked for is read, and fits, or nothing is handed over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/idx.h"
#include "live/open_job.h"
#include "model/native.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* A small set under the names of EMNIST's letters, and a net that says it learned from them. */
static const char *write_letters(void **state)
{
	enum { COUNT = 52, PIXELS = 8 * 8 };
	static uint8_t pixels[COUNT * PIXELS], labels[COUNT];
	struct idx images = {IDX_U8, 3, {COUNT, 8, 8, 1}, pixels};
	struct idx classes = {IDX_U8, 1, {COUNT, 1, 1, 1}, labels};
	struct tensor_string data = {"data", "emnist-letters"};
	struct native_extra extra = {.strings = &data, .string_count = 1};
	struct err err;
	struct net *net =
		net_new("dense26", (struct shape){8, 8, 1}, 26, kernel_choose(NULL, &err), &err);
	const char *path;
	struct writer *writer;

	for (int i = 0; i < COUNT; i++)
		labels[i] = (uint8_t)(i % 26 + 1);
	for (int i = 0; i < COUNT * PIXELS; i++)
		pixels[i] = (uint8_t)(i * 7);
	mkdir(scratch_path(state, "emnist-letters"), 0700);
	assert_true(
		idx_write(scratch_path(state, "emnist-letters/images-idx3-ubyte"), &images, &err));
	assert_true(
		idx_write(scratch_path(state, "emnist-letters/labels-idx1-ubyte"), &classes, &err));
	net_init(net, 1);
	path = scratch_path(state, "letters.safetensors");
	writer = writer_open(path, &err);
	assert_non_null(writer);
	assert_true(native_write(writer, net, &extra, &err));
	assert_true(writer_commit(writer, &err));
	net_free(net);
	return path;
}

static void where_the_default_does_not_fit_the_networks_own_data_are_read(void **state)
{
	const char *model = write_letters(state);
	struct told told = open_it((struct open_request){.model = model, .wants_data = true});

	assert_says(&told.err, "name fitting data with --data (it learned from emnist-letters)");
	setenv("NETGLYPH_DATA", scratch_path(state, ""), 1);
	told = open_it((struct open_request){.model = model, .wants_data = true});
	assert_string_equal(told.err.text, "");
	assert_string_equal(told.dataset->name, "emnist-letters");
	dataset_free(told.dataset);
	/* What a person names is taken, or refused. */
	told = open_it((struct open_request){.model = model, .data = "sample", .wants_data = true});
	assert_says(&told.err, "tells 26 classes");
	unsetenv("NETGLYPH_DATA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_and_a_data_set_are_read),
		cmocka_unit_test(a_network_alone_has_to_fit_the_data_there_are),
		cmocka_unit_test(what_cannot_be_read_is_told),
		cmocka_unit_test_setup_teardown(
			where_the_default_does_not_fit_the_networks_own_data_are_read,
			scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
