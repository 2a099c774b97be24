/* Texts: their columns, their lines, their numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void a_code_point_is_a_column_or_two(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("seven"), 5);
	assert_int_equal(text_width("\xe2\x96\x80\xe2\x96\x84"), 2);
	assert_int_equal(text_width("\xe7\x8a\xac!"), 3);
	assert_int_equal(text_width("\xf0\x9f\x98\x80!"), 3);
	assert_int_equal(text_glyph_width(0x1100), 2);
	assert_int_equal(text_glyph_width(0x10ff), 1);
	assert_int_equal(text_glyph_width(0x3fffd), 2);
	assert_int_equal(text_glyph_width(0x3fffe), 1);
}

static void an_invalid_byte_is_a_column_too(void **state)
{
	const char *text = "\xc3(";

	(void)state;
	assert_int_equal(text_next(&text), 0);
	assert_int_equal(text_next(&text), '(');
	assert_int_equal(text_width("\xff\xfe"), 2);
	assert_int_equal(text_width("\xed\xa0\x80"), 3);     /* a surrogate */
	assert_int_equal(text_width("\xc0\xaf"), 2);         /* longer than it needs to be */
	assert_int_equal(text_width("\xf4\x90\x80\x80"), 4); /* beyond Unicode */
	assert_int_equal(text_width("a\xe2\x96"), 3);        /* cut off */
}

static void lines_end_at_blanks_where_there_are_any(void **state)
{
	(void)state;
	assert_int_equal(text_line("to be or not", 12), 12);
	assert_int_equal(text_line("to be or not", 11), 8);
	assert_int_equal(text_line("to be or not", 8), 8);
	assert_int_equal(text_line("to be or not", 7), 5);
	assert_int_equal(text_line("unbreakable", 4), 4);
	assert_int_equal(text_line("\xe2\x96\x80\xe2\x96\x84", 1), 3);
	assert_int_equal(text_line("", 5), 0);
	/* Wide ones take two columns, but no line is empty. */
	assert_int_equal(text_line("a\xe7\x8a\xac"
				   "b",
				   3),
			 4);
	assert_int_equal(text_line("a\xe7\x8a\xac"
				   "b",
				   2),
			 1);
	assert_int_equal(text_line("\xe7\x8a\xac"
				   "b",
				   1),
			 3);
}

/* Steps through a text as one draws it; the number of lines. */
static int count_lines(const char *text, int width)
{
	int lines = 0;

	while (*text) {
		size_t length = text_line(text, width);

		assert_true(length > 0);
		text += length;
		text += strspn(text, " ");
		lines++;
		assert_true(lines < 100);
	}
	return lines;
}

static void long_texts_are_cut_to_columns(void **state)
{
	char out[16];

	(void)state;
	assert_string_equal(text_cut("Sneaker", 7, out, sizeof(out)), "Sneaker");
	assert_string_equal(text_cut("Sneaker", 6, out, sizeof(out)), "Sneak.");
	assert_string_equal(text_cut("Sneaker", 5, out, sizeof(out)), "Snea.");
	assert_string_equal(text_cut("Sneaker", 4, out, sizeof(out)), "Snea");
	assert_string_equal(text_cut("Ankle boot", 7, out, sizeof(out)), "Ankle.");
	assert_string_equal(text_cut("Sneaker", 0, out, sizeof(out)), "");
	/* Two and three bytes a letter; never a part of one. */
	assert_string_equal(text_cut("\xc3\xa4\xc3\xb6\xc3\xbc", 2, out, sizeof(out)),
			    "\xc3\xa4\xc3\xb6");
	assert_string_equal(text_cut("\xe3\x81\x8a\xe3\x81\x8d", 9, out, 6), "\xe3\x81\x8a");
	assert_string_equal(text_cut("\xe3\x81\x8a\xe3\x81\x8d", 3, out, sizeof(out)),
			    "\xe3\x81\x8a");
	assert_string_equal(text_cut("\xe3\x81\x8a\xe3\x81\x8d\xe3\x81\x8a", 5, out, sizeof(out)),
			    "\xe3\x81\x8a\xe3\x81\x8d.");
}

