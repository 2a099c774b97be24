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

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HEIGHT = 2, WIDTH = 3, PIXELS = HEIGHT * WIDTH };

static bool take(const char *path, int64_t index, float *out, struct err *err)
{
	const struct picture_request request = {
		.path = path, .index = index, .height = HEIGHT, .width = WIDTH};
	char note[PICTURE_NOTE_MAX];

	return picture_file_read(&request, out, note, err);
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
	char note[PICTURE_NOTE_MAX];
	struct err err;

	assert_true(image_write_png(paths[1], &image, &err));
	for (int i = 0; i < 2; i++) {
		assert_true(take(paths[i], -1, out, &err));
		assert_true(out[0] == 1 && out[1] == 0);
		assert_true(fabsf(out[2] - 0.8f) < 1e-6f);
		assert_true(picture_file_read(&(struct picture_request){.path = paths[i],
									.index = -1,
									.is_inverted = true,
									.height = HEIGHT,
									.width = WIDTH},
					      inverted, note, &err));
		for (int j = 0; j < PIXELS; j++)
			assert_true(inverted[j] == 1 - out[j]);
		assert_refused(paths[i], 0, "is one picture");
	}
}

/* What is said of a picture of SIDE x SIDE where `ink` of its rows from row 2 on are dark. */
static const char *note_of(void **state, int ink, bool is_light_on_dark, bool is_inverted,
			   enum picture_fit fit, float *out)
{
	enum { SIDE = 20 };
	static char note[PICTURE_NOTE_MAX];
	uint8_t greys[SIDE * SIDE];
	struct image image = {SIDE, SIDE, 1, greys};
	const struct picture_request request = {.path = scratch_path(state, "note.png"),
						.index = -1,
						.is_inverted = is_inverted,
						.fit = fit,
						.height = fit == PICTURE_EXACT ? SIDE : 28,
						.width = fit == PICTURE_EXACT ? SIDE : 28};
	struct err err;

	for (int i = 0; i < SIDE * SIDE; i++) {
		bool is_ink = i / SIDE >= 2 && i / SIDE < 2 + ink && i % SIDE > 5 && i % SIDE < 12;

		greys[i] = is_ink == is_light_on_dark ? 255 : 0;
	}
	assert_true(image_write_png(request.path, &image, &err));
	if (!picture_file_read(&request, out, note, &err))
		fail_msg("%s", err.text);
	return note;
}

static void what_looks_wrong_is_noted(void **state)
{
	float out[28 * 28];

	assert_string_equal(note_of(state, 9, false, false, PICTURE_EXACT, out), "");
	assert_string_equal(note_of(state, 9, true, false, PICTURE_EXACT, out),
			    "it looks like light ink on dark: try --invert");
	assert_string_equal(note_of(state, 9, true, true, PICTURE_EXACT, out), "");
	assert_string_equal(note_of(state, 9, false, true, PICTURE_EXACT, out),
			    "it looks like dark ink on light: leave --invert out");
	assert_string_equal(note_of(state, 0, false, false, PICTURE_EXACT, out), "it is blank");
}

