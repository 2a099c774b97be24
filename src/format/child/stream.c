/* Records to tensors and attributes; whatever does not keep to the format is refused. */
#include "format/child/stream.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "format/dtype.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DTYPE_MAX = 8 };

struct reading {
	const struct stream_source *source;
	struct stream *stream;
	size_t data_size, attribute_size; /* of all, so far */
	struct err *err;
};

static bool refuse(const struct reading *reading, const char *what)
{
	return err_set(
		reading->err,
		"%s: what was read of it makes no sense (%s): the file is damaged or made to "
		"do harm",
		reading->source->path, what);
}

static bool take(const struct reading *reading, void *bytes, size_t size)
{
	return reading->source->read(reading->source->context, bytes, size, reading->err);
}

/* A little-endian number of so many bytes. */
static bool take_number(const struct reading *reading, int size, uint64_t *number)
{
	unsigned char bytes[8];

	*number = 0;
	if (!take(reading, bytes, (size_t)size))
		return false;
	while (size > 0)
		*number = *number << 8 | bytes[--size];
	return true;
}

/* NULL on failure; the caller frees it. */
static char *take_text(const struct reading *reading, size_t max)
{
	uint64_t size;
	char *text;

	if (!take_number(reading, 4, &size))
		return NULL;
	if (size > max) {
		refuse(reading, "a text is too long");
		return NULL;
	}
	text = xmalloc((size_t)size + 1);
	text[size] = '\0';
	if (take(reading, text, (size_t)size)) {
		if (!memchr(text, '\0', (size_t)size))
			return text;
		refuse(reading, "a text has an end in its middle");
	}
	free(text);
	return NULL;
}

bool stream_is_name(const char *text)
{
	while (*text) {
		uint32_t glyph = text_next(&text);

		if (glyph < 0x20 || (glyph >= 0x7f && glyph < 0xa0))
			return false;
	}
	return true;
}

static char *take_name(const struct reading *reading)
{
	char *name = take_text(reading, HDF5_NAME_MAX);

	if (!name || stream_is_name(name))
		return name;
	free(name);
	refuse(reading, "a name is no UTF-8 text");
	return NULL;
}

/* The dtype is a text of the program, not of the file. */
static bool take_dtype(const struct reading *reading, struct tensor *tensor)
{
	char *text = take_text(reading, DTYPE_MAX);

	if (!text)
		return false;
	tensor->dtype = dtype_name(text);
	free(text);
	return tensor->dtype || refuse(reading, "there is no such dtype");
}

static bool take_shape(struct reading *reading, struct tensor *tensor)
{
	uint64_t ndim, dim;

	if (!take_number(reading, 4, &ndim))
		return false;
	if (ndim > TENSOR_MAX_DIMS)
		return refuse(reading, "a tensor has too many dimensions");
	tensor->ndim = (int)ndim;
	tensor->size = dtype_size(tensor->dtype);
	for (int i = 0; i < tensor->ndim; i++) {
		if (!take_number(reading, 8, &dim))
			return false;
		if (dim > 0 && tensor->size > reading->source->data_max / dim)
			return refuse(reading, "a tensor is too large");
		tensor->dim[i] = (size_t)dim;
		tensor->size *= (size_t)dim;
	}
	reading->data_size += tensor->size;
	return reading->data_size <= reading->source->data_max ||
	       refuse(reading, "the tensors are too large");
}

static bool take_data(const struct reading *reading, struct tensor *tensor)
{
	void *data;

	if (reading->source->is_header_only)
		return true;
	tensor->data = data = xmalloc(tensor->size);
	return take(reading, data, tensor->size);
}

/* Room for one more element behind `count`: arrays grow by doubling. */
static void *grown(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return xrealloc(array, (count ? 2 * count : 1) * size);
}

static bool take_tensor(struct reading *reading)
{
	struct stream *stream = reading->stream;
	struct tensor *tensor;

	if (stream->tensor_count == HDF5_OBJECTS_MAX)
		return refuse(reading, "there are too many tensors");
	stream->tensors = grown(stream->tensors, stream->tensor_count, sizeof(*stream->tensors));
	tensor = &stream->tensors[stream->tensor_count++];
	memset(tensor, 0, sizeof(*tensor));
	tensor->name = take_name(reading);
	return tensor->name && take_dtype(reading, tensor) && take_shape(reading, tensor) &&
	       take_data(reading, tensor);
}

static bool take_attribute(struct reading *reading)
{
	struct stream *stream = reading->stream;
	struct stream_attribute *attribute;

	if (stream->attribute_count == 2 * HDF5_OBJECTS_MAX)
		return refuse(reading, "there are too many attributes");
	stream->attributes =
		grown(stream->attributes, stream->attribute_count, sizeof(*stream->attributes));
	attribute = &stream->attributes[stream->attribute_count++];
	memset(attribute, 0, sizeof(*attribute));
	attribute->owner = take_name(reading);
	attribute->name = attribute->owner ? take_name(reading) : NULL;
	attribute->value = attribute->name ? take_text(reading, HDF5_ATTRIBUTE_MAX) : NULL;
	if (!attribute->value)
		return false;
	reading->attribute_size += strlen(attribute->value);
	return reading->attribute_size <= 2 * HDF5_ATTRIBUTE_MAX ||
	       refuse(reading, "its attributes are too long");
}

/* What is no UTF-8, as a message may quote the file, becomes a question mark. */
static void make_valid(char *text)
{
	for (const char *at = text; *at;) {
		char *place = text + (at - text);

		if (text_next(&at) == 0)
			*place = '?';
	}
}

static bool take_failure(const struct reading *reading)
{
	char *text = take_text(reading, ERR_TEXT_MAX);

	if (text)
		make_valid(text);
	if (text)
		err_set(reading->err, "%s: %s", reading->source->path, text);
	free(text);
	return false;
}

static bool take_records(struct reading *reading)
{
	unsigned char kind;

	while (take(reading, &kind, 1))
		switch (kind) {
		case 'T':
			if (!take_tensor(reading))
				return false;
			break;
		case 'A':
			if (!take_attribute(reading))
				return false;
			break;
		case 'F':
			return take_failure(reading);
		case 'Z':
			return true;
		default:
			return refuse(reading, "there is no such record");
		}
	return false;
}

struct stream *stream_read(const struct stream_source *source, struct err *err)
{
	struct stream *stream = xcalloc(1, sizeof(*stream));
	struct reading reading = {.source = source, .stream = stream, .err = err};

	if (take_records(&reading))
		return stream;
	stream_free(stream);
	return NULL;
}

const char *stream_attribute(const struct stream *stream, const char *owner, const char *name)
{
	for (size_t i = 0; i < stream->attribute_count; i++)
		if (strcmp(stream->attributes[i].name, name) == 0 &&
		    strcmp(stream->attributes[i].owner, owner) == 0)
			return stream->attributes[i].value;
	return NULL;
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	for (size_t i = 0; i < stream->tensor_count; i++) {
		free((void *)(uintptr_t)stream->tensors[i].name);
		free((void *)(uintptr_t)stream->tensors[i].data);
	}
	for (size_t i = 0; i < stream->attribute_count; i++) {
		free(stream->attributes[i].owner);
		free(stream->attributes[i].name);
		free(stream->attributes[i].value);
	}
	free(stream->tensors);
	free(stream->attributes);
	free(stream);
}
