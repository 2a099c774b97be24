/*
 * Loss and accuracy over steps, of the run that is looked at and of the others on the same data.
 *
 * Each batch is faint, for it says little by itself; what counts is bright, one dot thick: the
 * smoothed loss, and the accuracy on images that are not learnt from. Other runs have that line
 * only, faint unless they are compared; with more runs than one each line has its run's number on
 * it.
 */
#include "base/xalloc.h"
#include "draw/plot.h"
#include "tui/screen/train/train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 2, LOSS_WORDS = 38, ACCURACY_WORDS = 38, BATCH_WORDS = 24 };

void train_number(char text[16], const char *format, double value)
{
	if (!isfinite(value))
		snprintf(text, 16, "-");
	else if (fabs(value) < 10)
		snprintf(text, 16, format, value);
	else
		snprintf(text, 16, fabs(value) < 1e4 ? "%6.1f" : "%6.0e", value);
}

/* ---------------------------------------------------------------------------------- the values */

struct series {
	double *steps;
	float *raw, *smooth; /* smooth: the line that counts */
	int count;
};

static struct series series_of(const struct curve_point *points, int count, bool is_loss)
{
	size_t size = (size_t)count + 1;
	struct series s = {xcalloc(size, sizeof(double)), xfloats(size), xfloats(size), count};

	for (int i = 0; i < count; i++) {
		s.steps[i] = (double)points[i].step;
		s.raw[i] = is_loss ? points[i].loss : points[i].accuracy;
	}
	plot_smooth(s.raw, count, 1 - 1 / (1 + (float)count / 20), s.smooth);
	return s;
}

static struct series loss_of(const struct run_record *record)
{
	return series_of(record->curves.points, record->curves.count, true);
}

static struct series validation_of(const struct run_record *record)
{
	struct series s =
		series_of(record->curves.validations, record->curves.validation_count, false);

	memcpy(s.smooth, s.raw, (size_t)s.count * sizeof(*s.raw));
	return s;
}

static void series_clear(struct series *s)
{
	free(s->steps);
	free(s->raw);
	free(s->smooth);
}

/* ----------------------------------------------------------------------------------- the lines */

/* What both charts share: where they are, and what all lines are made of. */
struct chart {
	struct app *app;
	const struct train_state *t;
	struct area area;
	struct plot plot;
	struct series (*series)(const struct run_record *);
};

static bool is_compared(const struct train_state *t, const struct run_record *record)
{
	return record == t->here || record->is_marked;
}

/* Those on the same data with something to draw; 0: only the one that is looked at. */
static int others(const struct app *app, const struct train_state *t)
{
	int count = 0;

	for (int i = 0; i < app->runs->count; i++) {
		const struct run_record *record = app->runs->records[i];

		count += record != t->here && record->curves.count > 0 &&
			 strcmp(record->data, t->here->data) == 0;
	}
	return count;
}

/* As wide as the longest run that is compared: fixed, unless that is extended. */
static struct plot plot_in(const struct app *app, const struct train_state *t, struct area area)
{
	uint64_t steps = t->view.steps;

	for (int i = 0; i < app->runs->count; i++) {
		const struct run_record *record = app->runs->records[i];

		if (is_compared(t, record) && record->view.steps > steps)
			steps = record->view.steps;
	}
	return (struct plot){.rows = area.rows - 1,
			     .columns = area.columns,
			     .x_lo = 0,
			     .x_hi = (double)steps,
			     .y_lo = 0,
			     .y_hi = 1};
}

static struct style style_of(const struct chart *c, const struct run_record *record)
{
	const struct theme *theme = c->app->theme;

	return record == c->t->here ? theme->strong
	       : record->is_marked  ? theme->plain
				    : theme->faint;
}

/* The run's number on its line: each at another place, so that lines that end together keep theirs.
 */
static void draw_label(const struct chart *c, const struct run_record *record,
		       const struct series *s)
{
	int last = s->count - 1, at, row, column;
	int place = run_list_index(c->app->runs, record) % 4;
	double x;

	while (last > 0 && s->steps[last] > c->plot.x_hi)
		last--;
	if (last < 0)
		return;
	x = s->steps[last] * (1 - 0.12 * place);
	for (at = last; at > 0 && s->steps[at] > x;)
		at--;
	if (plot_cell(&c->plot, c->area.canvas->medium, s->steps[at], (double)s->smooth[at], &row,
		      &column))
		canvas_printf(c->area.canvas, c->area.row + 1 + row, c->area.column + column,
			      style_of(c, record), "%d", record->number);
}

static void draw_run(const struct chart *c, const struct run_record *record, bool is_label)
{
	struct series s = c->series(record);

	if (is_label)
		draw_label(c, record, &s);
	else
		plot_line(c->area.canvas, c->area.row + 1, c->area.column, &c->plot, s.steps,
			  s.smooth, s.count, style_of(c, record));
	series_clear(&s);
}

/* The lines of all runs, or their numbers: what is fainter goes before. */
static void draw_runs(const struct chart *c, bool is_label)
{
	const struct run_list *runs = c->app->runs;

	for (int is_marked = 0; is_marked < 2; is_marked++)
		for (int i = 0; i < runs->count; i++)
			if (runs->records[i] != c->t->here &&
			    runs->records[i]->is_marked == is_marked &&
			    strcmp(runs->records[i]->data, c->t->here->data) == 0)
				draw_run(c, runs->records[i], is_label);
	draw_run(c, c->t->here, is_label);
}

