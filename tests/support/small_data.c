/* The small data set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/small_data.h"

#include "base/xalloc.h"
#include "format/idx.h"

#include <stdlib.h>

enum { COUNT = 30 };

static void write_file(const char *folder, const char *name, const struct idx *idx)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct err err;

	assert_true(idx_write(path, idx, &err));
	free(path);
}

void small_data_write(const char *folder, int height, int width, int classes)
{
	int size = height * width;
	uint8_t *pixels = xcalloc(COUNT, (size_t)size), labels[COUNT];
	const struct idx images = {
		IDX_U8, 3, {COUNT, (uint32_t)height, (uint32_t)width, 1}, pixels};
	const struct idx numbers = {IDX_U8, 1, {COUNT, 1, 1, 1}, labels};

	for (int i = 0; i < COUNT * size; i++)
		pixels[i] = i % size % classes == i / size % classes ? 200 : 0;
	for (int i = 0; i < COUNT; i++)
		labels[i] = (uint8_t)(i % classes);
	write_file(folder, "train-images-idx3-ubyte", &images);
	write_file(folder, "train-labels-idx1-ubyte", &numbers);
	write_file(folder, "t10k-images-idx3-ubyte", &images);
	write_file(folder, "t10k-labels-idx1-ubyte", &numbers);
	free(pixels);
}
