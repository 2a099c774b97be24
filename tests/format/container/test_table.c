/* Tables of LevelDB: what they hold, and what becomes of damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "format/container/crc32c.h"
#include "format/container/table.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"
#include "support/wire.h"

#include <stdlib.h>
#include <string.h>

struct seen {
	int count;
	uint64_t digest;
	char last[300];
	size_t last_size;
};

static bool see(void *context, const struct table_entry *entry, struct err *err)
{
	struct seen *seen = context;

	(void)err;
	assert_int_equal(entry->key[entry->key_size], 0);
	seen->count++;
	seen->digest = damage_digest(seen->digest, entry->key, entry->key_size);
	seen->digest = damage_digest(seen->digest, entry->value, entry->value_size);
	seen->last_size = entry->value_size;
	if (entry->key_size < sizeof(seen->last))
		memcpy(seen->last, entry->key, entry->key_size + 1);
	return true;
}

static bool read_digest(const char *path, uint64_t *digest, struct err *err)
{
	struct seen seen = {0};
	bool is_read = table_read(path, see, &seen, err);

	*digest = seen.digest;
	return is_read;
}

static const char *end(struct wire_table *table, void **state)
{
	const char *path;

	wire_table_end(table);
	path = scratch_write(state, "table", table->out.bytes, table->out.size);
	wire_clear(&table->out);
	return path;
}

/* Three blocks with keys that share beginnings. */
static const char *make(void **state, bool is_packed)
{
	struct wire_table table = {.is_packed = is_packed};

	wire_table_add(&table, "", "head", 4);
	wire_table_add(&table, "W", "1", 1);
	wire_table_add(&table, "W_conv1", "22", 2);
	wire_table_end_block(&table);
	wire_table_add(&table, "W_conv1/Adam", "333333333333333333333333", 24);
	wire_table_add(&table, "W_conv2", "", 0);
	wire_table_end_block(&table);
	wire_table_add(&table, "b", "5", 1);
	return end(&table, state);
}

static void entries_come_in_order_packed_or_not(void **state)
{
	struct seen plain = {0}, packed = {0};
	struct err err;

	assert_true(table_read(make(state, false), see, &plain, &err));
	assert_int_equal(plain.count, 6);
	assert_string_equal(plain.last, "b");
	assert_int_equal(plain.last_size, 1);
	assert_true(table_read(make(state, true), see, &packed, &err));
	assert_true(packed.digest == plain.digest);
}

static void every_damage_is_noticed(void **state)
{
	damage_try(&(struct damage){.path = make(state, false), .read = read_digest});
	damage_try(&(struct damage){.path = make(state, true), .read = read_digest});
}

static void assert_refused(const char *path, const char *says)
{
	struct seen seen = {0};
	struct err err;

	assert_false(table_read(path, see, &seen, &err));
	assert_says(&err, path);
	assert_says(&err, says);
}

static void names_have_to_rise_across_blocks_too(void **state)
{
	struct wire_table table = {0};

	wire_table_add(&table, "b", "1", 1);
	wire_table_add(&table, "a", "2", 1);
	assert_refused(end(&table, state), "names out of order");
	table = (struct wire_table){0};
	wire_table_add(&table, "b", "1", 1);
	wire_table_end_block(&table);
	wire_table_add(&table, "b", "2", 1);
	assert_refused(end(&table, state), "names out of order");
}

/* Two entries of the index that lead to the same block. */
static void a_block_is_read_once(void **state)
{
	struct wire_table table = {0};
	struct wire copy = {0};

	wire_table_add(&table, "b", "1", 1);
	wire_table_end_block(&table);
	wire_bytes(&copy, table.index.bytes, table.index.size);
	wire_bytes(&table.index, copy.bytes, copy.size);
	wire_clear(&copy);
	assert_refused(end(&table, state), "a wrong place of a block");
}

static void long_names_are_refused(void **state)
{
	struct wire_table table = {0};
	char *name = calloc(1, TABLE_KEY_MAX + 2);

	assert_non_null(name);
	memset(name, 'x', TABLE_KEY_MAX + 1);
	wire_varint(&table.block, 0);
	wire_varint(&table.block, TABLE_KEY_MAX + 1);
	wire_varint(&table.block, 0);
	wire_bytes(&table.block, name, TABLE_KEY_MAX + 1);
	free(name);
	assert_refused(end(&table, state), "a name of 4097 bytes");
}

/* What stands behind the blocks: a footer of 40 bytes and the magic number. */
static const char *end_by_hand(struct wire *out, void **state, const void *footer, size_t size)
{
	static const unsigned char magic[8] = {0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb};
	const char *path;

	wire_bytes(out, footer, size);
	for (; size < 40; size++)
		wire_bytes(out, "", 1);
	wire_bytes(out, magic, 8);
	path = scratch_write(state, "table", out->bytes, out->size);
	wire_clear(out);
	return path;
}

/* A block of such bytes, its checksum right, as that of the entries or of the index. */
static const char *make_block(void **state, const void *bytes, size_t size, unsigned char type,
			      bool is_index)
{
	struct wire_table table = {0};
	const char handle[] = {0, (char)size, 0, (char)size};

	wire_bytes(&table.out, bytes, size);
	wire_bytes(&table.out, &type, 1);
	wire_u32(&table.out, crc32c_masked(table.out.bytes, table.out.size));
	if (is_index)
		return end_by_hand(&table.out, state, handle, 4);
	wire_bytes(&table.index, "\0\1\2z", 4);
	wire_bytes(&table.index, handle, 2);
	return end(&table, state);
}

