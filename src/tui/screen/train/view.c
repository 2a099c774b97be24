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
	CHART_MIN = 5,
	CHART_MAX = 11, /* with their heading */
	TABLE_MIN = 3,
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

/* "runs/a: conv5x5x32 relu ... on mnist" of a run that is only watched; the layers stand in the
 * next row where images told them. */
static void describe_watched(const struct run_record *record, char text[160])
{
	const char *layers = record->settings.architecture;

	if (record->view.reading.architecture[0] || !*layers)
		snprintf(text, 160, "%.60s on %.30s", record->name, record->data);
	else
		snprintf(text, 160, "%.60s: %.60s on %.30s", record->name, layers, record->data);
}

static void draw_head_watched(struct app *app, const struct train_state *t, struct area area)
{
	char left[160], right[160], step[TEXT_NUMBER_MAX], count[TEXT_NUMBER_MAX];
	int end = area.column + area.columns;

	text_grouped(t->view.step, step);
	text_grouped(t->view.checkpoints, count);
	snprintf(right, sizeof(right), "step %s  %s checkpoint%s  %s", step, count,
		 t->view.checkpoints == 1 ? "" : "s", train_state_word(t->here));
	if (canvas_right(area.canvas, area.row, end, app->theme->plain, right) >= 0)
		end -= text_width(right) + GAP;
	describe_watched(t->here, left);
	canvas_clip(area.canvas, area.row, area.column, end, app->theme->strong, left);
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

	if (t->here && t->here->is_watched) {
		draw_head_watched(app, t, area);
		return;
	}
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
	char class[CLASS_PHRASE_MAX] = "";

	if (s->label >= 0)
		class_phrase(class, sizeof(class), app_names(app), s->label);
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
	char text[96], answer[CLASS_PHRASE_MAX + 16] = "", name[CLASS_NAME_MAX];
	int best = argmax(app_classes(app), t->probabilities);

	name_sample(app, t, text);
	if (t->has_probabilities)
		snprintf(answer, sizeof(answer), ": %s (%5.3f)",
			 class_name_cut(app_names(app), best, CLASS_PHRASE_COLUMNS, name),
			 (double)t->probabilities[best]);
	canvas_printf(area.canvas, area.row, area.column, app->theme->plain, "%s%s", text, answer);
}

/* --------------------------------------------------------------------------------- layouts */

/* Rows [from, to) of an area, and columns [left, right). */
static struct area part(struct area area, int from, int to, int left, int right)
{
	return (struct area){area.canvas, area.row + from, area.column + left, to - from,
			     right - left};
}

/* A strip below the history, unless form or list need its row. */
static int strip_rows(const struct train_state *t, struct area area)
{
	bool is_low = area.rows < TALL_ROWS || (area.rows < 26 && (t->is_form || t->is_table));

	return is_low ? 1 : 2;
}

static void draw_image(struct app *app, struct area area)
{
	struct picture picture = app_picture(app, app->sample.pixels, 1);

	picture_draw(area.canvas, area.row, area.column, &picture,
		     picture_pixels(&picture, area.canvas->medium, area.columns));
}

/* Where things are: the maps at the left, and the image with its bars at their right, or, where
 * maps are larger without them there, at the right of the charts. Rows count from the area's first.
 */
struct tall {
	struct train_grid grid;
	int below; /* the row after the maps */
	int image_rows, image_columns;
	bool is_aside;  /* image and bars are right of the maps, else of the charts */
	bool is_beside; /* bars are beside the image, else below it */
	bool has_image;
	int answer, answer_end; /* columns of image and bars */
};

static void place_answer(struct app *app, struct tall *p, struct area area, int rows)
{
	struct picture picture = app_picture(app, app->sample.pixels, 1);
	int width, bars = app_classes(app) < 10 ? app_classes(app) : 10;

	picture_cells(&picture, picture_pixels(&picture, area.canvas->medium, area.columns / 3),
		      &p->image_rows, &p->image_columns);
	width = p->image_columns + GAP + BARS_COLUMNS;
	if (p->is_aside) {
		p->answer = p->grid.width + GAP;
		p->answer_end = area.columns;
		p->is_beside = area.columns - p->answer >= width && p->below > p->image_rows;
		p->has_image = p->is_beside || (area.columns - p->answer >= p->image_columns &&
						rows > p->image_rows + 1 + bars);
	} else {
		p->answer = area.columns - width;
		p->answer_end = area.columns;
		p->is_beside = p->has_image = true;
	}
}

static struct tall plan(struct app *app, const struct train_state *t, const struct unit_maps *maps,
			struct area area, int rows)
{
	struct medium medium = area.canvas->medium;
	int classes = app_classes(app) + 1;
	int room = rows - 1 - CHART_MIN - (rows > 30 ? 4 : 0);
	struct tall p = {.is_aside = true};
	struct train_grid wide =
		train_grid_of(maps, medium, rows - 2 - CHART_MAX, area.columns, t->class);

