/* What comes back: first the model and the data, which a job reads, then what is about them. */
#include "base/text.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "tui/app.h"
#include "tui/open.h"
#include "tui/session.h"
#include "tui/session_run.h"
#include "tui/session_store.h"
#include "tui/session_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------- image and kept */

/* False: it is not as it should be. */
static bool take_image(struct app *app, const json_t *image)
{
	const char *split = session_get_text(image, "split"),
		   *title = session_get_text(image, "title");
	enum split_name name = split ? split_find(split) : SPLIT_COUNT;
	char seed[TEXT_NUMBER_MAX];
	size_t index;
	int source, label;
	float *pixels;
	bool is_taken;

	if (session_get_size(image, "index", SIZE_MAX >> 1, &index)) {
		if (name == SPLIT_COUNT || index >= app->data->split[name].count)
			return false;
		app_choose_image(app, name, index);
		return true;
	}
	if (session_get_size(image, "noise", ((size_t)1 << 53) - 1, &index)) {
		snprintf(seed, sizeof(seed), "%zu", index);
		app_answer_noise(app, seed);
		return true;
	}
	pixels = xfloats(app_pixels(app));
	is_taken = title &&
		   session_get_int(image, "source", SAMPLE_BLANK, SAMPLE_ATTACKED, &source) &&
		   session_get_int(image, "label", -1, DATASET_MAX_CLASSES - 1, &label) &&
		   session_get_floats(image, "pixels", app_pixels(app), pixels);
	if (is_taken)
		app_choose_pixels(app, pixels, label, (enum sample_source)source, title);
	free(pixels);
	return is_taken;
}

static bool take_one_kept(struct app *app, const json_t *kept, float *pixels, float *original)
{
	const char *title = session_get_text(kept, "title");
	int label, target;

	if (!title || !session_get_int(kept, "label", -1, DATASET_MAX_CLASSES - 1, &label) ||
	    !session_get_int(kept, "target", 0, DATASET_MAX_CLASSES - 1, &target) ||
	    !session_get_floats(kept, "pixels", app_pixels(app), pixels) ||
	    !session_get_floats(kept, "original", app_pixels(app), original))
		return false;
	app_keep(app, pixels, original, label, target, title);
	return true;
}

/* Beside what is kept already. */
static bool take_kept(struct app *app, const json_t *list)
{
	float *pixels = xfloats(app_pixels(app)), *original = xfloats(app_pixels(app));
	bool is_whole = json_is_array(list) && json_array_size(list) <= KEPT_MAX;

	for (size_t i = 0; is_whole && i < json_array_size(list); i++)
		is_whole = take_one_kept(app, json_array_get(list, i), pixels, original);
	free(pixels);
	free(original);
	return is_whole;
}

/* ------------------------------------------------------------------------------------ networks */

static bool take_network(struct app *app, const json_t *network)
{
	const char *file = session_get_text(network, "file"),
		   *current = session_get_text(app->session->document, "network");
	const struct snapshot *snapshot;
	struct err ignored;
	char *path;

	if (!session_store_is_name(file))
		return false;
	path = xasprintf("%s/%s", app->session->folder, file);
	snapshot = snapshot_read(path, app->setup.kernel, &ignored);
	free(path);
	if (!snapshot)
		return false;
	if (current && strcmp(current, file) == 0 &&
	    evaluate_fits(snapshot->net, app->data, file, &ignored))
		app_set_model(app, snapshot, NULL);
	session_run_take(app->runs, network, snapshot);
	snapshot_unref(snapshot);
	return true;
}

static bool take_networks(struct app *app, const json_t *networks)
{
	bool is_whole = json_is_array(networks) && json_array_size(networks) <= RUNS_MAX;

	for (size_t i = 0; is_whole && i < json_array_size(networks); i++)
		is_whole = take_network(app, json_array_get(networks, i));
	return is_whole;
}

/* ------------------------------------------------------------------------------------ the rest */

static void take_screens(struct app *app, const json_t *states)
{
	for (int i = 0; i < app->screen_count; i++) {
		const json_t *state = json_object_get(states, app->screens[i]->name);

		if (json_is_object(state) && app->screens[i]->from_session)
			app->screens[i]->from_session(app, app->state[i], state);
	}
}

/* Model and data are those of the session. */
static void take_rest(struct app *app)
{
	const json_t *document = app->session->document;
	const char *screen = session_get_text(document, "screen");
	bool is_ink_dark;
	const char *wrong = NULL;

	app->session->is_resumed = true;
	if (session_get_bool(document, "is_ink_dark", &is_ink_dark))
		app->is_ink_dark = is_ink_dark;
	if (!take_networks(app, json_object_get(document, "networks")))
		wrong = "trained networks";
	if (!take_image(app, json_object_get(document, "image")))
		wrong = "the image";
	if (!take_kept(app, json_object_get(document, "kept")))
		wrong = "kept pictures";
	take_screens(app, json_object_get(document, "screens"));
	if (screen)
		app_go(app, app_screen(app, screen));
	if (app->session->lost)
		wrong = app->session->lost;
	if (wrong)
		app_refuse(app, "Not all of that session can be read: %s did not come back.",
			   wrong);
	else
		app_say(app, "Here you were.");
}

/* The network's file, if the session names one that can still be read; NULL: the networks that it
 * has itself will do. */
static const char *find_model(struct session *session)
{
	const char *model = session_get_text(session->document, "model");

	if (!model || access(model, R_OK) == 0)
		return model;
	session->lost = "the network";
	return NULL;
}

/* The data set's path, if it is another than what is there, and can still be read. */
static const char *find_data(struct session *session, const char *now)
{
	const char *data = session_get_text(session->document, "data");

	if (!data || strcmp(data, now) == 0)
		return NULL;
	if (dataset_exists(data))
		return data;
	session->lost = "the data set";
	return NULL;
}

void session_resume(struct app *app)
{
	struct session *session = app->session;
	const char *data, *model;
	struct import_told told = {0};

	if (!session || !session->document) {
		app_say(app, "There is no earlier session to go on with.");
		return;
	}
	if (session->is_resumed) {
		app_say(app, "This is that session already.");
		return;
	}
	session->lost = NULL;
	model = find_model(session);
	data = find_data(session, app->data->path);
	told.architecture = session_get_text(session->document, "architecture");
	told.layout = session_get_text(session->document, "layout");
	if (!model && !data)
		take_rest(app);
	else if (open_told(app, model, data, model ? &told : &(struct import_told){0}))
		app->opened = take_rest;
}
