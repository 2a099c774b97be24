/*
 * The gallery, the image under the cursor, and the confusion matrix.
 *
 * Where there is room they stand side by side, or on large terminals the matrix below the image; on
 * small ones the matrix takes the gallery's place while one is in it. Cells of the matrix are
 * shaded by the logarithm of their count, so that a single mistake can be seen beside hundreds of
 * right ones.
 */
#include "base/text.h"
#include "draw/chart.h"
#include "draw/fit.h"
#include "lab/story/sentences.h"
#include "tui/screen/mistakes/mistakes.h"
#include "tui/widget/scroll.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	SMALL = 14,
	PER_ROW = 3,
	ROWS = 2,
	GAP = 2,
	HEAD = 2,
	BARS = 22,
	NARROW = 40,
	NARROWEST = 4,
	CAPTION = 10,
	/* Columns of a class's name beside the matrix, and of one that has little room. */
	MAX_NAME = 8,
	SHORT_NAME = 5
};

struct layout {
	struct area image, bars, matrix; /* rows 0: not shown */
	struct gallery gallery;
	struct picture large; /* without values */
	enum pixels large_pixels;
};

/* ---------------------------------------------------------------------------------- places */

/* Columns of a class's name or number at the left of its row, and a blank. */
static int label_width(struct app *app)
{
	return class_names_width(app_names(app), app_classes(app), MAX_NAME) + 1;
}

/* Columns of a number in the matrix, with a blank before it. */
static int cell_width(struct app *app, const struct mistakes_state *s)
{
	int width = snprintf(NULL, 0, " %zu", s->largest);
	int label = class_names_width(app_names(app), app_classes(app), NARROWEST) + 1;

	return width > label ? width : label;
}

static int matrix_columns(struct app *app, const struct mistakes_state *s)
{
	int classes = app_classes(app) < 10 ? app_classes(app) : 10;

	return cell_width(app, s) * classes + label_width(app);
}

/* On large terminals: image and bars above, the matrix below. False: there is no room for it. */
static bool place_stacked(struct app *app, const struct mistakes_state *s, struct area area,
			  struct layout *l)
{
	int classes = app_classes(app) < 10 ? app_classes(app) : 10, wide,
	    half = area.columns / 2 + 1;
	struct area image = {area.canvas, area.row, 0, area.rows - classes - 4, half - BARS - GAP};

	if (image.rows < app->data->height / 2 || image.columns < app->data->width)
		return false;
	l->large = app_picture(app, NULL, 8);
	l->large_pixels = fit_picture(&l->large, app->medium, &image.rows, &image.columns);
	wide = image.columns + GAP + BARS;
	if (wide < matrix_columns(app, s))
		wide = matrix_columns(app, s);
	if (image.rows < classes || wide > half)
		return false;
	image.column = area.column + area.columns - wide;
	l->image = image;
	l->bars = (struct area){area.canvas, area.row, image.column + image.columns + GAP,
				image.rows, BARS};
	l->matrix = (struct area){area.canvas, area.row + image.rows + 2, image.column,
				  area.rows - image.rows - 2, wide};
	l->gallery.area.columns = area.columns - wide - GAP;
	return true;
}

/* The image at the right of the gallery, and the matrix at the right of it or not at all. */
static void place_flat(struct app *app, const struct mistakes_state *s, struct area area,
		       struct layout *l)
{
	int matrix = matrix_columns(app, s), room = area.columns, below;
	struct area image = {area.canvas, area.row, 0, area.rows,
			     NARROW < room / 2 ? NARROW : room / 2};

	l->large = app_picture(app, NULL, 1);
	l->large_pixels = fit_picture(&l->large, app->medium, &image.rows, &image.columns);
	if (room >= 2 * (SMALL + 1) + image.columns + 2 * GAP + matrix) {
		room -= matrix + GAP;
		l->matrix = (struct area){area.canvas, area.row, area.column + room + GAP,
					  area.rows, matrix};
	}
	image.column = area.column + room - image.columns;
	below = image.row + image.rows + 1;
	l->image = image;
	l->bars = (struct area){area.canvas, below + 1, image.column,
				area.row + area.rows - below - 1, image.columns};
	l->gallery.area.columns = room - image.columns - GAP;
	if (l->matrix.rows == 0 && s->is_in_matrix) {
		l->matrix = l->gallery.area;
		l->gallery.area.rows = 0;
	}
}

/* The largest pictures of which PER_ROW stand in each of ROWS rows, below the large one's size;
 * never smaller than SMALL for that. It depends on the room alone: nothing jumps while images are
 * found. */
