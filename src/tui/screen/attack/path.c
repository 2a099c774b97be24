/*
 * A job takes the struct attack along and brings it back with a point. Where the spec was changed,
 * or points were dropped meanwhile, the next job rewinds it first, as one who goes back on foot.
 */
#include "tui/screen/attack/path.h"
#include "base/xalloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct step_job {
	struct job job;
	struct attack_path *path;
	const struct snapshot *model;
	struct attack *attack; /* NULL: to be made from start */
	float *start;
	struct attack_spec spec;
	int count; /* of the struct attack's steps to go on from */
	bool is_look;
	struct attack_point point; /* found */
};

static float *copy_of(const float *values, size_t count)
{
	float *copy = xfloats(count);

	memcpy(copy, values, count * sizeof(*copy));
	return copy;
}

static void point_clear(struct attack_point *point)
{
	free(point->image);
	free(point->gradient);
	free(point->probabilities);
	*point = (struct attack_point){0};
}

static void drop_points(struct attack_path *path, int count)
{
	while (path->count > count)
		point_clear(&path->points[--path->count]);
	path->serial++;
}

/* ----------------------------------------------------------------------------- on a worker */

static bool is_same(const struct attack_spec *a, const struct attack_spec *b)
{
	return a->target == b->target && a->rate == b->rate && a->is_clipped == b->is_clipped;
}

static struct attack_point last_point(const struct attack *a)
{
	const struct attack_step *step = &a->steps[a->count - 1];

	return (struct attack_point){
		copy_of(step->image, a->pixels),
		copy_of(a->gradient, a->pixels),
		copy_of(step->probabilities, (size_t)a->net->classes),
		step->prediction,
		step->l0,
		step->l2,
		step->linf,
	};
}

static void step_run(struct job *job)
{
	struct step_job *step = (struct step_job *)job;

	if (!step->attack)
		step->attack = attack_new(step->model->net, step->start, &step->spec, NULL);
	else if (step->attack->count != step->count || !is_same(&step->attack->spec, &step->spec))
		attack_rewind(step->attack, step->count, &step->spec);
	if (!step->is_look)
		attack_advance(step->attack);
	step->point = last_point(step->attack);
}

/* ----------------------------------------------------------------------- on the explorer's */

static void take(struct attack_path *path, struct step_job *step)
{
	if (step->is_look && path->count > 0)
		point_clear(&path->points[--path->count]);
	path->points = xrealloc(path->points, (size_t)(path->count + 1) * sizeof(*path->points));
	path->points[path->count++] = step->point;
	step->point = (struct attack_point){0};
}

static void step_done(void *context, struct job *job)
{
	struct step_job *step = (struct step_job *)job;
	struct attack_path *path = step->path;

	(void)context;
	path->is_running = false;
	path->attack = step->attack;
	step->attack = NULL;
	if (job->generation == path->serial)
		take(path, step);
}

static void step_destroy(struct job *job)
{
	struct step_job *step = (struct step_job *)job;

	point_clear(&step->point);
	attack_free(step->attack);
	snapshot_unref(step->model);
	free(step->start);
	free(step);
}

static const struct job_ops step_ops = {
	.name = "attack step", .run = step_run, .done = step_done, .destroy = step_destroy};

void attack_path_walk(struct attack_path *path, struct jobs *jobs, int wanted)
{
	bool is_look = path->count == 0 || !path->points[path->count - 1].gradient;
	struct step_job *step;

	if (path->is_running || (!is_look && wanted < path->count) ||
	    path->count >= ATTACK_PATH_MAX)
		return;
	assert(path->attack || path->count == 0);
	step = xcalloc(1, sizeof(*step));
	step->job.ops = &step_ops;
	step->job.owner = path;
	step->job.generation = path->serial;
	step->path = path;
	step->model = snapshot_ref(path->model);
	step->attack = path->attack;
	step->start = copy_of(path->start, path->pixels);
	step->spec = path->spec;
	step->count = path->count > 0 ? path->count : 1;
	step->is_look = is_look;
	path->attack = NULL;
	path->is_running = true;
	jobs_add(jobs, &step->job);
}

void attack_path_begin(struct attack_path *path, struct jobs *jobs, const struct snapshot *model,
		       const float *start, const struct attack_spec *spec)
{
	const struct snapshot *old = path->model;

	jobs_cancel(jobs, path);
	path->is_running = false;
	drop_points(path, 0);
	attack_free(path->attack);
	path->attack = NULL;
	path->model = snapshot_ref(model);
	snapshot_unref(old);
	path->pixels = shape_size(model->net->input);
	path->classes = model->net->classes;
	free(path->start);
	path->start = copy_of(start, path->pixels);
	path->spec = *spec;
}

void attack_path_turn(struct attack_path *path, int last, const struct attack_spec *spec)
{
	bool is_elsewhere = spec->target != path->spec.target;

	drop_points(path, is_elsewhere ? 1 : last + 1);
	if (is_elsewhere && path->count > 0) {
		free(path->points[0].gradient);
		path->points[0].gradient = NULL;
	}
	path->spec = *spec;
}

int attack_path_first(const struct attack_path *path)
{
	for (int i = 0; i < path->count; i++)
		if (path->points[i].prediction == path->spec.target)
			return i;
	return -1;
}

void attack_path_clear(struct attack_path *path)
{
	drop_points(path, 0);
	free(path->points);
	free(path->start);
	attack_free(path->attack);
	snapshot_unref(path->model);
	*path = (struct attack_path){0};
}
