/* Images that hide a text come back from their file, and files that can't hold such are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "format/idx.h"
#include "format/image/png.h"
#include "format/image_file.h"
#include "lab/stego/stego_file.h"
#include "support/foreign.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>

enum { HEIGHT = 4, WIDTH = 5, PIXELS = HEIGHT * WIDTH, CLASSES = 10 };

static struct net *net_of_these(void)
{
	return foreign_net("dense10", (struct shape){HEIGHT, WIDTH, 1}, CLASSES);
}

/* `count` images that differ. */
static struct stego images(int count)
{
	struct stego stego = {.count = count, .pixels = PIXELS};

	stego.images = xmalloc((size_t)count * PIXELS);
	for (int i = 0; i < count * PIXELS; i++)
		stego.images[i] = (uint8_t)(i * 7 % 251);
	return stego;
}

/* A sheet has a whole last row. */
static void images_come_back_as_they_were(void **state)
{
	static const struct {
		const char *name;
		int count, read;
	} cases[] = {{"images", 30, 30}, {"a.png", 30, 48}, {"b.png", 3, 3}};
	struct net *net = net_of_these();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *path = scratch_path(state, cases[i].name);
		struct stego written = images(cases[i].count), read;
		struct err err;

		assert_true(stego_file_check(path, &err));
		assert_true(stego_file_write(path, net, &written, &err));
		assert_true(stego_file_read(path, net, &read, &err));
		assert_int_equal(read.count, cases[i].read);
		assert_memory_equal(read.images, written.images, (size_t)written.count * PIXELS);
		for (int k = written.count * PIXELS; k < read.count * PIXELS; k++)
			assert_int_equal(read.images[k], 0);
		stego_clear(&written);
		stego_clear(&read);
	}
	net_free(net);
}

static void noise_is_not_gzipped(void **state)
{
	struct err err;

	(void)state;
	assert_true(stego_file_check("gz", &err));
	assert_true(stego_file_check("a.gzip", &err));
	assert_false(stego_file_check("a.GZ", &err));
	assert_says(&err, "a.GZ: images are written without gzip");
}

static void a_sheet_that_is_too_large_is_not_written(void **state)
{
	struct net *net = net_of_these();
	struct stego vast = {.count = (IMAGE_MAX_SIDE / HEIGHT + 1) * 24, .pixels = PIXELS};
	struct err err;

	assert_false(stego_file_write(scratch_path(state, "a.png"), net, &vast, &err));
	assert_says(&err, "a.png: ");
	assert_int_equal(scratch_entries(state), 0);
	net_free(net);
}

static void assert_refused(void **state, const char *name, const char *says)
{
	struct net *net = net_of_these();
	struct stego stego;
	struct err err;

	assert_false(stego_file_read(scratch_path(state, name), net, &stego, &err));
	assert_null(stego.images);
	assert_says(&err, name);
	assert_says(&err, says);
	net_free(net);
}

static void idx_files_of_other_things_are_refused(void **state)
{
	static const struct {
		struct idx idx;
		const char *says;
	} cases[] = {
		{{.type = IDX_I32, .ndim = 3, .dim = {2, HEIGHT, WIDTH, 1}}, "images of 4x5"},
		{{.type = IDX_U8, .ndim = 2, .dim = {2, HEIGHT, 1, 1}}, "images of 4x5"},
		{{.type = IDX_U8, .ndim = 3, .dim = {2, HEIGHT + 1, WIDTH, 1}}, "images of 4x5"},
		{{.type = IDX_U8, .ndim = 3, .dim = {2, HEIGHT, WIDTH - 1, 1}}, "images of 4x5"},
		{{.type = IDX_U8, .ndim = 3, .dim = {4000, HEIGHT, WIDTH, 1}},
		 "more images than a text of 1024 bytes takes"},
	};
	void *zeros = xcalloc(4000, PIXELS);
	unsigned char *bytes;
	struct err err;
	size_t size;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct idx idx = cases[i].idx;

		idx.values = zeros;
		assert_true(idx_write(scratch_path(state, "idx"), &idx, &err));
		assert_refused(state, "idx", cases[i].says);
	}
	bytes = scratch_read(scratch_path(state, "idx"), &size);
	bytes[4] = bytes[5] = bytes[6] = 0;
	bytes[7] = 9;
	bytes[11] = HEIGHT;
	scratch_write(state, "short", bytes, 16 + 8 * PIXELS);
	assert_refused(state, "short", "");
	scratch_write_gzip(state, "packed", bytes, 16 + 8 * PIXELS);
	assert_refused(state, "packed", "");
	free(bytes);
	free(zeros);
}

static void write_sheet(void **state, int width, int height)
{
	struct image image = {.width = width, .height = height, .channels = 1};
	struct err err;

	image.pixels = xcalloc((size_t)width * (size_t)height, 1);
	assert_true(image_write_png(scratch_path(state, "sheet.png"), &image, &err));
	image_clear(&image);
}

static void sheets_of_other_things_are_refused(void **state)
{
	size_t size;
	unsigned char *bytes;

	write_sheet(state, 3 * WIDTH + 1, HEIGHT);
	assert_refused(state, "sheet.png", "images of 4x5");
	write_sheet(state, 3 * WIDTH, HEIGHT + 1);
	assert_refused(state, "sheet.png", "images of 4x5");
	write_sheet(state, 60 * WIDTH, 60 * HEIGHT);
	assert_refused(state, "sheet.png", "more images than a text");
	bytes = scratch_read(scratch_path(state, "sheet.png"), &size);
	scratch_write(state, "half.png", bytes, size / 2);
	assert_refused(state, "half.png", "");
	assert_refused(state, "none", "");
	free(bytes);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(images_come_back_as_they_were),
		cmocka_unit_test(noise_is_not_gzipped),
		with_folder(a_sheet_that_is_too_large_is_not_written),
		with_folder(idx_files_of_other_things_are_refused),
		with_folder(sheets_of_other_things_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
