/*
 * Below the matrix: the images themselves. Under each "4>9", what it is and what the network that
 * it was made on takes it for, and below that whether the network of the cursor's column is fooled
 * too.
 */
#include "draw/fit.h"
#include "tui/screen/retrain/retrain.h"

#include <stdio.h>

enum { TITLE = 1, CAPTIONS = 2, GAP = 2, CAPTION = 13, LEAST = 5, AT_ONCE = 4 };

struct strip {
	struct app *app;
	const struct retrain_state *state;
	int source, reader; /* as of the numbers */
	struct area area;
	struct fitted fit;
	int pace, room, count; /* columns from one to the next; how many fit, and are drawn */
};

static void draw_captions(const struct strip *s, const struct transfer_image *image, int column)
{
	const struct theme *theme = s->app->theme;
	const struct class_names *names = app_names(s->app);
	int row = s->area.row + TITLE + s->fit.rows, read = image->made[s->source][s->reader];
	bool is_fooled = read != image->label;
	char from[CLASS_NAME_MAX], to[CLASS_NAME_MAX];

	canvas_printf(s->area.canvas, row, column, theme->plain, "%s>%s",
		      class_name_cut(names, image->label, CAPTION / 2, from),
		      class_name_cut(names, image->made[s->source][s->source], CAPTION / 2, to));
	if (s->source == s->reader)
		return;
	if (is_fooled)
		canvas_printf(s->area.canvas, row + 1, column, theme->bad, "fooled: %s",
			      class_name_cut(names, read, CAPTION - 8, to));
	else
		canvas_text(s->area.canvas, row + 1, column, theme->good, "not fooled");
}

static void draw_image(struct strip *s, size_t i)
{
	const struct retrain_matrix *m = &s->state->matrix;
	struct picture picture = app_picture(
		s->app, m->pixels + (i * (size_t)m->count + (size_t)s->source) * app_pixels(s->app),
		s->fit.scale);
	int column = s->area.column + s->count * s->pace;

	if (s->count == s->room)
		return;
	picture_draw(s->area.canvas, s->area.row + TITLE, column, &picture, s->fit.pixels);
	draw_captions(s, &m->images[i], column);
	s->count++;
}

/* Those that fool the reader, or the others. */
static void draw_images(struct strip *s, bool is_fooled)
{
	const struct retrain_matrix *m = &s->state->matrix;

	for (size_t i = 0; i < m->counts.images; i++) {
		const struct transfer_image *image = &m->images[i];

		if (image->is_counted && image->made[s->source][s->source] != image->label &&
		    (image->made[s->source][s->reader] != image->label) == is_fooled)
			draw_image(s, i);
	}
}

static void draw_title(const struct strip *s)
{
	const struct retrain_state *state = s->state;
	const struct theme *theme = s->app->theme;
	const struct area *a = &s->area;
	int column = canvas_printf(a->canvas, a->row, a->column, theme->faint, "made on %.24s",
				   state->rows[state->row]->name);

	if (s->source != s->reader)
		column = canvas_printf(a->canvas, a->row, column, theme->faint, ", read by %.24s",
				       state->rows[state->matrix.reader]->name);
	if (fit_merges_rows(&s->fit))
		canvas_text(a->canvas, a->row, column, theme->faint, " (rows merged)");
}

void retrain_matrix_draw_strip(struct app *app, const struct retrain_state *state, struct area area)
{
	struct picture picture = app_picture(app, NULL, 1);
	struct strip s = {.app = app,
			  .state = state,
			  .source = retrain_matrix_index(state, state->row),
			  .reader = retrain_matrix_index(state, state->matrix.reader),
			  .area = area};

	if (s.source < 0 || s.reader < 0 || state->matrix.counts.fooled[s.source][s.source] == 0)
		return;
	s.fit = fit_into(&picture, app->medium, area.rows - TITLE - CAPTIONS,
			 (area.columns + GAP) / AT_ONCE - GAP);
	if (s.fit.rows < LEAST || s.fit.rows > area.rows - TITLE - CAPTIONS)
		return;
	s.pace = (s.fit.columns > CAPTION ? s.fit.columns : CAPTION) + GAP;
	s.room = (area.columns + GAP) / s.pace;
	draw_title(&s);
	draw_images(&s, true);
	draw_images(&s, false);
}
