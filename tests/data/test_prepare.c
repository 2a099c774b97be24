/* What is done to a set's images and labels before they are looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "data/upright.h"
#include "format/idx.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { COUNT = 12, HEIGHT = 2, WIDTH = 3, PIXELS = HEIGHT * WIDTH };

static void write_idx(void **state, const char *name, const struct idx *idx)
{
	struct err err;

	if (!idx_write(scratch_path(state, name), idx, &err))
		fail_msg("%s", err.text);
}

/* Image i has pixels i, i + 1, ... times `step`; labels from `first` on, in turn. */
static void write_set(void **state, int step, int first)
{
	uint8_t bytes[COUNT * PIXELS], labels[COUNT];

	for (int i = 0; i < COUNT * PIXELS; i++)
		bytes[i] = (uint8_t)(step * (i / PIXELS + i % PIXELS));
	for (int i = 0; i < COUNT; i++)
		labels[i] = (uint8_t)(first + i % 2);
	write_idx(state, "images-idx3-ubyte",
		  &(struct idx){IDX_U8, 3, {COUNT, HEIGHT, WIDTH, 1}, bytes});
	write_idx(state, "labels-idx1-ubyte", &(struct idx){IDX_U8, 1, {COUNT, 1, 1, 1}, labels});
}

static struct dataset *open_with(void **state, const char *name, const char *options)
{
	char text[512];
	struct err err = {""};
	struct dataset *set;

	snprintf(text, sizeof(text), "%s%s", scratch_path(state, name), options);
	set = dataset_open(text, &err);
	if (!set)
		fail_msg("%s", err.text);
	return set;
}

/* Pixel j of the image i of the file. */
static float pixel(const struct dataset *set, size_t i, size_t j)
{
	float image[PIXELS];

	part_image(&set->part[PART_TRAIN], i, image);
	return image[j];
}

static void bytes_stay_bytes_where_they_can(void **state)
{
	struct dataset *set;

	write_set(state, 1, 0);
	set = open_with(state, "", " --scale 10");
	assert_non_null(set->part[PART_TRAIN].packed);
	assert_float_equal(pixel(set, 2, 1), 30 / 255.0f, 0);
	dataset_free(set);
	set = open_with(state, "", " --invert");
	assert_non_null(set->part[PART_TRAIN].packed);
	assert_float_equal(pixel(set, 2, 1), 252 / 255.0f, 0);
	dataset_free(set);
	set = open_with(state, "", " --scale 100");
	assert_null(set->part[PART_TRAIN].packed);
	assert_float_equal(pixel(set, 2, 1), 300 / 255.0f, 1e-6);
	dataset_free(set);
	set = open_with(state, "", " --scale 0.5 --invert");
	assert_float_equal(pixel(set, 2, 1), 1 - 1.5f / 255, 1e-6);
	dataset_free(set);
}

static void transposing_exchanges_rows_and_columns(void **state)
{
	struct dataset *set;

	write_set(state, 1, 0);
	for (int is_float = 0; is_float < 2; is_float++) {
		set = open_with(state, "", is_float ? " --transpose --scale 0.5" : " --transpose");
		assert_int_equal(set->height, WIDTH);
		assert_int_equal(set->width, HEIGHT);
		/* Row 1, column 0 was row 0, column 1; row 0, column 1 was row 1, column 0. */
		assert_float_equal(pixel(set, 0, 2), (is_float ? 0.5f : 1) / 255, 1e-7);
		assert_float_equal(pixel(set, 0, 1), (is_float ? 1.5f : 3) / 255, 1e-7);
		dataset_free(set);
	}
}

