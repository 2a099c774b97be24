/*
 * IDX, the format of MNIST: 00 00 type ndim, ndim big-endian u32 sizes, big-endian values,
 * row-major. Gzipped or not. Strict: the length must be exact.
 */
#ifndef FORMAT_IDX_H
#define FORMAT_IDX_H

#include "base/err.h"
#include "base/limits.h"
#include "format/file.h"

#include <stddef.h>
#include <stdint.h>

enum idx_type {
	IDX_U8 = 0x08,
	IDX_I8 = 0x09,
	IDX_I16 = 0x0b,
	IDX_I32 = 0x0c,
	IDX_F32 = 0x0d,
	IDX_F64 = 0x0e
};

struct idx {
	enum idx_type type;
	int ndim;                   /* 1..IDX_MAX_DIMS */
	uint32_t dim[IDX_MAX_DIMS]; /* outermost first; unused ones are 1 */
	void *values;               /* in this machine's byte order; owned */
};

/* Whether a file begins as IDX does: two zeros and a type, not yet checked. */
bool idx_is_like(const unsigned char *head, size_t size);
/* Refuses more than IDX_MAX_BYTES of values before it allocates. */
bool idx_read(const char *path, struct idx *, struct err *);
/* The same in two steps, so that one who looks at the sizes can decline, or read the values another
 * way: as big-endian bytes, by reader_read() and reader_end(). values are NULL in between. The
 * caller closes the reader, and clears the idx even if values can't be read. */
struct reader *idx_open(const char *path, struct idx *, struct err *);
bool idx_read_values(struct reader *, struct idx *, struct err *);
bool idx_write(const char *path, const struct idx *, struct err *);
void idx_clear(struct idx *);

/* The product of the sizes. */
size_t idx_count(const struct idx *);
/* Value i as a number, 0 <= i < idx_count(). */
double idx_value(const struct idx *, size_t i);
const char *idx_type_name(enum idx_type);

#endif
