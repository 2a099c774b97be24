/* Names of classes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/classes.h"
#include "support/says.h"

#include <string.h>

static void sets_are_known_by_words_in_their_names(void **state)
{
	static const struct {
		const char *name, *set, *third; /* third: the name of class 3 */
	} rows[] = {
		{"mnist", "mnist", "3"},
		{"MNIST/raw", "mnist", "3"},
		{"fashion", "fashion", "Dress"},
		{"FashionMNIST/raw/train-images-idx3-ubyte", "fashion", "Dress"},
		{"fashion-mnist", "fashion", "Dress"},
		{"KMNIST", "kmnist", "tsu"},
		{"kuzushiji-mnist", "kmnist", "tsu"},
		{"emnist-letters", "emnist-letters", "d"},
		{"gzip/emnist-balanced-train-images-idx3-ubyte.gz", "emnist-balanced", "3"},
		{"emnist-bymerge", "emnist-bymerge", "3"},
		{"emnist-byclass", "emnist-byclass", "3"},
		{"emnist-digits", "emnist-digits", "3"},
		{"emnist-mnist", "emnist-mnist", "3"},
		{"qmnist-train-images-idx3-ubyte.gz", "qmnist", "3"},
		{"digit-recognizer", "digits", "3"},
		{"sample", "mnist", "3"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct class_names *names = class_names_find(rows[i].name);

		assert_string_equal(class_names_set(rows[i].name), rows[i].set);
		assert_string_equal(class_name(names, 3), rows[i].third);
	}
	assert_null(class_names_set("animals"));
	assert_null(class_names_set("samples/animals"));
	assert_int_equal(class_names_find("animals")->count, 0);
}

static void sets_have_as_many_names_as_classes(void **state)
{
	(void)state;
	assert_int_equal(class_names_find("fashion")->count, 10);
	assert_ptr_equal(class_names_find("mnist-kuzushiji")->name,
			 class_names_find("kmnist")->name);
	assert_int_equal(class_names_find("emnist-letters")->count, 26);
	assert_int_equal(class_names_find("emnist-balanced")->count, 47);
	assert_int_equal(class_names_find("emnist-byclass")->count, 62);
	assert_string_equal(class_name(class_names_find("emnist-letters"), 25), "z");
	assert_string_equal(class_name(class_names_find("emnist-balanced"), 46), "t");
	assert_string_equal(class_name(class_names_find("emnist-byclass"), 36), "a");
	assert_string_equal(class_names_find("kmnist")->sign[9], "を");
	assert_false(class_names_find("kmnist")->are_digits);
	assert_true(class_names_find("qmnist")->are_digits);
}

static void classes_without_names_have_numbers(void **state)
{
	char text[CLASS_NAME_MAX];

	(void)state;
	assert_string_equal(class_name(&class_names_none, 0), "0");
	assert_string_equal(class_name(&class_names_none, 99), "99");
	assert_string_equal(class_name_cut(&class_names_none, 1234, 8, text), "1234");
	assert_null(class_names_list(&class_names_none, 1));
	assert_null(class_names_list(class_names_find("mnist"), 10));
	assert_null(class_names_list(class_names_find("fashion"), 11));
	assert_string_equal(class_names_list(class_names_find("fashion"), 10)[8], "Bag");
}

static void names_are_cut_to_columns(void **state)
{
	const struct class_names *fashion = class_names_find("fashion");
	char text[CLASS_NAME_MAX];

	(void)state;
	assert_string_equal(class_name_cut(fashion, 9, 10, text), "Ankle boot");
	assert_string_equal(class_name_cut(fashion, 9, 7, text), "Ankle.");
	assert_string_equal(class_name_cut(fashion, 7, 4, text), "Snea");
	assert_int_equal(class_names_width(fashion, 10, 40), strlen("T-shirt/top"));
	assert_int_equal(class_names_width(fashion, 10, 6), 6);
	assert_int_equal(class_names_width(&class_names_none, 11, 6), 2);
}

static void classes_are_read_by_name_sign_or_number(void **state)
{
	static const char *const shifted_names[] = {"1", "2", "3", "10", "Tür"};
	static const struct class_names shifted = {5, .name = shifted_names};
	static const struct {
		const char *set, *text;
		int class;
	} rows[] = {
		{"fashion", "Sneaker", 7},
		{"fashion", "sneaker", 7},
		{"fashion", "sn", 7},
		{"fashion", "ankle BOOT", 9},
		{"fashion", "t-shirt", 0},
		{"fashion", "9", 9},
		{"kmnist", "o", 0},
		{"kmnist", "n", 4},
		{"kmnist", "す", 2},
		{"emnist-letters", "z", 25},
		{"emnist-letters", "25", 25},
		{"emnist-byclass", "a", 36},
		{"emnist-byclass", "A", 10},
		{"mnist", "7", 7},
		{"animals", "61", 61},
		{NULL, "3", 2},
		{NULL, "10", 3},
		{NULL, "4", 4},
		{NULL, "Tür", 4},
		{NULL, "0", 0},
	};
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct class_names *names =
			rows[i].set ? class_names_find(rows[i].set) : &shifted;
		int count = names->count ? names->count : 62, class = -1;

		if (!class_names_read(names, count, rows[i].text, &class, &err))
			fail_msg("%s: %s", rows[i].text, err.text);
		assert_int_equal(class, rows[i].class);
	}
}

static void classes_that_are_not_there_are_refused_with_the_names(void **state)
{
	static const struct {
		const char *set, *text;
		int count;
		const char *message;
	} rows[] = {
		{"fashion", "hat", 10,
		 "'hat' is no class: they are T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, "
		 "Shirt, Sneaker, Bag, Ankle boot, or 0 to 9 in this order"},
		{"fashion", "s", 10, "'s' may be several classes: Sandal, Shirt, Sneaker"},
		{"fashion", "", 10, "'' is no class"},
		{"fashion", "10", 10, "'10' is no class"},
		{"fashion", "ankle boots", 10, "is no class"},
		{"mnist", "x", 10, "'x' is no class: they are 0 to 9"},
		{"mnist", "07", 10, "'07' is no class: they are 0 to 9"},
		{"animals", "26", 26, "'26' is no class: they are 0 to 25"},
		{"animals", "-1", 26, "'-1' is no class: they are 0 to 25"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err err;
		int class = -1;

		assert_false(class_names_read(class_names_find(rows[i].set), rows[i].count,
					      rows[i].text, &class, &err));
		assert_says(&err, rows[i].message);
		assert_int_equal(class, -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_are_known_by_words_in_their_names),
		cmocka_unit_test(sets_have_as_many_names_as_classes),
		cmocka_unit_test(classes_without_names_have_numbers),
		cmocka_unit_test(names_are_cut_to_columns),
		cmocka_unit_test(classes_are_read_by_name_sign_or_number),
		cmocka_unit_test(classes_that_are_not_there_are_refused_with_the_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
