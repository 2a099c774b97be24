/* jansson writes the texts, and so escapes them. */
#include "format/asciicast.h"
#include "base/date.h"
#include "base/places.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "format/appender.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct asciicast {
	struct appender *appender;
};

static bool put_line(struct asciicast *cast, json_t *document, struct err *err)
{
	char *json = json_dumps(document, JSON_COMPACT | JSON_REAL_PRECISION(9)), *line;
	bool is_written;

	json_decref(document);
	if (!json)
		return err_set(err, "%s: a recording's line can't be made JSON",
			       appender_path(cast->appender));
	line = xasprintf("%s\n", json);
	is_written = appender_write(cast->appender, line, strlen(line), err);
	free(line);
	free(json);
	return is_written;
}

static json_t *header(const char *title, int columns, int rows)
{
	const char *term = places_environment("TERM");
	json_t *document = json_object(), *environment = json_object(), *text;

	json_object_set_new(document, "version", json_integer(2));
	json_object_set_new(document, "width", json_integer(columns));
	json_object_set_new(document, "height", json_integer(rows));
	json_object_set_new(document, "timestamp", json_integer((json_int_t)date_now()));
	json_object_set_new(document, "title", json_string(title));
	/* A name that is no UTF-8 is left out. */
	if (term && (text = json_string(term)))
		json_object_set_new(environment, "TERM", text);
	json_object_set_new(document, "env", environment);
	return document;
}

struct asciicast *asciicast_open(const char *path, const char *title, int columns, int rows,
				 struct err *err)
{
	struct asciicast *cast = xcalloc(1, sizeof(*cast));
	struct err ignored;

	cast->appender = appender_open(path, err);
	if (cast->appender && put_line(cast, header(title, columns, rows), err))
		return cast;
	asciicast_close(cast, &ignored);
	return NULL;
}

/* The caller frees it. */
static char *clean(const char *text, size_t size)
{
	char *copy = xmalloc(size + 1), *cleaned = xmalloc(size + 1), *to = cleaned;
	const char *from = copy;

	memcpy(copy, text, size);
	copy[size] = '\0';
	while (from < copy + size) {
		uint32_t glyph = text_next(&from);
		char bytes[TEXT_GLYPH_MAX];
		size_t length;

		text_put(glyph ? glyph : '?', bytes);
		length = strlen(bytes);
		memcpy(to, bytes, length);
		to += length;
	}
	*to = '\0';
	free(copy);
	return cleaned;
}

/* Microseconds tell all that can be seen. */
static bool put_event(struct asciicast *cast, double seconds, const char *kind, const char *text,
		      struct err *err)
{
	json_t *event = json_array();

	json_array_append_new(event, json_real(round(seconds * 1e6) * 1e-6));
	json_array_append_new(event, json_string(kind));
	json_array_append_new(event, json_string(text));
	return put_line(cast, event, err);
}

bool asciicast_show(struct asciicast *cast, double seconds, const char *text, size_t size,
		    struct err *err)
{
	char *cleaned = clean(text, size);
	bool is_written = put_event(cast, seconds, "o", cleaned, err);

	free(cleaned);
	return is_written;
}

bool asciicast_resize(struct asciicast *cast, double seconds, int columns, int rows,
		      struct err *err)
{
	char text[NUMBERS_TEXT_MAX];

	snprintf(text, sizeof(text), "%dx%d", columns, rows);
	return put_event(cast, seconds, "r", text, err);
}

bool asciicast_close(struct asciicast *cast, struct err *err)
{
	bool is_closed;

	if (!cast)
		return true;
	is_closed = appender_close(cast->appender, err);
	free(cast);
	return is_closed;
}
