/* Data sets: which files make one, how they are cut, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "format/idx.h"
#include "support/says.h"
#include "support/scratch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char train_images[] = "train-images-idx3-ubyte";
static const char train_labels[] = "train-labels-idx1-ubyte";
static const char test_images[] = "t10k-images-idx3-ubyte";
static const char test_labels[] = "t10k-labels-idx1-ubyte";

static void write_idx(void **state, const char *name, const struct idx *idx)
{
	assert_true(idx_write(scratch_path(state, name), idx, &(struct err){""}));
}

/* `count` images of height by width bytes; the bytes of image i are `first` + i. */
static void write_images(void **state, const char *name, uint32_t count, uint32_t height,
			 uint32_t width, int first)
{
	size_t pixels = (size_t)height * width;
	uint8_t *bytes = malloc(count * pixels + 1);
	struct idx idx = {IDX_U8, 3, {count, height, width, 1}, bytes};

	assert_non_null(bytes);
	for (size_t i = 0; i < count * pixels; i++)
		bytes[i] = (uint8_t)((size_t)first + i / pixels);
	write_idx(state, name, &idx);
	free(bytes);
}

/* `count` labels 0, 1, 2, 0, 1, 2, ... */
static void write_labels(void **state, const char *name, uint32_t count)
{
	uint8_t *bytes = malloc(count + 1);
	struct idx idx = {IDX_U8, 1, {count, 1, 1, 1}, bytes};

	assert_non_null(bytes);
	for (uint32_t i = 0; i < count; i++)
		bytes[i] = (uint8_t)(i % 3);
	write_idx(state, name, &idx);
	free(bytes);
}

/* A small set of the usual four files. */
static void write_set(void **state, uint32_t train, uint32_t test)
{
	write_images(state, train_images, train, 2, 3, 0);
	write_labels(state, train_labels, train);
	write_images(state, test_images, test, 2, 3, 100);
	write_labels(state, test_labels, test);
}

static struct dataset *open_set(void **state)
{
	struct err err = {""};
	struct dataset *set = dataset_open(scratch_path(state, ""), &err);

	assert_string_equal(err.text, "");
	return set;
}

static void assert_refused_with(void **state, const char *part, const char *other)
{
	struct err err = {""};

	assert_null(dataset_open(scratch_path(state, ""), &err));
	assert_says(&err, part);
	assert_says(&err, other);
}

/* What image i of a split written by write_images has in every pixel. */
static int byte_of(const struct split *split, size_t i)
{
	float pixels[64];

	assert_in_range(split->pixels, 1, 64);
	split_image(split, i, pixels);
	for (size_t j = 1; j < split->pixels; j++)
		assert_true(pixels[j] == pixels[0]);
	return (int)lrintf(pixels[0] * 255.0f);
}

static void assert_run(const struct split *split, size_t count, int first_byte, int first_label)
{
	assert_int_equal(split->count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(byte_of(split, i), (first_byte + (int)i) % 256);
		assert_int_equal(split->labels[i], (first_label + (int)i) % 3);
	}
}

static void two_pairs_are_cut_as_in_the_tutorial(void **state)
{
	struct dataset *set;

	write_set(state, 30, 4);
	set = open_set(state);
	assert_int_equal(set->height, 2);
	assert_int_equal(set->width, 3);
	assert_int_equal(set->classes, 3);
	assert_run(&set->split[SPLIT_VALIDATION], 6, 0, 0);
	assert_run(&set->split[SPLIT_TRAIN], 24, 6, 0);
	assert_run(&set->split[SPLIT_TEST], 4, 100, 0);
	dataset_free(set);
}

static void validation_takes_no_more_than_5000(void **state)
{
	struct dataset *set;

	write_images(state, train_images, 26000, 1, 1, 0);
	write_labels(state, train_labels, 26000);
	write_images(state, test_images, 1, 1, 1, 0);
	write_labels(state, test_labels, 1);
	set = open_set(state);
	assert_run(&set->split[SPLIT_VALIDATION], 5000, 0, 0);
	assert_run(&set->split[SPLIT_TRAIN], 21000, 5000 % 256, 5000 % 3);
	assert_int_equal(set->split[SPLIT_TEST].count, 1);
	dataset_free(set);
}

