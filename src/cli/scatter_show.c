/* Both axes have one scale: distances are what the picture is about. A cell is twice as high as
 * wide. */
#include "cli/scatter_show.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/show.h"

#include <math.h>
#include <stdlib.h>

enum { ROWS_MIN = 8, ROWS_MAX = 45, NAME = 12, GAP = 2 };

/* Hues that can be told apart on both grounds; classes beyond begin again, with other glyphs. */
static const uint8_t hues[][3] = {{31, 119, 180},  {255, 127, 14}, {44, 160, 44},   {214, 39, 40},
				  {148, 103, 189}, {166, 110, 95}, {227, 119, 194}, {127, 127, 127},
				  {188, 189, 34},  {23, 190, 207}};
enum { HUES = sizeof(hues) / sizeof(hues[0]) };

static const char glyphs[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
enum { GLYPHS = sizeof(glyphs) - 1 };

static uint32_t glyph_of(int class)
{
	return (uint8_t)glyphs[class % GLYPHS];
}

static struct style style_of(int class)
{
	const uint8_t *hue = hues[class % HUES];

	return (struct style){.fg = rgb(hue[0], hue[1], hue[2])};
}

/* The part of the plane that is seen: its middle, and how much of it is a column wide. */
struct view {
	double x, y, column;
};

static struct view view_of(const struct scatter *s, int rows, int columns)
{
	double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
	double column;

	for (size_t i = 0; i < 2 * s->count; i++) {
		lo[i % 2] = fmin(lo[i % 2], s->plane[i]);
		hi[i % 2] = fmax(hi[i % 2], s->plane[i]);
	}
	column = fmax((hi[0] - lo[0]) / (columns - 1), (hi[1] - lo[1]) / (2 * (rows - 1)));
	return (struct view){(lo[0] + hi[0]) / 2, (lo[1] + hi[1]) / 2, column > 0 ? column : 1};
}

/* The cell of a point, within the canvas. */
static size_t cell_of(const struct view *view, const double point[2], int rows, int columns)
{
	double column = (columns - 1) / 2.0 + (point[0] - view->x) / view->column;
	double row = (rows - 1) / 2.0 - (point[1] - view->y) / (2 * view->column);

	return (size_t)fmin(fmax(round(row), 0), rows - 1) * (size_t)columns +
	       (size_t)fmin(fmax(round(column), 0), columns - 1);
}

/* counts: [classes] of a cell; returns the class of most, -1 where there is none. */
static int most(const int *counts, int classes)
{
	int best = -1;

	for (int c = 0; c < classes; c++)
		if (counts[c] > 0 && (best < 0 || counts[c] > counts[best]))
			best = c;
	return best;
}

static void show_points(struct output *out, const struct scatter *s)
{
	int columns = out->width, rows = columns * 3 / 8;
	size_t classes = (size_t)s->classes, cells;
	struct canvas *canvas;
	int *counts;
	bool *has_mistake;
	struct view view;

	rows = rows < ROWS_MIN ? ROWS_MIN : rows > ROWS_MAX ? ROWS_MAX : rows;
	cells = (size_t)rows * (size_t)columns;
	canvas = canvas_new(out->medium, rows, columns);
	counts = xcalloc(cells * classes, sizeof(int));
	has_mistake = xcalloc(cells, sizeof(bool));
	view = view_of(s, rows, columns);
	for (size_t i = 0; i < s->count; i++) {
		size_t cell = cell_of(&view, s->plane + 2 * i, rows, columns);

		counts[cell * classes + (size_t)s->labels[i]]++;
		has_mistake[cell] = has_mistake[cell] || (s->is_mistake && s->is_mistake[i]);
	}
	for (size_t cell = 0; cell < cells; cell++) {
		int class = most(counts + cell * classes, s->classes);
		struct style style = style_of(class < 0 ? 0 : class);

		style.attributes = has_mistake[cell] ? CELL_UNDERLINE : 0;
		if (class >= 0)
			canvas_put(canvas, (int)cell / columns, (int)cell % columns, style,
				   glyph_of(class));
	}
	free(counts);
	free(has_mistake);
	show_canvas(out, canvas);
}

/* "0 T-shirt 97", or "7 97" where the name is the glyph. */
static void entry_of(const struct scatter *s, int class, char *text, size_t size)
{
	char name[CLASS_NAME_MAX];
	size_t count = 0;
	const char glyph[] = {(char)glyph_of(class), '\0'};

	for (size_t i = 0; i < s->count; i++)
		count += s->labels[i] == class;
	class_name_cut(s->names, class, NAME, name);
	if (name[0] == glyph[0] && !name[1])
		snprintf(text, size, "%s: %zu", glyph, count);
	else
		snprintf(text, size, "%s %s: %zu", glyph, name, count);
}

static void show_legend_of_classes(struct output *out, const struct scatter *s)
{
	struct canvas *canvas = canvas_new(out->medium, s->classes, out->width);
	int row = 0, column = 0;

	for (int class = 0; class < s->classes; class ++) {
		char text[CLASS_NAME_MAX + NAME + GLYPHS];
		int columns;

		entry_of(s, class, text, sizeof(text));
		columns = text_width(text);
		if (column > 0 && column + columns > out->width) {
			row++;
			column = 0;
		}
		column = canvas_text(canvas, row, column, style_of(class), text) + GAP;
	}
	canvas->height = row + 1;
	show_canvas(out, canvas);
}

void scatter_show(struct output *out, const struct scatter *s)
{
	show_points(out, s);
	show_legend_of_classes(out, s);
}
