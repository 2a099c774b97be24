/* The one job that reads a network, a data set, or both, and sees that they fit each other. */
#ifndef LIVE_OPEN_JOB_H
#define LIVE_OPEN_JOB_H

#include "data/dataset.h"
#include "live/jobs.h"
#include "live/snapshot.h"

/* What done() is given, for the length of the call. Of model and data, NULL: it was not read. */
struct open_answer {
	const struct snapshot *snapshot;
	const char *path;        /* of the snapshot's file; NULL: it is in none */
	struct dataset *dataset; /* done() takes it over by putting NULL here */
	bool is_untrained;       /* the snapshot is one that nobody trained: see may_replace */
	const char *words;       /* what a file of another program was taken for; "": of ours */
	/* That is to be compared with others yet, by the same data: see wants_first. */
	bool is_provisional;
	const struct dataset *asked;
	const struct err *err;           /* NULL: all is well; else only this is there: */
	const char *model;               /* the file that was requested; NULL: none was */
	const struct network_ways *ways; /* to read it, where none is clearly best; else count 0 */
};

struct open_request {
	const char *model; /* a file or a shipped model's name, copied; NULL: none is to be read */
	/* As --data takes it, copied; NULL: the default, or without old_data what the network
	 * learned from where the default does not fit it. */
	const char *data;
	bool wants_data;         /* false: no data set is to be read */
	struct import_told told; /* of another program's file; texts are copied */
	bool wants_first; /* as of struct identify_request: an answer at once, and a second request
			   */
	bool may_replace; /* a network that does not fit the data gives way to an untrained one */
	/* What the other has to fit where one alone is read; the data set outlives the job. */
	const struct dataset *old_data;
	const struct snapshot *old_model;
	const struct kernel *kernel;
	int threads;       /* that ask images of another program's network; 0: one */
	const void *owner; /* as of struct job */
	void *state;       /* the requester's, for done(): outlives the job, or cancels it */
	/* On the requester's thread, unless cancelled; context is that of jobs_collect(). */
	void (*done)(void *context, void *state, struct open_answer *);
};

void open_job_add(struct jobs *, const struct open_request *);

#endif
