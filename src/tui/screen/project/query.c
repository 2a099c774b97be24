/* Neighbours among the points, found on a worker: of the image under the cursor, and of images that
 * are not among them. */
#include "base/xalloc.h"
#include "tui/screen/attack/attack.h"
#include "tui/screen/project/project.h"

#include <stdlib.h>
#include <string.h>

struct query {
	struct job job; /* its owner: what is to be filled, &nearest or &path */
	struct project_state *state;
	struct project_map *map; /* a reference */
	size_t of;               /* the image, where there are no others */
	float *images;           /* [count, pixels] */
	int count, k;
	struct neighbor *nearest; /* [count, PROJECT_NEAREST] */
	double *pca;              /* [count, 2] */
};

int project_nearest_count(const struct project_state *s, bool is_of_path)
{
	size_t count = project_count(s) - !is_of_path;

	return project_count(s) == 0 ? 0 : count < PROJECT_NEAREST ? (int)count : PROJECT_NEAREST;
}

static void query_run(struct job *job)
{
	struct query *q = (struct query *)job;
	const struct projection *p = q->map->projection;
	float *points;

	if (!q->images) {
		neighbors_find(p->points, p->spec.count, p->size, q->of, q->k, q->nearest);
		return;
	}
	points = projection_points(p, q->images, (size_t)q->count);
	for (int i = 0; i < q->count && !job_is_stopped(job); i++) {
		const float *point = points + (size_t)i * (size_t)p->size;

		projection_neighbors(p, point, q->k, q->nearest + (ptrdiff_t)i * PROJECT_NEAREST);
		pca_place(&p->axes, point, q->pca + (ptrdiff_t)i * 2);
	}
	free(points);
}

static void query_done(void *context, struct job *job)
{
	struct query *q = (struct query *)job;
	struct project_state *s = q->state;

	(void)context;
	if (!q->images) {
		memcpy(s->nearest.list, q->nearest, sizeof(s->nearest.list));
		s->nearest.is_there = true;
		return;
	}
	free(s->path.nearest);
	free(s->path.pca);
	s->path.nearest = q->nearest;
	s->path.pca = q->pca;
	s->path.count = q->count;
	q->nearest = NULL;
	q->pca = NULL;
}

static void query_destroy(struct job *job)
{
	struct query *q = (struct query *)job;

	project_map_unref(q->map);
	free(q->images);
	free(q->nearest);
	free(q->pca);
	free(q);
}

static const struct job_ops query_ops = {.name = "neighbours of images",
					 .run = query_run,
					 .done = query_done,
					 .destroy = query_destroy};

static struct query *query_new(struct project_state *s, const void *owner, int count, int k)
{
	struct query *q = xcalloc(1, sizeof(*q));

	q->job.ops = &query_ops;
	q->job.owner = owner;
	q->state = s;
	q->map = project_map_ref(s->map);
	q->count = count;
	q->k = k;
	q->nearest = xcalloc((size_t)count * PROJECT_NEAREST, sizeof(*q->nearest));
	q->pca = xcalloc((size_t)count * 2, sizeof(*q->pca));
	return q;
}

/* --------------------------------------------------------------------------------- the cursor */

static void update_nearest(struct app *app, struct project_state *s)
{
	int k = project_nearest_count(s, false);
	struct query *q;

	if (k == 0 || (s->nearest.map == s->map && s->nearest.of == s->cursor))
		return;
	jobs_cancel(app->jobs, &s->nearest);
	s->nearest.map = s->map;
	s->nearest.of = s->cursor;
	s->nearest.is_there = false;
	q = query_new(s, &s->nearest, 1, k);
	q->of = s->cursor;
	jobs_add(app->jobs, &q->job);
}

/* ----------------------------------------------------------------------------------- the path */

/* The attack on the selected image, once it has taken a step; NULL: there is none. */
static const struct attack *attack_of(const struct app *app, unsigned *serial)
{
	const struct attack_state *state = app_state(app, "Attack");

	if (!state || !state->attack || state->attack->count < 2 ||
	    state->sample_generation != app->sample_generation ||
	    state->model_generation != app->model_generation)
		return NULL;
	*serial = state->serial;
	return state->attack;
}

static bool is_among_points(const struct app *app, const struct project_state *s)
{
	const struct sample *sample = &app->sample;

	return sample->source == SAMPLE_OF_SPLIT && sample->split == s->split &&
	       sample->index < project_count(s);
}

static void fill(const struct app *app, const struct attack *attack, struct query *q)
{
	size_t pixels = app_pixels(app);

	q->images = xfloats((size_t)q->count * pixels);
	for (int i = 0; i < q->count; i++)
		memcpy(q->images + (size_t)i * pixels,
		       attack ? attack->steps[i].image : app->sample.pixels,
		       pixels * sizeof(float));
}

static void update_path(struct app *app, struct project_state *s)
{
	struct project_path *path = &s->path;
	unsigned serial = 0;
	const struct attack *attack = attack_of(app, &serial);
	int wanted = attack ? attack->count : !is_among_points(app, s);
	struct query *q;

	if (path->map == s->map && path->attack == attack && path->serial == serial &&
	    path->sample_generation == app->sample_generation && path->wanted == wanted)
		return;
	jobs_cancel(app->jobs, path);
	project_path_clear(path);
	path->map = s->map;
	path->attack = attack;
	path->serial = serial;
	path->sample_generation = app->sample_generation;
	path->wanted = wanted;
	path->label = app->sample.label;
	path->end_prediction = attack ? attack->steps[wanted - 1].prediction : -1;
	if (wanted == 0)
		return;
	q = query_new(s, path, wanted, project_nearest_count(s, true));
	fill(app, attack, q);
	jobs_add(app->jobs, &q->job);
}

void project_path_place(const struct project_state *s, int i, double place[2])
{
	const struct project_path *path = &s->path;

	if (s->is_pca || s->iteration == 0) {
		place[0] = path->pca[2 * i];
		place[1] = path->pca[2 * i + 1];
	} else {
		projection_between(project_plane(s), path->nearest + (ptrdiff_t)i * PROJECT_NEAREST,
				   project_nearest_count(s, true), place);
	}
}

void project_query_update(struct app *app, struct project_state *s)
{
	if (!s->is_known)
		return;
	update_nearest(app, s);
	update_path(app, s);
}
