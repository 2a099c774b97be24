/* Readers stay with their files, so that they go on where they stopped. */
#include "live/watch_logs.h"
#include "format/event_reader.h"
#include "format/log_table.h"

#include <stdio.h>
#include <string.h>

struct log_context {
	struct watch_curves *curves;
	char folder[LOG_TAG_MAX];
};

static void take_value(void *context, const struct log_value *value)
{
	const struct log_context *c = context;

	watch_curves_log(c->curves, c->folder, value);
}

/* A reader stays with its file, so that it goes on where it stopped. */
static bool read_log(struct watch_curves *curves, struct watched_file *file, struct err *err)
{
	struct log_context context = {.curves = curves};
	struct log_sink sink = {take_value, &context};
	const char *slash = strrchr(file->name, '/');
	bool is_read;

	if (slash)
		snprintf(context.folder, sizeof(context.folder), "%.*s", (int)(slash - file->name),
			 file->name);
	if (!file->reader)
		file->reader = file->kind == WATCHED_EVENTS ? (void *)event_reader_new(file->path)
							    : (void *)log_table_new(file->path);
	is_read = file->kind == WATCHED_EVENTS ? event_reader_read(file->reader, &sink, err)
					       : log_table_read(file->reader, &sink, err);
	file->is_done = true;
	file->done = file->stamp;
	return is_read;
}

bool watch_logs_read(struct watch_scan *scan, struct watch_curves *curves, struct err *err)
{
	bool is_read = true;

	for (int i = 0; i < scan->count; i++) {
		struct watched_file *file = scan->files[i];

		if ((file->kind == WATCHED_EVENTS || file->kind == WATCHED_TABLE) &&
		    file->is_there && !file->is_done)
			is_read = read_log(curves, file, err) && is_read;
	}
	return is_read;
}

/* A file that is gone needs no reader, and may come back as another. */
void watch_logs_free(struct watch_scan *scan, bool is_all)
{
	for (int i = 0; i < scan->count; i++) {
		struct watched_file *file = scan->files[i];

		if (file->is_there && !is_all)
			continue;
		if (file->kind == WATCHED_EVENTS)
			event_reader_free(file->reader);
		else if (file->kind == WATCHED_TABLE)
			log_table_free(file->reader);
		if (file->reader)
			file->is_done = false;
		file->reader = NULL;
	}
}
