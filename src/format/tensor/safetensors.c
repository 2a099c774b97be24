/*
 * safetensors. jansson parses the header, which is then compared with the size of the file
 * before memory for the data is allocated. Tensors stay as bytes: a file may hold dtypes that we
 * can't convert, as long as their values are not requested.
 */
#include "format/tensor/safetensors.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/dtype.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

static const char metadata_key[] = "__metadata__";

struct entry {
	struct tensor tensor;
	size_t begin; /* in the data */
};

/* A file that is being read; what it owns becomes the memory of a struct tensor_file. */
struct parsing {
	const char *path; /* borrowed */
	json_t *header;   /* owns names, dtypes and metadata */
	size_t count;
	struct entry *entries;
	unsigned char *data;
};

static void store_u64(unsigned char *bytes, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
}

static uint64_t load_u64(const unsigned char *bytes)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | bytes[i];
	return value;
}

static int add_to_checksum(const char *text, size_t size, void *checksum)
{
	uLong *crc = checksum;

	*crc = crc32_z(*crc, (const unsigned char *)text, size);
	return 0;
}

/* The checksum of the header without its own: compact, keys sorted, so that it doesn't depend on
 * who wrote the file. */
static void header_checksum(json_t *header, char text[9])
{
	json_t *metadata = json_object_get(header, metadata_key);
	json_t *own = json_incref(json_object_get(metadata, "header_crc32"));
	size_t flags = JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII;
	uLong crc = 0;

	json_object_del(metadata, "header_crc32");
	json_dump_callback(header, add_to_checksum, &crc, flags);
	if (own)
		json_object_set_new(metadata, "header_crc32", own);
	snprintf(text, 9, "%08lx", crc);
}

/* Reading */

/* A string of __metadata__, or NULL. */
static const char *string_of(const struct parsing *file, const char *key)
{
	return json_string_value(json_object_get(json_object_get(file->header, metadata_key), key));
}

static bool parse_header(struct parsing *file, const char *text, size_t size, struct err *err)
{
	json_error_t error;
	const char *key;
	json_t *metadata, *value;

	file->header = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	if (!file->header)
		return err_set(err, "%s: header, byte %d: %s", file->path, 8 + error.position,
			       error.text);
	if (!json_is_object(file->header))
		return err_set(err, "%s: the header is no JSON object; is it a safetensors file?",
			       file->path);
	metadata = json_object_get(file->header, metadata_key);
	if (metadata && !json_is_object(metadata))
		return err_set(err, "%s: __metadata__ is no JSON object", file->path);
	json_object_foreach (metadata, key, value)
		if (!json_is_string(value))
			return err_set(err, "%s: __metadata__: '%s' is no string", file->path, key);
	return true;
}

/* What to do about a header that contradicts itself or the format. */
static bool advise(struct err *err)
{
	struct err fault = *err;

	return err_set(err, "%s; download it or save it again", fault.text);
}

static bool read_header(struct parsing *file, struct reader *reader, struct err *err)
{
	unsigned char length[8];
	uint64_t size;
	char *text;
	bool is_good;

	if (!reader_read(reader, length, sizeof(length), err))
		return false;
	size = load_u64(length);
	if (size > SAFETENSORS_HEADER_MAX && reader_read(reader, length, 1, err) &&
	    length[0] != '{')
		return err_set(err, "%s: is no safetensors file", file->path);
	if (size > SAFETENSORS_HEADER_MAX)
		return err_set(err,
			       "%s: states a header of %llu bytes; at most %d are read; is it a "
			       "safetensors file?",
			       file->path, (unsigned long long)size, SAFETENSORS_HEADER_MAX);
	text = xmalloc((size_t)size);
	is_good = reader_read(reader, text, (size_t)size, err) &&
		  (parse_header(file, text, (size_t)size, err) || advise(err));
	free(text);
	return is_good;
}

