/* Values to pixels to cells. The lower half of the last cell of an odd height is left to the
 * ground. */
#include "draw/picture.h"
#include "base/xalloc.h"

#include <assert.h>
#include <stdlib.h>

enum { UPPER_HALF = 0x2580 };

static float value_at(const struct picture *picture, int y, int x)
{
	size_t stride = picture->stride ? (size_t)picture->stride : 1;

	return picture->values[((size_t)y * (size_t)picture->width + (size_t)x) * stride];
}

static int scaled(int size, int scale)
{
	assert(scale >= -64 && scale <= 64 && scale != -1);
	if (scale < 0)
		return (size - scale - 1) / -scale;
	return scale ? size * scale : size;
}

void picture_size(const struct picture *picture, int *height, int *width)
{
	assert(picture->height >= 1 && picture->height <= 4096);
	assert(picture->width >= 1 && picture->width <= 4096);
	*height = scaled(picture->height, picture->scale);
	*width = scaled(picture->width, picture->scale);
}

static float block_mean(const struct picture *picture, int top, int left, int size)
{
	double sum = 0;
	int count = 0;

	for (int y = top; y < top + size && y < picture->height; y++) {
		for (int x = left; x < left + size && x < picture->width; x++) {
			sum += value_at(picture, y, x);
			count++;
		}
	}
	return (float)(sum / count);
}

float picture_value(const struct picture *picture, int y, int x)
{
	int scale = picture->scale ? picture->scale : 1;

	if (scale > 0)
		return value_at(picture, y / scale, x / scale);
	return block_mean(picture, y * -scale, x * -scale, -scale);
}

float picture_range(const struct picture *picture)
{
	struct picture p = *picture;
	int height, width;
	float *pixels, range;

	p.scale = p.scale > 0 ? 1 : p.scale; /* enlarging brings nothing new */
	picture_size(&p, &height, &width);
	pixels = xfloats((size_t)height * (size_t)width);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			pixels[y * width + x] = picture_value(&p, y, x);
	range = palette_clip(pixels, (size_t)height * (size_t)width);
	free(pixels);
	return range;
}

static bool has_shades(struct medium medium)
{
	return medium.mode == COLOR_8 || medium.mode == COLOR_16;
}

enum pixels picture_pixels(const struct picture *picture, struct medium medium, int room)
{
	int height, width;

	if (!medium_has_color(medium))
		return PIXELS_MARKS;
	if (medium_has_utf8(medium) && !has_shades(medium))
		return PIXELS_HALVES;
	picture_size(picture, &height, &width);
	return 2 * width <= room ? PIXELS_WIDE : PIXELS_MEAN;
}

bool picture_merges_rows(const struct picture *picture, enum pixels pixels)
{
	bool has_even_scale = picture->scale > 0 && picture->scale % 2 == 0;

	return (pixels == PIXELS_MEAN || pixels == PIXELS_MARKS) && !has_even_scale;
}

void picture_cells(const struct picture *picture, enum pixels pixels, int *rows, int *columns)
{
	picture_size(picture, rows, columns);
	if (pixels == PIXELS_WIDE)
		*columns *= 2;
	else
		*rows = (*rows + 1) / 2;
}

static struct rgb ink_at(const struct canvas *canvas, const struct picture *picture, int y, int x)
{
	return palette_ink(&picture->palette, canvas->medium.mode, picture_value(picture, y, x));
}

static void put_shade(struct canvas *canvas, int row, int column, struct shade shade)
{
	static const uint32_t blocks[] = {' ', 0x2591, 0x2592, 0x2593},
			      marks[] = {' ', '.', '+', '#'};
	const uint32_t *glyphs = medium_has_blocks(canvas->medium) ? blocks : marks;
	struct style style = {.bg = shade.ground};

	if (shade.quarters > 0)
		style.fg = shade.ink;
	canvas_put(canvas, row, column, style, glyphs[shade.quarters]);
}

/* A cell that is all one value. */
static void put_value(struct canvas *canvas, int row, int column, const struct picture *picture,
		      float value)
{
	enum color_mode mode = canvas->medium.mode;

	if (has_shades(canvas->medium))
		put_shade(canvas, row, column, palette_shade(&picture->palette, mode, value));
	else
		canvas_put(canvas, row, column,
			   (struct style){.bg = palette_ink(&picture->palette, mode, value)}, ' ');
}

static float mean_of_rows(const struct picture *picture, int y, int x, bool has_lower)
{
	float upper = picture_value(picture, y, x);

	return has_lower ? (upper + picture_value(picture, y + 1, x)) / 2 : upper;
}

static void draw_halves(struct canvas *canvas, int row, int column, const struct picture *picture,
			int y, int x, bool has_lower)
{
	struct style style = {.fg = ink_at(canvas, picture, y, x)};

	if (has_lower)
		style.bg = ink_at(canvas, picture, y + 1, x);
	canvas_put(canvas, row, column, style, UPPER_HALF);
}

static void draw_pair(struct canvas *canvas, int row, int column, const struct picture *picture,
		      enum pixels pixels, int y, int x, bool has_lower)
{
	float mean;

	if (pixels == PIXELS_HALVES) {
		draw_halves(canvas, row, column, picture, y, x, has_lower);
		return;
	}
	mean = mean_of_rows(picture, y, x, has_lower);
	if (pixels == PIXELS_MARKS)
		canvas_put(canvas, row, column, (struct style){0},
			   (unsigned char)palette_mark(&picture->palette, mean));
	else
		put_value(canvas, row, column, picture, mean);
}

static void draw_wide(struct canvas *canvas, int row, int column, const struct picture *picture)
{
	int height, width;

	picture_size(picture, &height, &width);
	for (int y = 0; y < height; y++) {
		for (int x = 0; x < width; x++) {
			float value = picture_value(picture, y, x);

			put_value(canvas, row + y, column + 2 * x, picture, value);
			put_value(canvas, row + y, column + 2 * x + 1, picture, value);
		}
	}
}

void picture_draw(struct canvas *canvas, int row, int column, const struct picture *picture,
		  enum pixels pixels)
{
	int height, width;

	if (pixels == PIXELS_WIDE) {
		draw_wide(canvas, row, column, picture);
		return;
	}
	picture_size(picture, &height, &width);
	for (int y = 0; y < height; y += 2)
		for (int x = 0; x < width; x++)
			draw_pair(canvas, row + y / 2, column + x, picture, pixels, y, x,
				  y + 1 < height);
}
