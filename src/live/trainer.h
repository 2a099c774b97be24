/*
 * Training while one looks: a thread around lab/fit that owns the live net and the pool it computes
 * with. Others only see copies: the view, the curves, and snapshots.
 *
 * After N steps the net has the bytes that fit_run() gives it after N, however it was paused, and
 * for any number of threads. All functions are for one thread, the asker's; none waits for a step
 * except trainer_free().
 */
#ifndef LIVE_TRAINER_H
#define LIVE_TRAINER_H

#include "lab/train/fit.h"
#include "live/curves.h"
#include "live/notify_pipe.h"
#include "live/snapshot.h"

struct trainer_spec {
	struct fit_spec fit;        /* texts are copied */
	uint64_t steps;             /* in all, from 1 */
	const char *name;           /* for the snapshots */
	const struct dataset *data; /* outlives the trainer */
	const struct kernel *kernel;
	int threads;
	const struct notify_pipe *notify; /* posted at news; outlives the trainer; NULL: none */
	uint64_t every;                   /* steps between validations; 0: a twentieth of `steps` */
	double (*clock)(void); /* seconds, from any thread; NULL: the monotonic clock. One that
				* stands still makes all that is published depend on steps only */
};

/* PAUSED and RUNNING say what was asked for; is_busy whether the thread still computes. */
enum trainer_state {
	TRAINER_STARTING, /* allocating; what is asked for in the meantime is done then */
	TRAINER_PAUSED,
	TRAINER_RUNNING,
	TRAINER_DONE,  /* all steps done and validated; trainer_extend() leads on */
	TRAINER_FAILED /* for good: see the message. The snapshots taken before stay good */
};

struct trainer_view {
	enum trainer_state state;
	uint64_t step, steps;  /* done; in all */
	double loss, accuracy; /* of the last step's batch; NAN before the first */
	double validation;     /* when last measured; NAN: not yet */
	uint64_t validated_at;
	double images_per_second; /* smoothed, validations included; NAN: not known yet */
	double seconds_left;      /* NAN: not known */
	bool is_busy;      /* false: nothing will change, and all snapshots are there to be taken */
	bool has_news;     /* there is a snapshot to be taken */
	char message[512]; /* where FAILED, else "" */
};

/* Starts the thread, which makes the fit and pauses at step 0. Fails on a batch, steps or rate out
 * of range, or without a thread; a wrong architecture or too large a net shows as FAILED. */
struct trainer *trainer_new(const struct trainer_spec *, struct err *);
/* Stops after the running step and waits for that. NULL is ignored. */
void trainer_free(struct trainer *);

/* Starts, or goes on, to the last step. */
void trainer_run(struct trainer *);
/* After the running step. A validation is broken off, and made up for when it goes on. */
void trainer_pause(struct trainer *);
/* n steps (1 and up) from the step that trainer_look() shows, then pauses; asked again before they
 * are done, n more. */
void trainer_step(struct trainer *, uint64_t n);
/* Another number of steps in all, but no fewer than are done. What was DONE is PAUSED then. */
void trainer_extend(struct trainer *, uint64_t steps);

void trainer_look(struct trainer *, struct trainer_view *);
void trainer_curves(struct trainer *, struct curves *);

/* The earliest snapshot that was not taken yet (a reference for the caller), or NULL: call it until
 * then; each belongs into the history. One is published at step 0, whenever it pauses and when it
 * is done; while running every step where all steps' fit into HISTORY_BYTES; else at most every 200
 * ms for the eye, and for the history at steps whose distance grows with the step (all up to 16,
 * then each 1/16 further). The wake is posted at the latter's moments in both cases. What nobody
 * takes is thinned. */
const struct snapshot *trainer_take(struct trainer *);

#endif
