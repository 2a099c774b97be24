/*
 * Draw: a digit painted with the cursor, framed as MNIST's makers framed theirs, and what the net
 * says of it after every stroke.
 *
 * The canvas has the size of the data's images. An answer is a job; while one runs, further strokes
 * only note that there is more to be classified.
 */
#include "tui/screen/draw/draw.h"
#include "base/xalloc.h"
#include "data/frame.h"
#include "lab/story/brush.h"
#include "lab/story/sentences.h"
#include "live/classify_job.h"
#include "nn/loss.h"
#include "tui/session_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------ the answer */

static void take_answer(void *context, void *state, const struct classify_answer *answer)
{
	const struct app *app = context;
	struct draw_state *s = state;
	size_t classes = (size_t)answer->model->net->classes;

	s->is_requested = false;
	if (answer->generation != app->model_generation)
		return;
	free(s->probabilities);
	s->probabilities = xfloats(classes);
	memcpy(s->probabilities, answer->probabilities, classes * sizeof(float));
	s->classes = (int)classes;
}

static void query(struct app *app, struct draw_state *s)
{
	s->is_requested = true;
	s->is_dirty = false;
	classify_job_add(app->jobs,
			 &(struct classify_request){.model = app->model,
						    .images = (const float *[]){s->framed},
						    .count = 1,
						    .owner = s,
						    .generation = app->model_generation,
						    .state = s,
						    .done = take_answer});
}

/* ------------------------------------------------------------------------------- the paint */

static void forget_strokes(struct draw_state *s)
{
	while (s->undo_count > 0)
		free(s->undo[--s->undo_count]);
}

static void end(struct app *app, void *state)
{
	struct draw_state *s = state;

	(void)app;
	forget_strokes(s);
	free(s->canvas);
	free(s->framed);
	free(s->probabilities);
}

static void changed(struct app *app, struct draw_state *s)
{
	if (s->is_as_painted)
		memcpy(s->framed, s->canvas, s->pixels * sizeof(float));
	else
		frame_digit(&(struct ink){app->data->height, app->data->width, .values = s->canvas},
			    s->framed, app->data->height, app->data->width);
	s->is_dirty = s->is_new = true;
}

static void start(struct app *app, struct draw_state *s)
{
	end(app, s);
	*s = (struct draw_state){.pixels = app_pixels(app),
				 .y = app->data->height / 2,
				 .x = app->data->width / 2,
				 .stride = 2,
				 .radius = 1,
				 .label = -1,
				 .is_dirty = true}; /* what a blank sheet is taken for */
	s->canvas = xfloats(s->pixels);
	s->framed = xfloats(s->pixels);
	s->model_generation = app->model_generation;
}

/* Before a stroke: what `u` goes back to. */
static void remember(struct draw_state *s)
{
	size_t size = s->pixels * sizeof(float);

	if (s->undo_count == UNDO_MAX) {
		free(s->undo[0]);
		memmove(s->undo, s->undo + 1, sizeof(*s->undo) * (UNDO_MAX - 1));
		s->undo_count--;
	}
	s->undo[s->undo_count] = xmalloc(size);
	memcpy(s->undo[s->undo_count++], s->canvas, size);
}

static void stroke(struct app *app, struct draw_state *s, int y, int x)
{
	brush_line(s->canvas, app->data->height, app->data->width, s->y, s->x, y, x, s->radius,
		   s->is_rubbing ? 0 : 1);
	s->y = y;
	s->x = x;
	changed(app, s);
}

static void update(struct app *app, void *state)
{
	struct draw_state *s = state;

	if (!s->canvas || s->pixels != app_pixels(app))
		start(app, s);
	if (s->model_generation != app->model_generation) {
		s->model_generation = app->model_generation;
		s->is_dirty = s->is_dirty || s->probabilities;
	}
	if (s->is_dirty && !s->is_requested)
		query(app, s);
}

/* The drawing becomes the image of all screens. */
static void leave(struct app *app, void *state)
{
	struct draw_state *s = state;

	if (!s->is_new)
		return;
	s->is_new = false;
	app_choose_pixels(app, s->framed, s->label, SAMPLE_DRAWN, "your drawing");
}

/* ------------------------------------------------------------------------------------ keys */

