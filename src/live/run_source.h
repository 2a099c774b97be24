/*
 * Where a training run comes from: its steps, curves and snapshots.
 *
 * A source is one const struct in a file of its own and a row of the table in run_source.c. The
 * trainer (live/trainer.c) trains here; the watcher (live/watcher.c) follows what another program
 * writes. All functions are for one thread, that of whoever opened the run; none waits for a step
 * except run_end() and run_free().
 */
#ifndef LIVE_RUN_SOURCE_H
#define LIVE_RUN_SOURCE_H

#include "lab/train/fit.h"
#include "live/curves.h"
#include "live/notify_pipe.h"
#include "live/run_view.h"
#include "live/snapshot.h"

/* What to open. */
struct run_spec {
	struct fit_spec fit;        /* texts are copied */
	uint64_t steps;             /* in all, from 1 */
	const char *name;           /* for the snapshots; NULL: the architecture */
	const struct dataset *data; /* outlives the run */
	const struct kernel *kernel;
	int threads;
	const struct notify_pipe *notify; /* posted at news; outlives the run; NULL: none */
	uint64_t every;                   /* steps between validations; 0: a twentieth of `steps` */
	double (*clock)(void); /* seconds, from any thread; NULL: the monotonic clock. One that
				* stands still makes all that is published depend on steps only */
	/* The watcher's, which takes data (NULL: nothing is measured), kernel, threads, notify: */
	const char *watch; /* a folder or a file, copied; NULL: it is trained here */
	const char
		*watch_series; /* of several in a folder, the one to follow, copied; NULL: chosen */
	struct import_told watch_told; /* of files that do not say it; texts outlive the run */
	bool is_patient;     /* all is published in its order, measured, once there is room */
	bool is_once;        /* what is not there yet is not asked for */
	double poll_seconds; /* between looks; 0: a quarter */
};

/* A run: the first member of the source's own struct. */
struct run {
	const struct run_source *source;
};

struct run_source {
	const char *name;
	/* Whether the run that is described is this source's. */
	bool (*is_mine)(const struct run_spec *);
	/* As run_open() and the functions below. */
	struct run *(*open)(const struct run_spec *, struct err *);
	void (*end)(struct run *);
	void (*free)(struct run *);
	void (*look)(struct run *, struct run_view *);
	void (*curves)(struct run *, struct curves *);
	const struct snapshot *(*take)(struct run *);
	bool (*other)(struct run *, char series[CHECKPOINT_SERIES_MAX]);
	void (*start)(struct run *);
	void (*pause)(struct run *);
	void (*step)(struct run *, uint64_t n);
	void (*extend)(struct run *, uint64_t steps);
};

/* In the order in which they are tried; ends with NULL. */
extern const struct run_source *const run_sources[];
extern const struct run_source trainer_source, watcher_source;

/* Opens a run, which pauses at step 0. Fails on a batch, steps or rate out of range, or without a
 * thread; a wrong architecture or too large a net shows as FAILED. */
struct run *run_open(const struct run_spec *, struct err *);
/* Stops after the running step for good, and waits for that. What it holds is freed, but for what
 * is to be looked at and taken: that is complete. */
void run_end(struct run *);
/* The same, and nothing is to be taken any more. NULL is ignored. */
void run_free(struct run *);

/* Starts, or goes on, to the last step. */
void run_start(struct run *);
/* After the running step. A validation is broken off, and made up for when it goes on. */
void run_pause(struct run *);
/* n steps (1 and up) from the step that run_look() shows, then pauses; requested again before they
 * are done, n more. */
void run_step(struct run *, uint64_t n);
/* Another number of steps in all, but no fewer than are done. What was DONE is PAUSED then. */
void run_extend(struct run *, uint64_t steps);
void run_look(struct run *, struct run_view *);
void run_curves(struct run *, struct curves *);

/* The earliest snapshot that was not taken yet (a reference for the caller), or NULL: call it until
 * then; each belongs into the history. One is published at step 0, whenever the run pauses and when
 * it is done; while running every step where all steps' fit into UNTAKEN_BYTES; else at most every
 * 200 ms for the eye, and for the history at steps whose distance grows with the step (all up to
 * 16, then each 1/16 further). The pipe is posted to at the latter's moments in both cases. What
 * nobody takes is thinned. */
const struct snapshot *run_take(struct run *);
/* The series of another run in the folder that is watched, each once: it is followed by a run that
 * is opened with it. False: there is none, or no other any more. */
bool run_other(struct run *, char series[CHECKPOINT_SERIES_MAX]);

#endif
