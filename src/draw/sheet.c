/* Layout is the same for cells and pixels: sizes of tiles, then a place for each column and row. */
#include "draw/sheet.h"
#include "base/xalloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 2, ROW_GAP = 1, USUAL_WIDTH = 20, MAX_SCALE = 64, MAX_SUM = 1 << 30 };

/* A tile ready to be drawn: its picture with the scale settled, its way, its size with the caption.
 */
struct placed {
	struct picture picture;
	enum pixels pixels;
	int height, width;
};

struct layout {
	struct placed *placed; /* [count] */
	int count, columns;
	int gap, row_gap;
	int *lefts; /* [columns + 1]: where columns start; the last is the sheet's width + gap */
	int *tops;  /* [rows + 1], likewise */
};

static int max_int(int a, int b)
{
	return a > b ? a : b;
}

static int min_int(int a, int b)
{
	return a < b ? a : b;
}

/* Sums end at what no canvas or picture reaches, instead of overflowing. */
static int sum(int a, int b)
{
	return a > MAX_SUM - b ? MAX_SUM : a + b;
}

static int row_count(const struct layout *layout)
{
	return (layout->count + layout->columns - 1) / layout->columns;
}

/* Sums the columns' widths for a number of columns, and notes where they start. */
static int fit_columns(const struct layout *layout, int columns, int *lefts)
{
	lefts[0] = 0;
	for (int c = 0; c < columns; c++) {
		int widest = 0;

		for (int i = c; i < layout->count; i += columns)
			widest = max_int(widest, layout->placed[i].width);
		lefts[c + 1] = sum(lefts[c], widest + layout->gap);
	}
	return lefts[columns] - layout->gap;
}

/* The number of columns that was asked for, or the most that fit the room; returns their width. */
static int place_columns(struct layout *layout, int columns, int room)
{
	int n = columns, width;

	/* A tile takes a column at least, which bounds the tries. */
	if (!columns)
		n = min_int(layout->count, room / (layout->gap + 1) + 1);
	free(layout->lefts);
	layout->lefts = xcalloc((size_t)n + 1, sizeof(int));
	width = fit_columns(layout, n, layout->lefts);
	while (width > room && !columns && n > 1)
		width = fit_columns(layout, --n, layout->lefts);
	layout->columns = n;
	return width;
}

static void place_rows(struct layout *layout)
{
	int rows = row_count(layout);

	layout->tops = xcalloc((size_t)rows + 1, sizeof(int));
	for (int r = 0; r < rows; r++) {
		int tallest = 0;

		for (int i = r * layout->columns;
		     i < (r + 1) * layout->columns && i < layout->count; i++)
			tallest = max_int(tallest, layout->placed[i].height);
		layout->tops[r + 1] = sum(layout->tops[r], tallest + layout->row_gap);
	}
}

static void layout_clear(struct layout *layout)
{
	free(layout->placed);
	free(layout->lefts);
	free(layout->tops);
}

/* The scale that brings a picture to the usual width, or into the room where it is wider than that.
 */
static int choose_scale(const struct picture *picture, enum pixels pixels, int room)
{
	int rows, columns;

	picture_cells(picture, pixels, &rows, &columns);
	if (columns > room)
		return max_int(-((columns + room - 1) / room), -MAX_SCALE);
	return max_int(min_int(USUAL_WIDTH, room) / columns, 1);
}

/* wide_room: the columns that a picture may take in wide pixels; room: in all. */
static struct placed place_tile(const struct tile *tile, struct medium medium, int wide_room,
				int room)
{
	struct placed placed = {.picture = tile->picture};
	int caption = tile->caption ? text_width(tile->caption) : 0;

	if (tile->picture.values) {
		placed.pixels = picture_pixels(&placed.picture, medium, wide_room);
		if (!placed.picture.scale)
			placed.picture.scale = choose_scale(&placed.picture, placed.pixels, room);
		picture_cells(&placed.picture, placed.pixels, &placed.height, &placed.width);
	}
	placed.width = max_int(placed.width, caption);
	placed.height += tile->caption != NULL;
	return placed;
}

/* A given number of columns may be too wide at first: then wide pixels go, then each picture
 * shrinks into its column's share. */
static void place_tiles(struct layout *layout, const struct sheet *sheet, struct medium medium,
			int width)
{
	int share = sheet->columns ? max_int((width + GAP) / sheet->columns - GAP, 1) : width;
	const int rooms[3][2] = {{width, width}, {0, width}, {0, share}};

	for (int try = 0; try < 3; try++) {
		for (int i = 0; i < layout->count; i++)
			layout->placed[i] =
				place_tile(&sheet->tiles[i], medium, rooms[try][0], rooms[try][1]);
		if (place_columns(layout, sheet->columns, width) <= width)
			break;
	}
	place_rows(layout);
}

