/* PNG: what files mean in grey, and what is refused; what is written comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/image/png.h"
#include "support/pictures.h"
#include "support/scratch.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { MAX_ROW = 64 };

/* A PNG as libpng is asked to write it, row by row; `rows` are as the format has them. */
static const char *make_png(void **state, int width, int height, int depth, int type,
			    bool interlaced, const unsigned char *rows)
{
	const char *path = scratch_path(state, "picture.png");
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_color palette[2] = {{255, 255, 255}, {0, 0, 0}};
	FILE *file = fopen(path, "wb");
	png_bytep row[MAX_ROW];

	assert_non_null(file);
	png_init_io(png, file);
	png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, depth, type,
		     interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
	if (type == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, 2);
	for (int i = 0; i < height; i++)
		row[i] = (png_bytep)rows + (size_t)i * png_get_rowbytes(png, info);
	png_write_info(png, info);
	png_write_image(png, row);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	assert_int_equal(fclose(file), 0);
	return path;
}

static void grey_png_is_read_as_it_is(void **state)
{
	uint8_t pixels[256];

	for (int i = 0; i < 256; i++)
		pixels[i] = (uint8_t)i;
	assert_picture(make_png(state, 16, 16, 8, PNG_COLOR_TYPE_GRAY, false, pixels), 16, 16,
		       pixels);
	assert_picture(make_png(state, 16, 16, 8, PNG_COLOR_TYPE_GRAY, true, pixels), 16, 16,
		       pixels);
}

static void colour_png_is_read_by_luminance(void **state)
{
	static const uint8_t rgb[] = {0,   0, 0, 255, 255, 255, 90, 90, 90,
				      255, 0, 0, 0,   255, 0,   0,  0,  255};
	struct image image;
	struct err err;

	assert_true(image_file_read(make_png(state, 6, 1, 8, PNG_COLOR_TYPE_RGB, false, rgb),
				    &image, &err));
	assert_int_equal(image.pixels[0], 0);
	assert_int_equal(image.pixels[1], 255);
	assert_int_equal(image.pixels[2], 90);
	/* Green is the brightest of the pure colours, blue the darkest. */
	assert_true(image.pixels[4] > image.pixels[3] && image.pixels[3] > image.pixels[5]);
	assert_in_range(image.pixels[3], 54, 130);
	image_clear(&image);
}

static void transparency_is_laid_over_white(void **state)
{
	static const uint8_t grey_alpha[] = {0, 0, 0, 255, 0, 128, 200, 0, 200, 255, 100, 51};
	static const uint8_t expected[] = {255, 0, 127, 255, 200, 224};
	static const uint8_t rgba[] = {0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 128, 0, 0, 0, 51};
	static const uint8_t rgba_expected[] = {255, 0, 255, 204};

	assert_picture(make_png(state, 6, 1, 8, PNG_COLOR_TYPE_GRAY_ALPHA, false, grey_alpha), 6, 1,
		       expected);
	assert_picture(make_png(state, 4, 1, 8, PNG_COLOR_TYPE_RGB_ALPHA, false, rgba), 4, 1,
		       rgba_expected);
}

static void sixteen_bits_are_rounded_to_eight(void **state)
{
	/* 0x0100 is 0.996 of an eighth bit, 0x7f80 is 127.004, 0xff7e is 254.496. */
	static const uint8_t deep[] = {0,    0,    0x01, 0,    0x7f, 0x80,
				       0x80, 0x80, 0xff, 0x7e, 0xff, 0xff};
	static const uint8_t expected[] = {0, 1, 127, 128, 254, 255};

	assert_picture(make_png(state, 6, 1, 16, PNG_COLOR_TYPE_GRAY, false, deep), 6, 1, expected);
}

static void fewer_bits_and_palettes_are_widened(void **state)
{
	static const uint8_t bits[] = {0xa0, 0x40};
	static const uint8_t grey[] = {255, 0, 255, 0, 255, 0},
			     palette[] = {0, 255, 0, 255, 0, 255};

	assert_picture(make_png(state, 3, 2, 1, PNG_COLOR_TYPE_GRAY, false, bits), 3, 2, grey);
	assert_picture(make_png(state, 3, 2, 1, PNG_COLOR_TYPE_PALETTE, false, bits), 3, 2,
		       palette);
}

