/*
 * The trainer: a thread around lab/train/fit that owns the live net and the pool it computes with.
 * Others only see copies: the view, the curves, and snapshots. After N steps the net has the bytes
 * that fit_run() gives it after N, however it was paused, and for any number of threads.
 *
 * The thread takes a step as long as there is one to take (is_running), and rests else. What is
 * requested is two numbers, `goal` and `view.steps`: it works until the smaller one. The
 * thread alone touches the fit; everything under "shared" is guarded by the mutex. Before it rests
 * it has published the net as it is, so that whoever sees it idle finds the last snapshot.
 */
#include "base/thread.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "live/history.h"
#include "live/run_source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	SLICE = 250,    /* images of a validation at a time */
	MAX_EACH = 4096 /* steps that are all published, at most */
};
static const uint64_t no_goal = UINT64_MAX;                    /* to the last step */
static const double show_interval = 0.2, rate_interval = 0.25; /* seconds */

struct trainer {
	struct run run;
	struct run_spec spec; /* texts owned */
	pthread_t thread;
	bool is_over; /* the thread has ended: the requester's own */

	/* The thread's own: */
	struct pool *pool;
	struct fit *fit;
	bool is_shown; /* the net as it is was published */
	double shown_at;
	uint64_t next_kept;   /* the next step that the history is to have */
	uint64_t marked_step; /* from where, and since when, the rate is measured */
	double marked_at;

	/* Shared: */
	pthread_mutex_t mutex;
	pthread_cond_t requested;
	bool is_ending, is_ready, has_failed;
	bool is_at_work;      /* the thread does not rest */
	uint64_t goal;        /* pauses there; 0: at once */
	struct run_view view; /* but for what look() works out */
	struct curves curves;
	struct history *untaken;
};

static void lock(struct trainer *t)
{
	pthread_mutex_lock(&t->mutex);
}

static void unlock(struct trainer *t)
{
	pthread_mutex_unlock(&t->mutex);
}

static void notify(const struct trainer *t)
{
	if (t->spec.notify)
		notify_pipe_post(t->spec.notify);
}

/* ----------------------------------------------------- what there is to do; the mutex is locked */

/* Whether a validation belongs to the step that was reached, and is still to be made. */
static bool is_due(const struct trainer *t)
{
	const struct run_view *view = &t->view;

	if (view->step == 0 || (view->step % t->spec.every != 0 && view->step != view->steps))
		return false;
	return isnan(view->validation) || view->validated_at != view->step;
}

static bool is_done(const struct trainer *t)
{
	return t->view.step >= t->view.steps && !is_due(t);
}

static bool is_running(const struct trainer *t)
{
	if (t->is_ending || t->has_failed || is_done(t))
		return false;
	return t->view.step < t->goal || (t->view.step == t->goal && is_due(t));
}

static enum run_state state_of(const struct trainer *t)
{
	if (t->has_failed)
		return RUN_FAILED;
	if (!t->is_ready)
		return RUN_STARTING;
	if (is_done(t))
		return RUN_DONE;
	return is_running(t) ? RUN_RUNNING : RUN_PAUSED;
}

/* ------------------------------------------------------------------- the thread: to be seen */

/* For whoever takes them next. A net that has diverged is not shown: the last finite one is worth
 * more. */
static void add_snapshot(struct trainer *t)
{
	const struct snapshot *snapshot;

	t->is_shown = true;
	if (!fit_is_finite(t->fit))
		return;
	snapshot = snapshot_of_fit(t->fit, t->spec.name);
	lock(t);
	history_add(t->untaken, snapshot);
	unlock(t);
	snapshot_unref(snapshot);
}

static void publish(struct trainer *t)
{
	if (t->is_shown)
		return;
	t->shown_at = t->spec.clock();
	if (t->fit->step >= t->next_kept)
		t->next_kept = t->fit->step + 1 + t->fit->step / 16;
	add_snapshot(t);
	notify(t);
}

/* Whether there is room for every step, even if nobody takes one. */
static bool keeps_each(const struct trainer *t, uint64_t steps)
{
	size_t bytes =
		sizeof(struct snapshot) + sizeof(struct net) + t->fit->net->size * sizeof(float);

	return steps < MAX_EACH && (steps + 1) * bytes <= UNTAKEN_BYTES;
}

/* Where a validation follows, what it says shall be in the snapshot. */
static void publish_in_time(struct trainer *t)
{
	bool waits, is_each;

	lock(t);
	waits = is_due(t);
	is_each = keeps_each(t, t->view.steps);
	unlock(t);
	if (waits)
		return;
	if (t->fit->step >= t->next_kept || t->spec.clock() - t->shown_at >= show_interval)
		publish(t);
	else if (is_each)
		add_snapshot(t); /* notifies nobody: it is there for the next look */
}

