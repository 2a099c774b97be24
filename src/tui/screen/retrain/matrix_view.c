/*
 * The matrix: a shade and a share in each cell, so that it reads without colours too; below it the
 * controls. Columns that find no room are scrolled to, rows are not: there is room for all.
 */
#include "tui/screen/retrain/retrain.h"
#include "tui/widget/paragraph.h"
#include "tui/widget/scroll.h"

#include <stdio.h>

enum {
	NAME = RETRAIN_NAME_COLUMNS,
	MADE = 8, /* "48/50" */
	CELL_MIN = 7,
	CELL_MAX = 16,
	HEAD = 3,
	CONTROLS = 3, /* with a row above, or below where networks have room */
	STRIP = 10    /* rows that pictures are to have */
};

struct layout {
	struct area area;
	int cell, left, columns; /* readers in sight */
	int pace;                /* rows from one network to the next */
};

static struct layout lay_out(const struct retrain_state *state, struct area area)
{
	int room = area.columns - NAME - MADE, count = state->row_count;
	struct layout l = {.area = area, .cell = room / count};

	l.cell = l.cell < CELL_MAX ? l.cell : CELL_MAX;
	l.cell = l.cell > CELL_MIN ? l.cell : CELL_MIN;
	l.columns = room / l.cell < count ? room / l.cell : count;
	l.left = scroll_centered(state->matrix.reader, l.columns, count);
	l.pace = (area.rows - HEAD - CONTROLS - STRIP) / count;
	l.pace = l.pace < 1 ? 1 : l.pace > 3 ? 3 : l.pace;
	return l;
}

/* A ground as dark as ink where the share is large, and text that can be read on it. */
static struct style shade(struct app *app, double share)
{
	struct palette palette = app_picture_palette(app);
	struct style style = {.bg = palette_ink(&palette, app->medium.mode, (float)share)};

	if (!medium_has_color(app->medium))
		return app->theme->plain;
	if (style.bg.is_set)
		style.fg = style.bg.g < 128 ? rgb(255, 255, 255) : rgb(0, 0, 0);
	return style;
}

/* Of nothing there is no share. */
static void draw_share(struct app *app, const struct layout *l, int row, int reader, size_t a,
		       size_t b, int rows, bool is_cursor)
{
	struct canvas *canvas = l->area.canvas;
	int column = l->area.column + NAME + MADE + (reader - l->left) * l->cell;
	double share = b > 0 ? (double)a / (double)b : 0;
	struct style style = b > 0 ? shade(app, share) : app->theme->faint;
	char text[TEXT_NUMBER_MAX] = "-";

	if (reader < l->left || reader >= l->left + l->columns)
		return;
	if (b > 0) {
		text_percent(share, share < 1 && l->cell > CELL_MIN, text);
		canvas_fill(canvas, row, column, rows, l->cell, style, ' ');
	}
	if (is_cursor)
		style = app->theme->cursor;
	column = canvas_right(canvas, row, column + l->cell - 1, style, text);
	if (is_cursor)
		canvas_put(canvas, row, column - 1, style, '>');
}

static void draw_head(struct app *app, const struct retrain_state *state, const struct layout *l)
{
	const struct area *a = &l->area;
	int cells = a->column + NAME + MADE;
	char words[SENTENCE_MAX], name[NETWORK_NAME_MAX];

	retrain_matrix_words(state, words, sizeof(words));
	canvas_clip(a->canvas, a->row, a->column, a->column + a->columns, app->theme->faint, words);
	canvas_text(a->canvas, a->row + 1, cells + 1, app->theme->strong, "misread by");
	canvas_text(a->canvas, a->row + 2, a->column, app->theme->strong, "images made on");
	canvas_right(a->canvas, a->row + 2, cells, app->theme->strong, "fool it");
	for (int i = l->left; i < l->left + l->columns; i++)
		canvas_right(
			a->canvas, a->row + 2, cells + (i - l->left + 1) * l->cell - 1,
			i == state->matrix.reader ? app->theme->accent : app->theme->plain,
			text_cut_middle(state->rows[i]->name, l->cell - 2, name, sizeof(name)));
}

static void draw_network(struct app *app, const struct retrain_state *state, const struct layout *l,
			 int r)
{
	const struct area *a = &l->area;
	const struct transfer_counts *c = &state->matrix.counts;
	int row = a->row + HEAD + r * l->pace, end = a->column + NAME - 1;
	int source = retrain_matrix_index(state, r), rows = l->pace > 1 ? 2 : 1;
	char text[64];

	canvas_clip(a->canvas, row, a->column, end,
		    r == state->row ? app->theme->accent : app->theme->strong,
		    state->rows[r]->name);
	retrain_row_detail(state->rows[r], text);
	if (l->pace > 1)
		canvas_clip(a->canvas, row + 1, a->column, end, app->theme->faint, text);
	if (source < 0)
		return;
	snprintf(text, sizeof(text), "%zu/%zu", c->fooled[source][source], c->counted);
	canvas_right(a->canvas, row, a->column + NAME + MADE, app->theme->plain, text);
	for (int i = 0; i < state->row_count; i++) {
		int reader = retrain_matrix_index(state, i);

		if (reader < 0 || i < l->left || i >= l->left + l->columns)
			continue;
		draw_share(app, l, row, i, c->fooled[source][reader], c->fooled[source][source],
			   rows, r == state->row && i == state->matrix.reader);
		app_spot(app, row, a->column + NAME + MADE + (i - l->left) * l->cell, rows, l->cell,
			 r * KEPT_MAX + i);
	}
}

static void draw_controls(struct app *app, const struct retrain_state *state,
			  const struct layout *l)
{
	const struct area *a = &l->area;
	const struct transfer_counts *c = &state->matrix.counts;
	int row = a->row + HEAD + state->row_count * l->pace + (l->pace == 2);

	canvas_text(a->canvas, row, a->column, app->theme->faint, "noise as long");
	canvas_text(a->canvas, row + 1, a->column, app->theme->faint, "unchanged, misread");
	for (int i = 0; i < state->row_count; i++) {
		int reader = retrain_matrix_index(state, i);
		size_t all, fooled;

		if (reader < 0)
			continue;
		fooled = transfer_noise(c, state->matrix.count, reader, &all);
		draw_share(app, l, row, i, fooled, all, 1, false);
		draw_share(app, l, row + 1, i, c->wrong[reader], c->images, 1, false);
	}
}

void retrain_matrix_draw(struct app *app, const struct retrain_state *state, struct area area)
{
	struct layout l;
	struct area rest = area;
	int used;

	if (state->row_count == 0 || !state->matrix.method)
		return;
	l = lay_out(state, area);
	draw_head(app, state, &l);
	for (int r = 0; r < state->row_count; r++)
		draw_network(app, state, &l, r);
	draw_controls(app, state, &l);
	used = HEAD + state->row_count * l.pace + CONTROLS;
	rest.row += used;
	rest.rows -= used;
	if (state->row_count == 1 && rest.rows > 1)
		paragraph_draw(&rest, 0, app->theme->faint,
			       "Do its images fool another network as well? t trains one, o opens "
			       "one.");
	rest.row += state->row_count == 1;
	rest.rows -= state->row_count == 1;
	retrain_matrix_draw_strip(app, state, rest);
}
