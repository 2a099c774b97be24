/*
 * Files of named tensors, whatever format they are in. A format is one const struct tensor_format
 * in a file of its own (format/tensor/NAME.c) and one row of the table (format/tensor_file.c);
 * which one a file has is told by its contents, never by its name.
 */
#ifndef FORMAT_TENSOR_FILE_H
#define FORMAT_TENSOR_FILE_H

#include "base/err.h"
#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>

enum { TENSOR_PROBE_BYTES = 64 };

/* One tensor. When reading, name and data are the file's; when writing, the caller's. */
struct tensor {
	const char *name;
	const char *dtype; /* "F32", "F16", "BF16", "F64", "I32", "I64", "U8", ... */
	int ndim;
	size_t dim[TENSOR_MAX_DIMS];
	const void *data; /* little-endian, row-major, any alignment */
	size_t size;      /* bytes */
};

/* What else a file says of itself. */
struct tensor_string {
	const char *key, *value;
};

/* A file that was read: all of it is in memory and checked; or its header only, and then no tensor
 * has data. */
struct tensor_file {
	const struct tensor_format *format;
	bool is_header_only;
	size_t count;
	struct tensor *tensors; /* [count], in the order of their data; owned */
	size_t string_count;
	struct tensor_string *strings; /* [string_count]; owned */
	/* What names, data and strings lie in; format->release frees it. */
	void *memory;
};

struct tensor_format {
	const char *name;
	/* Whether a file begins as this format does. head: its first bytes, unpacked where the file
	 * is gzipped; size: TENSOR_PROBE_BYTES, or all of a smaller file. */
	bool (*probe)(const unsigned char *head, size_t size);
	/* For what is packed in a ZIP archive, else NULL: whether a member of that path says that
	 * the archive is of this format. The table's first row counts. */
	bool (*probe_member)(const char *name);
	/* For networks that are several files, else NULL: what `read` takes for a path that a
	 * person names, which may be a folder, what the names of the files begin with (and then no
	 * file is called so), or one of the files. The caller frees it; NULL: nothing of this
	 * format. */
	char *(*locate)(const char *path);
	/* Fills in the rest of a file that has only its first two members, which say what is to be
	 * read. On failure it owns nothing. Every size that the file states is checked before
	 * memory is allocated for it. */
	bool (*read)(const char *path, struct tensor_file *, struct err *);
	void (*release)(void *memory);
};

/* The names of all formats, "safetensors, TensorFlow, ...". The caller frees it. */
char *tensor_file_formats(void);
/* Says that a file is none of what is read, which are `formats`, for which one reads "networks
 * (...)", say; and, where its name promises another format than its contents have, which one. */
bool tensor_file_fail_unknown(const char *path, const char *formats, struct err *);
/* Whether a file begins as one of the formats does; as for a probe. */
bool tensor_file_is_known(const unsigned char *head, size_t size);
/* Whether `path` leads to a network of several files, as a folder, a prefix of their names or one
 * of them. */
bool tensor_file_is_several(const char *path);
/* The one of these files that leads to the same network, which the caller frees; NULL: `path` is
 * none of that. */
char *tensor_file_locate(const char *path);
/* NULL on failure. path: of a file, or of several as above. The native one's
 * reader (the table's first row) says what is wrong with what might be damaged of that format. */
struct tensor_file *tensor_file_read(const char *path, struct err *);
/* The same without the tensors' data, which are not looked at: quick, whatever the size. */
struct tensor_file *tensor_file_read_header(const char *path, struct err *);
/* NULL is ignored. */
void tensor_file_free(struct tensor_file *);
size_t tensor_file_count(const struct tensor_file *);
const struct tensor *tensor_file_at(const struct tensor_file *, size_t i);
/* NULL: there is none of that name. */
const struct tensor *tensor_file_find(const struct tensor_file *, const char *name);
/* The string of a key, or NULL. */
const char *tensor_file_metadata(const struct tensor_file *, const char *key);

#endif
