/*
 * IDX. Values are read straight into their final memory and turned from big-endian in place.
 */
#include "format/idx.h"
#include "base/xalloc.h"
#include "format/file.h"
#include "format/stranger.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024 }; /* bytes that are turned at a time when writing */

static const struct {
	const char *name;
	size_t size; /* bytes; 0: no such type */
} types[] = {
	[IDX_U8] = {"u8", 1},   [IDX_I8] = {"i8", 1},   [IDX_I16] = {"i16", 2},
	[IDX_I32] = {"i32", 4}, [IDX_F32] = {"f32", 4}, [IDX_F64] = {"f64", 8},
};

/* The turns between big-endian and this machine's order; each is its own inverse. */

static void turn_16(unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i += 2) {
		const unsigned char *b = bytes + i;
		uint16_t value = (uint16_t)(b[0] << 8 | b[1]);

		memcpy(bytes + i, &value, 2);
	}
}

static uint32_t big_endian_32(const unsigned char *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void turn_32(unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i += 4) {
		uint32_t value = big_endian_32(bytes + i);

		memcpy(bytes + i, &value, 4);
	}
}

static void turn_64(unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i += 8) {
		uint64_t value =
			(uint64_t)big_endian_32(bytes + i) << 32 | big_endian_32(bytes + i + 4);

		memcpy(bytes + i, &value, 8);
	}
}

static void turn(enum idx_type type, void *bytes, size_t size)
{
	switch (types[type].size) {
	case 2:
		turn_16(bytes, size);
		break;
	case 4:
		turn_32(bytes, size);
		break;
	case 8:
		turn_64(bytes, size);
		break;
	}
}

bool idx_is_like(const unsigned char *head, size_t size)
{
	return size >= 4 && head[0] == 0 && head[1] == 0 && head[2] >= IDX_U8 && head[2] <= IDX_F64;
}

static bool read_type(struct reader *reader, const char *path, struct idx *idx, struct err *err)
{
	unsigned char magic[4];

	if (!reader_read(reader, magic, sizeof(magic), err))
		return false;
	if (magic[0] != 0 || magic[1] != 0)
		return !stranger_tell_file(path, err) &&
		       err_set(err,
			       "%s: is no IDX file: it begins with %02x %02x, not 00 00; if it was "
			       "downloaded, download it again",
			       path, magic[0], magic[1]);
	if (magic[2] >= sizeof(types) / sizeof(types[0]) || types[magic[2]].size == 0)
		return err_set(
			err, "%s: byte 2 gives element type %02x; IDX knows 08, 09, 0b, 0c, 0d, 0e",
			path, magic[2]);
	if (magic[3] < 1 || magic[3] > IDX_MAX_DIMS)
		return err_set(err, "%s: byte 3 gives %d dimensions; 1 to %d are understood", path,
			       magic[3], IDX_MAX_DIMS);
	idx->type = (enum idx_type)magic[2];
	idx->ndim = magic[3];
	return true;
}

static bool read_sizes(struct reader *reader, const char *path, struct idx *idx, struct err *err)
{
	size_t size = types[idx->type].size;
	unsigned char bytes[4];

	for (int i = 0; i < IDX_MAX_DIMS; i++)
		idx->dim[i] = 1;
	for (int i = 0; i < idx->ndim; i++) {
		if (!reader_read(reader, bytes, sizeof(bytes), err))
			return false;
		idx->dim[i] = big_endian_32(bytes);
		if (idx->dim[i] > 0 && size > IDX_MAX_BYTES / idx->dim[i])
			return err_set(err,
				       "%s: byte %d gives size %u, which makes more than %zu bytes "
				       "of values, the most that is read",
				       path, 4 + 4 * i, (unsigned)idx->dim[i], IDX_MAX_BYTES);
		size *= idx->dim[i];
	}
	return true;
}

struct reader *idx_open(const char *path, struct idx *idx, struct err *err)
{
	struct reader *reader = reader_open(path, err);

	memset(idx, 0, sizeof(*idx));
	if (!reader)
		return NULL;
	if (read_type(reader, path, idx, err) && read_sizes(reader, path, idx, err) &&
	    reader_expect(reader, idx_count(idx) * types[idx->type].size, err))
		return reader;
	reader_close(reader);
	return NULL;
}

bool idx_read_values(struct reader *reader, struct idx *idx, struct err *err)
{
	size_t size = idx_count(idx) * types[idx->type].size;

	idx->values = xmalloc(size);
	if (!reader_read(reader, idx->values, size, err) || !reader_end(reader, err))
		return false;
	turn(idx->type, idx->values, size);
	return true;
}

bool idx_read(const char *path, struct idx *idx, struct err *err)
{
	struct reader *reader = idx_open(path, idx, err);
	bool is_read = reader && idx_read_values(reader, idx, err);

	reader_close(reader);
	if (!is_read)
		idx_clear(idx);
	return is_read;
}

static bool write_header(struct writer *writer, const struct idx *idx, struct err *err)
{
	unsigned char header[4 + 4 * IDX_MAX_DIMS] = {0, 0, (unsigned char)idx->type,
						      (unsigned char)idx->ndim};

	memcpy(header + 4, idx->dim, 4 * (size_t)idx->ndim);
	turn_32(header + 4, 4 * (size_t)idx->ndim);
	return writer_write(writer, header, 4 + 4 * (size_t)idx->ndim, err);
}

static bool write_values(struct writer *writer, const struct idx *idx, struct err *err)
{
	const unsigned char *values = idx->values;
	size_t size = idx_count(idx) * types[idx->type].size;
	unsigned char chunk[CHUNK];

	if (types[idx->type].size == 1)
		return writer_write(writer, values, size, err);
	for (size_t done = 0; done < size; done += CHUNK) {
		size_t part = size - done < CHUNK ? size - done : CHUNK;

		memcpy(chunk, values + done, part);
		turn(idx->type, chunk, part);
		if (!writer_write(writer, chunk, part, err))
			return false;
	}
	return true;
}

bool idx_write(const char *path, const struct idx *idx, struct err *err)
{
	struct writer *writer = writer_open(path, err);

	if (!writer)
		return false;
	if (write_header(writer, idx, err) && write_values(writer, idx, err))
		return writer_commit(writer, err);
	writer_abort(writer);
	return false;
}

void idx_clear(struct idx *idx)
{
	free(idx->values);
	memset(idx, 0, sizeof(*idx));
}

size_t idx_count(const struct idx *idx)
{
	size_t count = 1;

	for (int i = 0; i < idx->ndim; i++)
		count *= idx->dim[i];
	return count;
}

double idx_value(const struct idx *idx, size_t i)
{
	switch (idx->type) {
	case IDX_U8:
		return ((const uint8_t *)idx->values)[i];
	case IDX_I8:
		return ((const int8_t *)idx->values)[i];
	case IDX_I16:
		return ((const int16_t *)idx->values)[i];
	case IDX_I32:
		return ((const int32_t *)idx->values)[i];
	case IDX_F32:
		return (double)((const float *)idx->values)[i];
	case IDX_F64:
		break;
	}
	return ((const double *)idx->values)[i];
}

const char *idx_type_name(enum idx_type type)
{
	return types[type].name;
}
