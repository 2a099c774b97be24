/* Bars in eighths of a cell, and legends. Numbers keep their width, so that nothing jumps. */
#include "draw/chart.h"
#include "draw/picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* U+2588 is the full block, U+2589 to U+258f are seven to one eighths from the left. */
enum {
	FULL_BLOCK = 0x2588,
	LOWER_HALF = 0x2584,
	LEGEND_CELLS = 21,
	MAX_BAR = 1000,
	MIN_BAR = 3,
	MIN_NAME = 4,
	MAX_NAME = 16
};

/* From where on a value leaves a trace: with a number, where that is not printed as 0; alone, at a
 * thousandth. */
static const float min_printed = 0.0005f, min_alone = 0.001f;

/* The bar's length in parts of a cell: its share of the room, rounded, but a trace at least. */
static int bar_parts(float value, int room, int parts, float min)
{
	float share = fminf(fmaxf(value, 0), 1);
	int length = (int)lrintf(share * (float)(room * parts));

	return length == 0 && value >= min ? 1 : length;
}

static void draw_blocks(struct canvas *canvas, int row, int column, int eighths, struct style style)
{
	for (; eighths >= 8; eighths -= 8)
		canvas_put(canvas, row, column++, style, FULL_BLOCK);
	if (eighths > 0)
		canvas_put(canvas, row, column, style, (uint32_t)(FULL_BLOCK + 8 - eighths));
}

/* trace: the mark that stands for less than half a cell. */
static void draw_marks(struct canvas *canvas, int row, int column, int room, float value, float min,
		       struct style style, uint32_t trace)
{
	canvas_fill(canvas, row, column, 1, bar_parts(value, room, 1, min), style,
		    value * (float)room < 0.5f ? trace : '#');
}

void chart_bar(struct canvas *canvas, int row, int column, int room, float value,
	       struct style style)
{
	if (room > 0 && medium_has_blocks(canvas->medium))
		draw_blocks(canvas, row, column, bar_parts(value, room, 8, min_alone), style);
	else if (room > 0)
		draw_marks(canvas, row, column, room, value, min_alone, style, '#');
}

static int largest(const float *values, int count)
{
	int best = -1;

	for (int i = 0; i < count; i++)
		if (!isnan(values[i]) && (best < 0 || values[i] > values[best]))
			best = i;
	return best;
}

/* The columns of a row: marks, name, bar, number, change. */
struct bar_layout {
	int top; /* the class with the largest value, or -1 */
	int name, name_width;
	int bar, room; /* room <= 0: none */
	int number;
};

/* What a row has beside the name: marks, blanks, a bar, the number and the change. */
static int name_width(const struct bars *bars)
{
	int rest = bars->width - (bars->has_marks ? 2 : 1) - 1 - MIN_BAR - 1 - 5 -
		   (bars->previous ? 2 : 0);
	int widest = 0;

	if (!bars->names)
		return snprintf(NULL, 0, "%d", bars->count - 1);
	for (int i = 0; i < bars->count; i++) {
		int width = text_width(bars->names[i]);

		widest = width > widest ? width : widest;
	}
	rest = rest < MIN_NAME ? MIN_NAME : rest > MAX_NAME ? MAX_NAME : rest;
	return widest < rest ? widest : rest;
}

static struct bar_layout layout_of(const struct bars *bars)
{
	struct bar_layout l = {.top = largest(bars->values, bars->count)};

	l.name = bars->has_marks ? 2 : 1;
	l.name_width = name_width(bars);
	l.bar = l.name + l.name_width + 1;
	l.room = bars->width - l.bar - 6 - (bars->previous ? 2 : 0);
	l.room = l.room < MAX_BAR ? l.room : MAX_BAR;
	l.number = l.bar + (l.room > 0 ? l.room + 1 : 0);
	return l;
}

static char change_mark(const struct bars *bars, int index)
{
	float change = bars->values[index] - bars->previous[index];

	return change >= min_printed ? '+' : change <= -min_printed ? '-' : ' ';
}

/* Where and how one class's row is drawn. */
struct bar_row {
	struct canvas *canvas;
	int row, column;
	const struct bars *bars;
	const struct bar_layout *layout;
	int index;
};

static bool is_marked(const struct bar_row *r)
{
	return r->bars->has_marks && r->index == r->bars->marked;
}

static void draw_label(const struct bar_row *r, struct style style)
{
	const struct bar_layout *l = r->layout;
	char name[MAX_NAME * 4 + 1];

	canvas_fill(r->canvas, r->row, r->column, 1, l->bar - 1, style, ' ');
	if (r->bars->names && canvas_can_show(r->canvas->medium, r->bars->names[r->index]))
		canvas_text(r->canvas, r->row, r->column + l->name, style,
			    text_cut_among(r->bars->names, r->bars->count, r->index, l->name_width,
					   name, sizeof(name)));
	else
		canvas_printf(r->canvas, r->row, r->column + l->name, style,
			      r->bars->names ? "%-*d" : "%*d", l->name_width, r->index);
	if (r->index == l->top)
		canvas_put(r->canvas, r->row, r->column, style, '>');
	if (is_marked(r))
		canvas_put(r->canvas, r->row, r->column + 1, style, '*');
}