/* The sizes of one tensor and with them its bytes. */
static bool parse_shape(const char *path, json_t *shape, struct tensor *tensor, struct err *err)
{
	json_t *dim;
	size_t i;

	if (!json_is_array(shape) || json_array_size(shape) > TENSOR_MAX_DIMS)
		return err_set(err, "%s: '%s': the shape is no array of up to %d sizes", path,
			       tensor->name, TENSOR_MAX_DIMS);
	tensor->ndim = (int)json_array_size(shape);
	json_array_foreach (shape, i, dim) {
		json_int_t size = json_integer_value(dim);

		if (!json_is_integer(dim) || size < 0)
			return err_set(err, "%s: '%s': size %zu of the shape is no whole number",
				       path, tensor->name, i);
		if (size > 0 && tensor->size > SAFETENSORS_DATA_MAX / (uint64_t)size)
			return err_set(err,
				       "%s: '%s' has more than %zu bytes, the most that is read",
				       path, tensor->name, SAFETENSORS_DATA_MAX);
		tensor->dim[i] = (size_t)size;
		tensor->size *= (size_t)size;
	}
	return true;
}

static bool parse_entry(const char *path, const char *name, json_t *value, struct entry *entry,
			struct err *err)
{
	struct tensor *tensor = &entry->tensor;
	json_int_t begin, end;
	json_error_t error;
	json_t *shape;

	tensor->name = name;
	if (json_unpack_ex(value, &error, JSON_STRICT, "{s:s, s:o, s:[I,I]}", "dtype",
			   &tensor->dtype, "shape", &shape, "data_offsets", &begin, &end) != 0)
		return err_set(err, "%s: '%s': %s", path, name, error.text);
	tensor->size = dtype_size(tensor->dtype);
	if (tensor->size == 0)
		return err_set(err, "%s: '%s' has the unknown dtype %s", path, name, tensor->dtype);
	if (!parse_shape(path, shape, tensor, err))
		return false;
	/* Both are below 2^63, so that neither the sum nor the size_t overflows. */
	if (begin < 0 || begin > (json_int_t)SAFETENSORS_DATA_MAX ||
	    end != begin + (json_int_t)tensor->size)
		return err_set(err,
			       "%s: '%s' is at bytes %lld to %lld of the data, but its shape makes "
			       "%zu bytes",
			       path, name, (long long)begin, (long long)end, tensor->size);
	entry->begin = (size_t)begin;
	return true;
}

static int compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	/* An empty tensor takes no room: it goes before the one that begins where it is. */
	if (a->tensor.size != b->tensor.size)
		return a->tensor.size < b->tensor.size ? -1 : 1;
	return strcmp(a->tensor.name, b->tensor.name);
}

/* One after the other, without a gap; `size` becomes where the last one ends. */
static bool check_order(struct parsing *file, size_t *size, struct err *err)
{
	qsort(file->entries, file->count, sizeof(*file->entries), compare_entries);
	*size = 0;
	for (size_t i = 0; i < file->count; i++) {
		const struct entry *entry = &file->entries[i];

		if (entry->begin != *size)
			return err_set(
				err,
				"%s: '%s' begins at byte %zu of the data, but byte %zu is the "
				"next free one",
				file->path, entry->tensor.name, entry->begin, *size);
		*size += entry->tensor.size;
		if (*size > SAFETENSORS_DATA_MAX)
			return err_set(err,
				       "%s: has more than %zu bytes of data, the most that is read",
				       file->path, SAFETENSORS_DATA_MAX);
	}
	return true;
}

static bool parse_entries(struct parsing *file, size_t *size, struct err *err)
{
	const char *name;
	json_t *value;

	file->entries = xcalloc(json_object_size(file->header), sizeof(*file->entries));
	json_object_foreach (file->header, name, value) {
		if (strcmp(name, metadata_key) == 0)
			continue;
		if (!parse_entry(file->path, name, value, &file->entries[file->count], err))
			return false;
		file->count++;
	}
	return check_order(file, size, err);
}

