/*
 * Retrain: does a picture that fools one network fool another? Whatever is missing in the table is
 * requested in update(), so that nobody has to remember what a change makes necessary.
 */
#include "tui/screen/retrain/retrain.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "lab/train/seed.h"
#include "model/model.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STEPS = 100000 };
static const char *const usual_steps = "300";

/* ------------------------------------------------------------------------------------- pictures */

static bool is_same(const struct app *app, const struct retrain_state *state, int i)
{
	const struct retrain_picture *old = &state->pictures[i];
	const struct kept *new = &app->kept[i];

	return i < state->picture_count && old->label == new->sample.label &&
	       old->target ==
		       new->target &&memcmp(old->pixels, new->sample.pixels,
					    app_pixels(app) * sizeof(float)) == 0;
}

static void forget_pictures(struct retrain_state *state, int from)
{
	while (state->picture_count > from) {
		free(state->pictures[--state->picture_count].pixels);
		free(state->pictures[state->picture_count].original);
	}
	for (int r = 0; r < state->row_count; r++)
		if (state->rows[r]->answered > from)
			state->rows[r]->answered = from;
	state->serial++;
}

static void copy_pictures(struct app *app, struct retrain_state *state)
{
	size_t size = app_pixels(app) * sizeof(float);
	int from = 0;

	while (from < app->kept_count && is_same(app, state, from))
		from++;
	if (from == app->kept_count && from == state->picture_count)
		return;
	forget_pictures(state, from);
	for (int i = from; i < app->kept_count; i++) {
		struct retrain_picture *picture = &state->pictures[state->picture_count++];

		*picture =
			(struct retrain_picture){xfloats(app_pixels(app)), xfloats(app_pixels(app)),
						 app->kept[i].sample.label, app->kept[i].target};
		memcpy(picture->pixels, app->kept[i].sample.pixels, size);
		memcpy(picture->original, app->kept[i].original, size);
	}
}

/* ------------------------------------------------------------------------------------- networks */

/* Another data set: what does not fit it goes, and what is on its way. */
static void follow_data(struct app *app, struct retrain_state *state)
{
	struct err err;

	if (state->data == app->data)
		return;
	forget_pictures(state, 0);
	retrain_matrix_clear(app, state);
	for (int i = state->row_count - 1; i > 0; i--)
		if (state->rows[i]->stage != RETRAIN_READY ||
		    !evaluate_fits(state->rows[i]->model->net, app->data, "", &err))
			retrain_row_remove(app, state->rows[i]);
	state->data = app->data;
}

static void follow_model(struct app *app, struct retrain_state *state)
{
	struct retrain_row *chosen = state->row_count > 0
					     ? state->rows[0]
					     : retrain_row_add(app, state, RETRAIN_CHOSEN, "");

	if (chosen->model == app->model && state->model_generation == app->model_generation)
		return;
	snprintf(chosen->name, sizeof(chosen->name), "%s", app->model->facts.name);
	retrain_row_set_model(chosen, app->model);
	state->model_generation = app->model_generation;
}

static void keep_cursor_inside(struct retrain_state *state)
{
	if (state->row >= state->row_count)
		state->row = state->row_count - 1;
	if (state->column >= state->picture_count)
		state->column = state->picture_count > 0 ? state->picture_count - 1 : 0;
	if (state->matrix.reader >= state->row_count)
		state->matrix.reader = state->row_count > 0 ? state->row_count - 1 : 0;
}

static void retrain_update(struct app *app, void *at)
{
	struct retrain_state *state = at;

	follow_data(app, state);
	follow_model(app, state);
	copy_pictures(app, state);
	state->is_own = state->is_own && app->kept_count == 1;
	if (app->kept_count == 0 && !state->is_fooling)
		retrain_fool(app, state);
	retrain_train_next(app, state);
	for (int i = 0; i < state->row_count; i++)
		retrain_row_query(app, state->rows[i]);
	if (state->matrix.is_shown)
		retrain_matrix_update(app, state);
	keep_cursor_inside(state);
}

static void retrain_end(struct app *app, void *at)
{
	struct retrain_state *state = at;

	(void)app;
	retrain_matrix_clear(NULL, state);
	for (int i = 0; i < state->row_count; i++)
		retrain_row_free(NULL, state->rows[i]);
	state->row_count = 0;
	forget_pictures(state, 0);
	save_dialog_clear(&state->saving);
}

/* --------------------------------------------------------------------------- moving */

static void move(struct app *app, void *at, int key)
{
	struct retrain_state *state = at;
	int down = press_down(key);
	int *column = state->matrix.is_shown ? &state->matrix.reader : &state->column;

	(void)app;
	state->row += down;
	state->row = state->row > 0 ? state->row : 0;
	*column += press_right(key);
	*column = *column > 0 ? *column : 0;
	keep_cursor_inside(state);
}

static void to_end(struct app *app, void *at, int key)
{
	struct retrain_state *state = at;

	(void)app;
	state->row = key == 'g' || key == PRESS_HOME ? 0 : state->row_count - 1;
}

