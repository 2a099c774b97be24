/* Which paths lead to one file, through links too, and what of them can be written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/target.h"
#include "data/dataset.h"
#include "support/says.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_same(void **state, const char *a, const char *b)
{
	return target_is_same(scratch_path(state, a), scratch_path(state, b));
}

static void link_to(void **state, const char *name, const char *to)
{
	assert_int_equal(symlink(to, scratch_path(state, name)), 0);
}

static void links_lead_to_files_that_are_there_and_that_are_not(void **state)
{
	assert_int_equal(mkdir(scratch_path(state, "d"), 0700), 0);
	scratch_write(state, "there", "x", 1);
	link_to(state, "d/to-there", "../there");
	link_to(state, "d/to-none", "../none");
	link_to(state, "absolute", scratch_path(state, "none"));
	assert_true(is_same(state, "there", "d/to-there"));
	assert_true(is_same(state, "none", "d/to-none"));
	assert_true(is_same(state, "none", "absolute"));
	assert_true(is_same(state, "none", "d/../none"));
	assert_false(is_same(state, "none", "there"));
	assert_false(is_same(state, "there", "none"));
	assert_false(is_same(state, "none", "other"));
	assert_false(is_same(state, "no/folder", "no/folder"));
	assert_false(is_same(state, "none", "no/folder"));
	assert_false(target_is_same(NULL, "a"));
	assert_false(target_is_same("a", NULL));
}

/* They are not followed for ever. */
static void links_in_a_ring_are_no_file(void **state)
{
	struct err err;

	link_to(state, "a", "b");
	link_to(state, "b", "a");
	assert_false(is_same(state, "a", "none"));
	assert_false(target_check(scratch_path(state, "a"), &err));
	assert_says(&err, "/a: ");
}

static void a_target_has_a_folder(void **state)
{
	char *folder, *own;

	link_to(state, "l", "./f");
	own = realpath(scratch_path(state, ""), NULL);
	folder = target_folder(scratch_path(state, "l"));
	assert_true(folder && own);
	assert_string_equal(folder, own);
	free(folder);
	free(own);
	folder = target_folder("/nosuch");
	assert_string_equal(folder, "/");
	free(folder);
	assert_null(target_folder(scratch_path(state, "no/folder")));
}

static void files_of_the_data_are_known(void **state)
{
	char images[4096], labels[4096];
	struct dataset data = {
		.part[PART_COUNT - 1] = {.images_path = images, .labels_path = labels}};

	snprintf(images, sizeof(images), "%s", scratch_write(state, "images", "", 0));
	snprintf(labels, sizeof(labels), "%s", scratch_write(state, "labels", "", 0));
	link_to(state, "l", "labels");
	assert_true(target_is_of_data(scratch_path(state, "images"), &data));
	assert_true(target_is_of_data(scratch_path(state, "l"), &data));
	assert_false(target_is_of_data(scratch_path(state, "other"), &data));
	assert_false(target_is_of_data(NULL, &data));
}

/* Standard output as what is open here, for a moment; -1: nothing. */
static bool is_output_with(int output, const char *path)
{
	int saved = dup(STDOUT_FILENO);
	bool is_output;

	fflush(stdout);
	assert_true(saved >= 0);
	if (output < 0)
		close(STDOUT_FILENO);
	else
		assert_true(dup2(output, STDOUT_FILENO) >= 0);
	is_output = target_is_output(path);
	assert_true(dup2(saved, STDOUT_FILENO) >= 0);
	close(saved);
	return is_output;
}

static void standard_output_is_known_by_any_name(void **state)
{
	const char *path = scratch_write(state, "out", "", 0),
		   *other = scratch_write(state, "other", "", 0);
	int file = open(path, O_WRONLY), null = open("/dev/null", O_WRONLY);

	assert_true(file >= 0 && null >= 0);
	assert_true(is_output_with(-1, "/dev/fd/1"));
	assert_true(is_output_with(file, "/dev/stdout"));
	assert_true(is_output_with(file, path));
	assert_false(is_output_with(file, other));
	assert_false(is_output_with(file, scratch_path(state, "none")));
	assert_false(is_output_with(file, "/dev/null"));
	assert_false(is_output_with(null, "/dev/null"));
	assert_false(is_output_with(-1, path));
	assert_false(is_output_with(file, NULL));
	close(file);
	close(null);
}

static void what_is_no_regular_file_stays_open_until_it_is_written(void **state)
{
	struct target target;
	struct writer *writer;
	struct err err;

	assert_true(target_try(&target, "/dev/null", &err));
	assert_non_null(target.writer);
	writer = target_open(&target, &err);
	assert_null(target.writer);
	assert_true(writer_commit(writer, &err));
	assert_true(target_try(&target, "/dev/null", &err));
	target_clear(&target);
	assert_null(target.writer);
	assert_true(target_try(&target, scratch_path(state, "new"), &err));
	assert_null(target.writer);
	assert_int_equal(scratch_entries(state), 0);
	assert_true(target_check("/dev/null", &err));
	assert_true(target_check(NULL, &err));
	assert_false(target_check(scratch_path(state, ""), &err));
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(links_lead_to_files_that_are_there_and_that_are_not),
		with_folder(links_in_a_ring_are_no_file),
		with_folder(a_target_has_a_folder),
		with_folder(files_of_the_data_are_known),
		with_folder(standard_output_is_known_by_any_name),
		with_folder(what_is_no_regular_file_stays_open_until_it_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
