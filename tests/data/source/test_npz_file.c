/* npz archives as data sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "format/container/zip_writer.h"
#include "format/tensor/npz.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 12, PIXELS = 4 };

#ifdef HAVE_ZIP
static const char *write_npz(void **state, const struct tensor *tensors, int count)
{
	const char *path = scratch_path(state, "set.npz");
	struct err err;
	struct writer *writer = writer_open(path, &err);

	if (!npz_write(writer, tensors, count, NULL, 0, &err) || !writer_commit(writer, &err))
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

/* A member as numpy.save writes it, whatever it says: of a descr, and of an order and a shape in
 * Python's words. */
struct member {
	const char *name, *descr, *order, *shape;
	const void *values;
	size_t size;
};

static void add_member(struct zip_writer *zip, const struct member *member)
{
	char name[64], head[200];
	int length = snprintf(head + 10, sizeof(head) - 10,
			      "{'descr': '%s', 'fortran_order': %s, 'shape': %s}", member->descr,
			      member->order, member->shape);
	struct err err;

	memcpy(head, "\x93NUMPY\1\0", 8);
	head[8] = (char)length;
	head[9] = 0;
	snprintf(name, sizeof(name), "%s.npy", member->name);
	assert_true(zip_writer_add(zip, name, head, (size_t)length + 10, member->values,
				   member->size, &err));
}

/* Those of a name that is not NULL. */
static const char *write_members(void **state, const struct member *members, int count)
{
	const char *path = scratch_path(state, "set.npz");
	struct err err;
	struct writer *writer = writer_open(path, &err);
	struct zip_writer *zip = zip_writer_new(writer);

	for (int i = 0; i < count; i++)
		if (members[i].name)
			add_member(zip, &members[i]);
	assert_true(zip_writer_end(zip, &err));
	zip_writer_free(zip);
	assert_true(writer_commit(writer, &err));
	return path;
}

/* Labels of as many images as a set has to have. */
#define TEN_LABELS                                                         \
	{                                                                  \
		"y", "|u1", "False", "(10,)", "\0\1\2\3\4\5\6\7\10\11", 10 \
	}

static void values_of_all_types_and_orders_are_read(void **state)
{
	static const uint8_t bytes[20] = {0, 9, 1, 8, 2, 7, 3, 6, 4, 5,
					  5, 4, 6, 3, 7, 2, 8, 1, 9, 0};
	static const uint8_t truths[20] = {0, 1};
	unsigned char columns[20], big[40], signs[20] = {0}, halves[40] = {0}, wide[40] = {0};
	double doubles[20] = {0};
	const struct member sets[] = {
		{"x", "|u1", "False", "(10, 1, 2)", bytes, 20},
		{"x", "|u1", "True", "(10, 1, 2)", columns, 20},
		{"x", ">u2", "False", "(10, 1, 2, 1)", big, 40},
		{"x", "<u2", "False", "(10, 1, 1, 2)", wide, 40},
		{"x", "|i1", "False", "(10, 1, 2)", signs, 20},
		{"x", "<f2", "False", "(10, 1, 2)", halves, 40},
		{"x", "<f8", "False", "(10, 1, 2)", doubles, sizeof(doubles)},
		{"x", "|b1", "False", "(10, 1, 2)", truths, 20},
	};
	/* The second pixel of the first image. */
	static const float wanted[] = {9 / 255.0F, 9 / 255.0F, 9 / 255.0F, 256, -2, 0.5F, 1.5F, 1};

	for (int i = 0; i < 20; i++) {
		columns[i] = bytes[i % 10 * 2 + i / 10];
		big[2 * i] = 0;
		big[2 * i + 1] = bytes[i];
	}
	wide[3] = 1;
	signs[1] = 0xfe;
	halves[3] = 0x38;
	doubles[1] = 1.5;
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		const struct member members[] = {sets[i], TEN_LABELS};
		struct dataset *set = open_set(write_members(state, members, 2));
		float image[2];

		part_image(&set->part[PART_TRAIN], 0, image);
		assert_float_equal(image[0], 0, 0);
		assert_float_equal(image[1], wanted[i], 1e-6);
		/* Bytes are kept as such only where all values are. */
		assert_int_equal(set->part[PART_TRAIN].packed != NULL, i < 3);
		dataset_free(set);
	}
}

/* UTF-32, as NumPy has texts: one glyph each. */
static const char *write_texts(void **state, const uint32_t glyphs[20], bool is_big_endian)
{
	static const uint8_t images[20] = {0};
	unsigned char values[80];
	struct member members[] = {
		{"x", "|u1", "False", "(10, 1, 2)", images, 20},
		{"y", is_big_endian ? ">U2" : "<U2", "False", "(10,)", values, 80}};

	for (int i = 0; i < 80; i++)
		values[i] =
			(unsigned char)(glyphs[i / 4] >> 8 * (is_big_endian ? 3 - i % 4 : i % 4));
	return write_members(state, members, 2);
}