static void mark(struct trainer *t)
{
	t->marked_at = t->spec.clock();
	t->marked_step = t->fit->step;
}

/* Measures the rate once the interval is over; before that only where no rate is known. */
static void measure(struct trainer *t, double interval)
{
	double seconds = t->spec.clock() - t->marked_at, rate;

	if (!(seconds > 0) || seconds < interval || t->fit->step == t->marked_step)
		return;
	rate = (double)(t->fit->step - t->marked_step) * t->fit->spec.batch / seconds;
	lock(t);
	if (isnan(t->view.images_per_second))
		t->view.images_per_second = rate;
	else if (seconds >= rate_interval)
		t->view.images_per_second += 0.3 * (rate - t->view.images_per_second);
	unlock(t);
	mark(t);
}

/* -------------------------------------------------------------------- the thread: its work */

static void fail(struct trainer *t, const struct err *err)
{
	lock(t);
	t->has_failed = true;
	t->is_at_work = false;
	t->view.err = *err;
	unlock(t);
	notify(t);
}

static void start(struct trainer *t)
{
	struct err err;

	t->pool = pool_new(t->spec.threads);
	t->fit = fit_new(&t->spec.fit, t->spec.data, t->spec.kernel, t->pool, &err);
	if (!t->fit) {
		fail(t, &err);
		return;
	}
	publish(t);
	mark(t);
	lock(t);
	t->is_ready = true;
	unlock(t);
}

static void take_step(struct trainer *t)
{
	struct fit *fit = t->fit;
	struct err err;

	if (!fit_step(fit, &err)) {
		fail(t, &err);
		return;
	}
	t->is_shown = false;
	lock(t);
	t->view.step = fit->step;
	t->view.loss = fit->loss;
	t->view.accuracy = fit->accuracy;
	curves_add(&t->curves, fit->step, fit->loss, fit->accuracy);
	unlock(t);
	measure(t, rate_interval);
	publish_in_time(t);
}

/* fit_validate() in slices, between which the trainer can be told to leave it. */
static bool count_correct(struct trainer *t, const struct split *split, size_t *correct)
{
	*correct = 0;
	for (size_t at = 0; at < split->count; at += SLICE) {
		size_t count = split->count - at < SLICE ? split->count - at : SLICE;
		bool goes_on;

		lock(t);
		goes_on = is_running(t);
		unlock(t);
		if (!goes_on)
			return false;
		*correct += evaluate_correct(t->fit->net, split, at, count, t->pool);
	}
	return true;
}

static void validate(struct trainer *t)
{
	const struct split *split = &t->spec.data->split[SPLIT_VALIDATION];
	struct fit *fit = t->fit;
	size_t correct;

	if (!count_correct(t, split, &correct))
		return;
	fit->validation = (double)correct / (double)split->count;
	fit->validated_at = fit->step;
	t->is_shown = false;
	lock(t);
	t->view.validation = fit->validation;
	t->view.validated_at = fit->validated_at;
	curves_add_validation(&t->curves, fit->step, fit->validation);
	unlock(t);
	publish_in_time(t);
}

/* Called and left with the mutex locked; while it is not, something may be requested. */
static void rest(struct trainer *t)
{
	unlock(t);
	measure(t, 0);
	publish(t);
	lock(t);
	t->is_at_work = is_running(t);
	notify(t);
}

/* What to do next; NULL: to end. */
static void (*next_work(struct trainer *t))(struct trainer *)
{
	void (*next)(struct trainer *);

	lock(t);
	while (!t->is_ending && !is_running(t)) {
		if (t->is_at_work) {
			rest(t);
			continue;
		}
		pthread_cond_wait(&t->requested, &t->mutex);
		if (t->fit)
			mark(t);
	}
	t->is_at_work = true;
	next = t->is_ending ? NULL : is_due(t) ? validate : take_step;
	unlock(t);
	return next;
}

static void *work(void *context)
{
	struct trainer *t = context;
	void (*next)(struct trainer *);

	start(t);
	while ((next = next_work(t)))
		next(t);
	if (t->fit)
		publish(t);
	fit_free(t->fit);
	pool_free(t->pool);
	return NULL;
}

/* -------------------------------------------------------------------- the requester's side */

static void copy_spec(struct run_spec *to, const struct run_spec *from)
{
	*to = *from;
	to->fit.architecture = xstrdup(from->fit.architecture);
	to->name = xstrdup(from->name ? from->name : from->fit.architecture);
	if (to->every == 0)
		to->every = from->steps / 20 > 0 ? from->steps / 20 : 1;
	if (to->threads < 1)
		to->threads = 1;
	if (!to->clock)
		to->clock = thread_clock;
}