static void what_was_changed_is_part_of_the_name(void **state)
{
	struct dataset *set;
	const char *folder;

	mkdir(scratch_path(state, "runes"), 0700);
	write_set(state, 1, 0);
	rename(scratch_path(state, "images-idx3-ubyte"),
	       scratch_path(state, "runes/images-idx3-ubyte"));
	rename(scratch_path(state, "labels-idx1-ubyte"),
	       scratch_path(state, "runes/labels-idx1-ubyte"));
	folder = scratch_path(state, "runes");
	set = open_with(state, "runes", " --invert  --scale 2");
	assert_string_equal(set->name, "runes --scale 2 --invert");
	assert_memory_equal(set->path, folder, strlen(folder));
	assert_string_equal(set->path + strlen(folder), " --invert  --scale 2");
	dataset_free(set);
}

static void values_that_networks_do_not_expect_are_said(void **state)
{
	static float floats[COUNT * PIXELS];
	struct dataset *set;
	struct err err;

	write_set(state, 1, 0);
	set = open_with(state, "", "");
	assert_null(set->notes);
	dataset_free(set);
	set = open_with(state, "", " --scale 1/16");
	dataset_free(set);
	/* Bytes of 0 and 1. */
	{
		uint8_t bits[COUNT * PIXELS] = {0, 1, 0, 0, 0, 0, 1};

		write_idx(state, "images-idx3-ubyte",
			  &(struct idx){IDX_U8, 3, {COUNT, HEIGHT, WIDTH, 1}, bits});
	}
	set = open_with(state, "", "");
	assert_non_null(strstr(set->notes, "--scale 255"));
	dataset_free(set);
	set = open_with(state, "", " --scale 255");
	assert_null(set->notes);
	assert_float_equal(pixel(set, 0, 1), 1, 0);
	dataset_free(set);
	/* Numbers up to 255, and those that are too large once they are scaled. */
	floats[7] = 255;
	write_idx(state, "images-idx3-ubyte",
		  &(struct idx){IDX_F32, 3, {COUNT, HEIGHT, WIDTH, 1}, floats});
	set = open_with(state, "", "");
	assert_non_null(strstr(set->notes, "--scale 1/255"));
	dataset_free(set);
	assert_null(dataset_open(scratch_path(state, " --scale 10000"), &err));
	for (int i = 0; i < COUNT * PIXELS; i++)
		floats[i] = i % PIXELS ? 1 : 0.25f;
	write_idx(state, "images-idx3-ubyte",
		  &(struct idx){IDX_F32, 3, {COUNT, HEIGHT, WIDTH, 1}, floats});
	set = open_with(state, "", "");
	assert_non_null(strstr(set->notes, "--invert"));
	dataset_free(set);
}

/* Normalised by a mean and a deviation; of 16 bits; divided by 255 twice; interpolated. */
static void floats_that_are_no_shares_of_ink_are_said(void **state)
{
	static const struct {
		float min, max;
		const char *says;
	} ranges[] = {
		{-0.4242f, 2.8215f,
		 "its values are -0.4242 to 2.822, where networks expect 0 to 1: save them as (x + "
		 "0.4242) / 3.246"},
		{0, 65535,
		 "its values go up to 65535, where networks expect 1: --scale 1/65535 makes them "
		 "0..1"},
		{0, 0.003922f,
		 "its values go up to 0.003922, where networks expect 1: --scale 255 makes them "
		 "0..1"},
		{-0.05f, 1.1f, NULL},
	};
	static float floats[COUNT * PIXELS];

	write_set(state, 1, 0);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		struct dataset *set;

		floats[6] = ranges[i].min;
		floats[7] = ranges[i].max;
		write_idx(state, "images-idx3-ubyte",
			  &(struct idx){IDX_F32, 3, {COUNT, HEIGHT, WIDTH, 1}, floats});
		set = open_with(state, "", "");
		if (ranges[i].says)
			assert_string_equal(set->notes, ranges[i].says);
		else
			assert_null(set->notes);
		dataset_free(set);
	}
}

