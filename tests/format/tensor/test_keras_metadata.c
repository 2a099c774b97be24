/* What keras_metadata.pb says of a model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "format/tensor/keras_metadata.h"
#include "support/says.h"
#include "support/scratch.h"
#include "support/wire.h"

#include <stdlib.h>
#include <unistd.h>

/* One object, of this path in the model. */
static const char *make(void **state, const char *node, const char *json)
{
	struct wire file = {0}, object = {0};
	const char *path;

	wire_text(&object, 3, node);
	wire_text(&object, 5, json);
	wire_message(&file, 1, &object);
	path = scratch_write(state, "keras_metadata.pb", file.bytes, file.size);
	wire_clear(&file);
	return path;
}

/* NULL: none. */
static void the_configuration_is_that_of_the_model(void **state)
{
	static const struct {
		const char *json, *config;
	} cases[] = {
		{"{\"class_name\": \"A\", \"config\": {\"b\": 1}, \"more\": 2}",
		 "{\"class_name\":\"A\",\"config\":{\"b\":1}}"},
		{"{\"class_name\": \"A\", \"config\": 1}", NULL},
		{"{\"class_name\": 1, \"config\": {}}", NULL},
		{"{\"class_name\": \"A\"}", NULL},
		{"{}", NULL},
		{"[]", NULL},
		/* Tuples, one in the other, and what is none. */
		{"{\"class_name\": \"A\", \"config\": {\"b\": {\"class_name\": \"__tuple__\", "
		 "\"items\": [1, {\"class_name\": \"__tuple__\", \"items\": []}]}}}",
		 "{\"class_name\":\"A\",\"config\":{\"b\":[1,[]]}}"},
		{"{\"class_name\": \"A\", \"config\": {\"b\": {\"class_name\": \"__tuple__\", "
		 "\"items\": 1}, \"c\": {\"class_name\": \"B\", \"items\": []}}}",
		 "{\"class_name\":\"A\",\"config\":{\"b\":{\"class_name\":\"__tuple__\","
		 "\"items\":1},\"c\":{\"class_name\":\"B\",\"items\":[]}}}"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err err = {""};
		char *config;

		if (!keras_metadata_read(make(state, "root", cases[i].json), &config, &err))
			fail_msg("%s", err.text);
		if (cases[i].config)
			assert_string_equal(config, cases[i].config);
		else
			assert_null(config);
		free(config);
	}
}

static void a_model_may_have_none(void **state)
{
	struct err err = {""};
	char *config;

	assert_true(keras_metadata_read(scratch_path(state, "none"), &config, &err));
	assert_null(config);
}

static void assert_refused(const char *path, const char *says)
{
	struct err err = {""};
	char *config;

	assert_false(keras_metadata_read(path, &config, &err));
	assert_null(config);
	assert_says(&err, path);
	assert_says(&err, says);
}

static void what_is_damaged_is_refused(void **state)
{
	const char *path;

	assert_refused(make(state, "root", "{"), "what it says of the model is no JSON");
	assert_refused(make(state, "root.layer-0", "{}"), "it says nothing of the model");
	assert_refused(scratch_write(state, "keras_metadata.pb", "\xff", 1), "is damaged");
	path = make(state, "root", "{}");
	assert_int_equal(truncate(path, KERAS_METADATA_MAX + 1), 0);
	assert_refused(path, "holds more than");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_configuration_is_that_of_the_model),
		cmocka_unit_test(a_model_may_have_none),
		cmocka_unit_test(what_is_damaged_is_refused),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