static void destroy(struct trainer *t)
{
	history_free(t->untaken);
	pthread_cond_destroy(&t->requested);
	pthread_mutex_destroy(&t->mutex);
	free((char *)t->spec.fit.architecture);
	free((char *)t->spec.name);
	free(t);
}

/* A run is trained here where nobody else does it. */
static bool trainer_is_mine(const struct run_spec *spec)
{
	return spec->fit.architecture && !spec->watch;
}

static struct trainer *trainer_of(struct run *run)
{
	return (struct trainer *)run;
}

static struct run *trainer_open(const struct run_spec *spec, struct err *err)
{
	struct trainer *t;

	t = xcalloc(1, sizeof(*t));
	t->run.source = &trainer_source;
	copy_spec(&t->spec, spec);
	t->is_at_work = true;
	t->view = (struct run_view){.steps = spec->steps,
				    .loss = NAN,
				    .accuracy = NAN,
				    .validation = NAN,
				    .images_per_second = NAN};
	t->untaken = history_new(UNTAKEN_BYTES);
	pthread_mutex_init(&t->mutex, NULL);
	pthread_cond_init(&t->requested, NULL);
	if (thread_start(&t->thread, work, t))
		return &t->run;
	destroy(t);
	err_set(err, "the system has no thread left to train on");
	return NULL;
}

/* Called with the mutex locked, which it opens: something else is requested. */
static void signal_unlock(struct trainer *t)
{
	pthread_cond_signal(&t->requested);
	unlock(t);
}

static void trainer_end(struct run *run)
{
	struct trainer *t = trainer_of(run);

	if (t->is_over)
		return;
	lock(t);
	t->is_ending = t->is_over = true;
	signal_unlock(t);
	pthread_join(t->thread, NULL);
	t->is_at_work = false;
}

static void trainer_free(struct run *run)
{
	trainer_end(run);
	destroy(trainer_of(run));
}

static void trainer_start(struct run *run)
{
	struct trainer *t = trainer_of(run);

	lock(t);
	t->goal = no_goal;
	signal_unlock(t);
}

static void trainer_pause(struct run *run)
{
	struct trainer *t = trainer_of(run);

	lock(t);
	t->goal = 0;
	signal_unlock(t);
}

static void trainer_step(struct run *run, uint64_t n)
{
	struct trainer *t = trainer_of(run);

	lock(t);
	if (t->goal == no_goal || t->goal < t->view.step)
		t->goal = t->view.step;
	t->goal += n < FIT_MAX_STEPS ? n : FIT_MAX_STEPS;
	signal_unlock(t);
}

static void trainer_extend(struct run *run, uint64_t steps)
{
	struct trainer *t = trainer_of(run);

	lock(t);
	if (is_done(t))
		t->goal = 0;
	if (steps > FIT_MAX_STEPS)
		steps = FIT_MAX_STEPS;
	t->view.steps = steps > t->view.step ? steps : t->view.step;
	signal_unlock(t);
}

static void trainer_look(struct run *run, struct run_view *view)
{
	struct trainer *t = trainer_of(run);

	lock(t);
	*view = t->view;
	view->state = state_of(t);
	view->is_busy = t->is_at_work || is_running(t);
	view->has_news = history_count(t->untaken) > 0;
	unlock(t);
	view->seconds_left =
		(double)(view->steps - view->step) * t->spec.fit.batch / view->images_per_second;
}

static void trainer_curves(struct run *run, struct curves *out)
{
	struct trainer *t = trainer_of(run);

	lock(t);
	curves_copy(out, &t->curves);
	unlock(t);
}

static const struct snapshot *trainer_take(struct run *run)
{
	struct trainer *t = trainer_of(run);
	const struct snapshot *snapshot;
	bool has_more;

	lock(t);
	snapshot = history_take(t->untaken);
	has_more = history_count(t->untaken) > 0;
	unlock(t);
	/* For who takes one and goes on looking elsewhere. */
	if (has_more)
		notify(t);
	return snapshot;
}

const struct run_source trainer_source = {
	.name = "trainer",
	.is_mine = trainer_is_mine,
	.open = trainer_open,
	.end = trainer_end,
	.free = trainer_free,
	.look = trainer_look,
	.curves = trainer_curves,
	.take = trainer_take,
	.start = trainer_start,
	.pause = trainer_pause,
	.step = trainer_step,
	.extend = trainer_extend,
};