static void every_truncation_of_a_png_is_refused(void **state)
{
	static const uint8_t pixels[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
	size_t size;
	unsigned char *png =
		scratch_read(make_png(state, 4, 3, 8, PNG_COLOR_TYPE_GRAY, false, pixels), &size);

	for (size_t i = 0; i < size; i++)
		assert_picture_refused(scratch_write(state, "cut", png, i), "cut: is ");
	free(png);
}

static void every_damaged_byte_of_a_png_is_refused(void **state)
{
	static const uint8_t pixels[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
	size_t size;
	unsigned char *png =
		scratch_read(make_png(state, 4, 3, 8, PNG_COLOR_TYPE_GRAY, false, pixels), &size);

	/* Up to the CRC of the empty last chunk, which nobody needs. */
	for (size_t i = 0; i < size - 4; i++) {
		png[i] ^= 0x40;
		assert_picture_refused(scratch_write(state, "bad", png, size), "bad: is ");
		png[i] ^= 0x40;
	}
	free(png);
}

static void bytes_behind_a_png_are_refused(void **state)
{
	size_t size;
	unsigned char *png = scratch_read(
		make_png(state, 1, 1, 8, PNG_COLOR_TYPE_GRAY, false, (const uint8_t *)"x"), &size);

	/* scratch_read puts a 0 behind the file. */
	assert_picture_refused(scratch_write(state, "long", png, size + 1),
			       "goes on after its end");
	free(png);
}

/* Changes a side of a 1x1 PNG, and its checksum with it. */
static void png_that_is_too_large_is_refused(void **state)
{
	size_t size;
	unsigned char *png = scratch_read(
		make_png(state, 1, 1, 8, PNG_COLOR_TYPE_GRAY, false, (const uint8_t *)"x"), &size);

	for (int side = 16; side <= 20; side += 4) {
		unsigned char *at = png + side + 2; /* the low half of a big-endian u32 */
		unsigned long crc;

		at[0] = 0x10;
		crc = crc32(0, png + 12, 17);
		for (int i = 0; i < 4; i++)
			png[29 + i] = (unsigned char)(crc >> (24 - 8 * i));
		assert_picture_refused(scratch_write(state, "large", png, size),
				       side == 16 ? "picture of 4097x1;" : "picture of 1x4097;");
		at[0] = 0;
	}
	free(png);
}

static void written_png_comes_back(void **state)
{
	uint8_t pixels[12] = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 255};
	uint8_t colours[12] = {7, 7, 7, 200, 200, 200, 0, 0, 0, 255, 255, 255};
	struct image grey = {4, 3, 1, pixels}, rgb = {2, 2, 3, colours};
	const char *path = scratch_path(state, "written.png");
	struct err err;

	assert_true(image_write_png(path, &grey, &err));
	assert_picture(path, 4, 3, pixels);
	assert_true(image_write_png(path, &rgb, &err));
	assert_picture(path, 2, 2, (const uint8_t *)"\7\310\0\377");
	assert_int_equal(scratch_entries(state), 1);
}

/* Deflate can't pack noise, and the room for the PNG is reckoned beforehand. */
static void noise_fits_into_its_png(void **state)
{
	enum { SIDE = 300 };
	uint8_t *pixels = malloc(SIDE * SIDE);
	struct image noise = {SIDE, SIDE, 1, pixels};
	const char *path = scratch_path(state, "noise.png");
	uint32_t random = 1;
	struct err err;

	assert_non_null(pixels);
	for (int i = 0; i < SIDE * SIDE; i++) {
		random = random * 1664525 + 1013904223;
		pixels[i] = (uint8_t)(random >> 24);
	}
	assert_true(image_write_png(path, &noise, &err));
	assert_picture(path, SIDE, SIDE, pixels);
	free(pixels);
}

static void png_that_cannot_be_written_is_reported(void **state)
{
	uint8_t pixel = 0;
	struct image image = {1, 1, 1, &pixel}, empty = {0, 1, 1, &pixel};
	struct err err;

	assert_false(image_write_png("/dev/full", &image, &err));
	assert_says(&err, strerror(ENOSPC));
	assert_false(image_write_png(scratch_path(state, "no/folder.png"), &image, &err));
	assert_says(&err, strerror(ENOENT));
	assert_false(image_write_png(scratch_path(state, "empty.png"), &empty, &err));
	assert_says(&err, "empty.png: can't be made a PNG");
	assert_picture_refused(scratch_path(state, "missing.png"), strerror(ENOENT));
	assert_int_equal(scratch_entries(state), 0);
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(grey_png_is_read_as_it_is),
		in_scratch(colour_png_is_read_by_luminance),
		in_scratch(transparency_is_laid_over_white),
		in_scratch(sixteen_bits_are_rounded_to_eight),
		in_scratch(fewer_bits_and_palettes_are_widened),
		in_scratch(every_truncation_of_a_png_is_refused),
		in_scratch(every_damaged_byte_of_a_png_is_refused),
		in_scratch(bytes_behind_a_png_are_refused),
		in_scratch(png_that_is_too_large_is_refused),
		in_scratch(written_png_comes_back),
		in_scratch(noise_fits_into_its_png),
		in_scratch(png_that_cannot_be_written_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
