/*
 * Pickles of protocol 2 put together by hand, and what torch.save packs them in. Include cmocka's
 * headers first.
 */
#ifndef TESTS_SUPPORT_PICKLE_BYTES_H
#define TESTS_SUPPORT_PICKLE_BYTES_H

#include <stddef.h>

/* Bytes that grow; begin with {{0}, 0}. */
struct pickle_bytes {
	unsigned char bytes[8192];
	size_t size;
};

/* Codes as they are: a C string, or so many bytes. */
void pickle_codes(struct pickle_bytes *, const char *codes);
void pickle_put(struct pickle_bytes *, const void *bytes, size_t size);
/* A text, and a number of 0 to 65535. */
void pickle_put_text(struct pickle_bytes *, const char *text);
void pickle_put_number(struct pickle_bytes *, unsigned number);
/* A name of a module: "torch._utils", "_rebuild_tensor_v2". */
void pickle_put_name(struct pickle_bytes *, const char *module, const char *name);

/* A view of a storage of floats, `elements` of them. */
struct pickle_tensor {
	const char *storage; /* its key */
	unsigned elements, offset;
	int ndim;
	unsigned dim[4], stride[4];
};
/* torch._utils._rebuild_tensor_v2(...) */
void pickle_put_tensor(struct pickle_bytes *, const struct pickle_tensor *);

/* The file NAME in the test's folder, as torch.save writes it: the pickle, and storages "0", "1",
 * ... of `sizes` bytes 0, 1, 2, ... each. Returns its path. */
const char *pickle_write_zip(void **state, const char *name, const struct pickle_bytes *,
			     const size_t *sizes, size_t count);
/* The same as a legacy file, which lists values of 4 bytes. */
const char *pickle_write_legacy(void **state, const char *name, const struct pickle_bytes *,
				const size_t *sizes, size_t count);

#endif
