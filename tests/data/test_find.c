/*
 * Finding data: the order of the places, words and folders, and what is said when nothing is found.
 *
 * The environment of every test is a scratch folder. To stand in another executable's place, the
 * program copies itself there and runs the copy with --find.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/places.h"
#include "data/dataset.h"
#include "data/find.h"
#include "format/file.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int isolate(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	unsetenv("NETGLYPH_DATA");
	setenv("HOME", scratch_path(state, "home"), 1);
	setenv("XDG_DATA_HOME", scratch_path(state, "xdg"), 1);
	return 0;
}

/* Makes a folder with all above it in the scratch folder; returns its path. */
static const char *make_folder(void **state, const char *name)
{
	char part[256];

	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - name), name);
		mkdir(scratch_path(state, part), 0755);
	}
	mkdir(scratch_path(state, name), 0755);
	assert_true(file_is_folder(scratch_path(state, name)));
	return scratch_path(state, name);
}

/* The same with a data file in it; nothing here reads more than its name. */
static const char *make_set(void **state, const char *name)
{
	char file[256];

	make_folder(state, name);
	snprintf(file, sizeof(file), "%s/images-idx3-ubyte", name);
	scratch_write(state, file, "", 0);
	return scratch_path(state, name);
}

static void assert_found(const char *name, const char *expected)
{
	struct err err = {""};
	char *found = find_dataset(name, &err);

	if (!found)
		fail_msg("%s", err.text);
	assert_string_equal(found, expected);
	free(found);
}

static void assert_shipped_is(void **state, const char *found)
{
	char *real = realpath(scratch_source(state, "data/sample"), NULL);

	assert_non_null(real);
	assert_string_equal(found, real);
	free(real);
}

static void word_is_found_in_netglyph_data_first(void **state)
{
	const char *data = make_set(state, "data/mnist"),
		   *xdg = make_set(state, "xdg/netglyph/mnist");

	assert_found("mnist", xdg);
	setenv("NETGLYPH_DATA", scratch_path(state, "data"), 1);
	assert_found("mnist", data);
}

static void word_is_found_below_home_without_xdg_data_home(void **state)
{
	const char *home = make_set(state, "home/.local/share/netglyph/mnist");
	struct err err;

	assert_null(find_dataset("mnist", &err));
	unsetenv("XDG_DATA_HOME");
	assert_found("mnist", home);
	setenv("XDG_DATA_HOME", "", 1);
	assert_found("mnist", home);
	setenv("XDG_DATA_HOME", "relative", 1);
	assert_found("mnist", home);
}

static void no_home_at_all_still_finds_the_sample(void **state)
{
	struct err err;
	char *found;

	(void)state;
	unsetenv("XDG_DATA_HOME");
	unsetenv("HOME");
	found = find_dataset("sample", &err);
	assert_non_null(found);
	assert_true(dataset_exists(found));
	free(found);
}

static void folder_without_idx_files_does_not_hide_a_later_place(void **state)
{
	const char *xdg = make_set(state, "xdg/netglyph/mnist");

	make_folder(state, "data/mnist");
	setenv("NETGLYPH_DATA", scratch_path(state, "data"), 1);
	assert_found("mnist", xdg);
}

static void slash_or_dot_makes_a_folder(void **state)
{
	const char *set = make_set(state, "elsewhere/digits"), *empty = make_folder(state, "empty");
	struct err err;

	assert_found(set, set);
	assert_found(empty, empty);
	assert_found(".", ".");
	assert_found("..", "..");
	make_set(state, "xdg/netglyph/.hidden");
	assert_null(find_dataset(".hidden", &err));
	assert_says(&err, "\".hidden\": no such file or folder");
	assert_null(find_dataset(scratch_path(state, "elsewhere/digit"), &err));
	assert_says(&err, "elsewhere/digit\": no such file or folder");
	assert_null(find_dataset(scratch_path(state, "elsewhere/digits/images-idx3-ubyte"), &err));
	assert_says(&err, "is no data set");
	assert_null(find_dataset("", &err));
	assert_says(&err, "\"\": names no data set");
}

static void word_is_a_folder_of_the_current_one_if_that_has_idx_files(void **state)
{
	const char *xdg = make_set(state, "xdg/netglyph/mnist");
	char before[4096];
	struct err err;

	make_folder(state, "here/mnist");
	make_folder(state, "here/other");
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(scratch_path(state, "here")), 0);
	assert_found("mnist", xdg);
	/* Nothing better is known: what is wrong with it, dataset_open says. */
	assert_found("other", "other");
	/* A file beside us is one, too, be it a set or not. */
	scratch_write(state, "here/words.txt", "abc", 3);
	assert_null(find_dataset("words.txt", &err));
	assert_says(&err, "words.txt: is no data set, which is");
	make_set(state, "here/mnist");
	assert_found("mnist", "mnist");
	assert_int_equal(chdir(before), 0);
}

