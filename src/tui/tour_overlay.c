/* The stations' screens and what is set up there; the words are lab's. */
#include "tui/tour_overlay.h"
#include "lab/article.h"
#include "lab/story/tour.h"
#include "tui/open.h"
#include "tui/widget/paragraph.h"

#include <stdio.h>
#include <string.h>

/* The screen, the model, and the keys that bring the screen to where the caption speaks of it. */
static const struct {
	const char *screen;
	const char *model; /* NULL: the one that is there */
	const char *keys, *hint;
} stops[TOUR_STATIONS] = {
	[TOUR_SOFTMAX] = {"T", NULL, ":train softmax<Enter>", "Space starts and pauses it"},
	[TOUR_WEIGHTS] = {"W", "mnist-softmax", "", "Enter looks closer at one"},
	[TOUR_MISTAKES] = {"M", "mnist-softmax", "a", "hjkl leaf through them"},
	[TOUR_NOISE] = {"A", "mnist-cnn", ":noise 1<Enter>:class 3<Enter>", "n takes a step"},
	[TOUR_SEVEN] = {"A", "mnist-cnn",
			":image " ARTICLE_TEXT(ARTICLE_SEVEN) "<Enter>:class " ARTICLE_TEXT(
				ARTICLE_TARGET) "<Enter>",
			"n steps on, p back; d: what was added"},
	[TOUR_RETRAIN] = {"R", "mnist-cnn", "", "t trains another network now"},
	[TOUR_FILTERS] = {"F", "mnist-cnn", ":image " ARTICLE_TEXT(ARTICLE_THREE) "<Enter>",
			  "l and h go along them"},
};

static bool has_model(const struct app *app, const char *name)
{
	return app->model && strcmp(app->model->facts.name, name) == 0;
}

void tour_overlay_measure(struct app *app)
{
	int room = app->canvas->height - APP_ROWS_ABOVE - APP_ROWS_BELOW - AREA_MIN_ROWS;
	int rows = 0;

	if (app->station >= 0)
		rows = 1 + paragraph_lines(tour_texts[app->station].before, app->canvas->width - 2);
	room = room < 0 ? 0 : room;
	app->caption_rows = rows < room ? rows : room;
}

void tour_overlay_next(struct app *app)
{
	app->station++;
	if (app->station >= TOUR_STATIONS) {
		tour_overlay_end(app);
		app_say(app, "That was the article. Everything else is yours to try: ? lists the "
			     "keys.");
		return;
	}
	tour_overlay_measure(app);
	if (stops[app->station].model && !has_model(app, stops[app->station].model))
		open_start(app, stops[app->station].model, NULL);
	app_go(app, app_screen(app, stops[app->station].screen));
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

	if (rows == 0)
		return;
	column = canvas_printf(app->canvas, row, 1, app->theme->title_current, "%s",
			       tour_texts[app->station].title);
	column = canvas_printf(app->canvas, row, column + 2, app->theme->faint, "H %s (%d/%d)",
			       app->station + 1 < TOUR_STATIONS ? "goes on" : "ends it",
			       app->station + 1, TOUR_STATIONS);
	canvas_printf(app->canvas, row, column + 2, app->theme->strong, "%s.",
		      stops[app->station].hint);
	paragraph_draw(&(struct area){app->canvas, row + 1, 1, rows - 1, app->canvas->width - 2}, 0,
		       app->theme->plain, tour_texts[app->station].before);
}
