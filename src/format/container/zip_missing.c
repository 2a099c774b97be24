/* What stands for libzip where it is missing: nothing can be opened, and the message says why. */
#include "format/container/zip.h"

#ifndef HAVE_ZIP

static struct zip_archive *refuse(const char *path, struct err *err)
{
	err_set(err,
		"%s: is a ZIP archive, which this netglyph was built without: install libzip "
		"(Debian: libzip-dev) and build it again",
		path);
	return NULL;
}

struct zip_archive *zip_archive_open(const char *path, struct err *err)
{
	return refuse(path, err);
}

struct zip_archive *zip_archive_open_memory(const void *bytes, size_t size, const char *path,
					    struct err *err)
{
	(void)bytes;
	(void)size;
	return refuse(path, err);
}

/* No archive was ever opened: nothing calls the rest. */

void zip_archive_close(struct zip_archive *archive)
{
	(void)archive;
}

size_t zip_archive_count(const struct zip_archive *archive)
{
	(void)archive;
	return 0;
}

const char *zip_archive_name(const struct zip_archive *archive, size_t i)
{
	(void)archive;
	(void)i;
	return "";
}

bool zip_archive_find(const struct zip_archive *archive, const char *name, size_t *i)
{
	(void)archive;
	(void)name;
	(void)i;
	return false;
}

bool zip_archive_size(const struct zip_archive *archive, size_t i, size_t max, size_t *size,
		      struct err *err)
{
	(void)i;
	(void)max;
	(void)size;
	return refuse(zip_archive_name(archive, 0), err);
}

bool zip_archive_read(struct zip_archive *archive, size_t i, void *bytes, size_t size,
		      struct err *err)
{
	(void)i;
	(void)bytes;
	(void)size;
	return refuse(zip_archive_name(archive, 0), err);
}

bool zip_archive_read_head(struct zip_archive *archive, size_t i, void *bytes, size_t size,
			   struct err *err)
{
	return zip_archive_read(archive, i, bytes, size, err);
}

unsigned char *zip_archive_load(struct zip_archive *archive, size_t i, size_t max, size_t *size,
				struct err *err)
{
	(void)i;
	(void)max;
	(void)size;
	refuse(zip_archive_name(archive, 0), err);
	return NULL;
}

#endif
