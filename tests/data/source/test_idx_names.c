/* Which part and kind a file's name stands for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/source/idx_names.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <sys/stat.h>

static void names_tell_part_and_kind(void **state)
{
	struct idx_names names;
	struct err err;

	scratch_write(state, "emnist-Train-Images.idx3-ubyte.gz", "", 0);
	scratch_write(state, "emnist-train-labels-idx1-ubyte", "", 0);
	scratch_write(state, "emnist-test-images_idx3_ubyte", "", 0);
	scratch_write(state, "t10k-labels-idx1-ubyte.GZ", "", 0);
	scratch_write(state, "images.txt", "", 0);
	scratch_write(state, ".images-idx3-ubyte", "", 0);
	assert_true(idx_names_exist(scratch_path(state, "")));
	assert_true(idx_names_read(scratch_path(state, ""), &names, &err));
	assert_false(idx_names_are_empty(&names));
	assert_string_equal(names.name[PART_TRAIN][IDX_IMAGES],
			    "emnist-Train-Images.idx3-ubyte.gz");
	assert_string_equal(names.name[PART_TRAIN][IDX_LABELS], "emnist-train-labels-idx1-ubyte");
	assert_string_equal(names.name[PART_TEST][IDX_IMAGES], "emnist-test-images_idx3_ubyte");
	assert_string_equal(names.name[PART_TEST][IDX_LABELS], "t10k-labels-idx1-ubyte.GZ");
	idx_names_clear(&names);
	assert_true(idx_names_are_empty(&names));
}

static void test_is_a_word_of_its_own(void **state)
{
	struct idx_names names;
	struct err err;

	scratch_write(state, "latest-images-idx3-ubyte", "", 0);
	assert_true(idx_names_read(scratch_path(state, ""), &names, &err));
	assert_non_null(names.name[PART_TRAIN][IDX_IMAGES]);
	assert_null(names.name[PART_TEST][IDX_IMAGES]);
	idx_names_clear(&names);
}

static void an_unpacked_file_stands_for_its_packed_copy(void **state)
{
	struct idx_names names;
	struct err err;

	scratch_write(state, "images-idx3-ubyte.gz", "", 0);
	scratch_write(state, "images-idx3-ubyte", "", 0);
	assert_true(idx_names_read(scratch_path(state, ""), &names, &err));
	assert_string_equal(names.name[PART_TRAIN][IDX_IMAGES], "images-idx3-ubyte");
	assert_string_equal(names.packed[PART_TRAIN][IDX_IMAGES], "images-idx3-ubyte.gz");
	idx_names_clear(&names);
	scratch_write(state, "more-images-idx3-ubyte", "", 0);
	assert_false(idx_names_read(scratch_path(state, ""), &names, &err));
	assert_says(&err, "images-idx3-ubyte and more-images-idx3-ubyte");
	assert_true(idx_names_are_empty(&names));
}

static void assert_read_from(void **state, const char *path, const char *folder, const char *name)
{
	struct idx_names names;
	struct err err;

	assert_true(idx_names_exist(scratch_path(state, path)));
	if (!idx_names_read(scratch_path(state, path), &names, &err))
		fail_msg("%s", err.text);
	assert_string_equal(names.folder, scratch_path(state, folder));
	assert_string_equal(names.name[PART_TRAIN][IDX_IMAGES], name);
	idx_names_clear(&names);
}

static void assert_lists(void **state, const char *path, const char *list)
{
	struct idx_names names;
	struct err err;

	assert_false(idx_names_read(scratch_path(state, path), &names, &err));
	assert_says(&err, list);
}

static void one_of_several_sets_is_named_behind_a_colon(void **state)
{
	mkdir(scratch_path(state, "e"), 0700);
	scratch_write(state, "e/emnist-letters-train-images-idx3-ubyte.gz", "", 0);
	scratch_write(state, "e/emnist-letters-test-images-idx3-ubyte.gz", "", 0);
	scratch_write(state, "e/emnist-digits-train-images-idx3-ubyte.gz", "", 0);
	assert_true(idx_names_exist(scratch_path(state, "e")));
	assert_lists(state, "e", "holds 2 sets: emnist-digits, emnist-letters; name one, as in ");
	assert_read_from(state, "e:letters", "e", "emnist-letters-train-images-idx3-ubyte.gz");
	assert_read_from(state, "e:emnist-digits", "e", "emnist-digits-train-images-idx3-ubyte.gz");
	assert_false(idx_names_exist(scratch_path(state, "e:runes")));
	assert_lists(state, "e:runes", "there is no set 'runes' here; it holds 2 sets");
	assert_lists(state, "e:", "there is no set '' here; it holds 2 sets");
	/* The end of a word is no word. */
	assert_lists(state, "e:etters", "there is no set 'etters' here");
}

