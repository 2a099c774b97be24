/* npz archives as data sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "format/tensor/npz.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>

enum { COUNT = 12, PIXELS = 4 };

#ifdef HAVE_ZIP
static const char *write_npz(void **state, const struct tensor *tensors, int count)
{
	const char *path = scratch_path(state, "set.npz");
	struct err err;
	struct writer *writer = writer_open(path, &err);

	if (!npz_write(writer, tensors, count, &err) || !writer_commit(writer, &err))
		fail_msg("%s", err.text);
	return path;
}

static struct dataset *open_set(const char *path)
{
	struct err err = {""};
	struct dataset *set = dataset_open(path, &err);

	if (!set)
		fail_msg("%s", err.text);
	return set;
}

/* Pixel p of image i is (i + p) times `unit`. */
static void assert_is_whole(const struct dataset *set, float unit)
{
	float image[PIXELS];

	assert_int_equal(set->part[PART_TRAIN].count, COUNT);
	assert_int_equal(set->height, 2);
	assert_int_equal(set->width, 2);
	for (size_t i = 0; i < COUNT; i++) {
		part_image(&set->part[PART_TRAIN], i, image);
		assert_int_equal(set->part[PART_TRAIN].labels[i], i % 2);
		for (size_t p = 0; p < PIXELS; p++)
			assert_float_equal(image[p], (float)(i + p) * unit, 1e-6);
	}
}

/* The same in several types. */
struct numbers {
	uint8_t bytes[COUNT * PIXELS], labels[COUNT];
	float floats[COUNT * PIXELS];
	int64_t wide[COUNT * PIXELS], wide_labels[COUNT];
};

static struct numbers make_numbers(void)
{
	struct numbers n;

	for (int i = 0; i < COUNT * PIXELS; i++) {
		n.bytes[i] = (uint8_t)(i / PIXELS + i % PIXELS);
		n.wide[i] = n.bytes[i];
		n.floats[i] = n.bytes[i] / 16.0f;
	}
	for (int i = 0; i < COUNT; i++)
		n.wide_labels[i] = n.labels[i] = (uint8_t)(i % 2);
	return n;
}

static void keras_members_are_read(void **state)
{
	const struct numbers n = make_numbers();
	const struct tensor tensors[] = {
		{"x_test", "U8", 3, {1, 2, 2}, n.bytes, PIXELS},
		{"x_train", "U8", 3, {COUNT, 2, 2}, n.bytes, sizeof(n.bytes)},
		{"y_test", "U8", 1, {1}, n.labels, 1},
		{"y_train", "U8", 1, {COUNT}, n.labels, sizeof(n.labels)},
	};
	size_t counts[PART_COUNT];
	struct dataset *set;
	int height, width;

	set = open_set(write_npz(state, tensors, 4));
	assert_non_null(set->part[PART_TRAIN].packed);
	assert_is_whole(set, 1 / 255.0f);
	assert_int_equal(set->split[SPLIT_TEST].count, 1);
	dataset_free(set);
	assert_true(dataset_measure(scratch_path(state, "set.npz"), counts, &height, &width));
	assert_int_equal(counts[PART_TRAIN], COUNT);
	assert_int_equal(counts[PART_TEST], 1);
	assert_int_equal(width, 2);
}

static void other_names_types_and_shapes_are_read(void **state)
{
	const struct numbers n = make_numbers();
	const struct tensor flat[] = {
		{"images", "F32", 2, {COUNT, PIXELS}, n.floats, sizeof(n.floats)},
		{"labels", "I64", 1, {COUNT}, n.wide_labels, sizeof(n.wide_labels)},
	};
	const struct tensor channel[] = {
		{"X", "I64", 4, {COUNT, 2, 2, 1}, n.wide, sizeof(n.wide)},
		{"y", "I64", 2, {COUNT, 1}, n.wide_labels, sizeof(n.wide_labels)},
	};
	const struct tensor before[] = {
		{"train_images", "F32", 4, {COUNT, 1, 2, 2}, n.floats, sizeof(n.floats)},
		{"train_labels", "U8", 1, {COUNT}, n.labels, sizeof(n.labels)},
	};
	struct dataset *set;

	set = open_set(write_npz(state, flat, 2));
	assert_is_whole(set, 1 / 16.0f);
	dataset_free(set);
	set = open_set(write_npz(state, channel, 2));
	assert_non_null(set->part[PART_TRAIN].packed);
	assert_is_whole(set, 1 / 255.0f);
	dataset_free(set);
	set = open_set(write_npz(state, before, 2));
	assert_is_whole(set, 1 / 16.0f);
	dataset_free(set);
}

static void what_does_not_fit_is_refused(void **state)
{
	const struct numbers n = make_numbers();
	struct tensor tensors[] = {
		{"x", "U8", 3, {COUNT, 2, 2}, n.bytes, sizeof(n.bytes)},
		{"y", "U8", 1, {COUNT - 1}, n.labels, COUNT - 1},
	};
	struct err err;

	assert_null(dataset_open(write_npz(state, tensors, 2), &err));
	assert_says(&err, "y has 11 labels for 12 images");
	tensors[0] = (struct tensor){"x", "U8", 4, {3, 2, 2, 4}, n.bytes, sizeof(n.bytes)};
	assert_null(dataset_open(write_npz(state, tensors, 2), &err));
	assert_says(&err, "x has 4 dimensions and more than one channel");
	tensors[0] = (struct tensor){"x", "U8", 2, {8, 6}, n.bytes, sizeof(n.bytes)};
	assert_null(dataset_open(write_npz(state, tensors, 2), &err));
	assert_says(&err, "the second is no square");
	tensors[0] = (struct tensor){"z", "U8", 3, {COUNT, 2, 2}, n.bytes, sizeof(n.bytes)};
	assert_false(dataset_exists(write_npz(state, tensors, 2)));
}

static bool read_digest(const char *path, uint64_t *digest, struct err *err)
{
	struct dataset *set = dataset_open(path, err);
	float image[PIXELS];

	*digest = 0;
	for (size_t i = 0; set && i < set->part[PART_TRAIN].count; i++) {
		part_image(&set->part[PART_TRAIN], i, image);
		*digest = damage_digest(*digest, image, sizeof(image));
		*digest = damage_digest(*digest, &set->part[PART_TRAIN].labels[i], 1);
	}
	dataset_free(set);
	return set;
}

static void damage_is_noticed(void **state)
{
	const struct numbers n = make_numbers();
	const struct tensor tensors[] = {
		{"x", "U8", 3, {COUNT, 2, 2}, n.bytes, sizeof(n.bytes)},
		{"y", "U8", 1, {COUNT}, n.labels, sizeof(n.labels)},
	};

	damage_try(&(struct damage){.path = write_npz(state, tensors, 2), .read = read_digest});
}
#endif

static void what_is_no_archive_is_no_set(void **state)
{
	assert_false(dataset_exists(scratch_write(state, "set.npz", "PK\3\4", 4)));
	assert_false(dataset_exists(scratch_write(state, "set.npz", "", 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
		IN_SCRATCH(what_is_no_archive_is_no_set),
#ifdef HAVE_ZIP
		IN_SCRATCH(keras_members_are_read),
		IN_SCRATCH(other_names_types_and_shapes_are_read),
		IN_SCRATCH(what_does_not_fit_is_refused),
		IN_SCRATCH(damage_is_noticed),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
