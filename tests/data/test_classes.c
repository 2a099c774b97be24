/* Names of classes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/classes.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_are_known_by_words_in_their_names),
		cmocka_unit_test(sets_have_as_many_names_as_classes),
		cmocka_unit_test(classes_without_names_have_numbers),
		cmocka_unit_test(names_are_cut_to_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
