/* Each call of the C library that reading a data set or a picture makes fails once: that ends in
 * one line, or in the same set. */
#undef _FORTIFY_SOURCE /* support/calls.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "data/picture_file.h"
#include "format/idx.h"
#include "format/tensor/npz.h"
#include "support/calls.h"
#include "support/scratch.h"

#include <stdlib.h>

enum { COUNT = 12, SIDE = 2, PIXELS = SIDE * SIDE };

static int write_sets(void **state)
{
	uint8_t bytes[COUNT * PIXELS], labels[COUNT];
	const struct idx images = {IDX_U8, 3, {COUNT, SIDE, SIDE, 1}, bytes};
	const struct idx classes = {IDX_U8, 1, {COUNT, 1, 1, 1}, labels};
	const struct tensor tensors[] = {
		{"x_train", "U8", 3, {COUNT, SIDE, SIDE}, bytes, sizeof(bytes)},
		{"y_train", "U8", 1, {COUNT}, labels, sizeof(labels)},
	};
	static const char *const names[][2] = {
		{"idx/train-images-idx3-ubyte", "idx/train-labels-idx1-ubyte"},
		{"idx/t10k-images-idx3-ubyte", "idx/t10k-labels-idx1-ubyte"}};
	char rows[400] = "", name[64];
	struct err err;
	struct writer *writer;

	if (scratch_setup(state) != 0)
		return -1;
	for (int i = 0; i < COUNT; i++) {
		labels[i] = (uint8_t)(i % 2);
		for (int p = 0; p < PIXELS; p++)
			bytes[i * PIXELS + p] = (uint8_t)(i + p);
		snprintf(rows + strlen(rows), 40, "%d,%d,1,2,3\n", i % 2, i);
	}
	for (const char *const *folder = (const char *const[]){"idx", "csv", "pictures",
							       "pictures/0", "pictures/1", NULL};
	     *folder; folder++)
		mkdir(scratch_path(state, *folder), 0700);
	for (int i = 0; i < 2; i++) {
		assert_true(idx_write(scratch_path(state, names[i][0]), &images, &err));
		assert_true(idx_write(scratch_path(state, names[i][1]), &classes, &err));
	}
	scratch_write(state, "csv/train.csv", rows, strlen(rows));
	scratch_write(state, "csv/test.csv", rows, strlen(rows));
	for (int i = 0; i < COUNT; i++) {
		snprintf(name, sizeof(name), "pictures/%d/%d.pgm", i % 2, i);
		scratch_write(state, name, "P2 2 2 255 1 2 3 4", 18);
	}
	writer = writer_open(scratch_path(state, "set.npz"), &err);
	assert_true(npz_write(writer, tensors, 2, NULL, 0, &err));
	assert_true(writer_commit(writer, &err));
	return 0;
}

static bool open_set(void **state, const void *name, struct err *err)
{
	struct dataset *set = dataset_open(scratch_path(state, name), err);
	bool is_open = set;

	/* A set of training images only is cut in three. */
	if (set)
		assert_in_range(set->part[PART_TRAIN].count, 10, COUNT);
	dataset_free(set);
	return is_open;
}

static bool measure(void **state, const void *name, struct err *err)
{
	size_t counts[PART_COUNT];
	int height, width;
	bool is_measured = dataset_measure(scratch_path(state, name), counts, &height, &width);

	if (!is_measured)
		err_set(err, "not measured");
	return is_measured;
}

static bool read_picture(void **state, const void *name, struct err *err)
{
	const struct picture_request request = {
		.path = scratch_path(state, name), .index = -1, .height = SIDE, .width = SIDE};
	char note[PICTURE_NOTE_MAX];
	float out[PIXELS];

	return picture_file_read(&request, out, note, err);
}

static const struct calls_user users[] = {
	{"IDX files", open_set, "idx"},
	{"a table", open_set, "csv/train.csv"},
	{"tables", open_set, "csv"},
	{"arrays", open_set, "set.npz"},
	{"pictures by class", open_set, "pictures"},
	{"nothing", open_set, "none"},
	{"sizes of IDX files", measure, "idx"},
	{"sizes of arrays", measure, "set.npz"},
	{"a picture", read_picture, "pictures/0/0.pgm"},
	{"an image of IDX", read_picture, "idx/train-images-idx3-ubyte"},
};

static void each_call_fails_once(void **state)
{
	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++)
		for (int k = 0; k < CALLS; k++)
			calls_try(state, &users[i], calls_names[k], EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_call_fails_once, write_sets, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
