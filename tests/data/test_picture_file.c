/* Images from files: where ink is, which image, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/picture_file.h"
#include "format/idx.h"
#include "format/image/png.h"
#include "support/says.h"
#include "support/scratch.h"

#include <math.h>
#include <string.h>

enum { HEIGHT = 2, WIDTH = 3, PIXELS = HEIGHT * WIDTH };

static bool take(const char *path, int64_t index, float *out, struct err *err)
{
	return picture_file_read(path, index, false, HEIGHT, WIDTH, out, err);
}

static void assert_refused(const char *path, int64_t index, const char *why)
{
	float out[PIXELS];
	struct err err;

	assert_false(take(path, index, out, &err));
	assert_says(&err, path);
	assert_says(&err, why);
}

static const char *write_idx(void **state, const char *name, const struct idx *idx)
{
	const char *path = scratch_path(state, name);
	struct err err;

	assert_true(idx_write(path, idx, &err));
	return path;
}

static void dark_is_ink_on_paper(void **state)
{
	static const char pgm[] = "P2 3 2 255 0 255 51 255 255 255";
	uint8_t greys[PIXELS] = {0, 255, 51, 255, 255, 255};
	struct image image = {WIDTH, HEIGHT, 1, greys};
	const char *paths[2] = {scratch_write(state, "paper.pgm", pgm, strlen(pgm)),
				scratch_path(state, "paper")};
	float out[PIXELS], inverted[PIXELS];
	struct err err;

	assert_true(image_write_png(paths[1], &image, &err));
	for (int i = 0; i < 2; i++) {
		assert_true(take(paths[i], -1, out, &err));
		assert_true(out[0] == 1 && out[1] == 0);
		assert_true(fabsf(out[2] - 0.8f) < 1e-6f);
		assert_true(picture_file_read(paths[i], -1, true, HEIGHT, WIDTH, inverted, &err));
		for (int j = 0; j < PIXELS; j++)
			assert_true(inverted[j] == 1 - out[j]);
		assert_refused(paths[i], 0, "is one picture");
	}
}

static void in_idx_255_is_ink(void **state)
{
	uint8_t bytes[2 * PIXELS] = {255, 0, 51, 0, 0, 0, 0, 255};
	struct idx many = {IDX_U8, 3, {2, HEIGHT, WIDTH, 1}, bytes};
	const char *path = write_idx(state, "many", &many);
	float out[PIXELS];
	struct err err;

	assert_true(take(path, -1, out, &err));
	assert_true(out[0] == 1 && out[1] == 0 && fabsf(out[2] - 0.2f) < 1e-6f);
	assert_true(take(path, 1, out, &err));
	assert_true(out[0] == 0 && out[1] == 1);
	assert_refused(path, 2, "has 2 images, counted from 0; there is no image 2");
}

static void numbers_that_are_no_bytes_stay_as_they_are(void **state)
{
	float values[PIXELS] = {-2, 0.5f, 7}, out[PIXELS];
	struct idx one = {IDX_F32, 2, {HEIGHT, WIDTH, 1, 1}, values};
	const char *path = write_idx(state, "one", &one);
	struct err err;

	assert_true(take(path, -1, out, &err));
	assert_memory_equal(out, values, sizeof(out));
	assert_refused(path, 0, "is one image");
	values[4] = NAN;
	assert_refused(write_idx(state, "nan", &one), -1,
		       "value 4 is not finite; pixels are to be finite numbers");
}

static void pixels_are_bounded(void **state)
{
	double values[PIXELS] = {-1e6, 1e6}, far[] = {3e38, -1000001, 1e300, -1e300};
	struct idx one = {IDX_F64, 2, {HEIGHT, WIDTH, 1, 1}, values};
	float out[PIXELS];
	struct err err;

	assert_true(take(write_idx(state, "bounds", &one), -1, out, &err));
	assert_true(out[0] == -1e6f && out[1] == 1e6f);
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
		values[5] = far[i];
		assert_refused(write_idx(state, "far", &one), -1, "value 5 is ");
		assert_refused(write_idx(state, "far", &one), -1,
			       "can't be further from 0 than 1000000");
	}
}

static void an_index_that_a_file_has_not_is_told_from_a_bad_file(void **state)
{
	static const char pgm[] = "P2 3 2 255 0 255 51 255 255 255";
	uint8_t bytes[2 * PIXELS] = {0};
	struct idx many = {IDX_U8, 3, {2, HEIGHT, WIDTH, 1}, bytes},
		   one = {IDX_U8, 2, {HEIGHT, WIDTH, 1, 1}, bytes},
		   flat = {IDX_U8, 1, {8, 1, 1, 1}, bytes};
	const char *path = write_idx(state, "many", &many);

	assert_false(picture_file_lacks(path, 1));
	assert_true(picture_file_lacks(path, 2));
	assert_true(picture_file_lacks(write_idx(state, "one", &one), 0));
	assert_true(picture_file_lacks(scratch_write(state, "pgm", pgm, strlen(pgm)), 0));
	assert_false(picture_file_lacks(write_idx(state, "flat", &flat), 0));
	assert_false(picture_file_lacks(scratch_write(state, "zeros", "\0\0\0\0\0", 5), 0));
	assert_false(picture_file_lacks(scratch_path(state, "none"), 0));
}

static void other_sizes_are_refused(void **state)
{
	static const char pgm[] = "P2 2 3 255 0 0 0 0 0 0";
	uint8_t bytes[8] = {0};
	struct idx flat = {IDX_U8, 1, {8, 1, 1, 1}, bytes},
		   square = {IDX_U8, 2, {2, 2, 1, 1}, bytes};

	assert_refused(scratch_write(state, "turned", pgm, strlen(pgm)), -1,
		       "is 3x2 (height x width), but the net takes 2x3");
	assert_refused(write_idx(state, "square", &square), -1, "is 2x2 (height x width)");
	assert_refused(write_idx(state, "flat", &flat), -1, "has 1 dimensions");
}

static void what_is_no_image_is_refused(void **state)
{
	assert_refused(scratch_write(state, "text", "hello", 5), -1, "is no PNG, PGM or IDX file");
	assert_refused(scratch_write(state, "short", "P", 1), -1, "it is too short");
	assert_refused(scratch_write(state, "cut", "\x89PNG", 4), -1, "cut");
	assert_refused(scratch_write(state, "zeros", "\0\0\0\0\0", 5), -1, "zeros");
	assert_refused(scratch_path(state, "none"), -1, "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(dark_is_ink_on_paper, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(in_idx_255_is_ink, scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(numbers_that_are_no_bytes_stay_as_they_are,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(pixels_are_bounded, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(
			an_index_that_a_file_has_not_is_told_from_a_bad_file, scratch_setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(other_sizes_are_refused, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(what_is_no_image_is_refused, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