static void place_gallery(struct app *app, struct gallery *g, int large)
{
	int rows = SMALL / 2, columns = SMALL;

	g->picture = app_picture(app, NULL, 1);
	g->caption_rows = g->gap_rows = 1;
	g->min_columns = CAPTION;
	for (int i = 0; i < FIT_SCALES; i++) {
		struct fitted fit = fit_at(&g->picture, fit_scales[i], app->medium,
					   g->area.columns / PER_ROW - 1);

		if (fit.columns <= SMALL)
			break;
		g->picture.scale = fit.scale;
		g->pixels = fit.pixels;
		if (fit.columns < large && gallery_measure(g) && g->per_row >= PER_ROW &&
		    g->row_count >= ROWS)
			return;
	}
	g->picture.scale = 1;
	g->pixels = fit_picture(&g->picture, app->medium, &rows, &columns);
	gallery_measure(g);
}

static struct layout place(struct app *app, const struct mistakes_state *s, struct area area)
{
	struct layout l = {
		.gallery.area = {area.canvas, area.row + HEAD, area.column, area.rows - HEAD, 0}};

	if (!place_stacked(app, s, area, &l))
		place_flat(app, s, area, &l);
	place_gallery(app, &l.gallery, l.image.columns);
	return l;
}

struct gallery mistakes_gallery(struct app *app, const struct mistakes_state *s)
{
	return place(app, s, app_body(app)).gallery;
}

/* ----------------------------------------------------------------------------- the gallery */

/* Which of the images: on the matrix's diagonal none is misread. */
static const char *shown_words(const struct mistake_filter *filter)
{
	if (filter->label >= 0 && filter->label == filter->prediction)
		return "read right";
	return filter->has_right ? "all" : "misread";
}

static void draw_head(struct app *app, const struct mistakes_state *s, struct area area,
		      int columns)
{
	static const char *const orders[] = {
		[BY_INDEX] = "in order", [BY_LOSS] = "by loss", [BY_CONFIDENCE] = "by confidence"};
	size_t wanted = mistakes_wanted(app, s), examined = mistakes_examined(app, s);
	char text[SENTENCE_MAX], filter[MISTAKE_FILTER_TEXT], count[SENTENCE_MAX];
	char one[TEXT_NUMBER_MAX], two[TEXT_NUMBER_MAX];
	const char *split = split_names[mistakes_split(s)];

	if (examined < wanted)
		snprintf(text, sizeof(text), "%s, %s of %s", split, text_grouped(examined, one),
			 text_grouped(wanted, two));
	else
		snprintf(text, sizeof(text), "%s, %s%s%s", split, s->is_article ? "the first " : "",
			 text_grouped(wanted, one), s->is_article ? "" : " images");
	canvas_printf(area.canvas, area.row, area.column, app->theme->strong, "%.*s", columns,
		      text);
	snprintf(count, sizeof(count), "%s of %s", text_grouped(s->count ? s->cursor + 1 : 0, one),
		 text_grouped(s->count, two));
	mistake_filter_text(&s->filter, app_names(app), filter);
	snprintf(text, sizeof(text), "%s, %s%s%s", shown_words(&s->filter), orders[s->order],
		 *filter ? ", " : "", filter);
	canvas_printf(area.canvas, area.row + 1, area.column, app->theme->plain, "%.*s", columns,
		      text);
	if (text_width(text) + text_width(count) + 2 <= columns)
		canvas_right(area.canvas, area.row + 1, area.column + columns, app->theme->plain,
			     count);
}

