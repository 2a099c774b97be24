/*
 * The way of an attack as it is walked on a screen: the points it went through, and the next one as
 * a job.
 *
 * The struct attack that computes belongs to the running job alone, and lies here between two jobs;
 * what a job finds is copied into a point, so that looking back needs no computing. One job runs at
 * a time. All functions are for the explorer's thread.
 */
#ifndef TUI_SCREEN_ATTACK_PATH_H
#define TUI_SCREEN_ATTACK_PATH_H

#include "lab/attack/attack.h"
#include "live/jobs.h"
#include "live/snapshot.h"

/* Some 16 MiB of the largest images, and more steps than anybody walks. */
enum { ATTACK_PATH_MAX = 500 };

/* What there is to see after some steps. */
struct attack_point {
	float *image;    /* [height, width] */
	float *gradient; /* [height, width], as of struct attack; NULL: not known for the target */
	float *probabilities; /* [classes] */
	int prediction;
	double l0, l2, linf; /* as of struct attack_step */
};

/* All zero: nowhere. */
struct attack_path {
	struct attack_spec spec; /* of the steps to come */
	size_t pixels;
	int classes;
	struct attack_point *points; /* [count]; entry 0 is the start */
	int count;                   /* 0: not even the start is known yet */
	bool is_running;
	/* For attack_path.c: */
	const struct snapshot *model;
	float *start;          /* [pixels] */
	struct attack *attack; /* NULL: a job has it, or there is none yet */
	unsigned serial;       /* goes up when points are dropped: what runs then brings no point */
};

/* Forgets everything, and begins at another start (copied) or with another net (referenced). */
void attack_path_begin(struct attack_path *, struct jobs *, const struct snapshot *,
		       const float *start, const struct attack_spec *);
/* Another spec for what follows point `last`: points behind it are dropped. Another target begins
 * at the start again. */
void attack_path_turn(struct attack_path *, int last, const struct attack_spec *);
/* Starts a job if there is something to find out on the way to point `wanted` and none runs. */
void attack_path_walk(struct attack_path *, struct jobs *, int wanted);
/* The first point that is taken for the target; -1: none. */
int attack_path_first(const struct attack_path *);
/* Frees what it holds; the jobs are gone. */
void attack_path_clear(struct attack_path *);

#endif
