/* CSV as data sets: where the label is, what has none, files and folders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/dataset.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS = 12, PIXELS = 9 };

/* ROWS lines: labels 0, 1, 2, 0, ..., pixels that tell row and place; the corners never change. */
static char *make_rows(char text[2048], bool is_last)
{
	FILE *to = fmemopen(text, 2048, "w");

	assert_non_null(to);
	for (int i = 0; i < ROWS; i++) {
		if (!is_last)
			fprintf(to, "%d,", i % 3);
		for (int p = 0; p < PIXELS; p++) {
			fprintf(to, "%d", p % (PIXELS - 1) ? 10 * i + p : 0);
			fputs(p < PIXELS - 1 ? "," : "", to);
		}
		if (is_last)
			fprintf(to, ",%d", i % 3);
		putc('\n', to);
	}
	fclose(to);
	return text;
}

static void write_text(void **state, const char *name, const char *header, const char *rows)
{
	char text[4096];

	snprintf(text, sizeof(text), "%s%s", header, rows);
	scratch_write(state, name, text, strlen(text));
}

static struct dataset *open_set(void **state, const char *name)
{
	struct err err = {""};
	struct dataset *set = dataset_open(scratch_path(state, name), &err);

	if (!set)
		fail_msg("%s", err.text);
	return set;
}

static void assert_is_whole(const struct dataset *set, float unit)
{
	const struct dataset_part *part = &set->part[PART_TRAIN];
	float image[PIXELS];

	assert_int_equal(part->count, ROWS);
	assert_int_equal(set->height, 3);
	assert_int_equal(set->width, 3);
	for (int i = 0; i < ROWS; i++) {
		part_image(part, (size_t)i, image);
		assert_int_equal(part->labels[i], i % 3);
		for (int p = 0; p < PIXELS; p++)
			assert_float_equal(image[p],
					   (p % (PIXELS - 1) ? (float)(10 * i + p) : 0) * unit,
					   1e-6);
	}
}

static void labels_are_first_or_last_with_a_header_or_without(void **state)
{
	static const char first[] = "label,a,b,c,d,e,f,g,h,i\n";
	static const char last[] = "p0,p1,p2,p3,p4,p5,p6,p7,p8,\"Class\"\n";
	struct dataset *set;
	char rows[2048];

	for (int is_last = 0; is_last < 2; is_last++)
		for (int has_header = 0; has_header < 2; has_header++) {
			make_rows(rows, is_last);
			write_text(state, "t.csv", has_header ? is_last ? last : first : "", rows);
			set = open_set(state, "t.csv");
			assert_non_null(set->part[PART_TRAIN].packed);
			assert_is_whole(set, 1 / 255.0f);
			assert_null(set->notes);
			dataset_free(set);
		}
}

/* Number lines from 300 on, in another order where step is not 1. */
static void add_index(char *text, size_t size, const char *rows, int step)
{
	FILE *to = fmemopen(text, size, "w");

	assert_non_null(to);
	for (int i = 0; *rows; i++) {
		int length = (int)strcspn(rows, "\n") + 1;

		fprintf(to, "%d,%.*s", 300 + i * step % ROWS, length, rows);
		rows += length;
	}
	fclose(to);
}

static void a_first_column_that_numbers_the_lines_is_left_out(void **state)
{
	static const struct {
		const char *header;
		bool is_last;
		int step;
	} tables[] = {
		{"", false, 1},
		{",label,a,b,c,d,e,f,g,h,i\n", false, 1},
		{"Unnamed: 0,a,b,c,d,e,f,g,h,i,label\n", true, 5},
		{"Index,label,a,b,c,d,e,f,g,h,i\n", false, 7},
	};
	char rows[2048], text[2400];
	struct err err;

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct dataset *set;

		add_index(text, sizeof(text), make_rows(rows, tables[i].is_last), tables[i].step);
		write_text(state, "t.csv", tables[i].header, text);
		set = open_set(state, "t.csv");
		assert_non_null(set->part[PART_TRAIN].packed);
		assert_is_whole(set, 1 / 255.0f);
		assert_string_equal(set->notes,
				    "the first column of t.csv numbers its lines: it was left out");
		dataset_free(set);
	}
	/* What neither counts on nor is named so is something else. */
	add_index(text, sizeof(text), make_rows(rows, false), 5);
	write_text(state, "t.csv", "", text);
	assert_null(dataset_open(scratch_path(state, "t.csv"), &err));
	assert_says(&err, "t.csv: has 11 columns; a label and a square number");
	/* Numbered lines without labels. */
	write_text(state, "t.csv", ",a,b,c,d,e,f,g,h,i\n", "0,1,2,3,4,5,6,7,8,9\n");
	assert_null(dataset_open(scratch_path(state, "t.csv"), &err));
	assert_says(&err,
		    "t.csv: has 9 columns, which are the pixels of 3x3 images, and no labels");
}

