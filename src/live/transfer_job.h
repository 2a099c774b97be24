/*
 * Who is fooled by whose images (lab/attack/transfer.h), in the background: in slices, each a job
 * that comes after all others, so that a query never waits for longer than a slice.
 */
#ifndef LIVE_TRANSFER_JOB_H
#define LIVE_TRANSFER_JOB_H

#include "lab/attack/transfer.h"
#include "live/jobs.h"
#include "live/snapshot.h"

/* What progress() is given, for the length of the call. */
struct transfer_progress {
	const struct dataset *data;      /* the request's */
	double share;                    /* of the work that is done; 1: this is the last time */
	struct transfer_counts counts;   /* of the images that all is known of */
	const struct transfer *transfer; /* for these images, and their pixels */
};

struct transfer_request {
	const struct snapshot
		*models[TRANSFER_MAX_NETS]; /* [count]; jobs hold their own references */
	int count;
	const struct dataset *data; /* outlives the job: progress() abandons it in time */
	enum split_name split;      /* of which the first `images` are taken, or all */
	size_t images;
	struct attack_spec attack;
	int steps;
	const void *owner; /* as of struct job */
	void *state;       /* the requester's, for progress(): outlives the job, or cancels it */
	/* On the requester's thread after each slice, unless cancelled; context is that of
	 * jobs_collect(). False: it is not wanted any more. */
	bool (*progress)(void *context, void *state, const struct transfer_progress *);
};

void transfer_job_add(struct jobs *, const struct transfer_request *);

#endif
