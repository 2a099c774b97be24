/* Filters of mistakes: how they are read, what they take, and how they are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/mistake_filter.h"
#include "support/says.h"

static void filters_are_read(void **state)
{
	static const struct {
		const char *text;
		struct mistake_filter filter;
	} good[] = {
		{"7>3", {7, 3, 0, false}},       {"7", {7, -1, 0, false}},
		{"7>", {7, -1, 0, false}},       {">3", {-1, 3, 0, false}},
		{"0.5", {-1, -1, 0.5F, false}},  {" 7>3  0.25 ", {7, 3, 0.25F, false}},
		{".5 9>9", {9, 9, 0.5F, false}}, {"", {-1, -1, 0, false}},
		{"1.0", {-1, -1, 1, false}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct mistake_filter read = {-1, -1, 0, false};
		struct err err;

		assert_true(mistake_filter_read(&read, good[i].text, &class_names_none, 10, &err));
		assert_int_equal(read.label, good[i].filter.label);
		assert_int_equal(read.prediction, good[i].filter.prediction);
		assert_float_equal(read.min, good[i].filter.min, 0);
	}
}

static void filters_are_read_by_the_names_of_classes(void **state)
{
	static const struct {
		const char *text;
		struct mistake_filter filter;
	} good[] = {
		{"Coat>Bag", {4, 8, 0, false}},
		{" .75  ankle boot>t-shirt/top", {9, 0, 0.75F, false}},
		{" > sneaker ", {-1, 7, 0, false}},
		{"ankle", {9, -1, 0, false}},
		{"7>Bag", {7, 8, 0, false}},
	};
	const struct class_names *names = class_names_find("fashion");
	char text[MISTAKE_FILTER_TEXT];
	struct mistake_filter none = {-1, -1, 0, false};
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct mistake_filter read = none;

		if (!mistake_filter_read(&read, good[i].text, names, 10, &err))
			fail_msg("%s", err.text);
		assert_int_equal(read.label, good[i].filter.label);
		assert_int_equal(read.prediction, good[i].filter.prediction);
		assert_float_equal(read.min, good[i].filter.min, 0);
	}
	assert_false(mistake_filter_read(&none, "coat>s", names, 10, &err));
	assert_says(&err, "'s' may be several classes: Sandal, Shirt, Sneaker");
	assert_string_equal(
		mistake_filter_text(&(struct mistake_filter){9, 0, 0, false}, names, text),
		"Ankle boot>T-shirt/top");
}

static void what_is_no_filter_is_refused_and_changes_nothing(void **state)
{
	static const char *const bad[] = {"10",   "7>10", "x",    ">",   "7>3x", "1.5",
					  "0.5x", "-1",   "7 >x", "7>>", "1e.",  "nan."};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct mistake_filter read = {-1, -1, 0, false};
		struct err err;

		if (mistake_filter_read(&read, bad[i], &class_names_none, 10, &err))
			fail_msg("'%s' is taken", bad[i]);
		assert_says(&err, strcmp(bad[i], ">") == 0 ? "is no filter" : "is no class");
		assert_int_equal(read.label, -1);
	}
}

static void filters_take_what_they_say(void **state)
{
	static const struct {
		struct mistake_filter filter;
		struct prediction prediction;
		bool is_taken;
	} cases[] = {
		{{-1, -1, 0, false}, {7, 3, 0.5f, 1}, true},
		{{-1, -1, 0, false}, {7, 7, 0.5f, 1}, false},
		{{-1, -1, 0, true}, {7, 7, 0.5f, 1}, true},
		{{7, 7, 0, false}, {7, 7, 0.5f, 1}, true}, /* a cell of the diagonal */
		{{7, -1, 0, false}, {3, 7, 0.5f, 1}, false},
		{{-1, 3, 0, false}, {7, 3, 0.5f, 1}, true},
		{{-1, -1, 0.6f, false}, {7, 3, 0.5f, 1}, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(mistake_filter_takes(&cases[i].filter, &cases[i].prediction),
				 cases[i].is_taken);
}

static void filters_are_told_in_short(void **state)
{
	char text[MISTAKE_FILTER_TEXT];

	(void)state;
	assert_string_equal(mistake_filter_text(&(struct mistake_filter){-1, -1, 0, true},
						&class_names_none, text),
			    "");
	assert_string_equal(mistake_filter_text(&(struct mistake_filter){7, 3, 0.9f, false},
						&class_names_none, text),
			    "7>3, 0.90 and more");
	assert_string_equal(mistake_filter_text(&(struct mistake_filter){-1, 3, 0, false},
						&class_names_none, text),
			    "any>3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_are_read),
		cmocka_unit_test(filters_are_read_by_the_names_of_classes),
		cmocka_unit_test(what_is_no_filter_is_refused_and_changes_nothing),
		cmocka_unit_test(filters_take_what_they_say),
		cmocka_unit_test(filters_are_told_in_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
