/*
 * Allocation that never fails in its callers' eyes. The hook is the one place where the terminal
 * can be restored before the message is printed.
 *
 * A first touch of a page costs more than what is done with its bytes, so that large blocks begin
 * where huge pages do and ask for them. It is advice only: a system without them gives small ones.
 */
#include "base/xalloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 };

static void (*hook)(void);

void xalloc_set_hook(void (*function)(void))
{
	hook = function;
}

static void *check(void *memory)
{
	if (memory)
		return memory;
	if (hook)
		hook();
	fputs("netglyph: out of memory\n", stderr);
	exit(EXIT_FAILURE);
}

/* NULL where there is no memory. Not aligned_alloc: that wants whole pages, and the end of a block
 * would not be where a sanitizer looks for it. */
static void *allocate(size_t alignment, size_t size)
{
	void *memory;

	if (size >= HUGE_PAGE)
		alignment = HUGE_PAGE;
	if (posix_memalign(&memory, alignment, size) != 0)
		return NULL;
#ifdef MADV_HUGEPAGE
	if (size >= HUGE_PAGE)
		madvise(memory, size, MADV_HUGEPAGE);
#endif
	return memory;
}

void *xmalloc(size_t size)
{
	if (size >= HUGE_PAGE)
		return check(allocate(HUGE_PAGE, size));
	return check(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return check(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *memory, size_t size)
{
	return check(realloc(memory, size ? size : 1));
}

char *xstrdup(const char *text)
{
	return check(strdup(text));
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = xmalloc((size_t)length + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	return text;
}

float *xfloats(size_t count)
{
	size_t size = (count * sizeof(float) + 63) / 64 * 64;
	float *floats;

	if (count > SIZE_MAX / sizeof(float) - 64)
		return check(NULL);
	floats = check(allocate(64, size ? size : 64));
	memset(floats, 0, size);
	return floats;
}
