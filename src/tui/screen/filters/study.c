/*
 * One job, which advances copies of the images and shows them after each step; the next one begins
 * where it was stopped.
 */
#include "tui/screen/filters/study.h"
#include "base/xalloc.h"
#include "lab/article.h"
#include "tui/screen/filters/filters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct study_job {
	struct job job; /* its owner is the study */
	struct filters_state *state;
	const struct snapshot *model;
	struct maximization_spec spec;
	int count, steps;
	size_t pixels;
	/* Shared with news(): */
	int step;
	float *images;
	double reached[FILTERS_IMAGES], before, likeness;
};

/* --------------------------------------------------------------------------------- on a worker */

static void show(struct study_job *j, struct diversity *d)
{
	double likeness = diversity_likeness(d);

	job_lock(&j->job);
	for (int i = 0; i < j->count; i++) {
		memcpy(j->images + (size_t)i * j->pixels, d->images[i]->image,
		       j->pixels * sizeof(float));
		j->reached[i] = d->images[i]->reached;
	}
	j->likeness = likeness;
	j->step = d->images[0]->step;
	job_unlock(&j->job);
	job_show(&j->job);
}

static void study_run(struct job *job)
{
	struct study_job *j = (struct study_job *)job;
	struct diversity *d = diversity_new(j->model->net, &j->spec, j->count,
					    (float)DIVERSITY_WEIGHT, j->images);

	for (int i = 0; i < j->count; i++)
		d->images[i]->step = j->step > 0 ? j->step : 0;
	if (j->step < 0)
		j->before = d->images[0]->reached;
	show(j, d);
	while (d->images[0]->step < j->steps && !job_is_stopped(job)) {
		diversity_advance(d);
		show(j, d);
	}
	diversity_free(d);
}

/* ------------------------------------------------------------------- on the explorer's thread */

static void study_news(void *context, struct job *job)
{
	struct study_job *j = (struct study_job *)job;
	struct filters_study *study = &j->state->study;

	(void)context;
	if (job->generation != study->serial)
		return;
	job_lock(job);
	memcpy(study->images, j->images, (size_t)j->count * j->pixels * sizeof(float));
	memcpy(study->reached, j->reached, sizeof(study->reached));
	study->likeness = j->likeness;
	study->before = j->before;
	study->step = j->step;
	job_unlock(job);
}

static void study_done(void *context, struct job *job)
{
	struct filters_study *study = &((struct study_job *)job)->state->study;

	if (job->generation != study->serial)
		return;
	study_news(context, job);
	study->is_running = false;
}

static void study_destroy(struct job *job)
{
	struct study_job *j = (struct study_job *)job;

	snapshot_unref(j->model);
	free(j->images);
	free(j);
}

static const struct job_ops study_ops = {.name = "dream or differ",
					 .run = study_run,
					 .done = study_done,
					 .news = study_news,
					 .destroy = study_destroy};

int filters_study_steps(const struct filters_state *s)
{
	return s->study.kind == FILTERS_DREAM ? s->steps * DREAM_STEPS / ARTICLE_MAXIMIZE_STEPS
					      : s->steps;
}

static struct filters_study_subject subject_of(const struct app *app, const struct filters_state *s)
{
	bool is_dream = s->study.kind == FILTERS_DREAM;
	bool has_image = is_dream || s->start == CHANNEL_GALLERY_IMAGE;

	return (struct filters_study_subject){
		app->model_generation,
		has_image ? app->sample_generation : 0,
		s->layer,
		is_dream ? 0 : filters_channel(app, s, s->cursor),
		is_dream ? CHANNEL_GALLERY_IMAGE : (int)s->start,
		s->regularizer,
	};
}

static bool is_same(const struct filters_study_subject *a, const struct filters_study_subject *b)
{
	const struct regularizer *r = &a->regularizer, *q = &b->regularizer;

	return a->model_generation == b->model_generation &&
	       a->sample_generation == b->sample_generation && a->layer == b->layer &&
	       a->channel == b->channel && a->start == b->start && r->jitter == q->jitter &&
	       !(r->blur < q->blur) && !(r->blur > q->blur) &&
	       !(r->total_variation < q->total_variation) &&
	       !(r->total_variation > q->total_variation) && !(r->decay < q->decay) &&
	       !(r->decay > q->decay);
}

