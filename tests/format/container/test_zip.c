/*
 * ZIP archives. What our writer writes is what the format asks for, and is read back; deflated
 * members are put together here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/container/zip.h"
#include "format/container/zip_writer.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <zlib.h>

static const char *write_archive(void **state)
{
	const char *path = scratch_path(state, "two.zip");
	struct err err;
	struct writer *writer = writer_open(path, &err);
	struct zip_writer *zip = zip_writer_new(writer);

	assert_true(zip_writer_add(zip, "a", NULL, 0, NULL, 0, &err));
	assert_true(zip_writer_add(zip, "b/c.npy", "head", 4, "bytes", 5, &err));
	assert_true(zip_writer_end(zip, &err));
	assert_true(writer_commit(writer, &err));
	zip_writer_free(zip);
	zip_writer_free(NULL);
	return path;
}

static void put(unsigned char *bytes, size_t size, uint64_t value)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
}

static void stored_archive_is_as_the_format_asks_for(void **state)
{
	size_t size;
	unsigned char *bytes = scratch_read(write_archive(state), &size);
	unsigned char local[37] = {'P', 'K', 3, 4, 20, 0, 0, 8, 0, 0, 0, 0, 33, 0};

	assert_int_equal(size, 31 + 37 + 9 + 47 + 53 + 22);
	put(local + 14, 4, crc32(0, (const unsigned char *)"headbytes", 9));
	put(local + 18, 4, 9);
	put(local + 22, 4, 9);
	put(local + 26, 2, 7);
	memcpy(local + 30, "b/c.npy", 7);
	assert_memory_equal(bytes + 31, local, 37);
	assert_memory_equal(bytes + 68, "headbytes", 9);
	assert_memory_equal(bytes + 77, "PK\1\2\24\0\24\0\0\10", 10);
	assert_memory_equal(bytes + size - 22, "PK\5\6\0\0\0\0\2\0\2\0\144\0\0\0\115\0\0\0\0\0",
			    22);
	free(bytes);
}

static void what_cannot_be_written_is_refused(void **state)
{
	static char name[70000];
	struct err err;
	struct writer *writer = writer_open("/dev/full", &err);
	struct zip_writer *zip = zip_writer_new(writer);

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	assert_false(zip_writer_add(zip, name, NULL, 0, NULL, 0, &err));
	assert_says(&err, "/dev/full: a ZIP archive can't hold so much");
	assert_false(zip_writer_add(zip, "a", "b", 1, NULL, 0, &err));
	assert_says(&err, "/dev/full: ");
	assert_false(zip_writer_end(zip, &err));
	zip_writer_free(zip);
	writer_abort(writer);
}

#ifdef HAVE_ZIP

/* One member `m`, of these packed bytes. */
struct member {
	unsigned flags, method;
	uint32_t crc;
	uint64_t packed, unpacked;
};

static const char *write_member(void **state, const struct member *member, const void *bytes)
{
	size_t length = 31 + (size_t)member->packed, size = length + 47 + 22;
	unsigned char *file = calloc(1, size), *central = file + length, *end = central + 47;
	const char *path;

	assert_non_null(file);
	put(file, 4, 0x04034b50);
	put(file + 4, 2, 20);
	put(file + 6, 2, member->flags);
	put(file + 8, 2, member->method);
	put(file + 12, 2, 33);
	put(file + 14, 4, member->crc);
	put(file + 18, 4, member->packed);
	put(file + 22, 4, member->unpacked);
	put(file + 26, 2, 1);
	file[30] = 'm';
	memcpy(file + 31, bytes, (size_t)member->packed);
	put(central, 4, 0x02014b50);
	memcpy(central + 6, file + 4, 26);
	central[46] = 'm';
	put(end, 4, 0x06054b50);
	put(end + 8, 2, 1);
	put(end + 10, 2, 1);
	put(end + 12, 4, 47);
	put(end + 16, 4, length);
	path = scratch_write(state, "one.zip", file, size);
	free(file);
	return path;
}

/* Deflated, without any header. */
static unsigned char *deflate_raw(const void *bytes, size_t size, size_t *packed)
{
	z_stream stream = {.next_in = (z_const Bytef *)bytes, .avail_in = (uInt)size};
	unsigned char *out;

	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
	*packed = deflateBound(&stream, (uLong)size);
	out = malloc(*packed);
	assert_non_null(out);
	stream.next_out = out;
	stream.avail_out = (uInt)*packed;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	*packed = stream.total_out;
	deflateEnd(&stream);
	return out;
}

static struct zip_archive *open_good(const char *path)
{
	struct err err;
	struct zip_archive *zip = zip_archive_open(path, &err);

	if (!zip)
		fail_msg("%s", err.text);
	return zip;
}