/* As OpenML has MNIST; and names, which are numbered in natural order. */
static void texts_are_numbers_or_names(void **state)
{
	static const uint32_t numbers[20] = {'7', 0, '1', '0', '0', 0, '3', 0},
			      names[20] = {'c', '9', 0x72ac, 0, 'c', '9', 'c', '1', 'c', '9'};
	uint32_t glyphs[20];

	for (int is_big_endian = 0; is_big_endian < 2; is_big_endian++) {
		struct dataset *set;

		memcpy(glyphs, numbers, sizeof(glyphs));
		for (int i = 8; i < 20; i += 2)
			glyphs[i] = '0';
		set = open_set(write_texts(state, glyphs, is_big_endian));
		assert_int_equal(set->classes, 11);
		assert_int_equal(set->class_count, 0);
		assert_memory_equal(set->part[PART_TRAIN].labels, "\7\12\0\3\0\0\0\0\0\0", 10);
		dataset_free(set);
		memcpy(glyphs, names, sizeof(glyphs));
		for (int i = 10; i < 20; i += 2) {
			glyphs[i] = 'c';
			glyphs[i + 1] = '1';
		}
		glyphs[15] = 0;
		set = open_set(write_texts(state, glyphs, is_big_endian));
		assert_int_equal(set->class_count, 4);
		assert_string_equal(class_name(&set->names, 0), "c");
		assert_string_equal(class_name(&set->names, 1), "c1");
		assert_string_equal(class_name(&set->names, 2), "c9");
		assert_string_equal(class_name(&set->names, 3), "\xe7\x8a\xac");
		assert_memory_equal(set->part[PART_TRAIN].labels, "\2\3\2\1\2\1\1\0\1\1", 10);
		dataset_free(set);
	}
}

static void one_hot_rows_are_labels(void **state)
{
	static const uint8_t images[20] = {0};
	float rows[30] = {0};
	struct member members[] = {{"x", "|u1", "False", "(10, 1, 2)", images, 20},
				   {"y", "<f4", "False", "(10, 3)", rows, sizeof(rows)}};
	struct dataset *set;

	for (int i = 0; i < 10; i++)
		rows[3 * i + i % 3] = 1;
	set = open_set(write_members(state, members, 2));
	assert_int_equal(set->classes, 3);
	for (int i = 0; i < 10; i++)
		assert_int_equal(set->part[PART_TRAIN].labels[i], i % 3);
	dataset_free(set);
}

struct bad_set {
	struct member members[4];
	const char *says;
};

static void assert_refused(void **state, const struct bad_set *bad, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct err err = {""};

		if (dataset_open(write_members(state, bad[i].members, 4), &err))
			fail_msg("is read; expected: %s", bad[i].says);
		assert_says(&err, bad[i].says);
	}
}

static const uint8_t zeros[80];

static void what_are_no_images_is_refused(void **state)
{
	static const struct bad_set bad[] = {
		{{{"x", "<U1", "False", "(10, 1, 2)", zeros, 80}, TEN_LABELS},
		 "set.npz: x is an array of texts; images are numbers"},
		{{{"x", "<c8", "False", "(10, 1, 1)", zeros, 80}, TEN_LABELS},
		 "x is an array of complex numbers; plain"},
		{{{"x", "|u1", "False", "(3, 2, 2, 4)", zeros, 48}, TEN_LABELS},
		 "x has 4 dimensions and more than one channel"},
		{{{"x", "|u1", "False", "(10, 6)", zeros, 60}, TEN_LABELS},
		 "x has 2 dimensions, and the second is no square"},
		{{{"x", "|u1", "False", "(10,)", zeros, 10}, TEN_LABELS},
		 "x has 1 dimensions; images"},
		{{{"x", "|u1", "False", "(10, 1, 1, 1, 1)", zeros, 10}, TEN_LABELS},
		 "x has 5 dimensions"},
		{{{"x", "|u1", "False", "(1, 1, 65)", zeros, 65}, TEN_LABELS},
		 "set.npz: the images are 1 by 65 pixels"},
		{{{"x", "|u1", "False", "(1, 0, 2, 1)", zeros, 0}, TEN_LABELS},
		 "set.npz: the images are 0 by 2 pixels"},
		{{{"x", "<f4", "False", "(1, 1, 1)", "\0\0\xc0\x7f", 4}, TEN_LABELS},
		 "set.npz: image 0, row 0, column 0 is nan"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 19}, TEN_LABELS},
		 "x has 19 bytes of values, but its shape needs 20"},
		{{{"x", "|u1", "Maybe", "(10, 1, 2)", zeros, 20}, TEN_LABELS},
		 "x: its header is no dictionary"},
	};

	assert_refused(state, bad, sizeof(bad) / sizeof(bad[0]));
}

