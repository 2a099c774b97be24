/*
 * netglyph-jpeg: what netglyph runs to read JPEGs (format/child/service.h). It gives up its rights
 * and then reads pictures from its standard input, one after the other: u32 bytes, little-endian,
 * and the file. Each is answered by one stream on the standard output.
 */
#include "base/limits.h"
#include "base/xalloc.h"
#include "confined/jpeg_read.h"
#include "confined/lockdown.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Bytes of addresses: the largest file, what libjpeg keeps of a progressive picture, the pixels. */
#define MEMORY (IMAGE_FILE_MAX + 768 * MIB)
/* Of the processor, for all pictures that one process is given. */
enum { SECONDS = 60 };

/* False: the input ended before. */
static bool read_all(unsigned char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t count = read(STDIN_FILENO, bytes, size);

		if (count == 0 || (count < 0 && errno != EINTR))
			return false;
		if (count > 0) {
			bytes += count;
			size -= (size_t)count;
		}
	}
	return true;
}

static bool answer(size_t size)
{
	struct output output = {.fd = STDOUT_FILENO};
	unsigned char *bytes = xmalloc(size);
	struct err err;
	bool is_good = read_all(bytes, size);

	if (is_good)
		is_good = output_end(&output,
				     jpeg_read(bytes, size, &output, &err) ? NULL : err.text);
	free(bytes);
	return is_good;
}

int main(void)
{
	struct xalloc_hook hook = {.run = lockdown_tell_parent};
	unsigned char length[4];

	xalloc_add_hook(&hook);
	if (!lockdown(MEMORY, SECONDS))
		return 1;
	while (read_all(length, sizeof(length))) {
		size_t size = (size_t)length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 |
			      (size_t)length[3] << 24;

		if (size > IMAGE_FILE_MAX || !answer(size))
			_exit(1);
	}
	_exit(0);
}
