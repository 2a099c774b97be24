/* Folders of pictures by class. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SIDE = 4, PIXELS = SIDE * SIDE };

static void make_folder(void **state, const char *name)
{
	mkdir(scratch_path(state, name), 0700);
}

/* A picture with one pixel of ink, `at`, of a ground. */
static void write_picture(void **state, const char *name, int at, int ground, int side)
{
	char text[32768];
	FILE *to = fmemopen(text, sizeof(text), "w");

	assert_non_null(to);
	fprintf(to, "P2 %d %d 255", side, side);
	for (int p = 0; p < side * side; p++)
		fprintf(to, " %d", p == at ? 255 - ground : ground);
	fclose(to);
	scratch_write(state, name, text, strlen(text));
}

/* `count` pictures in each of the folders of a root, whose ink is at the number's place. */
static void write_set(void **state, const char *root, const char *const *classes, int count,
		      int ground)
{
	char name[256];

	make_folder(state, root);
	for (int c = 0; classes[c]; c++) {
		snprintf(name, sizeof(name), "%s/%s", root, classes[c]);
		make_folder(state, name);
		for (int i = 0; i < count; i++) {
			snprintf(name, sizeof(name), "%s/%s/%d.pgm", root, classes[c], i);
			write_picture(state, name, c, ground, SIDE);
		}
	}
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

/* Each image has its ink where its class says. */
static void assert_ink(const struct dataset_part *part)
{
	float image[PIXELS];

	for (size_t i = 0; i < part->count; i++) {
		part_image(part, i, image);
		for (int p = 0; p < PIXELS; p++)
			assert_float_equal(image[p], p == part->labels[i] ? 1 : 0, 0);
	}
}

static void folders_are_classes_in_natural_order(void **state)
{
	static const char *const classes[] = {"2", "10", "Stiefel \xc3\x9f", NULL};
	struct dataset *set;

	write_set(state, "s", classes, 5, 0);
	assert_true(dataset_exists(scratch_path(state, "s")));
	set = open_with(state, "s", "");
	assert_int_equal(set->classes, 3);
	assert_string_equal(class_name(&set->names, 0), "2");
	assert_string_equal(class_name(&set->names, 1), "10");
	assert_string_equal(class_name(&set->names, 2), "Stiefel \xc3\x9f");
	assert_false(set->names.are_digits);
	assert_int_equal(set->part[PART_TRAIN].count, 15);
	assert_ink(&set->part[PART_TRAIN]);
	/* All classes are in the validation, which are the first. */
	assert_int_equal(set->split[SPLIT_VALIDATION].count, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(set->split[SPLIT_VALIDATION].labels[i], i);
	assert_null(set->notes);
	dataset_free(set);
}

static void dark_ink_is_inverted_and_said(void **state)
{
	static const char *const classes[] = {"0", "1", NULL};
	struct dataset *set;

	write_set(state, "s", classes, 6, 255);
	set = open_with(state, "s", "");
	assert_ink(&set->part[PART_TRAIN]);
	assert_true(set->names.are_digits);
	assert_non_null(strstr(set->notes, "ink is dark on light in its pictures"));
	dataset_free(set);
}

static void a_part_for_testing_has_a_folder_of_its_own(void **state)
{
	static const char *const classes[] = {"a", "b", NULL};
	struct dataset *set;

	make_folder(state, "s");
	write_set(state, "s/train", classes, 6, 0);
	write_set(state, "s/test", classes, 2, 0);
	set = open_with(state, "s", "");
	assert_int_equal(set->part[PART_TRAIN].count, 12);
	assert_int_equal(set->split[SPLIT_TEST].count, 4);
	assert_ink(&set->part[PART_TEST]);
	dataset_free(set);
}

static void unreadable_pictures_are_counted(void **state)
{
	static const char *const classes[] = {"a", "b", NULL};
	struct dataset *set;
	struct err err;

	write_set(state, "s", classes, 6, 0);
	scratch_write(state, "s/a/3.pgm", "P2 4 4", 6);
	scratch_write(state, "s/b/notes.txt", "x", 1);
	set = open_with(state, "s", "");
	assert_int_equal(set->part[PART_TRAIN].count, 11);
	assert_ink(&set->part[PART_TRAIN]);
	assert_non_null(strstr(set->notes, "1 of 12 pictures can't be read, the first: "));
	assert_non_null(strstr(set->notes, "s/a/3.pgm"));
	dataset_free(set);
	for (int i = 0; i < 6; i++) {
		char name[32];

		snprintf(name, sizeof(name), "s/b/%d.pgm", i);
		scratch_write(state, name, "", 0);
	}
	assert_null(dataset_open(scratch_path(state, "s"), &err));
	assert_says(&err, ".pgm");
}

static void sizes_differ_only_where_they_are_framed(void **state)
{
	static const char *const classes[] = {"a", "b", NULL};
	struct dataset *set;
	struct err err;

	write_set(state, "s", classes, 6, 0);
	write_picture(state, "s/b/4.pgm", 1, 0, 5);
	assert_null(dataset_open(scratch_path(state, "s"), &err));
	assert_says(&err, "s/b/4.pgm: is 5x5 (height x width), but others are 4x4: --fit frames");
	set = open_with(state, "s", " --fit");
	assert_int_equal(set->height, 28);
	assert_int_equal(set->width, 28);
	assert_int_equal(set->part[PART_TRAIN].count, 12);
	dataset_free(set);
}

static void write_note(void **state, const char *name)
{
	scratch_write(state, name, "x", 1);
}

/* What is no data set, and what is said of it. */
static void assert_no_set(void **state, const char *name, const char *says)
{
	const char *path = scratch_path(state, name);
	struct err err = {""};

	assert_false(dataset_exists(path));
	assert_null(dataset_open(path, &err));
	assert_says(&err, path);
	assert_says(&err, says);
}

static void other_folders_are_none(void **state)
{
	static const char *const one[] = {"a", NULL};
	char name[32];

	write_set(state, "s", one, 12, 0);
	assert_no_set(state, "s",
		      "s: has pictures of one class only, 'a'; a data set has a folder");
	assert_no_set(state, "s/a",
		      "s/a: has pictures, but none in folders by class; they are to be in ");
	assert_no_set(state, "s/a", "s/a/CLASS/, a folder for each class");
	assert_no_set(state, "none", "none");
	make_folder(state, "e");
	assert_no_set(state, "e",
		      "e: no IDX files such as train-images-idx3-ubyte[.gz] here, and no "
		      "pictures in folders by class (CLASS/PICTURE.png); name another");
	make_folder(state, "t");
	write_set(state, "t/train", one, 12, 0);
	assert_no_set(state, "t", "t/train: has pictures of one class only, 'a'");
	/* Folders of other files, of many of which not all names are looked at. */
	make_folder(state, "e/notes");
	make_folder(state, "e/others");
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "e/notes/%d.txt", i);
		write_note(state, name);
	}
	write_note(state, "e/notes.png");
	write_note(state, "e/.png");
	assert_no_set(state, "e", "e: no IDX files");
}