static void one_fraction_makes_floats_of_all(void **state)
{
	struct dataset *set;
	char rows[2048];

	for (int is_last = 0; is_last < 2; is_last++) {
		make_rows(rows, is_last);
		/* The last row's first pixel that is not 0: "111" becomes 111.0. */
		memmove(strstr(rows, ",111,") + 6, strstr(rows, ",111,") + 4,
			strlen(strstr(rows, ",111,") + 4) + 1);
		memcpy(strstr(rows, ",111"), ",111.0", 6);
		write_text(state, "t.csv", "", rows);
		set = open_set(state, "t.csv");
		assert_non_null(set->part[PART_TRAIN].floats);
		assert_is_whole(set, 1);
		assert_non_null(strstr(set->notes, "--scale 1/255"));
		dataset_free(set);
	}
}

static void labels_with_a_fraction_of_zeros_leave_bytes(void **state)
{
	char rows[2048], text[2400];
	struct dataset *set;

	for (int is_last = 0; is_last < 2; is_last++) {
		FILE *to = fmemopen(text, sizeof(text), "w");

		assert_non_null(to);
		make_rows(rows, is_last);
		for (const char *line = rows; *line; line += strcspn(line, "\n") + 1) {
			int length = (int)strcspn(line, "\n");

			if (is_last)
				fprintf(to, "%.*s.0\n", length, line);
			else
				fprintf(to, "%c.0%.*s\n", line[0], length - 1, line + 1);
		}
		fclose(to);
		write_text(state, "t.csv", "", text);
		set = open_set(state, "t.csv");
		assert_non_null(set->part[PART_TRAIN].packed);
		assert_is_whole(set, 1 / 255.0f);
		dataset_free(set);
	}
}

static void a_folder_has_training_and_test(void **state)
{
	struct dataset *set;
	char rows[2048];
	struct err err;

	mkdir(scratch_path(state, "k"), 0700);
	write_text(state, "k/mnist_train.csv", "", make_rows(rows, false));
	write_text(state, "k/sample_submission.csv", "a,b\n", "1,2\n");
	write_text(state, "k/mnist_test.csv", "", rows);
	assert_true(dataset_exists(scratch_path(state, "k")));
	set = open_set(state, "k");
	assert_is_whole(set, 1 / 255.0f);
	assert_int_equal(set->split[SPLIT_TEST].count, ROWS);
	dataset_free(set);
	/* Kaggle's has no labels. */
	write_text(state, "k/mnist_test.csv", "", "1,2,3,4,5,6,7,8,9\n");
	set = open_set(state, "k");
	assert_non_null(strstr(set->notes, "mnist_test.csv has no labels"));
	assert_int_equal(set->part[PART_TEST].count, 0);
	dataset_free(set);
	write_text(state, "k/other_train.csv", "", rows);
	assert_null(dataset_open(scratch_path(state, "k"), &err));
	assert_says(&err, "more than one .csv file for training");
}

static void first_columns_have_names_of_several_kinds(void **state)
{
	char rows[2048], text[2400];
	struct dataset *set;

	/* Both the first and the last are named as labels are: the first one is. */
	write_text(state, "t.csv", "label,a,b,c,d,e,f,g,h,class\n", make_rows(rows, false));
	set = open_set(state, "t.csv");
	assert_is_whole(set, 1 / 255.0f);
	dataset_free(set);
	add_index(text, sizeof(text), rows, 5);
	write_text(state, "t.csv", "ID,label,a,b,c,d,e,f,g,h,i\n", text);
	set = open_set(state, "t.csv");
	assert_is_whole(set, 1 / 255.0f);
	dataset_free(set);
}

