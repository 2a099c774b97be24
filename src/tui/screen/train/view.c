/*
 * How the Train screen looks. With room: the weights as large as they can be, the classes' bars at
 * their right, loss and accuracy below, the history at the bottom. In few rows the loss stands left
 * of the weights instead. The form takes the place of the curves.
 */
#include "draw/chart.h"
#include "lab/story/sentences.h"
#include "nn/loss.h"
#include "tui/screen/train/maps.h"
#include "tui/screen/train/runs.h"
#include "tui/widget/bars.h"

#include <math.h>
#include <stdio.h>

enum {
	GAP = 2,
	TALL_ROWS = 19,
	BARS_COLUMNS = 22,
	BARS_MAX = 48,
	CHART_ROWS = 6,
	FORM_ROWS = 7,
	FORM_COLUMNS = 30
};

/* ---------------------------------------------------------------------------- the headline */

static const char *state_word(const struct train_state *t, char text[32])
{
	char left[32];

	if (t->here != t->live)
		return train_state_word(t->here);
	switch (t->view.state) {
	case RUN_STARTING:
		return "starting";
	case RUN_PAUSED:
		return "paused";
	case RUN_DONE:
		return "done";
	case RUN_FAILED:
		return "failed";
	default:
		train_duration(left, t->view.seconds_left);
		snprintf(text, 32, "%.20s left", left);
		return text;
	}
}

/* The settings, as many as there is room for. */
static void describe(const char *data, const struct fit_settings *setup, int room, char text[160])
{
	const char *optimizer = optimizer_names[setup->optimizer];
	double rate = (double)setup->rate;

	snprintf(text, 160, "%.60s on %.30s, %s %g, batch %d", setup->architecture, data, optimizer,
		 rate, setup->batch);
	if (text_width(text) > room)
		snprintf(text, 160, "%.60s, %s %g, batch %d", setup->architecture, optimizer, rate,
			 setup->batch);
	if (text_width(text) > room)
		snprintf(text, 160, "%.*s", room > 0 ? room : 0, setup->architecture);
}

static void draw_head(struct app *app, const struct train_state *t, struct area area)
{
	const struct fit_settings *setup = t->here ? &t->here->settings : &t->form;
	char left[160], right[160] = "", step[TEXT_NUMBER_MAX], steps[TEXT_NUMBER_MAX];
	char rate[TEXT_NUMBER_MAX] = "-", word[32];
	int room = area.columns;

	if (t->here) {
		text_grouped(t->view.step, step);
		text_grouped(t->view.steps, steps);
		if (!app->setup.is_clock_fixed && isfinite(t->view.images_per_second))
			text_grouped((uint64_t)lround(t->view.images_per_second), rate);
		snprintf(right, sizeof(right), "step %*s/%s  %7s img/s  %10.20s", text_width(steps),
			 step, steps, rate, state_word(t, word));
		room -= canvas_right(area.canvas, area.row, area.column + area.columns,
				     app->theme->plain, right) >= 0
				? text_width(right) + GAP
				: 0;
	}
	describe(t->here ? t->here->data : app->data->name, setup, room, left);
	canvas_text(area.canvas, area.row, area.column, app->theme->strong, left);
}

/* -------------------------------------------------------------------------------- the form */

static const char *const meanings[TRAIN_FIELDS] = {
	[TRAIN_ARCHITECTURE] = "softmax, cnn, mlp or your own layers",
	[TRAIN_DATA] = "what it learns from (:data NAME)",
	[TRAIN_STEPS] = "how often the weights are shifted",
	[TRAIN_BATCH] = "images looked at in each step",
	[TRAIN_RATE] = "how far a step shifts the weights",
	[TRAIN_OPTIMIZER] = "what turns slopes into shifts",
	[TRAIN_SEED] = "of first weights and order of images",
};
enum { LABEL_COLUMNS = 14, MEANING_AT = 38, MEANING_COLUMNS = 37 };

