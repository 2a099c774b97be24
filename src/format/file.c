/*
 * Bytes from disk. (Those to it are writer.c's.)
 *
 * The reader inflates straight into the caller's memory with zlib's inflate, not its gzread, which
 * passes over garbage behind a gzip member.
 */
#include "format/file.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/temporary.h"
#include "format/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
	PACKED_BUFFER = 128 * 1024,
	PEEK = 4096,          /* bytes of a file in which its gzip header ends */
	PIECE = 1 << 30,      /* what one call of read or inflate is asked for at most */
	GZIP_WINDOW = 15 + 16 /* zlib's way to ask for the largest window and a gzip header */
};

struct reader {
	int fd;
	char *path;
	uint64_t file_size; /* on disk */
	uint64_t offset;    /* unpacked bytes handed out */
	bool is_gzip;
	bool is_member_done; /* a gzip member ended, its checksum was right; another may follow */
	bool is_padded;      /* and zeros came behind it: no member follows these */
	bool is_at_end;      /* nothing more is on disk */
	z_stream stream;
	unsigned char *packed;
	struct reader *source; /* of a file that was packed twice: unpacks it once; or NULL */
};

static ssize_t take(struct reader *, void *bytes, size_t size, struct err *);
static const unsigned char gzip_magic[3] = {0x1f, 0x8b, 8};

static void *zlib_alloc(void *context, uInt count, uInt size)
{
	(void)context;
	return xcalloc(count, size);
}

static void zlib_free(void *context, void *memory)
{
	(void)context;
	free(memory);
}

static void start_inflating(struct reader *reader)
{
	reader->is_gzip = true;
	reader->packed = xmalloc(PACKED_BUFFER);
	reader->stream.zalloc = zlib_alloc;
	reader->stream.zfree = zlib_free;
	/* Can only fail for want of memory, and zlib_alloc doesn't return then. */
	inflateInit2(&reader->stream, GZIP_WINDOW);
}

