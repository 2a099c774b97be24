/* Sentences about classes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/story/sentences.h"

static const char *const numbers[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
static const struct class_names digits = {10, true, numbers, NULL};

static void digits_have_articles_and_other_classes_numbers(void **state)
{
	char text[32];

	(void)state;
	class_phrase(text, sizeof(text), &digits, 7);
	assert_string_equal(text, "a 7");
	class_phrase(text, sizeof(text), &digits, 8);
	assert_string_equal(text, "an 8");
	class_phrase(text, sizeof(text), class_names_find("fashion"), 9);
	assert_string_equal(text, "Ankle boot");
	class_phrase(text, sizeof(text), &class_names_none, 8);
	assert_string_equal(text, "class 8");
}

static void a_prediction_names_the_person_and_the_network(void **state)
{
	char text[160];

	(void)state;
	prediction_sentence(text, sizeof(text), &digits, 7, "noise to a person", 3, 0.9357);
	assert_string_equal(text, "a 7 to a person, a 3 to the network: 93.6 %");
	prediction_sentence(text, sizeof(text), &digits, -1, "noise to a person", 8, 1);
	assert_string_equal(text, "noise to a person, an 8 to the network: 100.0 %");
	prediction_sentence(text, sizeof(text), &class_names_none, 2, NULL, 12, 0.5);
	assert_string_equal(text, "class 2 to a person, class 12 to the network: 50.0 %");
}

static void a_prediction_names_who_does_not_say_a_class(void **state)
{
	char text[160];

	(void)state;
	prediction_phrase(text, sizeof(text), &digits, 7, "unused", 8);
	assert_string_equal(text, "a 7 to a person, an 8 to the network");
	prediction_phrase(text, sizeof(text), class_names_find("fashion"), -1, "this picture is",
			  7);
	assert_string_equal(text, "this picture is Sneaker to the network");
	prediction_phrase(text, sizeof(text), &digits, -1, "this picture is", 3);
	assert_string_equal(text, "this picture is a 3 to the network");
}

static void steps_are_counted_in_words_up_to_ten(void **state)
{
	char text[32];

	(void)state;
	steps_phrase(text, sizeof(text), 1);
	assert_string_equal(text, "One step");
	steps_phrase(text, sizeof(text), 10);
	assert_string_equal(text, "Ten steps");
	steps_phrase(text, sizeof(text), 11);
	assert_string_equal(text, "11 steps");
}

static void an_attack_is_named_as_room_allows(void **state)
{
	static const char title[] = "image 15 of validation";
	char text[160];

	(void)state;
	attack_phrase(text, sizeof(text), 41, &digits, title, 7, 3);
	assert_string_equal(text, "image 15 of validation, a 7, towards a 3");
	attack_phrase(text, sizeof(text), 39, &digits, title, 7, 3);
	assert_string_equal(text, "image 15 of validation, 7 -> 3");
	attack_phrase(text, sizeof(text), 16, &digits, title, 7, 3);
	assert_string_equal(text, "image 15, 7 -> 3");
	attack_phrase(text, sizeof(text), 42, class_names_find("fashion"), title, 9, 3);
	assert_string_equal(text, "image 15, Ankle boot -> Dress");
	attack_phrase(text, sizeof(text), 80, &class_names_none, "noise 1", -1, 12);
	assert_string_equal(text, "noise 1, towards class 12");
	attack_phrase(text, sizeof(text), 3, &digits, title, -1, 3);
	assert_string_equal(text, " -> 3");
}

static void only_sets_of_digits_have_digits(void **state)
{
	(void)state;
	assert_true(classes_are_digits("mnist"));
	assert_true(classes_are_digits("sample"));
	assert_false(classes_are_digits("fashion"));
	assert_false(classes_are_digits("mnist2"));
	assert_false(classes_are_digits(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_have_articles_and_other_classes_numbers),
		cmocka_unit_test(a_prediction_names_the_person_and_the_network),
		cmocka_unit_test(a_prediction_names_who_does_not_say_a_class),
		cmocka_unit_test(steps_are_counted_in_words_up_to_ten),
		cmocka_unit_test(an_attack_is_named_as_room_allows),
		cmocka_unit_test(only_sets_of_digits_have_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