/* --------------------------------------------------------------------------- more networks */

static void answer_file(struct app *app, void *at, const char *answer)
{
	struct retrain_state *state = at;
	struct err err;
	char *path, *name;
	struct retrain_row *row;

	if (!*answer)
		return;
	name = file_expand(answer);
	path = model_path(name, &err);
	free(name);
	row = path ? retrain_row_add(app, state, RETRAIN_FILE, answer) : NULL;
	if (row) {
		row->path = path;
		retrain_row_open(app, row);
		state->row = state->row_count - 1;
		return;
	}
	if (!path)
		app_complain(app, &err);
	free(path);
}

static const char *model_word(struct app *app, int i)
{
	return i < MODEL_SHIPPED ? model_shipped[i]
				 : prompt_file_word(app, "", FILE_MODEL, i - MODEL_SHIPPED);
}

static void ask_file(struct app *app, void *at, int key)
{
	(void)key;
	prompt_open(app, "Another network, a file or a name: ", "", at, answer_file, model_word);
}

/* One that no network of the table has: another net of the same seed would be no other net. */
static uint64_t seed_of_another(const struct retrain_state *state)
{
	uint64_t seeds[RETRAIN_ROWS];
	int count = 0;

	for (int i = 0; i < state->row_count; i++) {
		const struct retrain_row *row = state->rows[i];

		if (row->kind == RETRAIN_TRAINED)
			seeds[count++] = row->spec.seed;
		else if (row->model && row->model->facts.has_seed)
			seeds[count++] = row->model->facts.seed;
	}
	return seed_unused(seeds, count);
}

static void answer_steps(struct app *app, void *at, const char *answer)
{
	struct retrain_state *state = at;
	char *end, name[NETWORK_NAME_MAX];
	unsigned long long steps = strtoull(answer, &end, 10);
	uint64_t seed;
	struct retrain_row *row;

	if (!isdigit((unsigned char)*answer) || *end || steps < 1 || steps > MAX_STEPS) {
		app_refuse(app, "'%s' is no number of steps from 1 to %d", answer, MAX_STEPS);
		return;
	}
	seed = seed_of_another(state);
	snprintf(name, sizeof(name), "seed %" PRIu64, seed);
	row = retrain_row_add(app, state, RETRAIN_TRAINED, name);
	if (!row)
		return;
	row->spec = fit_another(app->model->net, app->data, seed);
	row->steps = steps;
	row->stage = RETRAIN_WAITS;
	state->row = state->row_count - 1;
	retrain_train_next(app, state);
}

static void ask_steps(struct app *app, void *at, int key)
{
	(void)key;
	prompt_open(app, "Train another network, how many steps: ", usual_steps, at, answer_steps,
		    NULL);
}

/* Training is stopped first, and the network is used as it is by then; the next x removes it. */
static void stop_or_remove(struct app *app, void *at, int key)
{
	struct retrain_state *state = at;
	struct retrain_row *row;

	(void)key;
	if (state->row_count == 0)
		return;
	row = state->rows[state->row];
	if (row->kind == RETRAIN_CHOSEN) {
		app_say(app, "The chosen network stays; :open takes another.");
	} else if (row->stage == RETRAIN_TRAINS && !row->is_enough) {
		row->is_enough = true;
		app_say(app, "stopped; x again removes it");
	} else {
		retrain_row_remove(app, row);
		retrain_train_next(app, state);
	}
	keep_cursor_inside(state);
}

static void save(struct app *app, void *at, int key)
{
	struct retrain_state *state = at;

	(void)key;
	if (state->row_count > 0)
		retrain_row_save(app, state->rows[state->row]);
}

static void toggle_matrix(struct app *app, void *at, int key)
{
	struct retrain_state *state = at;

	(void)app;
	(void)key;
	state->matrix.is_shown = !state->matrix.is_shown;
}

static void next_method(struct app *app, void *at, int key)
{
	struct retrain_state *state = at;

	(void)key;
	if (state->matrix.is_shown)
		retrain_matrix_next_method(app, state);
	else
		app_say(app, "The matrix (m) is what has methods.");
}

static void take_to_attack(struct app *app, void *at, int key)
{
	struct retrain_state *state = at;
	const struct retrain_picture *picture = &state->pictures[state->column];
	const struct retrain_row *row = state->row_count > 0 ? state->rows[state->row] : NULL;

	(void)key;
	if (state->matrix.is_shown) {
		app_say(app, "m goes back to the kept pictures, which Enter takes to Attack.");
		return;
	}
	if (!row || row->stage != RETRAIN_READY || state->picture_count == 0 ||
	    state->picture_count != app->kept_count) {
		app_say(app, "There is nothing to take along yet.");
		return;
	}
	if (row->kind != RETRAIN_CHOSEN)
		app_set_model(app, row->model, row->path);
	app_choose_pixels(app, picture->pixels, picture->label, SAMPLE_ATTACKED,
			  app->kept[state->column].sample.title);
	app_go(app, app_screen(app, "Attack"));
	app_choose_class(app, picture->target);
}