static void one_pair_is_cut_into_three(void **state)
{
	struct dataset *set;

	write_images(state, "images-idx3-ubyte", 14, 2, 3, 0);
	write_labels(state, "labels-idx1-ubyte", 14);
	set = open_set(state);
	assert_run(&set->split[SPLIT_VALIDATION], 2, 0, 0);
	assert_run(&set->split[SPLIT_TEST], 2, 2, 2);
	assert_run(&set->split[SPLIT_TRAIN], 10, 4, 1);
	dataset_free(set);
}

static void smallest_set_has_no_empty_split(void **state)
{
	struct dataset *set;

	write_images(state, train_images, DATASET_MIN_IMAGES, 1, 1, 0);
	write_labels(state, train_labels, DATASET_MIN_IMAGES);
	set = open_set(state);
	for (int i = 0; i < SPLIT_COUNT; i++)
		assert_true(set->split[i].count > 0);
	dataset_free(set);
	write_images(state, train_images, DATASET_MIN_IMAGES - 1, 1, 1, 0);
	write_labels(state, train_labels, DATASET_MIN_IMAGES - 1);
	assert_refused_with(state, train_images, "has 9 images; a data set needs 10");
}

static void shipped_sample_is_in_the_articles_order(void **state)
{
	struct err err;
	struct dataset *set = dataset_open(scratch_source(state, "data/sample"), &err);

	if (!set)
		fail_msg("%s", err.text);
	assert_string_equal(set->name, "sample");
	assert_int_equal(set->height, 28);
	assert_int_equal(set->width, 28);
	assert_int_equal(set->classes, 10);
	assert_int_equal(set->split[SPLIT_VALIDATION].count, 1000);
	assert_int_equal(set->split[SPLIT_TEST].count, 1000);
	assert_int_equal(set->split[SPLIT_TRAIN].count, 3000);
	assert_int_equal(set->split[SPLIT_VALIDATION].labels[15], 7);
	assert_int_equal(set->split[SPLIT_VALIDATION].labels[12], 3);
	assert_null(set->split[SPLIT_TRAIN].floats);
	dataset_free(set);
}

static void same_labels_with_other_images_are_another_set(void **state)
{
	char labels[1024];
	struct dataset *set;
	struct idx images;
	struct err err;

	assert_true(
		idx_read(scratch_source(state, "data/sample/images-idx3-ubyte.gz"), &images, &err));
	for (size_t i = 0; i < idx_count(&images); i++)
		((uint8_t *)images.values)[i] ^= 0xff;
	write_idx(state, "images-idx3-ubyte", &images);
	assert_non_null(
		realpath(scratch_source(state, "data/sample/labels-idx1-ubyte.gz"), labels));
	assert_int_equal(symlink(labels, scratch_path(state, "labels-idx1-ubyte.gz")), 0);
	set = open_set(state);
	assert_non_null(strstr(set->name, "netglyph-test."));
	assert_int_equal(set->classes, 10);
	dataset_free(set);
	idx_clear(&images);
}

/* Full sets are not shipped: their tests look where they may be, and say so where they are not. */
static void assert_full_set(const char *folder, const char *name)
{
	struct dataset *set;
	struct err err;

	if (!dataset_exists(folder)) {
		print_message("%s: not there; the test of %s is skipped\n", folder, name);
		skip();
	}
	set = dataset_open(folder, &err);
	if (!set)
		fail_msg("%s", err.text);
	assert_string_equal(set->name, name);
	assert_int_equal(set->split[SPLIT_VALIDATION].count, 5000);
	assert_int_equal(set->split[SPLIT_TRAIN].count, 55000);
	assert_int_equal(set->split[SPLIT_TEST].count, 10000);
	dataset_free(set);
}

static void mnist_is_known_by_its_contents(void **state)
{
	const char *folder = getenv("NETGLYPH_TEST_MNIST");

	assert_full_set(folder ? folder : scratch_source(state, "../shared/data/mnist"), "mnist");
}