static void what_are_no_labels_is_refused(void **state)
{
	static const struct bad_set bad[] = {
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "|u1", "False", "(9,)", zeros, 9}},
		 "y has 9 labels for 10 images"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "|u1", "False", "(10, 2)", zeros, 20}},
		 "y has rows of 2 values, but row 0 is not one-hot, a 1 and zeros; labels are one "
		 "number an image, such as y.argmax(1)"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "|u1", "False", "(10, 2)", "\0\1\1\0\1\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1", 20}},
		 "row 2 is not one-hot"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "|u1", "False", "(10, 2)", "\0\1\1\0\2\0\0\1\0\1\0\1\0\1\0\1\0\1\0\1", 20}},
		 "row 2 is not one-hot"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "|u1", "False", "(10, 1, 1)", zeros, 10}},
		 "y has 3 dimensions;"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "|u1", "False", "(10,)", "\0\0\0\xff\0\0\0\0\0", 10}},
		 "set.npz: label 3 is 255; labels are whole"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "<U1", "False", "(10,)", zeros, 40}},
		 "set.npz: label 0 of y is empty"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "<U2", "False", "(10,)",
		   "a\0\0\0b\0\0\0a\0\0\0\0\0\0\0a\0\0\0\xff\xff\xff\xff"
		   "a\0\0\0\n\0\0\0a\0\0\0b\0\0\0a\0\0\0\0\xd8\0\0"
		   "a\0\0\0b\0\0\0a\0\0\0b\0\0\0a\0\0\0b\0\0\0a\0\0\0b\0\0\0",
		   80}},
		 "label 2 of y is longer than"},
		{{{"x", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y", "<U1", "False", "(10, 2)", zeros, 80}},
		 "y has 2 dimensions; labels have one"},
		{{{"x_train", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y_train", "|u1", "False", "(10,)", zeros, 10},
		  {"x_test", "|u1", "False", "(1, 1, 2)", zeros, 2},
		  {"y_test", "<U1", "False", "(1,)", "a\0\0\0", 4}},
		 "set.npz: y_test has names of classes, but training labels are numbers"},
		{{{"x_train", "|u1", "False", "(10, 1, 2)", zeros, 20},
		  {"y_train", "|u1", "False", "(10,)", zeros, 10},
		  {"x_test", "|u1", "False", "(10, 1, 2)", zeros, 20}},
		 "set.npz: has 'x_test', but no labels of these; name them y_test"},
	};

	assert_refused(state, bad, sizeof(bad) / sizeof(bad[0]));
}

/* Texts of both parts are classes, and one that begins as a number is none. */
static void names_of_both_parts_are_classes(void **state)
{
	static const struct member members[] = {
		{"x_train", "|u1", "False", "(10, 1, 2)", zeros, 20},
		{"y_train", "<U1", "False", "(10,)",
		 "a\0\0\0"
		 "b\0\0\0"
		 "a\0\0\0"
		 "a\0\0\0"
		 "a\0\0\0"
		 "a\0\0\0"
		 "a\0\0\0"
		 "a\0\0\0"
		 "a\0\0\0"
		 "a\0\0\0",
		 40},
		{"x_test", "|u1", "False", "(2, 1, 2)", zeros, 4},
		{"y_test", "<U2", "False", "(2,)", "1\0\0\0a\0\0\0b\0\0\0\0\0\0\0", 16},
	};
	struct dataset *set = open_set(write_members(state, members, 4));

	assert_int_equal(set->class_count, 3);
	assert_string_equal(class_name(&set->names, 2), "1a");
	assert_int_equal(set->part[PART_TEST].labels[0], 2);
	dataset_free(set);
}

static void sizes_are_known_from_the_heads(void **state)
{
	static const struct {
		struct member members[3];
		bool is_known;
	} sets[] = {
		{{{"x", "|u1", "False", "(10, 3, 2)", "", 0}, TEN_LABELS}, true},
		{{{"x", "|u1", "False", "(10,)", "", 0}, TEN_LABELS}, false},
		{{{"x", "|u1", "Maybe", "(10, 3, 2)", "", 0}, TEN_LABELS}, false},
		{{{"x_train", "|u1", "False", "(10, 3, 2)", "", 0},
		  {"y_train", "|u1", "False", "(10,)", "", 0},
		  {"x_test", "|u1", "False", "(10,)", "", 0}},
		 false},
	};
	size_t counts[PART_COUNT];
	int height, width;

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		const char *path = write_members(state, sets[i].members, 3);
		bool is_known = sets[i].is_known;

		assert_true(dataset_exists(path));
		assert_int_equal(dataset_measure(path, counts, &height, &width), is_known);
		assert_int_equal(counts[PART_TRAIN], is_known ? 10 : 0);
		assert_int_equal(counts[PART_TEST], 0);
		assert_int_equal(height, is_known ? 3 : 0);
		assert_int_equal(width, is_known ? 2 : 0);
	}
}

