/*
 * Bytes from and to disk: what every format in this room stands on.
 *
 * Reading: a regular file, gzipped, gzipped twice or not (told by content, not by name); several
 * members are joined, and zeros behind the last are passed over. Writing: atomic; the
 * target is either the old file, whole, or the new one, whole; what a killed writer left beside it
 * goes with the next one of that target (format/temporary.h).
 */
#ifndef FORMAT_FILE_H
#define FORMAT_FILE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct reader;

/* Fails on what is missing, unreadable, a folder or anything else that is no regular file. */
struct reader *reader_open(const char *path, struct err *);
/* Fails where `size` more bytes can't be in the file, or are more than a gzipped one may unpack to
 * (base/limits.h), so that a wrong size is found before memory is allocated for it. Reading stops
 * at the latter, too. */
bool reader_expect(struct reader *, size_t size, struct err *);
/* Exactly `size` unpacked bytes; a file that ends before that is an error that names the offset. */
bool reader_read(struct reader *, void *, size_t size, struct err *);
/* Up to `max` unpacked bytes, *count of them; 0 at the end, where the checksum was right. */
bool reader_some(struct reader *, void *, size_t max, size_t *count, struct err *);
/* Fails unless the (unpacked) file ends here and, where it is gzipped, its checksum is right. */
bool reader_end(struct reader *, struct err *);
void reader_close(struct reader *);

/* Whether `path` is a folder. */
bool file_is_folder(const char *path);
/* Makes a rename to `path` last, where the file system can; the file is whole all the same. */
void file_sync_folder_of(const char *path);
/* Makes a folder with this mode, and those above it; one that is there is fine. */
bool file_make_folder(const char *path, unsigned mode, struct err *);
/* The first bytes of a file, unpacked: `max`, or all of a smaller one; *size says how many. */
bool file_head(const char *path, void *bytes, size_t max, size_t *size, struct err *);
/* The whole file, unpacked, in memory that the caller frees; refused above `max` bytes. */
bool file_read(const char *path, size_t max, unsigned char **bytes, size_t *size, struct err *);
/* The same, but pipes and devices are read to their end, and "-" is standard input: it may wait. */
bool file_read_stream(const char *path, size_t max, unsigned char **bytes, size_t *size,
		      struct err *);
/* Parts of a regular file as it is on disk, gzipped or not: its bytes, and `size` of them from
 * `offset` on. */
bool file_size(const char *path, uint64_t *size, struct err *err);
bool file_read_at(const char *path, uint64_t offset, void *bytes, size_t size, struct err *err);
/* Whether `path` leads to a regular file, so that reading it does not wait. */
bool file_is_regular(const char *path);

/* Whether `path` stands for a stream, even where that leads into a regular file: /dev/stdout. */
bool writer_is_stream(const char *path);

struct writer;

/* Opens a temporary file beside `path` (for a symbolic link: beside what it points to), so that a
 * folder that can't be written shows before any work is done. The file gets the mode of the one it
 * replaces (which must be writable), else the usual one. A `path` that exists and is no regular
 * file (a FIFO, /dev/full), and /dev/stdout whatever it is, is opened itself and written in place.
 */
struct writer *writer_open(const char *path, struct err *);
/* Not buffered: hand over large pieces. After a failure the writer can only be aborted. */
bool writer_write(struct writer *, const void *, size_t size, struct err *);
/* What writer_open was given; valid as long as the writer. */
const char *writer_path(const struct writer *);
/* Flushes to the disk, renames over the target and frees the writer. On failure the old target is
 * untouched, the temporary file gone, and the writer freed all the same. */
bool writer_commit(struct writer *, struct err *);
/* Removes the temporary file and frees the writer. NULL is ignored. */
void writer_abort(struct writer *);

#endif