static void fashion_is_known_by_its_contents(void **state)
{
	(void)state;
	assert_full_set("/usr/share/datasets/fashion-mnist", "fashion");
}

static void file_names_vary_as_they_do_in_the_wild(void **state)
{
	static const char *const names[][2] = {
		{"train-images.idx3-ubyte", "train-labels.idx1-ubyte"},
		{"emnist-letters-train-images-idx3-ubyte",
		 "emnist-letters-train-labels-idx1-ubyte"},
		{"images.idx3", "labels.idx1"},
		{"IMAGES_IDX3_UBYTE", "Labels.idx"},
		{"qmnist-train-images-idx3-ubyte", "qmnist-train-labels-idx1-int"},
		{"latest-images-idx3-ubyte.gz", "latest-labels-idx1-ubyte.GZ"},
		{"idx-images.idx3", "contested-labels.idx1"},
		{"testbed-images.idx3", "testbed-labels.idx1"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct dataset *set;

		write_images(state, names[i][0], 10, 2, 3, (int)i);
		write_labels(state, names[i][1], 10);
		set = open_set(state);
		assert_run(&set->split[SPLIT_VALIDATION], 2, (int)i, 0);
		assert_run(&set->split[SPLIT_TEST], 2, (int)i + 2, 2);
		dataset_free(set);
		unlink(scratch_path(state, names[i][0]));
		unlink(scratch_path(state, names[i][1]));
	}
}

static void test_sets_have_two_names(void **state)
{
	struct dataset *set;

	write_images(state, "emnist-train-images-idx3-ubyte", 10, 2, 3, 0);
	write_labels(state, "emnist-train-labels-idx1-ubyte", 10);
	write_images(state, "emnist-TEST-images-idx3-ubyte", 5, 2, 3, 50);
	write_labels(state, "qmnist-test50k-labels.idx1", 5);
	set = open_set(state);
	assert_run(&set->split[SPLIT_TEST], 5, 50, 0);
	assert_run(&set->split[SPLIT_TRAIN], 8, 2, 2);
	dataset_free(set);
}

static void gzipped_files_are_read_under_either_name(void **state)
{
	unsigned char *bytes;
	struct dataset *set;
	size_t size;

	write_set(state, 20, 5);
	bytes = scratch_read(scratch_path(state, train_labels), &size);
	scratch_write_gzip(state, train_labels, bytes, size);
	free(bytes);
	bytes = scratch_read(scratch_path(state, test_labels), &size);
	scratch_write_gzip(state, "t10k-labels-idx1-ubyte.gz", bytes, size);
	unlink(scratch_path(state, test_labels));
	free(bytes);
	set = open_set(state);
	assert_run(&set->split[SPLIT_TRAIN], 16, 4, 1);
	assert_run(&set->split[SPLIT_TEST], 5, 100, 0);
	dataset_free(set);
}

static void unpacked_file_is_preferred_to_its_packed_twin(void **state)
{
	struct dataset *set;

	scratch_write(state, "train-images-idx3-ubyte.gz", "junk", 4);
	write_set(state, 20, 5);
	scratch_write(state, "t10k-images-idx3-ubyte.gz", "junk", 4);
	scratch_write(state, "train-labels-idx1-ubyte.gz", "junk", 4);
	scratch_write(state, "t10k-labels-idx1-ubyte.gz", "junk", 4);
	set = open_set(state);
	assert_run(&set->split[SPLIT_TEST], 5, 100, 0);
	dataset_free(set);
}

static void other_names_are_left_alone(void **state)
{
	static const char *const names[] = {
		".train-images-idx3-ubyte",
		"train-images-idx3-ubyte.gz.part",
		"train-images-idx3-ubyte.gz~",
		"train-images-idx3-ubyte (1).gz",
		"train-labels-idx1-ubyte.sha256",
		"train-images.png",
		"mapping-idx1-ubyte",
		"labels.txt",
		"images",
		".gz",
		"idx",
	};
	struct dataset *set;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		scratch_write(state, names[i], "junk", 4);
	assert_false(dataset_exists(scratch_path(state, "")));
	assert_int_equal(mkdir(scratch_path(state, "old-images-idx3-ubyte"), 0755), 0);
	assert_false(dataset_exists(scratch_path(state, "")));
	assert_refused_with(state, "no IDX files", "data/get-mnist");
	write_set(state, 10, 5);
	assert_true(dataset_exists(scratch_path(state, "")));
	set = open_set(state);
	assert_run(&set->split[SPLIT_VALIDATION], 2, 0, 0);
	dataset_free(set);
}

static void two_files_for_one_part_are_refused_with_both_names(void **state)
{
	struct err err;

	write_set(state, 10, 5);
	write_labels(state, "a-test-labels.idx1", 5);
	assert_null(dataset_open(scratch_path(state, ""), &err));
	assert_says(&err, "both a-test-labels.idx1 and t10k-labels-idx1-ubyte");
	unlink(scratch_path(state, "a-test-labels.idx1"));
	write_labels(state, "z-test-labels.idx1", 5);
	assert_null(dataset_open(scratch_path(state, ""), &err));
	assert_says(&err, "both t10k-labels-idx1-ubyte and z-test-labels.idx1");
	assert_says(&err, "a folder of its own");
	unlink(scratch_path(state, "z-test-labels.idx1"));
	write_labels(state, "t10k-labels-idx1", 5);
	assert_null(dataset_open(scratch_path(state, ""), &err));
	assert_says(&err, "both t10k-labels-idx1 and t10k-labels-idx1-ubyte");
}

static void missing_partner_is_named(void **state)
{
	static const char *const names[] = {train_images, train_labels, test_images, test_labels};

	for (int i = 0; i < 4; i++) {
		write_set(state, 10, 5);
		unlink(scratch_path(state, names[i]));
		assert_refused_with(state, names[i], "is missing beside the others");
	}
}

static void test_files_alone_are_no_set(void **state)
{
	write_set(state, 10, 20);
	unlink(scratch_path(state, train_images));
	unlink(scratch_path(state, train_labels));
	assert_refused_with(state, train_images, "data/get-mnist");
}

static void missing_folder_and_file_as_folder_are_refused(void **state)
{
	struct err err = {""};

	assert_null(dataset_open(scratch_path(state, "nowhere"), &err));
	assert_says(&err, "nowhere: No such file or directory; a data set is a folder");
	scratch_write(state, "file", "", 0);
	assert_null(dataset_open(scratch_path(state, "file"), &err));
	assert_says(&err, "file: Not a directory; a data set is a folder");
	assert_false(dataset_exists(scratch_path(state, "file")));
}

static void broken_files_are_named(void **state)
{
	static const char *const names[] = {train_images, train_labels, test_images, test_labels};

	for (int i = 0; i < 4; i++) {
		write_set(state, 10, 5);
		scratch_write(state, names[i], "<html>", 6);
		assert_refused_with(state, names[i], "is a page of the web");
	}
	unlink(scratch_path(state, names[3]));
	assert_int_equal(symlink("nowhere", scratch_path(state, names[3])), 0);
	assert_refused_with(state, names[3], "No such file");
}

/* Files are read side by side: the one that is found bad last may be the one to name. */
static void first_of_several_broken_files_is_named(void **state)
{
	static const char *const names[] = {train_images, train_labels, test_images, test_labels};
	unsigned char *bytes;
	size_t size;

	for (int first = 0; first < 4; first++) {
		write_images(state, train_images, 60000, 8, 8, 0);
		write_labels(state, train_labels, 60000);
		write_images(state, test_images, 20000, 8, 8, 0);
		write_labels(state, test_labels, 20000);
		bytes = scratch_read(scratch_path(state, names[first]), &size);
		scratch_write_gzip(state, names[first], bytes, size - 1);
		free(bytes);
		for (int i = first + 1; i < 4; i++)
			scratch_write(state, names[i], "<html>", 6);
		assert_refused_with(state, names[first], "is cut short");
	}
}

static void counts_of_the_first_pair_come_before_the_second_pair(void **state)
{
	write_set(state, 10, 5);
	write_labels(state, train_labels, 11);
	scratch_write(state, test_images, "<html>", 6);
	scratch_write(state, test_labels, "<html>", 6);
	assert_refused_with(state, train_labels, "has 11 labels for the 10 images");
}

static void unequal_counts_are_refused(void **state)
{
	write_set(state, 10, 5);
	write_labels(state, train_labels, 11);
	assert_refused_with(state, train_labels, "has 11 labels for the 10 images");
}

static void test_set_without_images_is_refused(void **state)
{
	write_set(state, 10, 0);
	assert_refused_with(state, test_images, "has no images");
}

static void test_images_of_another_size_are_refused(void **state)
{
	write_set(state, 10, 5);
	write_images(state, test_images, 5, 3, 2, 0);
	assert_refused_with(state, test_images, "3 by 2 pixels, but 2 by 3");
	write_images(state, test_images, 5, 2, 2, 0);
	assert_refused_with(state, test_images, "2 by 2 pixels, but 2 by 3");
}

static void sides_are_1_to_64(void **state)
{
	static const uint32_t bad[][2] = {{65, 1}, {1, 65}, {0, 3}, {3, 0}};
	struct dataset *set;

	write_images(state, train_images, 10, 64, 64, 0);
	write_labels(state, train_labels, 10);
	set = open_set(state);
	assert_int_equal(set->height * set->width, 64 * 64);
	dataset_free(set);
	for (int i = 0; i < 4; i++) {
		write_images(state, train_images, 10, bad[i][0], bad[i][1], 0);
		assert_refused_with(state, train_images, "1 to 64 by 1 to 64");
	}
}

static void images_have_three_dimensions_or_a_fourth_of_one(void **state)
{
	static uint8_t bytes[240];
	struct idx idx = {IDX_U8, 4, {10, 2, 3, 1}, bytes};
	struct dataset *set;

	write_labels(state, train_labels, 10);
	write_idx(state, train_images, &idx);
	set = open_set(state);
	assert_int_equal(set->split[SPLIT_TRAIN].pixels, 6);
	dataset_free(set);
	idx.dim[3] = 3;
	write_idx(state, train_images, &idx);
	assert_refused_with(state, train_images, "more than one channel");
	idx = (struct idx){IDX_U8, 2, {10, 6, 1, 1}, bytes};
	write_idx(state, train_images, &idx);
	assert_refused_with(state, train_images, "has 2 dimensions");
}

/* Of each file a good packed copy beside one that is cut or empty. */
static void a_whole_packed_copy_stands_in_for_a_damaged_file(void **state)
{
	static const char *const names[] = {train_images, train_labels, test_images, test_labels};
	struct dataset *set;
	char name[64];
	size_t size;

	write_set(state, 30, 4);
	for (int i = 0; i < 4; i++) {
		unsigned char *bytes = scratch_read(scratch_path(state, names[i]), &size);

		snprintf(name, sizeof(name), "%s.gz", names[i]);
		scratch_write_gzip(state, name, bytes, size);
		scratch_write(state, names[i], bytes, i == 1 ? 0 : i == 2 ? size : size - 1);
		free(bytes);
	}
	set = open_set(state);
	assert_run(&set->split[SPLIT_TRAIN], 24, 6, 0);
	assert_non_null(strstr(set->notes, "train-images-idx3-ubyte is cut short or empty"));
	assert_non_null(strstr(set->notes, "train-labels-idx1-ubyte is cut short or empty"));
	assert_null(strstr(set->notes, "t10k-images"));
	dataset_free(set);
	scratch_write(state, "train-images-idx3-ubyte.gz", "", 0);
	assert_refused_with(state, train_images, ": is cut short");
}

static void qmnists_labels_are_the_first_of_eight_numbers(void **state)
{
	static int32_t numbers[80];
	struct idx idx = {IDX_I32, 2, {10, 8, 1, 1}, numbers};
	struct dataset *set;

	for (int i = 0; i < 80; i++)
		numbers[i] = i % 8 ? 1000 + i : i / 8 % 3;
	write_set(state, 10, 5);
	write_idx(state, train_labels, &idx);
	set = open_set(state);
	assert_int_equal(set->classes, 3);
	assert_run(&set->split[SPLIT_VALIDATION], 2, 0, 0);
	dataset_free(set);
	idx.dim[0] = 8;
	idx.dim[1] = 10;
	write_idx(state, train_labels, &idx);
	assert_refused_with(state, train_labels, "has 2 dimensions; labels have one");
}

static void labels_have_one_dimension(void **state)
{
	static uint8_t bytes[80];
	struct idx idx = {IDX_U8, 2, {10, 8, 1, 1}, bytes};

	write_set(state, 10, 5);
	write_idx(state, train_labels, &idx);
	assert_refused_with(state, train_labels, "has 2 dimensions; labels have one");
}

static void labels_may_be_of_any_type(void **state)
{
	static int8_t i8[10] = {0, 99, 2};
	static int16_t i16[10] = {0, 99, 2};
	static int32_t i32[10] = {0, 99, 2};
	static float f32[10] = {0, 99, 2};
	static double f64[10] = {0, 99, 2};
	struct idx types[] = {{IDX_I8, 1, {10, 1, 1, 1}, i8},
			      {IDX_I16, 1, {10, 1, 1, 1}, i16},
			      {IDX_I32, 1, {10, 1, 1, 1}, i32},
			      {IDX_F32, 1, {10, 1, 1, 1}, f32},
			      {IDX_F64, 1, {10, 1, 1, 1}, f64}};

	write_set(state, 10, 5);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct dataset *set;

		write_idx(state, train_labels, &types[i]);
		set = open_set(state);
		assert_int_equal(set->classes, 100);
		assert_int_equal(set->split[SPLIT_VALIDATION].labels[1], 99);
		assert_int_equal(set->split[SPLIT_TRAIN].labels[0], 2);
		dataset_free(set);
	}
}

