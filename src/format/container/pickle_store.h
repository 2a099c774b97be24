/*
 * What the pickle machine (format/container/pickle.c) builds with: values in one arena that is
 * bounded, a stack with marks, and the memo. Whatever is full fails with a message.
 */
#ifndef FORMAT_CONTAINER_PICKLE_STORE_H
#define FORMAT_CONTAINER_PICKLE_STORE_H

#include "format/container/pickle.h"

struct pickle_chunk;

/* All memory of values; freed in one loop, however they are nested. */
struct pickle {
	struct pickle_chunk *chunks;
	size_t used; /* bytes of all chunks */
	struct pickle_value *root, *references;
};

/* A growing array of at most PICKLE_STACK_MAX. */
struct pickle_stack {
	struct pickle_value **values;
	size_t count, capacity;
};

/* NULL: the arena is full. */
void *pickle_alloc(struct pickle *, size_t size);
struct pickle_value *pickle_new(struct pickle *, enum pickle_kind);
/* A copy of a text, with a 0 behind. */
struct pickle_value *pickle_new_text(struct pickle *, const char *text, size_t size);
/* A record of a name, which is in the arena. */
struct pickle_value *pickle_new_record(struct pickle *, const char *name,
				       struct pickle_value *arguments);
/* Appends to a list, tuple, set or dictionary. */
bool pickle_append(struct pickle *, struct pickle_value *, struct pickle_value *item);

/* False: the stack is full. */
bool pickle_push(struct pickle_stack *, struct pickle_value *);

#endif