static void any_size_is_framed_where_that_is_asked_for(void **state)
{
	float out[28 * 28], sum = 0;
	struct err err;

	assert_non_null(strstr(note_of(state, 9, false, false, PICTURE_FITTED, out),
			       "framed as MNIST's makers did: the ink of 20x20 in 20x20"));
	assert_non_null(
		strstr(note_of(state, 9, false, false, PICTURE_FITTED_IF_NEEDED, out), "framed"));
	for (int i = 0; i < 28 * 28; i++)
		sum += out[i];
	/* 9 x 6 pixels, 20 / 9 as large. */
	assert_true(fabsf(sum - 54 * (20.f / 9) * (20.f / 9)) < 5);
	assert_false(take(scratch_path(state, "note.png"), -1, out, &err));
	assert_says(&err, "is 20x20 (height x width), but the net takes 2x3");
	assert_says(&err, "--fit");
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

static void sides_of_idx_are_bounded(void **state)
{
	uint8_t pixels[5000] = {0};
	static const uint32_t sides[][2] = {{0, 3}, {3, 0}, {5000, 1}, {1, 5000}};

	for (int i = 0; i < 4; i++) {
		const struct idx idx = {.type = IDX_U8,
					.ndim = 2,
					.dim = {sides[i][0], sides[i][1], 1, 1},
					.values = pixels};

		assert_refused(write_idx(state, "sides", &idx), -1, "sides of 1 to 4096");
	}
}

static void blank_pictures_are_framed_and_noted(void **state)
{
	static const char *const pictures[] = {"P2 4 4 255 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9",
					       "P2 2 3 255 0 0 0 0 0 0"};
	struct picture_request request = {
		.index = -1, .is_inverted = true, .height = 28, .width = 28};
	char note[PICTURE_NOTE_MAX];
	float out[28 * 28];
	struct err err;

	for (int i = 0; i < 2; i++) {
		request.path = scratch_write(state, "blank", pictures[i], strlen(pictures[i]));
		request.fit = i ? PICTURE_FITTED : PICTURE_FITTED_IF_NEEDED;
		assert_true(picture_file_read(&request, out, note, &err));
		assert_non_null(strstr(note, "it is blank"));
		for (int p = 0; p < 28 * 28; p++)
			assert_true(out[p] == 0);
	}
	/* One that has the size is taken as it is. */
	request = (struct picture_request){.path = request.path,
					   .index = -1,
					   .fit = PICTURE_FITTED_IF_NEEDED,
					   .height = 3,
					   .width = 2};
	assert_true(picture_file_read(&request, out, note, &err));
	assert_true(out[0] == 1);
}

static void what_is_no_image_is_refused(void **state)
{
	assert_refused(scratch_write(state, "text", "hello", 5), -1,
		       "is no picture (PNG, JPEG, PBM, PGM or PPM) and no IDX file");
	assert_refused(scratch_write(state, "halfzero", "\0hello", 6), -1, "no picture");
	assert_refused(scratch_write(state, "page", "<html><body>", 12), -1, "page");
	assert_refused(scratch_write(state, "short", "P", 1), -1, "it is too short");
	assert_refused(scratch_write(state, "cut", "\x89PNG", 4), -1, "cut");
	assert_refused(scratch_write(state, "zeros", "\0\0\0\0\0", 5), -1, "zeros");
	assert_refused(scratch_path(state, "none"), -1, "none");
}

/* What may wait is read as a stream, whatever it is. */
static void pictures_may_come_by_standard_input(void **state)
{
	static const char pgm[] = "P2 3 2 255 0 255 51 255 255 255";
	const char *paths[] = {scratch_write(state, "x.pgm", pgm, strlen(pgm)), "-"};
	int before = dup(0), file = open(paths[0], O_RDONLY);

	assert_true(file >= 0 && dup2(file, 0) == 0);
	for (int i = 0; i < 2; i++) {
		const struct picture_request request = {.path = paths[i],
							.may_wait = true,
							.index = -1,
							.height = HEIGHT,
							.width = WIDTH};
		char note[PICTURE_NOTE_MAX];
		float out[PIXELS];
		struct err err = {""};

		if (!picture_file_read(&request, out, note, &err))
			fail_msg("%s", err.text);
		assert_true(out[0] == 1 && out[1] == 0);
	}
	close(file);
	if (before >= 0) {
		dup2(before, 0);
		close(before);
	}
}

static void few_pixels_of_ink_are_nearly_blank(void **state)
{
	char text[4096], note[PICTURE_NOTE_MAX];
	struct picture_request request = {.index = -1, .height = 28, .width = 28};
	float out[28 * 28];
	struct err err;
	int length = snprintf(text, sizeof(text), "P2 28 28 255 0");

	for (int i = 1; i < 28 * 28; i++)
		length += snprintf(text + length, sizeof(text) - (size_t)length, " 255");
	request.path = scratch_write(state, "x.pgm", text, (size_t)length);
	assert_true(picture_file_read(&request, out, note, &err));
	assert_non_null(strstr(note, "it is nearly blank"));
	request.is_inverted = true;
	assert_true(picture_file_read(&request, out, note, &err));
	assert_non_null(strstr(note, "; "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(dark_is_ink_on_paper, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(what_looks_wrong_is_noted, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(any_size_is_framed_where_that_is_asked_for,
						scratch_setup, scratch_teardown),
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
		cmocka_unit_test_setup_teardown(sides_of_idx_are_bounded, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(blank_pictures_are_framed_and_noted, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(what_is_no_image_is_refused, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(few_pixels_of_ink_are_nearly_blank, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(pictures_may_come_by_standard_input, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