static void labels_that_are_no_class_are_refused(void **state)
{
	static const struct {
		double label;
		const char *text;
	} bad[] = {{-1, "label 4 is -1"},
		   {100, "label 4 is 100"},
		   {0.5, "label 4 is 0.5"},
		   {1e300, "label 4 is 1e+300"},
		   {(double)INFINITY, "label 4 is inf"},
		   {(double)NAN, "label 4 is nan"}};

	write_set(state, 10, 5);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		double labels[10] = {0, 1, 2, 3, bad[i].label};
		struct idx idx = {IDX_F64, 1, {10, 1, 1, 1}, labels};

		write_idx(state, train_labels, &idx);
		assert_refused_with(state, bad[i].text, "whole numbers from 0 to 99");
	}
}

static void one_class_is_too_few(void **state)
{
	static uint8_t zeros[10];
	struct idx idx = {IDX_U8, 1, {10, 1, 1, 1}, zeros};
	struct dataset *set;

	write_images(state, train_images, 10, 2, 3, 0);
	write_idx(state, train_labels, &idx);
	assert_refused_with(state, "every label is 0", "two classes");
	/* A class that only the test set shows counts. */
	write_set(state, 10, 5);
	write_idx(state, train_labels, &idx);
	set = open_set(state);
	assert_int_equal(set->classes, 3);
	dataset_free(set);
}