static void assert_holds_both(struct zip_archive *zip)
{
	unsigned char bytes[9], *loaded;
	size_t i, size;
	struct err err;

	assert_int_equal(zip_archive_count(zip), 2);
	assert_string_equal(zip_archive_name(zip, 0), "a");
	assert_true(zip_archive_find(zip, "b/c.npy", &i));
	assert_int_equal(i, 1);
	assert_false(zip_archive_find(zip, "b", &i));
	assert_true(zip_archive_size(zip, 1, 9, &size, &err));
	assert_int_equal(size, 9);
	assert_true(zip_archive_read(zip, 1, bytes, 9, &err));
	assert_memory_equal(bytes, "headbytes", 9);
	memset(bytes, 0, 9);
	assert_true(zip_archive_read_head(zip, 1, bytes, 5, &err));
	assert_memory_equal(bytes, "headb\0", 6);
	loaded = zip_archive_load(zip, 0, 100, &size, &err);
	assert_int_equal(size, 0);
	assert_int_equal(loaded[0], 0);
	free(loaded);
	assert_null(zip_archive_load(zip, 1, 8, &size, &err));
	assert_says(&err, "two.zip: b/c.npy has 9 bytes; at most 8 are read");
	assert_false(zip_archive_read_head(zip, 1, bytes, 10, &err) &&
		     zip_archive_read_head(zip, 1, bytes, 10, &err));
	assert_says(&err, "two.zip: b/c.npy has fewer bytes");
	assert_false(zip_archive_size(zip, 2, 9, &size, &err));
	assert_false(zip_archive_read_head(zip, 2, bytes, 1, &err));
	zip_archive_close(zip);
	zip_archive_close(NULL);
}

static void members_are_read_from_file_and_memory(void **state)
{
	const char *path = write_archive(state);
	size_t size;
	unsigned char *bytes = scratch_read(path, &size);
	struct err err;

	assert_holds_both(open_good(path));
	assert_holds_both(zip_archive_open_memory(bytes, size, "two.zip", &err));
	assert_true(zip_is_like(bytes, 4));
	assert_false(zip_is_like(bytes, 3));
	assert_false(zip_is_like(bytes + 1, 4));
	assert_true(zip_is_like((const unsigned char *)"PK\5\6", 4));
	free(bytes);
}

static bool read_all(const char *path, uint64_t *digest, struct err *err)
{
	struct zip_archive *zip = zip_archive_open(path, err);
	bool is_read = zip;

	*digest = 0;
	for (size_t i = 0; is_read && i < zip_archive_count(zip); i++) {
		const char *name = zip_archive_name(zip, i);
		size_t size;
		unsigned char *bytes = zip_archive_load(zip, i, 1000, &size, err);

		is_read = bytes;
		*digest = damage_digest(*digest, name, strlen(name));
		*digest = damage_digest(*digest, bytes, bytes ? size : 0);
		free(bytes);
	}
	zip_archive_close(zip);
	return is_read;
}

static void damage_is_noticed_or_changes_nothing(void **state)
{
	struct member member = {0, 8, (uint32_t)crc32(0, (const unsigned char *)"aaaabbbb", 8), 0,
				8};
	size_t packed;
	unsigned char *bytes = deflate_raw("aaaabbbb", 8, &packed);

	member.packed = packed;
	damage_try(&(struct damage){.path = write_archive(state), .read = read_all});
	damage_try(&(struct damage){.path = write_member(state, &member, bytes), .read = read_all});
	free(bytes);
}

static void assert_refused(void **state, const struct member *member, const void *bytes,
			   const char *says)
{
	const char *path = write_member(state, member, bytes);
	struct err err = {""};
	struct zip_archive *zip = zip_archive_open(path, &err);
	unsigned char *loaded = NULL;
	size_t size;

	if (zip)
		loaded = zip_archive_load(zip, 0, (size_t)1 << 31, &size, &err);
	assert_null(loaded);
	assert_says(&err, path);
	assert_says(&err, says);
	zip_archive_close(zip);
}

static void members_that_are_packed_otherwise_are_refused(void **state)
{
	const uint32_t crc = (uint32_t)crc32(0, (const unsigned char *)"abcd", 4);

	assert_refused(state, &(struct member){1, 0, crc, 4, 4}, "abcd", "m is encrypted or");
	assert_refused(state, &(struct member){0, 12, crc, 4, 4}, "abcd", "Deflate");
	assert_refused(state, &(struct member){0, 0, crc + 1, 4, 4}, "abcd", "m: CRC error");
}

static void bombs_are_refused(void **state)
{
	enum { ZEROS = 40 << 20 };
	unsigned char *zeros = calloc(1, ZEROS), *bytes;
	size_t packed;
	uint32_t crc = (uint32_t)crc32_z(0, zeros, ZEROS);

	bytes = deflate_raw(zeros, ZEROS, &packed);
	assert_refused(state, &(struct member){0, 8, crc, packed, ZEROS}, bytes,
		       "unpacks to more than 100 times its size");
	/* What states less than it has gets no more room than it states. */
	assert_refused(state, &(struct member){0, 8, crc, packed, 1000}, bytes, "m");
	assert_refused(state, &(struct member){0, 8, crc, packed, 0x7fffffff}, bytes,
		       "which the archive can't hold");
	assert_refused(state, &(struct member){0, 0, crc, 8, 0x7fffffff}, bytes, "");
	assert_refused(state, &(struct member){0, 0, crc, 8, 0xfffffffe}, bytes, "");
	free(bytes);
	free(zeros);
}

