/*
 * The article as a walk: its stations in order, and what one sees at each. The command prints them;
 * the explorer shows them over its own screens.
 */
#ifndef LAB_STORY_TOUR_H
#define LAB_STORY_TOUR_H

enum tour_station {
	TOUR_SOFTMAX,  /* training the softmax model */
	TOUR_WEIGHTS,  /* its ten maps */
	TOUR_MISTAKES, /* what it gets wrong */
	TOUR_NOISE,    /* the CNN: noise to a 3 */
	TOUR_SEVEN,    /* a 7 to a 3 */
	TOUR_RETRAIN,  /* does it fool another net? */
	TOUR_FILTERS,  /* the gallery of its first layer */
	TOUR_STATIONS
};

struct tour_text {
	const char *title;
	const char *before; /* what is about to be shown, and what to look for */
};
extern const struct tour_text tour_texts[TOUR_STATIONS];

#endif
