/*
 * ZIP archives: npz, PyTorch and .keras are such. libzip reads them; without it each function that
 * opens one fails and says how to get it.
 *
 * Members are known by their place, 0 to zip_archive_count() - 1, and are stored or deflated;
 * packed in any other way, and encrypted, they are refused when they are read. Whoever reads a
 * member gives the memory for it, as large as the archive says that it is; the checksum is checked.
 * An archive that unpacks to more than base/limits.h allows for its size is refused before that
 * memory is needed: zip_archive_size() fails.
 */
#ifndef FORMAT_CONTAINER_ZIP_H
#define FORMAT_CONTAINER_ZIP_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct zip_archive;

/* Whether a file begins as a ZIP archive does. */
static inline bool zip_is_like(const unsigned char *head, size_t size)
{
	return size >= 4 && (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0);
}

struct zip_archive *zip_archive_open(const char *path, struct err *);
/* The same of bytes in memory, which stay the caller's and have to outlive the archive. `path` is
 * what messages name: "model.keras", say. */
struct zip_archive *zip_archive_open_memory(const void *bytes, size_t size, const char *path,
					    struct err *);
/* NULL is ignored. */
void zip_archive_close(struct zip_archive *);

size_t zip_archive_count(const struct zip_archive *);
/* The member's path in the archive, as its bytes are; a folder's ends in '/'. Valid until the
 * archive is closed. */
const char *zip_archive_name(const struct zip_archive *, size_t i);
/* Whether there is a member of that path; *i is its place. */
bool zip_archive_find(const struct zip_archive *, const char *name, size_t *i);

/* The bytes of a member, unpacked: at most `max`, and no more than the archive can hold. */
bool zip_archive_size(const struct zip_archive *, size_t i, size_t max, size_t *size, struct err *);
/* All of a member into `size` bytes, its whole size; and its first bytes only, unchecked. */
bool zip_archive_read(struct zip_archive *, size_t i, void *bytes, size_t size, struct err *);
bool zip_archive_read_head(struct zip_archive *, size_t i, void *bytes, size_t size, struct err *);
/* All of a member of at most `max` bytes, in memory that the caller frees; a 0 follows it. NULL on
 * failure. */
unsigned char *zip_archive_load(struct zip_archive *, size_t i, size_t max, size_t *size,
				struct err *);

#endif
