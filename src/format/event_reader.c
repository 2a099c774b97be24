/*
 * Records are looked at in a window of the file that grows to the size of one; those that are too
 * large to hold a scalar only (pictures, graphs) are passed over unread.
 */
#include "format/event_reader.h"
#include "base/xalloc.h"
#include "format/container/crc32c.h"
#include "format/dtype.h"
#include "format/tail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	HEAD = 12, /* length and its checksum */
	TAIL = 4,  /* the data's checksum */
	WINDOW = 1 << 18,
	/* How a field's value follows its number. */
	WIRE_VARINT = 0,
	WIRE_8_BYTES = 1,
	WIRE_LENGTH = 2,
	WIRE_4_BYTES = 5
};

struct event_reader {
	struct tail tail;      /* which is at the next record */
	unsigned char *window; /* [WINDOW]: what stands there */
};

/* ------------------------------------------------------------------------ protocol buffers */

/* The rest of a message. */
struct cursor {
	const unsigned char *at, *end;
};

struct field {
	unsigned number;
	unsigned wire;
	uint64_t bits;          /* of a number */
	struct cursor contents; /* of what has a length */
};

static uint64_t little_endian(const unsigned char *bytes, int count)
{
	uint64_t value = 0;

	for (int i = 0; i < count; i++)
		value |= (uint64_t)bytes[i] << 8 * i;
	return value;
}

static bool read_varint(struct cursor *c, uint64_t *value)
{
	*value = 0;
	for (int shift = 0; shift < 64 && c->at < c->end; shift += 7) {
		unsigned char byte = *c->at++;

		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

static bool read_fixed(struct cursor *c, int size, uint64_t *value)
{
	if (c->end - c->at < size)
		return false;
	*value = little_endian(c->at, size);
	c->at += size;
	return true;
}

static bool read_contents(struct cursor *c, struct field *field)
{
	uint64_t size;

	if (!read_varint(c, &size) || size > (uint64_t)(c->end - c->at))
		return false;
	field->contents = (struct cursor){c->at, c->at + size};
	c->at += size;
	return true;
}

/* False: the message ends, or (*is_bad) is none. */
static bool read_field(struct cursor *c, struct field *field, bool *is_bad)
{
	uint64_t key;
	bool is_read;

	if (c->at == c->end)
		return false;
	*field = (struct field){0};
	is_read = read_varint(c, &key);
	field->number = (unsigned)(key >> 3);
	field->wire = key & 7;
	if (is_read && field->wire == WIRE_VARINT)
		is_read = read_varint(c, &field->bits);
	else if (is_read && field->wire == WIRE_8_BYTES)
		is_read = read_fixed(c, 8, &field->bits);
	else if (is_read && field->wire == WIRE_4_BYTES)
		is_read = read_fixed(c, 4, &field->bits);
	else
		is_read = is_read && field->wire == WIRE_LENGTH && read_contents(c, field);
	if (!is_read)
		*is_bad = true;
	return is_read;
}

/* ------------------------------------------------------------------------------- scalars */

static double float_of(uint64_t bits)
{
	uint32_t low = (uint32_t)bits;
	float value;

	memcpy(&value, &low, sizeof(value));
	return (double)value;
}

static double double_of(uint64_t bits)
{
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static double int32_of(uint64_t bits)
{
	return (double)(int32_t)(uint32_t)bits;
}

static double int64_of(uint64_t bits)
{
	return (double)(int64_t)bits;
}

static double bfloat16_of(uint64_t bits)
{
	return float_of(bits << 16);
}

static double half_of(uint64_t bits)
{
	return (double)half_to_float((uint16_t)bits);
}

/* The types of tensors that are read, by their numbers in TensorFlow's DataType. */
static const struct type {
	uint64_t number;
	int size;       /* bytes of an element in tensor_content */
	unsigned field; /* holds the values, unless tensor_content does */
	double (*value)(uint64_t bits);
} types[] = {
	{1, 4, 5, float_of},  {2, 8, 6, double_of},     {3, 4, 7, int32_of},
	{9, 8, 10, int64_of}, {14, 2, 13, bfloat16_of}, {19, 2, 13, half_of},
};

static const struct type *find_type(uint64_t number)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].number == number)
			return &types[i];
	return NULL;
}

/* The first element of a field of values, packed or not. */
static bool read_first(const struct field *field, uint64_t *bits)
{
	struct cursor c = field->contents;

	*bits = field->bits;
	if (field->wire != WIRE_LENGTH)
		return true;
	if (field->number == 5)
		return read_fixed(&c, 4, bits);
	if (field->number == 6)
		return read_fixed(&c, 8, bits);
	return read_varint(&c, bits);
}

/* Whether a TensorShapeProto is that of one number. */
static bool is_single(struct cursor shape)
{
	struct field dim, size;
	bool is_bad = false;

	while (read_field(&shape, &dim, &is_bad)) {
		struct cursor c = dim.contents;

		while (dim.number == 2 && read_field(&c, &size, &is_bad))
			if (size.number == 1 && size.bits != 1)
				return false;
	}
	return !is_bad;
}

/* A TensorProto of one number. */
static bool read_tensor(struct cursor tensor, double *value)
{
	const struct type *type = NULL;
	struct cursor rest = tensor;
	struct field field;
	uint64_t bits = 0;
	bool is_bad = false, is_found = false;

	while (read_field(&rest, &field, &is_bad)) {
		if (field.number == 1)
			type = find_type(field.bits);
		else if (field.number == 2 && !is_single(field.contents))
			return false;
	}
	rest = tensor;
	while (type && read_field(&rest, &field, &is_bad)) {
		if (field.number == 4 && field.wire == WIRE_LENGTH)
			is_found |= read_fixed(&field.contents, type->size, &bits);
		else if (field.number == type->field && !is_found)
			is_found = read_first(&field, &bits);
	}
	*value = is_found ? type->value(bits) : NAN;
	return is_found && !is_bad;
}

