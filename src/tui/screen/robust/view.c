/*
 * The picture at the left, as large as the room allows: the chosen image as the attack left it at
 * the cursor's strength. The chart is beside it, and below a line for each network with its numbers
 * there; where there is room, smaller pictures stand below the chart. The layout follows from the
 * area and the number of networks.
 */
#include "base/text.h"
#include "draw/fit.h"
#include "draw/share_chart.h"
#include "lab/story/robustness_words.h"
#include "lab/story/sentences.h"
#include "tui/screen/robust/robust.h"
#include "tui/widget/scroll.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GAP = 2, CHART_MIN = 40, HEAD = 2, TABLE_GAP = 1 };
enum { CAPTION_COLUMNS = 28 }; /* of captions without abbreviations */
/* Ends of the table's columns, from its left. */
enum { NAME_END = 24, RIGHT_END = 34, HALF_END = 45, IMAGE = 48 };

struct layout {
	int rows;          /* of picture and chart, with the caption */
	int table;         /* lines, the heading included */
	struct fitted fit; /* of the picture */
};

static struct layout layout_of(const struct app *app, const struct robust_state *state,
			       struct area area)
{
	struct picture picture = app_picture(app, NULL, 1);
	struct layout l = {.table = 1 + state->row_count};

	l.table = l.table < area.rows / 3 ? l.table : area.rows / 3;
	l.rows = area.rows - HEAD - TABLE_GAP - l.table;
	l.fit = fit_into(&picture, app->medium, l.rows - 1, area.columns - CHART_MIN - GAP);
	return l;
}

/* -------------------------------------------------------------------------------------- head */

static void left_words(double seconds, char *text, size_t size)
{
	if (seconds < 100)
		snprintf(text, size, "%.0f s left", seconds);
	else
		snprintf(text, size, "%.0f min left", seconds / 60);
}

/* Of the row under the cursor: what is computed, and how long it takes at the most. */
static void progress_words(const struct robust_state *state, char text[SENTENCE_MAX])
{
	const struct robust_row *row = robust_row_here(state);
	char left[32] = "";

	*text = '\0';
	if (!row || !row->model || row->is_done)
		return;
	if (row->attacked > 0)
		left_words(row->seconds / (double)row->attacked * (double)row->left, left,
			   sizeof(left));
	if (state->is_paused)
		snprintf(text, SENTENCE_MAX, "stopped; Space goes on");
	else if (state->spec.attack.method->is_minimal)
		snprintf(text, SENTENCE_MAX, "image %zu/%zu  %s", row->at, row->count, left);
	else if (row->known < state->spec.count)
		snprintf(text, SENTENCE_MAX, "%.3g: %zu/%zu  %s",
			 (double)state->spec.eps[row->known], row->at, row->count, left);
}

static void draw_head(struct app *app, const struct robust_state *state, struct area area)
{
	char text[SENTENCE_MAX], method[SENTENCE_MAX], count[TEXT_NUMBER_MAX];
	int end = area.column + area.columns;

	progress_words(state, text);
	end = canvas_right(area.canvas, area.row, end, app->theme->faint, text);
	robustness_method_phrase(method, sizeof(method), &state->spec);
	snprintf(text, sizeof(text), "%.120s, %s images of %s", method,
		 text_grouped(robust_images(app, state), count), split_names[state->split]);
	canvas_clip(area.canvas, area.row, area.column, end - 1, app->theme->plain, text);
}

/* ----------------------------------------------------------------------------------- picture */

static void caption_words(struct app *app, const struct robust_state *state,
			  const struct robust_row *row, int columns, char text[SENTENCE_MAX])
{
	double eps = (double)state->spec.eps[state->cursor];
	bool is_short = columns < CAPTION_COLUMNS;

	if (!robust_example_is_current(app, row))
		snprintf(text, SENTENCE_MAX, "computing");
	else if (row->example.is_fooled && row->example.length <= 0)
		snprintf(text, SENTENCE_MAX, is_short ? "wrong" : "wrong as it is");
	else if (state->spec.attack.method->is_minimal && row->example.is_fooled)
		snprintf(text, SENTENCE_MAX, "%schange%s %.3g", is_short ? "" : "smallest ",
			 is_short ? "" : ":", (double)row->example.length);
	else if (state->spec.attack.method->is_minimal)
		snprintf(text, SENTENCE_MAX, "%s", is_short ? "not fooled" : "no change found");
	else if (eps <= 0)
		snprintf(text, SENTENCE_MAX, "as it is");
	else
		snprintf(text, SENTENCE_MAX, "%sat %.3g", is_short ? "" : "attacked ", eps);
}

static void draw_picture(struct app *app, const struct robust_state *state, const struct layout *l,
			 struct area area)
{
	const struct robust_row *row = robust_row_here(state);
	bool is_known = row && row->example.is_known && row->example.pixels == app_pixels(app);
	struct picture picture =
		app_picture(app, is_known ? row->example.image : app->sample.pixels, l->fit.scale);
	static const char *const merged = " (rows merged)";
	char text[SENTENCE_MAX];

	picture_draw(area.canvas, area.row, area.column, &picture, l->fit.pixels);
	if (!row)
		return;
	caption_words(app, state, row, l->fit.columns, text);
	if (fit_merges_rows(&l->fit) &&
	    text_width(text) + text_width(merged) <= l->fit.columns + GAP)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s", merged);
	canvas_clip(area.canvas, area.row + l->fit.rows, area.column,
		    area.column + l->fit.columns + GAP, app->theme->faint, text);
}

/* ------------------------------------------------------------------------------------- chart */

