/* ZIP archives out: local headers with their bytes, then the directory, which grows in memory. */
#include "format/container/zip_writer.h"
#include "base/xalloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	LOCAL_SIZE = 30, /* headers, without the name */
	CENTRAL_SIZE = 46,
	END_SIZE = 22,
	ZIP_VERSION = 20,      /* PKZIP 2.0 can read it */
	UTF_8 = 0x800,         /* the flag that says so of names */
	DATE_1980 = 1 << 5 | 1 /* 1 January, year 0 */
};
#define ARCHIVE_MAX UINT32_MAX

struct zip_writer {
	struct writer *writer;
	uint64_t offset;
	unsigned char *directory;
	size_t directory_size;
	unsigned count;
};

static unsigned char *put_u16(unsigned char *next, unsigned value)
{
	next[0] = (unsigned char)value;
	next[1] = (unsigned char)(value >> 8);
	return next + 2;
}

static unsigned char *put_u32(unsigned char *next, uint32_t value)
{
	return put_u16(put_u16(next, value & 0xffff), value >> 16);
}

struct zip_writer *zip_writer_new(struct writer *writer)
{
	struct zip_writer *zip = xcalloc(1, sizeof(*zip));

	zip->writer = writer;
	return zip;
}

static bool write_bytes(struct zip_writer *zip, const void *bytes, size_t size, struct err *err)
{
	zip->offset += size;
	if (zip->offset > ARCHIVE_MAX)
		return err_set(err, "%s: would have more than 4 GiB, the most that is written",
			       writer_path(zip->writer));
	return size == 0 || writer_write(zip->writer, bytes, size, err);
}

/* What both headers of a member have, from the version on. */
static unsigned char *put_member(unsigned char *next, uint32_t crc, size_t size, size_t name_size)
{
	next = put_u16(next, ZIP_VERSION);
	next = put_u16(next, UTF_8);
	next = put_u16(next, 0); /* stored */
	next = put_u16(next, 0); /* midnight */
	next = put_u16(next, DATE_1980);
	next = put_u32(next, crc);
	next = put_u32(next, (uint32_t)size);
	next = put_u32(next, (uint32_t)size);
	next = put_u16(next, (unsigned)name_size);
	return put_u16(next, 0);
}

static void add_to_directory(struct zip_writer *zip, const char *name, size_t name_size,
			     uint32_t crc, size_t size)
{
	size_t entry_size = CENTRAL_SIZE + name_size;
	unsigned char *next;

	zip->directory = xrealloc(zip->directory, zip->directory_size + entry_size);
	next = zip->directory + zip->directory_size;
	memset(next, 0, entry_size);
	next = put_u32(next, 0x02014b50);
	next = put_u16(next, ZIP_VERSION);
	next = put_member(next, crc, size, name_size);
	put_u32(next + 10, (uint32_t)zip->offset);
	memcpy(next + 14, name, name_size);
	zip->directory_size += entry_size;
	zip->count++;
}

bool zip_writer_add(struct zip_writer *zip, const char *name, const void *head, size_t head_size,
		    const void *bytes, size_t size, struct err *err)
{
	unsigned char local[LOCAL_SIZE];
	size_t name_size = strlen(name);
	uLong crc = crc32_z(crc32_z(0, head, head_size), bytes, size);

	if (name_size > UINT16_MAX || zip->count == UINT16_MAX || head_size > ARCHIVE_MAX ||
	    size > ARCHIVE_MAX - head_size)
		return err_set(err, "%s: a ZIP archive can't hold so much",
			       writer_path(zip->writer));
	add_to_directory(zip, name, name_size, (uint32_t)crc, head_size + size);
	put_member(put_u32(local, 0x04034b50), (uint32_t)crc, head_size + size, name_size);
	return write_bytes(zip, local, sizeof(local), err) &&
	       write_bytes(zip, name, name_size, err) && write_bytes(zip, head, head_size, err) &&
	       write_bytes(zip, bytes, size, err);
}

bool zip_writer_end(struct zip_writer *zip, struct err *err)
{
	unsigned char end[END_SIZE] = {0};
	uint32_t offset = (uint32_t)zip->offset;

	put_u16(put_u16(put_u32(end, 0x06054b50) + 4, zip->count), zip->count);
	put_u32(put_u32(end + 12, (uint32_t)zip->directory_size), offset);
	return write_bytes(zip, zip->directory, zip->directory_size, err) &&
	       write_bytes(zip, end, sizeof(end), err);
}

void zip_writer_free(struct zip_writer *zip)
{
	if (!zip)
		return;
	free(zip->directory);
	free(zip);
}
