/* Writing and offering. What comes back is session_resume.c's. */
#include "tui/session.h"
#include "base/places.h"
#include "base/xalloc.h"
#include "format/tensor_file.h"
#include "tui/app.h"
#include "tui/session_run.h"
#include "tui/session_store.h"
#include "tui/session_value.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Keys that are more than looking in and leaving. */
enum { FEW_KEYS = 2 };

/* ----------------------------------------------------------------------------------- the offer */

/* "Today's", "Yesterday's", "25 Nov's"; "Earlier" where there is no such day. */
static void day_of(time_t when, char text[TEXT_NUMBER_MAX])
{
	time_t now = time(NULL);
	struct tm then, today;

	if (!localtime_r(&when, &then)) {
		snprintf(text, TEXT_NUMBER_MAX, "Earlier");
		return;
	}
	localtime_r(&now, &today);
	if (then.tm_year == today.tm_year && then.tm_yday == today.tm_yday) {
		snprintf(text, TEXT_NUMBER_MAX, "Today's");
		return;
	}
	now -= 24 * 60 * 60;
	localtime_r(&now, &today);
	if (then.tm_year == today.tm_year && then.tm_yday == today.tm_yday)
		snprintf(text, TEXT_NUMBER_MAX, "Yesterday's");
	else
		strftime(text, TEXT_NUMBER_MAX, "%e %b's", &then);
}

void session_begin(struct app *app)
{
	struct session *session = xcalloc(1, sizeof(*session));
	char day[TEXT_NUMBER_MAX];
	const char *words;
	int gone = 0;

	session->place = places_state();
	if (!session->place) {
		free(session);
		return;
	}
	app->session = session;
	session->folder = session_store_newest(session->place, &session->document);
	if (!session->folder)
		return;
	day_of((time_t)json_integer_value(json_object_get(session->document, "time")), day);
	words = session_get_text(session->document, "words");
	session_get_int(session->document, "gone", 1, SESSIONS_MAX, &gone);
	app_say(app, "%s work: %.*s. O goes on with it.%s", day, SENTENCE_MAX, words ? words : "",
		gone ? " (The oldest sessions went: they took too much room.)" : "");
}

void session_free(struct app *app)
{
	if (!app->session)
		return;
	free(app->session->place);
	free(app->session->folder);
	json_decref(app->session->document);
	free(app->session);
	app->session = NULL;
}

/* -------------------------------------------------------------------------------- the networks */

/* A session that is being written. */
struct keeping {
	struct app *app;
	const char *folder;
	json_t *networks;                    /* of each its file, and its run */
	char current[NETWORK_NAME_MAX + 48]; /* the file of the model on the screen, or "" */
	size_t bytes;
	char words[SENTENCE_MAX];
	struct err *err;
	bool is_lost; /* something could not be kept: err says what */
};

static void add_words(struct keeping *k, const char *words)
{
	size_t length = strlen(k->words);

	snprintf(k->words + length, sizeof(k->words) - length, "%s%s", length ? ", " : "", words);
}

/* "cnn-550.safetensors": of what a file's name may have anywhere. */
static void file_name(const struct snapshot *snapshot, int index, char name[NETWORK_NAME_MAX + 48])
{
	char step[TEXT_NUMBER_MAX];
	size_t length = strlen(snapshot->facts.name), size;

	/* What came back from a session has its step in its name. */
	size = (size_t)snprintf(step, sizeof(step), "-%llu",
				(unsigned long long)snapshot->facts.step);
	if (length > size && strcmp(snapshot->facts.name + length - size, step) == 0)
		step[0] = '\0';
	snprintf(name, NETWORK_NAME_MAX + 48, "%s%s%s%.0d.safetensors", snapshot->facts.name, step,
		 index ? "." : "", index);
	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
			*c = '-';
	if (name[0] == '.')
		name[0] = '-';
}

/* record: NULL where it is in no run's list. */
static json_t *network_json(const char *name, const struct run_record *record)
{
	json_t *o = json_object();

	json_object_set_new(o, "file", json_string(name));
	if (record)
		session_run_add(o, record);
	return o;
}

static void keep_network(struct keeping *k, const struct snapshot *snapshot,
			 const struct run_record *record)
{
	char name[NETWORK_NAME_MAX + 48], words[NETWORK_NAME_MAX + 32], share[TEXT_NUMBER_MAX];
	const struct snapshot *whole = snapshot_unpack(snapshot);
	char *path;

	file_name(whole, (int)json_array_size(k->networks), name);
	path = xasprintf("%s/%s", k->folder, name);
	k->bytes += snapshot_size(whole);
	if (k->bytes > SESSIONS_BYTES)
		k->is_lost = !err_set(k->err, "the trained networks take more than %zu MiB",
				      SESSIONS_BYTES >> 20);
	else if (!snapshot_write(whole, path, false, k->err))
		k->is_lost = true;
	else {
		json_array_append_new(k->networks, network_json(name, record));
		if (snapshot == k->app->model)
			snprintf(k->current, sizeof(k->current), "%s", name);
		snprintf(words, sizeof(words), "%s%s%s", whole->facts.name,
			 isnan(whole->facts.validation) ? "" : " at ",
			 isnan(whole->facts.validation)
				 ? ""
				 : text_percent(whole->facts.validation, 1, share));
		if (json_array_size(k->networks) <= 3)
			add_words(k, words);
	}
	free(path);
	snapshot_unref(whole);
}

static void keep_networks(struct keeping *k)
{
	struct app *app = k->app;

	for (int i = 0; i < app->runs->count; i++) {
		const struct run_record *record = app->runs->records[i];

		if (record->is_unsaved && run_record_model(record))
			keep_network(k, run_record_model(record), record);
	}
	if (!k->current[0] && !app->model_path && !app->model->facts.is_saved)
		keep_network(k, app->model, NULL);
}

