/*
 * Which convolutions are computed by transforms (winograd.c), and how big what belongs to them is.
 *
 * A tile of 6x6 inputs gives 2x2 outputs under filters of 5x5, and 4x4 under filters of 3x3, with
 * one product for each of its 36 points, where 100 and 144 are meant.
 */
#ifndef KERNEL_WINOGRAD_H
#define KERNEL_WINOGRAD_H

#include "kernel/kernel.h"
#include "kernel/panel.h"

enum {
	WINOGRAD_SIDE = 6,
	WINOGRAD_POINTS = WINOGRAD_SIDE * WINOGRAD_SIDE,
	WINOGRAD_WIDTH = 512,      /* tiles * channels of a patch, at the most */
	WINOGRAD_TILES = 16,       /* tiles of a patch, at the most */
	WINOGRAD_FILTERS = 1 << 20 /* floats of the filters' transforms, at the most */
};

/* Output pixels that a part of the work is about. */
struct patch {
	int image, top, left, height, width;
};

/* Side of a tile's outputs. */
static inline int winograd_step(const struct conv_shape *s)
{
	return WINOGRAD_SIDE + 1 - s->filter_width;
}

/* Tiles that cover so many output pixels, in one direction. */
static inline int winograd_tiles(const struct conv_shape *s, int pixels)
{
	int step = winograd_step(s);

	return step > 0 ? (pixels + step - 1) / step : 0;
}

/* Floats from one point of the filters' transforms to the next, [panels][channels][PANEL_WIDTH],
 * and a gap, so that points do not meet in the same few sets of the cache. */
static inline size_t winograd_point(const struct conv_shape *s)
{
	return panel_size(s->channels, s->filters) + PANEL_WIDTH;
}

/* Whether it pays, measured with AVX2. Few channels or filters do not make up for the transforms of
 * the other; of many channels a patch has but few tiles; filters that do not stay in the cache set
 * the pace. Transforming the filters costs as much as eight tiles: one image alone must make up for
 * that, and save a third of the products. */
static inline bool winograd_fits(const struct conv_shape *s)
{
	int64_t tiles = (int64_t)winograd_tiles(s, s->out_height) * winograd_tiles(s, s->out_width);
	int size = s->filter_width;
	int64_t meant = (int64_t)s->out_height * s->out_width * size * size;

	return (size == 3 || size == 5) && s->filter_height == size && s->stride_y == 1 &&
	       s->stride_x == 1 && s->channels >= 16 && s->channels <= 128 && s->filters >= 16 &&
	       WINOGRAD_POINTS * winograd_point(s) <= WINOGRAD_FILTERS &&
	       3 * (tiles + 8) * WINOGRAD_POINTS <= 2 * meant;
}

/* The size of a patch, in output pixels. */
static inline void winograd_cut(const struct conv_shape *s, int *height, int *width)
{
	int channels = (s->channels + 15) / 16 * 16, tiles = WINOGRAD_WIDTH / channels;
	int across = winograd_tiles(s, s->out_width);

	tiles = tiles < WINOGRAD_TILES ? tiles : WINOGRAD_TILES;
	across = across < tiles ? across : tiles;
	*height = tiles / across * winograd_step(s);
	*width = across * winograd_step(s);
}

/* Floats of the filters' transforms, [points]. */
static inline size_t winograd_filters_size(const struct conv_shape *s)
{
	return winograd_fits(s) ? WINOGRAD_POINTS * winograd_point(s) : 0;
}

#endif
