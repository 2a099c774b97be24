/* CSV: lines of numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/csv.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct csv *open_text(void **state, const char *text)
{
	struct err err;
	struct csv *csv = csv_open(scratch_write(state, "t.csv", text, strlen(text)), &err);

	if (!csv)
		fail_msg("%s", err.text);
	return csv;
}

/* Reads the file to its end; the last message where it is bad. */
static enum csv_row read_all(void **state, const char *text, size_t *rows, struct err *err)
{
	struct csv *csv = csv_open(scratch_write(state, "t.csv", text, strlen(text)), err);
	double values[CSV_MAX_COLUMNS];
	enum csv_row row = CSV_FAILED;

	*rows = 0;
	while (csv && (row = csv_read(csv, values, err)) > CSV_END)
		++*rows;
	csv_close(csv);
	return row;
}

static void lines_of_whole_numbers_are_bytes(void **state)
{
	double values[CSV_MAX_COLUMNS];
	struct csv *csv =
		open_text(state, "0,1,255\n7,8,256\n1,-1,2\n1,2.0,3\n1.0,2,3\n1,2,7e0\n1.5,2,3");
	struct err err;

	assert_int_equal(csv_columns(csv), 3);
	assert_null(csv_name(csv, 0));
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	assert_true(values[0] == 0 && values[1] == 1 && values[2] == 255);
	assert_int_equal(csv_read(csv, values, &err), CSV_NUMBERS);
	assert_true(values[2] == 256);
	assert_int_equal(csv_read(csv, values, &err), CSV_NUMBERS);
	assert_true(values[1] == -1);
	assert_int_equal(csv_read(csv, values, &err), CSV_NUMBERS);
	/* The ends may be labels. */
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	assert_true(values[2] == 7);
	assert_int_equal(csv_read(csv, values, &err), CSV_NUMBERS);
	assert_int_equal(csv_read(csv, values, &err), CSV_END);
	csv_close(csv);
}

static void columns_that_are_set_aside_may_be_any_numbers(void **state)
{
	double values[CSV_MAX_COLUMNS];
	struct csv *csv = open_text(state, "300,1.5,255\n-1,1,2\n3,1,256\n");
	struct err err;

	csv_set_aside(csv, 2);
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	assert_true(values[0] == 300 && values[1] == 1.5);
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	assert_int_equal(csv_read(csv, values, &err), CSV_NUMBERS);
	csv_close(csv);
}

static void fractions_are_read_as_strtod_does(void **state)
{
	double values[CSV_MAX_COLUMNS];
	static const char *const cells[] = {"0.1",
					    "0.00392156862745098",
					    "255.5",
					    "1e3",
					    "1.5E-2",
					    ".5",
					    "5.",
					    "-0.25",
					    "+7",
					    "1e-400",
					    "12345678901234567890",
					    "0.30000000000000004",
					    "00012.5"};
	char text[400] = "";
	struct csv *csv;
	struct err err;
	size_t count = sizeof(cells) / sizeof(*cells), length = 0;

	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s",
					   i ? "," : "", cells[i]);
	csv = open_text(state, text);
	assert_int_equal(csv_columns(csv), count);
	assert_int_equal(csv_read(csv, values, &err), CSV_NUMBERS);
	for (size_t i = 0; i < count; i++)
		if (values[i] != strtod(cells[i], NULL))
			fail_msg("%s was read as %.17g", cells[i], values[i]);
	csv_close(csv);
}

static void headers_quotes_blanks_and_line_ends_are_taken(void **state)
{
	double values[CSV_MAX_COLUMNS];
	struct csv *csv = open_text(state, "\xef\xbb\xbf\"label\", pixel0 ,pixel1\r\n\"1\", 2 "
					   ",\" 3 \"\r\n4,5,6\r\n\r\n  \r\n");
	struct err err;

	assert_string_equal(csv_name(csv, 0), "label");
	assert_string_equal(csv_name(csv, 1), "pixel0");
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	assert_true(values[0] == 1 && values[1] == 2 && values[2] == 3);
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	assert_int_equal(csv_read(csv, values, &err), CSV_END);
	csv_close(csv);
	csv = open_text(state, "1;2;3\n");
	assert_int_equal(csv_columns(csv), 3);
	csv_close(csv);
	csv = open_text(state, "1\t2\n3\t4\n");
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	assert_int_equal(csv_read(csv, values, &err), CSV_BYTES);
	csv_close(csv);
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{"1,2\n3\n", "t.csv: line 2 has 1 columns, but the first line 2"},
		{"1,2\n3,4,5\n", "t.csv: line 2 has 3 columns, but the first line 2"},
		{"1,2\n3,cat\n", "t.csv: line 2, column 2: 'cat' is no number"},
		{"1,2\n3,\n", "t.csv: line 2, column 2: '' is no number"},
		{"1,2\n\"3,4\n", "t.csv: line 2, column 1: '\"3' is no number"},
		{"1,2\n3 4,5\n", "t.csv: line 2, column 1: '3 4' is no number"},
		{"1,2\n\n3,4\n", "t.csv: line 2 is blank, and others follow it"},
		{"", "t.csv: has no first line"},
		{"\n1,2\n", "t.csv: has no first line"},
	};
	struct err err;
	size_t rows;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(read_all(state, bad[i].text, &rows, &err), CSV_FAILED);
		assert_says(&err, bad[i].says);
	}
}

static void lines_may_be_long_but_have_an_end(void **state)
{
	char *text = malloc(2 * CSV_MAX_LINE + 16);
	struct err err;
	size_t rows;

	assert_non_null(text);
	memset(text, '1', 2 * CSV_MAX_LINE + 15);
	text[2 * CSV_MAX_LINE + 15] = '\0';
	assert_int_equal(read_all(state, text, &rows, &err), CSV_FAILED);
	for (int i = 0; i < CSV_MAX_COLUMNS + 1; i++)
		memcpy(text + 2 * i, "1,", 3);
	assert_int_equal(read_all(state, text, &rows, &err), CSV_FAILED);
	assert_says(&err, "can be used");
	/* Lines that pieces of the file cut. */
	for (int i = 0; i < 100000; i++)
		memcpy(text + 4 * i, "1,2\n", 5);
	assert_int_equal(read_all(state, text, &rows, &err), CSV_END);
	assert_int_equal(rows, 100000);
	free(text);
}

static void beginnings_are_told(void **state)
{
	static const char likely[] = "label,pixel0,1,2,3,4,5,6,7\n",
			  prose[] = "a, b, c\n1,2,3,4,5,6,7,8,9";
	static const char bytes[] = "1,2,3,4,5,6,7,8,\1\n";

	(void)state;
	assert_true(csv_is_like((const unsigned char *)likely, strlen(likely)));
	assert_false(csv_is_like((const unsigned char *)prose, strlen(prose)));
	assert_false(csv_is_like((const unsigned char *)bytes, strlen(bytes)));
	assert_false(csv_is_like((const unsigned char *)"", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)
		IN_SCRATCH(lines_of_whole_numbers_are_bytes),
		IN_SCRATCH(columns_that_are_set_aside_may_be_any_numbers),
		IN_SCRATCH(fractions_are_read_as_strtod_does),
		IN_SCRATCH(headers_quotes_blanks_and_line_ends_are_taken),
		IN_SCRATCH(what_is_wrong_is_said_with_its_place),
		IN_SCRATCH(lines_may_be_long_but_have_an_end),
		cmocka_unit_test(beginnings_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