/* Many small members over the same bytes are a bomb as well. */
static void all_members_together_are_bounded(void **state)
{
	enum { ZEROS = 3 << 20 };
	unsigned char *zeros = calloc(1, ZEROS), *bytes;
	struct member member = {0, 8, (uint32_t)crc32_z(0, zeros, ZEROS), 0, ZEROS};
	size_t packed, size;
	struct zip_archive *zip;
	struct err err;
	int count = 0;

	bytes = deflate_raw(zeros, ZEROS, &packed);
	member.packed = packed;
	zip = open_good(write_member(state, &member, bytes));
	free(bytes);
	while ((bytes = zip_archive_load(zip, 0, ZEROS, &size, &err))) {
		free(bytes);
		count++;
	}
	assert_in_range(count, 10, 12);
	assert_says(&err, "unpacks to more than");
	zip_archive_close(zip);
	free(zeros);
}

/* A directory that states 2^25 members, which would take gigabytes; and what only seems to state
 * fewer. */
static void directory_of_too_many_is_refused(void **state)
{
	unsigned char file[46 + 56 + 20 + 22] = {'P', 'K', 1, 2};
	unsigned char *end64 = file + 46, *locator = end64 + 56, *end = locator + 20;
	struct err err;

	put(end64, 4, 0x06064b50);
	put(end64 + 4, 8, 44);
	put(end64 + 24, 8, 1 << 25);
	put(end64 + 32, 8, 1 << 25);
	put(end64 + 40, 8, 46);
	put(locator, 4, 0x07064b50);
	put(locator + 8, 8, 46);
	put(locator + 16, 4, 1);
	put(end, 4, 0x06054b50);
	put(end + 8, 4, 0xffffffff);
	put(end + 12, 8, UINT64_MAX);
	assert_null(zip_archive_open(scratch_write(state, "many.zip", file, sizeof(file)), &err));
	assert_says(&err, "many.zip: is a ZIP archive of more than 16384 members");
	assert_null(zip_archive_open_memory(file, sizeof(file), "many", &err));
	assert_says(&err, "many: is a ZIP archive of more than 16384 members");
	put(end64 + 32, 8, 1);
	assert_null(zip_archive_open_memory(file, sizeof(file), "many", &err));
	assert_says(&err, "many: its ZIP archive can't be read: ");
	put(locator + 8, 8, 0);
	assert_null(zip_archive_open_memory(file, sizeof(file), "many", &err));
	assert_says(&err, "many: is a ZIP archive of more than 16384 members");
	put(locator, 4, 0);
	assert_null(zip_archive_open_memory(file, sizeof(file), "many", &err));
	assert_says(&err, "many: is a ZIP archive of more than 16384 members");
	put(end + 8, 4, 0x40004000);
	assert_null(zip_archive_open_memory(file, sizeof(file), "many", &err));
	assert_says(&err, "many: its ZIP archive can't be read: ");
}

static void what_is_no_archive_is_refused(void **state)
{
	struct err err;

	assert_null(zip_archive_open(scratch_path(state, "none"), &err));
	assert_says(&err, "none: can't be opened");
	assert_null(zip_archive_open(scratch_write(state, "text", "text", 4), &err));
	assert_says(&err, "text: its ZIP archive can't be read: Not a zip archive");
	assert_null(zip_archive_open_memory("PK\3\4", 4, "bytes", &err));
	assert_says(&err, "bytes: its ZIP archive can't be read: ");
}

#else

static void archive_says_what_is_missing(void **state)
{
	struct err err;

	assert_null(zip_archive_open(write_archive(state), &err));
	assert_says(&err, "two.zip: is a ZIP archive, which this netglyph was built without");
	assert_null(zip_archive_open_memory("PK", 2, "bytes", &err));
	assert_says(&err, "install libzip");
}

#endif

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(stored_archive_is_as_the_format_asks_for),
		in_scratch(what_cannot_be_written_is_refused),
#ifdef HAVE_ZIP
		in_scratch(members_are_read_from_file_and_memory),
		in_scratch(damage_is_noticed_or_changes_nothing),
		in_scratch(members_that_are_packed_otherwise_are_refused),
		in_scratch(bombs_are_refused),
		in_scratch(all_members_together_are_bounded),
		in_scratch(directory_of_too_many_is_refused),
		in_scratch(what_is_no_archive_is_refused),
#else
		in_scratch(archive_says_what_is_missing),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
