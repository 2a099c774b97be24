/* SGR (ECMA-48, 8.3.117) with the 38;5 and 38;2 forms that every terminal in use reads. */
#include "draw/ansi.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "draw/sgr_encode.h"

#include <stdlib.h>
#include <string.h>

/* The bits of `attributes`, in the order of their numbers, and what turns each off. */
static const struct attribute {
	uint8_t bit;
	int on, off;
} attributes[] = {
	{CELL_BOLD, 1, 22}, {CELL_FAINT, 2, 22}, {CELL_UNDERLINE, 4, 24}, {CELL_REVERSE, 7, 27}};

/* An escape being written: numbers between "ESC [" and "m". */
struct sgr {
	FILE *file;
	const char *separator;
};

static void sgr_number(struct sgr *sgr, int number)
{
	fprintf(sgr->file, "%s%d", sgr->separator, number);
	sgr->separator = ";";
}

/* base: 30 for the foreground, 40 for the background. */
static void sgr_color(struct sgr *sgr, enum color_mode mode, int base, int color)
{
	if (color == -1) {
		sgr_number(sgr, base + 9);
	} else if (mode == COLOR_8 || mode == COLOR_16) {
		sgr_number(sgr, color < 8 ? base + color : base + 60 + color - 8);
	} else if (mode == COLOR_256) {
		sgr_number(sgr, base + 8);
		sgr_number(sgr, 5);
		sgr_number(sgr, color);
	} else {
		sgr_number(sgr, base + 8);
		sgr_number(sgr, 2);
		for (int shift = 16; shift >= 0; shift -= 8)
			sgr_number(sgr, color >> shift & 0xff);
	}
}

/* Bold and faint share their end, so all attributes are set again where one goes. */
static void sgr_attributes(struct sgr *sgr, uint8_t from, uint8_t to)
{
	size_t count = sizeof(attributes) / sizeof(attributes[0]);

	for (size_t i = 0; i < count; i++)
		if (from & ~to & attributes[i].bit)
			sgr_number(sgr, attributes[i].off);
	if (from & ~to)
		from = 0;
	for (size_t i = 0; i < count; i++)
		if (to & ~from & attributes[i].bit)
			sgr_number(sgr, attributes[i].on);
}

static void put_changes(FILE *file, enum color_mode mode, const struct encoded_cell *from,
			const struct encoded_cell *to)
{
	struct sgr sgr = {file, "\033["};

	if (mode == COLOR_NONE)
		return;
	if (from->fg == to->fg && from->bg == to->bg && from->attributes == to->attributes)
		return;
	if (to->fg == -1 && to->bg == -1 && !to->attributes) {
		fputs("\033[m", file);
		return;
	}
	sgr_attributes(&sgr, from->attributes, to->attributes);
	if (from->fg != to->fg)
		sgr_color(&sgr, mode, 30, to->fg);
	if (from->bg != to->bg)
		sgr_color(&sgr, mode, 40, to->bg);
	putc('m', file);
}

static bool is_blank(const struct cell *cell, enum color_mode mode)
{
	bool has_look =
		cell->style.attributes & (CELL_UNDERLINE | CELL_REVERSE) && mode != COLOR_NONE;

	return cell->glyph == ' ' && !has_look && color_index(mode, cell->style.bg) == -1;
}

/* From the terminal's own colours, back to them. */
static void print_cells(FILE *file, const struct cell *cells, int count, struct medium medium,
			struct encoded_cell *encoded)
{
	const struct encoded_cell plain = {' ', -1, -1, 0};
	const struct encoded_cell *last = &plain;
	char glyph[TEXT_GLYPH_MAX];

	sgr_encode_row(cells, count, medium, encoded);
	for (int i = 0; i < count; i++) {
		put_changes(file, medium.mode, last, &encoded[i]);
		/* Nothing of a cell that is covered. */
		fputs(text_put(encoded[i].glyph, glyph), file);
		last = &encoded[i];
	}
	put_changes(file, medium.mode, last, &plain);
}

static void print_row(FILE *file, const struct canvas *canvas, int row,
		      struct encoded_cell *encoded)
{
	const struct cell *cells = canvas->cells + (size_t)row * (size_t)canvas->width;
	int count = canvas->width;

	while (count > 0 && is_blank(&cells[count - 1], canvas->medium.mode))
		count--;
	print_cells(file, cells, count, canvas->medium, encoded);
	putc('\n', file);
}

void ansi_print(FILE *file, const struct canvas *canvas)
{
	struct encoded_cell *encoded = xcalloc((size_t)canvas->width, sizeof(*encoded));

	for (int row = 0; row < canvas->height; row++)
		print_row(file, canvas, row, encoded);
	free(encoded);
}

char *ansi_string(const struct canvas *canvas, size_t *length)
{
	char *text = NULL;
	FILE *file = xmemory_open(&text, length);

	ansi_print(file, canvas);
	xmemory_close(file, &text);
	return text;
}

static bool is_same(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void print_changes(FILE *file, const struct canvas *from, const struct canvas *to, int row,
			  struct encoded_cell *encoded)
{
	const struct cell *new = to->cells + (size_t)row *(size_t)to->width;
	const struct cell *old = from->cells + (size_t)row * (size_t)to->width;
	int begin = 0, end = to->width;

	while (begin < end && is_same(&old[begin], &new[begin]))
		begin++;
	while (end > begin && is_same(&old[end - 1], &new[end - 1]))
		end--;
	if (begin == end)
		return;
	fprintf(file, "\033[%d;%dH", row + 1, begin + 1);
	print_cells(file, new + begin, end - begin, to->medium, encoded);
}

char *ansi_changes(const struct canvas *from, const struct canvas *to, size_t *length)
{
	struct encoded_cell *encoded = xcalloc((size_t)to->width, sizeof(*encoded));
	struct canvas *blank = from ? NULL : canvas_new(to->medium, to->height, to->width);
	char *text = NULL;
	FILE *file = xmemory_open(&text, length);

	if (blank)
		fputs("\033[m\033[2J\033[?25l", file);
	for (int row = 0; row < to->height; row++)
		print_changes(file, from ? from : blank, to, row, encoded);
	canvas_free(blank);
	free(encoded);
	xmemory_close(file, &text);
	return text;
}