static bool read_data(struct parsing *file, struct reader *reader, size_t size, struct err *err)
{
	if (!reader_expect(reader, size, err))
		return false;
	file->data = xmalloc(size);
	if (!reader_read(reader, file->data, size, err) || !reader_end(reader, err))
		return false;
	for (size_t i = 0; i < file->count; i++)
		file->entries[i].tensor.data = file->data + file->entries[i].begin;
	return true;
}

static bool check_checksum(const struct parsing *file, const char *key, const char *computed,
			   struct err *err)
{
	const char *stored = string_of(file, key);

	if (strcasecmp(stored, computed) == 0)
		return true;
	return err_set(
		err,
		"%s: is damaged: its %s is %s, its bytes make %s (a program that changed it on "
		"purpose must drop both checksums)",
		file->path, key, stored, computed);
}

static bool check_checksums(struct parsing *file, size_t size, struct err *err)
{
	char computed[9];

	if (string_of(file, "header_crc32")) {
		header_checksum(file->header, computed);
		if (!check_checksum(file, "header_crc32", computed, err))
			return false;
	}
	if (!string_of(file, "data_crc32"))
		return true;
	if (!string_of(file, "header_crc32"))
		return err_set(err,
			       "%s: is damaged: it has a data_crc32 but no header_crc32 (a program "
			       "that changed it on purpose must drop both checksums)",
			       file->path);
	snprintf(computed, sizeof(computed), "%08lx", crc32_z(0, file->data, size));
	return check_checksum(file, "data_crc32", computed, err);
}

/* ---- What was read, as a struct tensor_file */

static void parsing_free(void *memory)
{
	struct parsing *parsing = memory;

	json_decref(parsing->header);
	free(parsing->entries);
	free(parsing->data);
	free(parsing);
}

static void hand_over(struct parsing *parsing, struct tensor_file *file)
{
	json_t *metadata = json_object_get(parsing->header, metadata_key), *value;
	const char *key;

	file->memory = parsing;
	file->count = parsing->count;
	file->tensors = xcalloc(file->count, sizeof(*file->tensors));
	for (size_t i = 0; i < file->count; i++)
		file->tensors[i] = parsing->entries[i].tensor;
	file->strings = xcalloc(json_object_size(metadata), sizeof(*file->strings));
	json_object_foreach (metadata, key, value)
		file->strings[file->string_count++] =
			(struct tensor_string){key, json_string_value(value)};
}

/* N bytes of a JSON object: the brace behind the length. */
static bool probe(const unsigned char *head, size_t size)
{
	return size > 8 && head[8] == '{';
}

static bool read_file(const char *path, struct tensor_file *file, struct err *err)
{
	struct reader *reader = reader_open(path, err);
	struct parsing *parsing;
	size_t size = 0;
	bool is_good;

	if (!reader)
		return false;
	parsing = xcalloc(1, sizeof(*parsing));
	parsing->path = path;
	is_good = read_header(parsing, reader, err) &&
		  (parse_entries(parsing, &size, err) || advise(err));
	if (is_good && file->is_header_only)
		is_good = reader_expect(reader, size, err);
	else if (is_good)
		is_good = read_data(parsing, reader, size, err) &&
			  check_checksums(parsing, size, err);
	reader_close(reader);
	if (is_good)
		hand_over(parsing, file);
	else
		parsing_free(parsing);
	return is_good;
}

const struct tensor_format safetensors_format = {
	.name = "safetensors", .probe = probe, .read = read_file, .release = parsing_free};

/* Writing */