static void draw_chart(struct app *app, const struct robust_state *state, struct area area)
{
	struct share_curve list[ROBUSTNESS_MAX_MODELS];
	struct share_chart chart = {.xs = state->spec.eps,
				    .points = state->spec.count,
				    .list = list,
				    .cursor = state->cursor};
	const struct robust_row *here = robust_row_here(state);

	for (int i = 0; i < state->row_count; i++)
		if (state->rows[i] != here)
			list[chart.count++] =
				(struct share_curve){state->rows[i]->shares, state->rows[i]->known,
						     state->rows[i]->look};
	if (here)
		list[chart.count++] = (struct share_curve){here->shares, here->known, here->look};
	share_chart_draw(area.canvas, area.row, area.column, area.rows, area.columns, &chart,
			 app->theme->faint, app->theme->accent);
	for (int c = PLOT_LEFT; c < area.columns; c++) {
		int point = share_chart_point_at(&chart, area.canvas->medium, area.rows,
						 area.columns, c);

		if (point >= 0)
			app_spot(app, area.row, area.column + c, area.rows, 1,
				 ROBUST_SPOT_STRENGTH + point);
	}
}

/* ------------------------------------------------------------------------------------- table */

static void draw_heading(struct app *app, const struct robust_state *state, struct area area)
{
	struct style faint = app->theme->faint;
	char text[64];

	canvas_text(area.canvas, area.row, area.column, faint, "network");
	snprintf(text, sizeof(text), "at %.3g", (double)state->spec.eps[state->cursor]);
	canvas_right(area.canvas, area.row, area.column + RIGHT_END, faint, text);
	canvas_right(area.canvas, area.row, area.column + HALF_END, faint, "half at");
	canvas_clip(area.canvas, area.row, area.column + IMAGE, area.column + area.columns, faint,
		    app->sample.title);
}

/* "a 3 (98.2 %)", by what the network took the attacked image for. */
static void draw_answer(struct app *app, const struct robust_row *row, struct area area)
{
	const struct robust_example *example = &row->example;
	char name[CLASS_PHRASE_MAX], sure[TEXT_NUMBER_MAX], text[SENTENCE_MAX];

	if (!robust_example_is_current(app, row)) {
		canvas_text(area.canvas, area.row, area.column + IMAGE, app->theme->faint,
			    "computing");
		return;
	}
	class_phrase(name, sizeof(name), app_names(app), example->prediction);
	snprintf(text, sizeof(text), "%s (%s)%s", name, text_percent((double)example->p, 1, sure),
		 example->is_fooled ? " fooled" : "");
	canvas_clip(area.canvas, area.row, area.column + IMAGE, area.column + area.columns,
		    example->is_fooled ? app->theme->bad : app->theme->good, text);
}

static void draw_numbers(struct app *app, const struct robust_state *state,
			 const struct robust_row *row, struct area area)
{
	float median = robustness_median(row->least, row->examined);
	char text[TEXT_NUMBER_MAX];

	if (state->cursor < row->known && row->examined > 0)
		text_percent((double)row->shares[state->cursor], 1, text);
	else
		snprintf(text, sizeof(text), "...");
	canvas_right(area.canvas, area.row, area.column + RIGHT_END, app->theme->plain, text);
	if (row->examined == 0 || (!isfinite(median) && !row->is_done))
		snprintf(text, sizeof(text), "...");
	else if (isfinite(median))
		snprintf(text, sizeof(text), "%.3g", (double)median);
	else
		snprintf(text, sizeof(text), "> %.3g", (double)state->spec.eps[row->known - 1]);
	canvas_right(area.canvas, area.row, area.column + HALF_END, app->theme->plain, text);
}

static void draw_row(struct app *app, const struct robust_state *state, int i, struct area area)
{
	const struct robust_row *row = state->rows[i];
	struct style mark = share_chart_style(row->look);

	mark.attributes = CELL_BOLD;
	canvas_put(area.canvas, area.row, area.column, mark,
		   (unsigned char)share_chart_mark(row->look));
	canvas_clip(area.canvas, area.row, area.column + 2, area.column + NAME_END,
		    i == state->row ? app->theme->cursor : app->theme->plain, row->name);
	app_spot(app, area.row, area.column, 1, area.columns, i);
	if (!row->model) {
		canvas_text(area.canvas, area.row, area.column + NAME_END + 1, app->theme->faint,
			    "is being read");
		return;
	}
	draw_numbers(app, state, row, area);
	draw_answer(app, row, area);
}

void robust_draw(struct app *app, void *at, struct area area)
{
	const struct robust_state *state = at;
	struct layout l = layout_of(app, state, area);
	struct area body = {area.canvas, area.row + HEAD, area.column, l.rows, area.columns};
	struct area line = {area.canvas, body.row + l.rows + TABLE_GAP, area.column, 1,
			    area.columns};
	struct area strip;
	int shown = l.table - 1, top;

	draw_head(app, state, area);
	draw_picture(app, state, &l, body);
	body.column += l.fit.columns + GAP;
	body.columns -= l.fit.columns + GAP;
	strip = body;
	strip.rows = robust_strip_rows(app, body.rows, body.columns);
	strip.row += body.rows - strip.rows;
	body.rows -= strip.rows;
	draw_chart(app, state, body);
	if (strip.rows > 0)
		robust_draw_strip(app, state, strip);
	draw_heading(app, state, line);
	top = shown > 0 ? scroll_centered(state->row, shown, state->row_count) : 0;
	for (int i = top; i < state->row_count && i < top + shown; i++) {
		line.row++;
		draw_row(app, state, i, line);
	}
}
