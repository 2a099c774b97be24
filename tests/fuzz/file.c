/* Bytes as a file, for readers that open one; bytes as texts; and what is checked everywhere. */
#include "fuzz/fuzz.h"

#include "base/xalloc.h"
#include "format/dtype.h"
#include "format/tensor_file.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MAX_BYTES = 512 };

/* The file's path; it is made at the first call and removed when the program ends. */
static void remove_file(void)
{
	unlink(fuzz_file(NULL, 0));
}

static void set_template(char path[PATH_MAX_BYTES])
{
	const char *folder = getenv("TMPDIR");

	snprintf(path, PATH_MAX_BYTES, "%s/netglyph-fuzz.XXXXXX",
		 folder && *folder ? folder : "/tmp");
}

static int make_file(char path[PATH_MAX_BYTES])
{
	int fd;

	set_template(path);
	fd = mkstemp(path);
	if (fd < 0) {
		perror(path);
		exit(1);
	}
	atexit(remove_file);
	return fd;
}

const char *fuzz_file(const uint8_t *bytes, size_t size)
{
	static char path[PATH_MAX_BYTES];
	static int fd = -1;

	if (fd < 0)
		fd = make_file(path);
	/* In this order disks have less to do. */
	if ((size > 0 && pwrite(fd, bytes, size, 0) != (ssize_t)size) ||
	    ftruncate(fd, (off_t)size) != 0) {
		perror(path);
		exit(1);
	}
	return path;
}

const char *fuzz_path(void)
{
	return fuzz_file(NULL, 0);
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	if (where->level > 0 && remove(path) != 0)
		perror(path);
	return 0;
}

void fuzz_empty(const char *folder)
{
	nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_folder(void)
{
	fuzz_empty(fuzz_folder());
	rmdir(fuzz_folder());
}

const char *fuzz_folder(void)
{
	static char path[PATH_MAX_BYTES];

	if (*path)
		return path;
	set_template(path);
	if (!mkdtemp(path)) {
		perror(path);
		exit(1);
	}
	atexit(remove_folder);
	return path;
}

char *fuzz_text(const uint8_t *bytes, size_t size)
{
	return size > 0 ? xasprintf("%.*s", (int)size, (const char *)bytes) : xstrdup("");
}

char *fuzz_next(const uint8_t **bytes, size_t *size, char separator)
{
	const uint8_t *end = *size > 0 ? memchr(*bytes, separator, *size) : NULL;
	size_t length = end ? (size_t)(end - *bytes) : *size;
	char *text = fuzz_text(*bytes, length);

	*size -= end ? length + 1 : length;
	*bytes += end ? length + 1 : length;
	return text;
}

void fuzz_message(const struct err *err)
{
	size_t length = strnlen(err->text, sizeof(err->text));

	if (length == 0 || length == sizeof(err->text))
		abort();
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)err->text[i] < ' ' || err->text[i] == 127)
			abort();
}

void fuzz_touch(const void *bytes, size_t size)
{
	const volatile uint8_t *next = bytes;

	for (size_t i = 0; i < size; i++)
		(void)next[i];
}

void fuzz_tensors(const uint8_t *bytes, size_t size)
{
	const char *path = fuzz_file(bytes, size);
	struct err err = {""};
	struct tensor_file *file = tensor_file_read(path, &err);

	if (!file)
		fuzz_message(&err);
	for (size_t i = 0; file && i < tensor_file_count(file); i++) {
		const struct tensor *tensor = tensor_file_at(file, i);

		fuzz_touch(tensor->data, tensor->size);
		if (tensor_elements(tensor) > tensor->size)
			abort();
	}
	tensor_file_free(file);
	tensor_file_free(tensor_file_read_header(path, &err));
}
