/* Points to dots, and dots to glyphs. The glyph that is there already tells which dots are set. */
#include "draw/plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BRAILLE = 0x2800, VERTICAL = 0x2502, TICK = 0x2524, NUMBER = PLOT_LEFT - 1, MAX_TICKS = 3 };

/* The bits of braille (Unicode, 15.1) by column and row. */
static const uint8_t braille_bits[2][4] = {{1, 2, 4, 64}, {8, 16, 32, 128}};
/* Without braille: upper half 1, lower half 2. */
static const char halves[4] = {' ', '\'', '.', ':'};

/* A plot's place on a canvas, and its dots. */
struct field {
	struct canvas *canvas;
	int row, column; /* of the cells of dots */
	const struct plot *plot;
	bool has_braille;
	int across, down;  /* dots in a cell */
	int width, height; /* dots in all */
};

static struct field field_of(struct canvas *canvas, struct medium medium, int row, int column,
			     const struct plot *plot)
{
	bool has_braille = medium_has_braille(medium);
	struct field f = {canvas, row, column + PLOT_LEFT, plot, has_braille, 1, 2, 0, 0};

	if (has_braille)
		f.across = 2, f.down = 4;
	f.width = (plot->columns - PLOT_LEFT) * f.across;
	f.height = (plot->rows - 1) * f.down;
	return f;
}

static bool is_empty(const struct field *f)
{
	return f->width <= 0 || f->height <= 0;
}

/* Where a value lies between bounds; 0 where they leave no room. */
static double share(double value, double lo, double hi)
{
	return hi > lo ? (value - lo) / (hi - lo) : 0;
}

/* NaN, from bounds that are infinite, becomes 0. */
static double clamp(double t)
{
	return t >= 1 ? 1 : t > 0 ? t : 0;
}

/* The dot's column, or -1. */
static int dot_x(const struct field *f, double x)
{
	double t = share(x, f->plot->x_lo, f->plot->x_hi);

	return t >= 0 && t <= 1 ? (int)lrint(t * (f->width - 1)) : -1;
}

static int dot_y(const struct field *f, double y)
{
	const struct plot *plot = f->plot;
	double t;

	if (plot->is_log_y)
		t = y > 0 ? share(log(y), log(plot->y_lo), log(plot->y_hi)) : 0;
	else
		t = share(y, plot->y_lo, plot->y_hi);
	return (int)lrint((1 - clamp(t)) * (f->height - 1));
}

static void put_dot(const struct field *f, int x, int y, struct style style)
{
	int row = f->row + y / f->down, column = f->column + x / f->across;
	const struct cell *cell = canvas_at(f->canvas, row, column);
	const char *half;
	uint32_t mask = 0;
	bool is_own; /* dots of the same line, or one that looks the same */

	if (!cell)
		return;
	is_own = memcmp(&cell->style, &style, sizeof(style)) == 0;
	if (f->has_braille) {
		mask = is_own && cell->glyph >= BRAILLE && cell->glyph < BRAILLE + 256 ? cell->glyph
										       : BRAILLE;
		canvas_put(f->canvas, row, column, style, mask | braille_bits[x % 2][y % 4]);
		return;
	}
	half = is_own && cell->glyph < 0x80 ? memchr(halves, (int)cell->glyph, sizeof(halves))
					    : NULL;
	mask = half ? (uint32_t)(half - halves) : 0;
	canvas_put(f->canvas, row, column, style, (uint32_t)halves[mask | 1u << y % 2]);
}

/* Bresenham's line, both ends included. */
static void put_segment(const struct field *f, const int from[2], const int to[2],
			struct style style)
{
	int x = from[0], y = from[1];
	int dx = abs(to[0] - x), dy = -abs(to[1] - y);
	int step_x = to[0] < x ? -1 : 1, step_y = to[1] < y ? -1 : 1;
	int error = dx + dy;

	for (;;) {
		int twice = 2 * error;

		put_dot(f, x, y, style);
		if (x == to[0] && y == to[1])
			return;
		if (twice >= dy)
			error += dy, x += step_x;
		if (twice <= dx)
			error += dx, y += step_y;
	}
}

