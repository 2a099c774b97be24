/*
 * A job is in one place at a time: in the queue (sorted), in a worker's slot, or in the list of
 * what has ended. Workers move it along; only the requester's thread destroys, so that a job it
 * sees stays where it is until it says otherwise. One mutex guards all three places.
 */
#include "live/jobs.h"
#include "base/limits.h"
#include "base/thread.h"
#include "base/xalloc.h"

#include <stdlib.h>

static const double news_interval = 0.05; /* seconds */

struct worker {
	struct jobs *jobs;
	pthread_t thread;
	struct job *running; /* NULL: idle */
};

struct jobs {
	const struct notify_pipe *notify;
	pthread_mutex_t mutex;
	pthread_cond_t added;
	bool is_ending;
	struct job *queue, *ended; /* the latter in the order of their ends */
	struct job *delivered;     /* the one whose requester is being told of its end */
	int worker_count;
	struct worker workers[POOL_MAX_THREADS];
};

static void post(const struct notify_pipe *notify)
{
	if (notify)
		notify_pipe_post(notify);
}

/* The first job of a list, taken out of it; NULL where there is none. */
static struct job *pop(struct job **list)
{
	struct job *job = *list;

	if (job)
		*list = job->next;
	return job;
}

/* Before the first job of a higher rank. */
static void insert(struct job **list, struct job *job)
{
	while (*list && (*list)->rank <= job->rank)
		list = &(*list)->next;
	job->next = *list;
	*list = job;
}

static void append(struct job **list, struct job *job)
{
	while (*list)
		list = &(*list)->next;
	job->next = NULL;
	*list = job;
}

static void destroy(struct job *job)
{
	pthread_mutex_destroy(&job->mutex);
	job->ops->destroy(job);
}

/* ---------------------------------------------------------------------------------- workers */

/* Runs the first job of the queue, which is not empty. Called and left with the mutex locked. */
static void run_one(struct jobs *jobs, struct job **slot)
{
	struct job *job = pop(&jobs->queue);

	*slot = job;
	pthread_mutex_unlock(&jobs->mutex);
	job->ops->run(job);
	pthread_mutex_lock(&jobs->mutex);
	*slot = NULL;
	append(&jobs->ended, job);
	post(jobs->notify);
}

static void *work(void *context)
{
	struct worker *worker = context;
	struct jobs *jobs = worker->jobs;

	pthread_mutex_lock(&jobs->mutex);
	while (!jobs->is_ending) {
		if (jobs->queue)
			run_one(jobs, &worker->running);
		else
			pthread_cond_wait(&jobs->added, &jobs->mutex);
	}
	pthread_mutex_unlock(&jobs->mutex);
	return NULL;
}

struct jobs *jobs_new(int workers, const struct notify_pipe *notify)
{
	struct jobs *jobs = xcalloc(1, sizeof(*jobs));
	int max = workers < POOL_MAX_THREADS ? workers : POOL_MAX_THREADS;

	jobs->notify = notify;
	pthread_mutex_init(&jobs->mutex, NULL);
	pthread_cond_init(&jobs->added, NULL);
	/* A worker that can't be started is done without: jobs_collect() does what none does. */
	while (jobs->worker_count < max) {
		struct worker *worker = &jobs->workers[jobs->worker_count];

		worker->jobs = jobs;
		if (!thread_start(&worker->thread, work, worker))
			break;
		jobs->worker_count++;
	}
	return jobs;
}

void jobs_free(struct jobs *jobs)
{
	struct job *job;

	if (!jobs)
		return;
	jobs_cancel(jobs, JOBS_ALL);
	pthread_mutex_lock(&jobs->mutex);
	jobs->is_ending = true;
	pthread_cond_broadcast(&jobs->added);
	pthread_mutex_unlock(&jobs->mutex);
	for (int i = 0; i < jobs->worker_count; i++)
		pthread_join(jobs->workers[i].thread, NULL);
	while ((job = pop(&jobs->ended)))
		destroy(job);
	pthread_cond_destroy(&jobs->added);
	pthread_mutex_destroy(&jobs->mutex);
	free(jobs);
}

/* ----------------------------------------------------------------- the requester's thread */

void jobs_add(struct jobs *jobs, struct job *job)
{
	job->notify = jobs->notify;
	pthread_mutex_init(&job->mutex, NULL);
	pthread_mutex_lock(&jobs->mutex);
	insert(&jobs->queue, job);
	pthread_cond_signal(&jobs->added);
	pthread_mutex_unlock(&jobs->mutex);
	if (jobs->worker_count == 0)
		post(jobs->notify);
}

