/* Assertions on picture files. Include cmocka's headers first. */
#ifndef TESTS_SUPPORT_PICTURES_H
#define TESTS_SUPPORT_PICTURES_H

#include "format/image_file.h"
#include "support/says.h"

static inline void assert_picture(const char *path, int width, int height, const uint8_t *pixels)
{
	struct image image;
	struct err err;

	if (!image_file_read(path, &image, &err))
		fail_msg("%s", err.text);
	assert_int_equal(image.width, width);
	assert_int_equal(image.height, height);
	assert_int_equal(image.channels, 1);
	assert_memory_equal(image.pixels, pixels, (size_t)width * (size_t)height);
	image_clear(&image);
	assert_null(image.pixels);
}

static inline void assert_picture_refused(const char *path, const char *says)
{
	struct image image;
	struct err err;

	if (image_file_read(path, &image, &err))
		fail_msg("%s is read; expected: %s", path, says);
	assert_null(image.pixels);
	assert_says(&err, path);
	assert_says(&err, says);
}

#endif
