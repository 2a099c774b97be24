/* Pickles by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/pickle_bytes.h"
#include "support/scratch.h"

#include "format/container/zip_writer.h"

#include <stdio.h>
#include <string.h>

void pickle_put(struct pickle_bytes *to, const void *bytes, size_t size)
{
	assert_true(size <= sizeof(to->bytes) - to->size);
	memcpy(to->bytes + to->size, bytes, size);
	to->size += size;
}

void pickle_codes(struct pickle_bytes *to, const char *codes)
{
	pickle_put(to, codes, strlen(codes));
}

void pickle_put_text(struct pickle_bytes *to, const char *text)
{
	unsigned size = (unsigned)strlen(text);
	const unsigned char code[5] = {'X', (unsigned char)size, (unsigned char)(size >> 8)};

	pickle_put(to, code, sizeof(code));
	pickle_codes(to, text);
}

void pickle_put_number(struct pickle_bytes *to, unsigned number)
{
	const unsigned char code[3] = {'M', (unsigned char)number, (unsigned char)(number >> 8)};

	pickle_put(to, code, sizeof(code));
}

void pickle_put_name(struct pickle_bytes *to, const char *module, const char *name)
{
	pickle_codes(to, "c");
	pickle_codes(to, module);
	pickle_codes(to, "\n");
	pickle_codes(to, name);
	pickle_codes(to, "\n");
}

static void put_tuple(struct pickle_bytes *to, const unsigned *numbers, int count)
{
	pickle_codes(to, "(");
	for (int i = 0; i < count; i++)
		pickle_put_number(to, numbers[i]);
	pickle_codes(to, "t");
}

void pickle_put_tensor(struct pickle_bytes *to, const struct pickle_tensor *tensor)
{
	pickle_put_name(to, "torch._utils", "_rebuild_tensor_v2");
	pickle_codes(to, "((");
	pickle_put_text(to, "storage");
	pickle_put_name(to, "torch", "FloatStorage");
	pickle_put_text(to, tensor->storage);
	pickle_put_text(to, "cpu");
	pickle_put_number(to, tensor->elements);
	pickle_codes(to, "tQ");
	pickle_put_number(to, tensor->offset);
	put_tuple(to, tensor->dim, tensor->ndim);
	put_tuple(to, tensor->stride, tensor->ndim);
	pickle_codes(to, "\x89");
	pickle_put_name(to, "collections", "OrderedDict");
	pickle_codes(to, ")RtR");
}

static void fill(unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)i;
}

const char *pickle_write_zip(void **state, const char *name, const struct pickle_bytes *pickle,
			     const size_t *sizes, size_t count)
{
	const char *path = scratch_path(state, name);
	unsigned char bytes[4096];
	struct err err;
	struct writer *writer = writer_open(path, &err);
	struct zip_writer *zip = zip_writer_new(writer);

	fill(bytes, sizeof(bytes));
	assert_true(
		zip_writer_add(zip, "net/data.pkl", NULL, 0, pickle->bytes, pickle->size, &err));
	assert_true(zip_writer_add(zip, "net/byteorder", NULL, 0, "little", 6, &err));
	for (size_t i = 0; i < count; i++) {
		char member[32];

		snprintf(member, sizeof(member), "net/data/%zu", i);
		assert_true(sizes[i] <= sizeof(bytes));
		assert_true(zip_writer_add(zip, member, NULL, 0, bytes, sizes[i], &err));
	}
	assert_true(zip_writer_end(zip, &err));
	zip_writer_free(zip);
	assert_true(writer_commit(writer, &err));
	return path;
}

const char *pickle_write_legacy(void **state, const char *name, const struct pickle_bytes *pickle,
				const size_t *sizes, size_t count)
{
	struct pickle_bytes file = {{0}, 0};
	unsigned char bytes[4096];

	fill(bytes, sizeof(bytes));
	pickle_put(&file, "\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
	pickle_codes(&file, "\x80\2M\xe9\3.");
	pickle_codes(&file, "\x80\2}");
	pickle_put_text(&file, "little_endian");
	pickle_codes(&file, "\x88s.");
	pickle_put(&file, pickle->bytes, pickle->size);
	pickle_codes(&file, "\x80\2](");
	for (size_t i = 0; i < count; i++) {
		char key[32];

		snprintf(key, sizeof(key), "%zu", i);
		pickle_put_text(&file, key);
	}
	pickle_codes(&file, "e.");
	for (size_t i = 0; i < count; i++) {
		const unsigned char values[8] = {(unsigned char)(sizes[i] / 4)};

		pickle_put(&file, values, sizeof(values));
		pickle_put(&file, bytes, sizes[i]);
	}
	return scratch_write(state, name, file.bytes, file.size);
}
