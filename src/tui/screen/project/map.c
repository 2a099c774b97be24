/* The points, a tenth of a second's work in each job: so that what is requested meanwhile is not
 * kept waiting, and what was reached is seen as it moves. */
#include "base/thread.h"
#include "base/xalloc.h"
#include "lab/project/project.h"
#include "tui/screen/project/project.h"

#include <stdlib.h>
#include <string.h>

enum { RANK = 20 };
static const double slice_seconds = 0.1;

struct slice {
	struct job job;
	struct project_state *state;
	struct project_map *map; /* a reference */
	bool is_over;
};

size_t project_count(const struct project_state *s)
{
	return s->map ? s->map->projection->spec.count : 0;
}

const double *project_plane(const struct project_state *s)
{
	return s->is_pca || s->iteration == 0 ? s->map->projection->pca_plane : s->tsne;
}

const struct prediction *project_prediction(const struct project_state *s, size_t i)
{
	return &s->map->projection->predictions[i];
}

struct project_map *project_map_ref(struct project_map *map)
{
	map->references++;
	return map;
}

void project_map_unref(struct project_map *map)
{
	if (!map || --map->references > 0)
		return;
	projection_free(map->projection);
	snapshot_unref(map->model);
	free(map);
}

/* ------------------------------------------------------------------------------------- slices */

static void slice_run(struct job *job)
{
	struct slice *slice = (struct slice *)job;
	double end = thread_clock() + slice_seconds;

	do
		slice->is_over = !projection_advance(slice->map->projection, &job->stop);
	while (!slice->is_over && !job_is_stopped(job) && thread_clock() < end);
}

static void slice_done(void *context, struct job *job)
{
	struct slice *slice = (struct slice *)job;
	struct project_state *s = slice->state;
	const struct projection *p = slice->map->projection;

	(void)context;
	s->is_running = false;
	s->is_over = slice->is_over;
	s->is_known = p->is_known;
	s->examined = p->examined;
	s->neighbours_known = p->tsne ? tsne_known(p->tsne) : 0;
	s->iteration = p->tsne ? tsne_iteration(p->tsne) : 0;
	if (s->iteration > 0)
		memcpy(s->tsne, tsne_plane(p->tsne), 2 * p->spec.count * sizeof(double));
}

static void slice_destroy(struct job *job)
{
	struct slice *slice = (struct slice *)job;

	project_map_unref(slice->map);
	free(slice);
}

static const struct job_ops slice_ops = {
	.name = "project", .run = slice_run, .done = slice_done, .destroy = slice_destroy};

static void add_slice(struct app *app, struct project_state *s)
{
	struct slice *slice = xcalloc(1, sizeof(*slice));

	slice->job.ops = &slice_ops;
	slice->job.owner = s;
	slice->job.rank = RANK;
	slice->state = s;
	slice->map = project_map_ref(s->map);
	s->is_running = true;
	jobs_add(app->jobs, &slice->job);
}

/* ----------------------------------------------------------------------------------- the map */

void project_path_clear(struct project_path *path)
{
	free(path->nearest);
	free(path->pca);
	*path = (struct project_path){.label = -1, .end_prediction = -1};
}

void project_forget(struct app *app, struct project_state *s)
{
	jobs_cancel(app->jobs, s);
	jobs_cancel(app->jobs, &s->nearest);
	jobs_cancel(app->jobs, &s->path);
	project_map_unref(s->map);
	free(s->tsne);
	project_path_clear(&s->path);
	s->map = NULL;
	s->tsne = NULL;
	s->is_running = s->is_known = s->is_over = false;
	s->nearest.map = NULL;
	s->nearest.is_there = false;
	s->iteration = 0;
	s->examined = s->neighbours_known = 0;
	s->failure[0] = '\0';
}

static void begin(struct app *app, struct project_state *s)
{
	const struct split *split = &app->data->split[s->split];
	struct projection_spec spec = {.layer = s->layer, .tsne = tsne_usual()};
	struct projection *projection;
	struct err err;

	project_forget(app, s);
	spec.count = s->wanted < split->count ? s->wanted : split->count;
	projection = projection_new(app->model->net, split, &spec, NULL, &err);
	if (!projection) {
		snprintf(s->failure, sizeof(s->failure), "%s", err.text);
		return;
	}
	s->map = xcalloc(1, sizeof(*s->map));
	s->map->references = 1;
	s->map->model = snapshot_ref(app->model);
	s->map->projection = projection;
	s->tsne = xcalloc(2 * spec.count, sizeof(double));
	s->cursor = s->cursor < spec.count ? s->cursor : spec.count - 1;
}

/* Whether the map is of another network, split, layer or number of images than is wanted. */
static bool is_other(const struct app *app, const struct project_state *s)
{
	const struct split *split = &app->data->split[s->split];
	const struct projection *p = s->map ? s->map->projection : NULL;
	size_t wanted = s->wanted < split->count ? s->wanted : split->count;

	if (!p)
		return !s->failure[0];
	if (p->split != split || p->spec.layer != s->layer || p->spec.count != wanted)
		return true;
	/* A network that is trained is another at every step: each is seen to its end. */
	return s->map->model != app->model && (!app->is_followed || s->is_over || s->is_paused);
}

void project_map_update(struct app *app, struct project_state *s)
{
	bool is_wanted;

	if (is_other(app, s))
		begin(app, s);
	is_wanted = !s->is_known || (!s->is_pca && !s->is_paused);
	if (s->map && is_wanted && !s->is_over && !s->is_running)
		add_slice(app, s);
}

int project_next_layer(const struct net *net, int layer, int step)
{
	int places[64], count = 0, at = 0;

	places[count++] = PROJECT_PIXELS;
	for (int i = 0; i < net->count - 1 && count < 63; i++)
		if (net->layers[i].units > 0 && net_activation(net, i) < net->count - 1)
			places[count++] = net_activation(net, i);
	places[count++] = net->count - 1;
	while (at < count && places[at] != layer)
		at++;
	return places[(at + step + count) % count];
}