static void copy_text(struct cursor from, char *text, size_t size)
{
	size_t length = (size_t)(from.end - from.at);

	if (length >= size)
		length = size - 1;
	memcpy(text, from.at, length);
	text[length] = '\0';
}

/* Whether SummaryMetadata says that the tensor is a scalar, or nothing. */
static bool is_scalar_plugin(struct cursor metadata)
{
	struct field plugin, name;
	bool is_bad = false, is_scalar = true;
	char text[16];

	while (read_field(&metadata, &plugin, &is_bad)) {
		struct cursor c = plugin.contents;

		while (plugin.number == 1 && plugin.wire == WIRE_LENGTH &&
		       read_field(&c, &name, &is_bad)) {
			if (name.number != 1 || name.wire != WIRE_LENGTH)
				continue;
			copy_text(name.contents, text, sizeof(text));
			is_scalar = !*text || strcmp(text, "scalars") == 0;
		}
	}
	return is_scalar;
}

/* A Summary's value: given to the sink where it is a scalar. False: it is no message. */
static bool take_value(struct cursor value, uint64_t step, const struct log_sink *sink)
{
	char tag[LOG_TAG_MAX] = "";
	struct log_value found = {.tag = tag, .step = step, .value = NAN};
	struct field field;
	bool is_bad = false, has_number = false, is_scalar = true;

	while (read_field(&value, &field, &is_bad)) {
		if (field.number == 1 && field.wire == WIRE_LENGTH) {
			copy_text(field.contents, tag, sizeof(tag));
		} else if (field.number == 2 && field.wire == WIRE_4_BYTES) {
			found.value = float_of(field.bits);
			has_number = true;
		} else if (field.number == 8 && field.wire == WIRE_LENGTH) {
			has_number |= read_tensor(field.contents, &found.value);
		} else if (field.number == 9 && field.wire == WIRE_LENGTH) {
			is_scalar = is_scalar_plugin(field.contents);
		}
	}
	if (!is_bad && has_number && is_scalar && *tag)
		sink->take(sink->context, &found);
	return !is_bad;
}

static bool take_event(struct cursor event, const struct log_sink *sink)
{
	struct cursor rest = event;
	struct field field, value;
	uint64_t step = 0;
	bool is_bad = false;

	while (read_field(&rest, &field, &is_bad))
		if (field.number == 2 && field.wire == WIRE_VARINT)
			step = field.bits;
	/* Negative steps are written as huge ones. */
	if (is_bad || step > FIT_MAX_STEPS)
		return !is_bad;
	rest = event;
	while (read_field(&rest, &field, &is_bad)) {
		struct cursor summary = field.contents;

		while (field.number == 5 && field.wire == WIRE_LENGTH &&
		       read_field(&summary, &value, &is_bad))
			if (value.number == 1 && value.wire == WIRE_LENGTH &&
			    !take_value(value.contents, step, sink))
				is_bad = true;
	}
	return !is_bad;
}

/* ------------------------------------------------------------------------------- records */

struct event_reader *event_reader_new(const char *path)
{
	struct event_reader *reader = xcalloc(1, sizeof(*reader));

	tail_init(&reader->tail, path);
	reader->window = xmalloc(WINDOW);
	return reader;
}

void event_reader_free(struct event_reader *reader)
{
	if (!reader)
		return;
	tail_clear(&reader->tail);
	free(reader->window);
	free(reader);
}

static uint32_t crc_at(const unsigned char *bytes)
{
	return (uint32_t)little_endian(bytes, 4);
}

/* Reads the whole records of the window; *used: their bytes. A record that does not fit into a
 * window is passed over. */
static bool take_records(struct event_reader *r, size_t size, size_t *used,
			 const struct log_sink *sink, struct err *err)
{
	*used = 0;
	while (size - *used >= HEAD) {
		const unsigned char *head = r->window + *used, *data = head + HEAD;
		uint64_t length = little_endian(head, 8), at = r->tail.at + *used;

		if (crc_at(head + 8) != crc32c_masked(head, 8) || length > r->tail.size - at)
			return true;
		if (length > WINDOW - HEAD - TAIL && r->tail.size - at >= HEAD + length + TAIL) {
			r->tail.at = at + HEAD + length + TAIL;
			*used = 0;
			return true;
		}
		if (size - *used < HEAD + length + TAIL ||
		    crc_at(data + length) != crc32c_masked(data, (size_t)length))
			return true;
		if (!take_event((struct cursor){data, data + length}, sink))
			return err_set(err, "%s: the record at byte %llu is no event", r->tail.path,
				       (unsigned long long)at);
		*used += HEAD + (size_t)length + TAIL;
	}
	return true;
}

bool event_reader_read(struct event_reader *r, const struct log_sink *sink, struct err *err)
{
	bool is_new;
	int file = tail_open(&r->tail, &is_new, err);
	bool is_read = file >= 0;
	uint64_t before;

	do {
		size_t size = 0, used = 0;

		before = r->tail.at;
		is_read = is_read && tail_read(&r->tail, file, r->window, WINDOW, &size, err) &&
			  take_records(r, size, &used, sink, err);
		r->tail.at += used;
	} while (is_read && r->tail.at != before);
	if (file >= 0)
		close(file);
	return is_read;
}

bool event_reader_end(const struct event_reader *r, struct err *err)
{
	return r->tail.at == r->tail.size ||
	       err_set(err,
		       "%s: from byte %llu on there is no whole record: it is cut off or damaged, "
		       "or still being written",
		       r->tail.path, (unsigned long long)r->tail.at);
}
