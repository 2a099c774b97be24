/*
 * Beyond the gallery: one thing looked at by itself. A deep dream of the layer, which begins with
 * the chosen image; or several images that maximize the channel under the cursor and differ.
 */
#ifndef TUI_SCREEN_FILTERS_STUDY_H
#define TUI_SCREEN_FILTERS_STUDY_H

#include "lab/feature/diversity.h"
#include "tui/app.h"

struct filters_state;

enum filters_study_kind { FILTERS_NO_STUDY, FILTERS_DREAM, FILTERS_DIFFERENT, FILTERS_STUDIES };
enum { FILTERS_IMAGES = 4 };

/* Zero at first. */
struct filters_study {
	enum filters_study_kind kind;
	/* What the images are of: whatever changes, they begin anew. */
	struct filters_study_subject {
		unsigned model_generation, sample_generation;
		int layer, channel, start;
		struct regularizer regularizer;
	} subject;
	int count, step; /* images, each after so many steps; step -1: none yet */
	float *images;   /* [FILTERS_IMAGES, pixels]; owned */
	size_t pixels;
	double reached[FILTERS_IMAGES], before, likeness; /* before: of a dream's start */
	unsigned serial;
	bool is_running;
};

/* The keys m and i: to a study, and back. */
void filters_study_switch(struct app *, void *state, int key);
/* False: there was none to close. */
bool filters_study_close(struct app *, struct filters_state *);
/* Steps on, unless paused. */
void filters_study_update(struct app *, struct filters_state *);
void filters_study_halt(struct app *, struct filters_state *);
void filters_study_clear(struct filters_study *);
/* Steps in all. */
int filters_study_steps(const struct filters_state *);
json_t *filters_study_json(const struct filters_state *);

/* In study_view.c */
void filters_study_draw(struct app *, const struct filters_state *, struct area);
void filters_study_words(struct app *, const struct filters_state *, char *text, size_t size);
bool filters_study_export(struct app *, const struct filters_state *, struct export_sheet *);

#endif