static void other_files_are_passed_over(void **state)
{
	static const char *const classes[] = {"a", "b", NULL};
	struct dataset *set;

	write_set(state, "s", classes, 6, 0);
	make_folder(state, "s/empty");
	make_folder(state, "s/.hidden");
	write_picture(state, "s/.hidden/0.pgm", 0, 0, SIDE);
	write_picture(state, "s/a/.0.pgm", 0, 0, SIDE);
	write_note(state, "s/notes.txt");
	set = open_with(state, "s", "");
	assert_int_equal(set->classes, 2);
	assert_int_equal(set->part[PART_TRAIN].count, 12);
	dataset_free(set);
}

static void what_a_set_can_not_have_is_refused(void **state)
{
	static const char *const classes[] = {"a", "b", NULL};
	char name[32];
	struct err err;

	write_set(state, "large", classes, 6, 0);
	write_picture(state, "large/a/0.pgm", 0, 0, DATASET_MAX_SIDE + 1);
	assert_null(dataset_open(scratch_path(state, "large"), &err));
	assert_says(&err, "large/a/0.pgm: is 65x65 (height x width); sides up to 64 can be used: "
			  "--fit frames");
	make_folder(state, "test");
	write_set(state, "test/train", classes, 6, 0);
	make_folder(state, "test/val");
	assert_null(dataset_open(scratch_path(state, "test"), &err));
	assert_says(&err, "test/val: has no pictures in folders by class");
	write_set(state, "test/val", classes, 1, 0);
	write_picture(state, "test/val/b/0.pgm", 0, 0, SIDE - 1);
	assert_null(dataset_open(scratch_path(state, "test"), &err));
	assert_says(&err, "test/val/b/0.pgm: is 3x3 (height x width), but others are 4x4");
	make_folder(state, "many");
	for (int i = 0; i <= DATASET_MAX_CLASSES; i++) {
		snprintf(name, sizeof(name), "many/%d", i);
		make_folder(state, name);
		snprintf(name, sizeof(name), "many/%d/0.pgm", i);
		write_picture(state, name, 0, 0, SIDE);
	}
	assert_null(dataset_open(scratch_path(state, "many"), &err));
	assert_says(&err, "many: has pictures of more than 100 classes");
}

