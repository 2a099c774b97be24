/* Any bytes as an event file that is read on, and as a table. */
#include "fuzz/fuzz.h"

#include "format/event_reader.h"
#include "format/log_table.h"

#include <string.h>

static void touch(void *context, const struct log_value *value)
{
	(void)context;
	fuzz_touch(value->tag, strlen(value->tag) + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *path = fuzz_file(bytes, size);
	struct event_reader *events = event_reader_new(path);
	struct log_table *table = log_table_new(path);
	struct log_sink sink = {touch, NULL};
	struct err err;

	event_reader_read(events, &sink, &err);
	event_reader_end(events, &err);
	log_table_read(table, &sink, &err);
	event_reader_free(events);
	log_table_free(table);
	return 0;
}
