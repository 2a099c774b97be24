/* The Weights screen: what its two halves share. */
#ifndef TUI_SCREEN_WEIGHTS_WEIGHTS_H
#define TUI_SCREEN_WEIGHTS_WEIGHTS_H

#include "lab/explain/weight_pixel.h"
#include "lab/feature/weight_maps.h"
#include "tui/app.h"

struct weights_state {
	unsigned model_generation; /* what the maps are of */
	int channel;               /* of the layer's inputs */
	struct weight_maps maps;   /* count 0: no layer's weights are pictures */
	float range;               /* colours span -range..range */
	bool has_own_range;        /* the range was chosen with + and - */
	int map;                   /* under the cursor */
	bool is_close;             /* one map and its weights, else all of them */
	bool has_cursor;           /* the cursor has been set once */
	int y, x;                  /* the weight under the cursor */
	float *seen;               /* the image as the layer sees it, if it does; owned */
	int per_row;               /* maps in a row as last drawn: the cursor goes up by as many */
};

/* A map in the screen's range. */
struct picture weights_picture(struct app *, const struct weights_state *, int map, int scale);
/* Layer, range of the weights and the legend of the colours: the first row of both views. */
void weights_draw_head(struct app *, const struct weights_state *, struct area, bool is_merged);
/* A map's number, or the name of its class, in at most so many columns. Returns `text`. */
const char *weights_name(const struct app *, const struct weights_state *, int map, int columns,
			 char text[CLASS_NAME_MAX]);
/* Columns of the widest of them, at most `max`. */
int weights_name_width(const struct app *, const struct weights_state *, int max);
/* What speaks for and against each class, or a filter's weights as numbers, from two rows below the
 * area's first on. */
void weights_draw_sums(struct app *, const struct weights_state *, struct area, int column);
void weights_draw_numbers(struct app *, const struct weights_state *, struct area, int column);
void weights_draw_all(struct app *, struct weights_state *, struct area);
void weights_draw_one(struct app *, struct weights_state *, struct area);

#endif
