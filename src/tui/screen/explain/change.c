/* The search for the least change as a job, whose best is shown as it goes. */
#include "base/xalloc.h"
#include "lab/attack/least_change.h"
#include "tui/screen/explain/explain.h"

#include <stdlib.h>
#include <string.h>

struct change_job {
	struct job job; /* its owner is the state's `change` */
	struct explain_state *state;
	const struct snapshot *model;
	float *start;
	struct explain_change found; /* under the job's lock; its arrays are the job's */
};

void explain_change_clear(struct explain_change *c)
{
	free(c->image);
	free(c->change);
	free(c->probabilities);
	c->image = c->change = c->probabilities = NULL;
}

static float *copy_of(const float *values, size_t count)
{
	float *copy = xfloats(count);

	memcpy(copy, values, count * sizeof(float));
	return copy;
}

static void take_step(struct explain_change *c, const struct least_change *least, size_t pixels,
		      size_t classes)
{
	explain_change_clear(c);
	c->image = copy_of(least->after->image, pixels);
	c->change = xfloats(pixels);
	for (size_t i = 0; i < pixels; i++)
		c->change[i] = least->after->image[i] - least->before->image[i];
	c->probabilities = copy_of(least->after->probabilities, classes);
	c->l0 = least->after->l0;
	c->l2 = least->after->l2;
	c->linf = least->after->linf;
}

static void share(struct change_job *j, const struct attack *a)
{
	struct least_change least = least_change_of(a);
	struct explain_change *c = &j->found;

	job_lock(&j->job);
	c->steps = least.steps;
	c->steps_max = least.steps_max;
	if (least.after && (!c->image || least.after->l2 < c->l2))
		take_step(c, &least, a->pixels, (size_t)j->model->net->classes);
	job_unlock(&j->job);
	job_show(&j->job);
}

static void change_run(struct job *job)
{
	struct change_job *j = (struct change_job *)job;
	struct attack *a = least_change_begin(j->model->net, j->start, j->found.class, NULL);
	bool is_more = true;

	while (is_more && !job_is_stopped(job)) {
		is_more = least_change_advance(a);
		share(j, a);
	}
	job_lock(job);
	j->found.is_there = !is_more;
	job_unlock(job);
	attack_free(a);
}

static void change_news(void *context, struct job *job)
{
	struct change_job *j = (struct change_job *)job;
	struct explain_change *c = &j->state->change;
	size_t pixels = app_pixels(context), classes = (size_t)app_classes(context);

	explain_change_clear(c);
	job_lock(job);
	*c = j->found;
	if (c->image) {
		c->image = copy_of(c->image, pixels);
		c->change = copy_of(c->change, pixels);
		c->probabilities = copy_of(c->probabilities, classes);
	}
	job_unlock(job);
}

static void change_destroy(struct job *job)
{
	struct change_job *j = (struct change_job *)job;

	explain_change_clear(&j->found);
	snapshot_unref(j->model);
	free(j->start);
	free(j);
}

static const struct job_ops change_ops = {.name = "least change",
					  .run = change_run,
					  .news = change_news,
					  .done = change_news,
					  .destroy = change_destroy};

void explain_ask_change(struct app *app, struct explain_state *s)
{
	struct change_job *j;

	if (s->change.is_asked || !s->probabilities || explain_change_class(app, s) < 0)
		return;
	j = xcalloc(1, sizeof(*j));
	j->job.ops = &change_ops;
	j->job.owner = &s->change;
	j->job.rank = 2; /* behind the maps */
	j->state = s;
	j->model = snapshot_ref(app->model);
	j->start = copy_of(app->sample.pixels, app_pixels(app));
	j->found.is_asked = true;
	j->found.class = explain_change_class(app, s);
	s->change = j->found;
	jobs_add(app->jobs, &j->job);
}

void explain_forget_change(struct app *app, struct explain_state *s)
{
	jobs_cancel(app->jobs, &s->change);
	explain_change_clear(&s->change);
	s->change = (struct explain_change){0};
}
