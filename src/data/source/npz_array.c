/* Numbers are little-endian once they are loaded; texts are UTF-32, with zeros behind. */
#include "data/source/npz_array.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/packed.h"
#include "format/dtype.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool npz_array_load(struct zip_archive *zip, const char *path, size_t i, struct npz_array *array,
		    struct err *err)
{
	const char *name = array->name;
	size_t size, head;

	array->bytes = zip_archive_load(zip, i, PACKED_MAX_BYTES + NPY_HEAD_MAX, &size, err);
	head = size < NPY_HEAD_MAX ? size : NPY_HEAD_MAX;
	if (!array->bytes || !npy_parse(array->bytes, head, path, name, &array->npy, err))
		return false;
	if (size - array->npy.begin != array->npy.size)
		return err_set(err, "%s: %s has %zu bytes of values, but its shape needs %zu", path,
			       name, size - array->npy.begin, array->npy.size);
	if (array->npy.dtype && array->npy.dtype[0] == 'C')
		return err_set(err, "%s: %s is an array of complex numbers; plain ones are needed",
			       path, name);
	array->values = array->bytes + array->npy.begin;
	if (!npy_is_plain(&array->npy)) {
		unsigned char *plain = xmalloc(array->npy.size);

		npy_copy(&array->npy, array->values, plain);
		free(array->bytes);
		array->values = array->bytes = plain;
	}
	return true;
}

/* An unsigned whole number of `size` bytes, and a signed one. */
static uint64_t unsigned_at(const unsigned char *b, size_t size)
{
	uint64_t value = 0;

	for (size_t i = size; i-- > 0;)
		value = value << 8 | b[i];
	return value;
}

static int64_t signed_at(const unsigned char *b, size_t size)
{
	unsigned shift = 64 - 8 * (unsigned)size;

	return (int64_t)(unsigned_at(b, size) << shift) >> shift;
}

bool npz_array_is(const struct npz_array *array, const char *dtype)
{
	return array->npy.dtype && strcmp(array->npy.dtype, dtype) == 0;
}

static double float_at(const unsigned char *b, size_t size)
{
	double wide;
	float single;

	if (size == 2)
		return (double)half_to_float((uint16_t)unsigned_at(b, 2));
	memcpy(&single, b, sizeof(single));
	if (size == sizeof(single))
		return (double)single;
	memcpy(&wide, b, sizeof(wide));
	return wide;
}

double npz_array_value(const struct npz_array *array, size_t i)
{
	size_t size = array->npy.value_size;
	const unsigned char *b = array->values + i * size;

	if (array->npy.dtype[0] == 'F')
		return float_at(b, size);
	if (array->npy.dtype[0] == 'I')
		return (double)signed_at(b, size);
	return (double)unsigned_at(b, size); /* BOOL too */
}

bool npz_array_text(const struct npz_array *array, size_t i, char text[CLASS_NAME_MAX])
{
	size_t size = array->npy.value_size, length = 0;
	const unsigned char *value = array->values + i * size;

	for (size_t at = 0; at + 4 <= size; at += 4) {
		uint32_t glyph = (uint32_t)unsigned_at(value + at, 4);
		char bytes[TEXT_GLYPH_MAX];

		if (glyph == 0)
			break;
		text_put(glyph, bytes);
		if (!text_is_printable(glyph) || length + strlen(bytes) >= CLASS_NAME_MAX)
			return false;
		memcpy(text + length, bytes, strlen(bytes));
		length += strlen(bytes);
	}
	text[length] = '\0';
	return true;
}
