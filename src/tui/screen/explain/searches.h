/* What the two searches of eXplain have found. */
#ifndef TUI_SCREEN_EXPLAIN_SEARCHES_H
#define TUI_SCREEN_EXPLAIN_SEARCHES_H

#include "lab/explain/nearest.h"

enum { EXPLAIN_TAUGHT = 7, EXPLAIN_CAPTION_MAX = 32 };

/* The nearest training images; of those that were compared so far. */
struct explain_taught {
	bool is_asked, is_there; /* is_there: all were compared */
	int count;
	size_t done, total;
	struct neighbor best[EXPLAIN_TAUGHT];
	float *images; /* [EXPLAIN_TAUGHT, pixels] */
	char captions[EXPLAIN_TAUGHT][EXPLAIN_CAPTION_MAX];
};

/* The least change; the smallest of the steps so far. */
struct explain_change {
	bool is_asked, is_there; /* is_there: the search is over */
	int class;               /* that the image is to be taken for */
	int steps, steps_max;
	float *image, *change, *probabilities; /* NULL: none was found yet */
	double l0, l2, linf;
};

#endif
