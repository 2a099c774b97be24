/* Stages of a projection, each cut into pieces. */
#include "lab/project/projection.h"
#include "base/xalloc.h"
#include "lab/project/project.h"

#include <float.h>
#include <stdlib.h>

enum { PIECE = 100 };

struct projection *projection_new(const struct net *net, const struct split *split,
				  const struct projection_spec *spec, struct pool *pool,
				  struct err *err)
{
	struct projection *p;
	int size = project_size(net, split, spec->layer);

	if (!project_fits(spec->count, size, err))
		return NULL;
	p = xcalloc(1, sizeof(*p));
	p->net = net;
	p->split = split;
	p->spec = *spec;
	p->pool = pool;
	p->size = size;
	p->points = xfloats(spec->count * (size_t)size);
	p->predictions = net ? xcalloc(spec->count, sizeof(*p->predictions)) : NULL;
	p->pca_plane = xcalloc(2 * spec->count, sizeof(double));
	return p;
}

void projection_free(struct projection *p)
{
	if (!p)
		return;
	tsne_free(p->tsne);
	pca_axes_clear(&p->axes);
	free(p->points);
	free(p->predictions);
	free(p->pca_plane);
	free(p);
}

static void examine(struct projection *p)
{
	size_t left = p->spec.count - p->examined, count = left < PIECE ? left : PIECE;

	project_points(p->net, p->split, p->spec.layer, p->examined, count, p->pool,
		       p->points + p->examined * (size_t)p->size);
	if (p->net)
		evaluate_images(p->net, p->split, p->examined, count, p->pool,
				p->predictions + p->examined);
	p->examined += count;
}

bool projection_advance(struct projection *p, const atomic_bool *stop)
{
	size_t n = p->spec.count;

	if (p->examined < n) {
		examine(p);
		return true;
	}
	if (!p->is_known) {
		pca_project(p->points, n, p->size, p->pool, stop, p->pca_plane, &p->axes);
		p->is_known = true;
		return p->spec.tsne.iterations > 0;
	}
	if (p->spec.tsne.iterations == 0)
		return false;
	if (!p->tsne)
		p->tsne = tsne_new(p->points, n, p->size, p->pca_plane, &p->spec.tsne, p->pool);
	return tsne_advance(p->tsne);
}

const double *projection_plane(const struct projection *p)
{
	return p->tsne && tsne_iteration(p->tsne) > 0 ? tsne_plane(p->tsne) : p->pca_plane;
}

/* ---------------------------------------------------------------------------- other images */

float *projection_points(const struct projection *p, const float *images, size_t count)
{
	struct split split = {.count = count, .pixels = p->split->pixels, .floats = images};
	float *points = xfloats(count * (size_t)p->size + 1);

	project_points(p->net, &split, p->spec.layer, 0, count, p->pool, points);
	return points;
}

void projection_neighbors(const struct projection *p, const float *point, int k,
			  struct neighbor *nearest)
{
	neighbors_of(p->points, p->spec.count, p->size, point, k, nearest);
}

void projection_between(const double *plane, const struct neighbor *nearest, int k, double place[2])
{
	double sum = 0;

	place[0] = place[1] = 0;
	for (int j = 0; j < k; j++) {
		/* In shares of the nearest one's, so that it neither overflows nor vanishes. */
		double own = (double)nearest[j].distance + (double)FLT_MIN;
		double weight = ((double)nearest[0].distance + (double)FLT_MIN) / own;

		sum += weight;
		place[0] += weight * plane[2 * (size_t)nearest[j].point];
		place[1] += weight * plane[2 * (size_t)nearest[j].point + 1];
	}
	place[0] /= sum;
	place[1] /= sum;
}