void plot_line(struct canvas *canvas, int row, int column, const struct plot *plot,
	       const double *xs, const float *ys, int count, struct style style)
{
	struct field f = field_of(canvas, canvas->medium, row, column, plot);
	int last[2] = {-1, -1};

	if (is_empty(&f))
		return;
	for (int i = 0; i < count; i++) {
		int here[2] = {dot_x(&f, xs ? xs[i] : i), -1};

		if (here[0] >= 0 && !isnan(ys[i])) {
			here[1] = dot_y(&f, (double)ys[i]);
			put_segment(&f, last[0] < 0 ? here : last, here, style);
		} else {
			here[0] = -1;
		}
		memcpy(last, here, sizeof(last));
	}
}

int plot_column(const struct plot *plot, struct medium medium, double x)
{
	struct field f = field_of(NULL, medium, 0, 0, plot);
	int dot = is_empty(&f) ? -1 : dot_x(&f, x);

	return dot < 0 ? -1 : PLOT_LEFT + dot / f.across;
}

bool plot_cell(const struct plot *plot, struct medium medium, double x, double y, int *row,
	       int *column)
{
	struct field f = field_of(NULL, medium, 0, 0, plot);
	int dot = is_empty(&f) ? -1 : dot_x(&f, x);

	if (dot < 0 || isnan(y))
		return false;
	*row = dot_y(&f, y) / f.down;
	*column = PLOT_LEFT + dot / f.across;
	return true;
}

void plot_cursor(struct canvas *canvas, int row, int column, const struct plot *plot, double x,
		 struct style style)
{
	int offset = plot_column(plot, canvas->medium, x);
	uint32_t line = medium_has_blocks(canvas->medium) ? VERTICAL : '|';

	if (offset < 0)
		return;
	for (int r = row; r < row + plot->rows - 1; r++) {
		const struct cell *cell = canvas_at(canvas, r, column + offset);

		if (cell)
			canvas_put(canvas, r, column + offset, style,
				   cell->glyph == ' ' ? line : cell->glyph);
	}
}

/* The largest of 1, 2, 5 times a power of ten that is at most `most`, and the next smaller one. */
static double round_step(double max)
{
	double power = pow(10, floor(log10(max)));

	return power * (max >= 5 * power ? 5 : max >= 2 * power ? 2 : 1);
}

static double smaller_step(double step)
{
	return round_step(step * 0.6);
}

/* Multiples of a step within the bounds, a little rounding let pass. */
static double first_multiple(double lo, double step)
{
	return ceil(lo / step - 1e-6);
}

static double last_multiple(double hi, double step)
{
	return floor(hi / step + 1e-6);
}

static int linear_ticks(double lo, double hi, double ticks[MAX_TICKS])
{
	double step, first, last;
	int count;

	if (!(hi > lo) || !isfinite(hi - lo))
		return 0;
	step = round_step(hi - lo);
	while (last_multiple(hi, step) - first_multiple(lo, step) < 1)
		step = smaller_step(step);
	first = first_multiple(lo, step);
	last = last_multiple(hi, step);
	for (count = 0; count < MAX_TICKS && first + count <= last; count++)
		ticks[count] = (first + count) * step + 0.0; /* no minus zero */
	return count;
}

/* Decades, some left out where there are many; plain numbers within a decade or two. */
static int log_ticks(double lo, double hi, double ticks[MAX_TICKS])
{
	int first, last, stride, count = 0;

	if (!(lo > 0) || !(hi > lo))
		return 0;
	first = (int)ceil(log10(lo) - 1e-6);
	last = (int)floor(log10(hi) + 1e-6);
	if (last <= first)
		return linear_ticks(lo, hi, ticks);
	stride = (last - first + MAX_TICKS - 2) / (MAX_TICKS - 1);
	for (int decade = first; decade <= last && count < MAX_TICKS; decade += stride)
		ticks[count++] = pow(10, decade);
	return count;
}

