/*
 * Any bytes as the entries of a checkpoint: a length of a name, a length of a value, the name, the
 * value, and so on. They are put into a table that is whole, so that no checksum stands before the
 * messages; the same bytes are the file of data. What is of tables alone, fuzz_table looks at.
 */
#include "base/xalloc.h"
#include "format/container/crc32c.h"
#include "format/tensor_file.h"
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TABLE_MAX = 1 << 20 };

struct table {
	uint8_t *bytes;
	size_t size;
};

static void put(struct table *t, const void *bytes, size_t size)
{
	if (size > TABLE_MAX - t->size)
		exit(1);
	memcpy(t->bytes + t->size, bytes, size);
	t->size += size;
}

static void put_varint(struct table *t, size_t value)
{
	uint8_t byte = 0;

	for (; value >= 0x80; value >>= 7) {
		byte = (uint8_t)(value | 0x80);
		put(t, &byte, 1);
	}
	byte = (uint8_t)value;
	put(t, &byte, 1);
}

static void put_entry(struct table *t, const void *key, size_t key_size, const void *value,
		      size_t size)
{
	put_varint(t, 0);
	put_varint(t, key_size);
	put_varint(t, size);
	put(t, key, key_size);
	put(t, value, size);
}

/* What stands behind a block that began there: one restart, the type, the checksum. */
static void end_block(struct table *t, size_t begin)
{
	static const uint8_t restarts[9] = {0, 0, 0, 0, 1};
	uint8_t crc[4];
	uint32_t value;

	put(t, restarts, sizeof(restarts));
	value = crc32c_masked(t->bytes + begin, t->size - begin);
	for (int i = 0; i < 4; i++)
		crc[i] = (uint8_t)(value >> 8 * i);
	put(t, crc, 4);
}

static void put_handle(struct table *t, size_t begin, size_t end)
{
	put_varint(t, begin);
	put_varint(t, end - begin - 5);
}

static void make_table(struct table *t, const uint8_t *bytes, size_t size)
{
	static const uint8_t magic[8] = {0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb};
	uint8_t handle[32];
	struct table small = {handle, 0};
	size_t meta, index, end;

	while (size >= 2 && size - 2 >= (size_t)bytes[0] + bytes[1]) {
		put_entry(t, bytes + 2, bytes[0], bytes + 2 + bytes[0], bytes[1]);
		size -= 2 + (size_t)bytes[0] + bytes[1];
		bytes += 2 + (size_t)bytes[0] + bytes[1];
	}
	end_block(t, 0);
	meta = t->size;
	put_handle(&small, 0, meta);
	end_block(t, meta);
	index = t->size;
	put_entry(t, "\xff", 1, handle, small.size);
	end_block(t, index);
	end = t->size;
	put_handle(t, meta, index);
	put_handle(t, index, end);
	while (t->size < end + 40)
		put(t, "", 1);
	put(t, magic, sizeof(magic));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static uint8_t kept[TABLE_MAX];
	struct table table = {kept, 0};
	const char *path;
	char *data;
	FILE *file;

	if (size > TABLE_MAX / 8)
		return 0;
	make_table(&table, bytes, size);
	path = fuzz_file(NULL, 0);
	data = xasprintf("%s.data-00000-of-00001", path);
	file = fopen(data, "wb");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
		exit(1);
	fuzz_tensors(table.bytes, table.size);
	unlink(data);
	free(data);
	return 0;
}
