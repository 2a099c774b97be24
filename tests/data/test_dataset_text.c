/* A data set's name and the options behind it, in one text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "data/dataset_text.h"
#include "data/find.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

static void options_stand_behind_the_name(void **state)
{
	struct dataset_options options;
	struct err err;
	char *path, *text;

	(void)state;
	assert_true(dataset_text_read("a b.csv", &path, &options, &err));
	assert_string_equal(path, "a b.csv");
	assert_true(options.scale == 1 && !options.is_inverted && !options.is_transposed &&
		    !options.is_fitted);
	free(path);
	assert_true(dataset_text_read("a b.csv  --invert --scale 1/255 --transpose --fit", &path,
				      &options, &err));
	assert_string_equal(path, "a b.csv");
	assert_true(options.is_inverted && options.is_transposed && options.is_fitted);
	assert_true(options.scale == 1.0 / 255);
	free(path);
	/* And back: the text reads as the same factor. */
	text = dataset_text_options(&options);
	assert_string_equal(text, " --scale 1/255 --invert --transpose --fit");
	assert_true(dataset_text_read(text, &path, &options, &err));
	assert_string_equal(path, "");
	assert_true(options.is_inverted && options.scale == 1.0 / 255);
	free(path);
	free(text);
	text = dataset_text_options(&dataset_options_none);
	assert_string_equal(text, "");
	free(text);
	text = dataset_text_options(&(struct dataset_options){.scale = 0.1, .is_transposed = true});
	assert_string_equal(text, " --scale 0.1 --transpose");
	free(text);
}

static void the_name_of_a_file_is_no_option(void **state)
{
	const char *name = scratch_write(state, "odd --invert", "", 0);
	struct dataset_options options;
	struct err err;
	char *path;

	assert_true(dataset_text_read(name, &path, &options, &err));
	assert_string_equal(path, name);
	assert_false(options.is_inverted);
	free(path);
}

static void other_words_and_factors_are_refused(void **state)
{
	static const char *const bad[] = {"x --inverted",  "x --invert y",  "x --scale",
					  "x --scale 0",   "x --scale nan", "x --scale 2x",
					  "x --scale 1/0", "x --scale 1/",  "x --scale 1e9"};
	struct dataset_options options;
	struct err err;
	char *path;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (dataset_text_read(bad[i], &path, &options, &err))
			fail_msg("'%s' was taken", bad[i]);
		assert_says(&err, bad[i]);
		assert_says(&err, "--scale");
	}
}

static void sets_with_wrong_options_are_none(void **state)
{
	static const char bad[] = "x --scale 0";
	size_t counts[PART_COUNT];
	int height, width;
	struct err err;
	char *formats = dataset_formats();

	(void)state;
	assert_false(dataset_exists(bad));
	assert_false(dataset_measure(bad, counts, &height, &width));
	assert_int_equal(counts[PART_TRAIN], 0);
	assert_null(dataset_open(bad, &err));
	assert_says(&err, "--scale");
	assert_null(find_dataset(bad, &err));
	assert_says(&err, "--scale");
	assert_non_null(strstr(formats, "CSV"));
	free(formats);
	assert_null(find_dataset("", &err));
	free(find_dataset("--invert", &err));
}

static void factors_are_printed_as_they_are_read(void **state)
{
	static const double scales[] = {1 / 255.0, 1 / 3.0,           0.3, 2.5, 1 / 7.5,
					1e-5,      123456789.25 / 1e9};
	struct dataset_options options, again;
	struct err err;

	(void)state;
	assert_true(dataset_text_scale("2", &options.scale));
	for (size_t i = 0; i < sizeof(scales) / sizeof(*scales); i++) {
		char *printed, *path, text[128];

		options = (struct dataset_options){.scale = scales[i]};
		printed = dataset_text_options(&options);
		snprintf(text, sizeof(text), "x%s", printed);
		assert_true(dataset_text_read(text, &path, &again, &err));
		assert_true(again.scale == scales[i]);
		free(printed);
		free(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_stand_behind_the_name),
		cmocka_unit_test_setup_teardown(the_name_of_a_file_is_no_option, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(sets_with_wrong_options_are_none),
		cmocka_unit_test(other_words_and_factors_are_refused),
		cmocka_unit_test(factors_are_printed_as_they_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
