/*
 * eXplain: one image, and what of it an answer is due to by each method of lab/explain that applies
 * to the net. explain.c has the keys; maps.c has the maps computed, a job each; view.c draws;
 * words.c says what a map shows.
 */
#ifndef TUI_SCREEN_EXPLAIN_EXPLAIN_H
#define TUI_SCREEN_EXPLAIN_EXPLAIN_H

#include "lab/explain/explanation.h"
#include "tui/app.h"

enum { EXPLAIN_MAPS_MAX = 16 };

struct explain_map {
	const struct explanation *method;
	struct attribution a; /* values NULL: not there yet */
	float range;          /* of its colours */
	bool is_wanted;       /* what is there, if anything, is not what is to be shown */
	bool is_asked;        /* a job computes it */
};

struct explain_state {
	unsigned model_generation, sample_generation; /* of the last request */
	float *probabilities; /* [classes], what the net says of the image; NULL: not known yet */
	int prediction;
	int class;       /* that is explained; -1: what the net sees */
	int against;     /* the class that it is compared with; -1: none */
	int baseline;    /* of explain_baselines */
	int seed;        /* of noise */
	int convolution; /* that Grad-CAM looks at, as of struct explanation_query */
	int count;       /* of maps, in the order of the table */
	struct explain_map maps[EXPLAIN_MAPS_MAX];
	int chosen; /* the map that is shown large */
	bool is_close;
};

/* What counts as no input. */
struct explain_baseline {
	const char *name, *phrase; /* phrase: "blank paper" */
	float value;               /* of each pixel */
};
enum { EXPLAIN_BASELINES = 3 };
extern const struct explain_baseline explain_baselines[EXPLAIN_BASELINES];

/* ---- maps.c */

/* Sees what changed, and has computed what is missing. */
void explain_update(struct app *, struct explain_state *);
/* The class that is explained; -1: what the net sees is not known yet. */
int explain_class(const struct explain_state *);
/* The class that is next to it in the net's answer. */
int explain_rival(const struct app *, const struct explain_state *);
/* The maps that depend on what changed are computed anew, and not shown until they are there. */
void explain_forget(struct app *, struct explain_state *,
		    bool (*depends)(const struct explanation *));
/* The same of all maps: class or image changed. */
void explain_forget_all(struct app *, struct explain_state *);
void explain_end(struct explain_state *);

/* ---- words.c */

/* "a 7", "a 7, not a 3". */
void explain_phrase(const struct app *, const struct explain_state *, char *text, size_t size);
void explain_status_line(struct app *, const struct explain_state *, char *text, size_t size);

/* ---- view.c: spots are the maps' numbers */

void explain_draw(struct app *, struct explain_state *, struct area);

#endif