static void other_types_than_bytes_are_taken_as_they_are(void **state)
{
	double doubles[10] = {-1.5, 0.25, [9] = 3.5};
	int16_t shorts[10] = {-300, 300};
	struct idx f64 = {IDX_F64, 3, {10, 1, 1, 1}, doubles};
	struct idx i16 = {IDX_I16, 3, {10, 1, 1, 1}, shorts};
	struct dataset *set;
	float pixel;

	write_labels(state, train_labels, 10);
	write_idx(state, train_images, &f64);
	set = open_set(state);
	assert_null(set->split[SPLIT_VALIDATION].packed);
	split_image(&set->split[SPLIT_VALIDATION], 0, &pixel);
	assert_true(pixel == -1.5f);
	split_image(&set->split[SPLIT_VALIDATION], 1, &pixel);
	assert_true(pixel == 0.25f);
	split_image(&set->split[SPLIT_TRAIN], 5, &pixel);
	assert_true(pixel == 3.5f);
	dataset_free(set);
	write_idx(state, train_images, &i16);
	set = open_set(state);
	split_image(&set->split[SPLIT_VALIDATION], 0, &pixel);
	assert_true(pixel == -300.0f);
	dataset_free(set);
}

static void pixels_that_are_no_numbers_or_huge_are_refused_with_their_place(void **state)
{
	static const struct {
		double pixel;
		const char *text;
	} bad[] = {{(double)NAN, "column 2 is nan"},
		   {(double)INFINITY, "column 2 is inf"},
		   {-1e39, "column 2 is -1e+39"},
		   {1e30, "column 2 is 1e+30"},
		   {1.1e6, "further from 0 than 1000000"}};
	struct dataset *set;
	double doubles[60] = {[59] = DATASET_MAX_PIXEL, [58] = -DATASET_MAX_PIXEL};
	struct idx idx = {IDX_F64, 3, {10, 2, 3, 1}, doubles};

	write_labels(state, train_labels, 10);
	write_idx(state, train_images, &idx);
	set = open_set(state);
	assert_true(set->split[SPLIT_TRAIN].floats[35] == 1e6f);
	dataset_free(set);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		doubles[3 * 6 + 1 * 3 + 2] = bad[i].pixel;
		write_idx(state, train_images, &idx);
		assert_refused_with(state, "image 3, row 1, ", bad[i].text);
	}
}