/* -------------------------------------------------------------------------------- the document */

static json_t *image_json(const struct app *app)
{
	const struct sample *sample = &app->sample;
	json_t *o = json_object();

	json_object_set_new(o, "split", json_string(split_names[sample->split]));
	if (sample->source == SAMPLE_OF_SPLIT) {
		json_object_set_new(o, "index", json_integer((json_int_t)sample->index));
		return o;
	}
	if (sample->source == SAMPLE_NOISE) {
		json_object_set_new(o, "noise", json_integer((json_int_t)sample->index));
		return o;
	}
	json_object_set_new(o, "source", json_integer(sample->source));
	json_object_set_new(o, "label", json_integer(sample->label));
	json_object_set_new(o, "title", json_string(sample->title));
	json_object_set_new(o, "pixels", session_floats(sample->pixels, app_pixels(app)));
	return o;
}

static json_t *kept_json(const struct app *app)
{
	json_t *array = json_array();

	for (int i = 0; i < app->kept_count; i++) {
		const struct kept *kept = &app->kept[i];
		json_t *o = json_object();

		json_object_set_new(o, "label", json_integer(kept->sample.label));
		json_object_set_new(o, "target", json_integer(kept->target));
		json_object_set_new(o, "title", json_string(kept->sample.title));
		json_object_set_new(o, "pixels",
				    session_floats(kept->sample.pixels, app_pixels(app)));
		json_object_set_new(o, "original", session_floats(kept->original, app_pixels(app)));
		json_array_append_new(array, o);
	}
	return array;
}

static json_t *screens_json(struct app *app)
{
	json_t *o = json_object();

	for (int i = 0; i < app->screen_count; i++) {
		json_t *state = app->screens[i]->to_session
					? app->screens[i]->to_session(app, app->state[i])
					: NULL;

		if (state)
			json_object_set_new(o, app->screens[i]->name, state);
	}
	return o;
}

static void set_path(json_t *o, const char *key, const char *path)
{
	char *real = path ? realpath(path, NULL) : NULL;
	char *file = path && !real ? tensor_file_locate(path) : NULL;

	/* What several files' names begin with is no file. */
	if (file)
		real = realpath(file, NULL);
	free(file);
	/* jansson refuses a path that is no UTF-8: then it is not kept. */
	if (real)
		json_object_set_new(o, key, json_string(real));
	free(real);
}

/* With how it was read, if it is of another program: that is not asked again. */
static void set_model(json_t *o, const struct app *app)
{
	set_path(o, "model", app->model_path);
	if (!app->model_path || !app->model->architecture)
		return;
	json_object_set_new(o, "architecture", json_string(app->model->architecture));
	json_object_set_new(o, "layout", json_string(app->model->layout));
}

static json_t *document_of(struct keeping *k)
{
	struct app *app = k->app;
	json_t *o = json_object(), *states = screens_json(app);
	bool has_drawing = json_object_get(json_object_get(states, "Draw"), "canvas");
	char words[SENTENCE_MAX];

	if (app->kept_count > 0) {
		snprintf(words, sizeof(words), "%d kept picture%s", app->kept_count,
			 app->kept_count > 1 ? "s" : "");
		add_words(k, words);
	}
	if (has_drawing)
		add_words(k, "a drawing");
	json_object_set_new(o, "has_work", json_boolean(k->words[0]));
	if (!k->words[0]) {
		snprintf(words, sizeof(words), "%s, %.60s of %s", app->screens[app->current]->name,
			 app->sample.title, app->data->name);
		add_words(k, words);
	}
	json_object_set_new(o, "version", json_integer(SESSION_VERSION));
	json_object_set_new(o, "time", json_integer((json_int_t)time(NULL)));
	json_object_set_new(o, "words", json_string(k->words));
	json_object_set_new(o, "screen", json_string(app->screens[app->current]->name));
	set_path(o, "data", app->data->path);
	if (k->current[0])
		json_object_set_new(o, "network", json_string(k->current));
	else
		set_model(o, app);
	json_object_set(o, "networks", k->networks);
	json_object_set_new(o, "image", image_json(app));
	json_object_set_new(o, "is_ink_dark", json_boolean(app->is_ink_dark));
	json_object_set_new(o, "kept", kept_json(app));
	json_object_set_new(o, "screens", states);
	return o;
}

/* ----------------------------------------------------------------------------------- the whole */

static bool write_session(struct app *app, struct err *err)
{
	struct session *session = app->session;
	struct new_session *begun = session_store_begin(session->place, err);
	struct keeping k = {.app = app, .err = err};
	json_t *document;
	struct err why;

	if (!begun)
		return false;
	k.folder = begun->folder;
	k.networks = json_array();
	keep_networks(&k);
	document = document_of(&k);
	if (!session_store_commit(session->place, begun, document, &why)) {
		*err = why;
		k.is_lost = true;
	}
	json_decref(document);
	json_decref(k.networks);
	return !k.is_lost;
}

bool session_keep(struct app *app, struct err *err)
{
	struct session *session = app->session;

	if (!session || session->is_kept || !app_is_ready(app) || session->presses < FEW_KEYS)
		return true;
	session->is_kept = write_session(app, err);
	return session->is_kept;
}

void session_leave(struct app *app)
{
	struct err err;

	if (!app->session || !app_is_ready(app)) {
		app_leave(app);
	} else if (session_keep(app, &err)) {
		app->is_over = true;
	} else {
		app_leave(app);
		if (!app->is_over)
			app_complain(app, &err);
	}
}