/* More than one thread reads on end, and than are looked at for their ink. */
static void many_pictures_are_read(void **state)
{
	static const char *const classes[] = {"a", "b", "c", NULL};
	struct dataset *set;

	write_set(state, "s", classes, 101, 0);
	scratch_write(state, "s/b/77.pgm", "P2", 2);
	set = open_with(state, "s", "");
	assert_int_equal(set->part[PART_TRAIN].count, 302);
	assert_ink(&set->part[PART_TRAIN]);
	dataset_free(set);
	set = open_with(state, "s", " --fit");
	assert_int_equal(set->part[PART_TRAIN].count, 302);
	assert_non_null(strstr(set->notes, "1 of 303 pictures can't be read"));
	dataset_free(set);
}

#ifdef HAVE_JPEG

/* A JPEG of 8x8 pixels, all of them 128: the one block has no coefficient but 0. */
static size_t make_jpeg(unsigned char bytes[200])
{
	static const unsigned char begin[] = {0xff, 0xd8, 0xff, 0xdb, 0, 67, 0};
	static const unsigned char rest[] = {0xff, 0xc0, 0,    11,   8,    0,    8,    0, 8, 1,
					     1,    0x11, 0, /* a frame of one component */
					     0xff, 0xc4, 0,    20,   0,    1,    0,    0, 0, 0,
					     0,    0,    0,    0,    0,    0,    0,    0, 0, 0,
					     0,    0,    0xff, 0xc4, 0,    20,   0x10, 1, 0, 0,
					     0,    0,    0,    0,    0,    0,    0,    0, 0, 0,
					     0,    0,    0,    0,    0xff, 0xda, 0,    8, 1, 1,
					     0,    0,    63,   0,    0x3f, 0xff, 0xd9};

	memcpy(bytes, begin, sizeof(begin));
	memset(bytes + sizeof(begin), 1, 64); /* quantisation */
	memcpy(bytes + sizeof(begin) + 64, rest, sizeof(rest));
	return sizeof(begin) + 64 + sizeof(rest);
}

/* They share a process, but for what comes behind one that can't be read. */
static void damaged_jpegs_do_no_harm_to_others(void **state)
{
	unsigned char bytes[200];
	size_t size = make_jpeg(bytes);
	struct dataset *set;
	char name[32];
	float image[64];

	make_folder(state, "s");
	make_folder(state, "s/a");
	make_folder(state, "s/b");
	for (int i = 0; i < 150; i++) {
		snprintf(name, sizeof(name), "s/%c/%d.jpg", i % 2 ? 'a' : 'b', i);
		scratch_write(state, name, bytes, i % 50 == 20 ? size / 2 : size);
	}
	set = open_with(state, "s", "");
	assert_non_null(strstr(set->notes, "3 of 150 pictures can't be read, the first: "));
	assert_int_equal(set->part[PART_TRAIN].count, 147);
	for (size_t i = 0; i < 147; i++) {
		part_image(&set->part[PART_TRAIN], i, image);
		for (int p = 0; p < 64; p++)
			assert_float_equal(image[p], 127 / 255.0F, 1e-6);
	}
	dataset_free(set);
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
		IN_SCRATCH(folders_are_classes_in_natural_order),
		IN_SCRATCH(dark_ink_is_inverted_and_said),
		IN_SCRATCH(a_part_for_testing_has_a_folder_of_its_own),
		IN_SCRATCH(unreadable_pictures_are_counted),
		IN_SCRATCH(sizes_differ_only_where_they_are_framed),
		IN_SCRATCH(other_folders_are_none),
		IN_SCRATCH(other_files_are_passed_over),
		IN_SCRATCH(what_a_set_can_not_have_is_refused),
		IN_SCRATCH(many_pictures_are_read),
#ifdef HAVE_JPEG
		IN_SCRATCH(damaged_jpegs_do_no_harm_to_others),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
