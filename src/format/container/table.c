/*
 * The file is held in memory; blocks that are packed are unpacked one at a time. Blocks have to
 * follow one another, so that a few bytes of an index cannot ask for the same block again and
 * again.
 */
#include "format/container/table.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/container/crc32c.h"
#include "format/file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_SNAPPY
#include <snappy-c.h>
#endif

enum { FOOTER = 48, MAGIC = 40, TRAILER = 5, RESTART = 4 };
enum { STORED = 0, SNAPPY = 1 };
static const unsigned char magic[8] = {0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb};

struct handle {
	uint64_t offset, size;
};

struct block {
	size_t offset; /* in the file */
	const unsigned char *bytes;
	size_t size;
	unsigned char *unpacked; /* what bytes lie in where they were packed, or NULL; owned */
};

struct table {
	const char *path;
	unsigned char *bytes;
	size_t size;
	uint64_t end; /* of the block of entries that was read last */
	char last_key[TABLE_KEY_MAX + 1];
	size_t last_size;
	bool has_last;
	bool (*visit)(void *context, const struct table_entry *, struct err *);
	void *context;
};

static bool damaged(const struct table *t, size_t offset, const char *what, struct err *err)
{
	return err_set(err, "%s: is damaged: %s at byte %zu; copy or download it again", t->path,
		       what, offset);
}

