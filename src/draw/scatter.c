/* Points are sorted by cell, so that each cell is drawn once. A cell is twice as high as wide. */
#include "draw/scatter.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>

enum { BRAILLE = 0x2800, MIDDLE_DOT = 0xb7, ACROSS = 2, DOWN = 4 };
/* From so many dots on in one cell, dots tell more than a glyph. */
enum { CROWD = 4 };

static const uint8_t braille_bits[ACROSS][DOWN] = {{1, 2, 4, 64}, {8, 16, 32, 128}};

uint32_t scatter_glyph(int class)
{
	static const char glyphs[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return (uint8_t)glyphs[class % (int)(sizeof(glyphs) - 1)];
}

struct scatter_view scatter_fit(const double *plane, size_t count, int rows, int columns)
{
	double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
	double column;

	for (size_t i = 0; i < 2 * count; i++) {
		lo[i % 2] = fmin(lo[i % 2], plane[i]);
		hi[i % 2] = fmax(hi[i % 2], plane[i]);
	}
	if (count == 0)
		return (struct scatter_view){0, 0, 1, rows, columns};
	column = fmax((hi[0] - lo[0]) / fmax(columns - 1, 1),
		      (hi[1] - lo[1]) / fmax(2 * (rows - 1), 1));
	return (struct scatter_view){(lo[0] + hi[0]) / 2, (lo[1] + hi[1]) / 2,
				     column > 0 ? column : 1, rows, columns};
}

void scatter_place(const struct scatter_view *view, const double point[2], double *row,
		   double *column)
{
	double x = (view->columns - 1) / 2.0 + (point[0] - view->x) / view->column;
	double y = (view->rows - 1) / 2.0 - (point[1] - view->y) / (2 * view->column);

	*column = fmin(fmax(x, 0), view->columns - 1);
	*row = fmin(fmax(y, 0), view->rows - 1);
}

void scatter_cell(const struct scatter_view *view, const double point[2], int *row, int *column)
{
	double y, x;

	scatter_place(view, point, &y, &x);
	*row = (int)round(y);
	*column = (int)round(x);
}

/* ----------------------------------------------------------------------------------- points */

/* A point in its cell. */
struct spot {
	int cell, class;
	uint8_t dot, marks;
};

static int compare_spots(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;

	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return (x->class > y->class) - (x->class < y->class);
}

/* Which dot of its cell a place in columns or rows is, 0 to count - 1. */
static int dot_of(double place, int count)
{
	int dot = (int)floor((place - round(place) + 0.5) * count);

	return dot < 0 ? 0 : dot >= count ? count - 1 : dot;
}

static struct spot spot_of(const struct scatter_view *view, const struct scatter *s, size_t i)
{
	double row, column;
	int y, x;

	scatter_place(view, s->plane + 2 * i, &row, &column);
	scatter_cell(view, s->plane + 2 * i, &y, &x);
	return (struct spot){y * view->columns + x, s->classes[i],
			     braille_bits[dot_of(column, ACROSS)][dot_of(row, DOWN)],
			     s->marks ? s->marks[i] : 0};
}

/* What comes of a cell's points that are not faint. */
struct crowd {
	int class, count; /* of most; how many these are */
	uint8_t dots, marks;
	int dot_count;
};

/* Among classes with equally many points the first. */
static struct crowd crowd_of(const struct spot *spots, size_t count)
{
	struct crowd crowd = {.class = -1};
	int run = 0;

	for (size_t i = 0; i < count; i++) {
		if (spots[i].marks & SCATTER_FAINT)
			continue;
		run = i > 0 && spots[i].class == spots[i - 1].class ? run + 1 : 1;
		if (run > crowd.count) {
			crowd.count = run;
			crowd.class = spots[i].class;
		}
		crowd.dot_count += !(crowd.dots & spots[i].dot);
		crowd.dots |= spots[i].dot;
		crowd.marks |= spots[i].marks;
	}
	return crowd;
}

static void draw_cell(struct canvas *canvas, int row, int column, const struct spot *spots,
		      size_t count, const struct scatter *s, const struct theme *theme)
{
	struct crowd crowd = crowd_of(spots, count);
	struct style style;
	bool is_dots =
		medium_has_braille(canvas->medium) &&
		(s->look == SCATTER_DOTS || (s->look == SCATTER_MIXED && crowd.dot_count >= CROWD));

	if (crowd.class < 0) {
		canvas_put(canvas, row, column, theme->faint,
			   medium_has_utf8(canvas->medium) ? MIDDLE_DOT : '.');
		return;
	}
	style = theme_class(theme, crowd.class);
	if (crowd.marks & SCATTER_MISTAKE)
		style.attributes |= CELL_UNDERLINE;
	canvas_put(canvas, row, column, style,
		   is_dots ? BRAILLE + (uint32_t)crowd.dots : scatter_glyph(crowd.class));
}

void scatter_draw(struct canvas *canvas, int row, int column, const struct scatter_view *view,
		  const struct scatter *s, const struct theme *theme)
{
	struct spot *spots = xcalloc(s->count + 1, sizeof(*spots));
	size_t end;

	for (size_t i = 0; i < s->count; i++)
		spots[i] = spot_of(view, s, i);
	qsort(spots, s->count, sizeof(*spots), compare_spots);
	for (size_t i = 0; i < s->count; i = end) {
		for (end = i + 1; end < s->count && spots[end].cell == spots[i].cell; end++)
			;
		draw_cell(canvas, row + spots[i].cell / view->columns,
			  column + spots[i].cell % view->columns, spots + i, end - i, s, theme);
	}
	free(spots);
}

/* ------------------------------------------------------------------------------------- lines */

/* One segment, in steps of at most a dot, into the dots of all cells. */
static void line_dots(const struct scatter_view *view, const double from[2], const double to[2],
		      uint8_t *dots)
{
	double row[2], column[2];
	int steps;

	scatter_place(view, from, &row[0], &column[0]);
	scatter_place(view, to, &row[1], &column[1]);
	steps = 1 + (int)fmax(fabs(row[1] - row[0]) * DOWN, fabs(column[1] - column[0]) * ACROSS);
	for (int i = 0; i <= steps; i++) {
		double y = row[0] + (row[1] - row[0]) * i / steps;
		double x = column[0] + (column[1] - column[0]) * i / steps;

		dots[(int)round(y) * view->columns + (int)round(x)] |=
			braille_bits[dot_of(x, ACROSS)][dot_of(y, DOWN)];
	}
}

void scatter_line(struct canvas *canvas, int row, int column, const struct scatter_view *view,
		  const double *plane, size_t count, struct style style)
{
	uint8_t *dots = xcalloc((size_t)view->rows * (size_t)view->columns, 1);
	bool has_braille = medium_has_braille(canvas->medium);
	uint32_t sign = medium_has_utf8(canvas->medium) ? MIDDLE_DOT : '.';

	for (size_t i = 0; i + 1 < count; i++)
		line_dots(view, plane + 2 * i, plane + 2 * i + 2, dots);
	for (int i = 0; i < view->rows * view->columns; i++)
		if (dots[i])
			canvas_put(canvas, row + i / view->columns, column + i % view->columns,
				   style, has_braille ? BRAILLE + (uint32_t)dots[i] : sign);
	free(dots);
}
