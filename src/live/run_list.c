/* Records on the heap, so that they stay where they are while others go. */
#include "live/run_list.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run_list *run_list_new(void)
{
	return xcalloc(1, sizeof(struct run_list));
}

static void record_free(struct run_record *record)
{
	history_free(record->history);
	free(record);
}

void run_list_free(struct run_list *list)
{
	if (!list)
		return;
	for (int i = 0; i < list->count; i++)
		record_free(list->records[i]);
	free(list);
}

int run_list_index(const struct run_list *list, const struct run_record *record)
{
	for (int i = 0; i < list->count; i++)
		if (list->records[i] == record)
			return i;
	return -1;
}

struct run_record *run_list_find(const struct run_list *list, int number)
{
	for (int i = 0; i < list->count; i++)
		if (list->records[i]->number == number)
			return list->records[i];
	return NULL;
}

void run_list_remove(struct run_list *list, struct run_record *record)
{
	int at = run_list_index(list, record);

	list->count--;
	memmove(&list->records[at], &list->records[at + 1],
		(size_t)(list->count - at) * sizeof(list->records[0]));
	record_free(record);
}

static struct run_record *oldest_ended(const struct run_list *list)
{
	for (int i = 0; i < list->count; i++)
		if (!list->records[i]->is_live)
			return list->records[i];
	return NULL;
}

const struct run_record *run_list_next_to_go(const struct run_list *list)
{
	return list->count == RUNS_MAX ? oldest_ended(list) : NULL;
}

/* Those that have ended get equal shares; the first and the latest stay even where they are larger,
 * so that the oldest may have to go, but for the last one. */
static void share_memory(struct run_list *list)
{
	size_t bytes;
	int ended;

	do {
		bytes = 0;
		ended = 0;
		for (int i = 0; i < list->count; i++)
			ended += !list->records[i]->is_live;
		for (int i = 0; i < list->count; i++)
			if (!list->records[i]->is_live) {
				history_limit(list->records[i]->history,
					      RUNS_BYTES / (size_t)ended);
				bytes += history_size(list->records[i]->history);
			}
		if (bytes > RUNS_BYTES && ended > 1)
			run_list_remove(list, oldest_ended(list));
	} while (bytes > RUNS_BYTES && ended > 1);
}

void run_list_share(struct run_list *list)
{
	int live = 0;

	for (int i = 0; i < list->count; i++)
		live += list->records[i]->is_live;
	for (int i = 0; i < list->count; i++)
		if (list->records[i]->is_live)
			history_limit(list->records[i]->history, HISTORY_BYTES / (size_t)live);
}

struct run_record *run_list_add(struct run_list *list, const char *name, const char *data,
				const struct fit_settings *settings)
{
	struct run_record *record = xcalloc(1, sizeof(*record));

	if (list->count == RUNS_MAX)
		run_list_remove(list, oldest_ended(list));
	record->number = ++list->last_number;
	snprintf(record->name, sizeof(record->name), "%s", name);
	snprintf(record->data, sizeof(record->data), "%s", data);
	record->settings = *settings;
	record->view = (struct run_view){.steps = settings->steps,
					 .loss = NAN,
					 .accuracy = NAN,
					 .validation = NAN,
					 .images_per_second = NAN,
					 .seconds_left = NAN};
	record->is_live = true;
	record->history = history_new(HISTORY_BYTES);
	list->records[list->count++] = record;
	return record;
}

struct run_record *run_list_add_ended(struct run_list *list, const char *name, const char *data,
				      const struct fit_settings *settings,
				      const struct snapshot *model)
{
	struct run_record *record = run_list_add(list, name, data, settings);

	record->view.state = RUN_DONE;
	record->view.step = record->view.validated_at = model->facts.step;
	record->view.validation = model->facts.validation;
	record->seconds = NAN;
	record->is_unsaved = true;
	history_add(record->history, model);
	run_list_end(list, record);
	return record;
}

void run_list_end(struct run_list *list, struct run_record *record)
{
	record->is_live = false;
	share_memory(list);
	run_list_share(list);
}

const struct snapshot *run_record_model(const struct run_record *record)
{
	int count = history_count(record->history);

	return count > 0 ? history_at(record->history, count - 1) : NULL;
}

void run_list_saved(struct run_list *list, const struct snapshot *snapshot)
{
	for (int i = 0; i < list->count; i++)
		if (run_record_model(list->records[i]) == snapshot)
			list->records[i]->is_unsaved = false;
}