static void draw_bar_row(const struct bar_row *r, const struct bar_styles *styles)
{
	const struct bar_layout *l = r->layout;
	struct style bar = is_marked(r) ? styles->marked : styles->plain;
	struct style text = r->index == l->top && !is_marked(r) ? styles->top : bar;
	float value = r->bars->values[r->index];
	char number[TEXT_NUMBER_MAX];

	draw_label(r, text);
	if (l->room > 0 && medium_has_blocks(r->canvas->medium))
		draw_blocks(r->canvas, r->row, r->column + l->bar,
			    bar_parts(value, l->room, 8, min_printed), bar);
	else if (l->room > 0)
		draw_marks(r->canvas, r->row, r->column + l->bar, l->room, value, min_printed, bar,
			   '.');
	canvas_text(r->canvas, r->row, r->column + l->number, text,
		    text_fixed((double)value, 5, 3, false, number));
	if (r->bars->previous && change_mark(r->bars, r->index) != ' ')
		canvas_put(r->canvas, r->row, r->column + l->number + 6, styles->changed,
			   (unsigned char)change_mark(r->bars, r->index));
}

void chart_draw_bars(struct canvas *canvas, int row, int column, const struct bars *bars,
		     const struct bar_styles *styles)
{
	struct bar_layout layout = layout_of(bars);
	struct bar_row r = {canvas, row, column, bars, &layout, bars->first};

	for (; r.index < bars->first + bars->rows && r.index < bars->count; r.index++, r.row++)
		draw_bar_row(&r, styles);
}

void chart_bars(struct canvas *canvas, int row, int column, int width, const float *values,
		const char *const *names, int count)
{
	struct bars bars = {.values = values,
			    .names = names,
			    .count = count,
			    .rows = count,
			    .width = width,
			    .marked = -1};
	struct bar_styles styles = {.top.attributes = CELL_BOLD};

	chart_draw_bars(canvas, row, column, &bars, &styles);
}

static int legend_number(struct canvas *canvas, int row, int column, const struct palette *palette,
			 float value)
{
	const char *format = palette_is_signed(palette) ? "%+.3g" : "%.3g";
	char text[32];

	snprintf(text, sizeof(text), format, (double)value);
	return canvas_text(canvas, row, column, (struct style){0}, text);
}

/* The colours from low to high, at most LEGEND_CELLS: the lower halves of cells, so that they stand
 * apart from a picture above, or as pictures are drawn. */
static void draw_span(struct canvas *canvas, int row, int column, int columns,
		      const struct palette *palette)
{
	float values[LEGEND_CELLS];
	struct picture strip = {values, 1, columns, 1, 1, *palette};
	enum pixels pixels = picture_pixels(&strip, canvas->medium, 0);

	for (int i = 0; i < columns; i++) {
		float t = (float)i / (float)(columns - 1);

		values[i] = palette->lo * (1 - t) + palette->hi * t;
		if (pixels == PIXELS_HALVES)
			canvas_put(canvas, row, column + i,
				   (struct style){.fg = palette_ink(palette, canvas->medium.mode,
								    values[i])},
				   LOWER_HALF);
	}
	if (pixels != PIXELS_HALVES)
		picture_draw(canvas, row, column, &strip, pixels);
}

int chart_legend(struct canvas *canvas, int row, int column, const struct palette *palette)
{
	column = legend_number(canvas, row, column, palette, palette->lo) + 1;
	draw_span(canvas, row, column, LEGEND_CELLS, palette);
	return legend_number(canvas, row, column + LEGEND_CELLS + 1, palette, palette->hi);
}

/* A signed number in six columns at the most. */
static const char *narrow_number(char text[TEXT_NUMBER_MAX], float value)
{
	text_fixed((double)value, 6, fabsf(value) >= 0.0995f ? 2 : 3, true, text);
	return text + strspn(text, " ");
}

void chart_legend_in(struct canvas *canvas, int row, int column, int columns,
		     const struct palette *palette)
{
	char low_text[TEXT_NUMBER_MAX], high_text[TEXT_NUMBER_MAX];
	const char *low = narrow_number(low_text, palette->lo);
	const char *high = narrow_number(high_text, palette->hi);

	columns -= text_width(low) + text_width(high) + 2;
	columns = columns < LEGEND_CELLS ? columns : LEGEND_CELLS;
	if (columns < 2)
		return;
	column = canvas_text(canvas, row, column, (struct style){0}, low) + 1;
	draw_span(canvas, row, column, columns, palette);
	canvas_text(canvas, row, column + columns + 1, (struct style){0}, high);
}
