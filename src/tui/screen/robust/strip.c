/* Pictures below the chart, in large terminals: what was attacked, and what it takes to fool the
 * other networks. */
#include "base/text.h"
#include "draw/fit.h"
#include "draw/share_chart.h"
#include "lab/story/sentences.h"
#include "tui/screen/robust/robust.h"

#include <stdio.h>

/* CHART_MIN: rows that the chart keeps. A caption of one row stands below each picture, and a blank
 * one above. */
enum { GAP = 2, CHART_MIN = 12, AROUND = 2, PICTURES_MIN = 2, CAPTION = 16 };

static struct fitted fit_one(const struct app *app, int rows, int columns)
{
	struct picture picture = app_picture(app, NULL, 1);

	return fit_into(&picture, app->medium, rows, columns);
}

int robust_strip_rows(const struct app *app, int rows, int columns)
{
	int room = rows - CHART_MIN - AROUND;
	struct fitted fit;

	if (room < 1)
		return 0;
	fit = fit_one(app, room, (columns - GAP) / PICTURES_MIN);
	return fit.scale < 1 || fit.rows > room ? 0 : fit.rows + AROUND;
}

/* From a picture to the next one. */
static int pace_of(const struct fitted *fit)
{
	return (fit->columns > CAPTION ? fit->columns : CAPTION) + GAP;
}

static void draw_one(struct app *app, const float *pixels, const struct fitted *fit,
		     struct area area, struct style style, const char *words)
{
	struct picture picture = app_picture(app, pixels, fit->scale);

	picture_draw(area.canvas, area.row + 1, area.column, &picture, fit->pixels);
	canvas_clip(area.canvas, area.row + 1 + fit->rows, area.column,
		    area.column + pace_of(fit) - GAP, style, words);
}

/* "+ a 9 (53.0 %)", in the hue of its curve. */
static void draw_example(struct app *app, const struct robust_row *row, const struct fitted *fit,
			 struct area area)
{
	char name[CLASS_PHRASE_MAX], sure[TEXT_NUMBER_MAX], words[SENTENCE_MAX];

	class_phrase(name, sizeof(name), app_names(app), row->example.prediction);
	snprintf(words, sizeof(words), "%c %s (%s)", share_chart_mark(row->look), name,
		 text_percent((double)row->example.p, 1, sure));
	draw_one(app, row->example.image, fit, area, share_chart_style(row->look), words);
}

void robust_draw_strip(struct app *app, const struct robust_state *state, struct area area)
{
	struct fitted fit = fit_one(app, area.rows - AROUND, (area.columns - GAP) / PICTURES_MIN);
	int left = (area.columns + GAP) / pace_of(&fit);

	draw_one(app, app->sample.pixels, &fit, area, app->theme->faint, "as it is");
	for (int i = 0; i < state->row_count; i++) {
		const struct robust_row *row = state->rows[i];

		if (i == state->row || !robust_example_is_current(app, row))
			continue;
		area.column += pace_of(&fit);
		if (--left < 1)
			return;
		draw_example(app, row, &fit, area);
	}
}
