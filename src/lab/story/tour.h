/*
 * The article as a walk, and what came after it: its stations in order, and what one sees at each.
 * The command prints them; the explorer shows them over its own screens.
 */
#ifndef LAB_STORY_TOUR_H
#define LAB_STORY_TOUR_H

#include <stdint.h>

enum tour_station {
	TOUR_SOFTMAX,  /* training the softmax model */
	TOUR_WEIGHTS,  /* its ten maps */
	TOUR_MISTAKES, /* what it gets wrong */
	TOUR_NOISE,    /* the CNN: noise to a 3 */
	TOUR_SEVEN,    /* a 7 to a 3 */
	TOUR_WHY,      /* which pixels changed its mind */
	TOUR_RETRAIN,  /* does it fool another net? */
	TOUR_FILTERS,  /* the gallery of its first layer */
	TOUR_HARDENED, /* adversarial training */
	TOUR_SECRET,   /* a text in noise */
	TOUR_STATIONS
};

extern const char *const tour_titles[TOUR_STATIONS];

enum { TOUR_TEXT_MAX = 640 };
/* What is about to be shown at a station, and what to look for. images: how many the networks learn
 * from. Returns `text`. */
const char *tour_before(enum tour_station, uint64_t images, char text[TOUR_TEXT_MAX]);

#endif
