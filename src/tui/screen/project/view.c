/* The points at the left; at the right the image under the cursor, and those nearest to it. */
#include "base/text.h"
#include "base/xalloc.h"
#include "draw/fit.h"
#include "lab/project/project.h"
#include "lab/story/sentences.h"
#include "tui/screen/project/project.h"
#include "tui/widget/gallery.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	HEAD = 1,
	GAP = 2,
	NARROW = 30,
	WIDE = 45,
	WIDE_FROM = 110,
	TALL_FROM = 30,
	WORDS = 15,
	SMALL = 14,
	NAMES_PER_ROW = 3,
	NAMES_MAX = 30
};

/* --------------------------------------------------------------------------------- the points */

static int panel_columns(struct area area)
{
	return area.columns >= WIDE_FROM ? WIDE : NARROW;
}

static struct area scatter_part(struct area area)
{
	area.row += HEAD;
	area.rows -= HEAD;
	area.columns -= panel_columns(area) + GAP;
	return area;
}

struct area project_scatter_area(struct app *app)
{
	return scatter_part(app_body(app));
}

struct scatter_view project_view(struct app *app, const struct project_state *s)
{
	struct area area = project_scatter_area(app);

	/* A column is left on either side, for the brackets around an image. */
	return scatter_fit(project_plane(s), project_count(s), area.rows, area.columns);
}

static void draw_points(struct app *app, const struct project_state *s, struct area area,
			const struct scatter_view *view)
{
	size_t count = project_count(s);
	int *classes = xcalloc(count, sizeof(*classes));
	uint8_t *marks = xcalloc(count, 1);

	for (size_t i = 0; i < count; i++) {
		const struct prediction *p = project_prediction(s, i);

		classes[i] = p->label;
		marks[i] = (p->prediction != p->label ? SCATTER_MISTAKE : 0) |
			   (project_is_shown(s, i) ? 0 : SCATTER_FAINT);
	}
	scatter_draw(area.canvas, area.row, area.column, view,
		     &(struct scatter){project_plane(s), classes, marks, count, s->look},
		     app->theme);
	free(classes);
	free(marks);
}

/* Brackets around a point's cell, as far as there is room. */
static void bracket(struct app *app, struct area area, int row, int column)
{
	if (column > 0)
		canvas_put(area.canvas, area.row + row, area.column + column - 1,
			   app->theme->accent, '[');
	if (column + 1 < area.columns)
		canvas_put(area.canvas, area.row + row, area.column + column + 1,
			   app->theme->accent, ']');
}

static void draw_selected(struct app *app, const struct project_state *s, struct area area,
			  const struct scatter_view *view)
{
	const struct sample *sample = &app->sample;
	int row, column;

	if (sample->source != SAMPLE_OF_SPLIT || sample->split != s->split ||
	    sample->index >= project_count(s))
		return;
	scatter_cell(view, project_plane(s) + 2 * sample->index, &row, &column);
	bracket(app, area, row, column);
	if (sample->index != s->cursor)
		canvas_put(area.canvas, area.row + row, area.column + column, app->theme->accent,
			   scatter_glyph(sample->label));
}

static void put_end(struct area area, const struct scatter_view *view, const double place[2],
		    struct style style, int class)
{
	int row, column;

	scatter_cell(view, place, &row, &column);
	style.attributes |= CELL_REVERSE;
	canvas_put(area.canvas, area.row + row, area.column + column, style,
		   class < 0 ? '*' : scatter_glyph(class));
}

/* From what the image is to what the network takes it for in the end. */
static void draw_path(struct app *app, const struct project_state *s, struct area area,
		      const struct scatter_view *view)
{
	int count = s->path.count;
	double *places;

	if (count == 0)
		return;
	places = xcalloc(2 * (size_t)count, sizeof(double));
	for (int i = 0; i < count; i++)
		project_path_place(s, i, places + (ptrdiff_t)i * 2);
	scatter_line(area.canvas, area.row, area.column, view, places, (size_t)count,
		     app->theme->strong);
	put_end(area, view, places, app->theme->strong, s->path.label);
	if (count > 1)
		put_end(area, view, places + (ptrdiff_t)(count - 1) * 2, app->theme->bad,
			s->path.end_prediction);
	free(places);
}

static void draw_scatter(struct app *app, const struct project_state *s, struct area area)
{
	struct scatter_view view = project_view(app, s);
	int row, column;

	draw_points(app, s, area, &view);
	draw_path(app, s, area, &view);
	draw_selected(app, s, area, &view);
	scatter_cell(&view, project_plane(s) + 2 * s->cursor, &row, &column);
	canvas_put(area.canvas, area.row + row, area.column + column, app->theme->cursor,
		   scatter_glyph(project_prediction(s, s->cursor)->label));
}

/* ---------------------------------------------------------------------------------- the panel */

static void line(struct app *app, struct area area, int row, struct style style, const char *words)
{
	if (row < area.rows)
		canvas_clip(app->canvas, area.row + row, area.column, area.column + area.columns,
			    style, words);
}

