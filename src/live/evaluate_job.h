/*
 * The job that classifies the images of a split, a tenth of a second's worth of them.
 *
 * Who wants all of a split adds a job for the rest when one is done: what was requested meanwhile
 * goes first.
 */
#ifndef LIVE_EVALUATE_JOB_H
#define LIVE_EVALUATE_JOB_H

#include "lab/train/evaluate.h"
#include "live/jobs.h"
#include "live/snapshot.h"

/* What done() is given, for the length of the call: of images first..first+count-1, count >= 1. */
struct evaluate_answer {
	unsigned generation; /* the request's */
	const struct split *split;
	size_t first, count;
	const struct prediction *predictions; /* [count] */
};

struct evaluate_request {
	const struct snapshot *model; /* the job holds a reference of its own */
	const struct split *split;    /* outlives the job */
	size_t first;                 /* < split->count: images before it are known */
	const void *owner;            /* as of struct job */
	unsigned generation;
	void *state; /* the requester's, for done(): outlives the job, or cancels it */
	/* On the requester's thread, unless cancelled; context is that of jobs_collect(). */
	void (*done)(void *context, void *state, const struct evaluate_answer *);
};

/* Behind other jobs: its rank is 1. */
void evaluate_job_add(struct jobs *, const struct evaluate_request *);

#endif
