/* Lines by draw/plot, then the marks, and numbers of x below their points. */
#include "draw/share_chart.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LOOKS = 8, NUMBER_GAP = 2 };

static const char marks[] = "o+x*#@%&";

/* Hues that can be told apart on both grounds; red and blue are those of signed maps. */
static const uint8_t hues[LOOKS][3] = {{255, 140, 0},   {0, 160, 150},   {160, 110, 210},
				       {90, 165, 60},   {225, 110, 190}, {165, 120, 60},
				       {140, 140, 140}, {180, 170, 20}};

char share_chart_mark(int look)
{
	return marks[look % LOOKS];
}

struct style share_chart_style(int look)
{
	const uint8_t *hue = hues[look % LOOKS];

	return (struct style){.fg = rgb(hue[0], hue[1], hue[2])};
}

static struct plot plot_of(const struct share_chart *chart, int rows, int columns)
{
	double lo = (double)chart->xs[0], hi = (double)chart->xs[chart->points - 1];

	return (struct plot){.rows = rows,
			     .columns = columns,
			     .x_lo = lo,
			     .x_hi = hi > lo ? hi : lo + 1,
			     .y_lo = 0,
			     .y_hi = 100};
}

/* The first has its number, and each further one that is not too near to that of another. */
static void draw_numbers(struct canvas *canvas, int row, int column, const struct plot *plot,
			 const struct share_chart *chart, struct style style, struct style here)
{
	int taken = column; /* columns before have a number */

	canvas_clear(canvas, row, column, 1, plot->columns);
	for (int i = 0; i < chart->points; i++) {
		char text[32];
		int at = column + plot_column(plot, canvas->medium, (double)chart->xs[i]);
		int width = snprintf(text, sizeof(text), "%.5g", (double)chart->xs[i]);

		at -= width / 2;
		at = at + width > column + plot->columns ? column + plot->columns - width : at;
		if (at < taken)
			continue;
		canvas_text(canvas, row, at, i == chart->cursor ? here : style, text);
		taken = at + width + NUMBER_GAP;
	}
}

static void draw_line(struct canvas *canvas, int row, int column, const struct plot *plot,
		      const struct share_chart *chart, const struct share_curve *curve)
{
	double *xs = xcalloc((size_t)curve->known + 1, sizeof(*xs));
	float *ys = xfloats((size_t)curve->known + 1);

	for (int i = 0; i < curve->known; i++) {
		xs[i] = (double)chart->xs[i];
		ys[i] = 100 * curve->shares[i];
	}
	plot_line(canvas, row, column, plot, xs, ys, curve->known, share_chart_style(curve->look));
	free(xs);
	free(ys);
}

static void draw_marks(struct canvas *canvas, int row, int column, const struct plot *plot,
		       const struct share_chart *chart, const struct share_curve *curve)
{
	for (int i = 0; i < curve->known; i++) {
		struct style style = share_chart_style(curve->look);
		int r, c;

		style.attributes = CELL_BOLD;
		if (plot_cell(plot, canvas->medium, (double)chart->xs[i],
			      100 * (double)curve->shares[i], &r, &c))
			canvas_put(canvas, row + r, column + c, style,
				   (unsigned char)share_chart_mark(curve->look));
	}
}

void share_chart_draw(struct canvas *canvas, int row, int column, int rows, int columns,
		      const struct share_chart *chart, struct style faint, struct style here)
{
	struct plot plot = plot_of(chart, rows, columns);

	if (rows < 2 || columns <= PLOT_LEFT)
		return;
	plot_axes(canvas, row, column, &plot, faint);
	for (int i = 0; i < chart->count; i++)
		draw_line(canvas, row, column, &plot, chart, &chart->list[i]);
	if (chart->cursor >= 0)
		plot_cursor(canvas, row, column, &plot, (double)chart->xs[chart->cursor], here);
	for (int i = 0; i < chart->count; i++)
		draw_marks(canvas, row, column, &plot, chart, &chart->list[i]);
	draw_numbers(canvas, row + rows - 1, column, &plot, chart, faint, here);
}

int share_chart_point_at(const struct share_chart *chart, struct medium medium, int rows,
			 int columns, int column)
{
	struct plot plot = plot_of(chart, rows, columns);
	int best = -1, nearest = 0;

	for (int i = 0; i < chart->points; i++) {
		int distance = abs(plot_column(&plot, medium, (double)chart->xs[i]) - column);

		if (best < 0 || distance < nearest) {
			best = i;
			nearest = distance;
		}
	}
	return columns > PLOT_LEFT ? best : -1;
}