static void draw_form(struct app *app, const struct train_state *t, struct area area)
{
	for (int i = 0; i < TRAIN_FIELDS; i++) {
		bool is_here = t->is_form && i == (int)t->field;
		bool has_meaning = area.columns >= MEANING_AT + MEANING_COLUMNS;
		int row = area.row + i, end;
		char text[SETTING_TEXT_MAX], shown[SETTING_TEXT_MAX + 2];

		train_show(app, &t->form, (enum train_field)i, text);
		snprintf(shown, sizeof(shown), "%s%.*s%s", is_here ? "<" : " ",
			 has_meaning ? MEANING_AT - LABEL_COLUMNS - 3
				     : area.columns - LABEL_COLUMNS - 2,
			 text, is_here ? ">" : "");
		canvas_text(area.canvas, row, area.column,
			    is_here ? app->theme->accent : app->theme->plain,
			    train_label((enum train_field)i));
		end = canvas_text(area.canvas, row, area.column + LABEL_COLUMNS - 1,
				  is_here ? app->theme->cursor : app->theme->strong, shown);
		if (has_meaning && end < area.column + MEANING_AT)
			canvas_text(area.canvas, row, area.column + MEANING_AT, app->theme->faint,
				    meanings[i]);
	}
}

/* ------------------------------------------------------------------ weights and the answer */

static void draw_legend(struct app *app, const struct unit_maps *maps, const struct train_grid *g,
			const struct palette *palette, int row, int column, int end)
{
	struct picture picture = train_map(maps, 0, *palette);
	char text[96];
	bool is_merged;

	picture.scale = g->scale;
	is_merged = picture_merges_rows(&picture, picture_pixels(&picture, app->canvas->medium, 0));
	column = chart_legend(app->canvas, row, column, palette) + GAP;
	if (g->count < maps->count)
		snprintf(text, sizeof(text), "%s: %d-%d of %d%s", maps->layer->name, g->first,
			 g->first + g->count - 1, maps->count, is_merged ? " (rows merged)" : "");
	else
		snprintf(text, sizeof(text), "weights%s", is_merged ? " (rows merged)" : "");
	if (column + text_width(text) <= end)
		canvas_text(app->canvas, row, column, app->theme->faint, text);
}

/* "image 15, a 7"; behind it dots where the answer is not known yet. */
static void name_sample(const struct app *app, const struct train_state *t, char text[96])
{
	const struct sample *s = &app->sample;
	const char *dots = train_is_answered(app, t) ? "" : " ...";
	char class[32] = "";

	if (s->label >= 0)
		class_phrase(class, sizeof(class), app_has_digits(app), s->label);
	if (s->source == SAMPLE_OF_SPLIT)
		snprintf(text, 96, "image %zu%s%s%s", s->index, class[0] ? ", " : "", class, dots);
	else
		snprintf(text, 96, "%.20s%s", s->title, dots);
}

static void draw_answer(struct app *app, const struct train_state *t, struct area area)
{
	char text[96];

	name_sample(app, t, text);
	canvas_text(area.canvas, area.row, area.column, app->theme->plain, text);
	if (!t->has_probabilities)
		return;
	area.row++;
	area.rows--;
	area.columns = area.columns < BARS_MAX ? area.columns : BARS_MAX;
	bars_draw(app, area, t->probabilities, NULL, t->class);
}

/* The same where there is a row only: what it is taken for. */
static void draw_answer_row(struct app *app, const struct train_state *t, struct area area)
{
	char text[96], answer[32] = "";
	int best = argmax(app_classes(app), t->probabilities);

	name_sample(app, t, text);
	if (t->has_probabilities)
		snprintf(answer, sizeof(answer), ": %d (%5.3f)", best,
			 (double)t->probabilities[best]);
	canvas_printf(area.canvas, area.row, area.column, app->theme->plain, "%s%s", text, answer);
}

/* ----------------------------------------------------------------------------- the history */

static void draw_history(struct app *app, const struct train_state *t, struct area area)
{
	int count = history_count(train_history(t));
	int here = history_nearest(train_history(t), t->shown->facts.step), column, width;
	uint32_t line = medium_has_utf8(area.canvas->medium) ? 0x2500 : '-';
	char text[96], step[TEXT_NUMBER_MAX];

	text_grouped(t->shown->facts.step, step);
	snprintf(text, sizeof(text), "step %9s  %4d of %-4d %s", step, here + 1, count,
		 t->is_scrubbed ? "      " : "latest");
	canvas_right(area.canvas, area.row, area.column + area.columns, app->theme->plain, text);
	column = canvas_text(area.canvas, area.row, area.column, app->theme->plain, "history") + 1;
	width = area.columns - 8 - text_width(text) - GAP;
	canvas_fill(area.canvas, area.row, column, 1, width, app->theme->faint, line);
	for (int i = 0; i < count && 2 * count <= width; i++)
		canvas_put(area.canvas, area.row,
			   column + (count > 1 ? i * (width - 1) / (count - 1) : 0),
			   app->theme->plain, 'o');
	canvas_put(area.canvas, area.row,
		   column + (count > 1 ? here * (width - 1) / (count - 1) : 0), app->theme->cursor,
		   'O');
}

