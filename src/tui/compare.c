/* The twin's canvas is as wide as its part of the explorer's, with the margins of a frame. */
#include "tui/compare.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "live/open_job.h"
#include "tui/comparison.h"
#include "tui/files.h"
#include "tui/parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------------------------- the twin */

static void share_looks(const struct app *app, struct app *twin)
{
	twin->medium = app->medium;
	twin->theme = app->theme;
	twin->theme_name = app->theme_name;
	twin->ground = app->ground;
	twin->is_ink_dark = app->is_ink_dark;
}

static void share_sample(struct app *app)
{
	struct comparison *c = app->comparison;

	if (c->sample_generation == app->sample_generation)
		return;
	app_copy_sample(c->twin, &app->sample);
	c->sample_generation = app->sample_generation;
}

static void share_place(struct app *app)
{
	share_sample(app);
	app_go(app->comparison->twin, app->current);
}

/* What a session would keep of each screen: cursors, layers, the drawing. */
static void share_states(struct app *app, struct app *twin)
{
	for (int i = 0; i < app->screen_count; i++) {
		const struct screen *screen = app->screens[i];
		json_t *state = NULL;

		if (!screen->is_of_several && screen->to_session && screen->from_session)
			state = screen->to_session(app, app->state[i]);
		if (state)
			screen->from_session(twin, twin->state[i], state);
		json_decref(state);
	}
}

static struct app *twin_new(struct app *app, const struct snapshot *model, const char *path)
{
	struct app *twin = xcalloc(1, sizeof(*twin));

	twin->setup = app->setup;
	twin->setup.watch = NULL;
	share_looks(app, twin);
	parts_set_up(twin);
	twin->notify = app->notify;
	twin->global_keys = app->global_keys;
	twin->export_to = app->export_to;
	twin->jobs = jobs_new(app->setup.threads, &app->notify);
	twin->data = app->data;
	app_name_classes(twin);
	app_set_model(twin, model, path);
	return twin;
}

static void begin(struct app *app, const struct snapshot *model, const char *path)
{
	struct comparison *c = app->comparison;
	char title[SNAPSHOT_TITLE_MAX];

	compare_end(app);
	c->twin = twin_new(app, model, path);
	c->sample_generation = app->sample_generation - 1;
	share_sample(app);
	c->twin->current = app->current;
	share_states(app, c->twin);
	app_enter(c->twin);
	snapshot_title(model, app->data->name, CLASS_PHRASE_COLUMNS, title);
	if (app->screens[app->current]->is_of_several)
		app_say(app,
			"%s is compared on the other screens; this one is of several networks.",
			title);
	else if (comparison_is_split(app))
		app_say(app, "%s is at the right; C ends it.", title);
	else
		app_say(app, "C shows %s and back; :compare off ends it.", title);
	c->is_second = false;
}

void compare_end(struct app *app)
{
	struct comparison *c = app->comparison;

	if (!c->twin)
		return;
	parts_clear(c->twin);
	free(c->twin);
	c->twin = NULL;
}

/* ---------------------------------------------------------------------------- which network */

static void take_answer(void *context, void *state, struct open_answer *answer)
{
	struct app *app = context;
	struct err err;

	(void)state;
	if (answer->err)
		app_complain(app, answer->err);
	else if (!evaluate_fits_here(answer->snapshot->net, app->data, answer->path, &err))
		app_complain(app, &err);
	else
		begin(app, answer->snapshot, answer->path);
	if (answer->err && app->setup.compare)
		snprintf(app->failure, sizeof(app->failure), "%s", answer->err->text);
	app->is_over = app->is_over || (answer->err && app->setup.compare);
	if (!answer->err && app->setup.compare)
		app->message[0] = '\0';
	app->setup.compare = NULL;
}

static void begin_with_before(struct app *app)
{
	struct comparison *c = app->comparison;
	struct err err;

	if (!c->before)
		app_refuse(app, "no other network was used before this one: name its file");
	else if (!evaluate_fits_here(c->before->net, app->data, c->before->facts.name, &err))
		app_complain(app, &err);
	else
		begin(app, c->before, c->before_path);
}

