/* Following what other programs train: a run of the list for each folder. */
#include "tui/screen/train/watch.h"
#include "base/xalloc.h"
#include "live/checkpoint_name.h"
#include "tui/screen/train/runs.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct train_watched *train_watched(struct train_state *t, const struct run_record *record)
{
	for (int i = 0; record && i < t->watches.count; i++)
		if (t->watches.list[i].record == record)
			return &t->watches.list[i];
	return NULL;
}

/* The last part of a path. */
static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* Of the settings only the architecture will be known; the others are what Space would train it
 * with, once they are copied into the form. */
static struct run_record *add_record(struct app *app, const char *name)
{
	struct fit_settings settings = settings_for("softmax");
	struct run_record *record;

	settings.architecture[0] = '\0';
	settings.steps = 0;
	record = run_list_add(app->runs, name, app->data->name, &settings);
	record->is_watched = true;
	record->seconds = NAN;
	run_list_share(app->runs);
	return record;
}

/* "runs/a" of a series in the folder runs. */
static void name_series(char name[NETWORK_NAME_MAX], const char *path, const char *series)
{
	char label[CHECKPOINT_SERIES_MAX];

	checkpoint_name_label(series, label);
	snprintf(name, NETWORK_NAME_MAX, "%.22s/%.40s", name_of(path), label);
}

/* Opens the run of a series, or of the one that is chosen; NULL: it was said why not. */
static struct train_watched *open_series(struct app *app, struct train_state *t, const char *path,
					 const char *series)
{
	struct run_spec spec = {.watch = path,
				.watch_series = series,
				.watch_told = app->setup.watch_told,
				.data = app->data,
				.kernel = app->setup.kernel,
				.threads = app->setup.threads,
				.notify = &app->notify};
	struct train_watched *w = &t->watches.list[t->watches.count];
	char name[NETWORK_NAME_MAX];
	struct err err;
	struct run *run = run_open(&spec, &err);

	if (!run) {
		app_complain(app, &err);
		return NULL;
	}
	snprintf(name, sizeof(name), "%s", name_of(path));
	if (series)
		name_series(name, path, series);
	*w = (struct train_watched){.path = xstrdup(path), .run = run};
	w->record = add_record(app, name);
	t->watches.count++;
	return w;
}

void train_watch(struct app *app, void *state, const char *path)
{
	struct train_state *t = state;
	struct train_watched *w;

	if (t->watches.count == RUNS_WATCHED_MAX) {
		app_refuse(app, "%d runs are watched at once at most: x on Train ends one",
			   RUNS_WATCHED_MAX);
		return;
	}
	/* What is being opened may take the data set's place. */
	if (jobs_pending(app->jobs, app) > 0) {
		app_say(app, "still opening: try again in a moment");
		return;
	}
	w = open_series(app, t, path, NULL);
	if (!w)
		return;
	t->is_followed = true;
	t->is_form = t->is_table = false;
	train_go(app, t, w->record);
	app_go(app, app_screen(app, "Train"));
}

/* Other runs of its folder join the list; which one is looked at stays. */
static void open_others(struct app *app, struct train_state *t, int i)
{
	struct train_watched *w = &t->watches.list[i];
	char series[CHECKPOINT_SERIES_MAX];
	struct run_view view;

	while (run_other(w->run, series)) {
		if (t->watches.count == RUNS_WATCHED_MAX) {
			app_say(app,
				"%s: %s is another run; %d are watched at once at most: watch its "
				"folder once x has ended one",
				w->path, series, RUNS_WATCHED_MAX);
			continue;
		}
		/* It is one of several now. */
		run_look(w->run, &view);
		name_series(w->record->name, w->path, view.series);
		open_series(app, t, w->path, series);
	}
}

/* Whether there was something. */
static bool take_all(struct train_watched *w)
{
	const struct snapshot *snapshot;
	bool is_new = false;

	while ((snapshot = run_take(w->run))) {
		history_insert(w->record->history, snapshot);
		snapshot_unref(snapshot);
		is_new = true;
	}
	return is_new;
}