static void more_floats_than_the_limit_are_refused(void **state)
{
	/* 65,537 images of 64x64 signed bytes: 256 MiB, and four times that as floats. The file has
	 * holes for values, so that it costs no disk. */
	static const unsigned char header[] = {0, 0, IDX_I8, 3,  0, 1, 0, 1,
					       0, 0, 0,      64, 0, 0, 0, 64};
	const char *path = scratch_write(state, train_images, header, sizeof(header));

	write_labels(state, train_labels, 65537);
	assert_int_equal(truncate(path, 16 + 65537L * 64 * 64), 0);
	assert_refused_with(state, train_images, "more than fit into 1024 MiB");
}

static void more_images_than_the_limit_are_refused(void **state)
{
	static const unsigned char header[] = {0, 0, IDX_U8, 3, 0x10, 0, 0, 1,
					       0, 0, 0,      1, 0,    0, 0, 1};
	const char *path = scratch_write(state, train_images, header, sizeof(header));

	write_labels(state, train_labels, 10);
	assert_int_equal(truncate(path, 16 + 0x10000001L), 0);
	assert_refused_with(state, train_images, "has 268435457 images; 268435456 can be used");
}

/* Opens a set in the folder `name` by `path` and checks what it is called. */
static void assert_name(void **state, const char *path, const char *name)
{
	struct err err;
	struct dataset *set = dataset_open(scratch_path(state, path), &err);

	if (!set)
		fail_msg("%s", err.text);
	assert_string_equal(set->name, name);
	assert_string_equal(set->path, scratch_path(state, path));
	dataset_free(set);
}

