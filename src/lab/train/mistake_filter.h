/* Which images of a split are looked at: by true class, by prediction, by confidence. */
#ifndef LAB_TRAIN_MISTAKE_FILTER_H
#define LAB_TRAIN_MISTAKE_FILTER_H

#include "lab/train/evaluate.h"

struct mistake_filter {
	int label, prediction; /* -1: any */
	float min;             /* confidence, 0..1 */
	bool has_right;        /* images that were classified rightly, too */
};

bool mistake_filter_takes(const struct mistake_filter *, const struct prediction *);
/* Narrows a filter: "7>3", "7", ">3", "0.9", or several with blanks between. False and a message,
 * and the filter as it was, for anything else. */
bool mistake_filter_read(struct mistake_filter *, const char *text, int classes, struct err *);

enum { MISTAKE_FILTER_TEXT = 48 };
/* "7>3, 0.90 and more"; "" where it takes all classes. Returns `text`. */
char *mistake_filter_text(const struct mistake_filter *, char text[MISTAKE_FILTER_TEXT]);

#endif
