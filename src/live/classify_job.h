/* The one job that queries a snapshot for the probabilities of images. */
#ifndef LIVE_CLASSIFY_JOB_H
#define LIVE_CLASSIFY_JOB_H

#include "live/jobs.h"
#include "live/snapshot.h"

/* What done() is given, for the length of the call. */
struct classify_answer {
	const struct snapshot *model; /* that was queried */
	unsigned generation;          /* the request's */
	int count;                    /* images */
	const float *probabilities;   /* [count, classes of the model] */
};

struct classify_request {
	const struct snapshot *model; /* packed or not; the job holds a reference of its own */
	const float *const *images;   /* [count], each of the model's input's size; copied */
	int count;
	const void *owner; /* as of struct job */
	unsigned generation;
	void *state; /* the requester's, for done(): outlives the job, or cancels it */
	/* On the requester's thread, unless cancelled; context is that of jobs_collect(). */
	void (*done)(void *context, void *state, const struct classify_answer *);
};

void classify_job_add(struct jobs *, const struct classify_request *);

#endif