/* Numbers of 7 bits a byte, the lowest first. */
static bool take_varint(const unsigned char **next, const unsigned char *end, uint64_t *value)
{
	*value = 0;
	for (int shift = 0; shift < 64 && *next < end; shift += 7) {
		unsigned char byte = *(*next)++;

		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

static bool take_handle(const unsigned char **next, const unsigned char *end, struct handle *handle)
{
	return take_varint(next, end, &handle->offset) && take_varint(next, end, &handle->size);
}

static uint32_t load_u32(const unsigned char *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

#ifdef HAVE_SNAPPY
static bool unpack(const struct table *t, struct block *block, struct err *err)
{
	const char *packed = (const char *)block->bytes;
	size_t size;

	if (snappy_uncompressed_length(packed, block->size, &size) != SNAPPY_OK)
		return damaged(t, block->offset, "a block without its length", err);
	if (size > TABLE_BLOCK_MAX)
		return err_set(
			err,
			"%s: the block at byte %zu would unpack to %zu bytes; at most %d are "
			"read",
			t->path, block->offset, size, TABLE_BLOCK_MAX);
	block->unpacked = xmalloc(size + 1);
	if (snappy_uncompress(packed, block->size, (char *)block->unpacked, &size) != SNAPPY_OK)
		return damaged(t, block->offset, "a block that does not unpack", err);
	block->bytes = block->unpacked;
	block->size = size;
	return true;
}
#else
static bool unpack(const struct table *t, struct block *block, struct err *err)
{
	(void)block;
	return err_set(err,
		       "%s: is packed by Snappy, which this netglyph was built without; install "
		       "libsnappy-dev, run ./configure and make again",
		       t->path);
}
#endif

/* The caller frees block->unpacked in any case. */
static bool read_block(const struct table *t, const struct handle *handle, struct block *block,
		       struct err *err)
{
	size_t end = t->size - FOOTER;
	const unsigned char *trailer;

	*block = (struct block){.offset = (size_t)handle->offset};
	if (handle->offset > end || handle->size > end - handle->offset ||
	    end - handle->offset - handle->size < TRAILER)
		return damaged(t, t->size - FOOTER, "a block beyond the file's end", err);
	block->bytes = t->bytes + handle->offset;
	block->size = (size_t)handle->size;
	trailer = block->bytes + block->size;
	if (crc32c_masked(block->bytes, block->size + 1) != load_u32(trailer + 1))
		return damaged(t, block->offset, "the checksum does not fit the block", err);
	if (*trailer != STORED && *trailer != SNAPPY)
		return err_set(err, "%s: the block at byte %zu is packed in the unknown way %d",
			       t->path, block->offset, *trailer);
	return *trailer == STORED || unpack(t, block, err);
}

/* The keys' ends and values of a block, one after another. */
struct cursor {
	const unsigned char *next, *end;
	char key[TABLE_KEY_MAX + 1];
	size_t key_size;
};

/* Behind the entries stand the offsets of those whose keys share nothing, and how many they are. */
static bool start(const struct table *t, const struct block *block, struct cursor *cursor,
		  struct err *err)
{
	size_t restarts = block->size < RESTART ? 0 : block->size / RESTART - 1;
	uint32_t count =
		block->size < RESTART ? UINT32_MAX : load_u32(block->bytes + block->size - RESTART);

	if (count > restarts)
		return damaged(t, block->offset, "a block without its end", err);
	cursor->next = block->bytes;
	cursor->end = block->bytes + block->size - RESTART * ((size_t)count + 1);
	cursor->key_size = 0;
	return true;
}

static bool take_entry(const struct table *t, const struct block *block, struct cursor *c,
		       struct table_entry *entry, struct err *err)
{
	uint64_t shared, tail, value;

	if (!take_varint(&c->next, c->end, &shared) || !take_varint(&c->next, c->end, &tail) ||
	    !take_varint(&c->next, c->end, &value) || shared > c->key_size ||
	    tail > (uint64_t)(c->end - c->next) || value > (uint64_t)(c->end - c->next) - tail)
		return damaged(t, block->offset, "an entry beyond its block", err);
	if (tail > TABLE_KEY_MAX - shared)
		return err_set(err, "%s: has a name of %llu bytes; at most %d are read", t->path,
			       (unsigned long long)(shared + tail), TABLE_KEY_MAX);
	memcpy(c->key + shared, c->next, (size_t)tail);
	c->key_size = (size_t)(shared + tail);
	c->key[c->key_size] = '\0';
	*entry = (struct table_entry){c->key, c->key_size, c->next + tail, (size_t)value};
	c->next += tail + value;
	return true;
}

static bool is_rising(const struct table *t, const struct table_entry *entry)
{
	size_t common = t->last_size < entry->key_size ? t->last_size : entry->key_size;
	int order = memcmp(t->last_key, entry->key, common);

	return !t->has_last || order < 0 || (order == 0 && t->last_size < entry->key_size);
}

static bool visit_block(struct table *t, const struct block *block, struct err *err)
{
	struct cursor cursor;
	struct table_entry entry;

	if (!start(t, block, &cursor, err))
		return false;
	while (cursor.next < cursor.end) {
		if (!take_entry(t, block, &cursor, &entry, err))
			return false;
		if (!is_rising(t, &entry))
			return damaged(t, block->offset, "names out of order", err);
		if (!t->visit(t->context, &entry, err))
			return false;
		memcpy(t->last_key, entry.key, entry.key_size);
		t->last_size = entry.key_size;
		t->has_last = true;
	}
	return true;
}

/* The block of entries that an entry of the index block leads to. */
static bool follow(struct table *t, const struct block *index, const struct table_entry *entry,
		   struct err *err)
{
	const unsigned char *next = entry->value, *end = next + entry->value_size;
	struct handle handle;
	struct block block;
	bool is_good;

	if (!take_handle(&next, end, &handle) || next != end || handle.offset < t->end)
		return damaged(t, index->offset, "a wrong place of a block", err);
	is_good = read_block(t, &handle, &block, err) && visit_block(t, &block, err);
	free(block.unpacked);
	t->end = handle.offset + handle.size;
	return is_good;
}

static bool follow_all(struct table *t, const struct block *index, struct err *err)
{
	struct cursor cursor;
	struct table_entry entry;

	if (!start(t, index, &cursor, err))
		return false;
	while (cursor.next < cursor.end)
		if (!take_entry(t, index, &cursor, &entry, err) || !follow(t, index, &entry, err))
			return false;
	return true;
}

static bool read_footer(const struct table *t, struct handle *meta, struct handle *index,
			struct err *err)
{
	const unsigned char *next = t->bytes + t->size - FOOTER, *end = next + MAGIC;

	if (memcmp(end, magic, sizeof(magic)) != 0)
		return err_set(err,
			       "%s: is cut short or no table: its last 8 bytes are wrong; copy "
			       "or download it again",
			       t->path);
	if (!take_handle(&next, end, meta) || !take_handle(&next, end, index))
		return damaged(t, t->size - FOOTER, "a wrong footer", err);
	while (next < end)
		if (*next++ != 0)
			return damaged(t, t->size - FOOTER, "a wrong footer", err);
	return true;
}

/* The meta block holds nothing that is needed, but it is as it was written, or the file is not. */
static bool read_table(struct table *t, struct err *err)
{
	struct handle meta, index;
	struct block block = {0};
	bool is_good;

	if (t->size < FOOTER)
		return err_set(err,
			       "%s: has %zu bytes, too few for a table; copy or download it "
			       "again",
			       t->path, t->size);
	if (!read_footer(t, &meta, &index, err))
		return false;
	is_good = read_block(t, &meta, &block, err);
	free(block.unpacked);
	if (!is_good)
		return false;
	is_good = read_block(t, &index, &block, err) && follow_all(t, &block, err);
	free(block.unpacked);
	return is_good;
}

bool table_read(const char *path,
		bool (*visit)(void *context, const struct table_entry *, struct err *),
		void *context, struct err *err)
{
	struct table *table = xcalloc(1, sizeof(*table));
	bool is_read = file_read(path, TABLE_FILE_MAX, &table->bytes, &table->size, err);

	table->path = path;
	table->visit = visit;
	table->context = context;
	if (is_read) {
		is_read = read_table(table, err);
		free(table->bytes);
	}
	free(table);
	return is_read;
}

bool table_is_like(const char *path)
{
	unsigned char tail[sizeof(magic)];
	uint64_t size;
	struct err ignored;

	return file_size(path, &size, &ignored) && size >= FOOTER &&
	       file_read_at(path, size - sizeof(magic), tail, sizeof(tail), &ignored) &&
	       memcmp(tail, magic, sizeof(magic)) == 0;
}