static void netglyph_data_itself_is_found_by_its_name(void **state)
{
	const char *set = make_set(state, "mine/mnist"),
		   *xdg = make_set(state, "xdg/netglyph/mnist");
	char slashes[4096];

	setenv("NETGLYPH_DATA", set, 1);
	assert_found("mnist", set);
	snprintf(slashes, sizeof(slashes), "%s//", set);
	setenv("NETGLYPH_DATA", slashes, 1);
	assert_found("mnist", slashes);
	/* The whole name, and only where there are data. */
	setenv("NETGLYPH_DATA", make_set(state, "mine/fashion-mnist"), 1);
	assert_found("mnist", xdg);
	setenv("NETGLYPH_DATA", make_folder(state, "empty/mnist"), 1);
	assert_found("mnist", xdg);
}

static void default_is_netglyph_data_itself_if_it_is_a_set(void **state)
{
	const char *set = make_set(state, "mine");

	setenv("NETGLYPH_DATA", set, 1);
	assert_found(NULL, set);
}

static void default_is_the_sample_below_netglyph_data_before_the_shipped_one(void **state)
{
	const char *sample = make_set(state, "data/sample");

	setenv("NETGLYPH_DATA", scratch_path(state, "data"), 1);
	assert_found(NULL, sample);
}

static void default_is_the_shipped_sample(void **state)
{
	struct err err;
	char *found;

	setenv("NETGLYPH_DATA", make_folder(state, "empty"), 1);
	found = find_dataset(NULL, &err);
	assert_non_null(found);
	assert_non_null(strstr(found, "/sample"));
	assert_true(dataset_exists(found));
	free(found);
}

static void netglyph_data_that_is_no_folder_is_no_reason_to_take_the_sample(void **state)
{
	struct err err;

	setenv("NETGLYPH_DATA", scratch_path(state, "typo"), 1);
	assert_null(find_dataset(NULL, &err));
	assert_says(&err, "$NETGLYPH_DATA: ");
	assert_says(&err, "typo is no folder");
	setenv("NETGLYPH_DATA", scratch_write(state, "file", "", 0), 1);
	assert_null(find_dataset(NULL, &err));
	assert_says(&err, "file is no folder");
}

static void other_makers_folders_are_found_by_our_words(void **state)
{
	char name[512];
	struct err err;
	char *found;

	make_set(state, "xdg/netglyph/KMNIST/raw");
	assert_found("kmnist", scratch_path(state, "xdg/netglyph/KMNIST"));
	make_folder(state, "xdg/netglyph/emnist");
	scratch_write(state, "xdg/netglyph/emnist/emnist-letters-images-idx3-ubyte", "", 0);
	scratch_write(state, "xdg/netglyph/emnist/emnist-digits-images-idx3-ubyte", "", 0);
	snprintf(name, sizeof(name), "%s:letters", scratch_path(state, "xdg/netglyph/emnist"));
	assert_found("emnist-letters", name);
	assert_null(find_dataset("emnist-balanced", &err));
	/* With options, which stand behind what is found. */
	found = find_dataset("emnist-letters --invert", &err);
	assert_non_null(found);
	assert_string_equal(found + strlen(found) - strlen(":letters --invert"),
			    ":letters --invert");
	free(found);
}

static void one_of_several_sets_in_the_environments_folder_is_found_by_its_word(void **state)
{
	char name[512];
	struct err err;

	make_folder(state, "six");
	scratch_write(state, "six/emnist-letters-images-idx3-ubyte", "", 0);
	scratch_write(state, "six/emnist-digits-images-idx3-ubyte", "", 0);
	setenv("NETGLYPH_DATA", scratch_path(state, "six"), 1);
	snprintf(name, sizeof(name), "%s:letters", scratch_path(state, "six"));
	assert_found("letters", name);
	assert_found("six:letters", name);
	snprintf(name, sizeof(name), "%s:emnist-digits", scratch_path(state, "six"));
	assert_found("emnist-digits", name);
	assert_null(find_dataset("balanced", &err));
	assert_null(find_dataset("seven:letters", &err));
	unsetenv("NETGLYPH_DATA");
}

static void unknown_word_is_refused_with_the_places(void **state)
{
	struct err err;

	/* The message has room for a few hundred bytes. */
	setenv("NETGLYPH_DATA", "/nowhere/data", 1);
	setenv("XDG_DATA_HOME", "/nowhere/xdg", 1);
	(void)state;
	assert_null(find_dataset("runes", &err));
	assert_says(&err, "no data set \"runes\"; name a folder");
	assert_says(&err, "looked in /nowhere/data, /nowhere/xdg/netglyph, /");
	assert_null(find_dataset("mnist", &err));
	assert_says(&err, "no data set \"mnist\"; data/get-mnist brings it; looked in ");
	assert_null(find_dataset("kmnist", &err));
	assert_says(&err, "data/get-mnist kmnist brings it");
}

static void hostile_environment_leaves_the_message_one_line(void **state)
{
	char longer[3000];
	struct err err;

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	longer[0] = '\n';
	setenv("NETGLYPH_DATA", longer, 1);
	assert_null(find_dataset("mnist", &err));
	assert_says(&err, "data/get-mnist brings it");
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
}