/* An open regular file and its size, or -1. O_NONBLOCK: a FIFO is to be refused, not waited for. */
static int open_regular(const char *path, uint64_t *size, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat info;

	if (fd < 0 || fstat(fd, &info) != 0) {
		err_set(err, "%s: can't be opened: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (!S_ISREG(info.st_mode)) {
		err_set(err, "%s: is %s; a regular file is needed", path,
			S_ISDIR(info.st_mode) ? "a folder" : "a device or a pipe");
		close(fd);
		return -1;
	}
	*size = (uint64_t)info.st_size;
	return fd;
}

/* The bytes at an offset, fewer at the end; -1 on failure. Signals are none. */
static ssize_t read_at(int fd, void *bytes, size_t size, uint64_t offset)
{
	size_t done = 0;
	ssize_t count = 1;

	while (done < size && count != 0) {
		size_t piece = size - done < PIECE ? size - done : PIECE;

		count = pread(fd, (unsigned char *)bytes + done, piece, (off_t)(offset + done));
		if (count < 0 && errno != EINTR)
			return -1;
		done += count > 0 ? (size_t)count : 0;
	}
	return (ssize_t)done;
}

/* Whether what a gzipped file, which begins with these bytes, unpacks to begins as gzip does. */
static bool is_packed_twice(unsigned char *packed, size_t count)
{
	unsigned char start[sizeof(gzip_magic)] = {0};
	z_stream stream = {.zalloc = zlib_alloc, .zfree = zlib_free};

	inflateInit2(&stream, GZIP_WINDOW);
	stream.next_in = packed;
	stream.avail_in = (uInt)count;
	stream.next_out = start;
	stream.avail_out = sizeof(start);
	inflate(&stream, Z_SYNC_FLUSH);
	inflateEnd(&stream);
	return memcmp(start, gzip_magic, sizeof(start)) == 0;
}

/* A reader of a regular file that is open at its beginning; takes it over. */
static struct reader *reader_of(int fd, const char *path, uint64_t size, struct err *err)
{
	unsigned char start[PEEK];
	struct reader *reader, *outer;
	ssize_t count = read_at(fd, start, sizeof(start), 0);

	if (count < 0) {
		err_set(err, "%s: can't be read: %s", path, strerror(errno));
		close(fd);
		return NULL;
	}
	reader = xcalloc(1, sizeof(*reader));
	reader->fd = fd;
	reader->path = xstrdup(path);
	reader->file_size = size;
	if ((size_t)count < sizeof(gzip_magic) ||
	    memcmp(start, gzip_magic, sizeof(gzip_magic)) != 0)
		return reader;
	start_inflating(reader);
	if (!is_packed_twice(start, (size_t)count))
		return reader;
	outer = xcalloc(1, sizeof(*outer));
	outer->fd = -1;
	outer->path = xstrdup(path);
	outer->file_size = size;
	outer->source = reader;
	start_inflating(outer);
	return outer;
}

struct reader *reader_open(const char *path, struct err *err)
{
	uint64_t size;
	int fd = open_regular(path, &size, err);

	return fd < 0 ? NULL : reader_of(fd, path, size, err);
}

/* Copies what a pipe has, at most max + 1 bytes, into a file without a name. */
static struct reader *spool(int pipe, const char *path, size_t max, struct err *err)
{
	int fd = temporary_nameless();
	unsigned char bytes[16384];
	uint64_t size = 0;
	ssize_t count = 0;

	while (fd >= 0 && size <= max && count >= 0) {
		count = read(pipe, bytes, sizeof(bytes));
		if (count == 0)
			break;
		if (count < 0 && errno == EINTR)
			count = 0;
		else if (count > 0 && !write_all(fd, bytes, (size_t)count))
			count = -1;
		size += count > 0 ? (uint64_t)count : 0;
	}
	if (fd >= 0 && count >= 0 && lseek(fd, 0, SEEK_SET) == 0)
		return reader_of(fd, path, size, err);
	err_set(err, "%s: can't be read, or kept in a temporary file: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return NULL;
}

static struct reader *open_stream(const char *path, size_t max, struct err *err)
{
	bool is_input = strcmp(path, "-") == 0;
	struct reader *reader;
	int fd;

	if (!is_input && (file_is_regular(path) || file_is_folder(path)))
		return reader_open(path, err);
	fd = is_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err_set(err, "%s: can't be opened: %s", path, strerror(errno));
		return NULL;
	}
	reader = spool(fd, is_input ? "standard input" : path, max, err);
	close(fd);
	return reader;
}

bool reader_expect(struct reader *reader, size_t size, struct err *err)
{
	uint64_t end = reader->offset + size, once = reader->is_gzip ? ZIP_DEFLATE_RATIO : 1;

	if (end > reader->file_size * once * (reader->source ? ZIP_DEFLATE_RATIO : 1))
		return err_set(err,
			       "%s: is cut short: at byte %llu it should have %zu more, but its "
			       "size is %llu; copy or download it again",
			       reader->path, (unsigned long long)reader->offset, size,
			       (unsigned long long)reader->file_size);
	return !reader->is_gzip || end <= ZIP_UNPACKED_FREE + GZIP_RATIO_MAX * reader->file_size ||
	       err_set(err, "%s: unpacks to more than %d times its size; gunzip it if you trust it",
		       reader->path, GZIP_RATIO_MAX);
}

/* Up to `size` bytes as they are on disk; 0 at the end, -1 on failure. */
static ssize_t take_raw(struct reader *reader, void *bytes, size_t size, struct err *err)
{
	ssize_t count;

	if (reader->source)
		return take(reader->source, bytes, size, err);
	do
		count = read(reader->fd, bytes, size < PIECE ? size : PIECE);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		err_set(err, "%s: can't be read: %s", reader->path, strerror(errno));
	return count;
}

static bool fill(struct reader *reader, struct err *err)
{
	ssize_t count;

	if (reader->stream.avail_in > 0)
		return true;
	count = take_raw(reader, reader->packed, PACKED_BUFFER, err);
	if (count < 0)
		return false;
	reader->stream.next_in = reader->packed;
	reader->stream.avail_in = (uInt)count;
	reader->is_at_end = count == 0;
	return true;
}

static bool damaged(const struct reader *reader, uInt more, struct err *err)
{
	return err_set(
		err,
		"%s: its gzip data is damaged after %llu unpacked bytes; copy or download it again",
		reader->path, (unsigned long long)reader->offset + more);
}

/* Inflates what the packed buffer holds; returns how many bytes came of it, -1 on failure. */
static ssize_t inflate_some(struct reader *reader, void *bytes, size_t size, struct err *err)
{
	z_stream *stream = &reader->stream;
	uInt room = size < PIECE ? (uInt)size : PIECE;
	int code;

	stream->next_out = bytes;
	stream->avail_out = room;
	code = inflate(stream, Z_NO_FLUSH);
	reader->is_member_done = code == Z_STREAM_END;
	room -= stream->avail_out;
	if (code == Z_STREAM_END || code == Z_OK)
		return (ssize_t)room;
	damaged(reader, room, err);
	return -1;
}

/* Behind the last member there may be zeros, as of tapes and of some servers. Leaves the first byte
 * that is none, or the end. */
static bool skip_padding(struct reader *reader, struct err *err)
{
	z_stream *stream = &reader->stream;

	while (reader->is_member_done && fill(reader, err)) {
		while (stream->avail_in > 0 && *stream->next_in == 0) {
			stream->next_in++;
			stream->avail_in--;
			reader->is_padded = true;
		}
		if (stream->avail_in > 0)
			return !reader->is_padded || damaged(reader, 0, err);
		if (reader->is_at_end)
			return true;
	}
	return !reader->is_member_done;
}

static ssize_t take_unpacked(struct reader *reader, void *bytes, size_t size, struct err *err)
{
	ssize_t count = 0;

	while (count == 0) {
		if (!skip_padding(reader, err) || !fill(reader, err))
			return -1;
		if (reader->stream.avail_in == 0) {
			if (reader->is_member_done)
				return 0;
			err_set(err,
				"%s: its gzip data is cut short after %llu unpacked bytes; copy or "
				"download it again",
				reader->path, (unsigned long long)reader->offset);
			return -1;
		}
		if (reader->is_member_done)
			inflateReset(&reader->stream);
		count = inflate_some(reader, bytes, size, err);
	}
	return count;
}

/* Up to `size` >= 1 bytes; 0 at the end, -1 on failure. */
static ssize_t take(struct reader *reader, void *bytes, size_t size, struct err *err)
{
	ssize_t count = reader->is_gzip ? take_unpacked(reader, bytes, size, err)
					: take_raw(reader, bytes, size, err);

	if (count > 0)
		reader->offset += (uint64_t)count;
	return reader->is_gzip && !reader_expect(reader, 0, err) ? -1 : count;
}

bool reader_read(struct reader *reader, void *bytes, size_t size, struct err *err)
{
	unsigned char *next = bytes;

	while (size > 0) {
		ssize_t count = take(reader, next, size, err);

		if (count < 0)
			return false;
		if (count == 0)
			return err_set(err,
				       "%s: is cut short: ends at byte %llu, with %zu more "
				       "expected; copy or download it again",
				       reader->path, (unsigned long long)reader->offset, size);
		next += count;
		size -= (size_t)count;
	}
	return true;
}

bool reader_some(struct reader *reader, void *bytes, size_t max, size_t *count, struct err *err)
{
	ssize_t taken = take(reader, bytes, max, err);

	*count = taken > 0 ? (size_t)taken : 0;
	return taken >= 0;
}

bool reader_end(struct reader *reader, struct err *err)
{
	uint64_t end = reader->offset;
	unsigned char more;
	ssize_t count = take(reader, &more, 1, err);

	if (count > 0)
		err_set(err,
			"%s: goes on after byte %llu, where its own sizes say it ends; "
			"copy or download it again",
			reader->path, (unsigned long long)end);
	return count == 0;
}

void reader_close(struct reader *reader)
{
	if (!reader)
		return;
	if (reader->is_gzip)
		inflateEnd(&reader->stream);
	free(reader->packed);
	reader_close(reader->source);
	if (reader->fd >= 0)
		close(reader->fd);
	free(reader->path);
	free(reader);
}

/* Room for the whole file and one byte more, by which its end is noticed; at most max + 1. */
static size_t first_capacity(const struct reader *reader, size_t max)
{
	uint64_t guess = reader->is_gzip ? reader->file_size * 4 : reader->file_size;

	return guess < max ? (size_t)guess + 1 : max + 1;
}

bool file_is_regular(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool file_is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool file_head(const char *path, void *bytes, size_t max, size_t *size, struct err *err)
{
	struct reader *reader = reader_open(path, err);
	ssize_t count = 0;

	if (!reader)
		return false;
	for (*size = 0; *size < max; *size += (size_t)count) {
		count = take(reader, (unsigned char *)bytes + *size, max - *size, err);
		if (count <= 0)
			break;
	}
	reader_close(reader);
	return count >= 0;
}

/* Takes the reader over. */
static bool read_whole(struct reader *reader, size_t max, unsigned char **bytes, size_t *size,
		       struct err *err)
{
	size_t capacity;
	ssize_t count;

	if (!reader)
		return false;
	capacity = first_capacity(reader, max);
	*bytes = xmalloc(capacity);
	*size = 0;
	while ((count = take(reader, *bytes + *size, capacity - *size, err)) > 0) {
		*size += (size_t)count;
		if (*size > max) {
			err_set(err, "%s: holds more than the %zu bytes that are allowed here",
				reader->path, max);
			break;
		}
		if (*size == capacity) {
			capacity = capacity < max / 2 ? capacity * 2 : max + 1;
			*bytes = xrealloc(*bytes, capacity);
		}
	}
	reader_close(reader);
	if (count != 0)
		free(*bytes);
	return count == 0;
}

bool file_read(const char *path, size_t max, unsigned char **bytes, size_t *size, struct err *err)
{
	return read_whole(reader_open(path, err), max, bytes, size, err);
}

bool file_read_stream(const char *path, size_t max, unsigned char **bytes, size_t *size,
		      struct err *err)
{
	return read_whole(open_stream(path, max, err), max, bytes, size, err);
}

bool file_size(const char *path, uint64_t *size, struct err *err)
{
	int fd = open_regular(path, size, err);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool file_read_at(const char *path, uint64_t offset, void *bytes, size_t size, struct err *err)
{
	uint64_t file_size;
	ssize_t count;
	int fd = open_regular(path, &file_size, err);

	if (fd < 0)
		return false;
	count = read_at(fd, bytes, size, offset);
	if (count < 0)
		err_set(err, "%s: can't be read: %s", path, strerror(errno));
	else if ((size_t)count < size)
		err_set(err,
			"%s: is cut short: ends at byte %llu, with %zu more expected; copy or "
			"download it again",
			path, (unsigned long long)offset + (unsigned long long)count,
			size - (size_t)count);
	close(fd);
	return count == (ssize_t)size;
}