/* ------------------------------------------------------------------------------------- all */

static const struct binding keys[] = {
	{'t', 0, "train another",
	 "train another network of the chosen one's build, in the background", ask_steps},
	{'o', 0, "open", "add a network from a file, or a shipped one", ask_file},
	{'m', 0, "matrix", "who is fooled by whose images, and back to the kept pictures",
	 toggle_matrix},
	{'a', 0, "method", "in the matrix: the next method that makes images", next_method},
	{PRESS_ENTER, 0, "to Attack", "take the picture and the network under the cursor to Attack",
	 take_to_attack},
	{'s', 0, "save", "save the network trained in this row, under a name that is asked for",
	 save},
	{'x', PRESS_DELETE, "remove", "stop the training in this row; remove the row",
	 stop_or_remove},
	{'h', PRESS_LEFT, NULL, "the picture, or the column of the matrix, before", move},
	{'l', PRESS_RIGHT, NULL, "the next picture or column", move},
	{'j', PRESS_DOWN, NULL, "the next network", move},
	{'k', PRESS_UP, NULL, "the network before", move},
	{'g', PRESS_HOME, NULL, "the first network", to_end},
	{'G', PRESS_END, NULL, "the last network", to_end},
	{0}};

/* What the keys would do to the row under the cursor. */
static const char *label(struct app *app, void *state, const struct binding *key)
{
	const struct retrain_state *s = state;
	const struct retrain_row *row = s->row_count > 0 ? s->rows[s->row] : NULL;
	bool is_ready = row && row->stage == RETRAIN_READY;

	(void)app;
	if (key->key == 's')
		return is_ready && row->kind == RETRAIN_TRAINED ? key->label : NULL;
	if (key->key == 'x' && (!row || row->kind == RETRAIN_CHOSEN))
		return NULL;
	if (key->key == 'x')
		return row->stage == RETRAIN_TRAINS && !row->is_enough ? "stop" : "remove";
	if (key->key == PRESS_ENTER && (!is_ready || s->picture_count == 0 || s->matrix.is_shown))
		return NULL;
	if (key->key == 'm')
		return s->matrix.is_shown ? "pictures" : "matrix";
	if (key->key == 'a' && !s->matrix.is_shown)
		return NULL;
	return key->label;
}

static const char *unsaved(struct app *app, void *state)
{
	const struct retrain_state *s = state;

	(void)app;
	for (int i = 0; i < s->row_count; i++) {
		const struct retrain_row *row = s->rows[i];

		if (row->kind == RETRAIN_TRAINED && row->step > 0 && !row->path)
			return "A network of Retrain is in no file.";
	}
	return NULL;
}

static const struct legend legend[] = {
	{"7 towards 3", "a picture of a 7 that was changed to be taken for a 3"},
	{"3  p(3) 0.960", "what the network takes it for, and the probability of its target"},
	{"fooled", "it takes it for the target; not fooled: for what it is; neither: for something "
		   "else"},
	{"original",
	 "the control: what the attack began with, and what the network takes that for"},
	{"> * + -", "bars: the largest; the target's; larger or smaller than for the original"},
	{"misread by", "the matrix: of the images that were made on the network of the row and "
		       "fool it, how many the network of the column misreads"},
	{"noise as long", "the control: the same images with noise of the same length instead"},
	{"4>9", "an image of a 4 that the network it was made on takes for a 9; below, whether the "
		"other is fooled"},
	{"seed 3", "a network that was trained here from that seed; others have other ones, as the "
		   "same seed begins with the same weights"},
	{0}};

static void choose_spot(struct app *app, void *at, int what)
{
	struct retrain_state *state = at;

	(void)app;
	state->row = index_clip(what / KEPT_MAX, state->row_count);
	if (state->matrix.is_shown)
		state->matrix.reader = index_clip(what % KEPT_MAX, state->row_count);
	else
		state->column = index_clip(what % KEPT_MAX, state->picture_count);
}

static void draw(struct app *app, void *at, struct area area)
{
	const struct retrain_state *state = at;

	if (state->matrix.is_shown)
		retrain_matrix_draw(app, state, area);
	else
		retrain_draw(app, at, area);
}

static void status_line(struct app *app, void *at, char *text, size_t size)
{
	const struct retrain_state *state = at;

	if (state->matrix.is_shown)
		retrain_matrix_status_line(state, app_body(app).columns, text, size);
	else
		retrain_status_line(app, at, text, size);
}

const struct screen retrain_screen = {
	.name = "Retrain",
	.letter = 'R',
	.purpose = "See whether a picture that fools one network fools others",
	.state_size = sizeof(struct retrain_state),
	.is_of_several = true,
	.keys = keys,
	.legend = legend,
	.label = label,
	.end = retrain_end,
	.update = retrain_update,
	.draw = draw,
	.choose_spot = choose_spot,
	.status_line = status_line,
	.export = retrain_export,
	.to_json = retrain_to_json,
	.unsaved = unsaved,
};
