/*
 * NumPy's arrays in a file, .npy: a magic number, a version, the length of a header, the header,
 *which is a dictionary as Python writes it, and the values.
 *
 *	{'descr': '<f4', 'fortran_order': False, 'shape': (784, 10), }
 *
 * Whole numbers, floats and truth values are read, of either byte order. Arrays of objects are
 *pickles and are refused; nothing in them is run.
 */
#ifndef FORMAT_CONTAINER_NPY_H
#define FORMAT_CONTAINER_NPY_H

#include "base/err.h"
#include "base/limits.h"

#include <stddef.h>

/* Bytes of a file in which the whole header is, whatever it says. */
enum { NPY_HEAD_MAX = 1 << 14 };

struct npy {
	const char *dtype; /* as struct tensor has it; NULL: texts of `value_size` / 4 characters */
	size_t value_size; /* bytes */
	bool is_big_endian;
	bool is_fortran; /* the first index goes fastest; never for one dimension or none */
	int ndim;
	size_t dim[TENSOR_MAX_DIMS];
	size_t size;  /* bytes of all values, which is bounded */
	size_t begin; /* where the values begin */
};

/* The dtype of NumPy's name for it without the byte order ("f4"), as struct tensor has it; NULL:
 * none. */
const char *npy_type(const char *descr, size_t *size);
/* Whether a file begins as .npy does. */
bool npy_is_like(const unsigned char *head, size_t size);
/* Reads the header from the first bytes of a file: NPY_HEAD_MAX, or all of a smaller one. `path`
 * and, if it is not NULL, `member` are for messages. */
bool npy_parse(const unsigned char *head, size_t size, const char *path, const char *member,
	       struct npy *, struct err *);
/* Whether the values are as struct tensor wants them: little-endian, row after row. */
bool npy_is_plain(const struct npy *);
/* Makes plain values of those of a file; `out` is npy->size bytes elsewhere. */
void npy_copy(const struct npy *, const unsigned char *values, unsigned char *out);

/* The header of a file of plain values, whose length is returned; 0: NumPy has no such type. */
enum { NPY_HEADER_MAX = 256 };
size_t npy_header(const char *dtype, int ndim, const size_t *dim, char header[NPY_HEADER_MAX]);
/* The header of one text of so many 32-bit characters. */
size_t npy_text_header(size_t characters, char header[NPY_HEADER_MAX]);

#endif
