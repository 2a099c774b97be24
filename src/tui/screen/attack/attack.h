/*
 * What the Attack screen knows: an attack, whose history it shows, and which step of it is shown.
 * Kept in attack.c, computed by job.c, its method chosen by method.c, drawn by view.c and chart.c.
 */
#ifndef TUI_SCREEN_ATTACK_ATTACK_H
#define TUI_SCREEN_ATTACK_ATTACK_H

#include "lab/attack/attack.h"
#include "lab/insight/insight.h"
#include "tui/app.h"

/* More steps than anybody walks; some 16 MiB of the largest images. */
enum { ATTACK_STEPS_MAX = 500 };

enum attack_start { ATTACK_FROM_IMAGE, ATTACK_FROM_NOISE, ATTACK_FROM_BLANK };

struct attack_state {
	struct attack *attack;        /* its history is all that is looked at; NULL: not begun */
	const struct snapshot *model; /* that is attacked */
	/* The same on a newer network of the run that is followed, until it is as far as the step
	 * shown; NULL: none. */
	struct attack *next;
	const struct snapshot *next_model;
	bool is_running; /* a job computes a step */
	unsigned serial; /* goes up when steps are dropped: what runs then is not wanted */
	unsigned model_generation, sample_generation; /* what it begins at */
	enum attack_start start;
	int wanted; /* the step to be shown; the nearest one that is there is */
	bool is_playing;
	int play_end;       /* the step at which playing ends at the latest */
	bool is_added_seen; /* where there is room for one map: what was added, not the gradient */
	float *added;       /* [pixels], of the step shown; filled by attack_added() */
};

/* In job.c: starts computing the next step if there is one on the way to the wanted one, and none
 * is computed. */
void attack_walk(struct attack_state *, struct jobs *);
/* The step that is shown; NULL: none is there yet. */
const struct attack_step *attack_shown(const struct attack_state *);
int attack_cursor(const struct attack_state *);
/* The image shown less the start; NULL before there is one. Valid until the next call. */
const float *attack_added(struct attack_state *);
/* The network is so sure that the gradient is 0: further steps change nothing. */
bool attack_is_stuck(const struct attack_state *);
/* Whether method, rate and clipping are the article's, which attacks a deep network only, and
 * begins with an image or noise. */
bool attack_is_article(const struct attack_state *);
/* The class that the way leads away from: what the network takes the start for, or what a person
 * does where that is the target already; -1: not known. */
int attack_origin(const struct app *, const struct attack_state *);
/* In method.c. The spec to begin with, of the method that is chosen. */
struct attack_spec attack_default(const struct attack_state *);
/* Another spec for what follows step `last`. */
void attack_turn(struct attack_state *, int last, const struct attack_spec *);
/* The next method, with its own settings, or the next objective; begins at the start, and says what
 * it is. */
void attack_next(struct app *, struct attack_state *, bool is_method);
/* How often those keys were pressed: from the first method, and from its own objective. */
int attack_method_steps(const struct attack_spec *);
int attack_objective_steps(const struct attack_spec *);
void attack_method_to_session(const struct attack_spec *, json_t *);
void attack_method_from_session(const struct attack_state *, const json_t *, struct attack_spec *);
/* In play.c. */
void attack_stop_playing(struct app *, struct attack_state *);
/* Begins to play, or stops. */
void attack_play(struct app *, struct attack_state *);
void attack_tick(struct app *, void *state); /* as of struct screen */
/* In start.c: keys that choose another image to begin with. */
void attack_ask_image(struct app *, void *state, int key);
void attack_ask_noise(struct app *, void *state, int key);
void attack_start_blank(struct app *, void *state, int key);
/* In report.c. Step and rate, with a fixed width. */
void attack_progress_words(const struct attack_state *, bool is_short, char *text, size_t size);
/* As of struct screen: */
void attack_status_line(struct app *, void *state, char *text, size_t size);
void attack_facts(struct app *, void *state, struct insight_facts *);
json_t *attack_to_json(struct app *, void *state);
bool attack_export(struct app *, void *state, struct export_sheet *);
/* In view.c. Whether there is room for both maps in an area. */
bool attack_shows_both_maps(const struct app *, struct area);
void attack_draw(struct app *, void *state, struct area);

#endif
