/* .npy. The header is read as the one dictionary that it has to be, with any blanks, keys in any
 * order. */
#include "format/container/npy.h"
#include "format/strided.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *descr, *dtype;
	size_t size;
} types[] = {
	{"f4", "F32", 4}, {"f8", "F64", 8},  {"f2", "F16", 2}, {"i1", "I8", 1},  {"i2", "I16", 2},
	{"i4", "I32", 4}, {"i8", "I64", 8},  {"u1", "U8", 1},  {"u2", "U16", 2}, {"u4", "U32", 4},
	{"u8", "U64", 8}, {"b1", "BOOL", 1}, {"c8", "C64", 8},
};
enum { TYPES = sizeof(types) / sizeof(types[0]) };

const char *npy_type(const char *descr, size_t *size)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(types[i].descr, descr) == 0) {
			*size = types[i].size;
			return types[i].dtype;
		}
	return NULL;
}

/* A header that is read. */
struct cursor {
	const char *next, *end;
	const char *path, *member;
	struct err *err;
};

static bool fail(const struct cursor *cursor, const char *what)
{
	return err_set(cursor->err, "%s: %s%s%s", cursor->path,
		       cursor->member ? cursor->member : "", cursor->member ? ": " : "", what);
}

static bool fail_header(const struct cursor *cursor)
{
	return fail(cursor,
		    "its header is no dictionary of descr, fortran_order and shape; save it "
		    "again by numpy.save");
}

static void skip_blanks(struct cursor *cursor)
{
	while (cursor->next < cursor->end && (*cursor->next == ' ' || *cursor->next == '\n'))
		cursor->next++;
}

/* Takes a text that has to come next, blanks before it left out. */
static bool take(struct cursor *cursor, const char *text)
{
	size_t length = strlen(text);

	skip_blanks(cursor);
	if ((size_t)(cursor->end - cursor->next) < length ||
	    memcmp(cursor->next, text, length) != 0)
		return false;
	cursor->next += length;
	return true;
}

/* A word between quotation marks, of at most 15 bytes. */
static bool take_word(struct cursor *cursor, char word[16])
{
	const char *end;
	char mark;

	skip_blanks(cursor);
	if (cursor->next == cursor->end || (*cursor->next != '\'' && *cursor->next != '"'))
		return false;
	mark = *cursor->next++;
	end = memchr(cursor->next, mark, (size_t)(cursor->end - cursor->next));
	if (!end || end - cursor->next > 15)
		return false;
	memcpy(word, cursor->next, (size_t)(end - cursor->next));
	word[end - cursor->next] = '\0';
	cursor->next = end + 1;
	return true;
}

/* A whole number of 0 to 2^53. */
static bool take_size(struct cursor *cursor, uint64_t *size)
{
	const char *begin;

	skip_blanks(cursor);
	*size = 0;
	for (begin = cursor->next; cursor->next < cursor->end && *cursor->next >= '0' &&
				   *cursor->next <= '9' && *size < (uint64_t)1 << 53;)
		*size = 10 * *size + (uint64_t)(*cursor->next++ - '0');
	return cursor->next > begin && *size <= (uint64_t)1 << 53;
}

static bool find_type(struct cursor *cursor, const char *descr, struct npy *npy)
{
	const char *type = strchr("<>|=", descr[0]) ? descr + 1 : descr;
	unsigned length;
	char more;

	npy->is_big_endian = descr[0] == '>';
	if (descr[0] != '\0' && sscanf(type, "U%4u%c", &length, &more) == 1) {
		npy->dtype = NULL;
		npy->value_size = 4 * (size_t)length;
		return true;
	}
	npy->dtype = descr[0] == '\0' ? NULL : npy_type(type, &npy->value_size);
	if (npy->dtype)
		return true;
	if (type[0] == 'O')
		return fail(cursor, "holds objects, which are pickled; save numbers, "
				    "array.astype('float32'), or texts, array.astype('U')");
	return fail(cursor, "is of a type that is not read; save array.astype('float32')");
}

static bool take_type(struct cursor *cursor, struct npy *npy)
{
	char descr[16];

	if (take(cursor, "["))
		return fail(cursor, "has fields with names; save them one by one");
	return take_word(cursor, descr) ? find_type(cursor, descr, npy) : fail_header(cursor);
}

static bool take_order(struct cursor *cursor, struct npy *npy)
{
	npy->is_fortran = take(cursor, "True");
	return npy->is_fortran || take(cursor, "False") || fail_header(cursor);
}

static bool take_shape(struct cursor *cursor, struct npy *npy)
{
	npy->ndim = 0;
	if (!take(cursor, "("))
		return fail_header(cursor);
	while (!take(cursor, ")")) {
		uint64_t size;

		if (npy->ndim == TENSOR_MAX_DIMS)
			return fail(cursor, "has more than 8 dimensions; reshape it");
		if (!take_size(cursor, &size))
			return fail_header(cursor);
		npy->dim[npy->ndim++] = (size_t)size;
		take(cursor, "L"); /* Python 2 */
		if (!take(cursor, ",") && (cursor->next == cursor->end || *cursor->next != ')'))
			return fail_header(cursor);
	}
	return true;
}

static bool take_entry(struct cursor *cursor, struct npy *npy, unsigned *seen)
{
	static const struct {
		const char *key;
		bool (*take)(struct cursor *, struct npy *);
	} entries[] = {{"descr", take_type}, {"fortran_order", take_order}, {"shape", take_shape}};
	char key[16];

	if (!take_word(cursor, key) || !take(cursor, ":"))
		return fail_header(cursor);
	for (size_t i = 0; i < 3; i++)
		if (strcmp(entries[i].key, key) == 0 && !(*seen & 1u << i)) {
			*seen |= 1u << i;
			return entries[i].take(cursor, npy);
		}
	return fail_header(cursor);
}