/* Diagonals are where yubn stand in rogue, and on the keypad. */
static int draw_down(int key)
{
	bool is_up = key == 'y' || key == 'u' || key == PRESS_HOME || key == PRESS_PAGE_UP;
	bool is_down = key == 'b' || key == 'n' || key == PRESS_END || key == PRESS_PAGE_DOWN;

	return press_down(key) + is_down - is_up;
}

static int draw_right(int key)
{
	bool is_left = key == 'y' || key == 'b' || key == PRESS_HOME || key == PRESS_END;
	bool is_right = key == 'u' || key == 'n' || key == PRESS_PAGE_UP || key == PRESS_PAGE_DOWN;

	return press_right(key) + is_right - is_left;
}

static void change_stride(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)app;
	(void)key;
	s->stride = s->stride == STRIDE_MAX ? 1 : 2 * s->stride;
}

static void move(struct app *app, void *state, int key)
{
	struct draw_state *s = state;
	int y = index_clip(s->y + s->stride * draw_down(key), app->data->height);
	int x = index_clip(s->x + s->stride * draw_right(key), app->data->width);

	if (s->is_down)
		stroke(app, s, y, x);
	s->y = y;
	s->x = x;
}

static void toggle_pen(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)key;
	s->is_down = !s->is_down;
	if (s->is_down) {
		remember(s);
		stroke(app, s, s->y, s->x);
	}
}

static void toggle_rubber(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)app;
	(void)key;
	s->is_rubbing = !s->is_rubbing;
}

static void change_brush(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)app;
	s->radius = fmin(4, fmax(0.5, s->radius + (key == '+' ? 0.5 : -0.5)));
}

static void undo(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)key;
	s->is_down = false;
	if (s->undo_count == 0) {
		app_say(app, "There is no stroke to take back.");
		return;
	}
	free(s->canvas);
	s->canvas = s->undo[--s->undo_count];
	changed(app, s);
}

static void clear(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)key;
	remember(s);
	memset(s->canvas, 0, s->pixels * sizeof(float));
	s->is_down = false;
	changed(app, s);
}

static void take_image(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)key;
	remember(s);
	memcpy(s->canvas, app->sample.pixels, s->pixels * sizeof(float));
	s->label = app->sample.label;
	s->is_down = false;
	changed(app, s);
}

static void toggle_frame(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)key;
	s->is_as_painted = !s->is_as_painted;
	changed(app, s);
}

static void take_to_attack(struct app *app, void *state, int key)
{
	struct draw_state *s = state;

	(void)key;
	s->is_new = true; /* leaving makes it the image of all screens */
	app_go(app, app_screen(app, "Attack"));
}

static void choose_class(struct app *app, void *state, int class)
{
	struct draw_state *s = state;
	char name[CLASS_PHRASE_MAX];

	s->label = s->label == class ? -1 : class;
	s->is_new = true;
	class_phrase(name, sizeof(name), app_names(app), class);
	app_say(app,
		s->label < 0 ? "It is not known what it is meant to be." : "It is meant to be %s.",
		name);
}

static void click(struct app *app, void *state, int row, int column, bool is_drag)
{
	struct draw_state *s = state;
	struct area body = app_body(app);
	int y, x;

	row += body.row - s->area.row;
	column += body.column - s->area.column;
	if (row < 0 || column < 0 || row >= s->area.rows || column >= s->area.columns)
		return;
	y = index_clip(row * app->data->height / s->area.rows, app->data->height);
	x = index_clip(column * app->data->width / s->area.columns, app->data->width);
	if (!is_drag) {
		remember(s);
		s->y = y;
		s->x = x;
	}
	stroke(app, s, y, x);
}

static const struct binding keys[] = {
	{PRESS_SPACE, 0, "pen", "pen down or up: what the cursor passes while it is down is inked",
	 toggle_pen},
	{'h', PRESS_LEFT, NULL, "left", move},
	{'j', PRESS_DOWN, NULL, "down", move},
	{'k', PRESS_UP, NULL, "up", move},
	{'l', PRESS_RIGHT, NULL, "right", move},
	{'y', PRESS_HOME, NULL, "up and left", move},
	{'u', PRESS_PAGE_UP, NULL, "up and right", move},
	{'b', PRESS_END, NULL, "down and left", move},
	{'n', PRESS_PAGE_DOWN, NULL, "down and right", move},
	{'s', 0, "step", "how far a key goes: 1, 2 or 4 pixels", change_stride},
	{'+', 0, "brush", "a thicker brush", change_brush},
	{'-', 0, NULL, "a thinner brush", change_brush},
	{'r', 0, "rub", "the brush rubs out, or inks again", toggle_rubber},
	{'z', PRESS_BACKSPACE, "undo", "take the last stroke back", undo},
	{'x', 0, "clear", "a blank sheet", clear},
	{'i', 0, "image", "draw on the chosen image", take_image},
	{'f', 0, "frame", "scaled and centred as MNIST is, or exactly as painted", toggle_frame},
	{PRESS_DIGIT, 0, NULL, "what it is meant to be; again: not known", NULL},
	{PRESS_ENTER, 0, "attack", "take it to Attack (other screens get it as well)",
	 take_to_attack},
	{0}};

