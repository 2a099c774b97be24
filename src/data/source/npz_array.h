/* An array of an npz archive of a data set: its values as numbers, or as texts. */
#ifndef DATA_SOURCE_NPZ_ARRAY_H
#define DATA_SOURCE_NPZ_ARRAY_H

#include "base/err.h"
#include "base/limits.h"
#include "format/container/npy.h"
#include "format/container/zip.h"

struct npz_array {
	const char *name;            /* without .npy, for messages; borrowed, and set before */
	struct npy npy;              /* dtype: NULL for texts, never complex */
	unsigned char *bytes;        /* owned: what the caller frees, after a failure too */
	const unsigned char *values; /* little-endian, row after row */
};

/* Reads member i. */
bool npz_array_load(struct zip_archive *, const char *path, size_t i, struct npz_array *,
		    struct err *);
/* Whether it is of numbers of a type, as struct tensor has it. */
bool npz_array_is(const struct npz_array *, const char *dtype);
/* Value i of all, of an array of numbers. */
double npz_array_value(const struct npz_array *, size_t i);
/* The same of an array of texts, as UTF-8. False: it is too long for the name of a class,
 * or has what is no text. */
bool npz_array_text(const struct npz_array *, size_t i, char text[CLASS_NAME_MAX]);

#endif
