/* Bytes to a descriptor, for all who write to one. */
#include "format/write_all.h"

#include <errno.h>
#include <unistd.h>

enum { PIECE = 1 << 30 }; /* what one call of write is asked for at most */

bool write_all(int fd, const void *bytes, size_t size)
{
	const unsigned char *next = bytes;

	while (size > 0) {
		ssize_t count = write(fd, next, size < PIECE ? size : PIECE);

		if (count < 0 && errno == EINTR)
			continue;
		if (count == 0)
			errno = EIO;
		if (count <= 0)
			return false;
		next += count;
		size -= (size_t)count;
	}
	return true;
}