static int compare_tensors(const void *left, const void *right)
{
	const struct tensor *a = *(const struct tensor *const *)left;
	const struct tensor *b = *(const struct tensor *const *)right;
	size_t a_size = dtype_size(a->dtype), b_size = dtype_size(b->dtype);

	if (a_size != b_size)
		return a_size > b_size ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* jansson refuses what is no UTF-8; a key that is there already would be replaced. */
static bool add_metadata(json_t *metadata, const char *key, const char *value, struct err *err)
{
	if (json_object_get(metadata, key) ||
	    json_object_set_new(metadata, key, json_string(value)))
		return err_set(err, "metadata '%s' is there twice or is no UTF-8", key);
	return true;
}

static json_t *describe(const struct tensor *tensor, size_t begin)
{
	json_t *shape = json_array();

	for (int i = 0; i < tensor->ndim; i++)
		json_array_append_new(shape, json_integer((json_int_t)tensor->dim[i]));
	return json_pack("{s:s, s:o, s:[I,I]}", "dtype", tensor->dtype, "shape", shape,
			 "data_offsets", (json_int_t)begin, (json_int_t)(begin + tensor->size));
}

static bool add_tensor(json_t *header, const struct tensor *tensor, size_t begin, struct err *err)
{
	if (json_object_get(header, tensor->name) ||
	    json_object_set_new(header, tensor->name, describe(tensor, begin)))
		return err_set(err, "the name '%s' is there twice or is no UTF-8", tensor->name);
	return true;
}

static bool build_metadata(json_t *metadata, const struct tensor_string *strings, size_t count,
			   uLong data_crc, struct err *err)
{
	char checksum[9];

	for (size_t i = 0; i < count; i++)
		if (!add_metadata(metadata, strings[i].key, strings[i].value, err))
			return false;
	snprintf(checksum, sizeof(checksum), "%08lx", data_crc);
	return add_metadata(metadata, "data_crc32", checksum, err);
}

static bool build_header(json_t *header, const struct tensor *const *order, size_t count,
			 struct err *err)
{
	size_t begin = 0;
	char checksum[9];

	for (size_t i = 0; i < count; i++) {
		if (!add_tensor(header, order[i], begin, err))
			return false;
		begin += order[i]->size;
	}
	header_checksum(header, checksum);
	return add_metadata(json_object_get(header, metadata_key), "header_crc32", checksum, err);
}

/* The header with its length before it and its padding behind; the caller frees it. */
static unsigned char *dump_header(json_t *header, size_t *size)
{
	size_t length = json_dumpb(header, NULL, 0, JSON_COMPACT);
	size_t padded = (length + 7) / 8 * 8;
	unsigned char *bytes = xmalloc(8 + padded);

	store_u64(bytes, padded);
	json_dumpb(header, (char *)bytes + 8, length, JSON_COMPACT);
	memset(bytes + 8 + length, ' ', padded - length);
	*size = 8 + padded;
	return bytes;
}

static bool write_header(struct writer *writer, json_t *header, struct err *err)
{
	size_t size;
	unsigned char *bytes = dump_header(header, &size);
	bool is_written;

	if (size - 8 <= SAFETENSORS_HEADER_MAX)
		is_written = writer_write(writer, bytes, size, err);
	else
		is_written =
			err_set(err, "%s: the header would have %zu bytes; at most %d are read",
				writer_path(writer), size - 8, SAFETENSORS_HEADER_MAX);
	free(bytes);
	return is_written;
}

bool safetensors_write(struct writer *writer, const struct tensor *tensors, size_t count,
		       const struct tensor_string *metadata, size_t metadata_count, struct err *err)
{
	const struct tensor **order = xcalloc(count, sizeof(*order));
	json_t *header = json_object(), *strings = json_object();
	uLong crc = 0;
	bool is_good;

	for (size_t i = 0; i < count; i++)
		order[i] = &tensors[i];
	qsort(order, count, sizeof(*order), compare_tensors);
	for (size_t i = 0; i < count; i++)
		crc = crc32_z(crc, order[i]->data, order[i]->size);
	json_object_set_new(header, metadata_key, strings);
	if (build_metadata(strings, metadata, metadata_count, crc, err) &&
	    build_header(header, order, count, err))
		is_good = write_header(writer, header, err);
	else
		is_good = err_prefix(err, writer_path(writer));
	for (size_t i = 0; is_good && i < count; i++)
		is_good = writer_write(writer, order[i]->data, order[i]->size, err);
	json_decref(header);
	free(order);
	return is_good;
}
