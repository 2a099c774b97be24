/*
 * Loss and accuracy over steps. Each batch is faint, for it says little by itself; what counts is
 * bright: the smoothed loss, and the accuracy on images that are not learnt from.
 */
#include "base/xalloc.h"
#include "draw/plot.h"
#include "tui/screen/train/train.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { GAP = 2, LOSS_WORDS = 36, ACCURACY_WORDS = 38, BATCH_WORDS = 24 };

/* Round ends hold for a while, so that the axis seldom changes. */
static double round_end(uint64_t step, uint64_t steps)
{
	double end = 10;

	for (int i = 0; end < (double)step; i++)
		end *= i % 3 == 1 ? 2.5 : 2;
	return end < (double)steps ? end : (double)steps;
}

struct series {
	double *steps;
	float *raw, *smooth;
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

static void series_clear(struct series *s)
{
	free(s->steps);
	free(s->raw);
	free(s->smooth);
}

static struct plot plot_in(const struct train_state *t, struct area area)
{
	return (struct plot){.rows = area.rows - 1,
			     .columns = area.columns,
			     .x_lo = 0,
			     .x_hi = round_end(t->view.step, t->view.steps),
			     .y_lo = 0,
			     .y_hi = 1};
}

/* Two lines below a row for their heading, and where one looks. */
static void draw_lines(struct app *app, const struct train_state *t, struct area area,
		       const struct plot *plot, const struct series *faint,
		       const struct series *bright, const float *bright_values)
{
	int row = area.row + 1;

	plot_axes(area.canvas, row, area.column, plot, app->theme->faint);
	plot_line(area.canvas, row, area.column, plot, faint->steps, faint->raw, faint->count,
		  app->theme->faint);
	plot_line(area.canvas, row, area.column, plot, bright->steps, bright_values, bright->count,
		  app->theme->strong);
	if (t->is_scrubbed)
		plot_cursor(area.canvas, row, area.column, plot, (double)t->shown->facts.step,
			    app->theme->accent);
}

/* At most six columns, whatever the number is. */
static void number_or_dash(char text[16], const char *format, double value)
{
	if (!isfinite(value))
		snprintf(text, 16, "-");
	else if (fabs(value) < 10)
		snprintf(text, 16, format, value);
	else
		snprintf(text, 16, fabs(value) < 1e4 ? "%6.1f" : "%6.0e", value);
}

void train_draw_loss(struct app *app, const struct train_state *t, struct area area)
{
	struct series s = series_of(t->curves.points, t->curves.count, true);
	struct plot plot = plot_in(t, area);
	char loss[16];
	int column;

	plot.is_log_y = !t->is_linear;
	plot_fit_y(&plot, s.raw, s.count);
	number_or_dash(loss, "%6.4f", t->is_scrubbed ? t->shown->facts.loss : t->view.loss);
	column = canvas_printf(area.canvas, area.row, area.column, app->theme->strong, "loss %6s",
			       loss);
	if (area.columns >= LOSS_WORDS)
		canvas_printf(area.canvas, area.row, column + GAP, app->theme->faint,
			      "%s (o), bright: smoothed", t->is_linear ? "linear" : "log");
	draw_lines(app, t, area, &plot, &s, &s, s.smooth);
	series_clear(&s);
}

/* The words have the looks of their lines. */
void train_draw_accuracies(struct app *app, const struct train_state *t, struct area area)
{
	const struct snapshot_facts *facts = &t->shown->facts;
	bool is_wide = area.columns >= ACCURACY_WORDS;
	char batch[16], validation[16];
	int column;

	number_or_dash(batch, "%4.2f", t->is_scrubbed ? facts->accuracy : t->view.accuracy);
	number_or_dash(validation, "%5.3f",
		       t->is_scrubbed ? facts->validation : t->view.validation);
	column = canvas_text(area.canvas, area.row, area.column, app->theme->plain,
			     is_wide ? "accuracy: " : "");
	if (area.columns >= BATCH_WORDS)
		column = canvas_printf(area.canvas, area.row, column, app->theme->faint,
				       "batch %4s, ", batch);
	canvas_printf(area.canvas, area.row, column, app->theme->strong, "%s %5s",
		      is_wide ? "validation" : "valid.", validation);
}

static void draw_accuracy(struct app *app, const struct train_state *t, struct area area)
{
	struct series batch = series_of(t->curves.points, t->curves.count, false);
	struct series validation =
		series_of(t->curves.validations, t->curves.validation_count, false);
	struct plot plot = plot_in(t, area);

	train_draw_accuracies(app, t, area);
	draw_lines(app, t, area, &plot, &batch, &validation, validation.raw);
	series_clear(&batch);
	series_clear(&validation);
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
