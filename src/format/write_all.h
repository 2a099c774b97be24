/* All of the bytes, where write(2) may take fewer. */
#ifndef FORMAT_WRITE_ALL_H
#define FORMAT_WRITE_ALL_H

#include <stdbool.h>
#include <stddef.h>

/* False, with errno, on failure, which signals are none of. A descriptor that takes nothing is
 * given up with EIO. */
bool write_all(int fd, const void *, size_t size);

#endif
