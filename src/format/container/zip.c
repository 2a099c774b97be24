/*
 * ZIP archives by libzip. It is asked to compare each member's header with the directory, so that a
 * damaged name does not pass for another one.
 */
#include "format/container/zip.h"

#ifdef HAVE_ZIP

#include "base/limits.h"
#include "base/xalloc.h"
#include "format/file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct zip_archive {
	zip_t *zip;
	char *path;
	size_t count;
	zip_uint64_t size;     /* of the archive */
	zip_uint64_t unpacked; /* of what was read so far */
};

/* Reports what libzip says. */
static bool fail(const struct zip_archive *archive, const char *place, zip_error_t *error,
		 struct err *err)
{
	return err_set(err, "%s: %s: %s; copy or download it again", archive->path, place,
		       zip_error_strerror(error));
}

/* ------------------------------------------------------------------------------------ opening */

static uint64_t number_at(const unsigned char *bytes, int size)
{
	uint64_t value = 0;

	while (size-- > 0)
		value = value << 8 | bytes[size];
	return value;
}

/* What an archive says of its directory: a record of END bytes, a comment behind it. Where numbers
 * are large, a locator stands before it, and before that another record. */
enum { END = 22, COMMENT_MAX = 0xffff, LOCATOR = 20, LARGE_END = 56 };
enum { TAIL_MAX = LARGE_END + LOCATOR + END + COMMENT_MAX };

/* The members that a record at `at` states; 0: there is none. begin: where in the file the tail
 * does. */
static uint64_t stated_members(const unsigned char *tail, size_t at, uint64_t begin)
{
	const unsigned char *end = tail + at, *large = end - LOCATOR - LARGE_END;

	if (memcmp(end, "PK\5\6", 4) != 0)
		return 0;
	if (at < LOCATOR || memcmp(end - LOCATOR, "PK\6\7", 4) != 0)
		return number_at(end + 10, 2);
	/* libzip would go wherever the locator points. */
	if (at < LOCATOR + LARGE_END || memcmp(large, "PK\6\6", 4) != 0 ||
	    number_at(end - LOCATOR + 8, 8) != begin + at - LOCATOR - LARGE_END)
		return UINT64_MAX;
	return number_at(large + 32, 8);
}

/* libzip makes room for all members and looks at each before it says how many there are. */
static bool has_few_members(const unsigned char *tail, size_t size, uint64_t begin,
			    const char *path, struct err *err)
{
	for (size_t at = 0; at + END <= size; at++)
		if (stated_members(tail, at, begin) > ZIP_MEMBERS_MAX)
			return err_set(err,
				       "%s: is a ZIP archive of more than %d members, the most "
				       "that is read",
				       path, ZIP_MEMBERS_MAX);
	return true;
}

/* Takes the source over. NULL: `error` says why. */
static struct zip_archive *open_source(zip_source_t *source, const char *path, zip_error_t *error,
				       struct err *err)
{
	struct zip_archive *archive = xcalloc(1, sizeof(*archive));
	zip_stat_t info;

	archive->path = xstrdup(path);
	if (source && zip_source_stat(source, &info) == 0 && info.valid & ZIP_STAT_SIZE)
		archive->size = info.size;
	if (source)
		archive->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, error);
	if (archive->zip) {
		archive->count = (size_t)zip_get_num_entries(archive->zip, 0);
		return archive;
	}
	fail(archive, "its ZIP archive can't be read", error, err);
	if (source)
		zip_source_free(source);
	zip_archive_close(archive);
	return NULL;
}

struct zip_archive *zip_archive_open(const char *path, struct err *err)
{
	unsigned char *tail;
	uint64_t size, begin;
	struct zip_archive *archive;
	zip_error_t error;
	bool is_small;

	if (!file_size(path, &size, err))
		return NULL;
	begin = size < TAIL_MAX ? 0 : size - TAIL_MAX;
	tail = xmalloc(TAIL_MAX);
	is_small = file_read_at(path, begin, tail, (size_t)(size - begin), err) &&
		   has_few_members(tail, (size_t)(size - begin), begin, path, err);
	free(tail);
	if (!is_small)
		return NULL;
	zip_error_init(&error);
	archive = open_source(zip_source_file_create(path, 0, 0, &error), path, &error, err);
	zip_error_fini(&error);
	return archive;
}

struct zip_archive *zip_archive_open_memory(const void *bytes, size_t size, const char *path,
					    struct err *err)
{
	struct zip_archive *archive;
	zip_error_t error;
	size_t begin = size < TAIL_MAX ? 0 : size - TAIL_MAX;

	if (!has_few_members((const unsigned char *)bytes + begin, size - begin, begin, path, err))
		return NULL;
	zip_error_init(&error);
	archive = open_source(zip_source_buffer_create(bytes, size, 0, &error), path, &error, err);
	zip_error_fini(&error);
	return archive;
}

void zip_archive_close(struct zip_archive *archive)
{
	if (!archive)
		return;
	if (archive->zip)
		zip_discard(archive->zip);
	free(archive->path);
	free(archive);
}

/* ------------------------------------------------------------------------------------ members */

