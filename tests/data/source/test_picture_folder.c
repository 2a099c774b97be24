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
	char text[1024];
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

static void other_folders_are_none(void **state)
{
	static const char *const one[] = {"a", NULL};

	write_set(state, "s", one, 12, 0);
	assert_false(dataset_exists(scratch_path(state, "s")));
	assert_false(dataset_exists(scratch_path(state, "s/a")));
	assert_false(dataset_exists(scratch_path(state, "none")));
}

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
