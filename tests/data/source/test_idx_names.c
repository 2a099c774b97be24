/* Which part and kind a file's name stands for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/source/idx_names.h"
#include "support/says.h"
#include "support/scratch.h"

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
		cmocka_unit_test_setup_teardown(nothing_is_no_error_but_no_folder_is, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
