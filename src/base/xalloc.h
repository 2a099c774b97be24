/*
 * Allocate or die.
 *
 * Sizes that come from a file or an option are bounded before they reach these functions, so
 * running out of memory here means the machine is full: the program says so and ends with status 1,
 * after a hook has put the terminal back in order.
 */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *, size_t size);
char *xstrdup(const char *);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2), nonnull(1)));

/* `count` floats, zero, at a 64-byte boundary; free() frees them. */
float *xfloats(size_t count);

/* Called once before the program dies for want of memory; NULL for none. */
void xalloc_set_hook(void (*)(void));

#endif