	p.grid = train_grid_of(maps, medium, room, area.columns - BARS_COLUMNS - GAP, t->class);
	if (wide.scale > p.grid.scale && wide.count == maps->count && rows > 3 * CHART_MAX) {
		p.grid = wide;
		p.is_aside = false;
	}
	p.below = 1 + p.grid.height;
	if (p.is_aside && p.below < 1 + classes)
		p.below = 1 + classes;
	p.below = p.below < 1 + room || !p.is_aside ? p.below : 1 + room;
	place_answer(app, &p, area, rows);
	return p;
}

static void draw_answers(struct app *app, const struct train_state *t, const struct tall *p,
			 struct area area, int end)
{
	int top = p->is_aside ? 1 : p->below, left = p->answer;
	struct area bars = part(area, top, end, left, p->answer_end);

	if (!p->has_image) {
		bars = part(area, top, p->below, left, p->answer_end);
	} else {
		draw_image(app, part(area, top, end, left, p->answer_end));
		if (p->is_beside)
			bars = part(area, top, end, left + p->image_columns + GAP, p->answer_end);
		else
			bars = part(area, top + p->image_rows, end, left, p->answer_end);
	}
	draw_answer(app, t, bars);
}

static void draw_lower(struct app *app, const struct train_state *t, struct area area)
{
	int charts = area.rows < CHART_MAX ? area.rows : CHART_MAX;

	if (t->is_table) {
		train_draw_table(app, t, area);
		return;
	}
	if (t->is_form) {
		draw_form(app, t, area);
		return;
	}
	train_draw_curves(app, t, part(area, 0, charts, 0, area.columns));
	if (area.rows - charts > TABLE_MIN)
		train_draw_table(app, t, part(area, charts + 1, area.rows, 0, area.columns));
}

static void draw_tall(struct app *app, const struct train_state *t, struct area area)
{
	struct unit_maps maps = unit_maps_of(t->shown->net);
	struct palette palette = app_signed_palette(app, t->range);
	int end = area.rows - strip_rows(t, area), below, right;
	struct tall p = plan(app, t, &maps, area, end - 1);

	train_grid_draw(app, &maps, &p.grid, palette, area.row + 1, area.column, t->class);
	draw_answers(app, t, &p, area, end);
	below = p.below;
	if (t->is_form && below + 1 + FORM_ROWS > end)
		below--;
	else
		draw_legend(app, &maps, &p.grid, &palette, area.row + below, area.column,
			    area.column + (p.has_image ? p.answer : area.columns));
	/* Where image and bars reach down beside the charts. */
	right = p.has_image && !(p.is_aside && p.is_beside) ? p.answer - GAP : area.columns;
	draw_lower(app, t, part(area, below + 1, end, 0, right));
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

/* Of another program's run, as long as none of its checkpoints is read: the curves that it logs. */
static void draw_awaited(struct app *app, const struct train_state *t, struct area area)
{
	bool has_curves = t->here->curves.count > 0 || t->here->curves.validation_count > 0;
	int charts = area.rows - 5 < CHART_MAX ? area.rows - 5 : CHART_MAX;
	int row = 2;

	if (has_curves && charts >= CHART_MIN) {
		train_draw_curves(app, t, part(area, row, row + charts, 0, area.columns));
		row += charts + 1;
	}
	canvas_text(area.canvas, area.row + row, area.column, app->theme->plain,
		    "The weights appear here with its first checkpoint.");
	if (t->is_table || area.rows - row > TABLE_MIN + 2)
		train_draw_table(app, t, part(area, row + 2, area.rows - 1, 0, area.columns));
}

/* Before the first run there is the form only. */
static void draw_idle(struct app *app, const struct train_state *t, struct area area)
{
	int row = area.row + 3 + TRAIN_FIELDS;

	if (t->here && t->here->is_watched && !t->is_form) {
		draw_awaited(app, t, area);
		return;
	}
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
	char words[NETWORK_WORDS_MAX];

	draw_head(app, t, area);
	/* How another program's files are read takes a row. */
	if (train_watch_reading(t->here, area.columns, words)) {
		area = part(area, 1, area.rows, 0, area.columns);
		canvas_clip(area.canvas, area.row, area.column, area.column + area.columns,
			    app->theme->plain, words);
	}
	if (!t->shown) {
		draw_idle(app, t, area);
		return;
	}
	if (area.rows >= TALL_ROWS)
		draw_tall(app, t, area);
	else
		draw_short(app, t, area);
	train_strip_draw(app, t,
			 part(area, area.rows - strip_rows(t, area), area.rows, 0, area.columns));
}
