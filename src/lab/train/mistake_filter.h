/* Which images of a split are looked at: by true class, by prediction, by confidence. */
#ifndef LAB_TRAIN_MISTAKE_FILTER_H
#define LAB_TRAIN_MISTAKE_FILTER_H

#include "data/classes.h"
#include "lab/train/evaluate.h"

struct mistake_filter {
	int label, prediction; /* -1: any */
	float min;             /* confidence, 0..1 */
	bool has_right;        /* images that were classified rightly, too */
};

bool mistake_filter_takes(const struct mistake_filter *, const struct prediction *);
/* Narrows a filter: "7>3", "7", ">3", "Coat>Ankle boot", "0.9", or classes and a number with a
 * blank between; classes are as of class_names_read(). False and a message, and the filter as it
 * was, for anything else. */
bool mistake_filter_read(struct mistake_filter *, const char *text, const struct class_names *,
			 int classes, struct err *);

enum { MISTAKE_FILTER_TEXT = 2 * CLASS_NAME_MAX + 32 };
/* "7>3, 0.90 and more"; "" where it takes all classes. Returns `text`. */
char *mistake_filter_text(const struct mistake_filter *, const struct class_names *,
			  char text[MISTAKE_FILTER_TEXT]);

#endif
