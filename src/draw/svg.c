/* First everything that is a rectangle, then the letters. */
#include "draw/svg.h"
#include "base/xalloc.h"
#include "draw/glyph_shape.h"
#include "draw/look.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_WIDTH = 9, HALF = 9, CELL_HEIGHT = 2 * HALF, BASELINE = 14, FONT = 15 };

/* The upper and lower halves of all cells, [2 height, width]; a colour that is not set is drawn. */
struct halves {
	struct rgb *colors;
	int height, width;
};

static void put_glyph(FILE *file, uint32_t glyph)
{
	char bytes[TEXT_GLYPH_MAX];

	if (glyph == '&')
		fputs("&amp;", file);
	else if (glyph == '<')
		fputs("&lt;", file);
	else if (glyph == '>')
		fputs("&gt;", file);
	else
		fputs(text_put(glyph < 0x20 || glyph == 0x7f ? '?' : glyph, bytes), file);
}

static void put_color(FILE *file, struct rgb color)
{
	fprintf(file, " fill=\"#%02x%02x%02x\"", color.r, color.g, color.b);
}

/* ------------------------------------------------------------------------- rectangles */

/* b: one that is set. */
static bool is_same(struct rgb a, struct rgb b)
{
	return a.is_set && a.r == b.r && a.g == b.g && a.b == b.b;
}

static struct halves halves_of(const struct canvas *canvas, bool is_dark)
{
	struct halves halves = {
		xcalloc((size_t)canvas->height * (size_t)canvas->width * 2, sizeof(struct rgb)),
		2 * canvas->height, canvas->width};

	for (int row = 0; row < canvas->height; row++)
		for (int column = 0; column < canvas->width; column++) {
			const struct cell *cell = canvas_at(canvas, row, column);
			struct look look = look_of(cell, is_dark);
			uint32_t glyph = cell->glyph;
			size_t at = (size_t)row * 2 * (size_t)canvas->width + (size_t)column;
			bool has_upper = glyph == 0x2580 || glyph == 0x2588;
			bool has_lower = glyph == 0x2584 || glyph == 0x2588;

			halves.colors[at] = has_upper ? look.fg : look.bg;
			halves.colors[at + (size_t)canvas->width] = has_lower ? look.fg : look.bg;
		}
	return halves;
}

static struct rgb *half_at(const struct halves *halves, int row, int column)
{
	return &halves->colors[(size_t)row * (size_t)halves->width + (size_t)column];
}

static bool is_row_of(const struct halves *halves, int row, int from, int to, struct rgb color)
{
	for (int column = from; column < to; column++)
		if (!is_same(*half_at(halves, row, column), color))
			return false;
	return true;
}

/* From a half's place to the right as far as its colour goes, then down as far as that goes. What
 * is taken is no longer set. */
static void put_half(FILE *file, const struct halves *halves, int row, int column, struct rgb color)
{
	int to = column, bottom = row + 1;

	while (to < halves->width && is_same(*half_at(halves, row, to), color))
		to++;
	while (bottom < halves->height && is_row_of(halves, bottom, column, to, color))
		bottom++;
	for (int r = row; r < bottom; r++)
		for (int c = column; c < to; c++)
			half_at(halves, r, c)->is_set = false;
	fprintf(file, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", column * CELL_WIDTH,
		row * HALF, (to - column) * CELL_WIDTH, (bottom - row) * HALF);
	put_color(file, color);
	fputs("/>\n", file);
}

static void put_halves(FILE *file, const struct canvas *canvas, bool is_dark)
{
	struct halves halves = halves_of(canvas, is_dark);
	struct rgb ground = look_ground(is_dark);

	for (int row = 0; row < halves.height; row++)
		for (int column = 0; column < halves.width; column++) {
			struct rgb color = *half_at(&halves, row, column);

			if (color.is_set && !is_same(color, ground))
				put_half(file, &halves, row, column, color);
		}
	free(halves.colors);
}

/* Half-blocks are drawn already. */
static int shape_of(uint32_t glyph, struct glyph_box boxes[GLYPH_BOXES_MAX])
{
	if (glyph == 0x2580 || glyph == 0x2584 || glyph == 0x2588)
		return 0;
	return glyph_shape(glyph, boxes);
}

static void put_box(FILE *file, const struct glyph_box *box, int row, int column, bool is_dot,
		    struct rgb color)
{
	double x = (column + (double)box->x) * CELL_WIDTH;
	double y = (row + (double)box->y) * CELL_HEIGHT;
	double width = (double)box->width * CELL_WIDTH, height = (double)box->height * CELL_HEIGHT;

