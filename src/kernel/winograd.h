/*
 * Which convolutions are computed by transforms (winograd.c), and how big what belongs to them is.
 *
 * A tile of 7x7 inputs gives 3x3 outputs under filters of 5x5, with one product for each of its 49
 * points, where 225 are meant; 5x5 under filters of 3x3, too; 4x4 under filters of 4x4, with 49 for
 * 256; 2x2 under filters of 6x6, with 49 for 144. One of 6x6 gives 4x4 under filters of 3x3, with
 * 36 for 144; 5x5 under filters of 2x2, with 36 for 100.
 */
#ifndef KERNEL_WINOGRAD_H
#define KERNEL_WINOGRAD_H

#include "kernel/kernel.h"
#include "kernel/panel.h"

enum {
	WINOGRAD_MAX_SIDE = 7,
	WINOGRAD_MAX_POINTS = WINOGRAD_MAX_SIDE * WINOGRAD_MAX_SIDE,
	/* Of a patch, at the most: tiles * channels, output pixels, tiles. */
	WINOGRAD_WIDTH = 1024,
	WINOGRAD_PIXELS = 256,
	WINOGRAD_TILES = WINOGRAD_PIXELS / 9,
	/* Floats between the values of one point and of the next, so that points do not meet in the
	 * same few sets of the cache. */
	WINOGRAD_GAP = PANEL_WIDTH,
	WINOGRAD_FILTERS = 1 << 21 /* floats of the filters' transforms, at the most */
};

/* Output pixels that a part of the work is about. */
struct patch {
	int image, top, left, height, width;
};

/* Tiles of a side that cover so many output pixels, in one direction. */
static inline int winograd_tiles_of(const struct conv_shape *s, int side, int pixels)
{
	int step = side + 1 - s->filter_width;

	return step > 0 ? (pixels + step - 1) / step : 0;
}

/* Products of an image, for one channel and filter. */
static inline int winograd_products(const struct conv_shape *s, int side)
{
	return winograd_tiles_of(s, side, s->out_height) *
	       winograd_tiles_of(s, side, s->out_width) * side * side;
}

/* Side of a tile. Filters of 3x3, measured with AVX2: where tiles of 7x7 save an eighth of the
 * products or more, a batch takes 10 to 18 % less time and one image as long; where they save less,
 * both take up to 6 % more. They lose thrice as much to rounding, so few channels are summed.
 * Filters of 2x2 would lose as much there, 4e-6, and take more time, as few such tiles make a
 * patch.
 */
static inline int winograd_side(const struct conv_shape *s)
{
	bool is_less = 8 * winograd_products(s, 7) <= 7 * winograd_products(s, 6);

	if (s->filter_width == 3)
		return is_less && s->channels <= 64 ? 7 : 6;
	return s->filter_width == 2 ? 6 : 7;
}

static inline int winograd_points(const struct conv_shape *s)
{
	return winograd_side(s) * winograd_side(s);
}

/* Side of a tile's outputs. */
static inline int winograd_step(const struct conv_shape *s)
{
	return winograd_side(s) + 1 - s->filter_width;
}

static inline int winograd_tiles(const struct conv_shape *s, int pixels)
{
	return winograd_tiles_of(s, winograd_side(s), pixels);
}

/* Floats from one point of the filters' transforms to the next, and from one panel: they are
 * [panels][points][channels][PANEL_WIDTH], as they are read. */
static inline size_t winograd_point(const struct conv_shape *s)
{
	return panel_at(s->channels, 1) + WINOGRAD_GAP;
}

static inline size_t winograd_panel(const struct conv_shape *s)
{
	return (size_t)winograd_points(s) * winograd_point(s);
}

static inline size_t winograd_transforms_size(const struct conv_shape *s)
{
	return (size_t)panel_count(s->filters) * winograd_panel(s);
}

/* Whether it pays, measured with AVX2 and SSE2 (portable). Few channels do not make up for the
 * transforms, least where filters of 2x2 or 6x6 save little; of many a patch has but few tiles;
 * filters that do not stay in the cache set the pace. Transforming the filters costs as much as
 * eight tiles, once they have changed: one image alone must make up for half of that, and save a
 * third of the products. */
static inline bool winograd_fits(const struct conv_shape *s)
{
	int side = winograd_side(s), tiles = winograd_products(s, side) / side / side;
	int size = s->filter_width, least = size == 2 || size == 6 ? 16 : 8;
	int64_t meant = (int64_t)s->out_height * s->out_width * size * size;

	return size >= 2 && size <= 6 && s->filter_height == size && s->stride_y == 1 &&
	       s->stride_x == 1 && s->channels >= least && s->channels <= 256 &&
	       winograd_transforms_size(s) <= WINOGRAD_FILTERS &&
	       3 * (tiles + 4) * winograd_points(s) <= 2 * meant;
}

/* The size of a patch, in output pixels: whole 2x2 windows, but at the edge. */
static inline void winograd_cut(const struct conv_shape *s, int *height, int *width)
{
	int channels = (s->channels + 15) / 16 * 16, step = winograd_step(s);
	int by_width = WINOGRAD_WIDTH / channels, by_pixels = WINOGRAD_PIXELS / step / step;
	int tiles = by_width < by_pixels ? by_width : by_pixels;
	int across = winograd_tiles(s, s->out_width), down = winograd_tiles(s, s->out_height);

	if (tiles > WINOGRAD_TILES)
		tiles = WINOGRAD_TILES;
	if (across > tiles / 2)
		across = tiles / 4 * 2;
	if (down > tiles / across)
		down = tiles / across / 2 * 2;
	*height = down * step;
	*width = across * step;
}

/* Floats of the filters, in panels. */
static inline size_t winograd_weights_size(const struct conv_shape *s)
{
	return panel_size(s->filter_height * s->filter_width * s->channels, s->filters);
}

/* Floats of the filters' transforms: a copy of the filters that they are of, and [points]. */
static inline size_t winograd_filters_size(const struct conv_shape *s)
{
	return winograd_fits(s) ? winograd_weights_size(s) + winograd_transforms_size(s) : 0;
}

#endif