static bool take_header(struct cursor *cursor, struct npy *npy)
{
	unsigned seen = 0;

	if (!take(cursor, "{"))
		return fail_header(cursor);
	while (!take(cursor, "}")) {
		if (!take_entry(cursor, npy, &seen))
			return false;
		if (!take(cursor, ",") && (cursor->next == cursor->end || *cursor->next != '}'))
			return fail_header(cursor);
	}
	skip_blanks(cursor);
	return (seen == 7 && cursor->next == cursor->end) || fail_header(cursor);
}

static bool count_bytes(const struct cursor *cursor, struct npy *npy)
{
	npy->size = npy->value_size;
	for (int i = 0; i < npy->ndim; i++) {
		if (npy->dim[i] > 0 && npy->size > SAFETENSORS_DATA_MAX / npy->dim[i])
			return fail(cursor, "has more than 2 GiB, the most that is read; save it "
					    "in parts");
		npy->size *= npy->dim[i];
	}
	return true;
}

bool npy_is_like(const unsigned char *head, size_t size)
{
	return size >= 6 && memcmp(head, "\x93NUMPY", 6) == 0;
}

bool npy_parse(const unsigned char *head, size_t size, const char *path, const char *member,
	       struct npy *npy, struct err *err)
{
	struct cursor cursor = {NULL, NULL, path, member, err};
	size_t width, length = 0;

	memset(npy, 0, sizeof(*npy));
	if (!npy_is_like(head, size))
		return fail(&cursor, "is no .npy file; save it by numpy.save");
	if (size < 8 || head[6] < 1 || head[6] > 3)
		return fail(&cursor, "is cut short, or of a version of .npy that is not known");
	width = head[6] == 1 ? 2 : 4;
	for (size_t i = width; size >= 8 + width && i-- > 0;)
		length = length << 8 | head[8 + i];
	npy->begin = 8 + width + length;
	if (size < 8 + width || npy->begin > size)
		return fail(&cursor, size < NPY_HEAD_MAX ? "is cut short; copy it again"
							 : "its header is too long; save it again");
	cursor.next = (const char *)head + 8 + width;
	cursor.end = (const char *)head + npy->begin;
	if (!take_header(&cursor, npy) || !count_bytes(&cursor, npy))
		return false;
	npy->is_fortran &= npy->ndim > 1;
	return true;
}

bool npy_is_plain(const struct npy *npy)
{
	return (!npy->is_big_endian || npy->value_size == 1) && !npy->is_fortran;
}

/* Of complex numbers each part by itself. */
static void turn(unsigned char *bytes, size_t size, size_t value_size)
{
	for (size_t i = 0; i < size; i += value_size)
		for (size_t j = 0; j < value_size / 2; j++) {
			unsigned char byte = bytes[i + j];

			bytes[i + j] = bytes[i + value_size - 1 - j];
			bytes[i + value_size - 1 - j] = byte;
		}
}

void npy_copy(const struct npy *npy, const unsigned char *values, unsigned char *out)
{
	size_t stride[TENSOR_MAX_DIMS], next = 1;
	bool is_complex = npy->dtype && npy->dtype[0] == 'C';

	for (int i = 0; i < npy->ndim; i++) {
		stride[i] = next;
		next *= npy->dim[i];
	}
	if (npy->is_fortran)
		strided_copy(&(struct strided){npy->ndim, npy->dim, stride, npy->value_size},
			     values, out);
	else
		memcpy(out, values, npy->size);
	if (npy->is_big_endian)
		turn(out, npy->size, npy->dtype ? npy->value_size / (is_complex ? 2 : 1) : 4);
}

/* The rest of a header: the shape, the alignment, and what stands before the text. */
static size_t end_header(int ndim, const size_t *dim, char header[NPY_HEADER_MAX], size_t length)
{
	for (int i = 0; i < ndim; i++)
		length += (size_t)snprintf(header + length, NPY_HEADER_MAX - length, "%s%zu%s",
					   i > 0 ? " " : "", dim[i],
					   ndim == 1 || i + 1 < ndim ? "," : "");
	length += (size_t)snprintf(header + length, NPY_HEADER_MAX - length, "), }");
	while (length % 64 != 63)
		header[length++] = ' ';
	header[length++] = '\n';
	memcpy(header, "\x93NUMPY\1\0", 8);
	header[8] = (char)((length - 10) & 0xff);
	header[9] = (char)((length - 10) >> 8);
	return length;
}

size_t npy_header(const char *dtype, int ndim, const size_t *dim, char header[NPY_HEADER_MAX])
{
	size_t type = 0, length = 10;

	while (type < TYPES && strcmp(types[type].dtype, dtype) != 0)
		type++;
	if (type == TYPES)
		return 0;
	length += (size_t)snprintf(header + 10, NPY_HEADER_MAX - 10,
				   "{'descr': '%c%s', 'fortran_order': False, 'shape': (",
				   types[type].size == 1 ? '|' : '<', types[type].descr);
	return end_header(ndim, dim, header, length);
}

size_t npy_text_header(size_t characters, char header[NPY_HEADER_MAX])
{
	size_t length = 10;

	length += (size_t)snprintf(header + 10, NPY_HEADER_MAX - 10,
				   "{'descr': '<U%zu', 'fortran_order': False, 'shape': (",
				   characters);
	return end_header(0, NULL, header, length);
}