/* --------------------------------------------------------------------------------- layouts */

/* Rows [from, to) of an area, and columns [left, right). */
static struct area part(struct area area, int from, int to, int left, int right)
{
	return (struct area){area.canvas, area.row + from, area.column + left, to - from,
			     right - left};
}

static void draw_tall(struct app *app, const struct train_state *t, struct area area)
{
	struct unit_maps maps = unit_maps_of(t->shown->net);
	struct palette palette = app_signed_palette(app, t->range);
	int max = area.rows - 3 - CHART_ROWS, share = area.rows * 13 / 20;
	int rows = max < share ? max : share, columns = area.columns - BARS_COLUMNS - GAP;
	struct train_grid g = train_grid_of(&maps, area.canvas->medium, rows, columns, t->class);
	int bars = app_classes(app) + 1, used = g.height > bars ? g.height : bars;

	used = used < rows ? used : rows;
	train_grid_draw(app, &maps, &g, palette, area.row + 1, area.column, t->class);
	draw_answer(app, t, part(area, 1, 1 + used, g.width + GAP, area.columns));
	if (t->is_form && used + 2 + FORM_ROWS > area.rows - 1)
		used--;
	else
		draw_legend(app, &maps, &g, &palette, area.row + 1 + used, area.column,
			    area.column + area.columns);
	if (t->is_table)
		train_draw_table(app, t, part(area, used + 2, area.rows - 1, 0, area.columns));
	else if (t->is_form)
		draw_form(app, t, part(area, used + 2, area.rows - 1, 0, area.columns));
	else
		train_draw_curves(app, t, part(area, used + 2, area.rows - 1, 0, area.columns));
}

static void draw_short(struct app *app, const struct train_state *t, struct area area)
{
	struct unit_maps maps = unit_maps_of(t->shown->net);
	struct palette palette = app_signed_palette(app, t->range);
	int rows = area.rows - 3;
	struct train_grid g =
		train_grid_of(&maps, area.canvas->medium, rows, area.columns * 2 / 3, t->class);
	int left = area.columns - g.width - GAP;
	struct area chart = part(area, 1, area.rows - 3, 0, left);
	struct area below = part(area, area.rows - 2, area.rows - 1, 0, area.columns);

	if (t->is_table || (t->is_form && left < FORM_COLUMNS))
		chart.columns = area.columns;
	else
		train_grid_draw(app, &maps, &g, palette, area.row + 1, area.column + left + GAP,
				t->class);
	if (t->is_table)
		train_draw_table(app, t, chart);
	else if (t->is_form)
		draw_form(app, t, chart);
	if (t->is_table || t->is_form)
		return;
	train_draw_loss(app, t, chart);
	draw_answer_row(app, t, part(area, area.rows - 3, area.rows - 2, 0, left));
	below.columns = left;
	train_draw_accuracies(app, t, below);
	draw_legend(app, &maps, &g, &palette, below.row, area.column + left + GAP,
		    area.column + area.columns);
}

/* Before the first run there is the form only. */
static void draw_idle(struct app *app, const struct train_state *t, struct area area)
{
	int row = area.row + 3 + TRAIN_FIELDS;

	draw_form(app, t, part(area, 2, 2 + TRAIN_FIELDS, 0, area.columns));
	if (t->is_table)
		train_draw_table(app, t,
				 part(area, 3 + TRAIN_FIELDS, area.rows - 1, 0, area.columns));
	else if (t->here)
		canvas_text(area.canvas, row, area.column, app->theme->plain,
			    t->view.state == RUN_FAILED ? t->view.err.text : "starting ...");
	else
		canvas_text(area.canvas, row, area.column, app->theme->faint,
			    "Space starts, and the weights appear here while they learn.");
	if (!t->here && !t->is_form && !t->is_table)
		canvas_text(area.canvas, row + 1, area.column, app->theme->faint,
			    "f goes into the form: jk moves, Left and Right change a value.");
}

void train_draw(struct app *app, void *state, struct area area)
{
	const struct train_state *t = state;

	draw_head(app, t, area);
	if (!t->shown) {
		draw_idle(app, t, area);
		return;
	}
	if (area.rows >= TALL_ROWS)
		draw_tall(app, t, area);
	else
		draw_short(app, t, area);
	draw_history(app, t, part(area, area.rows - 1, area.rows, 0, area.columns));
}