static void folders_of_tables_are_read_or_refused(void **state)
{
	static const char *const mere[] = {"own/raw", "own/gzip"};
	char rows[2048], name[64];
	struct dataset *set;
	struct err err;

	make_rows(rows, false);
	mkdir(scratch_path(state, "own"), 0700);
	/* A folder that is called so says nothing of its set. */
	for (int i = 0; i < 2; i++) {
		mkdir(scratch_path(state, mere[i]), 0700);
		snprintf(name, sizeof(name), "%s/train.csv", mere[i]);
		write_text(state, name, "", rows);
		set = open_set(state, mere[i]);
		assert_string_equal(set->name, "own");
		dataset_free(set);
	}
	write_text(state, "own/raw/test.csv", "", "1,2,x\n");
	assert_null(dataset_open(scratch_path(state, "own/raw"), &err));
	assert_says(&err, "test.csv");
	write_text(state, "own/raw/test.csv", "", "1,2\n");
	assert_null(dataset_open(scratch_path(state, "own/raw"), &err));
	unlink(scratch_path(state, "own/raw/test.csv"));
	mkdir(scratch_path(state, "own/raw/test.csv"), 0700);
	assert_null(dataset_open(scratch_path(state, "own/raw"), &err));
	assert_says(&err, "test.csv: is a folder");
	write_text(state, "own/raw/train.csv", "", "0,0,0,0,0,0,0,0,0,0\n0,x\n");
	assert_null(dataset_open(scratch_path(state, "own/raw"), &err));
	assert_says(&err, "train.csv: line 2");
	unlink(scratch_path(state, "own/raw/train.csv"));
	assert_null(dataset_open(scratch_path(state, "own/raw"), &err));
}

static void what_is_no_set_of_images_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{"1,2,3,4,5,6,7,8,9\n1,2,3,4,5,6,7,8,9\n", "3x3 images, and no labels"},
		{"7,2,3,4,5,6,7,8,9,10,11\n9,2,3,4,5,6,7,8,9,10,11\n",
		 "has 11 columns; a label and a square number"},
		{"1,2,3,4,5,6,7,8,9,10,11,12,13\n", "has 13 columns; a label and a square number"},
		{"-1,0,0,0,0,0,0,0,0,-1\n", "label 0 is -1"},
		{"0,0,0,0,0,0,0,0,0,0\n1,1,1,1,1,1,1,1,1,1\n", "2 images; a data set needs"},
		{"0.5,0,0,0,0,0,0,0,0,0.5\n", "label 0 is 0.5"},
		{"1000,0,0,0,0,0,0,0,0,1000\n", "label 0 is 1000"},
		{"nan,0,0,0,0,0,0,0,0,nan\n", "label 0 is nan"},
		{"0,0,0,2e6,0,0,0,0,0,0\n", "image 0, row 0, column 2 is 2e+06"},
		{"0,0,0,1,0,0,0,0,0,0\n0,0,0,x,0,0,0,0,0,0\n", "line 2, column 4: 'x'"},
	};
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		write_text(state, "t.csv", "", bad[i].text);
		assert_null(dataset_open(scratch_path(state, "t.csv"), &err));
		assert_says(&err, bad[i].says);
		assert_says(&err, "t.csv");
	}
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

/* gzip has a checksum, which tells damage from other numbers. */
static void damage_of_packed_tables_is_noticed(void **state)
{
	char rows[2048];

	make_rows(rows, false);
	damage_try(
		&(struct damage){.path = scratch_write_gzip(state, "t.csv.gz", rows, strlen(rows)),
				 .read = read_digest});
}

/* Without, what is cut off at a line is a smaller set; all else is one message. */
static void cut_tables_are_smaller_or_refused(void **state)
{
	char rows[2048];
	size_t size = strlen(make_rows(rows, false)), read = 0;
	struct err err;

	for (size_t i = 0; i < size; i++) {
		struct dataset *set = dataset_open(scratch_write(state, "t.csv", rows, i), &err);

		read += set != NULL;
		if (!set)
			assert_says(&err, "t.csv");
		else
			assert_in_range(set->part[PART_TRAIN].count, DATASET_MIN_IMAGES, ROWS);
		dataset_free(set);
	}
	assert_in_range(read, 1, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
		IN_SCRATCH(labels_are_first_or_last_with_a_header_or_without),
		IN_SCRATCH(a_first_column_that_numbers_the_lines_is_left_out),
		IN_SCRATCH(one_fraction_makes_floats_of_all),
		IN_SCRATCH(labels_with_a_fraction_of_zeros_leave_bytes),
		IN_SCRATCH(a_folder_has_training_and_test),
		IN_SCRATCH(first_columns_have_names_of_several_kinds),
		IN_SCRATCH(folders_of_tables_are_read_or_refused),
		IN_SCRATCH(what_is_no_set_of_images_is_refused),
		IN_SCRATCH(damage_of_packed_tables_is_noticed),
		IN_SCRATCH(cut_tables_are_smaller_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
