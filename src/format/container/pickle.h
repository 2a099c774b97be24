/*
 * Python's pickles, protocols 0 to 5, as data.
 *
 * A pickle is a program: names of any module, and calls of them. Here nothing is called, imported
 * or opened: a name becomes an inert record "module.name", a call of it that record with its
 * arguments, and what is set upon it is kept beside. What remains are numbers, texts, bytes, lists,
 * tuples, sets, dictionaries and records. OrderedDict and its kin are dictionaries. Codes of the
 * extension registry (EXT) and buffers outside of the pickle are refused.
 *
 * Values may be shared and may hold themselves: who walks them bounds the depth and the steps. The
 * memory for all of them is bounded by base/limits.h, whatever the pickle states.
 */
#ifndef FORMAT_CONTAINER_PICKLE_H
#define FORMAT_CONTAINER_PICKLE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pickle_kind {
	PICKLE_NONE,
	PICKLE_BOOL, /* integer: 0 or 1 */
	PICKLE_INT,
	PICKLE_BIG_INT, /* a whole number beyond int64_t; text: its bytes, little-endian, or digits
			 */
	PICKLE_FLOAT,
	PICKLE_TEXT,  /* text, size; a 0 follows */
	PICKLE_BYTES, /* the same without the 0; they are in the pickle's bytes */
	PICKLE_LIST,  /* items, count */
	PICKLE_TUPLE,
	PICKLE_SET,
	PICKLE_DICT, /* items: key, value, key, value; count is that of both */
	PICKLE_RECORD,
};

struct pickle_value {
	enum pickle_kind kind;
	uint32_t count, capacity;
	union {
		int64_t integer;
		double real;
		struct {
			const char *text;
			size_t size;
		};
		struct pickle_value **items;
		struct pickle_record *record;
	};
};

/* A name, "module.name", and what was done with it; NULL: nothing. */
struct pickle_record {
	const char *name;
	struct pickle_value *arguments; /* of the call */
	struct pickle_value *state;     /* of BUILD: usually a dictionary of attributes */
	struct pickle_value *items;     /* a list of what was appended */
	struct pickle_value *pairs;     /* a dictionary of what was set by key */
};

/* The name of a persistent id's record; its arguments are the id. No other name is without a dot.
 */
#define PICKLE_PERSISTENT "persistent"

struct pickle;

/* Whether bytes begin as a pickle of protocol 2 to 5 does. */
bool pickle_is_like(const unsigned char *head, size_t size);
/* The pickle at the beginning of `bytes`, which have to outlive it; *used becomes its length.
 * `path` is for messages. NULL on failure. */
struct pickle *pickle_read(const void *bytes, size_t size, size_t *used, const char *path,
			   struct err *);
/* NULL is ignored. */
void pickle_free(struct pickle *);
/* Never NULL; the pickle's. */
const struct pickle_value *pickle_root(const struct pickle *);

/* All records of persistent ids, a list. */
const struct pickle_value *pickle_references(const struct pickle *);

/* What of a value is not there is NULL, and so is what is asked of NULL. */

/* The value of a dictionary's text key. */
const struct pickle_value *pickle_get(const struct pickle_value *, const char *key);
/* Item i of a list or a tuple. */
const struct pickle_value *pickle_item(const struct pickle_value *, size_t i);
/* The text of a PICKLE_TEXT. */
const char *pickle_text(const struct pickle_value *);
/* The record of a PICKLE_RECORD; and only if its name is this one. */
const struct pickle_record *pickle_record(const struct pickle_value *);
const struct pickle_record *pickle_record_named(const struct pickle_value *, const char *name);
/* Whether it is a whole number or a truth value. */
bool pickle_integer(const struct pickle_value *, int64_t *integer);

#endif