static void draw_tile(struct app *app, const struct mistakes_state *s, const struct gallery *g,
		      size_t i, int row, int column)
{
	const struct mistake *m = &s->list[i];
	bool is_chosen = i == s->cursor;
	struct style style = is_chosen                                         ? app->theme->cursor
			     : m->prediction.label == m->prediction.prediction ? app->theme->faint
									       : app->theme->plain;
	float pixels[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	struct picture picture = g->picture;
	char caption[MISTAKES_CAPTION_MAX];

	split_image(&app->data->split[mistakes_split(s)], m->index, pixels);
	picture.values = pixels;
	picture_draw(app->canvas, row, column, &picture, g->pixels);
	canvas_printf(app->canvas, row + g->rows, column, style, "%-*s",
		      is_chosen ? g->tile_columns - 1 : 0,
		      mistakes_caption(app, &m->prediction, g->tile_columns - 1, caption));
}

char *mistakes_caption(const struct app *app, const struct prediction *p, int columns,
		       char text[MISTAKES_CAPTION_MAX])
{
	char sure[TEXT_NUMBER_MAX], label[CLASS_NAME_MAX], prediction[CLASS_NAME_MAX];
	int width = (columns - 6) / 2 < 2 ? 2 : (columns - 6) / 2;

	snprintf(text, MISTAKES_CAPTION_MAX, "%s>%s %s",
		 class_name_cut(app_names(app), p->label, width, label),
		 class_name_cut(app_names(app), p->prediction, width, prediction),
		 text_fixed((double)p->confidence, 4, 2, false, sure));
	return text;
}

/* Why the gallery is empty, and the way out. */
static const char *nothing_words(struct app *app, const struct mistakes_state *s)
{
	const struct mistake_filter *filter = &s->filter;

	if (mistakes_examined(app, s) < mistakes_wanted(app, s))
		return "none so far";
	if (filter->label >= 0 || filter->prediction >= 0 || filter->min > 0)
		return "none; / and Enter show all";
	return filter->has_right ? "no image" : "none misread; w shows all";
}

static void draw_gallery(struct app *app, const struct mistakes_state *s, const struct gallery *g)
{
	size_t page = (size_t)(g->per_row * g->row_count), first = scroll_page(s->cursor, page);

	if (s->count == 0)
		canvas_text(app->canvas, g->area.row + 1, g->area.column, app->theme->faint,
			    nothing_words(app, s));
	for (size_t i = first; i < s->count && i < first + page; i++) {
		int row, column;

		gallery_place(g, (int)(i - first), &row, &column);
		draw_tile(app, s, g, i, row, column);
		app_spot(app, row, column, g->tile_rows, g->tile_columns, (int)i);
	}
}

/* ------------------------------------------------------------------------------- one image */

/* All probabilities in two columns, in the order of classes. */
static void draw_numbers(struct app *app, struct area box, const float *p, int classes, int best)
{
	int rows = (classes + 1) / 2, max = (box.columns - 19) / 2;
	int width = class_names_width(app_names(app), classes, max < 1 ? 1 : max);
	int step = width > 1 ? width + 11 : 14;

	for (int i = 0; i < classes; i++) {
		char text[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

		class_name_cut(app_names(app), i, width, name);
		canvas_printf(app->canvas, box.row + i % rows, box.column + i / rows * step,
			      i == best ? app->theme->strong : app->theme->plain, "%c%s%*s  %s",
			      i == best ? '>' : ' ', name, width - text_width(name), "",
			      text_fixed((double)p[i], 5, 3, false, text));
	}
}

/* Those of the largest that there is room for. */
static void draw_largest(struct app *app, struct area box, const float *p, int classes)
{
	bool is_taken[DATASET_MAX_CLASSES] = {0};
	int width = class_names_width(app_names(app), classes, MAX_NAME);
	char name[CLASS_NAME_MAX];

	width = width < 3 ? 3 : width;
	for (int row = 0; row < box.rows && row < classes; row++) {
		int best = -1, pad;
		char text[TEXT_NUMBER_MAX];

		for (int i = 0; i < classes; i++)
			if (!is_taken[i] && (best < 0 || p[i] > p[best]))
				best = i;
		is_taken[best] = true;
		pad = width - text_width(class_name_cut(app_names(app), best, width, name));
		canvas_printf(app->canvas, box.row + row, box.column,
			      row == 0 ? app->theme->strong : app->theme->plain, "%c%*s%s  %s",
			      row == 0 ? '>' : ' ', pad, "", name,
			      text_fixed((double)p[best], 5, 3, false, text));
	}
}

static void draw_probabilities(struct app *app, const struct mistakes_state *s, struct area box,
			       int best)
{
	const float *p = s->answer.probabilities;
	int classes = app_classes(app);

	if (box.rows <= 0)
		return;
	if (!s->answer.is_there)
		canvas_text(app->canvas, box.row, box.column, app->theme->faint, "...");
	else if (classes <= box.rows)
		chart_bars(app->canvas, box.row, box.column, box.columns, p,
			   class_names_list(app_names(app), classes), classes);
	else if (classes <= 10 && (classes + 1) / 2 <= box.rows && box.columns >= 24)
		draw_numbers(app, box, p, classes, best);
	else
		draw_largest(app, box, p, classes);
}

static void draw_chosen(struct app *app, const struct mistakes_state *s, const struct layout *l,
			int bottom)
{
	const struct mistake *m = mistakes_chosen(s);
	float pixels[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	struct picture picture = l->large;
	int row = l->image.row + l->image.rows;
	char caption[SENTENCE_MAX], label[CLASS_NAME_MAX], read[CLASS_NAME_MAX];
	int room = app->canvas->width - l->image.column;

	if (!m)
		return;
	class_name_cut(app_names(app), m->prediction.label, CLASS_PHRASE_COLUMNS, label);
	class_name_cut(app_names(app), m->prediction.prediction, CLASS_PHRASE_COLUMNS, read);
	split_image(&app->data->split[mistakes_split(s)], m->index, pixels);
	picture.values = pixels;
	picture_draw(app->canvas, l->image.row, l->image.column, &picture, l->large_pixels);
	snprintf(caption, sizeof(caption), "#%zu  true %s, read as %s%s", m->index, label, read,
		 picture_merges_rows(&picture, l->large_pixels) && l->image.columns >= 40
			 ? "  (rows merged)"
			 : "");
	if (text_width(caption) > room) {
		room = room - snprintf(NULL, 0, "#%zu >", m->index);
		class_name_cut(app_names(app), m->prediction.label, room / 2, label);
		class_name_cut(app_names(app), m->prediction.prediction, room / 2, read);
		snprintf(caption, sizeof(caption), "#%zu %s>%s", m->index, label, read);
	}
	if (row < bottom)
		canvas_text(app->canvas, row, l->image.column, app->theme->strong, caption);
	if (row + 1 < bottom && picture_merges_rows(&picture, l->large_pixels) &&
	    l->image.columns < 40)
		canvas_text(app->canvas, row + 1, l->image.column, app->theme->faint,
			    "(rows merged)");
	draw_probabilities(app, s, l->bars, m->prediction.prediction);
}

/* ------------------------------------------------------------------------------ the matrix */

/* A ground as bright as the count is large, and text that can be read on it. */
static struct style shade(struct app *app, size_t count, size_t max)
{
	struct palette palette = app_picture_palette(app);
	float value = (float)(log1p((double)count) / log1p((double)(max ? max : 1)));
	struct style style = {.bg = palette_ink(&palette, app->medium.mode, value)};

	if (!medium_has_color(app->medium))
		style.bg = (struct rgb){0};
	if (style.bg.is_set)
		style.fg = style.bg.g < 128 ? rgb(255, 255, 255) : rgb(0, 0, 0);
	return style;
}

/* Thousands are rounded where the cell is too narrow; the status line has them all. */
static void draw_cell(struct app *app, const struct mistakes_state *s, int row, int column,
		      int width, int true_class, int predicted)
{
	size_t count = s->confusion[true_class * app_classes(app) + predicted];
	struct style style = shade(app, count, s->largest);
	char text[TEXT_NUMBER_MAX] = ".";

	if (s->is_in_matrix && true_class == s->row && predicted == s->column)
		style = app->theme->cursor;
	else if (count == 0 && !style.bg.is_set)
		style = app->theme->faint;
	if (count && snprintf(text, sizeof(text), "%zu", count) >= width)
		snprintf(text, sizeof(text), "%zuk", (count + 500) / 1000);
	canvas_printf(app->canvas, row, column, style, "%*s", width, text);
}

static void draw_matrix(struct app *app, const struct mistakes_state *s, struct area box)
{
	int classes = app_classes(app), width = cell_width(app, s), label = label_width(app);
	int rows = box.rows - 2, columns;
	int left, top = scroll_centered(s->row, rows, classes);
	char name[CLASS_NAME_MAX];
	bool has_names = class_names_list(app_names(app), classes);

	if (matrix_columns(app, s) > box.columns && width > NARROWEST &&
	    (has_names || label < NARROWEST)) {
		width = NARROWEST;
		label = label < SHORT_NAME + 1 ? label : SHORT_NAME + 1;
	}
	columns = (box.columns - label) / width;
	left = scroll_centered(s->column, columns, classes);
	canvas_printf(app->canvas, box.row, box.column, app->theme->strong, "%.*s", box.columns,
		      box.columns < 27 ? box.columns < 12 ? "" : "true > read"
				       : "down: true, across: read as");
	for (int c = left; c < classes && c < left + columns; c++) {
		class_name_cut(app_names(app), c, width - 1, name);
		canvas_printf(app->canvas, box.row + 1, box.column + label + (c - left) * width,
			      s->is_in_matrix && c == s->column ? app->theme->accent
								: app->theme->plain,
			      "%*s%s", width - text_width(name), "", name);
	}
	for (int r = top; r < classes && r < top + rows; r++) {
		int row = box.row + 2 + r - top;

		class_name_cut(app_names(app), r, label - 1, name);
		canvas_printf(app->canvas, row, box.column,
			      s->is_in_matrix && r == s->row ? app->theme->accent
							     : app->theme->plain,
			      "%*s%s", label - 1 - text_width(name), "", name);
		for (int c = left; c < classes && c < left + columns; c++) {
			int column = box.column + label + (c - left) * width;

			draw_cell(app, s, row, column, width, r, c);
			app_spot(app, row, column, 1, width, (int)s->count + r * classes + c);
		}
	}
}

void mistakes_draw(struct app *app, void *state, struct area area)
{
	const struct mistakes_state *s = state;
	struct layout l = place(app, s, area);

	if (!s->confusion)
		return;
	draw_head(app, s, area, l.gallery.area.columns ? l.gallery.area.columns : l.matrix.columns);
	if (l.gallery.area.rows > 0)
		draw_gallery(app, s, &l.gallery);
	if (l.matrix.rows > 0)
		draw_matrix(app, s, l.matrix);
	draw_chosen(app, s, &l, area.row + area.rows);
}