/* At most NUMBER columns, or nothing. */
static void format_number(char text[32], double value)
{
	static const char *const formats[] = {"%.4g", "%.3g", "%.2g", "%.0e"};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		snprintf(text, 32, formats[i], value);
		if (strlen(text) <= NUMBER)
			return;
	}
	*text = '\0';
}

static void draw_ticks(const struct field *f, struct style style)
{
	const struct plot *plot = f->plot;
	bool has_blocks = medium_has_blocks(f->canvas->medium);
	double ticks[MAX_TICKS];
	int taken = plot->rows; /* rows from here down have their number */
	int count = plot->is_log_y ? log_ticks(plot->y_lo, plot->y_hi, ticks)
				   : linear_ticks(plot->y_lo, plot->y_hi, ticks);

	for (int i = 0; i < count; i++) {
		int row = dot_y(f, ticks[i]) / f->down;
		char text[32];

		if (row >= taken)
			continue;
		format_number(text, ticks[i]);
		canvas_right(f->canvas, f->row + row, f->column - 1, style, text);
		canvas_put(f->canvas, f->row + row, f->column - 1, style, has_blocks ? TICK : '+');
		taken = row;
	}
}

void plot_axes(struct canvas *canvas, int row, int column, const struct plot *plot,
	       struct style style)
{
	struct field f = field_of(canvas, canvas->medium, row, column, plot);
	char lo[32], hi[32];

	if (is_empty(&f))
		return;
	canvas_fill(canvas, row, f.column - 1, plot->rows - 1, 1, style,
		    medium_has_blocks(canvas->medium) ? VERTICAL : '|');
	draw_ticks(&f, style);
	snprintf(lo, sizeof(lo), "%.7g", plot->x_lo);
	snprintf(hi, sizeof(hi), "%.7g", plot->x_hi);
	canvas_text(canvas, row + plot->rows - 1, f.column, style, lo);
	if (plot->x_hi > plot->x_lo && text_width(lo) + text_width(hi) < plot->columns - PLOT_LEFT)
		canvas_right(canvas, row + plot->rows - 1, column + plot->columns, style, hi);
}

static bool range_of(const float *values, int count, bool is_log, double *lo, double *hi)
{
	*lo = INFINITY;
	*hi = -INFINITY;
	for (int i = 0; i < count; i++) {
		if (!isfinite(values[i]) || (is_log && values[i] <= 0))
			continue;
		*lo = fmin(*lo, (double)values[i]);
		*hi = fmax(*hi, (double)values[i]);
	}
	return *lo <= *hi;
}

/* Bounds of a log axis are 1, 2 or 5 times a power of ten. */
static void fit_log(struct plot *plot, double lo, double hi)
{
	plot->y_lo = round_step(lo * (1 + 1e-6));
	plot->y_hi = round_step(hi * (1 + 1e-6));
	if (plot->y_hi < hi * (1 - 1e-6) || plot->y_hi <= plot->y_lo)
		plot->y_hi = round_step(plot->y_hi * 2.6);
}

void plot_fit_y(struct plot *plot, const float *values, int count)
{
	double lo, hi, step;

	if (!range_of(values, count, plot->is_log_y, &lo, &hi)) {
		plot->y_lo = plot->is_log_y ? 0.1 : 0;
		plot->y_hi = 1;
	} else if (plot->is_log_y) {
		fit_log(plot, lo, hi);
	} else {
		step = hi > lo ? round_step((hi - lo) / 4) : hi != 0 ? round_step(fabs(hi)) : 1;
		plot->y_lo = floor(lo / step + 1e-6) * step;
		plot->y_hi = ceil(hi / step - 1e-6) * step;
		if (plot->y_hi <= plot->y_lo)
			plot->y_hi = plot->y_lo + step;
	}
}

void plot_smooth(const float *values, int count, float decay, float *out)
{
	double sum = 0, weight = 0;

	for (int i = 0; i < count; i++) {
		if (!isfinite(values[i])) {
			out[i] = values[i];
			continue;
		}
		sum = (double)decay * sum + (double)values[i];
		weight = (double)decay * weight + 1;
		out[i] = (float)(sum / weight);
	}
}
