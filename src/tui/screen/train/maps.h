/*
 * A net's first layer of weights as maps, one for each of its units, in a grid.
 *
 * The pictures lie in the net itself: nothing is copied, and they last as long as it does.
 */
#ifndef TUI_SCREEN_TRAIN_MAPS_H
#define TUI_SCREEN_TRAIN_MAPS_H

#include "tui/app.h"

struct train_maps {
	const struct net *net;     /* borrowed */
	const struct layer *layer; /* of it */
	int count, height, width;  /* count: units, each with a map [height, width] */
	bool are_classes;          /* one for each class, else filters or units */
};
struct train_maps train_maps_of(const struct net *);
struct picture train_map(const struct train_maps *, int i, struct palette);
/* The largest magnitude of all finite weights; above 0. */
float train_maps_range(const struct train_maps *);

/* How many maps of which scale a room has, in cells. */
struct train_grid {
	int scale, rows, columns;  /* columns: maps beside each other */
	int map_rows, map_columns; /* of one, with its caption and the gap below */
	int gap;                   /* blank rows below each map */
	bool has_captions;
	int first, count;  /* the maps that there is room for */
	int height, width; /* in all */
};
/* As large as the room lets all be; else as many as fit, around `chosen` (-1: the first). */
struct train_grid train_grid_of(const struct train_maps *, struct medium, int rows, int columns,
				int chosen);
void train_grid_draw(struct app *, const struct train_maps *, const struct train_grid *,
		     struct palette, int row, int column, int chosen);

#endif