	if (is_dot)
		fprintf(file, "<circle cx=\"%.5g\" cy=\"%.5g\" r=\"%.3g\"", x + width / 2,
			y + height / 2, width / 2);
	else
		fprintf(file, "<rect x=\"%.5g\" y=\"%.5g\" width=\"%.4g\" height=\"%.4g\"", x, y,
			width, height);
	if (box->opacity < 1)
		fprintf(file, " fill-opacity=\"%.2g\"", (double)box->opacity);
	put_color(file, color);
	fputs("/>\n", file);
}

static void put_shapes(FILE *file, const struct canvas *canvas, bool is_dark)
{
	for (int row = 0; row < canvas->height; row++)
		for (int column = 0; column < canvas->width; column++) {
			const struct cell *cell = canvas_at(canvas, row, column);
			struct glyph_box boxes[GLYPH_BOXES_MAX];
			int count = shape_of(cell->glyph, boxes);

			for (int i = 0; i < count; i++)
				put_box(file, &boxes[i], row, column, glyph_is_braille(cell->glyph),
					look_of(cell, is_dark).fg);
		}
}

/* ------------------------------------------------------------------------------- text */

static bool is_letter(const struct cell *cell)
{
	struct glyph_box boxes[GLYPH_BOXES_MAX];

	return cell->glyph != ' ' && cell->glyph != 0x2800 && !glyph_is_braille(cell->glyph) &&
	       glyph_shape(cell->glyph, boxes) == 0;
}

static bool is_alike(const struct cell *a, const struct cell *b, bool is_dark)
{
	struct look la = look_of(a, is_dark), lb = look_of(b, is_dark);
	int mask = CELL_BOLD | CELL_UNDERLINE;

	return is_same(la.fg, lb.fg) &&
	       (a->style.attributes & mask) == (b->style.attributes & mask);
}

/* Letters from `column` on that look alike; returns the column behind them. */
static int put_word(FILE *file, const struct canvas *canvas, int row, int column, bool is_dark)
{
	const struct cell *first = canvas_at(canvas, row, column), *cell;
	int end = column;

	while ((cell = canvas_at(canvas, row, end)) && is_letter(cell) &&
	       is_alike(first, cell, is_dark))
		end++;
	fprintf(file, "<text x=\"%d\" y=\"%d\" textLength=\"%d\"", column * CELL_WIDTH,
		row * CELL_HEIGHT + BASELINE, (end - column) * CELL_WIDTH);
	put_color(file, look_of(first, is_dark).fg);
	if (first->style.attributes & CELL_BOLD)
		fputs(" font-weight=\"bold\"", file);
	if (first->style.attributes & CELL_UNDERLINE)
		fputs(" text-decoration=\"underline\"", file);
	putc('>', file);
	for (int c = column; c < end; c++)
		if (canvas_at(canvas, row, c)->glyph)
			put_glyph(file, canvas_at(canvas, row, c)->glyph);
	fputs("</text>\n", file);
	return end;
}

static void put_text(FILE *file, const struct canvas *canvas, bool is_dark)
{
	for (int row = 0; row < canvas->height; row++)
		for (int column = 0; column < canvas->width;)
			if (is_letter(canvas_at(canvas, row, column)))
				column = put_word(file, canvas, row, column, is_dark);
			else
				column++;
}

static void put_words(FILE *file, const char *element, const char *text)
{
	fprintf(file, "<%s>", element);
	while (*text)
		put_glyph(file, text_next(&text));
	fprintf(file, "</%s>\n", element);
}

void svg_print(FILE *file, const struct canvas *canvas, bool is_dark, const struct svg_words *words)
{
	int width = canvas->width * CELL_WIDTH, height = canvas->height * CELL_HEIGHT;

	fprintf(file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\">\n",
		width, height, width, height);
	put_words(file, "title", words->title);
	put_words(file, "desc", words->description);
	fprintf(file, "<rect width=\"%d\" height=\"%d\"", width, height);
	put_color(file, look_ground(is_dark));
	fputs("/>\n<g shape-rendering=\"crispEdges\">\n", file);
	put_halves(file, canvas, is_dark);
	fputs("</g>\n<g>\n", file);
	put_shapes(file, canvas, is_dark);
	fprintf(file,
		"</g>\n<g font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" "
		"font-size=\"%d\">\n",
		FONT);
	put_text(file, canvas, is_dark);
	fputs("</g>\n</svg>\n", file);
}
