/* PBM, PGM and PPM: what files mean in grey, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/pictures.h"
#include "support/scratch.h"

static const char *make_text(void **state, const char *text)
{
	return scratch_write(state, "picture.pgm", text, strlen(text));
}

static void plain_pgm_is_read(void **state)
{
	static const uint8_t pixels[] = {0, 255, 85, 170};

	assert_picture(make_text(state, "P2\n2 2\n3\n0 3\n1 2\n"), 2, 2, pixels);
	assert_picture(make_text(state, "P2 2 2 3 0 3 1 2"), 2, 2, pixels);
	assert_picture(make_text(state, "P2# a comment\n# another, 7 7 7\r2\t2 #x\n65535\n"
					"0 65535 21845 # in the middle\n\v43690\f# at the end"),
		       2, 2, pixels);
	assert_picture(make_text(state, "P2 2 2 1 0 1 0 1"), 2, 2, (const uint8_t *)"\0\377\0\377");
}

static void raw_pgm_is_read(void **state)
{
	static const char eight[] = "P5\n# made by hand\n2 2\n3\n\0\3\1\2";
	static const char sixteen[] = "P5 2 2 65535 \0\0\377\377\125\125\252\252";
	static const char blank[] = "P5 2 2 255\n\n\r# ";
	static const uint8_t pixels[] = {0, 255, 85, 170};

	assert_picture(scratch_write(state, "a", eight, sizeof(eight) - 1), 2, 2, pixels);
	assert_picture(scratch_write(state, "b", sixteen, sizeof(sixteen) - 1), 2, 2, pixels);
	assert_picture(scratch_write(state, "c", blank, sizeof(blank) - 1), 2, 2,
		       (const uint8_t *)"\n\r# ");
	assert_picture(scratch_write_gzip(state, "d", eight, sizeof(eight) - 1), 2, 2, pixels);
}

static void bits_are_black_where_they_are_set(void **state)
{
	static const char raw[] = "P4 10 2 \x80\x40\x01\x80"; /* rows begin with a byte */
	static const uint8_t pixels[20] = {
		[1] = 255,  [2] = 255,  [3] = 255,  [4] = 255,  [5] = 255,  [6] = 255,
		[7] = 255,  [8] = 255,  [10] = 255, [11] = 255, [12] = 255, [13] = 255,
		[14] = 255, [15] = 255, [16] = 255, [19] = 255};

	assert_picture(scratch_write(state, "bits", raw, sizeof(raw) - 1), 10, 2, pixels);
	assert_picture(make_text(state, "P1 2 2 0 1 # a comment\n1 0"), 2, 2,
		       (const uint8_t *)"\377\0\0\377");
	assert_picture(make_text(state, "P1 2 2 0110"), 2, 2, (const uint8_t *)"\377\0\0\377");
	assert_picture_refused(make_text(state, "P1 2 2 012"), "neither 0 nor 1");
	assert_picture_refused(make_text(state, "P1 2 2 011"), "a pixel is missing");
	assert_picture_refused(make_text(state, "P1 1 1 01"), "goes on after");
	for (size_t i = 0; i < sizeof(raw) - 1; i++)
		assert_picture_refused(scratch_write(state, "cut", raw, i), "cut: ");
}

static void colours_become_their_luminance(void **state)
{
	static const char raw[] = "P6 2 2 255 \377\0\0\0\377\0\0\0\377\377\377\377";
	static const char sixteen[] = "P6 1 1 65535 \377\377\0\0\0\0";
	static const uint8_t pixels[] = {76, 150, 29, 255};

	assert_picture(scratch_write(state, "raw", raw, sizeof(raw) - 1), 2, 2, pixels);
	assert_picture(scratch_write(state, "sixteen", sixteen, sizeof(sixteen) - 1), 1, 1, pixels);
	assert_picture(make_text(state, "P3 2 2 1  1 0 0  0 1 0  0 0 1  1 1 1"), 2, 2, pixels);
	for (size_t i = 0; i < sizeof(raw) - 1; i++)
		assert_picture_refused(scratch_write(state, "cut", raw, i), "cut: ");
	assert_picture_refused(make_text(state, "P3 1 1 1 1 0"), "a pixel is missing");
	assert_picture_refused(make_text(state, "P7 1 1 1 1 0"), "is no picture");
}

static void every_truncation_of_a_pgm_is_refused(void **state)
{
	static const char plain[] = "P2 2 2 9 8 7 6 5";
	static const char raw[] = "P5 2 2 300 \0\1\0\1\0\1\0\1";

	for (size_t i = 0; i < sizeof(plain) - 1; i++)
		assert_picture_refused(scratch_write(state, "cut", plain, i), "cut: ");
	for (size_t i = 0; i < sizeof(raw) - 1; i++)
		assert_picture_refused(scratch_write(state, "cut", raw, i), "cut: ");
}

static void pgm_that_lies_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{"P2 0 2 9 ", "picture of 0x2"},
		{"P2 2 0 9 ", "picture of 2x0"},
		{"P2 4097 1 9 ", "picture of 4097x1"},
		{"P2 1 4097 9 ", "picture of 1x4097"},
		{"P2 99999999999999999999 1 9 ", "byte 3: the width is more than"},
		{"P2 1 99999999999999999999 9 ", "byte 5: the height is more than"},
		{"P2 -1 1 9 ", "byte 3: the width is missing"},
		{"P2 1x1 9 ", "byte 4: the height is missing"},
		{"P2 1 1 0 0", "largest value is 0"},
		{"P2 1 1 65536 0", "the largest value is more than 65535"},
		{"P2 1 1 9 10", "byte 9: a pixel is more than 9"},
		{"P2 1 1 9 x", "byte 9: a pixel is missing"},
		{"P2 2 1 9 1 # 1", "a pixel is missing"},
		{"P2 1 1 9 1 1", "goes on after byte 11"},
		{"P5 1 1 99 10", "goes on after byte 11"},
		{"P5 1 1 9 x", "a pixel is more than 9"},
		{"P5 2 1 9 \1", "2 bytes of pixels expected, 1 found"},
		{"P5 1 1 9x\1", "white space is missing"},
		{"P5 1 1 999\n\377\377", "byte 11: a pixel is more than 999"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_picture_refused(make_text(state, bad[i].text), bad[i].says);
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(plain_pgm_is_read),
		in_scratch(raw_pgm_is_read),
		in_scratch(bits_are_black_where_they_are_set),
		in_scratch(colours_become_their_luminance),
		in_scratch(every_truncation_of_a_pgm_is_refused),
		in_scratch(pgm_that_lies_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