static void draw_tile(struct canvas *canvas, const struct layout *layout, const struct sheet *sheet,
		      int i)
{
	const struct placed *placed = &layout->placed[i];
	const char *caption = sheet->tiles[i].caption;
	int row = i / layout->columns;
	int left = layout->lefts[i % layout->columns];
	int top = layout->tops[row], bottom = layout->tops[row + 1] - layout->row_gap - 1;

	if (caption)
		canvas_text(canvas, sheet->has_captions_above ? top : bottom, left,
			    (struct style){0}, caption);
	if (placed->picture.values)
		picture_draw(canvas, top + (caption && sheet->has_captions_above), left,
			     &placed->picture, placed->pixels);
}

static bool has_merged_tiles(const struct layout *layout)
{
	for (int i = 0; i < layout->count; i++) {
		const struct placed *placed = &layout->placed[i];

		if (placed->picture.values && picture_merges_rows(&placed->picture, placed->pixels))
			return true;
	}
	return false;
}

struct canvas *sheet_canvas(const struct sheet *sheet, struct medium medium, int width,
			    bool *has_merged_rows)
{
	struct layout layout = {.count = sheet->count, .gap = GAP, .row_gap = ROW_GAP};
	struct canvas *canvas;

	assert(width >= 1);
	*has_merged_rows = false;
	if (sheet->count == 0)
		return canvas_new(medium, 0, width);
	layout.placed = xcalloc((size_t)sheet->count, sizeof(*layout.placed));
	place_tiles(&layout, sheet, medium, width);
	canvas = canvas_new(medium, layout.tops[row_count(&layout)] - ROW_GAP, width);
	for (int i = 0; i < sheet->count; i++)
		draw_tile(canvas, &layout, sheet, i);
	*has_merged_rows = has_merged_tiles(&layout);
	layout_clear(&layout);
	return canvas;
}

static int largest_side(const struct sheet *sheet)
{
	int largest = 1;

	for (int i = 0; i < sheet->count; i++) {
		const struct picture *picture = &sheet->tiles[i].picture;

		if (picture->values)
			largest = max_int(largest, max_int(picture->height, picture->width));
	}
	return largest;
}

static void place_pixels(struct layout *layout, const struct sheet *sheet)
{
	int largest = largest_side(sheet), columns = sheet->columns;

	for (int i = 0; i < sheet->count; i++) {
		struct placed *placed = &layout->placed[i];
		struct picture *picture = &placed->picture;

		*picture = sheet->tiles[i].picture;
		if (!picture->values)
			continue;
		if (!picture->scale)
			picture->scale = min_int(largest / max_int(picture->height, picture->width),
						 MAX_SCALE);
		picture_size(picture, &placed->height, &placed->width);
	}
	if (!columns)
		columns = min_int((int)ceil(sqrt(2.0 * sheet->count)), sheet->count);
	place_columns(layout, columns, MAX_SUM);
	place_rows(layout);
}

static void paint_tile(const struct placed *placed, int scale, uint8_t *corner, size_t stride)
{
	int height, width;

	picture_size(&placed->picture, &height, &width);
	for (int y = 0; y < height * scale; y++) {
		uint8_t *out = corner + (size_t)y * stride;

		for (int x = 0; x < width * scale; x++) {
			float value = picture_value(&placed->picture, y / scale, x / scale);
			struct rgb color = palette_color(&placed->picture.palette, value);

			*out++ = color.r;
			*out++ = color.g;
			*out++ = color.b;
		}
	}
}

static uint8_t *paint(const struct layout *layout, int scale, int height, int width)
{
	size_t stride = (size_t)width * 3;
	uint8_t *pixels = xmalloc((size_t)height * stride);

	memset(pixels, 255, (size_t)height * stride);
	for (int i = 0; i < layout->count; i++) {
		size_t top = (size_t)layout->tops[i / layout->columns] * (size_t)scale;
		size_t left = (size_t)layout->lefts[i % layout->columns] * (size_t)scale;

		if (layout->placed[i].picture.values)
			paint_tile(&layout->placed[i], scale, pixels + top * stride + left * 3,
				   stride);
	}
	return pixels;
}

uint8_t *sheet_raster(const struct sheet *sheet, int scale, int *height, int *width,
		      struct err *err)
{
	struct layout layout = {.count = sheet->count, .gap = GAP, .row_gap = GAP};
	uint8_t *pixels = NULL;
	double area;

	assert(scale >= 1 && scale <= MAX_SCALE);
	if (sheet->count == 0) {
		err_set(err, "there are no pictures to export; choose what to show more widely");
		return NULL;
	}
	layout.placed = xcalloc((size_t)sheet->count, sizeof(*layout.placed));
	place_pixels(&layout, sheet);
	*height = layout.tops[row_count(&layout)] - GAP;
	*width = layout.lefts[layout.columns] - GAP;
	area = (double)*height * *width * scale * scale;
	if (area < 1 || area > SHEET_MAX_PIXELS) {
		err_set(err,
			"%d pictures at scale %d make an image of %.0f pixels, and 1 to %d are "
			"written; choose fewer pictures or another scale",
			sheet->count, scale, area, SHEET_MAX_PIXELS);
	} else {
		*height *= scale;
		*width *= scale;
		pixels = paint(&layout, scale, *height, *width);
	}
	layout_clear(&layout);
	return pixels;
}
