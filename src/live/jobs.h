/*
 * Work that takes longer than a key stroke may: requested on the explorer's thread ("the
 * requester's" here), done on workers, and delivered on the requester's thread again.
 *
 * A job is embedded first in a struct of its requester and is zero but for its first four members.
 * It reads nothing that can change or go while it runs: it holds references of its own (snapshots).
 * Its computing is in lab, with a pool of its own or none.
 */
#ifndef LIVE_JOBS_H
#define LIVE_JOBS_H

#include "live/notify_pipe.h"

#include <pthread.h>
#include <stdatomic.h>

struct job;

struct job_ops {
	const char *name;
	/* On a worker. Ends soon after job->stop is set. */
	void (*run)(struct job *);
	/* On the requester's thread, from jobs_collect(), with its context. May add and cancel
	 * jobs. */
	void (*done)(void *context, struct job *); /* after run(), unless cancelled */
	void (*news)(void *context, struct job *); /* after job_show(); may be NULL */
	/* On the requester's thread, always, and last: frees the job and what it holds. */
	void (*destroy)(struct job *);
};

struct job {
	const struct job_ops *ops;
	const void *owner;   /* whom jobs_cancel() and jobs_pending() know it by */
	unsigned generation; /* the requester's: what the request was about */
	int rank;            /* lower ones first; equal ones as they were added */
	atomic_bool stop;    /* set when the answer is not wanted any more */
	/* For jobs.c: */
	struct job *next;
	const struct notify_pipe *notify;
	pthread_mutex_t mutex;
	bool is_cancelled;
	atomic_bool has_news;
	double woken_at;
};

/* The functions of struct jobs are for the requester's thread. */
struct jobs;
#define JOBS_ALL ((const void *)0) /* every owner */

/* Workers start with all signals blocked. With 0 of them, each jobs_collect() runs one job itself.
 * The pipe (NULL: none) is posted to when there is something to collect; it outlives the jobs. */
struct jobs *jobs_new(int workers, const struct notify_pipe *);
/* Stops and destroys all; waits for those that run. NULL is ignored. */
void jobs_free(struct jobs *);
/* Takes the job over. */
void jobs_add(struct jobs *, struct job *);
/* Those of an owner: what is queued is destroyed now; what runs is told to stop, and destroyed by a
 * later jobs_collect(), as is what waits to be collected. None is heard of again. */
void jobs_cancel(struct jobs *, const void *owner);
/* Delivers news of what runs; news and answers of what has ended, which is destroyed then. */
void jobs_collect(struct jobs *, void *context);
/* How many of an owner's are queued, run, or wait to be collected, cancelled ones included. */
int jobs_pending(struct jobs *, const void *owner);

/* From any thread: */
bool job_is_stopped(const struct job *);
/* Around what run() and news() both touch. */
void job_lock(struct job *);
void job_unlock(struct job *);
/* From run(): there is something new to see. Notifies at most every 50 ms; in between the
 * news waits for the next time, or the end. */
void job_show(struct job *);

#endif