static void torchvisions_folders_are_found_from_above(void **state)
{
	static const char *const folders[] = {"r", "r/KMNIST", "r/KMNIST/raw"};

	for (int i = 0; i < 3; i++)
		mkdir(scratch_path(state, folders[i]), 0700);
	scratch_write(state, "r/KMNIST/raw/train-images-idx3-ubyte", "", 0);
	for (int i = 0; i < 3; i++)
		assert_read_from(state, folders[i], "r/KMNIST/raw", "train-images-idx3-ubyte");
	mkdir(scratch_path(state, "r/EMNIST"), 0700);
	mkdir(scratch_path(state, "r/EMNIST/raw"), 0700);
	scratch_write(state, "r/EMNIST/raw/emnist-mnist-train-images-idx3-ubyte", "", 0);
	scratch_write(state, "r/EMNIST/raw/emnist-letters-train-images-idx3-ubyte", "", 0);
	assert_true(idx_names_exist(scratch_path(state, "r")));
	assert_lists(state, "r", "r: holds 2 sets: kmnist, emnist; name one, as in ");
	assert_read_from(state, "r:kmnist", "r/KMNIST/raw", "train-images-idx3-ubyte");
	assert_read_from(state, "r:letters", "r/EMNIST/raw",
			 "emnist-letters-train-images-idx3-ubyte");
	assert_read_from(state, "r/EMNIST:mnist", "r/EMNIST/raw",
			 "emnist-mnist-train-images-idx3-ubyte");
	assert_lists(state, "r:emnist", "holds 2 sets: emnist-letters, emnist-mnist");
}

static void nothing_is_no_error_but_no_folder_is(void **state)
{
	struct idx_names names;
	struct err err;

	assert_false(idx_names_exist(scratch_path(state, "")));
	assert_true(idx_names_read(scratch_path(state, ""), &names, &err));
	assert_true(idx_names_are_empty(&names));
	idx_names_clear(&names);
	assert_false(idx_names_exist(scratch_path(state, "none")));
	assert_false(idx_names_read(scratch_path(state, "none"), &names, &err));
	assert_says(&err, "a data set is a folder of IDX files");
}

/* What is chosen behind a colon, of folders as torchvision makes them. */
static void choices_are_found_or_refused(void **state)
{
	static const struct {
		const char *choice, *says; /* NULL: it is found */
	} cases[] = {{":FashionMNIST", NULL},
		     {":fashion", NULL},
		     {":none", "there is no set 'none'"},
		     {"", NULL},
		     {":a/b", "a data set is a folder"}};
	struct idx_names names;
	char path[512];
	struct err err;

	mkdir(scratch_path(state, "FashionMNIST"), 0700);
	mkdir(scratch_path(state, "FashionMNIST/raw"), 0700);
	scratch_write(state, "FashionMNIST/raw/train-images-idx3-ubyte", "", 0);
	scratch_write(state, "FashionMNIST/raw/train-labels-idx1-ubyte", "", 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool is_read;

		snprintf(path, sizeof(path), "%s%s", scratch_path(state, ""), cases[i].choice);
		is_read = idx_names_read(path, &names, &err);
		assert_int_equal(idx_names_exist(path), is_read);
		if (is_read != !cases[i].says)
			fail_msg("'%s': %s", cases[i].choice, is_read ? "is read" : err.text);
		if (is_read)
			idx_names_clear(&names);
		else
			assert_says(&err, cases[i].says);
	}
	/* A second one, and a folder with a colon in its name. */
	mkdir(scratch_path(state, "KMNIST"), 0700);
	mkdir(scratch_path(state, "KMNIST/raw"), 0700);
	scratch_write(state, "KMNIST/raw/train-images-idx3-ubyte", "", 0);
	assert_false(idx_names_read(scratch_path(state, ""), &names, &err));
	assert_says(&err, "holds 2 sets: fashion, kmnist; name one");
	mkdir(scratch_path(state, "a:b"), 0700);
	assert_true(idx_names_read(scratch_path(state, "a:b"), &names, &err));
	assert_true(idx_names_are_empty(&names));
	idx_names_clear(&names);
	assert_false(idx_names_read(scratch_path(state, "a:b:c"), &names, &err));
	assert_says(&err, "there is no set 'c' here; it holds 0 sets: none; name it");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_tell_part_and_kind, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(test_is_a_word_of_its_own, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(an_unpacked_file_stands_for_its_packed_copy,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(one_of_several_sets_is_named_behind_a_colon,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(torchvisions_folders_are_found_from_above,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(choices_are_found_or_refused, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(nothing_is_no_error_but_no_folder_is, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
