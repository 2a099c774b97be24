/* The stations' screens and what is set up there; the words are lab's. */
#include "tui/tour_overlay.h"
#include "lab/article.h"
#include "lab/story/tour.h"
#include "tui/open.h"
#include "tui/screen/explain/explain.h"
#include "tui/screen/mistakes/mistakes.h"
#include "tui/screen/robust/robust.h"
#include "tui/widget/paragraph.h"

#include <stdio.h>
#include <string.h>

/* The digits that the article speaks of, whatever was looked at before. */
#define DIGIT(index) ":split validation<Enter>:image " ARTICLE_TEXT(index) "<Enter>"

/* The article is about digits of MNIST's size; the shipped networks read no others. */
static bool can_be_told(const struct app *app)
{
	return !app->data || (app_has_digits(app) && app->data->height == ARTICLE_SIDE &&
			      app->data->width == ARTICLE_SIDE);
}

static void show_article_mistakes(struct app *app)
{
	void *state = app_state(app, "Mistakes");

	if (state)
		mistakes_show_article(state);
}

static void show_first_network(struct app *app)
{
	void *state = app_state(app, "roBust");

	if (state)
		robust_row_open_once(app, state, "mnist-cnn");
	/* At once: keys wait until the curves are there. */
	if (can_be_told(app) && app->data &&
	    app->data->split[SPLIT_VALIDATION].count > ARTICLE_SEVEN)
		app_choose_image(app, SPLIT_VALIDATION, ARTICLE_SEVEN);
}

static void show_integrated_gradients(struct app *app)
{
	void *state = app_state(app, "eXplain");

	if (state)
		explain_show_method(state, explanation_find("integrated gradients"));
}

/* The screen, the model, and what brings the screen to where the caption speaks of it: keys, or a
 * function. Both leave it the same however often they run. */
static const struct {
	const char *screen;
	const char *model; /* NULL: the one that is there */
	const char *keys, *hint;
	void (*set_up)(struct app *);
} stops[TOUR_STATIONS] = {
	[TOUR_SOFTMAX] = {"T", NULL, ":train softmax<Enter>", "Space starts and pauses it", NULL},
	[TOUR_WEIGHTS] = {"W", "mnist-softmax", "", "Enter looks closer at one", NULL},
	[TOUR_MISTAKES] = {"M", "mnist-softmax", "", "hjkl leaf through them",
			   show_article_mistakes},
	[TOUR_NOISE] = {"A", "mnist-cnn", ":noise 1<Enter>:class 3<Enter>", "n takes a step", NULL},
	[TOUR_SEVEN] = {"A", "mnist-cnn",
			DIGIT(ARTICLE_SEVEN) ":class " ARTICLE_TEXT(ARTICLE_TARGET) "<Enter>",
			"n steps on, p back; d: what was added", NULL},
	[TOUR_WHY] = {"X", "mnist-cnn",
		      DIGIT(ARTICLE_SEVEN) "s:class " ARTICLE_TEXT(
			      ARTICLE_TARGET) "<Enter>a<C-u>7<Enter>",
		      "l goes through the methods, m shows the least change",
		      show_integrated_gradients},
	[TOUR_RETRAIN] = {"R", "mnist-cnn", "", "t trains another network now", NULL},
	[TOUR_FILTERS] = {"F", "mnist-cnn", DIGIT(ARTICLE_THREE), "l and h go along them", NULL},
	[TOUR_HARDENED] = {"B", "mnist-robust", DIGIT(ARTICLE_SEVEN),
			   "l and h go along the strengths", show_first_network},
	[TOUR_SECRET] = {"S", "mnist-cnn", "", "t hides a text of your own", NULL},
};

static bool has_model(const struct app *app, const char *name)
{
	return app->model && strcmp(app->model->facts.name, name) == 0;
}

static const char *caption(const struct app *app, char text[TOUR_TEXT_MAX])
{
	uint64_t images = app->data ? app->data->split[SPLIT_TRAIN].count : 0;

	return tour_before((enum tour_station)app->station, images, text);
}

void tour_overlay_measure(struct app *app)
{
	int room = app->canvas->height - APP_ROWS_ABOVE - APP_ROWS_BELOW - AREA_MIN_ROWS;
	char text[TOUR_TEXT_MAX];
	int rows = 0;

	if (app->station >= 0)
		rows = 1 + paragraph_lines(caption(app, text), app->canvas->width - 2);
	room = room < 0 ? 0 : room;
	app->caption_rows = rows < room ? rows : room;
}

void tour_overlay_next(struct app *app)
{
	app->station++;
	if (app->station >= TOUR_STATIONS) {
		tour_overlay_end(app);
		app_say(app, "That was the tour. Everything else is yours to try: ? lists the "
			     "keys.");
		return;
	}
	tour_overlay_measure(app);
	if (!can_be_told(app)) {
		if (!open_start(app, "mnist-cnn", "sample")) {
			tour_overlay_end(app);
			return;
		}
		app_say(app, "The tour is told on the shipped digits; :data brings yours back.");
	} else if (stops[app->station].model && !has_model(app, stops[app->station].model)) {
		open_start(app, stops[app->station].model, NULL);
	}
	app_go(app, app_screen(app, stops[app->station].screen));
	if (stops[app->station].set_up)
		stops[app->station].set_up(app);
	app->tour_keys = stops[app->station].keys;
}

void tour_overlay_end(struct app *app)
{
	app->station = -1;
	app->tour_keys = "";
	tour_overlay_measure(app);
}

void tour_overlay_draw(struct app *app)
{
	int rows = app->caption_rows, row = app->canvas->height - APP_ROWS_BELOW - rows, column;
	char text[TOUR_TEXT_MAX];

	if (rows == 0)
		return;
	column = canvas_printf(app->canvas, row, 1, app->theme->title_current, "%s",
			       tour_titles[app->station]);
	column = canvas_printf(app->canvas, row, column + 2, app->theme->faint, "H %s (%d/%d)",
			       app->station + 1 < TOUR_STATIONS ? "goes on" : "ends it",
			       app->station + 1, TOUR_STATIONS);
	canvas_printf(app->canvas, row, column + 2, app->theme->strong, "%s.",
		      stops[app->station].hint);
	paragraph_draw(&(struct area){app->canvas, row + 1, 1, rows - 1, app->canvas->width - 2}, 0,
		       app->theme->plain, caption(app, text));
}