static void archives_of_other_members_are_no_sets(void **state)
{
	const struct member others[] = {TEN_LABELS, {"z", "|u1", "False", "(1,)", "0", 1}};
	const struct member images = {"x", "|u1", "False", "(10, 1, 2)", "01234567890123456789",
				      20};

	struct err err;

	assert_false(dataset_exists(write_members(state, others, 2)));
	assert_true(dataset_is_like(scratch_path(state, "set.npz")));
	assert_null(dataset_open(scratch_path(state, "set.npz"), &err));
	assert_says(&err, "set.npz: has y.npy, z.npy; a data set has x_train and y_train, or");
	assert_false(dataset_exists(write_members(state, &images, 1)));
	assert_null(dataset_open(scratch_path(state, "set.npz"), &err));
	assert_says(&err, "set.npz: has images, 'x', but no labels; name them y_train");
	/* An archive, but not of arrays. */
	assert_false(dataset_is_like(write_members(state, NULL, 0)));
}

/* Arrays of the first two names are a set; those of the others are not looked at. */
static void names_of_any_case_and_order_are_known(void **state)
{
	static const char *const sets[][4] = {
		{"X_train", "Y_train", "z", "weights"},
		{"TRAIN_IMAGES", "Train-Labels", "val_images", "val_labels"},
		{"trainX", "trainy", "testing", "train"},
		{"images_training", "labels_training", "lookup", "best_x"},
		{"Data", "Target", "images.gz", "label_names"},
		/* The one that says its part goes first, then x before images before data. */
		{"x.train", "train_labels", "x", "labels"},
		{"images", "y", "data", "targets"},
	};

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		/* In both orders: the last ones are of 9, which do not fit. */
		for (int turn = 0; turn < 2; turn++) {
			struct member members[4];

			for (int j = 0; j < 4; j++)
				members[turn ? 3 - j : j] = (struct member){
					sets[i][j],
					"|u1",
					"False",
					j == 0   ? "(10, 1, 2)"
					: j == 1 ? "(10,)"
						 : "(9,)",
					"\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1",
					j == 0   ? 20
					: j == 1 ? 10
						 : 9,
				};
			dataset_free(open_set(write_members(state, members, 4)));
		}
	}
}

/* What is measured without reading all is what is read. */
static bool read_digest(const char *path, uint64_t *digest, struct err *err)
{
	struct dataset *set = dataset_open(path, err);
	size_t counts[PART_COUNT];
	float image[PIXELS];
	int height, width;
	bool is_known = dataset_measure(path, counts, &height, &width);

	*digest = 0;
	if (!set)
		return false;
	assert_true(is_known);
	assert_int_equal(counts[PART_TRAIN], set->part[PART_TRAIN].count);
	assert_int_equal(height, set->height);
	for (size_t i = 0; i < set->part[PART_TRAIN].count; i++) {
		part_image(&set->part[PART_TRAIN], i, image);
		*digest = damage_digest(*digest, image, sizeof(image));
		*digest = damage_digest(*digest, &set->part[PART_TRAIN].labels[i], 1);
	}
	dataset_free(set);
	return true;
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
	assert_false(dataset_exists(scratch_path(state, "")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
		IN_SCRATCH(what_is_no_archive_is_no_set),
#ifdef HAVE_ZIP
		IN_SCRATCH(keras_members_are_read),
		IN_SCRATCH(other_names_types_and_shapes_are_read),
		IN_SCRATCH(values_of_all_types_and_orders_are_read),
		IN_SCRATCH(texts_are_numbers_or_names),
		IN_SCRATCH(one_hot_rows_are_labels),
		IN_SCRATCH(what_are_no_images_is_refused),
		IN_SCRATCH(names_of_both_parts_are_classes),
		IN_SCRATCH(what_are_no_labels_is_refused),
		IN_SCRATCH(sizes_are_known_from_the_heads),
		IN_SCRATCH(archives_of_other_members_are_no_sets),
		IN_SCRATCH(names_of_any_case_and_order_are_known),
		IN_SCRATCH(damage_is_noticed),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