/* What is known of the image, beside it. */
static void draw_words(struct app *app, const struct project_state *s, struct area area)
{
	const struct prediction *p = project_prediction(s, s->cursor);
	bool is_mistake = p->label != p->prediction;
	char text[2 * CLASS_NAME_MAX], name[CLASS_NAME_MAX], number[TEXT_NUMBER_MAX];

	snprintf(text, sizeof(text), "#%zu", s->cursor);
	line(app, area, 0, app->theme->strong, text);
	line(app, area, 2, app->theme->faint, "true");
	line(app, area, 3, app->theme->plain,
	     class_name_cut(app_names(app), p->label, area.columns, name));
	line(app, area, 4, app->theme->faint, "read as");
	class_name_cut(app_names(app), p->prediction, area.columns - 6, name);
	snprintf(text, sizeof(text), "%s %s", name,
		 text_fixed((double)p->confidence, 5, 3, false, number));
	line(app, area, 5, is_mistake ? app->theme->bad : app->theme->plain, text);
}

/* Returns the rows that it took. */
static int draw_image(struct app *app, const struct project_state *s, struct area area)
{
	int rows = area.rows >= TALL_FROM ? SMALL : SMALL / 2, columns = area.columns - WORDS;
	struct picture picture = app_picture(app, NULL, 8);
	enum pixels pixels = fit_picture(&picture, app->medium, &rows, &columns);
	float values[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	struct area words = area;

	split_image(&app->data->split[s->split], s->cursor, values);
	picture.values = values;
	picture_draw(app->canvas, area.row, area.column, &picture, pixels);
	words.column += columns + 1;
	words.columns -= columns + 1;
	draw_words(app, s, words);
	return rows < SMALL / 2 ? SMALL / 2 : rows;
}

static void draw_neighbor(struct app *app, const struct project_state *s, const struct gallery *g,
			  int i)
{
	size_t image = (size_t)s->nearest.list[i].point;
	const struct prediction *p = project_prediction(s, image);
	char text[2 * CLASS_NAME_MAX], label[CLASS_NAME_MAX], read[CLASS_NAME_MAX];
	float values[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	struct picture picture = g->picture;
	int row, column;

	gallery_place(g, i, &row, &column);
	split_image(&app->data->split[s->split], image, values);
	picture.values = values;
	picture_draw(app->canvas, row, column, &picture, g->pixels);
	class_name_cut(app_names(app), p->label, 6, label);
	class_name_cut(app_names(app), p->prediction, 6, read);
	if (p->label == p->prediction)
		snprintf(text, sizeof(text), "%s", label);
	else
		snprintf(text, sizeof(text), "%s>%s", label, read);
	canvas_clip(app->canvas, row + g->rows, column, column + g->tile_columns - 1,
		    p->label == p->prediction ? app->theme->faint : app->theme->bad, text);
}

/* The nearest images by what is projected, not by the plane. */
static void draw_nearest(struct app *app, const struct project_state *s, struct area area)
{
	int rows = SMALL / 2, columns = SMALL, count = project_nearest_count(s, false);
	struct gallery g = {.area = area, .caption_rows = 1, .min_columns = SMALL - 1};
	char text[CLASS_NAME_MAX + 32];

	if (area.rows <= 1 || count == 0)
		return;
	snprintf(text, sizeof(text), "nearest by %s%s", project_name(app->model->net, s->layer),
		 s->nearest.is_there ? "" : " ...");
	line(app, area, 0, app->theme->faint, text);
	g.area.row++;
	g.area.rows--;
	g.picture = app_picture(app, NULL, 1);
	g.pixels = fit_picture(&g.picture, app->medium, &rows, &columns);
	if (!gallery_measure(&g) || !s->nearest.is_there)
		return;
	for (int i = 0; i < count && i < g.per_row * g.row_count; i++)
		draw_neighbor(app, s, &g, i);
}

/* Which glyph is which class, where its name does not tell; returns the rows that it takes. */
static int draw_names(struct app *app, struct area area)
{
	int classes = app_classes(app), rows = (classes + NAMES_PER_ROW - 1) / NAMES_PER_ROW;
	int width = area.columns / NAMES_PER_ROW;

	if (app_names(app)->are_digits || app_names(app)->count == 0 || classes > NAMES_MAX)
		return 0;
	for (int i = 0; i < classes; i++) {
		int row = area.row + area.rows - rows + i / NAMES_PER_ROW;
		int column = area.column + i % NAMES_PER_ROW * width;
		char text[CLASS_NAME_MAX + 4], name[CLASS_NAME_MAX];

		class_name_cut(app_names(app), i, width - 3, name);
		snprintf(text, sizeof(text), "%c %s", (char)scatter_glyph(i), name);
		canvas_clip(app->canvas, row, column, column + width - 1,
			    theme_class(app->theme, i), text);
	}
	return rows;
}

static void draw_panel(struct app *app, const struct project_state *s, struct area area)
{
	int rows = draw_image(app, s, area);

	area.rows -= draw_names(app, area);
	/* A blank row, unless the pictures below need it. */
	rows += area.rows - rows > SMALL / 2 + 2;
	area.row += rows;
	area.rows -= rows;
	draw_nearest(app, s, area);
}

void project_draw(struct app *app, void *state, struct area area)
{
	const struct project_state *s = state;
	struct area panel = area;
	char text[SENTENCE_MAX];

	project_head_words(app, s, text, sizeof(text));
	canvas_clip(app->canvas, area.row, area.column, area.column + area.columns,
		    app->theme->strong, text);
	panel.row += HEAD;
	panel.rows -= HEAD;
	panel.columns = panel_columns(area);
	panel.column += area.columns - panel.columns;
	area = scatter_part(area);
	if (s->failure[0])
		canvas_clip(app->canvas, area.row + 1, area.column, area.column + area.columns,
			    app->theme->plain, s->failure);
	if (!s->is_known)
		return;
	draw_scatter(app, s, area);
	draw_panel(app, s, panel);
}
