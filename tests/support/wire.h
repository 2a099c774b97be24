/* Bytes as protobuf and LevelDB's tables have them, put together by hand. Include cmocka's headers
 * first. */
#ifndef TESTS_SUPPORT_WIRE_H
#define TESTS_SUPPORT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begins as {0}. */
struct wire {
	unsigned char *bytes; /* owned */
	size_t size;
};

void wire_clear(struct wire *);
void wire_bytes(struct wire *, const void *, size_t size);
void wire_u32(struct wire *, uint32_t);
void wire_varint(struct wire *, uint64_t);
/* Fields of a message. */
void wire_number(struct wire *, int field, uint64_t);
void wire_fixed32(struct wire *, int field, uint32_t);
void wire_part(struct wire *, int field, const void *, size_t size);
void wire_text(struct wire *, int field, const char *);
/* Clears the part. */
void wire_message(struct wire *, int field, struct wire *part);

/* A table: entries in the order of their keys, a block ends where it is told to. */
struct wire_table {
	struct wire out, block, index;
	char last[256];
	bool is_packed; /* blocks by Snappy */
};

void wire_table_add(struct wire_table *, const char *key, const void *value, size_t size);
void wire_table_end_block(struct wire_table *);
/* The whole table is in out then; the caller clears that. */
void wire_table_end(struct wire_table *);

/* A checkpoint: its table and one file of data. */
struct wire_checkpoint {
	struct wire_table table;
	struct wire data;
};

/* Tensors in the order of their names, between the two; dtype: TensorFlow's number. */
void wire_checkpoint_begin(struct wire_checkpoint *);
void wire_checkpoint_tensor(struct wire_checkpoint *, const char *name, int dtype, int ndim,
			    const size_t *dims, const void *data, size_t size);
void wire_checkpoint_string(struct wire_checkpoint *, const char *name, const void *, size_t size);
/* Writes NAME.index and NAME.data-00000-of-00001, clears all and returns the path of NAME. */
const char *wire_checkpoint_end(struct wire_checkpoint *, void **state, const char *name);

#endif
