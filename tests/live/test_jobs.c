/* Jobs: who runs when, who hears of it on which thread, and who never hears of it again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "live/jobs.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What happened, in order, and gates that jobs wait at. */
struct log {
	char text[400];
	pthread_t asker;
	struct jobs *jobs;
	const void *cancel; /* an owner that done() and news() cancel */
	atomic_bool gate;
	atomic_int started, runs;
};

/* 'r' runs through; 'g' waits at the gate; 's' until it is stopped; 'n' has news, then waits at the
 * gate; 'N' has news and ends. */
struct question {
	struct job job;
	struct log *log;
	char name, kind;
	bool is_unmasked, was_asker;
};

static void note(struct log *log, const char *what, const struct job *job)
{
	const struct question *q = (const struct question *)job;
	size_t length = strlen(log->text);

	assert_true(length + 20 < sizeof(log->text));
	if (!pthread_equal(pthread_self(), log->asker))
		fail_msg("%s of %c is not on the asker's thread", what, q->name);
	snprintf(log->text + length, 20, "%s(%c) ", what, q->name);
}

static bool is_free_to_go(const struct question *q)
{
	switch (q->kind) {
	case 'g':
	case 'n':
		return atomic_load(&q->log->gate);
	case 's':
		return job_is_stopped(&q->job);
	default:
		return true;
	}
}

static void question_run(struct job *job)
{
	struct question *q = (struct question *)job;
	sigset_t mask;

	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	q->is_unmasked = !sigismember(&mask, SIGTERM) || !sigismember(&mask, SIGWINCH);
	q->was_asker = pthread_equal(pthread_self(), q->log->asker);
	atomic_fetch_add(&q->log->started, 1);
	if (q->kind == 'n' || q->kind == 'N')
		job_show(job);
	while (!is_free_to_go(q))
		poll(NULL, 0, 1);
	atomic_fetch_add(&q->log->runs, 1);
}

static void react(struct log *log)
{
	if (log->cancel)
		jobs_cancel(log->jobs, log->cancel);
}

static void question_done(void *context, struct job *job)
{
	struct question *q = (struct question *)job;

	assert_ptr_equal(context, q->log);
	note(q->log, "done", job);
	react(q->log);
}

static void question_news(void *context, struct job *job)
{
	note(context, "news", job);
	react(context);
}

static void question_destroy(struct job *job)
{
	note(((struct question *)job)->log, "gone", job);
	free(job);
}

static const struct job_ops question_ops = {
	.name = "question",
	.run = question_run,
	.done = question_done,
	.news = question_news,
	.destroy = question_destroy,
};

struct place {
	struct notify_pipe notify;
	struct log log;
};

static void open_place(struct place *place, int workers)
{
	struct err err;

	memset(place, 0, sizeof(*place));
	if (!notify_pipe_open(&place->notify, &err))
		fail_msg("%s", err.text);
	place->log.asker = pthread_self();
	place->log.jobs = jobs_new(workers, &place->notify);
}

static void close_place(struct place *place)
{
	jobs_free(place->log.jobs);
	notify_pipe_close(&place->notify);
}

static struct job *ask(struct place *place, char name, char kind, int rank, const void *owner)
{
	struct question *q = xcalloc(1, sizeof(*q));

	q->job.ops = &question_ops;
	q->job.owner = owner;
	q->job.rank = rank;
	q->log = &place->log;
	q->name = name;
	q->kind = kind;
	jobs_add(place->log.jobs, &q->job);
	return &q->job;
}

/* Waits for a wake as the loop does, and collects. */
static void collect(struct place *place)
{
	struct pollfd fd = {.fd = notify_pipe_fd(&place->notify), .events = POLLIN};

	if (poll(&fd, 1, 20000) != 1)
		fail_msg("%s", "nothing wakes the asker");
	notify_pipe_drain(&place->notify);
	jobs_collect(place->log.jobs, &place->log);
}

static void collect_all(struct place *place)
{
	while (jobs_pending(place->log.jobs, JOBS_ALL) > 0)
		collect(place);
}

static void wait_for(const atomic_int *count, int value)
{
	while (atomic_load(count) < value)
		poll(NULL, 0, 1);
}