static void every_width_comes_to_an_end(void **state)
{
	static const char *const texts[] = {" led by a blank", "a  pair of blanks", "x",
					    "\xff\xff broken \xe2\x96", "ends with one "};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (int width = -3; width < 20; width++)
			assert_true(count_lines(texts[i], width) > 0);
	assert_int_equal(count_lines("ab cd", 1), 4);
	assert_int_equal(count_lines("ab cd", 2), 2);
}

static void digits_stand_in_groups_of_three(void **state)
{
	char text[TEXT_NUMBER_MAX];

	(void)state;
	assert_string_equal(text_grouped(0, text), "0");
	assert_string_equal(text_grouped(999, text), "999");
	assert_string_equal(text_grouped(1000, text), "1,000");
	assert_string_equal(text_grouped(1234567, text), "1,234,567");
	assert_string_equal(text_grouped(UINT64_MAX, text), "18,446,744,073,709,551,615");
}

static void items_are_listed_with_commas(void **state)
{
	char *list = text_listed(NULL, "one");

	(void)state;
	assert_string_equal(list, "one");
	list = text_listed(list, "two");
	list = text_listed(list, "three");
	assert_string_equal(list, "one, two, three");
	free(list);
}

static void code_points_are_put_as_they_are_read(void **state)
{
	static const uint32_t glyphs[] = {'a',    0x7f,   0x80,    0x7ff,   0x800,
					  0x2580, 0xffff, 0x10000, 0x10ffff};
	char bytes[TEXT_GLYPH_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(glyphs) / sizeof(glyphs[0]); i++) {
		const char *rest = text_put(glyphs[i], bytes);

		assert_int_equal(text_next(&rest), glyphs[i]);
		assert_string_equal(rest, "");
	}
}

static void controls_and_what_utf8_has_not_are_no_text(void **state)
{
	static const uint32_t text[] = {' ', '~', 0xa0, 0xd7ff, 0xe000, 0x72ac, 0x10ffff},
			      none[] = {0, '\n', 0x1b, 0x7f, 0x9b, 0xd800, 0xdfff, 0x110000};

	(void)state;
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		assert_true(text_is_printable(text[i]));
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(text_is_printable(none[i]));
}

