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

static bool is_log(const struct watched_file *file)
{
	return file->kind == WATCHED_EVENTS || file->kind == WATCHED_TABLE;
}

static void free_reader(struct watched_file *file)
{
	if (file->kind == WATCHED_EVENTS)
		event_reader_free(file->reader);
	else if (file->kind == WATCHED_TABLE)
		log_table_free(file->reader);
	if (file->reader)
		file->is_done = false;
	file->reader = NULL;
}

/* Which logs are those of the series. Where one turns out to be another run's, all begin anew. */
static void sort_out(struct watch_queue *q, struct watch_curves *curves)
{
	bool is_less = false;

	for (int i = 0; i < q->scan->count; i++) {
		struct watched_file *file = q->scan->files[i];
		bool was_mine = file->is_mine;

		if (!is_log(file))
			continue;
		file->is_mine = watch_groups_has_log(&q->groups, q->series, file->name);
		is_less |= was_mine && !file->is_mine && file->reader;
	}
	if (is_less) {
		watch_curves_forget(curves);
		watch_logs_free(q->scan, true);
	}
}

bool watch_logs_read(struct watch_queue *q, struct watch_curves *curves, struct err *err)
{
	bool is_read = true;

	sort_out(q, curves);
	for (int i = 0; i < q->scan->count; i++) {
		struct watched_file *file = q->scan->files[i];

		if (is_log(file) && file->is_mine && file->is_there && !file->is_done)
			is_read = read_log(curves, file, err) && is_read;
	}
	return is_read;
}

/* A file that is gone needs no reader, and may come back as another. */
void watch_logs_free(struct watch_scan *scan, bool is_all)
{
	for (int i = 0; i < scan->count; i++)
		if (is_all || !scan->files[i]->is_there)
			free_reader(scan->files[i]);
}