/* The lines below a row for their heading, and where one looks. batch: faint, behind all. */
static void draw_lines(const struct chart *c, const struct series *batch)
{
	const struct theme *theme = c->app->theme;
	struct canvas *canvas = c->area.canvas;
	int row = c->area.row + 1, column = c->area.column;

	plot_axes(canvas, row, column, &c->plot, theme->faint);
	plot_line(canvas, row, column, &c->plot, batch->steps, batch->raw, batch->count,
		  theme->faint);
	draw_runs(c, false);
	if (others(c->app, c->t) > 0)
		draw_runs(c, true);
	if (c->t->is_scrubbed)
		plot_cursor(canvas, row, column, &c->plot, (double)c->t->shown->facts.step,
			    theme->accent);
}

/* ---------------------------------------------------------------------------------- the charts */

/* The y axis holds the values of all runs that are compared. */
static void fit_loss(struct chart *c)
{
	const struct run_list *runs = c->app->runs;
	double lo = INFINITY, hi = -INFINITY;

	for (int i = 0; i < runs->count; i++) {
		struct series s;
		struct plot plot = c->plot;

		if (!is_compared(c->t, runs->records[i]) || runs->records[i]->curves.count == 0)
			continue;
		s = loss_of(runs->records[i]);
		plot_fit_y(&plot, s.raw, s.count);
		lo = fmin(lo, plot.y_lo);
		hi = fmax(hi, plot.y_hi);
		series_clear(&s);
	}
	if (lo < hi) {
		c->plot.y_lo = lo;
		c->plot.y_hi = hi;
	} else {
		plot_fit_y(&c->plot, NULL, 0);
	}
}

void train_draw_loss(struct app *app, const struct train_state *t, struct area area)
{
	struct chart c = {app, t, area, plot_in(app, t, area), loss_of};
	struct series batch = loss_of(t->here);
	char loss[16];
	int column;

	c.plot.is_log_y = !t->is_linear;
	fit_loss(&c);
	train_number(loss, "%6.4f", t->is_scrubbed ? t->shown->facts.loss : t->view.loss);
	column = canvas_printf(area.canvas, area.row, area.column, app->theme->strong, "%s %6s",
			       t->view.is_loss_of_validation ? "validation loss" : "loss", loss);
	if (area.columns >= LOSS_WORDS)
		canvas_printf(area.canvas, area.row, column + GAP, app->theme->faint,
			      others(app, t) > 0 ? "%s (o), of run %d: strong"
						 : "%s (o), bright: smoothed",
			      t->is_linear ? "linear" : "log", t->here->number);
	draw_lines(&c, &batch);
	series_clear(&batch);
}

/* The words have the looks of their lines. */
void train_draw_accuracies(struct app *app, const struct train_state *t, struct area area)
{
	const struct snapshot_facts *facts = &t->shown->facts;
	bool is_wide = area.columns >= ACCURACY_WORDS;
	char batch[16], validation[16];
	int column;

	train_number(batch, "%4.2f", t->is_scrubbed ? facts->accuracy : t->view.accuracy);
	train_number(validation, "%5.3f", t->is_scrubbed ? facts->validation : t->view.validation);
	column = canvas_text(area.canvas, area.row, area.column, app->theme->plain,
			     is_wide ? "accuracy: " : "");
	if (area.columns >= BATCH_WORDS)
		column = canvas_printf(area.canvas, area.row, column, app->theme->faint,
				       "batch %4s, ", batch);
	canvas_printf(area.canvas, area.row, column, app->theme->strong, "%s %5s",
		      is_wide ? "validation" : "valid.", validation);
}

/* From a round number below the validations: all of them, but for the first of many. */
static double lowest_accuracy(const struct app *app, const struct train_state *t)
{
	static const double round[] = {0.98, 0.95, 0.9, 0.8, 0.5, 0};
	double lowest = 1;
	bool is_known = false;
	size_t i = 0;

	for (int r = 0; r < app->runs->count; r++) {
		const struct curves *curves = &app->runs->records[r]->curves;
		int count = curves->validation_count;

		if (!is_compared(t, app->runs->records[r]))
			continue;
		for (int v = count > 4; v < count; v++) {
			lowest = fmin(lowest, (double)curves->validations[v].accuracy);
			is_known = true;
		}
	}
	while (round[i] > 0 && round[i] > lowest - 0.002)
		i++;
	return is_known ? round[i] : 0;
}

static void draw_accuracy(struct app *app, const struct train_state *t, struct area area)
{
	struct chart c = {app, t, area, plot_in(app, t, area), validation_of};
	struct series batch = series_of(t->here->curves.points, t->here->curves.count, false);

	c.plot.y_lo = lowest_accuracy(app, t);
	train_draw_accuracies(app, t, area);
	draw_lines(&c, &batch);
	series_clear(&batch);
}

void train_draw_curves(struct app *app, const struct train_state *t, struct area area)
{
	struct area left = area, right = area;

	left.columns = (area.columns - GAP) / 2;
	right.column += left.columns + GAP;
	right.columns -= left.columns + GAP;
	train_draw_loss(app, t, left);
	draw_accuracy(app, t, right);
}