static void name_architecture(struct run_record *record)
{
	char *architecture = net_architecture(run_record_model(record)->net);
	uint64_t steps = record->settings.steps;

	if (strncmp(architecture, record->settings.architecture,
		    sizeof(record->settings.architecture) - 1) != 0) {
		record->settings = settings_for(architecture);
		record->settings.steps = steps;
	}
	free(architecture);
}

static void poll_one(struct app *app, struct train_state *t, struct train_watched *w)
{
	struct run_record *record = w->record;
	bool is_new;

	run_look(w->run, &record->view);
	if (app->setup.is_clock_fixed)
		record->view.age = NAN;
	if (record->view.curves_at != w->curves_at)
		run_curves(w->run, &record->curves);
	w->curves_at = record->view.curves_at;
	is_new = take_all(w);
	if (is_new)
		name_architecture(record);
	if (t->here != record)
		return;
	t->view = record->view;
	if (is_new && !t->is_scrubbed)
		train_show_snapshot(t, run_record_model(record));
	if (is_new && t->is_followed)
		app_follow_model(app, run_record_model(record));
}

void train_watch_poll(struct app *app, struct train_state *t)
{
	const char *const *path = app->setup.watch;

	if (!t->watches.has_begun && jobs_pending(app->jobs, app) == 0) {
		t->watches.has_begun = true;
		for (; path && *path; path++)
			train_watch(app, t, *path);
	}
	for (int i = 0; i < t->watches.count; i++) {
		if (jobs_pending(app->jobs, app) == 0)
			open_others(app, t, i);
		poll_one(app, t, &t->watches.list[i]);
	}
}

void train_watch_end(struct app *app, struct train_state *t, struct train_watched *w)
{
	struct run_record *record = w->record;

	run_end(w->run);
	poll_one(app, t, w);
	run_free(w->run);
	free(w->path);
	*w = t->watches.list[--t->watches.count];
	record->view.is_busy = false;
	run_list_end(app->runs, record);
	train_check(app, t);
}

bool train_watch_is_busy(struct train_state *t)
{
	for (int i = 0; i < t->watches.count; i++) {
		struct run_view view;

		run_look(t->watches.list[i].run, &view);
		if (view.is_busy || view.has_news)
			return true;
	}
	return false;
}

void train_watch_free(struct train_state *t)
{
	for (int i = 0; i < t->watches.count; i++) {
		run_free(t->watches.list[i].run);
		free(t->watches.list[i].path);
	}
	t->watches.count = 0;
}

void train_watch_words(const struct app *app, struct train_state *t, char *text, size_t size)
{
	const struct train_watched *w = train_watched(t, t->here);
	const struct run_view *view = &t->view;
	char age[TEXT_NUMBER_MAX], count[TEXT_NUMBER_MAX], ago[TEXT_NUMBER_MAX + 24] = "";

	if (view->err.text[0]) {
		snprintf(text, size, "%s", view->err.text);
		return;
	}
	train_duration(age, view->age);
	text_grouped(view->checkpoints, count);
	if (!app->setup.is_clock_fixed && isfinite(view->age))
		snprintf(ago, sizeof(ago), ", the last %s ago", age);
	if (view->checkpoints == 0)
		snprintf(text, size, "Watching %s: %s", w->path,
			 view->series[0] ? "the first checkpoint is being read."
					 : "no checkpoint yet.");
	else
		snprintf(text, size, "Watching %s: %s checkpoint%s%s%s%s.", w->path, count,
			 view->checkpoints == 1 ? "" : "s", ago, view->tags[0] ? "; curves: " : "",
			 view->tags);
}

bool train_watch_reading(const struct run_record *record, int room, char words[NETWORK_WORDS_MAX])
{
	if (!record || !record->view.reading.architecture[0])
		return false;
	network_reading_words(&record->view.reading, room, words);
	return true;
}
