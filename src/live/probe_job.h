/* What files are (lab/probe.h), found in the background: disks may be slow. */
#ifndef LIVE_PROBE_JOB_H
#define LIVE_PROBE_JOB_H

#include "lab/probe.h"
#include "live/jobs.h"

/* done: with jobs_collect()'s context; it may take the probe, and clears the rest of it. index: the
 * requester's. path: copied. */
void probe_job_add(struct jobs *, const char *path, const void *owner, unsigned generation,
		   int index,
		   void (*done)(void *context, unsigned generation, int index,
				struct probe *probe));

#endif
