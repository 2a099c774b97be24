/* Protocol buffers of a few fields, written by hand: messages are put together from the innermost
 * outwards. */
#include "format/event_writer.h"
#include "base/date.h"
#include "base/xalloc.h"
#include "format/appender.h"
#include "format/container/crc32c.h"
#include "format/image/png.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MAX_NAMES = 1000, /* files of one host and second */
	HOST_MAX = 64,
	/* How a field's value follows its number. */
	WIRE_VARINT = 0,
	WIRE_8_BYTES = 1,
	WIRE_LENGTH = 2,
	WIRE_4_BYTES = 5,
	/* Values of enumerations. */
	SESSION_START = 1,
	COLORSPACE_GREY = 1,
	COLORSPACE_RGB = 3
};

struct event_writer {
	struct appender *appender;
};

struct message {
	unsigned char *bytes;
	size_t size, room;
};

static void put_bytes(struct message *m, const void *bytes, size_t size)
{
	if (size == 0)
		return;
	if (m->size + size > m->room) {
		m->room = (m->size + size) * 2;
		m->bytes = xrealloc(m->bytes, m->room);
	}
	memcpy(m->bytes + m->size, bytes, size);
	m->size += size;
}

static void put_little_endian(struct message *m, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		unsigned char byte = (unsigned char)(value >> 8 * i);

		put_bytes(m, &byte, 1);
	}
}

static void put_varint(struct message *m, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		put_little_endian(m, value | 0x80, 1);
	put_little_endian(m, value, 1);
}

static void put_key(struct message *m, unsigned field, unsigned wire)
{
	put_varint(m, field << 3 | wire);
}

static void put_whole(struct message *m, unsigned field, uint64_t value)
{
	put_key(m, field, WIRE_VARINT);
	put_varint(m, value);
}

static void put_double(struct message *m, unsigned field, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	put_key(m, field, WIRE_8_BYTES);
	put_little_endian(m, bits, 8);
}

static void put_float(struct message *m, unsigned field, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	put_key(m, field, WIRE_4_BYTES);
	put_little_endian(m, bits, 4);
}

static void put_string(struct message *m, unsigned field, const void *bytes, size_t size)
{
	put_key(m, field, WIRE_LENGTH);
	put_varint(m, size);
	put_bytes(m, bytes, size);
}

/* Frees the inner one. */
static void put_message(struct message *m, unsigned field, struct message *inner)
{
	put_string(m, field, inner->bytes, inner->size);
	free(inner->bytes);
	*inner = (struct message){0};
}

static struct message new_event(void)
{
	struct message event = {0};

	put_double(&event, 1, date_now());
	return event;
}

/* Writes an event as a record, and frees it. */
static bool put_record(struct event_writer *writer, struct message *event, struct err *err)
{
	struct message record = {0};
	bool is_written;

	put_little_endian(&record, event->size, 8);
	put_little_endian(&record, crc32c_masked(record.bytes, 8), 4);
	put_bytes(&record, event->bytes, event->size);
	put_little_endian(&record, crc32c_masked(event->bytes, event->size), 4);
	is_written = appender_write(writer->appender, record.bytes, record.size, err);
	free(record.bytes);
	free(event->bytes);
	return is_written;
}

/* ---------------------------------------------------------------------------- opening */

/* The host's name, of which a file's name can have letters, digits, dots and hyphens. */
static void host_name(char host[HOST_MAX])
{
	if (gethostname(host, HOST_MAX) != 0 || !*host)
		memcpy(host, "host", sizeof("host"));
	host[HOST_MAX - 1] = '\0';
	for (char *c = host; *c; c++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-", *c))
			*c = '-';
}

static struct appender *open_new(const char *folder, struct err *err)
{
	struct appender *appender = NULL;
	bool is_taken = true;
	char host[HOST_MAX];

	host_name(host);
	for (int i = 0; is_taken && i < MAX_NAMES; i++) {
		char *path = xasprintf("%s/events.out.tfevents.%010.0f.%s.%03d", folder,
				       floor(date_now()), host, i);

		appender = appender_try(path, &is_taken, err);
		free(path);
	}
	if (is_taken)
		err_set(err, "%s: has too many event files of this second: name another folder",
			folder);
	return appender;
}

struct event_writer *event_writer_open(const char *folder, struct err *err)
{
	static const char version[] = "brain.Event:2";
	struct message event = new_event();
	struct event_writer *writer = xcalloc(1, sizeof(*writer));

	writer->appender = open_new(folder, err);
	put_string(&event, 3, version, strlen(version));
	if (!writer->appender) {
		free(event.bytes);
		free(writer);
		return NULL;
	}
	if (!put_record(writer, &event, err)) {
		event_writer_close(writer, err);
		return NULL;
	}
	return writer;
}

/* ----------------------------------------------------------------------------- events */

bool event_writer_start(struct event_writer *writer, uint64_t step, struct err *err)
{
	struct message event = new_event(), session = {0};

	put_whole(&session, 1, SESSION_START);
	put_whole(&event, 2, step);
	put_message(&event, 7, &session);
	return put_record(writer, &event, err);
}

bool event_writer_scalars(struct event_writer *writer, uint64_t step,
			  const struct event_scalar *scalars, int count, struct err *err)
{
	struct message event = new_event(), summary = {0};

	for (int i = 0; i < count; i++) {
		struct message value = {0};

		put_string(&value, 1, scalars[i].tag, strlen(scalars[i].tag));
		put_float(&value, 2, (float)scalars[i].value);
		put_message(&summary, 1, &value);
	}
	put_whole(&event, 2, step);
	put_message(&event, 5, &summary);
	return put_record(writer, &event, err);
}

bool event_writer_image(struct event_writer *writer, uint64_t step, const char *tag,
			const struct image *image, struct err *err)
{
	struct message event, summary = {0}, value = {0}, picture = {0};
	size_t size;
	unsigned char *png = image_encode_png(event_writer_path(writer), image, &size, err);

	if (!png)
		return false;
	event = new_event();
	put_whole(&picture, 1, (uint64_t)image->height);
	put_whole(&picture, 2, (uint64_t)image->width);
	put_whole(&picture, 3, image->channels == 3 ? COLORSPACE_RGB : COLORSPACE_GREY);
	put_string(&picture, 4, png, size);
	free(png);
	put_string(&value, 1, tag, strlen(tag));
	put_message(&value, 4, &picture);
	put_message(&summary, 1, &value);
	put_whole(&event, 2, step);
	put_message(&event, 5, &summary);
	return put_record(writer, &event, err);
}

const char *event_writer_path(const struct event_writer *writer)
{
	return appender_path(writer->appender);
}

bool event_writer_close(struct event_writer *writer, struct err *err)
{
	bool is_closed;

	if (!writer)
		return true;
	is_closed = appender_close(writer->appender, err);
	free(writer);
	return is_closed;
}