size_t zip_archive_count(const struct zip_archive *archive)
{
	return archive->count;
}

const char *zip_archive_name(const struct zip_archive *archive, size_t i)
{
	const char *name = zip_get_name(archive->zip, i, ZIP_FL_ENC_RAW);

	return name ? name : "";
}

bool zip_archive_find(const struct zip_archive *archive, const char *name, size_t *i)
{
	zip_int64_t place = zip_name_locate(archive->zip, name, 0);

	*i = place < 0 ? 0 : (size_t)place;
	return place >= 0;
}

/* What the directory says of a member, which must be one that can be read. */
static bool look_up(const struct zip_archive *archive, size_t i, zip_stat_t *info, struct err *err)
{
	const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
	const char *name = zip_archive_name(archive, i);

	if (zip_stat_index(archive->zip, i, 0, info) != 0)
		return fail(archive, name, zip_get_error(archive->zip), err);
	if ((info->valid & needed) != needed ||
	    (info->valid & ZIP_STAT_ENCRYPTION_METHOD && info->encryption_method != ZIP_EM_NONE) ||
	    (info->comp_method != ZIP_CM_STORE && info->comp_method != ZIP_CM_DEFLATE))
		return err_set(err,
			       "%s: %s is encrypted or packed in a way that is not read; unzip it "
			       "and zip it again by Deflate",
			       archive->path, name);
	return true;
}

bool zip_archive_size(const struct zip_archive *archive, size_t i, size_t max, size_t *size,
		      struct err *err)
{
	zip_stat_t info;

	if (!look_up(archive, i, &info, err))
		return false;
	*size = (size_t)info.size;
	if (info.size > max)
		return err_set(
			err,
			"%s: %s has %llu bytes; at most %zu are read; if that is a surprise, "
			"don't trust the file",
			archive->path, zip_archive_name(archive, i), (unsigned long long)info.size,
			max);
	/* Stored bytes are in the archive, and deflated ones can't be packed any better. */
	if (info.size > (info.comp_method == ZIP_CM_STORE ? 1 : ZIP_DEFLATE_RATIO) * archive->size)
		return err_set(err,
			       "%s: %s states %llu bytes, which the archive can't hold; copy or "
			       "download it again",
			       archive->path, zip_archive_name(archive, i),
			       (unsigned long long)info.size);
	if (info.size + archive->unpacked > ZIP_UNPACKED_FREE + ZIP_RATIO_MAX * archive->size)
		return err_set(err,
			       "%s: unpacks to more than %d times its size, which no network does; "
			       "don't trust the file",
			       archive->path, ZIP_RATIO_MAX);
	return true;
}

/* The bytes from an open member. is_whole: it ends behind them, and its checksum is right, which
 * libzip looks at when the end is reached. */
static bool read_member(struct zip_archive *archive, zip_file_t *member, void *bytes, size_t size,
			bool is_whole, const char *name, struct err *err)
{
	unsigned char *next = bytes, beyond;
	zip_int64_t count = 1;
	size_t left = size;

	while (left > 0 && (count = zip_fread(member, next, left)) > 0) {
		next += count;
		left -= (size_t)count;
	}
	if (count >= 0 && left == 0 && is_whole)
		count = zip_fread(member, &beyond, 1);
	else if (left == 0)
		count = 0;
	if (count < 0)
		return fail(archive, name, zip_file_get_error(member), err);
	if (left > 0 || count > 0)
		return err_set(err,
			       "%s: %s has %s bytes than the archive states; copy or download it "
			       "again",
			       archive->path, name, left > 0 ? "fewer" : "more");
	return true;
}

static bool read_bytes(struct zip_archive *archive, size_t i, void *bytes, size_t size,
		       bool is_whole, struct err *err)
{
	const char *name = zip_archive_name(archive, i);
	zip_file_t *member = zip_fopen_index(archive->zip, i, 0);
	bool is_read;

	if (!member)
		return fail(archive, name, zip_get_error(archive->zip), err);
	archive->unpacked += size;
	is_read = read_member(archive, member, bytes, size, is_whole, name, err);
	zip_fclose(member);
	return is_read;
}

bool zip_archive_read(struct zip_archive *archive, size_t i, void *bytes, size_t size,
		      struct err *err)
{
	size_t whole;

	return zip_archive_size(archive, i, size, &whole, err) &&
	       read_bytes(archive, i, bytes, size, true, err);
}

bool zip_archive_read_head(struct zip_archive *archive, size_t i, void *bytes, size_t size,
			   struct err *err)
{
	zip_stat_t info;

	return look_up(archive, i, &info, err) && read_bytes(archive, i, bytes, size, false, err);
}

unsigned char *zip_archive_load(struct zip_archive *archive, size_t i, size_t max, size_t *size,
				struct err *err)
{
	unsigned char *bytes;

	if (!zip_archive_size(archive, i, max, size, err))
		return NULL;
	bytes = xmalloc(*size + 1);
	bytes[*size] = 0;
	if (read_bytes(archive, i, bytes, *size, true, err))
		return bytes;
	free(bytes);
	return NULL;
}

#endif