static void unknown_set_has_its_folders_name(void **state)
{
	/* A letter is not cut in two; C1 controls and what is no UTF-8 are no letters. */
	static const char a61[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			  odd[] = "r\xc3\xbcn\ns\xe7\x8a\xac\xc2\x9b\xff\xed\xa0\x80";
	char longer[80];

	snprintf(longer, sizeof(longer), "%s\xe7\x8a\xac", a61);
	assert_int_equal(mkdir(scratch_path(state, "runes"), 0755), 0);
	write_images(state, "runes/images-idx3-ubyte", 10, 2, 3, 0);
	write_labels(state, "runes/labels-idx1-ubyte", 10);
	assert_name(state, "runes", "runes");
	assert_name(state, "runes///", "runes");
	assert_name(state, "runes/../runes/.", "runes");
	assert_int_equal(rename(scratch_path(state, "runes"), scratch_path(state, longer)), 0);
	assert_name(state, longer, a61);
	assert_int_equal(rename(scratch_path(state, longer), scratch_path(state, odd)), 0);
	assert_name(state, odd,
		    "r\xc3\xbcn?s\xe7\x8a\xac???"
		    "??");
}

static void fewer_images_than_the_check_needs_have_the_folders_name(void **state)
{
	struct dataset *set;

	write_set(state, 99, 5);
	set = open_set(state);
	assert_non_null(strstr(set->name, "netglyph-test."));
	dataset_free(set);
}

static void splits_are_found_by_name(void **state)
{
	(void)state;
	assert_int_equal(split_find("train"), SPLIT_TRAIN);
	assert_int_equal(split_find("validation"), SPLIT_VALIDATION);
	assert_int_equal(split_find("test"), SPLIT_TEST);
	assert_int_equal(split_find("tes"), SPLIT_COUNT);
	assert_int_equal(split_find(""), SPLIT_COUNT);
	dataset_free(NULL);
}

#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(two_pairs_are_cut_as_in_the_tutorial),
		SCRATCH_TEST(validation_takes_no_more_than_5000),
		SCRATCH_TEST(one_pair_is_cut_into_three),
		SCRATCH_TEST(smallest_set_has_no_empty_split),
		SCRATCH_TEST(shipped_sample_is_in_the_articles_order),
		SCRATCH_TEST(same_labels_with_other_images_are_another_set),
		SCRATCH_TEST(mnist_is_known_by_its_contents),
		SCRATCH_TEST(fashion_is_known_by_its_contents),
		SCRATCH_TEST(file_names_vary_as_they_do_in_the_wild),
		SCRATCH_TEST(test_sets_have_two_names),
		SCRATCH_TEST(gzipped_files_are_read_under_either_name),
		SCRATCH_TEST(unpacked_file_is_preferred_to_its_packed_twin),
		SCRATCH_TEST(other_names_are_left_alone),
		SCRATCH_TEST(two_files_for_one_part_are_refused_with_both_names),
		SCRATCH_TEST(missing_partner_is_named),
		SCRATCH_TEST(test_files_alone_are_no_set),
		SCRATCH_TEST(missing_folder_and_file_as_folder_are_refused),
		SCRATCH_TEST(broken_files_are_named),
		SCRATCH_TEST(first_of_several_broken_files_is_named),
		SCRATCH_TEST(counts_of_the_first_pair_come_before_the_second_pair),
		SCRATCH_TEST(unequal_counts_are_refused),
		SCRATCH_TEST(test_set_without_images_is_refused),
		SCRATCH_TEST(test_images_of_another_size_are_refused),
		SCRATCH_TEST(sides_are_1_to_64),
		SCRATCH_TEST(images_have_three_dimensions_or_a_fourth_of_one),
		SCRATCH_TEST(a_whole_packed_copy_stands_in_for_a_damaged_file),
		SCRATCH_TEST(qmnists_labels_are_the_first_of_eight_numbers),
		SCRATCH_TEST(labels_have_one_dimension),
		SCRATCH_TEST(labels_may_be_of_any_type),
		SCRATCH_TEST(labels_that_are_no_class_are_refused),
		SCRATCH_TEST(one_class_is_too_few),
		SCRATCH_TEST(other_types_than_bytes_are_taken_as_they_are),
		SCRATCH_TEST(pixels_that_are_no_numbers_or_huge_are_refused_with_their_place),
		SCRATCH_TEST(more_floats_than_the_limit_are_refused),
		SCRATCH_TEST(more_images_than_the_limit_are_refused),
		SCRATCH_TEST(unknown_set_has_its_folders_name),
		SCRATCH_TEST(fewer_images_than_the_check_needs_have_the_folders_name),
		SCRATCH_TEST(splits_are_found_by_name),
	};

	return cmocka_run_group_tests_name("data/dataset", tests, NULL, NULL);
}
