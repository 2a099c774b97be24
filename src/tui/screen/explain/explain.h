/*
 * eXplain: one image, and what of it an answer is due to by each method of lab/explain that applies
 * to the net. In their place the training images that the net finds most like it, or the least
 * change that has the net take it for another class: strips of pictures, one of them shown large.
 *
 * explain.c has the keys, report.c what is kept and written; maps.c, taught.c and change.c have the
 * strips computed as jobs, strip.c tells what is in them; view.c draws them, facts.c what stands
 * beside; words.c says what they show.
 */
#ifndef TUI_SCREEN_EXPLAIN_EXPLAIN_H
#define TUI_SCREEN_EXPLAIN_EXPLAIN_H

#include "lab/explain/explanation.h"
#include "tui/app.h"
#include "tui/screen/explain/searches.h"

enum { EXPLAIN_MAPS_MAX = 16 };

enum explain_strip { EXPLAIN_MAPS, EXPLAIN_NEAREST, EXPLAIN_CHANGE, EXPLAIN_STRIPS };

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
	const struct explanation *first; /* whose map is chosen to begin with; NULL: the first */
	struct explain_taught taught;
	struct explain_change change;
	enum explain_strip strip;
	int chosen[EXPLAIN_STRIPS]; /* of each strip, what is shown large */
	bool is_close;
};

/* What counts as no input. */
struct explain_baseline {
	const char *name, *phrase; /* phrase: "blank paper" */
	float value;               /* of each pixel */
};
enum { EXPLAIN_BASELINES = 3 };
extern const struct explain_baseline explain_baselines[EXPLAIN_BASELINES];

/* ---- class.c: -1: what the net sees is not known yet */

/* The class that is explained. */
int explain_class(const struct explain_state *);
/* The most probable class but for one. */
int explain_best_but(const struct app *, const struct explain_state *, int class);
/* The class that the image is changed towards: its label where the net sees another one; else the
 * explained class, or the one next to what the net sees. */
int explain_change_class(const struct app *, const struct explain_state *);

/* ---- maps.c */

/* The map of this method is chosen, now or when there are maps. */
void explain_show_method(struct explain_state *, const struct explanation *);
/* Sees what changed, and has computed what is missing. */
void explain_update(struct app *, struct explain_state *);
/* The maps that depend on what changed are computed anew, and not shown until they are there. */
void explain_forget(struct app *, struct explain_state *,
		    bool (*depends)(const struct explanation *));
/* The same of all maps: class or image changed. */
void explain_forget_all(struct app *, struct explain_state *);
void explain_end(struct explain_state *);

/* ---- taught.c */
/* Starts the search if there was none. */
void explain_ask_taught(struct app *, struct explain_state *);
/* Stops the search and forgets what was found. */
void explain_forget_taught(struct app *, struct explain_state *);

/* ---- change.c */
void explain_ask_change(struct app *, struct explain_state *);
void explain_forget_change(struct app *, struct explain_state *);
/* Frees the arrays. */
void explain_change_clear(struct explain_change *);

/* ---- strip.c */
/* How many pictures the strip has. */
int explain_tiles(const struct explain_state *);
/* One without a scale, its values NULL where it is not there yet; and its name. */
struct tile explain_tile(struct app *, const struct explain_state *, int i);

/* ---- words.c */

/* "a 7", "a 7, not a 3". */
void explain_phrase(const struct app *, const struct explain_state *, char *text, size_t size);
void explain_status_line(struct app *, const struct explain_state *, char *text, size_t size);

/* ---- facts.c */

enum { EXPLAIN_FACTS = 18 }; /* columns at least */
void explain_draw_facts(struct app *, const struct explain_state *, struct area);

/* ---- view.c: spots are the tiles' numbers */

void explain_draw(struct app *, struct explain_state *, struct area);

/* ---- report.c */
void explain_here(struct app *, void *state, struct here *);
json_t *explain_to_session(struct app *, void *state);
/* What it has; the rest stays. */
void explain_read_session(struct app *, struct explain_state *, const json_t *);
bool explain_export(struct app *, void *state, struct export_sheet *);
json_t *explain_to_json(struct app *, void *state);

#endif
