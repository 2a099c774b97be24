/* Images of a split, of noise and of files, with their titles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "data/picture_file.h"
#include "data/sample.h"
#include "format/idx.h"
#include "support/bars.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 5, PIXELS = SIDE * SIDE };

static void an_image_of_a_split_has_its_label(void **state)
{
	struct dataset *data = bars_new();
	const struct split *split = &data->split[SPLIT_TEST];
	struct sample sample = sample_image(data, SPLIT_TEST, 7);
	float image[BARS_SIDE * BARS_SIDE];

	(void)state;
	split_image(split, 7, image);
	assert_memory_equal(sample.pixels, image, sizeof(image));
	assert_int_equal(sample.label, split->labels[7]);
	assert_int_equal(sample.source, SAMPLE_OF_SPLIT);
	assert_int_equal(sample.split, SPLIT_TEST);
	assert_int_equal(sample.index, 7);
	assert_string_equal(sample.title, "image 7 of test");
	sample_clear(&sample);
	bars_free(data);
}

static void noise_is_of_its_seed_and_nothing(void **state)
{
	struct sample sample = sample_noise(9007199254740991, SIDE, SIDE);
	float noise[PIXELS];

	(void)state;
	rng_noise(9007199254740991, PIXELS, noise);
	assert_memory_equal(sample.pixels, noise, sizeof(noise));
	assert_int_equal(sample.label, -1);
	assert_int_equal(sample.source, SAMPLE_NOISE);
	assert_string_equal(sample.title, "noise of seed 9007199254740991");
	sample_clear(&sample);
}

static void the_image_of_a_file_is_named_after_it(void **state)
{
	const char *path = scratch_path(state, "image");
	float values[PIXELS] = {0.25f, -1, 3};
	struct idx idx = {IDX_F32, 2, {SIDE, SIDE, 1, 1}, values};
	const struct picture_request request = {
		.path = path, .index = -1, .height = SIDE, .width = SIDE};
	char note[PICTURE_NOTE_MAX];
	struct sample sample;
	struct err err;

	assert_true(idx_write(path, &idx, &err));
	assert_true(sample_file(&request, &sample, note, &err));
	assert_memory_equal(sample.pixels, values, sizeof(values));
	assert_int_equal(sample.label, -1);
	assert_int_equal(sample.source, SAMPLE_FILE);
	assert_string_equal(sample.title, path);
	sample_clear(&sample);
}

static void a_failure_leaves_nothing_behind(void **state)
{
	const struct picture_request request = {
		.path = scratch_path(state, "none"), .index = -1, .height = SIDE, .width = SIDE};
	char note[PICTURE_NOTE_MAX];
	struct sample sample;
	struct err err;

	assert_false(sample_file(&request, &sample, note, &err));
	assert_says(&err, "none");
	assert_null(sample.pixels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_of_a_split_has_its_label),
		cmocka_unit_test(noise_is_of_its_seed_and_nothing),
		cmocka_unit_test_setup_teardown(the_image_of_a_file_is_named_after_it,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_failure_leaves_nothing_behind, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