void compare_with(struct app *app, const char *model)
{
	char *path = file_expand(model);

	if (!*path)
		begin_with_before(app);
	else
		open_job_add(app->jobs,
			     &(struct open_request){.model = path,
						    .old_data = app->data,
						    .told = {.place = IMPORT_FOR_EXPLORER},
						    .kernel = app->setup.kernel,
						    .threads = app->setup.threads,
						    .owner = app->comparison,
						    .done = take_answer});
	free(path);
}

static void answer(struct app *app, void *state, const char *text)
{
	(void)state;
	compare_with(app, text);
}

static const char *model_word(struct app *app, int i)
{
	static const char *const shipped[] = {"mnist-cnn", "mnist-softmax"};

	return i < 2 ? shipped[i] : prompt_file_word(app, "", FILE_MODEL, i - 2);
}

static const char *hint(struct app *app)
{
	return app->comparison->before
		       ? "a network's file, or a shipped one's name; nothing: the one before this"
		       : "a network's file, or a shipped one's name";
}

void compare_key(struct app *app)
{
	struct comparison *c = app->comparison;
	char title[SNAPSHOT_TITLE_MAX];

	if (!app_is_ready(app))
		return;
	if (!c->twin) {
		prompt_open(app, "Compare with: ", "", NULL, answer, model_word);
		app->prompt.hint = hint;
	} else if (comparison_is_split(app) || !comparison_is_shown(app)) {
		compare_end(app);
		app_say(app, "One network again.");
	} else {
		c->is_second = !c->is_second;
		snapshot_title(c->is_second ? c->twin->model : app->model, app->data->name,
			       CLASS_PHRASE_COLUMNS, title);
		app_say(app, "This is %s; C shows the other one, :compare off ends it.", title);
	}
}

/* ------------------------------------------------------------------------------------ room */

/* The column of the explorer's canvas where the twin's begins. */
static int twin_column(struct app *app)
{
	return comparison_is_split(app) ? app_body(app).columns + COMPARE_GAP : 0;
}

/* What is shown may depend on the room, and is requested before it is drawn. */
static void measure(struct app *app)
{
	struct app *twin = app->comparison->twin;
	int height = app->canvas->height, width = app->canvas->width;

	if (comparison_is_split(app))
		width = app_body(app).columns + 2;
	share_looks(app, twin);
	twin->caption_rows = app->caption_rows;
	if (twin->canvas->height == height && twin->canvas->width == width &&
	    memcmp(&twin->canvas->medium, &app->medium, sizeof(app->medium)) == 0)
		return;
	canvas_free(twin->canvas);
	twin->canvas = canvas_new(app->medium, height, width);
}

/* ------------------------------------------------------------------------ keys and answers */

void compare_check(struct app *app)
{
	struct app *twin = app->comparison->twin;

	if (!twin || twin->data == app->data)
		return;
	compare_end(app);
	app_say(app, "The data are others: one network again.");
}

void compare_update(struct app *app)
{
	struct app *twin = app->comparison->twin;
	const struct screen *screen = app->screens[app->current];

	if (app->setup.compare && !app->comparison->is_asked) {
		app->comparison->is_asked = true;
		compare_with(app, app->setup.compare);
		/* The twin is another one now. */
		return;
	}
	if (!twin)
		return;
	jobs_collect(twin->jobs, twin);
	share_place(app);
	if (screen->is_of_several)
		return;
	measure(app);
	for (int i = 0; i < twin->screen_count; i++)
		if (twin->screens[i]->poll && !twin->screens[i]->is_of_several)
			twin->screens[i]->poll(twin, twin->state[i]);
	if (!isnan(twin->tick_at) && app_now(twin) >= twin->tick_at) {
		twin->tick_at = NAN;
		if (screen->tick)
			screen->tick(twin, twin->state[twin->current]);
	}
	if (screen->update)
		screen->update(twin, twin->state[twin->current]);
}

