/*
 * The images that a net gets wrong, as cell 4 of the article has them, and what it says of all
 * others that were looked at.
 *
 * mistakes_find() is the whole of it. A caller with something else to do meanwhile begins with
 * mistakes_new(), examines piece by piece, and sorts as it likes, which gives the same.
 */
#ifndef LAB_TRAIN_MISTAKES_H
#define LAB_TRAIN_MISTAKES_H

#include "lab/train/evaluate.h"

struct mistake {
	size_t index; /* in the split */
	struct prediction prediction;
};

struct mistakes {
	const struct split *split; /* borrowed, as the next */
	const struct class_names *names;
	int height, width;
	size_t first; /* the image to begin with: 0, but for whoever sets it after mistakes_new() */
	size_t wanted;                  /* images that are to be examined from there on */
	size_t examined;                /* of them, so far */
	struct prediction *predictions; /* [wanted], of which `examined` are there; owned */
	size_t count;
	struct mistake *list; /* [count]; owned */
};

enum mistake_order { BY_INDEX, BY_LOSS, BY_CONFIDENCE }; /* worst first */

/* Among the first `count` images of the split (at most those it has), none of which is examined
 * yet. */
struct mistakes mistakes_new(const struct dataset *, const struct split *, size_t count);
void mistakes_clear(struct mistakes *);
/* Examines the next images, at most MISTAKES_PIECE, and appends what is wrong of them to the list,
 * which has to be sorted again if it was. False where none were left. */
enum { MISTAKES_PIECE = 200 };
bool mistakes_examine(struct mistakes *, const struct net *, struct pool *);
void mistakes_sort(struct mistakes *, enum mistake_order);

/* Among the first `count` images of the split, examined and sorted. */
struct mistakes mistakes_find(const struct net *, const struct dataset *, const struct split *,
			      size_t count, enum mistake_order, struct pool *);

#endif