static void fashion_is_found_where_debian_puts_it(void **state)
{
	static const char debian[] = "/usr/share/datasets/fashion-mnist";
	const char *xdg;
	struct err err;

	if (dataset_exists(debian)) {
		assert_found("fashion", debian);
	} else {
		assert_null(find_dataset("fashion", &err));
		assert_says(&err, "data/get-mnist fashion");
	}
	xdg = make_set(state, "xdg/netglyph/fashion");
	assert_found("fashion", xdg);
}

static void shipped_file_is_found_in_the_same_places(void **state)
{
	struct err err;
	char *found;

	make_folder(state, "xdg/netglyph/model");
	assert_null(places_shipped("model", &err));
	assert_says(&err, "model: shipped with netglyph, but not found");
	assert_says(&err, "looked in ");
	make_folder(state, "data");
	scratch_write(state, "data/model", "", 0);
	setenv("NETGLYPH_DATA", scratch_path(state, "data"), 1);
	found = places_shipped("model", &err);
	assert_non_null(found);
	assert_string_equal(found, scratch_path(state, "data/model"));
	free(found);
}

/* The copy's part: prints what is found. */
static int print_found(const char *name)
{
	struct err err;
	char *found = find_dataset(name, &err);

	puts(found ? found : err.text);
	free(found);
	return 0;
}

/* What a copy of this program in `folder` finds as the default, in memory that the caller frees. */
static char *found_from(void **state, const char *folder)
{
	char path[1024], command[2048];
	size_t size, length = 0;
	unsigned char *program = scratch_read("/proc/self/exe", &size);
	char *line = NULL;
	FILE *output;

	snprintf(path, sizeof(path), "%s/program", folder);
	scratch_write(state, path, program, size);
	free(program);
	assert_int_equal(chmod(scratch_path(state, path), 0755), 0);
	snprintf(command, sizeof(command), "'%s' --find sample", scratch_path(state, path));
	output = popen(command, "r");
	assert_non_null(output);
	assert_true(getline(&line, &length, output) > 0);
	assert_int_equal(pclose(output), 0);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static void assert_found_from(void **state, const char *folder, const char *expected)
{
	char *found = found_from(state, folder), *real = realpath(expected, NULL);

	assert_non_null(real);
	assert_string_equal(found, real);
	free(real);
	free(found);
}

static void build_tree_uses_its_own_data(void **state)
{
	char *found;

	make_folder(state, "tree/src");
	found = found_from(state, "tree/src");
	assert_shipped_is(state, found); /* a build outside of the source tree */
	free(found);
	make_set(state, "tree/share/netglyph/sample");
	found = found_from(state, "tree/src");
	assert_shipped_is(state, found);
	free(found);
	make_set(state, "tree/data/sample");
	assert_found_from(state, "tree/src", scratch_path(state, "tree/data/sample"));
}

static void moved_install_uses_its_own_data(void **state)
{
	char *found;

	make_folder(state, "opt/bin");
	make_set(state, "opt/data/sample");
	found = found_from(state, "opt/bin");
	assert_null(strstr(found, "opt/data"));
	assert_true(dataset_exists(found));
	free(found);
	make_set(state, "opt/share/netglyph/sample");
	assert_found_from(state, "opt/bin", scratch_path(state, "opt/share/netglyph/sample"));
}

#define FIND_TEST(test) cmocka_unit_test_setup_teardown(test, isolate, scratch_teardown)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		FIND_TEST(word_is_found_in_netglyph_data_first),
		FIND_TEST(word_is_found_below_home_without_xdg_data_home),
		FIND_TEST(no_home_at_all_still_finds_the_sample),
		FIND_TEST(folder_without_idx_files_does_not_hide_a_later_place),
		FIND_TEST(slash_or_dot_makes_a_folder),
		FIND_TEST(word_is_a_folder_of_the_current_one_if_that_has_idx_files),
		FIND_TEST(netglyph_data_itself_is_found_by_its_name),
		FIND_TEST(default_is_netglyph_data_itself_if_it_is_a_set),
		FIND_TEST(default_is_the_sample_below_netglyph_data_before_the_shipped_one),
		FIND_TEST(default_is_the_shipped_sample),
		FIND_TEST(netglyph_data_that_is_no_folder_is_no_reason_to_take_the_sample),
		FIND_TEST(other_makers_folders_are_found_by_our_words),
		FIND_TEST(one_of_several_sets_in_the_environments_folder_is_found_by_its_word),
		FIND_TEST(unknown_word_is_refused_with_the_places),
		FIND_TEST(hostile_environment_leaves_the_message_one_line),
		FIND_TEST(fashion_is_found_where_debian_puts_it),
		FIND_TEST(shipped_file_is_found_in_the_same_places),
		FIND_TEST(build_tree_uses_its_own_data),
		FIND_TEST(moved_install_uses_its_own_data),
	};

	if (argc == 3 && strcmp(argv[1], "--find") == 0)
		return print_found(argv[2]);
	return cmocka_run_group_tests_name("data/find", tests, NULL, NULL);
}
