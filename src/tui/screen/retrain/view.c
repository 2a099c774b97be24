/*
 * The table, with the panel at its right: kept pictures across at the top, one network below the
 * other, each cell two rows: what it takes the picture for with p(target), and whether that is
 * fooled. Networks and pictures scroll so that the cursor is in sight.
 */
#include "tui/screen/retrain/retrain.h"
#include "tui/widget/paragraph.h"
#include "tui/widget/scroll.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { NAME_COLUMNS = RETRAIN_NAME_COLUMNS, STEP = RETRAIN_CELL_COLUMNS, PICTURE_SIDE = 14 };
enum { PICTURE_WORDS = 2 * CLASS_NAME_MAX + 16, /* bytes */ CELL_NAME = 6 };

/* What is in sight. */
struct window {
	int left, columns; /* pictures */
	int top, rows;     /* networks */
	int head;          /* rows above the first network */
	int pace;          /* rows from one network to the next */
	int scale;
	enum pixels pixels;
};

/* The scale that makes the larger side 14 pixels at most. */
static int scale_of(const struct app *app)
{
	int side = app->data->height > app->data->width ? app->data->height : app->data->width;

	if (side > PICTURE_SIDE)
		return -((side + PICTURE_SIDE - 1) / PICTURE_SIDE);
	return PICTURE_SIDE / side;
}

static struct window window_of(const struct app *app, const struct retrain_state *state,
			       struct area area)
{
	struct window w = {.scale = scale_of(app)};
	struct picture picture = app_picture(app, NULL, w.scale);
	int rows, columns;

	w.pixels = picture_pixels(&picture, area.canvas->medium, 0);
	picture_cells(&picture, w.pixels, &rows, &columns);
	w.head = rows + 2;
	w.pace = (area.rows - w.head) / 3 >= state->row_count ? 3 : 2;
	w.columns = (area.columns - NAME_COLUMNS + 2) / STEP;
	w.rows = (area.rows - w.head + w.pace - 2) / w.pace;
	w.rows = w.rows > 1 ? w.rows : 1;
	w.left = scroll_centered(state->column, w.columns, state->picture_count);
	w.top = scroll_centered(state->row, w.rows, state->row_count);
	return w;
}

/* ----------------------------------------------------------------------------------------- head */

/* The free corner: how much there is, and where the picture comes from that nobody kept. */
static void draw_corner(struct app *app, const struct retrain_state *state, const struct window *w,
			struct area area)
{
	struct style faint = app->theme->faint;
	int row = area.row;

	if (state->picture_count > w->columns)
		canvas_printf(area.canvas, row++, area.column, faint, "picture %d/%d",
			      state->column + 1, state->picture_count);
	if (state->row_count > w->rows)
		canvas_printf(area.canvas, row++, area.column, faint, "network %d/%d",
			      state->row + 1, state->row_count);
	if (state->is_fooling) {
		canvas_text(area.canvas, row++, area.column, faint,
			    app_has_digits(app) ? "computing the" : "computing");
		canvas_text(area.canvas, row, area.column, faint,
			    app_has_digits(app) ? "article's fooled 7" : "a fooled image");
	} else if (state->is_own) {
		canvas_text(area.canvas, row++, area.column, faint, "Nothing was kept in");
		canvas_text(area.canvas, row++, area.column, faint, "Attack yet, so this");
		canvas_text(area.canvas, row, area.column, faint,
			    app_has_digits(app) ? "is the article's 7." : "is one of the data's.");
	}
	if (picture_merges_rows(&(struct picture){.scale = w->scale}, w->pixels))
		canvas_text(area.canvas, area.row + w->head - 3, area.column, faint,
			    "(rows merged)");
}

/* In a column less than a picture has with the gap behind it. */
static void picture_words(const struct app *app, const struct retrain_picture *picture,
			  char words[PICTURE_WORDS])
{
	const struct class_names *names = app_names(app);
	const char *target = class_name(names, picture->target);
	char from[CLASS_NAME_MAX], to[CLASS_NAME_MAX];

	if (picture->label < 0)
		snprintf(words, PICTURE_WORDS, "noise to %s", target);
	else
		snprintf(words, PICTURE_WORDS, "%s towards %s", class_name(names, picture->label),
			 target);
	if (text_width(words) > STEP - 4)
		snprintf(words, PICTURE_WORDS, "%s>%s",
			 picture->label < 0 ? "noise"
					    : class_name_cut(names, picture->label, 6, from),
			 class_name_cut(names, picture->target, 6, to));
}

static void draw_pictures(struct app *app, const struct retrain_state *state,
			  const struct window *w, struct area area)
{
	for (int i = w->left; i < state->picture_count && i < w->left + w->columns; i++) {
		struct picture picture = app_picture(app, state->pictures[i].pixels, w->scale);
		int column = area.column + NAME_COLUMNS + (i - w->left) * STEP;
		char words[PICTURE_WORDS];

		picture_draw(area.canvas, area.row, column, &picture, w->pixels);
		picture_words(app, &state->pictures[i], words);
		canvas_printf(area.canvas, area.row + w->head - 2, column,
			      i == state->column ? app->theme->accent : app->theme->plain, "%c%s",
			      i == state->column ? '>' : ' ', words);
	}
}

/* ---------------------------------------------------------------------------------------- rows */

