/* What the readers read, written as its definition says: no cleverness. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/container/crc32c.h"
#include "support/scratch.h"
#include "support/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_SNAPPY
#include <snappy-c.h>
#endif

void wire_clear(struct wire *wire)
{
	free(wire->bytes);
	*wire = (struct wire){0};
}

void wire_bytes(struct wire *wire, const void *bytes, size_t size)
{
	wire->bytes = realloc(wire->bytes, wire->size + size + 1);
	assert_non_null(wire->bytes);
	if (size > 0)
		memcpy(wire->bytes + wire->size, bytes, size);
	wire->size += size;
}

void wire_u32(struct wire *wire, uint32_t value)
{
	unsigned char bytes[4] = {(unsigned char)value, (unsigned char)(value >> 8),
				  (unsigned char)(value >> 16), (unsigned char)(value >> 24)};

	wire_bytes(wire, bytes, 4);
}

void wire_varint(struct wire *wire, uint64_t value)
{
	unsigned char byte;

	for (; value >= 0x80; value >>= 7) {
		byte = (unsigned char)(value | 0x80);
		wire_bytes(wire, &byte, 1);
	}
	byte = (unsigned char)value;
	wire_bytes(wire, &byte, 1);
}

void wire_number(struct wire *wire, int field, uint64_t value)
{
	wire_varint(wire, (uint64_t)field << 3);
	wire_varint(wire, value);
}

void wire_fixed32(struct wire *wire, int field, uint32_t value)
{
	wire_varint(wire, (uint64_t)field << 3 | 5);
	wire_u32(wire, value);
}

void wire_part(struct wire *wire, int field, const void *bytes, size_t size)
{
	wire_varint(wire, (uint64_t)field << 3 | 2);
	wire_varint(wire, size);
	wire_bytes(wire, bytes, size);
}

void wire_text(struct wire *wire, int field, const char *text)
{
	wire_part(wire, field, text, strlen(text));
}

void wire_message(struct wire *wire, int field, struct wire *part)
{
	wire_part(wire, field, part->bytes, part->size);
	wire_clear(part);
}

/* ----------------------------------------------------------------------------------- tables */

/* An entry of a block; last: the key before it. */
static void add(struct wire *block, char last[256], const char *key, const void *value, size_t size)
{
	size_t shared = 0, length = strlen(key);

	assert_true(length < 256);
	while (key[shared] && key[shared] == last[shared])
		shared++;
	wire_varint(block, shared);
	wire_varint(block, length - shared);
	wire_varint(block, size);
	wire_bytes(block, key + shared, length - shared);
	wire_bytes(block, value, size);
	memcpy(last, key, length + 1);
}

void wire_table_add(struct wire_table *table, const char *key, const void *value, size_t size)
{
	add(&table->block, table->last, key, value, size);
}

#ifdef HAVE_SNAPPY
static void pack(struct wire *block)
{
	size_t size = snappy_max_compressed_length(block->size);
	struct wire packed = {malloc(size), 0};

	assert_non_null(packed.bytes);
	assert_int_equal(snappy_compress((const char *)block->bytes, block->size,
					 (char *)packed.bytes, &size),
			 SNAPPY_OK);
	packed.size = size;
	wire_clear(block);
	*block = packed;
}
#else
static void pack(struct wire *block)
{
	(void)block;
	skip();
}
#endif

/* Puts the block with its one restart, its type and its checksum into the table; handle: where. */
static void end_block(struct wire_table *table, struct wire *block, struct wire *handle)
{
	unsigned char type = table->is_packed;

	wire_u32(block, 0);
	wire_u32(block, 1);
	if (table->is_packed)
		pack(block);
	wire_varint(handle, table->out.size);
	wire_varint(handle, block->size);
	wire_bytes(block, &type, 1);
	wire_bytes(&table->out, block->bytes, block->size);
	wire_u32(&table->out, crc32c_masked(block->bytes, block->size));
	wire_clear(block);
}

void wire_table_end_block(struct wire_table *table)
{
	struct wire handle = {0};
	char none[256] = "";

	if (table->block.size == 0)
		return;
	end_block(table, &table->block, &handle);
	/* Index keys of their own would be shorter; nobody looks at them. */
	add(&table->index, none, table->last, handle.bytes, handle.size);
	wire_clear(&handle);
	table->last[0] = '\0';
}

void wire_table_end(struct wire_table *table)
{
	static const unsigned char magic[8] = {0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb};
	struct wire footer = {0}, empty = {0};

	wire_table_end_block(table);
	end_block(table, &empty, &footer);
	end_block(table, &table->index, &footer);
	while (footer.size < 40)
		wire_bytes(&footer, "", 1);
	wire_bytes(&table->out, footer.bytes, footer.size);
	wire_bytes(&table->out, magic, 8);
	wire_clear(&footer);
}

/* ------------------------------------------------------------------------------ checkpoints */

void wire_checkpoint_begin(struct wire_checkpoint *c)
{
	struct wire header = {0}, version = {0};

	wire_number(&header, 1, 1);
	wire_number(&version, 1, 1);
	wire_message(&header, 3, &version);
	wire_table_add(&c->table, "", header.bytes, header.size);
	wire_clear(&header);
}

static void add_entry(struct wire_checkpoint *c, const char *name, int dtype, struct wire *shape,
		      size_t size, uint32_t crc)
{
	struct wire entry = {0};

	wire_number(&entry, 1, (uint64_t)dtype);
	wire_message(&entry, 2, shape);
	wire_number(&entry, 4, c->data.size);
	wire_number(&entry, 5, size);
	wire_fixed32(&entry, 6, crc);
	wire_table_add(&c->table, name, entry.bytes, entry.size);
	wire_clear(&entry);
}

void wire_checkpoint_tensor(struct wire_checkpoint *c, const char *name, int dtype, int ndim,
			    const size_t *dims, const void *data, size_t size)
{
	struct wire shape = {0}, dim = {0};

	for (int i = 0; i < ndim; i++) {
		wire_number(&dim, 1, dims[i]);
		wire_message(&shape, 2, &dim);
	}
	add_entry(c, name, dtype, &shape, size, crc32c_masked(data, size));
	wire_bytes(&c->data, data, size);
}

void wire_checkpoint_string(struct wire_checkpoint *c, const char *name, const void *text,
			    size_t size)
{
	struct wire stored = {0}, length = {0}, shape = {0};
	uint32_t crc;

	wire_u32(&length, (uint32_t)size);
	crc = crc32c(0, length.bytes, 4);
	wire_varint(&stored, size);
	wire_u32(&stored, crc32c_mask(crc));
	crc = crc32c(crc, stored.bytes + stored.size - 4, 4);
	crc = crc32c(crc, text, size);
	wire_bytes(&stored, text, size);
	add_entry(c, name, 7, &shape, stored.size, crc32c_mask(crc));
	wire_bytes(&c->data, stored.bytes, stored.size);
	wire_clear(&stored);
	wire_clear(&length);
}

const char *wire_checkpoint_end(struct wire_checkpoint *c, void **state, const char *name)
{
	char file[256];

	wire_table_end(&c->table);
	snprintf(file, sizeof(file), "%s.index", name);
	scratch_write(state, file, c->table.out.bytes, c->table.out.size);
	snprintf(file, sizeof(file), "%s.data-00000-of-00001", name);
	scratch_write(state, file, c->data.bytes, c->data.size);
	wire_clear(&c->table.out);
	wire_clear(&c->data);
	return scratch_path(state, name);
}
