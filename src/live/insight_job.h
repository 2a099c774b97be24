/*
 * The job that asks a network what insights (lab/insight/insight.h) want to know of it and of its
 * data: images of validation and their answers, units that are dead, images that splits share.
 */
#ifndef LIVE_INSIGHT_JOB_H
#define LIVE_INSIGHT_JOB_H

#include "lab/insight/insight.h"
#include "live/jobs.h"
#include "live/snapshot.h"

enum { INSIGHT_JOB_IMAGES = 1000 }; /* of validation */

struct insight_answer {
	unsigned generation; /* the request's */
	struct insight_certainty certainty;
	size_t *confusion; /* [classes, classes]; owned */
	struct dead_units units[NET_MAX_LAYERS];
	int unit_layers, unit_images;
	struct leak leak;
};
void insight_answer_clear(struct insight_answer *);

/* Behind other jobs: its rank is 2. The model is kept; the data outlive the job. done() is run on
 * the requester's thread, unless cancelled, with the context of jobs_collect(); it takes the answer
 * over. */
void insight_job_add(struct jobs *, const void *owner, unsigned generation,
		     const struct snapshot *model, const struct dataset *data,
		     void (*done)(void *context, struct insight_answer *));

#endif