/* "seed 2, 99.0 %", as far as the model's file tells. */
static void file_detail(const struct retrain_row *row, char text[64])
{
	const struct snapshot_facts *facts = &row->model->facts;
	char seed[32] = "", accuracy[16] = "";

	if (facts->has_seed)
		snprintf(seed, sizeof(seed), "seed %" PRIu64, facts->seed);
	if (isfinite(facts->validation))
		snprintf(accuracy, sizeof(accuracy), "%.1f %%", 100 * facts->validation);
	snprintf(text, 64, "%s%s%s", seed, *seed && *accuracy ? ", " : "", accuracy);
	if (!*text && row->kind == RETRAIN_CHOSEN)
		snprintf(text, 64, "chosen");
}

void retrain_row_detail(const struct retrain_row *row, char text[64])
{
	const struct snapshot *model = row->model;

	text[0] = '\0';
	if (row->stage == RETRAIN_WAITS)
		snprintf(text, 64, "waits to be trained");
	else if (row->stage == RETRAIN_OPENS)
		snprintf(text, 64, "is being read");
	else if (row->stage == RETRAIN_TRAINS)
		snprintf(text, 64, "step %*" PRIu64 "/%" PRIu64 "%s",
			 snprintf(NULL, 0, "%" PRIu64, row->steps), row->step, row->steps,
			 row->is_enough ? ", ends" : "");
	else if (row->stage == RETRAIN_MEASURES)
		snprintf(text, 64, "measuring: %zu", row->examined);
	else if (row->kind == RETRAIN_TRAINED)
		snprintf(text, 64, "%" PRIu64 " steps, %.1f %%", row->step,
			 100 * model->facts.validation);
	else
		file_detail(row, text);
}

/* A bar of how much of the training is done, where the cells will be. */
static void draw_progress(struct app *app, const struct retrain_row *row, struct canvas *canvas,
			  int at, int column, int columns)
{
	bool has_blocks = medium_has_blocks(canvas->medium);
	int done = (int)((uint64_t)columns * row->step / row->steps);

	for (int i = 0; i < columns; i++)
		canvas_put(canvas, at, column + i, i < done ? app->theme->plain : app->theme->faint,
			   has_blocks ? i < done ? 0x2501 : 0x2500
			   : i < done ? '='
				      : '-');
}

static void draw_cell(struct app *app, const struct retrain_state *state,
		      const struct retrain_row *row, struct canvas *canvas, int at, int column,
		      int picture, bool is_cursor)
{
	const struct retrain_answer *answer = &row->answers[picture];
	const struct class_names *names = app_names(app);
	const char *word;
	char p[TEXT_NUMBER_MAX], read[CLASS_NAME_MAX];
	struct style style, style_of_cell;

	if (is_cursor)
		canvas_put(canvas, at, column, app->theme->accent, '>');
	if (picture >= row->answered) {
		canvas_text(canvas, at, column + 1, app->theme->faint,
			    row->stage == RETRAIN_READY ? "computing" : "");
		return;
	}
	word = retrain_word(answer, &state->pictures[picture]);
	style = word[0] == 'f'                                         ? app->theme->bad
		: answer->prediction == state->pictures[picture].label ? app->theme->good
								       : app->theme->plain;
	text_fixed((double)answer->p_target, 5, 3, false, p);
	style_of_cell = is_cursor ? app->theme->cursor : app->theme->plain;
	if (class_names_list(names, answer->prediction + 1)) /* the target stands above */
		canvas_printf(canvas, at, column + 1, style_of_cell, "%s  p %s",
			      class_name_cut(names, answer->prediction, CELL_NAME, read), p);
	else
		canvas_printf(canvas, at, column + 1, style_of_cell, "%2d  p(%d) %s",
			      answer->prediction, state->pictures[picture].target, p);
	canvas_text(canvas, at + 1, column + 2, style, word);
}

static void draw_row(struct app *app, const struct retrain_state *state, const struct window *w,
		     struct area area, int r)
{
	const struct retrain_row *row = state->rows[r];
	int at = area.row + w->head + (r - w->top) * w->pace;
	int cells = area.column + NAME_COLUMNS - 1;
	char detail[64];

	retrain_row_detail(row, detail);
	canvas_clip(area.canvas, at, area.column, cells - 1,
		    r == state->row ? app->theme->accent : app->theme->strong, row->name);
	canvas_clip(area.canvas, at + 1, area.column, cells - 1, app->theme->faint, detail);
	if (row->stage == RETRAIN_TRAINS) {
		draw_progress(app, row, area.canvas, at + 1, cells + 2,
			      (area.columns - NAME_COLUMNS) / STEP > 1 ? 2 * STEP : STEP - 2);
		return;
	}
	for (int i = w->left; i < state->picture_count && i < w->left + w->columns; i++) {
		int column = cells + (i - w->left) * STEP;

		draw_cell(app, state, row, area.canvas, at, column, i,
			  r == state->row && i == state->column);
		app_spot(app, at, column, 2, STEP, r * KEPT_MAX + i);
	}
}

void retrain_draw(struct app *app, void *at, struct area area)
{
	const struct retrain_state *state = at;
	struct area panel = area, rest;
	struct window w;

	area.columns = retrain_table_columns(app, state, area);
	panel.column += area.columns;
	panel.columns -= area.columns;
	w = window_of(app, state, area);
	draw_corner(app, state, &w, area);
	draw_pictures(app, state, &w, area);
	for (int r = w.top; r < state->row_count && r < w.top + w.rows; r++)
		draw_row(app, state, &w, area, r);
	rest = (struct area){area.canvas, area.row + w.head + w.pace, area.column,
			     area.rows - w.head - w.pace, area.columns - 2};
	if (state->row_count == 1 && rest.rows > 1)
		paragraph_draw(&rest, 0, app->theme->faint,
			       "Is another network fooled as well? t trains one, o opens one.");
	if (panel.columns > 0)
		retrain_draw_panel(app, state, panel);
}
