/* JPEG: what is read comes near to what was written, and what is not whole is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/pictures.h"
#include "support/scratch.h"

#ifdef HAVE_JPEG

#include <stdio.h>
#include <stdlib.h>
/* It wants stdio.h before it. */
#include <jpeglib.h>

enum { SIDE = 16 };

/* A ramp from left to right, of one or three equal channels; the caller frees *bytes. */
static size_t make(unsigned char **bytes, int width, int height, int channels)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	unsigned long size = 0;
	JSAMPLE row[3 * SIDE];

	*bytes = NULL;
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, bytes, &size);
	jpeg.image_width = (JDIMENSION)width;
	jpeg.image_height = (JDIMENSION)height;
	jpeg.input_components = channels;
	jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, 100, TRUE);
	jpeg_start_compress(&jpeg, TRUE);
	while (jpeg.next_scanline < jpeg.image_height) {
		JSAMPROW rows = row;

		for (int i = 0; i < width * channels; i++)
			row[i] = (JSAMPLE)(i / channels * 16);
		jpeg_write_scanlines(&jpeg, &rows, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	return size;
}

static void a_jpeg_comes_back_nearly(void **state)
{
	(void)state;
	for (int channels = 1; channels <= 3; channels += 2) {
		unsigned char *bytes;
		size_t size = make(&bytes, SIDE, SIDE, channels);
		struct image image;
		struct err err;

		if (!image_file_parse("ramp.jpg", bytes, size, &image, &err))
			fail_msg("%s", err.text);
		assert_int_equal(image.width, SIDE);
		assert_int_equal(image.height, SIDE);
		for (int i = 0; i < SIDE * SIDE; i++)
			assert_in_range(image.pixels[i] - i % SIDE * 16 + 4, 0, 8);
		image_clear(&image);
		free(bytes);
	}
}

static void many_are_read_by_one_process(void **state)
{
	struct image_many many = {NULL};
	unsigned char *bytes;
	size_t size = make(&bytes, SIDE, SIDE, 1);
	struct err err;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		const char *path = i % 2 ? "odd.jpg" : "even.jpg";
		struct image image;

		if (!image_file_parse_next(&many, path, bytes, size, &image, &err))
			fail_msg("%d: %s", i, err.text);
		assert_in_range(image.pixels[SIDE - 1], 236, 244);
		image_clear(&image);
	}
	image_many_clear(&many);
	image_many_clear(&many);
	free(bytes);
}

static void truncations_and_flipped_bytes_are_survived(void **state)
{
	unsigned char *bytes;
	size_t size = make(&bytes, SIDE, SIDE, 1);
	struct image_many many = {NULL};
	struct image image;
	struct err err;

	(void)state;
	/* Each failure takes a process along: some will do. */
	for (size_t i = 0; i < size - 2; i += 7) {
		assert_false(image_file_parse_next(&many, "cut.jpg", bytes, i, &image, &err));
		assert_says(&err, "cut.jpg: is no");
		assert_null(image.pixels);
	}
	for (size_t i = 0; i < size; i += 3) {
		bytes[i] ^= 0xff;
		if (image_file_parse_next(&many, "flipped.jpg", bytes, size, &image, &err))
			image_clear(&image);
		else
			assert_says(&err, "flipped.jpg: is ");
		bytes[i] ^= 0xff;
	}
	image_many_clear(&many);
	free(bytes);
}

static void sides_are_checked_before_pixels_are_allocated(void **state)
{
	unsigned char *bytes;
	size_t size = make(&bytes, SIDE, SIDE, 1);
	struct image image;
	struct err err;

	(void)state;
	for (size_t i = 0; i + 9 < size; i++)
		if (bytes[i] == 0xff && bytes[i + 1] == 0xc0)
			bytes[i + 5] = bytes[i + 7] = 0x20; /* height and width */
	assert_false(image_file_parse("huge.jpg", bytes, size, &image, &err));
	assert_says(&err, "8208x8208");
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jpeg_comes_back_nearly),
		cmocka_unit_test(many_are_read_by_one_process),
		cmocka_unit_test(truncations_and_flipped_bytes_are_survived),
		cmocka_unit_test(sides_are_checked_before_pixels_are_allocated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void a_jpeg_is_known_and_said_to_need_the_library(void **state)
{
	assert_picture_refused(scratch_write(state, "a.jpg", "\xff\xd8\xff\xe0", 4), "libjpeg");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_jpeg_is_known_and_said_to_need_the_library,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
