/* Pictures: the format of a file is told by its contents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/pictures.h"
#include "support/scratch.h"

static void a_format_is_told_by_its_contents_whatever_the_name(void **state)
{
	static const uint8_t pixels[] = {0, 255};
	static const char pgm[] = "P2 2 1 255 0 255";

	assert_picture(scratch_write(state, "picture.png", pgm, strlen(pgm)), 2, 1, pixels);
	assert_true(image_file_is_known((const unsigned char *)pgm, IMAGE_PROBE_BYTES));
	assert_true(image_file_is_known((const unsigned char *)"\x89PNG\r\n\x1a\n", 8));
	assert_false(image_file_is_known((const unsigned char *)"\x89PNG\n\x1a\n", 7));
	assert_false(image_file_is_known((const unsigned char *)pgm, 0));
}

static void what_has_no_known_format_is_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{"P7 1 1 9 abc", "is no picture that is read here: PNG, JPEG, PBM, PGM or PPM"},
		{"P22 1 9 1", "is no picture"},
		{"Q2 1 1 9 1", "is no picture"},
		{"", "is no picture"},
		{"P2", "is no picture"},
		{"GIF89a..", "is no picture"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *path =
			scratch_write(state, "picture", bad[i].text, strlen(bad[i].text));

		assert_picture_refused(path, bad[i].says);
	}
}

static void a_name_tells_what_one_wants_to_write(void **state)
{
	(void)state;
	assert_true(image_file_is_named("folder.d/a.JPG"));
	assert_true(image_file_is_named("a.png"));
	assert_true(image_file_is_named("a.b.ppm"));
	assert_false(image_file_is_named("a.png/b"));
	assert_false(image_file_is_named("a.png.gz"));
	assert_false(image_file_is_named("png"));
	assert_false(image_file_is_named(NULL));
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(a_format_is_told_by_its_contents_whatever_the_name),
		in_scratch(what_has_no_known_format_is_refused),
		cmocka_unit_test(a_name_tells_what_one_wants_to_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
