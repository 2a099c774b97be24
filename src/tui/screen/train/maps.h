/* The first layer's weights as pictures, in a grid. */
#ifndef TUI_SCREEN_TRAIN_MAPS_H
#define TUI_SCREEN_TRAIN_MAPS_H

#include "lab/feature/unit_maps.h"
#include "tui/app.h"

/* Borrows the net's weights. */
struct picture train_map(const struct unit_maps *, int unit, struct palette);

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
struct train_grid train_grid_of(const struct unit_maps *, struct medium, int rows, int columns,
				int chosen);
void train_grid_draw(struct app *, const struct unit_maps *, const struct train_grid *,
		     struct palette, int row, int column, int chosen);

#endif
