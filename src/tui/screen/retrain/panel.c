/*
 * The picture and the network under the cursor: a row for what the attack began with, which is the
 * control, and one for what it became, each with the network's probabilities.
 */
#include "base/text.h"
#include "draw/fit.h"
#include "lab/story/sentences.h"
#include "nn/loss.h"
#include "tui/screen/retrain/retrain.h"
#include "tui/widget/bars.h"

#include <stdio.h>

enum { SMALLEST = 14, GAP = 2, BARS = 22, BARS_MAX = 50, BAR_ROWS = 10, CAPTION_ROWS = 3 };

static int part_rows(struct area area)
{
	return (area.rows - 1) / 2;
}

static struct fitted fit_part(const struct app *app, struct area area, int columns)
{
	struct picture picture = app_picture(app, NULL, 1);
	int rows = part_rows(area);

	return fit_into(&picture, app->medium, rows > BAR_ROWS ? rows : rows - CAPTION_ROWS,
			columns - GAP - BARS);
}

int retrain_table_columns(const struct app *app, const struct retrain_state *state,
			  struct area area)
{
	int count = state->picture_count, shown = count > 1 ? 2 : 1, more;
	int columns = RETRAIN_NAME_COLUMNS + shown * RETRAIN_CELL_COLUMNS;
	int room = area.columns - columns;

	if (room < SMALLEST + GAP + BARS || part_rows(area) < BAR_ROWS)
		return area.columns;
	more = (room - fit_part(app, area, room).columns - GAP - BARS_MAX) / RETRAIN_CELL_COLUMNS;
	more = more < count - shown ? more : count - shown;
	return columns + (more > 0 ? more : 0) * RETRAIN_CELL_COLUMNS;
}

struct part {
	struct app *app;
	const struct retrain_row *row;
	const struct retrain_picture *picture;
	int index;
	bool is_original;
	struct area area;
	struct fitted fit;
};

/* Above the bars where there is a row for it, else below the picture, which is small then. */
static void draw_caption(const struct part *part, const float *p)
{
	const struct theme *theme = part->app->theme;
	const struct area *area = &part->area;
	int classes = part->row->model->net->classes;
	const struct class_names *names = app_names(part->app);
	bool has_row = area->rows > BAR_ROWS;
	int row = has_row ? area->row : area->row + part->fit.rows;
	int column = has_row ? area->column + part->fit.columns + GAP : area->column, end;
	char title[CLASS_PHRASE_MAX + 16] = "original", name[CLASS_NAME_MAX],
				      read[CLASS_PHRASE_MAX], sure[TEXT_NUMBER_MAX];

	if (!part->is_original)
		snprintf(title, sizeof(title), "towards %s",
			 class_name_cut(names, part->picture->target, 12, name));
	end = canvas_text(area->canvas, row, column, theme->strong, title);
	if (!p)
		return;
	class_phrase(read, sizeof(read), names, argmax(classes, p));
	text_percent((double)p[argmax(classes, p)], 1, sure);
	if (has_row) {
		bool is_short = end + text_width(read) + text_width(sure) + 13 >
				area->column + area->columns;

		canvas_printf(area->canvas, row, end, theme->plain, ": %s%s (%s)",
			      is_short ? "" : "read as ", read, sure);
		return;
	}
	canvas_printf(area->canvas, row + 1, column, theme->plain, "read as %s", read);
	canvas_text(area->canvas, row + 2, column, theme->plain, sure);
}

static void draw_part(const struct part *part)
{
	const struct area *area = &part->area;
	bool is_known = part->index<part->row->answered, has_row = area->rows> BAR_ROWS;
	const float *p =
		is_known ? retrain_probabilities(part->row, part->index, part->is_original) : NULL;
	/* The original's own too: so both have room for the signs of changes. */
	const float *before = is_known ? retrain_probabilities(part->row, part->index, true) : NULL;
	struct picture picture = app_picture(
		part->app, part->is_original ? part->picture->original : part->picture->pixels,
		part->fit.scale);
	struct area bars = {area->canvas, area->row + has_row, 0, area->rows - has_row, 0};

	picture_draw(area->canvas, area->row, area->column, &picture, part->fit.pixels);
	draw_caption(part, p);
	bars.column = area->column + part->fit.columns + GAP;
	bars.columns = area->columns - part->fit.columns - GAP;
	bars.columns = bars.columns < BARS_MAX ? bars.columns : BARS_MAX;
	if (p)
		bars_draw(part->app, bars, p, before, part->picture->target);
	else
		canvas_text(area->canvas, bars.row, bars.column, part->app->theme->faint,
			    "no answer yet");
}

void retrain_draw_panel(struct app *app, const struct retrain_state *state, struct area area)
{
	int rows = part_rows(area);
	struct part part = {.app = app, .index = state->column};

	if (state->picture_count == 0 || state->row_count == 0 || !state->rows[state->row]->model)
		return;
	part.row = state->rows[state->row];
	part.picture = &state->pictures[state->column];
	part.fit = fit_part(app, area, area.columns);
	for (int i = 0; i < 2; i++) {
		part.is_original = i == 0;
		part.area = (struct area){area.canvas, area.row + i * (rows + 1), area.column, rows,
					  area.columns};
		draw_part(&part);
	}
}
