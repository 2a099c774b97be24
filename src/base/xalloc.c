/*
 * Allocation that never fails in its callers' eyes. Hooks are where the terminal is restored
 * before the message is printed, and where files that are not whole go. A stream into memory says
 * only when it is closed whether all that was written to it is there.
 *
 * Libraries often don't look whether they got what they asked for: they crash, or give less than
 * was wanted and don't say so. So malloc and its kin are ours where configure found that they can
 * be, which it can't beneath a sanitizer: the dynamic linker finds the executable's functions
 * first, for all libraries. What stands behind them (glibc, or what LD_PRELOAD puts before it)
 * allocates.
 *
 * A first touch of a page costs more than what is done with its bytes, so that large blocks begin
 * where huge pages do and ask for them. It is advice only: a system without them gives small ones.
 */
#include "base/xalloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_PAGE = 2 << 20 };

static pthread_mutex_t hook_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct xalloc_hook *hooks; /* the last one first */

void xalloc_add_hook(struct xalloc_hook *hook)
{
	pthread_mutex_lock(&hook_mutex);
	hook->next = hooks;
	hooks = hook;
	pthread_mutex_unlock(&hook_mutex);
}

void xalloc_remove_hook(struct xalloc_hook *hook)
{
	struct xalloc_hook **place = &hooks;

	pthread_mutex_lock(&hook_mutex);
	while (*place && *place != hook)
		place = &(*place)->next;
	if (*place)
		*place = hook->next;
	pthread_mutex_unlock(&hook_mutex);
}

void xalloc_die(void)
{
	static const char message[] = "netglyph: out of memory\n";
	ssize_t ignored;

	/* For good: a second thread that dies waits for the end here. */
	pthread_mutex_lock(&hook_mutex);
	for (const struct xalloc_hook *hook = hooks; hook; hook = hook->next)
		hook->run(hook->context);
	/* Whoever asked may hold locks that exit or a stream would wait for. */
	ignored = write(STDERR_FILENO, message, sizeof(message) - 1);
	(void)ignored;
	_exit(EXIT_FAILURE);
}

static void *check(void *memory)
{
	if (!memory)
		xalloc_die();
	return memory;
}

/* ---- What libraries call */

#ifdef HAVE_MALLOC_IN_FRONT

/* The functions behind ours. The first call is made before there are threads. */
static struct {
	void *(*malloc)(size_t);
	void *(*calloc)(size_t, size_t);
	void *(*realloc)(void *, size_t);
	void *(*aligned_alloc)(size_t, size_t);
	int (*posix_memalign)(void **, size_t, size_t);
} next;

static void find_next(void)
{
	if (next.posix_memalign)
		return;
	*(void **)&next.malloc = dlsym(RTLD_NEXT, "malloc");
	*(void **)&next.calloc = dlsym(RTLD_NEXT, "calloc");
	*(void **)&next.realloc = dlsym(RTLD_NEXT, "realloc");
	*(void **)&next.aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
	*(void **)&next.posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
}

void *malloc(size_t size)
{
	find_next();
	return check(next.malloc(size));
}

void *calloc(size_t count, size_t size)
{
	find_next();
	return check(next.calloc(count, size));
}

/* A size of 0 frees, and gives NULL. */
void *realloc(void *memory, size_t size)
{
	find_next();
	memory = next.realloc(memory, size);
	return size > 0 ? check(memory) : memory;
}

/* These two refuse alignments as well. */
void *aligned_alloc(size_t alignment, size_t size)
{
	void *memory;

	find_next();
	memory = next.aligned_alloc(alignment, size);
	return !memory && errno == ENOMEM ? check(memory) : memory;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	int code;

	find_next();
	code = next.posix_memalign(memory, alignment, size);
	if (code == ENOMEM)
		xalloc_die();
	return code;
}

#endif

/* ---- What we call */

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

FILE *xmemory_open(char **text, size_t *size)
{
	FILE *memory = check(open_memstream(text, size));

	/* What may have failed before it is no concern of this stream. */
	errno = 0;
	return memory;
}

void xmemory_flush(FILE *memory)
{
	/* A stream that can't grow takes no note of it; malloc does. */
	if (fflush(memory) != 0 || ferror(memory) || errno == ENOMEM)
		xalloc_die();
}

void xmemory_close(FILE *memory, char *const *text)
{
	xmemory_flush(memory);
	if (fclose(memory) != 0 || !*text)
		xalloc_die();
}
