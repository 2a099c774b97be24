/* Bytes as a file, for readers that open one. */
#include "fuzz/fuzz.h"

#include "format/dtype.h"
#include "format/tensor_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The file's path; it is made at the first call and removed when the program ends. */
static void remove_file(void)
{
	unlink(fuzz_file(NULL, 0));
}

static int make_file(char *path, size_t size)
{
	const char *folder = getenv("TMPDIR");
	int fd;

	snprintf(path, size, "%s/netglyph-fuzz.XXXXXX", folder && *folder ? folder : "/tmp");
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
	static char path[512];
	static int fd = -1;

	if (fd < 0)
		fd = make_file(path, sizeof(path));
	if (ftruncate(fd, 0) != 0 || (size > 0 && pwrite(fd, bytes, size, 0) != (ssize_t)size)) {
		perror(path);
		exit(1);
	}
	return path;
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
	struct err err;
	struct tensor_file *file = tensor_file_read(path, &err);

	for (size_t i = 0; file && i < tensor_file_count(file); i++) {
		const struct tensor *tensor = tensor_file_at(file, i);

		fuzz_touch(tensor->data, tensor->size);
		if (tensor_elements(tensor) > tensor->size)
			abort();
	}
	tensor_file_free(file);
	tensor_file_free(tensor_file_read_header(path, &err));
}
