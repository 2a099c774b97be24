/*
 * Training in the background: in slices, each a job that comes after all others. So a query never
 * waits for longer than a slice. Where slices end changes nothing about what is computed: the net
 * has the bytes that fit_run() gives it, and its validation accuracy is measured at the end.
 */
#ifndef LIVE_FIT_JOB_H
#define LIVE_FIT_JOB_H

#include "lab/train/fit.h"
#include "live/jobs.h"
#include "live/snapshot.h"

/* What progress() is given, for the length of the call. */
struct fit_progress {
	const struct dataset *data; /* the request's */
	uint64_t step;              /* done */
	size_t examined;            /* validation images; 0 before the last step */
};

enum fit_reply {
	FIT_GO_ON,
	FIT_ENOUGH, /* no step more: what was learned is measured */
	FIT_ABANDON /* done() is not called */
};

struct fit_request {
	struct fit_spec spec;       /* architecture: copied */
	uint64_t steps;             /* in all, from 1 */
	const char *name;           /* of the snapshot; copied */
	const struct dataset *data; /* outlives the job: progress() abandons it in time */
	const struct kernel *kernel;
	const void *owner; /* as of struct job */
	void *state; /* the requester's, for both functions: outlives the job, or cancels it */
	/* Both on the requester's thread, unless cancelled; context is that of jobs_collect().
	 * After each slice but the last: */
	enum fit_reply (*progress)(void *context, void *state, const struct fit_progress *);
	/* At the end: what was learned (the job's reference), or NULL and why not. */
	void (*done)(void *context, void *state, const struct snapshot *, const struct err *);
};

void fit_job_add(struct jobs *, const struct fit_request *);

#endif
