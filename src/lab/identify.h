/*
 * Which network a file of tensors is. What its file leaves open (model/import) is told by labelled
 * images: the way to read it with which it classifies them clearly best is taken.
 */
#ifndef LAB_IDENTIFY_H
#define LAB_IDENTIFY_H

#include "base/pool.h"
#include "data/dataset.h"
#include "model/import/import.h"

enum {
	IDENTIFY_IMAGES = 500,       /* that decide */
	IDENTIFY_MORE_IMAGES = 3000, /* where those do not tell two ways apart */
	IDENTIFY_SHOWN = 10,         /* ways to read a file that are kept */
	IDENTIFY_WORDS_MAX = 2 * SETTINGS_ARCHITECTURE_MAX + 128
};

/* One way to read a file. */
struct trial {
	const struct candidate *candidate; /* of the import */
	struct choice choice;
	int count;             /* images that it was asked; 0: none */
	int of;                /* or was to be asked, had it not been clearly behind */
	double accuracy, loss; /* of those asked: 0..1, and the mean */
	/* How much its loss is above that of the leader, on the same images: the mean, and in
	 * standard errors of it. */
	double excess, behind;
	bool is_alike; /* what was asked does not tell it from the answer */
};

struct identification {
	struct import *import;               /* owned */
	int count;                           /* 1 and up */
	struct trial trials[IDENTIFY_SHOWN]; /* best first */
	bool is_clear;                       /* nothing is open, or the first is clearly best */
	bool is_provisional; /* it was not compared with the others: see wants_first */
	/* The first of them, for people: "conv5x5x32 ...: 98.9 % of 500 images right, loss 0.04;
	 * the next way to read it: 31.2 %, loss 5". */
	char words[IDENTIFY_WORDS_MAX];
	struct net *net; /* the first one; owned */
};

struct identify_request {
	const struct import_told *told;
	const char *path;
	const struct dataset
		*data; /* labelled images, or NULL; those that do not fit are not asked */
	const struct kernel *kernel;
	struct pool *pool; /* or NULL */
	/* It is given up early, and not clear, where the usual ways read little, as of a net that
	 * has not learned much yet: a second instead of ten. */
	bool is_hasty;
	/* The first way that reads nearly all of a few images is enough, if there is one: it is
	 * provisional. */
	bool wants_first;
	bool (*is_over)(void *context); /* whether to give up; NULL: never */
	void *context;
};

/* Takes the import over. The same images and file give the same answer. False, and nothing is
 * owned: no way to read it gives finite values, or it was given up before one was tried. */
bool identify(struct import *, const struct identify_request *, struct identification *,
	      struct err *);
void identification_clear(struct identification *);

/* What a person would tell to get that trial: an architecture, and a layout ("torch" or
 * "tensorflow", with ",transposed"). */
bool identification_told(const struct identification *, int trial, const struct import_told *,
			 char architecture[SETTINGS_ARCHITECTURE_MAX],
			 char layout[NUMBERS_TEXT_MAX]);

#endif
