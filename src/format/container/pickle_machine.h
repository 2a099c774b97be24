/*
 * What the codes of a pickle work on: its bytes, a stack and the memo. A mark is a NULL on the
 * stack. Whatever is missing or too much fails with a message.
 */
#ifndef FORMAT_CONTAINER_PICKLE_MACHINE_H
#define FORMAT_CONTAINER_PICKLE_MACHINE_H

#include "format/container/pickle_store.h"

/* A pickle that is read. */
struct machine {
	struct pickle *pickle;
	struct pickle_stack stack, memo;
	const unsigned char *bytes;
	size_t size, at;
	size_t code_at; /* where the code that is run stands */
	bool is_done;
	const char *path;
	struct err *err;
};

/* Says what is wrong at the code that is run; both return false. */
bool machine_fail(struct machine *, const char *what);
bool machine_fail_full(struct machine *);

/* The next bytes of the pickle, a little-endian number, a line without its end. NULL, false: the
 * pickle is shorter. */
const unsigned char *machine_take(struct machine *, uint64_t size);
bool machine_take_number(struct machine *, int width, uint64_t *number);
const char *machine_take_line(struct machine *, size_t *size);

/* Fails on NULL, which is what a full arena gives. */
bool machine_push(struct machine *, struct pickle_value *);
/* NULL: there is none above the last mark. */
struct pickle_value *machine_top(struct machine *);
struct pickle_value *machine_pop(struct machine *);
/* Takes the values above the last mark off, and the mark; they can be read until the next push.
 * NULL: there is no mark. */
struct pickle_value **machine_pop_to_mark(struct machine *, uint32_t *count);

#endif