static const char here = 1, there = 2; /* owners */

static void jobs_run_by_rank_and_then_in_order(void **state)
{
	struct place place;

	(void)state;
	for (int workers = 0; workers < 2; workers++) {
		open_place(&place, workers);
		if (workers) {
			ask(&place, '-', 'g', 0, &here);
			wait_for(&place.log.started, 1);
		}
		ask(&place, 'd', 'r', 2, &here);
		ask(&place, 'b', 'r', 1, &here);
		ask(&place, 'c', 'r', 1, &here);
		ask(&place, 'a', 'r', -1, &here);
		ask(&place, 'e', 'r', 2, &here);
		assert_int_equal(jobs_pending(place.log.jobs, JOBS_ALL), 5 + workers);
		atomic_store(&place.log.gate, true);
		collect_all(&place);
		assert_string_equal(place.log.text + (workers ? 16 : 0),
				    "done(a) gone(a) done(b) gone(b) done(c) gone(c) "
				    "done(d) gone(d) done(e) gone(e) ");
		close_place(&place);
	}
}

static void without_workers_each_collect_runs_one(void **state)
{
	struct place place;

	(void)state;
	open_place(&place, 0);
	ask(&place, 'a', 'N', 0, &here);
	ask(&place, 'b', 'r', 0, &here);
	assert_int_equal(place.log.runs, 0);
	jobs_collect(place.log.jobs, &place.log);
	assert_int_equal(place.log.runs, 1);
	assert_string_equal(place.log.text, "news(a) done(a) gone(a) ");
	assert_int_equal(jobs_pending(place.log.jobs, JOBS_ALL), 1);
	close_place(&place);
	assert_int_equal(place.log.runs, 1);
}

static void workers_leave_the_thread_of_the_asker_and_its_signals_alone(void **state)
{
	struct place place;
	struct question *q;

	(void)state;
	open_place(&place, 1);
	q = (struct question *)ask(&place, 'a', 'r', 0, &here);
	wait_for(&place.log.runs, 1);
	assert_false(q->was_asker);
	assert_false(q->is_unmasked);
	collect_all(&place);
	close_place(&place);
}

static void cancelled_jobs_are_never_heard_of_again(void **state)
{
	struct place place;

	(void)state;
	open_place(&place, 1);
	ask(&place, 'a', 's', 0, &here);
	wait_for(&place.log.started, 1);
	ask(&place, 'b', 'r', 0, &here);
	ask(&place, 'c', 'r', 0, &there);
	ask(&place, 'd', 'r', 0, &here);
	jobs_cancel(place.log.jobs, &here);
	/* What had not begun is gone; what runs goes when it has ended. */
	assert_string_equal(place.log.text, "gone(b) gone(d) ");
	assert_in_range(jobs_pending(place.log.jobs, &here), 1, 1);
	assert_int_equal(jobs_pending(place.log.jobs, &there), 1);
	collect_all(&place);
	assert_string_equal(place.log.text, "gone(b) gone(d) gone(a) done(c) gone(c) ");
	close_place(&place);
}

static void cancelled_between_end_and_collection_is_cancelled(void **state)
{
	struct place place;

	(void)state;
	open_place(&place, 1);
	ask(&place, 'a', 'N', 0, &here);
	/* b begins when a has ended. */
	ask(&place, 'b', 'g', 0, &there);
	wait_for(&place.log.started, 2);
	jobs_cancel(place.log.jobs, &here);
	assert_int_equal(jobs_pending(place.log.jobs, &here), 1);
	jobs_collect(place.log.jobs, &place.log);
	assert_string_equal(place.log.text, "gone(a) ");
	jobs_cancel(place.log.jobs, JOBS_ALL);
	atomic_store(&place.log.gate, true);
	collect_all(&place);
	assert_string_equal(place.log.text, "gone(a) gone(b) ");
	close_place(&place);
}

