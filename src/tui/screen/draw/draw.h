/* The Draw screen: what its two halves share. */
#ifndef TUI_SCREEN_DRAW_DRAW_H
#define TUI_SCREEN_DRAW_DRAW_H

#include "tui/app.h"

enum { UNDO_MAX = 100, STRIDE_MAX = 4 };

struct draw_state {
	float *canvas, *framed; /* [height, width]: as painted; as the net sees it */
	size_t pixels;
	float *undo[UNDO_MAX];
	int undo_count;
	int y, x, stride; /* the cursor; pixels that a key moves it */
	double radius;
	bool is_down, is_rubbing, is_as_painted; /* is_as_painted: not framed */
	bool is_dirty, is_requested,
		is_new; /* to be classified; under way; not yet everyone's image */
	int label;      /* what it is meant to be; -1: not said */
	unsigned model_generation;
	float *probabilities; /* [classes], NULL before the first answer */
	int classes;
	struct area area; /* of the canvas as last drawn, for the mouse */
};

void draw_draw(struct app *, void *state, struct area);

#endif