static void begin(const struct app *app, struct filters_state *s)
{
	struct filters_study *study = &s->study;

	study->subject = subject_of(app, s);
	study->count = study->kind == FILTERS_DREAM ? 1 : FILTERS_IMAGES;
	study->pixels = app_pixels(app);
	free(study->images);
	study->images = xfloats(FILTERS_IMAGES * study->pixels);
	study->step = -1;
	diversity_starts((enum channel_gallery_start)study->subject.start,
			 ARTICLE_NOISE_SEED + (uint64_t)study->subject.channel, app->sample.pixels,
			 study->count, study->pixels, study->images);
}

static void request(struct app *app, struct filters_state *s)
{
	struct filters_study *study = &s->study;
	size_t size = (size_t)study->count * study->pixels * sizeof(float);
	struct study_job *j = xcalloc(1, sizeof(*j));

	j->job.ops = &study_ops;
	j->job.owner = study;
	j->job.generation = study->serial;
	j->state = s;
	j->model = snapshot_ref(app->model);
	j->spec = (struct maximization_spec){
		.objective = study->kind == FILTERS_DREAM ? MAXIMIZE_LAYER : MAXIMIZE_CHANNEL,
		.layer = s->layer,
		.channel = study->subject.channel,
		.rate = study->kind == FILTERS_DREAM ? (float)DREAM_RATE : ARTICLE_MAXIMIZE_RATE,
		.regularizer = s->regularizer,
		.seed = ARTICLE_NOISE_SEED + (uint64_t)study->subject.channel};
	j->count = study->count;
	j->steps = filters_study_steps(s);
	j->pixels = study->pixels;
	j->step = study->step;
	j->before = study->before;
	j->images = xmalloc(size);
	memcpy(j->images, study->images, size);
	study->is_running = true;
	jobs_add(app->jobs, &j->job);
}

void filters_study_halt(struct app *app, struct filters_state *s)
{
	jobs_cancel(app->jobs, &s->study);
	s->study.serial++;
	s->study.is_running = false;
}

void filters_study_update(struct app *app, struct filters_state *s)
{
	struct filters_study *study = &s->study;
	struct filters_study_subject now = subject_of(app, s);

	if (!study->images || !is_same(&now, &study->subject) ||
	    study->step > filters_study_steps(s)) {
		filters_study_halt(app, s);
		begin(app, s);
	}
	if (s->is_paused)
		filters_study_halt(app, s);
	else if (!study->is_running && study->step < filters_study_steps(s))
		request(app, s);
}

void filters_study_clear(struct filters_study *study)
{
	free(study->images);
	*study = (struct filters_study){.serial = study->serial + 1};
}

bool filters_study_close(struct app *app, struct filters_state *s)
{
	if (s->study.kind == FILTERS_NO_STUDY)
		return false;
	filters_study_halt(app, s);
	filters_study_clear(&s->study);
	return true;
}

void filters_study_switch(struct app *app, void *state, int key)
{
	struct filters_state *s = state;
	enum filters_study_kind kind = key == 'm' ? FILTERS_DREAM : FILTERS_DIFFERENT;
	bool was_open = s->study.kind == kind;

	filters_study_close(app, s);
	s->study.kind = was_open ? FILTERS_NO_STUDY : kind;
}

json_t *filters_study_json(const struct filters_state *s)
{
	const struct filters_study *study = &s->study;
	json_t *o, *reached;

	if (study->kind == FILTERS_NO_STUDY)
		return json_null();
	o = json_object();
	reached = json_array();
	for (int i = 0; i < study->count && study->step >= 0; i++)
		json_array_append_new(reached, json_real(study->reached[i]));
	json_object_set_new(o, "kind",
			    json_string(study->kind == FILTERS_DREAM ? "dream" : "different"));
	json_object_set_new(o, "steps", json_integer(study->step));
	json_object_set_new(o, "reached", reached);
	if (study->kind == FILTERS_DREAM)
		json_object_set_new(o, "before", json_real(study->before));
	else if (isfinite(study->likeness))
		json_object_set_new(o, "likeness", json_real(study->likeness));
	return o;
}