static void news_arrive_while_the_job_runs_and_once(void **state)
{
	struct place place;

	(void)state;
	open_place(&place, 2);
	ask(&place, 'a', 'n', 0, &here);
	while (!*place.log.text)
		collect(&place);
	assert_string_equal(place.log.text, "news(a) ");
	jobs_collect(place.log.jobs, &place.log);
	assert_string_equal(place.log.text, "news(a) ");
	atomic_store(&place.log.gate, true);
	collect_all(&place);
	assert_string_equal(place.log.text, "news(a) done(a) gone(a) ");
	close_place(&place);
}

static void job_show_wakes_once_in_a_while_only(void **state)
{
	struct place place;
	struct question *q = xcalloc(1, sizeof(*q));
	char bytes[1000];

	(void)state;
	open_place(&place, 0);
	q->job.notify = &place.notify;
	/* Many shows take far less time than would make as many wakes. */
	for (int i = 0; i < 1000; i++)
		job_show(&q->job);
	assert_true(atomic_load(&q->job.has_news));
	assert_in_range(read(notify_pipe_fd(&place.notify), bytes, sizeof(bytes)), 1, 500);
	free(q);
	close_place(&place);
}

static void news_and_answers_may_cancel(void **state)
{
	struct place place;

	(void)state;
	/* News of a, whose end waits behind it, cancel it. */
	open_place(&place, 0);
	place.log.cancel = &here;
	ask(&place, 'a', 'N', 0, &here);
	ask(&place, 'b', 'r', 1, &here);
	ask(&place, 'c', 'r', 1, &there);
	collect_all(&place);
	assert_string_equal(place.log.text, "news(a) gone(b) gone(a) done(c) gone(c) ");
	close_place(&place);
	/* An answer that cancels everything: its own job goes once. */
	open_place(&place, 0);
	place.log.cancel = &here;
	ask(&place, 'a', 'r', 0, &here);
	ask(&place, 'b', 'r', 0, &here);
	collect_all(&place);
	assert_string_equal(place.log.text, "done(a) gone(b) gone(a) ");
	close_place(&place);
}

static void jobs_free_stops_what_runs_and_destroys_all(void **state)
{
	struct place place;

	(void)state;
	open_place(&place, 1);
	ask(&place, 'a', 's', 0, &here);
	wait_for(&place.log.started, 1);
	ask(&place, 'b', 'r', 0, &there);
	close_place(&place);
	assert_string_equal(place.log.text, "gone(b) gone(a) ");
	jobs_free(NULL);
}

static void count_done(void *context, struct job *job)
{
	(*(int *)context)++;
	assert_int_equal(job->generation, 7);
}

static void count_run(struct job *job)
{
	job_lock(job);
	job_show(job);
	job_unlock(job);
}

static void free_job(struct job *job)
{
	free(job);
}

/* For the thread sanitizer above all. */
static void many_jobs_on_many_workers_are_each_done_once(void **state)
{
	static const struct job_ops ops = {
		.name = "count", .run = count_run, .done = count_done, .destroy = free_job};
	struct place place;
	int done = 0;

	(void)state;
	open_place(&place, 4);
	for (int i = 0; i < 500; i++) {
		struct job *job = xcalloc(1, sizeof(*job));

		job->ops = &ops;
		job->generation = 7;
		job->rank = i % 3;
		jobs_add(place.log.jobs, job);
		if (i % 10 == 0)
			jobs_collect(place.log.jobs, &done);
	}
	while (jobs_pending(place.log.jobs, JOBS_ALL) > 0)
		jobs_collect(place.log.jobs, &done);
	assert_int_equal(done, 500);
	close_place(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_run_by_rank_and_then_in_order),
		cmocka_unit_test(without_workers_each_collect_runs_one),
		cmocka_unit_test(workers_leave_the_thread_of_the_asker_and_its_signals_alone),
		cmocka_unit_test(cancelled_jobs_are_never_heard_of_again),
		cmocka_unit_test(cancelled_between_end_and_collection_is_cancelled),
		cmocka_unit_test(news_arrive_while_the_job_runs_and_once),
		cmocka_unit_test(job_show_wakes_once_in_a_while_only),
		cmocka_unit_test(news_and_answers_may_cancel),
		cmocka_unit_test(jobs_free_stops_what_runs_and_destroys_all),
		cmocka_unit_test(many_jobs_on_many_workers_are_each_done_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
