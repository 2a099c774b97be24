/* The search for the nearest training images as a job, whose findings are shown as it goes. */
#include "base/xalloc.h"
#include "tui/screen/explain/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct taught_job {
	struct job job; /* its owner is the state's `taught` */
	struct explain_state *state;
	const struct snapshot *model;
	const struct split *split; /* of the data, which stay as long as a job runs */
	float *image;
	size_t skipped;
	/* What was found so far, under the job's lock. */
	struct neighbor best[EXPLAIN_TAUGHT];
	int count;
	size_t done;
	bool is_over;
};

static void share(struct taught_job *j, const struct nearest *s)
{
	job_lock(&j->job);
	j->count = s->count;
	j->done = s->done;
	memcpy(j->best, s->best, sizeof(j->best));
	job_unlock(&j->job);
	job_show(&j->job);
}

static void taught_run(struct job *job)
{
	struct taught_job *j = (struct taught_job *)job;
	struct nearest *s =
		nearest_new(j->model->net, j->image, j->split, EXPLAIN_TAUGHT, j->skipped, NULL);
	bool is_more = true;

	while (is_more && !job_is_stopped(job)) {
		is_more = nearest_advance(s);
		share(j, s);
	}
	j->is_over = !is_more;
	nearest_free(s);
}

static void take(struct app *app, struct explain_taught *t, const struct taught_job *j)
{
	size_t pixels = app_pixels(app);

	t->count = j->count;
	t->done = j->done;
	memcpy(t->best, j->best, sizeof(t->best));
	for (int i = 0; i < t->count; i++) {
		split_image(j->split, t->best[i].index, t->images + (size_t)i * pixels);
		snprintf(t->captions[i], sizeof(t->captions[i]), "%.16s: %.3g",
			 class_name(app_names(app), t->best[i].label), (double)t->best[i].distance);
	}
}

static void taught_news(void *context, struct job *job)
{
	struct taught_job *j = (struct taught_job *)job;

	job_lock(job);
	take(context, &j->state->taught, j);
	job_unlock(job);
}

static void taught_done(void *context, struct job *job)
{
	struct taught_job *j = (struct taught_job *)job;

	take(context, &j->state->taught, j);
	j->state->taught.is_there = j->is_over;
}

static void taught_destroy(struct job *job)
{
	struct taught_job *j = (struct taught_job *)job;

	snapshot_unref(j->model);
	free(j->image);
	free(j);
}

static const struct job_ops taught_ops = {.name = "nearest",
					  .run = taught_run,
					  .news = taught_news,
					  .done = taught_done,
					  .destroy = taught_destroy};

void explain_ask_taught(struct app *app, struct explain_state *s)
{
	const struct sample *sample = &app->sample;
	bool is_own = sample->source == SAMPLE_OF_SPLIT && sample->split == SPLIT_TRAIN;
	size_t pixels = app_pixels(app);
	struct taught_job *j;

	if (s->taught.is_asked || app->data->split[SPLIT_TRAIN].count == 0)
		return;
	j = xcalloc(1, sizeof(*j));
	j->job.ops = &taught_ops;
	j->job.owner = &s->taught;
	j->job.rank = 2; /* behind the maps */
	j->state = s;
	j->model = snapshot_ref(app->model);
	j->split = &app->data->split[SPLIT_TRAIN];
	j->image = xfloats(pixels);
	memcpy(j->image, sample->pixels, pixels * sizeof(float));
	j->skipped = is_own ? sample->index : SIZE_MAX;
	free(s->taught.images);
	s->taught = (struct explain_taught){.is_asked = true,
					    .total = j->split->count,
					    .images = xfloats(EXPLAIN_TAUGHT * pixels)};
	jobs_add(app->jobs, &j->job);
}

void explain_forget_taught(struct app *app, struct explain_state *s)
{
	jobs_cancel(app->jobs, &s->taught);
	free(s->taught.images);
	s->taught = (struct explain_taught){0};
}
