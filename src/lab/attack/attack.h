/*
 * Fooling a net: a start, a method (lab/attack/method.h) and the history of the steps, each kept
 * with all that is to be said of it, so that one can go back and on again to exactly the same
 * image.
 *
 * What takes time is evaluating an image. It can be had apart from the history: a task computes the
 * next step on any thread, while the history is looked at, cut back or freed.
 */
#ifndef LAB_ATTACK_ATTACK_H
#define LAB_ATTACK_ATTACK_H

#include "lab/attack/method.h"

#include <stdatomic.h>

/* What the net makes of the start with random noise as large as the change (lab/attack/noise.h). */
struct attack_noise {
	bool is_known;
	int prediction;
	float probability; /* of the prediction */
};

/* The image after some steps, and what was found there. */
struct attack_step {
	float *image;     /* [height, width] */
	float *direction; /* [height, width]: what the next step adds, before the rate; NULL: not
			     known for the target */
	float *memory;    /* of the method; NULL: it has none */
	float *probabilities; /* [classes] */
	int prediction;
	/* Of image - start: pixels changed, Euclidean length, largest change. */
	double l0, l2, linf;
	struct attack_noise noise[ATTACK_NORMS];
};

/* Fills in l0, l2 and linf, which are 0, of a step that has its image. */
void attack_step_measure(struct attack_step *, const float *start, size_t pixels);

struct attack {
	struct attack_spec spec; /* of the steps to come */
	const struct net *net;   /* borrowed */
	struct pool *pool;       /* borrowed; NULL: none */
	size_t pixels;
	float *start; /* [height, width] */
	/* Steps to come ask the net of noise as well: of that in L2, and in the norm of a budget.
	 */
	bool is_compared;
	int count; /* of steps, the start included; 0: the start is not evaluated yet */
	struct attack_step *steps;
	struct pass *pass; /* NULL: a task has it, or none was needed yet */
};

/* The start (copied) is not evaluated yet: that is the first thing to advance to. */
struct attack *attack_open(const struct net *, const float *start, const struct attack_spec *,
			   struct pool *);
/* The same, with the start as steps[0]. */
struct attack *attack_new(const struct net *, const float *start, const struct attack_spec *,
			  struct pool *);
void attack_free(struct attack *);
/* Appends one step; evaluates the start, or a step whose direction is not known, before. */
void attack_advance(struct attack *);
/* Goes on until there are `steps` behind the start, or the target is more probable than `enough`
 * (1: never); looks at *stop (may be NULL) before each. */
void attack_run(struct attack *, int steps, float enough, const atomic_bool *stop);
/* Where no step fools the net: back to the start, for the spec's next random one. False: a step
 * does, or all of them have been tried. */
bool attack_restart(struct attack *);
/* Goes back to `count` steps at most (0 is as 1), and may go on with another spec. Another method
 * goes back to the start. Computes nothing. */
void attack_rewind(struct attack *, int count, const struct attack_spec *);
/* The first step whose image is taken for the target, or no longer for the class to leave; -1:
 * none. */
int attack_first(const struct attack *);
/* The step that answers what the method looks for: the smallest change (L2) that is taken so, or
 * the first one; -1: none. */
int attack_answer(const struct attack *);
/* The norm in which random noise is compared with the change: that of the budget, or L2. */
enum attack_norm attack_compared_norm(const struct attack_spec *);
/* How alike the image of a step is to the start (lab/attack/ssim.h). */
double attack_ssim(const struct attack *, const struct attack_step *);
/* A search for the smallest change has ended: its next step is 0. */
bool attack_is_over(const struct attack *);
/* No step leads anywhere from there: the net is too sure of its answer. */
bool attack_is_spent(const struct attack *, const struct attack_step *);

/* The next thing to find out: what evaluate_point() needs, and what it finds. Nothing in it but the
 * net and the pool is shared with the attack. */
struct attack_task {
	struct attack_spec spec;
	const struct net *net;
	struct pool *pool;
	struct pass *pass; /* the attack's; given back at the end */
	size_t pixels;
	int index; /* of the step */
	bool is_compared;
	float *start;
	struct attack_step step;
};

/* For the attack's thread. One task at a time: the pass goes along. */
void attack_task_begin(struct attack *, struct attack_task *);
/* On any thread. */
void attack_task_run(struct attack_task *);
/* Puts the step into the history, unless `is_wanted` is false: the history was cut back, or has
 * another spec. Gives the pass back and clears the task. */
void attack_task_end(struct attack *, struct attack_task *, bool is_wanted);
/* Where there is no attack any more. */
void attack_task_clear(struct attack_task *);

/* Pixels as eight bits keep them: within 0..1, in steps of 1/255. out: [count], may be `pixels`. */
void attack_round(const float *pixels, size_t count, float *out);

#endif
