/* The one job that writes a snapshot as a model file: no other thread waits for a disk. */
#ifndef LIVE_SAVE_JOB_H
#define LIVE_SAVE_JOB_H

#include "live/jobs.h"
#include "live/snapshot.h"

/* What done() is given, for the length of the call. */
struct save_answer {
	const struct snapshot *snapshot;
	const char *path;
	const struct err *err; /* NULL: it is written */
};

struct save_request {
	const struct snapshot *snapshot; /* the job holds a reference of its own */
	const char *path;                /* copied */
	bool may_overwrite;              /* as of snapshot_write() */
	const void *owner;               /* as of struct job */
	void *state; /* the requester's, for done(): outlives the job, or cancels it */
	/* On the requester's thread, unless cancelled; context is that of jobs_collect(). */
	void (*done)(void *context, void *state, const struct save_answer *);
};

void save_job_add(struct jobs *, const struct save_request *);

#endif