static bool is_of(const struct job *job, const void *owner)
{
	return job && (owner == JOBS_ALL || job->owner == owner);
}

static void give_up(struct job *job, const void *owner)
{
	if (!is_of(job, owner))
		return;
	job->is_cancelled = true;
	atomic_store(&job->stop, true);
}

/* Takes an owner's jobs out of the queue, as a list. */
static struct job *unqueue(struct jobs *jobs, const void *owner)
{
	struct job **next = &jobs->queue, *taken = NULL;

	while (*next) {
		if (is_of(*next, owner))
			append(&taken, pop(next));
		else
			next = &(*next)->next;
	}
	return taken;
}

void jobs_cancel(struct jobs *jobs, const void *owner)
{
	struct job *taken, *job;

	pthread_mutex_lock(&jobs->mutex);
	taken = unqueue(jobs, owner);
	for (int i = 0; i < jobs->worker_count; i++)
		give_up(jobs->workers[i].running, owner);
	for (job = jobs->ended; job; job = job->next)
		give_up(job, owner);
	give_up(jobs->delivered, owner);
	pthread_mutex_unlock(&jobs->mutex);
	while ((job = pop(&taken)))
		destroy(job);
}

int jobs_pending(struct jobs *jobs, const void *owner)
{
	int count = 0;

	pthread_mutex_lock(&jobs->mutex);
	for (const struct job *job = jobs->queue; job; job = job->next)
		count += is_of(job, owner);
	for (int i = 0; i < jobs->worker_count; i++)
		count += is_of(jobs->workers[i].running, owner);
	for (const struct job *job = jobs->ended; job; job = job->next)
		count += is_of(job, owner);
	pthread_mutex_unlock(&jobs->mutex);
	return count;
}

/* Only this thread cancels, so that it may look without the mutex. */
static void deliver_news(struct job *job, void *context)
{
	if (!job->is_cancelled && atomic_exchange(&job->has_news, false) && job->ops->news)
		job->ops->news(context, job);
}

/* A job that ends meanwhile stays valid: only deliver_ended() destroys it. */
static void deliver_running(struct jobs *jobs, void *context)
{
	struct job *running[POOL_MAX_THREADS];

	pthread_mutex_lock(&jobs->mutex);
	for (int i = 0; i < jobs->worker_count; i++)
		running[i] = jobs->workers[i].running;
	pthread_mutex_unlock(&jobs->mutex);
	for (int i = 0; i < jobs->worker_count; i++)
		if (running[i])
			deliver_news(running[i], context);
}

static void deliver_one(struct jobs *jobs, struct job *job, void *context)
{
	jobs->delivered = job;
	deliver_news(job, context);
	if (!job->is_cancelled)
		job->ops->done(context, job);
	jobs->delivered = NULL;
	destroy(job);
}

/* Not what ends while this delivers: requesters that add another at once would keep it here for
 * ever. */
static void deliver_ended(struct jobs *jobs, void *context)
{
	int count = 0;

	pthread_mutex_lock(&jobs->mutex);
	for (const struct job *job = jobs->ended; job; job = job->next)
		count++;
	while (count-- > 0) {
		struct job *job = pop(&jobs->ended);

		pthread_mutex_unlock(&jobs->mutex);
		deliver_one(jobs, job, context);
		pthread_mutex_lock(&jobs->mutex);
	}
	pthread_mutex_unlock(&jobs->mutex);
}

void jobs_collect(struct jobs *jobs, void *context)
{
	struct job *none;

	pthread_mutex_lock(&jobs->mutex);
	if (jobs->worker_count == 0 && jobs->queue)
		run_one(jobs, &none);
	pthread_mutex_unlock(&jobs->mutex);
	deliver_running(jobs, context);
	deliver_ended(jobs, context);
}

/* ----------------------------------------------------------------------------- from any thread */

bool job_is_stopped(const struct job *job)
{
	return atomic_load(&job->stop);
}

void job_lock(struct job *job)
{
	pthread_mutex_lock(&job->mutex);
}

void job_unlock(struct job *job)
{
	pthread_mutex_unlock(&job->mutex);
}

void job_show(struct job *job)
{
	double now = thread_clock();

	atomic_store(&job->has_news, true);
	if (job->woken_at > 0 && now - job->woken_at < news_interval)
		return;
	job->woken_at = now;
	post(job->notify);
}
