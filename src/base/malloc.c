/*
 * malloc and its kin, which end the program when memory is out as base/xalloc does, whoever asks.
 * Libraries often don't look whether they got what they asked for: they crash, or give less than
 * was wanted and don't say so. The executable's functions are the first that the dynamic linker
 * finds, for all libraries; what stands behind them (glibc, or what LD_PRELOAD puts before it)
 * allocates. Only where configure found that this can be done: not beneath a sanitizer.
 */
#include "base/xalloc.h"

#ifdef HAVE_MALLOC_IN_FRONT

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>

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

static void *check(void *memory)
{
	if (!memory)
		xalloc_die();
	return memory;
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
