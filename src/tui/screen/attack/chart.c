/* What the network makes of each step: bars, numbers, curves over the steps, and the steps as a
 * film. Only plain reading of the state; everything is drawn anew each time. */
#include "tui/screen/attack/chart.h"
#include "base/xalloc.h"
#include "draw/plot.h"
#include "tui/widget/bars.h"
#include "tui/widget/scroll.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void attack_draw_bars(struct app *app, const struct attack_state *state, struct area area)
{
	const struct attack_step *shown = attack_shown(state);
	int cursor = attack_cursor(state);

	if (!shown) {
		canvas_text(area.canvas, area.row, area.column, app->theme->faint, "computing");
		return;
	}
	bars_draw(app, area, shown->probabilities,
		  state->attack->steps[cursor > 0 ? cursor - 1 : 0].probabilities,
		  state->attack->spec.target);
}

/* What the net makes of noise as large. */
static void draw_noise(struct app *app, const struct attack_state *state, struct area area, int row)
{
	const struct attack_noise *noise =
		&attack_shown(state)->noise[attack_compared_norm(&state->attack->spec)];
	char share[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

	if (noise->is_known)
		canvas_printf(
			area.canvas, row, area.column, app->theme->plain, "noise %s %s",
			class_name_cut(app_names(app), noise->prediction, area.columns - 14, name),
			text_percent((double)noise->probability, 1, share));
}

void attack_draw_numbers(struct app *app, const struct attack_state *state, struct area area)
{
	const struct attack_step *shown = attack_shown(state);
	struct style style = app->theme->plain;
	char l2[TEXT_NUMBER_MAX], linf[TEXT_NUMBER_MAX];

	if (!shown)
		return;
	if (area.rows < 3) {
		canvas_printf(area.canvas, area.row, area.column, style, "L2 %s Linf %s",
			      text_fixed(shown->l2, 5, 2, false, l2),
			      text_fixed(shown->linf, 5, 2, false, linf));
		return;
	}
	canvas_printf(area.canvas, area.row, area.column, style, "L0   %7.0f", shown->l0);
	canvas_printf(area.canvas, area.row + 1, area.column, style, "L2   %s",
		      text_fixed(shown->l2, 7, 3, false, l2));
	canvas_printf(area.canvas, area.row + 2, area.column, style, "Linf %s",
		      text_fixed(shown->linf, 7, 3, false, linf));
	if (area.rows > 3)
		canvas_printf(area.canvas, area.row + 3, area.column, style, "SSIM %s",
			      text_fixed(attack_ssim(state->attack, shown), 7, 3, false, l2));
	if (area.rows > 4)
		draw_noise(app, state, area, area.row + 4);
}

/* ----------------------------------------------------------------------------------- strip */

/* A bar of eighths for each step: what is left of the curves where there is one row. */
static void draw_sparks(struct app *app, const struct attack_state *state, struct area area)
{
	bool has_blocks = medium_has_blocks(area.canvas->medium);
	int first_flip = attack_first(state->attack), cursor = attack_cursor(state), from;
	int target = state->attack->spec.target;
	char name[CLASS_NAME_MAX];
	int column = canvas_printf(area.canvas, area.row, area.column, app->theme->accent, "p(%s) ",
				   class_name_cut(app_names(app), target, area.columns / 4, name));
	int room = area.column + area.columns - column;

	from = cursor - room + 1 > 0 ? cursor - room + 1 : 0;
	for (int i = from; i < state->attack->count && i - from < room; i++) {
		float p = state->attack->steps[i].probabilities[target];
		int height = isnan(p) ? 0 : (int)lrintf(p * 7);
		struct style style = i == cursor       ? app->theme->accent
				     : i == first_flip ? app->theme->changed
						       : app->theme->plain;

		app_spot(app, area.row, column + i - from, 1, 1, i);
		canvas_put(area.canvas, area.row, column + i - from, style,
			   has_blocks ? (uint32_t)(0x2581 + height)
				      : (uint32_t) "_.:-=+*#"[height]);
	}
}

static struct plot plot_of(const struct attack_state *state, struct area area, int labels)
{
	int last = state->attack->count > 1 ? state->attack->count - 1 : 1;

	return (struct plot){.rows = area.rows,
			     .columns = area.columns - labels,
			     .x_hi = (last + 9) / 10 * 10, /* so that the axis holds for a while */
			     .y_hi = 1};
}

static void draw_curve(const struct attack_state *state, struct area area, const struct plot *plot,
		       int class, struct style style)
{
	float *ps = xfloats((size_t)state->attack->count + 1);

	for (int i = 0; i < state->attack->count; i++)
		ps[i] = state->attack->steps[i].probabilities[class];
	plot_line(area.canvas, area.row, area.column, plot, NULL, ps, state->attack->count, style);
	free(ps);
}

static void label_curve(struct app *app, struct area area, int row, int column, struct style style,
			const struct attack_step *shown, int class)
{
	char p[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];
	int room = area.column + area.columns - column - 9;

	canvas_printf(area.canvas, row, column, style, "p(%s) %s",
		      class_name_cut(app_names(app), class, room < 2 ? 2 : room, name),
		      text_fixed((double)shown->probabilities[class], 5, 3, false, p));
}

/* At the right: which curve is which, and where it flips. */
static void label_curves(struct app *app, const struct attack_state *state, struct area area,
			 int column, int origin)
{
	const struct attack_step *shown = attack_shown(state);
	int first = attack_first(state->attack), target = state->attack->spec.target;

	label_curve(app, area, area.row, column, app->theme->accent, shown, target);
	if (origin >= 0)
		label_curve(app, area, area.row + 1, column, app->theme->plain, shown, origin);
	if (first > 0)
		canvas_printf(area.canvas, area.row + area.rows - 1, column, app->theme->changed,
			      "flips at %d", first);
}

/* Each step from where it is drawn to where the next is. */
static void add_spots(struct app *app, const struct attack_state *state, struct area area,
		      const struct plot *plot)
{
	for (int i = 0; i < state->attack->count; i++) {
		int column = plot_column(plot, area.canvas->medium, i);
		int next = plot_column(plot, area.canvas->medium, i + 1);

		if (column >= 0)
			app_spot(app, area.row, area.column + column, area.rows,
				 next > column ? next - column : 1, i);
	}
}

/* Under the curves: the step shown, and a mark where it flips. */
static void mark_steps(struct app *app, const struct attack_state *state, struct area area,
		       const struct plot *plot)
{
	int first = attack_first(state->attack), cursor = attack_cursor(state);
	int row = area.row + area.rows - 1, column;

	column = plot_column(plot, area.canvas->medium, first);
	if (first > 0 && column >= 0)
		canvas_put(area.canvas, row, area.column + column, app->theme->changed, '^');
	column = plot_column(plot, area.canvas->medium, cursor);
	if (column >= 0)
		canvas_printf(area.canvas, row, area.column + column - (cursor > 9),
			      app->theme->cursor, "%d", cursor);
}

enum { LABELS = 13 }; /* columns beside the curves, without the class's name */

void attack_draw_strip(struct app *app, const struct attack_state *state, struct area area)
{
	int wide = class_names_width(app_names(app), app_classes(app), area.columns / 8);
	struct plot plot = plot_of(state, area, LABELS + wide);
	int origin = attack_origin(app, state);

	if (!attack_shown(state))
		return;
	if (area.rows < 4) {
		draw_sparks(app, state, area);
		return;
	}
	plot_axes(area.canvas, area.row, area.column, &plot, app->theme->faint);
	if (origin >= 0 && origin < state->attack->net->classes)
		draw_curve(state, area, &plot, origin, app->theme->plain);
	draw_curve(state, area, &plot, state->attack->spec.target, app->theme->accent);
	plot_cursor(area.canvas, area.row, area.column, &plot, attack_cursor(state),
		    app->theme->faint);
	mark_steps(app, state, area, &plot);
	add_spots(app, state, area, &plot);
	label_curves(app, state, area, area.column + plot.columns + 2, origin);
}

/* ------------------------------------------------------------------------------------ film */

static void draw_still(struct app *app, const struct attack_state *state, struct canvas *canvas,
		       int row, int column, const struct picture *picture, int rows, int i)
{
	const struct attack_step *point = &state->attack->steps[i];
	bool is_flip = i > 0 && i == attack_first(state->attack);
	struct style style = i == attack_cursor(state) ? app->theme->cursor
			     : is_flip                 ? app->theme->changed
						       : app->theme->faint;
	int columns = picture->width;
	char name[CLASS_NAME_MAX];

	picture_draw(canvas, row, column, picture, picture_pixels(picture, canvas->medium, 0));
	canvas_printf(canvas, row + rows, column, style, "%d: %s %.1f %%", i,
		      class_name_cut(app_names(app), point->prediction,
				     columns - 10 < 2 ? 2 : columns - 10, name),
		      100 * (double)point->probabilities[point->prediction]);
}

void attack_draw_film(struct app *app, const struct attack_state *state, struct area area,
		      int shrink)
{
	struct picture picture = app_picture(app, NULL, shrink == 1 ? 1 : -shrink);
	enum pixels pixels = picture_pixels(&picture, area.canvas->medium, 0);
	int rows, columns, room, first, cursor = attack_cursor(state);

	picture_cells(&picture, pixels, &rows, &columns);
	if (picture_merges_rows(&picture, pixels)) {
		canvas_right(area.canvas, area.row + rows, area.column + area.columns,
			     app->theme->faint, "(rows merged)");
		area.columns -= 15;
	}
	columns = columns > 11 ? columns : 11;
	room = (area.columns + 2) / (columns + 2);
	first = scroll_centered(cursor, room, state->attack->count);
	for (int i = first; i < state->attack->count && i < first + room; i++) {
		picture.values = state->attack->steps[i].image;
		draw_still(app, state, area.canvas, area.row,
			   area.column + (i - first) * (columns + 2), &picture, rows, i);
		app_spot(app, area.row, area.column + (i - first) * (columns + 2), rows + 1,
			 columns + 2, i);
	}
}
