/* Bars in eighths of a cell, and legends. Numbers keep their width, so that nothing jumps. */
#include "draw/chart.h"
#include "draw/picture.h"

#include <math.h>
#include <stdio.h>

/* U+2588 is the full block, U+2589 to U+258f are seven to one eighths from the left. */
enum { FULL_BLOCK = 0x2588, LEGEND_CELLS = 21, MAX_BAR = 1000 };

static const float least_printed = 0.0005f;

/* The bar's length in parts of a cell: its share of the room, rounded, but a trace at least. */
static int bar_parts(float value, int room, int parts)
{
	float share = fminf(fmaxf(value, 0), 1);
	int length = (int)lrintf(share * (float)(room * parts));

	return length == 0 && value >= least_printed ? 1 : length;
}

static void draw_blocks(struct canvas *canvas, int row, int column, int room, float value)
{
	int eighths = bar_parts(value, room, 8);

	for (; eighths >= 8; eighths -= 8)
		canvas_put(canvas, row, column++, (struct style){0}, FULL_BLOCK);
	if (eighths > 0)
		canvas_put(canvas, row, column, (struct style){0},
			   (uint32_t)(FULL_BLOCK + 8 - eighths));
}

static void draw_hashes(struct canvas *canvas, int row, int column, int room, float value)
{
	int length = bar_parts(value, room, 1);
	bool is_trace = value * (float)room < 0.5f;

	for (int i = 0; i < length; i++)
		canvas_put(canvas, row, column + i, (struct style){0}, is_trace ? '.' : '#');
}

static int largest(const float *values, int count)
{
	int best = -1;

	for (int i = 0; i < count; i++)
		if (!isnan(values[i]) && (best < 0 || values[i] > values[best]))
			best = i;
	return best;
}

void chart_bars(struct canvas *canvas, int row, int column, int width, const float *values,
		int count)
{
	int best = largest(values, count), digits = snprintf(NULL, 0, "%d", count - 1);
	int left = digits + 2, room = width - left - 6;

	room = room < MAX_BAR ? room : MAX_BAR;
	for (int i = 0; i < count; i++) {
		struct style style = {.attributes = i == best ? CELL_BOLD : 0};

		canvas_printf(canvas, row + i, column, style, "%c%*d", i == best ? '>' : ' ',
			      digits, i);
		if (room > 0 && medium_has_blocks(canvas->medium))
			draw_blocks(canvas, row + i, column + left, room, values[i]);
		else if (room > 0)
			draw_hashes(canvas, row + i, column + left, room, values[i]);
		canvas_printf(canvas, row + i, column + left + (room > 0 ? room + 1 : 0), style,
			      "%5.3f", (double)values[i]);
	}
}

static int legend_number(struct canvas *canvas, int row, int column, const struct palette *palette,
			 float value)
{
	const char *format = palette->kind == PALETTE_BWR_R ? "%+.3g" : "%.3g";
	char text[32];

	snprintf(text, sizeof(text), format, (double)value);
	return canvas_text(canvas, row, column, (struct style){0}, text);
}

int chart_legend(struct canvas *canvas, int row, int column, const struct palette *palette)
{
	float values[2 * LEGEND_CELLS];
	struct picture strip = {values, 2, LEGEND_CELLS, 1, 1, *palette};

	for (int i = 0; i < LEGEND_CELLS; i++) {
		float t = (float)i / (LEGEND_CELLS - 1);

		values[i] = values[i + LEGEND_CELLS] = palette->lo * (1 - t) + palette->hi * t;
	}
	column = legend_number(canvas, row, column, palette, palette->lo) + 1;
	picture_draw(canvas, row, column, &strip, picture_pixels(&strip, canvas->medium, 0));
	return legend_number(canvas, row, column + LEGEND_CELLS + 1, palette, palette->hi);
}