/* ---------------------------------------------------------------------------------- screen */

static void status_line(struct app *app, void *state, char *text, size_t size)
{
	struct draw_state *s = state;
	char name[CLASS_PHRASE_MAX], sure[TEXT_NUMBER_MAX];
	int best;

	if (!s->probabilities || s->undo_count == 0) {
		snprintf(text, size,
			 "Space puts the pen down; then hjkl or the arrows draw, yubn aslant.");
		return;
	}
	best = argmax(s->classes, s->probabilities);
	class_phrase(name, sizeof(name), app_names(app), best);
	snprintf(text, size, "The network takes it for %s (%s).", name,
		 text_percent((double)s->probabilities[best], 1, sure));
}

static json_t *to_session(struct app *app, void *state)
{
	struct draw_state *s = state;
	json_t *o;
	bool is_blank = true;

	(void)app;
	for (size_t i = 0; s->canvas && i < s->pixels; i++)
		is_blank = is_blank && s->canvas[i] == 0;
	if (is_blank)
		return NULL;
	o = json_object();
	json_object_set_new(o, "canvas", session_floats(s->canvas, s->pixels));
	json_object_set_new(o, "label", json_integer(s->label));
	json_object_set_new(o, "is_as_painted", json_boolean(s->is_as_painted));
	return o;
}

/* As a stroke, which z takes back. */
static void from_session(struct app *app, void *state, const json_t *o)
{
	struct draw_state *s = state;
	float *canvas;

	update(app, s);
	canvas = xfloats(s->pixels);
	if (session_get_floats(o, "canvas", s->pixels, canvas)) {
		remember(s);
		memcpy(s->canvas, canvas, s->pixels * sizeof(float));
		session_get_int(o, "label", -1, app_classes(app) - 1, &s->label);
		session_get_bool(o, "is_as_painted", &s->is_as_painted);
		changed(app, s);
		s->is_new = false; /* the session's image is everyone's */
	}
	free(canvas);
}

static bool export(struct app *app, void *state, struct export_sheet *out)
{
	struct draw_state *s = state;

	if (!s->canvas)
		return false;
	out->tiles[0].picture = app_picture(app, s->framed, 0);
	out->tiles[0].picture.palette = palette_greys();
	out->count = 1;
	snprintf(out->name, sizeof(out->name), "drawing");
	return true;
}

static json_t *to_json(struct app *app, void *state)
{
	struct draw_state *s = state;
	json_t *object = json_object(), *list = json_array();

	(void)app;
	for (int i = 0; s->probabilities && i < s->classes; i++)
		json_array_append_new(list, json_real((double)s->probabilities[i]));
	json_object_set_new(object, "probabilities", list);
	if (s->probabilities)
		json_object_set_new(object, "prediction",
				    json_integer(argmax(s->classes, s->probabilities)));
	json_object_set_new(object, "strokes", json_integer(s->undo_count));
	return object;
}

static const struct legend legend[] = {
	{"+ * x", "the cursor: the pen is up; it draws; it rubs out"},
	{"' ,", "the corners of the sheet"},
	{"framed for the net",
	 "the strokes as MNIST's makers framed theirs: what the network sees"},
	{">", "bars: the largest"},
	{0}};

const struct screen draw_screen = {
	.name = "Draw",
	.letter = 'D',
	.purpose = "Paint a digit, and see what the network takes it for after every stroke",
	.state_size = sizeof(struct draw_state),
	.keys = keys,
	.legend = legend,
	.to_session = to_session,
	.from_session = from_session,
	.leave = leave,
	.end = end,
	.update = update,
	.draw = draw_draw,
	.status_line = status_line,
	.choose_class = choose_class,
	.click = click,
	.export = export,
	.to_json = to_json,
};
