/* Models by file and name, and what is known of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/tensor/npz.h"
#include "format/tensor/safetensors.h"
#include "model/model.h"
#include "model/native.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nothing of the person's own may get in. */
static int isolate(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	setenv("NETGLYPH_DATA", scratch_path(state, ""), 1);
	return 0;
}

/* A small net in a file, with that step, which is its seed too, and accuracy; NULL: none of its
 * own. */
static const char *write_model(void **state, const char *name, const char *step,
			       const char *accuracy)
{
	struct tensor_string strings[4] = {
		{"data", "bars"}, {"step", step}, {"seed", step}, {"accuracy", accuracy}};
	struct native_extra extra = {.strings = strings, .string_count = step ? 4 : 0};
	const char *path = scratch_path(state, name);
	struct err err;
	struct net *net =
		net_new("dense3", (struct shape){4, 4, 1}, 3, kernel_choose(NULL, &err), &err);
	struct writer *writer = writer_open(path, &err);

	assert_non_null(net);
	assert_non_null(writer);
	assert_true(native_write(writer, net, &extra, &err));
	assert_true(writer_commit(writer, &err));
	net_free(net);
	return path;
}

static struct model_facts read_facts(const char *path)
{
	struct model_facts facts;
	struct err err;
	struct net *net = model_read(path, kernel_choose(NULL, &err), &facts, &err);

	assert_non_null(net);
	assert_int_equal(net->classes, 3);
	net_free(net);
	return facts;
}

static void shipped_models_are_found_by_name(void **state)
{
	struct err err;
	const char *shadow = scratch_write(state, "mnist-cnn.safetensors", "", 0);
	char *path;

	for (int i = 0; i < MODEL_SHIPPED; i++)
		assert_true(model_is_shipped(model_shipped[i]));
	assert_false(model_is_shipped("mnist"));
	path = model_path("mnist-cnn", &err);
	assert_non_null(path);
	assert_string_equal(path, shadow);
	free(path);
}

static void shipped_models_are_found_by_the_names_of_their_files(void **state)
{
	struct err err;
	const char *shadow = scratch_write(state, "mnist-cnn.safetensors", "", 0);
	char *path = model_path("mnist-cnn.safetensors", &err);

	assert_non_null(path);
	assert_string_equal(path, shadow);
	free(path);
	assert_true(model_is_shipped("mnist-softmax.safetensors"));
	assert_false(model_is_shipped("mnist-cnn.safetensor"));
	assert_false(model_is_shipped("mnist-cnn2"));
}

static void a_file_is_its_own_path_whether_it_is_there_or_not(void **state)
{
	static const char *const names[] = {"./none", "none.safetensors", "/none"};
	const char *file = scratch_write(state, "model", "", 0);
	struct err err;
	char *path = model_path(file, &err);

	assert_string_equal(path, file);
	free(path);
	for (int i = 0; i < 3; i++) {
		path = model_path(names[i], &err);
		assert_string_equal(path, names[i]);
		free(path);
	}
}

static void a_file_comes_before_a_shipped_model_of_its_name(void **state)
{
	struct err err;
	char *here = getcwd(NULL, 0), *path;

	scratch_write(state, "mnist-cnn.safetensors", "", 0);
	scratch_write(state, "mnist-cnn", "", 0);
	assert_int_equal(chdir(scratch_path(state, "")), 0);
	path = model_path("mnist-cnn", &err);
	assert_int_equal(chdir(here), 0);
	assert_non_null(path);
	assert_string_equal(path, "mnist-cnn");
	free(path);
	free(here);
}

static void other_names_are_refused_with_those_there_are(void **state)
{
	struct err err;

	(void)state;
	assert_null(model_path("letnet", &err));
	assert_says(&err, "letnet: no such file, and no shipped network; those are "
			  "mnist-softmax, mnist-cnn and mnist-robust");
}

static void a_model_tells_where_it_comes_from(void **state)
{
	struct model_facts facts = read_facts(write_model(state, "m", "1000", "0.912500"));

	assert_string_equal(facts.data, "bars");
	assert_int_equal(facts.step, 1000);
	assert_int_equal(facts.seed, 1000);
	assert_true(facts.accuracy == 0.9125);
}

static void what_a_file_does_not_say_is_not_known(void **state)
{
	struct model_facts facts = read_facts(write_model(state, "m", NULL, NULL));

	assert_string_equal(facts.data, "");
	assert_int_equal(facts.step, -1);
	assert_int_equal(facts.seed, -1);
	assert_true(facts.accuracy == -1);
}

static void what_is_no_number_is_not_believed(void **state)
{
	static const char *const lies[][2] = {{"", ""},       {"12x", "0.5x"},
					      {"-3", "-0.5"}, {"99999999999999999999", "1.5"},
					      {" 1", "nan"},  {"0x10", "."}};

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct model_facts facts =
			read_facts(write_model(state, "m", lies[i][0], lies[i][1]));

		assert_int_equal(facts.step, -1);
		assert_int_equal(facts.seed, -1);
		assert_true(facts.accuracy == -1);
	}
}

static void a_file_that_is_no_model_is_refused(void **state)
{
	const char *path = scratch_write(state, "text", "no model at all", 15);
	struct err err;

	assert_null(model_read(path, kernel_choose(NULL, &err), NULL, &err));
	assert_says(&err, path);
}

static const char *write_foreign(void **state, const char *name, bool is_npz, const char *key)
{
	const struct tensor tensor = {"w", "F32", 1, {1}, "abcd", 4};
	const struct tensor_string string = {key, "dense3"};
	const char *path = scratch_path(state, name);
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_true((is_npz ? npz_write : safetensors_write)(writer, &tensor, 1, &string,
							     key ? 1 : 0, &err));
	assert_true(writer_commit(writer, &err));
	return path;
}

static void an_outline_is_what_the_header_says(void **state)
{
	struct model_outline outline;
	struct err err;

	assert_true(model_outline_read(write_model(state, "own", "7", "0.5"), &outline, &err));
	assert_string_equal(outline.architecture, "dense3");
	assert_int_equal(outline.classes, 3);
	assert_int_equal(outline.facts.step, 7);
	assert_false(outline.is_checkpoint);
	assert_true(model_outline_read(write_foreign(state, "other", false, NULL), &outline, &err));
	assert_string_equal(outline.architecture, "");
	assert_string_equal(outline.container, "safetensors");
#ifdef HAVE_ZIP
	assert_true(model_outline_read(write_foreign(state, "npz", true, NULL), &outline, &err));
	assert_string_equal(outline.container, "NumPy npz");
#endif
	/* One of ours that does not say of which images. */
	assert_false(model_outline_read(write_foreign(state, "cut", false, "architecture"),
					&outline, &err));
	assert_says(&err, "cut");
	assert_string_equal(outline.architecture, "");
	assert_false(model_outline_read(scratch_path(state, "none"), &outline, &err));
	assert_says(&err, "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shipped_models_are_found_by_name, isolate,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(
			shipped_models_are_found_by_the_names_of_their_files, isolate,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(a_file_is_its_own_path_whether_it_is_there_or_not,
						isolate, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_file_comes_before_a_shipped_model_of_its_name,
						isolate, scratch_teardown),
		cmocka_unit_test(other_names_are_refused_with_those_there_are),
		cmocka_unit_test_setup_teardown(a_model_tells_where_it_comes_from, isolate,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(what_a_file_does_not_say_is_not_known, isolate,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(what_is_no_number_is_not_believed, isolate,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(a_file_that_is_no_model_is_refused, isolate,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(an_outline_is_what_the_header_says, isolate,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
