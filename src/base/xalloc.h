/*
 * Allocate or die.
 *
 * Sizes that come from a file or an option are bounded before they reach these functions, so
 * running out of memory here means the machine is full: the program says so and ends with status 1,
 * after hooks have put the terminal back in order and removed what is half-written.
 */
#ifndef BASE_XALLOC_H
#define BASE_XALLOC_H

#include <stddef.h>
#include <stdio.h>

void *xmalloc(size_t size) __attribute__((returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((returns_nonnull));
void *xrealloc(void *, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *) __attribute__((returns_nonnull));
char *xasprintf(const char *format, ...)
	__attribute__((format(printf, 1, 2), nonnull(1), returns_nonnull));

/* `count` floats, zero, at a 64-byte boundary; free() frees them. */
float *xfloats(size_t count) __attribute__((returns_nonnull));

/* A stream into memory, as open_memstream gives it. After xmemory_flush all that was written is
 * in *text; after xmemory_close it is the caller's, to be freed. */
FILE *xmemory_open(char **text, size_t *size);
void xmemory_flush(FILE *);
void xmemory_close(FILE *, char *const *text);

/* How the program dies for want of memory; for libraries that notice it themselves. */
void xalloc_die(void) __attribute__((noreturn));

/* What is called before the program dies for want of memory, by whichever thread; it must not
 * allocate. The caller's, until it is removed; to remove one that was not added does nothing. */
struct xalloc_hook {
	void (*run)(void *context);
	void *context;
	struct xalloc_hook *next;
};

void xalloc_add_hook(struct xalloc_hook *);
void xalloc_remove_hook(struct xalloc_hook *);

#endif