static void letters_are_counted_from_0(void **state)
{
	struct dataset *set;

	write_set(state, 1, 1);
	mkdir(scratch_path(state, "l"), 0700);
	rename(scratch_path(state, "images-idx3-ubyte"),
	       scratch_path(state, "l/emnist-letters-train-images-idx3-ubyte"));
	rename(scratch_path(state, "labels-idx1-ubyte"),
	       scratch_path(state, "l/emnist-letters-train-labels-idx1-ubyte"));
	set = open_with(state, "l", "");
	assert_string_equal(set->name, "emnist-letters");
	assert_int_equal(set->classes, 2);
	assert_string_equal(class_name(&set->names, 1), "b");
	assert_non_null(strstr(set->notes, "count from 1"));
	dataset_free(set);
}

static void labels_of_other_sets_stay(void **state)
{
	struct dataset *set;

	write_set(state, 1, 1);
	set = open_with(state, "", "");
	assert_int_equal(set->classes, 3);
	dataset_free(set);
}

/* The shipped digits under EMNIST's names, transposed and not. */
static void emnist_is_turned_upright(void **state)
{
	const struct class_names *digits = class_names_find("mnist");
	struct err err;
	struct dataset *sample = dataset_open(scratch_source(state, "data/sample"), &err), *set;
	const struct dataset_part *part;
	uint8_t *bytes, image[784];
	static float one[784], other[784];

	if (!sample)
		fail_msg("%s", err.text);
	part = &sample->part[PART_TRAIN];
	assert_int_equal(upright_find(part, digits), UPRIGHT_YES);
	assert_int_equal(upright_find(part, &class_names_none), UPRIGHT_UNKNOWN);
	bytes = malloc(part->count * 784);
	assert_non_null(bytes);
	for (size_t i = 0; i < part->count; i++) {
		packed_bytes(part->packed, i, image);
		for (int p = 0; p < 784; p++)
			bytes[i * 784 + (size_t)p] = image[p % 28 * 28 + p / 28];
	}
	for (int is_emnist = 0; is_emnist < 2; is_emnist++) {
		/* Ten classes of an unknown set are taken for digits. */
		const char *prefix = is_emnist ? "emnist-digits-train" : "unknown";
		char name[128];

		mkdir(scratch_path(state, prefix), 0700);
		snprintf(name, sizeof(name), "%s/%s-images-idx3-ubyte", prefix, prefix);
		write_idx(state, name,
			  &(struct idx){IDX_U8, 3, {(uint32_t)part->count, 28, 28, 1}, bytes});
		snprintf(name, sizeof(name), "%s/%s-labels-idx1-ubyte", prefix, prefix);
		write_idx(state, name,
			  &(struct idx){IDX_U8, 1, {(uint32_t)part->count, 1, 1, 1}, part->labels});
		set = open_with(state, prefix, "");
		assert_non_null(strstr(set->notes, is_emnist ? "exchanged back" : "--transpose"));
		assert_int_equal(upright_find(&set->part[PART_TRAIN], digits),
				 is_emnist ? UPRIGHT_YES : UPRIGHT_TRANSPOSED);
		dataset_free(set);
		set = open_with(state, prefix, " --transpose");
		assert_null(set->notes);
		part_image(part, 17, one);
		part_image(&set->part[PART_TRAIN], 17, other);
		assert_memory_equal(one, other, sizeof(one));
		dataset_free(set);
	}
	free(bytes);
	dataset_free(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
		IN_SCRATCH(bytes_stay_bytes_where_they_can),
		IN_SCRATCH(transposing_exchanges_rows_and_columns),
		IN_SCRATCH(what_was_changed_is_part_of_the_name),
		IN_SCRATCH(values_that_networks_do_not_expect_are_said),
		IN_SCRATCH(floats_that_are_no_shares_of_ink_are_said),
		IN_SCRATCH(letters_are_counted_from_0),
		IN_SCRATCH(labels_of_other_sets_stay),
		IN_SCRATCH(emnist_is_turned_upright),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