void compare_press(struct app *app, int current, const struct binding *binding, int key)
{
	struct app *twin = app->comparison->twin;

	if (!twin || app->screens[current]->is_of_several || twin->current != current)
		return;
	binding->act(twin, twin->state[current], key);
	compare_prompted(app);
	share_place(app);
}

void compare_prompt(struct app *app, int key)
{
	struct app *twin = app->comparison->twin;

	if (twin && twin->prompt.is_open)
		prompt_press(twin, key);
}

/* Its prompt goes with the explorer's, whatever it thinks of the answer. */
void compare_prompted(struct app *app)
{
	struct app *twin = app->comparison->twin;

	if (!twin)
		return;
	if (!app->prompt.is_open)
		twin->prompt.is_open = false;
	twin->is_over = false;
}

bool compare_is_busy(struct app *app)
{
	struct app *twin = app->comparison->twin;
	const struct screen *screen = app->screens[app->current];

	if (!twin || screen->is_of_several)
		return false;
	return jobs_pending(twin->jobs, NULL) > 0 || !isnan(twin->tick_at) ||
	       (screen->is_busy && screen->is_busy(twin, twin->state[app->current]));
}

bool compare_is_building(struct app *app)
{
	struct app *twin = app->comparison->twin;
	const struct screen *screen = app->screens[app->current];

	return twin && !screen->is_of_several && screen->is_building &&
	       twin->current == app->current &&
	       screen->is_building(twin, twin->state[app->current]);
}

/* ------------------------------------------------------------------------------------ looks */

static void copy_rows(struct app *app, int row, int rows)
{
	const struct canvas *from = app->comparison->twin->canvas;
	struct canvas *to = app->canvas;
	int column = twin_column(app), width = from->width;

	if (column + width > to->width)
		width = to->width - column;
	for (int r = row; r < row + rows && r < to->height; r++)
		memcpy(&to->cells[r * to->width + column], &from->cells[r * from->width],
		       (size_t)width * sizeof(*to->cells));
}

static void draw_heading(struct app *app, const struct app *of, int column, const char *words)
{
	char title[SNAPSHOT_TITLE_MAX];

	snapshot_title(of->model, app->data->name, SNAPSHOT_TITLE_MAX - 1, title);
	column = canvas_text(app->canvas, APP_ROWS_ABOVE, column, app->theme->strong, title);
	canvas_text(app->canvas, APP_ROWS_ABOVE, column + 2, app->theme->faint, words);
}

void compare_draw(struct app *app)
{
	struct comparison *c = app->comparison;
	const struct screen *screen = app->screens[app->current];
	struct area body;

	if (!comparison_is_shown(app) || c->twin->current != app->current)
		return;
	measure(app);
	canvas_reset(c->twin->canvas);
	c->twin->spots.count = 0;
	body = app_body(c->twin);
	if (comparison_is_split(app) || c->is_second) {
		if (screen->draw)
			screen->draw(c->twin, c->twin->state[app->current], body);
		copy_rows(app, body.row, body.rows);
	}
	if (body.row == APP_ROWS_ABOVE)
		return; /* so few rows have no room for names */
	if (comparison_is_split(app)) {
		draw_heading(app, app, 1, "");
		draw_heading(app, c->twin, twin_column(app) + 1, "");
	} else
		draw_heading(app, c->is_second ? c->twin : app, 1, "C: the other network");
}

void compare_draw_line(struct app *app)
{
	struct comparison *c = app->comparison;
	const struct screen *screen = app->screens[app->current];
	int row = app->canvas->height - 2;
	char text[APP_MESSAGE_MAX] = "";

	if (!comparison_is_shown(app) || c->twin->current != app->current || !screen->status_line ||
	    !(comparison_is_split(app) || c->is_second))
		return;
	screen->status_line(c->twin, c->twin->state[app->current], text, sizeof(text));
	canvas_clear(c->twin->canvas, row, 0, 1, c->twin->canvas->width);
	canvas_text(c->twin->canvas, row, 1, app->theme->plain, text);
	copy_rows(app, row, 1);
}