static void numbers_keep_their_width_whatever_they_are(void **state)
{
	static const struct {
		double value;
		int width, decimals;
		bool has_plus;
		const char *text;
	} rows[] = {
		{0.5, 5, 3, false, "0.500"},       {0.9996, 5, 3, false, "1.000"},
		{-0.5, 6, 3, false, "-0.500"},     {12.345, 6, 3, false, "12.345"},
		{123.456, 6, 3, false, "123.46"},  {99999.6, 6, 3, false, "100000"},
		{1e6, 6, 2, false, " 1e+06"},      {1e30, 6, 3, false, " 1e+30"},
		{-1e30, 6, 3, false, "-1e+30"},    {-1e30, 5, 3, false, " -big"},
		{1e300, 6, 3, false, "1e+300"},    {1e300, 5, 3, false, "  big"},
		{NAN, 6, 3, false, "   nan"},      {-NAN, 6, 3, true, "   nan"},
		{INFINITY, 6, 3, false, "   inf"}, {-INFINITY, 6, 3, false, "  -inf"},
		{0.25, 6, 2, true, " +0.25"},      {-0.25, 6, 2, true, " -0.25"},
		{0, 7, 3, false, "  0.000"},       {1e-30, 7, 3, false, "  0.000"},
	};
	char text[TEXT_NUMBER_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(text_fixed(rows[i].value, rows[i].width, rows[i].decimals,
					       rows[i].has_plus, text),
				    rows[i].text);
}

static void shares_are_percents(void **state)
{
	char text[TEXT_NUMBER_MAX];

	(void)state;
	assert_string_equal(text_percent(0.9357, 1, text), "93.6 %");
	assert_string_equal(text_percent(1, 0, text), "100 %");
	assert_string_equal(text_percent(-NAN, 1, text), "nan %");
}

static void names_that_begin_alike_keep_what_tells_them_apart(void **state)
{
	static const char *const names[] = {"class_07",  "class_12",   "class_17",
					    "Übung nah", "Übung weit", "other"};
	static const struct {
		int index, width;
		const char *text;
	} rows[] = {{0, 8, "class_07"}, {0, 4, "c.07"},  {1, 4, "c.12"},
		    {2, 2, "17"},       {2, 7, "cl.17"}, {3, 6, "Ü.nah"},
		    {4, 6, "Ü.weit"},   {5, 4, "othe"},  {5, 1, "o"}};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(
			text_cut_among(names, 6, rows[i].index, rows[i].width, text, sizeof(text)),
			rows[i].text);
	/* No byte behind a small text, which is tight around it. */
	for (size_t size = 1; size < 12; size++) {
		char *tight = malloc(size);

		for (int width = 0; width < 12; width++)
			assert_in_range(strlen(text_cut_among(names, 6, 4, width, tight, size)), 0,
					size - 1);
		free(tight);
	}
	assert_string_equal(text_cut_among(names, 6, 3, 6, text, 4), "Ü.");
}

static void words_have_their_article(void **state)
{
	(void)state;
	assert_string_equal(text_article("ONNX"), "an");
	assert_string_equal(text_article("npz"), "an");
	assert_string_equal(text_article("HDF5"), "an");
	assert_string_equal(text_article("image"), "an");
	assert_string_equal(text_article("PyTorch"), "a");
	assert_string_equal(text_article("PNG"), "a");
	assert_string_equal(text_article("safetensors"), "a");
	assert_string_equal(text_article("Keras"), "a");
	assert_string_equal(text_article(""), "a");
}

static void the_end_of_a_long_text_can_stay(void **state)
{
	char text[64];

	(void)state;
	assert_string_equal(text_cut_middle("conv/kernel", 11, text, sizeof(text)), "conv/kernel");
	assert_string_equal(text_cut_middle("sequential/conv2d_1/kernel", 16, text, sizeof(text)),
			    "sequ..d_1/kernel");
	assert_string_equal(text_cut_middle("Übermäßig/groß", 8, text, sizeof(text)), "Üb..groß");
	assert_string_equal(text_cut_middle("kernel", 4, text, sizeof(text)), "kern");
}

static void wide_letters_take_two_columns_of_a_line(void **state)
{
	(void)state;
	assert_int_equal(text_padding("Coat", 6), 2);
	assert_int_equal(text_padding("Tür", 6), 3);
	assert_int_equal(text_padding("日本語", 8), 2);
	assert_int_equal(text_padding("日本語", 6), 0);
	assert_int_equal(text_padding("日本語", 3), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_texts_are_cut_to_columns),
		cmocka_unit_test(code_points_are_put_as_they_are_read),
		cmocka_unit_test(controls_and_what_utf8_has_not_are_no_text),
		cmocka_unit_test(a_code_point_is_a_column_or_two),
		cmocka_unit_test(an_invalid_byte_is_a_column_too),
		cmocka_unit_test(lines_end_at_blanks_where_there_are_any),
		cmocka_unit_test(every_width_comes_to_an_end),
		cmocka_unit_test(items_are_listed_with_commas),
		cmocka_unit_test(digits_stand_in_groups_of_three),
		cmocka_unit_test(numbers_keep_their_width_whatever_they_are),
		cmocka_unit_test(shares_are_percents),
		cmocka_unit_test(names_that_begin_alike_keep_what_tells_them_apart),
		cmocka_unit_test(words_have_their_article),
		cmocka_unit_test(the_end_of_a_long_text_can_stay),
		cmocka_unit_test(wide_letters_take_two_columns_of_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