/* An entry is three numbers, the key's end and the value; the last four bytes say how many offsets
 * stand before them. */
static void blocks_that_make_no_sense_are_refused(void **state)
{
#define BYTES(text) text, sizeof(text) - 1
	static const struct {
		const char *bytes;
		size_t size;
		const char *says;
		unsigned char type;
		bool is_index;
	} bad[] = {
		{BYTES("\0\0\0"), "a block without its end at byte 0", 0, false},
		{BYTES("\1\0\0\0"), "a block without its end", 0, false},
		{BYTES("\0\0\0\0\2\0\0\0"), "a block without its end", 0, false},
		{BYTES("\xff\0\0\0\0"), "an entry beyond its block at byte 0", 0, false},
		{BYTES("\0\xff\0\0\0\0"), "an entry beyond its block", 0, false},
		{BYTES("\0\0\xff\0\0\0\0"), "an entry beyond its block", 0, false},
		{BYTES("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\0\0\0\0\0\0\0"),
		 "an entry beyond its block", 0, false},
		{BYTES("\1\0\0\0\0\0\0"), "an entry beyond its block", 0, false},
		{BYTES("\0\3\0ab\0\0\0\0"), "an entry beyond its block", 0, false},
		{BYTES("\0\1\2ab\0\0\0\0"), "an entry beyond its block", 0, false},
		{BYTES("\0\0\0\0"), "the block at byte 0 is packed in the unknown way 2", 2, false},
		{BYTES("\0\0\0"), "a block without its end at byte 0", 0, true},
		{BYTES("\xff\0\0\0\0"), "an entry beyond its block", 0, true},
		{BYTES("\0\1\0z\0\0\0\0"), "a wrong place of a block at byte 0", 0, true},
		{BYTES("\0\1\1z\0\0\0\0\0"), "a wrong place of a block", 0, true},
		{BYTES("\0\1\3z\0\0\0\0\0\0\0"), "a wrong place of a block", 0, true},
#ifdef HAVE_SNAPPY
		{BYTES("\xff\xff\xff\xff\xff\xff"), "a block without its length at byte 0", 1,
		 false},
		{BYTES("\5\xff"), "a block that does not unpack at byte 0", 1, false},
		/* Snappy's length says how much is to be allocated. */
		{BYTES("\xff\xff\xff\xff\x0f\0x\0x\0x"), "would unpack to 4294967295 bytes", 1,
		 false},
#endif
	};
#undef BYTES

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_refused(
			make_block(state, bad[i].bytes, bad[i].size, bad[i].type, bad[i].is_index),
			bad[i].says);
}

static void a_block_may_be_empty(void **state)
{
	struct seen seen = {0};
	struct err err;

	assert_true(table_read(make_block(state, "\0\0\0\0", 4, 0, false), see, &seen, &err));
	assert_int_equal(seen.count, 0);
}

/* Its two places are numbers that end. */
static void a_footer_that_makes_no_sense_is_refused(void **state)
{
	unsigned char ones[40];

	memset(ones, 0xff, sizeof(ones));
	for (size_t whole = 0; whole < 4; whole++) {
		struct wire out = {0};

		memset(ones, 0, whole);
		assert_refused(end_by_hand(&out, state, ones, sizeof(ones)),
			       "a wrong footer at byte 0");
	}
}

static void a_table_that_is_not_there_is_named(void **state)
{
	assert_refused(scratch_path(state, "none"), "No such file");
}

/* Refuses the second entry. */
static bool see_one(void *context, const struct table_entry *entry, struct err *err)
{
	int *count = context;

	return ++*count < 2 || err_set(err, "the entry '%s' is not liked", entry->key);
}

static void entries_end_where_one_is_refused(void **state)
{
	int count = 0;
	struct err err;

	assert_false(table_read(make(state, false), see_one, &count, &err));
	assert_int_equal(count, 2);
	assert_string_equal(err.text, "the entry 'W' is not liked");
}

static void what_is_no_table_is_told_by_its_end(void **state)
{
	const char *path = make(state, false);
	char zeros[100] = {0};

	assert_true(table_is_like(path));
	assert_false(table_is_like(scratch_path(state, "none")));
	assert_false(table_is_like(scratch_path(state, "")));
	path = scratch_write(state, "table", zeros, sizeof(zeros));
	assert_false(table_is_like(path));
	assert_refused(path, "is cut short or no table");
	path = scratch_write(state, "table", zeros, 47);
	assert_false(table_is_like(path));
	assert_refused(path, "has 47 bytes");
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(entries_come_in_order_packed_or_not),
		in_scratch(every_damage_is_noticed),
		in_scratch(names_have_to_rise_across_blocks_too),
		in_scratch(a_block_is_read_once),
		in_scratch(long_names_are_refused),
		in_scratch(blocks_that_make_no_sense_are_refused),
		in_scratch(a_block_may_be_empty),
		in_scratch(a_footer_that_makes_no_sense_is_refused),
		in_scratch(a_table_that_is_not_there_is_named),
		in_scratch(entries_end_where_one_is_refused),
		in_scratch(what_is_no_table_is_told_by_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
