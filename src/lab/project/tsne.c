/* Gradient descent on the divergence of two distributions over pairs of points, with the gains and
 * the settings of the author's own program; the learning rate is that of Belkina et al. (2019). */
#include "lab/project/tsne.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/project/neighbors.h"
#include "lab/project/quadtree.h"

#include <math.h>
#include <stdlib.h>

/* Points of a part of the work, of one of finding neighbours, and those whose neighbours one call
 * finds. */
enum { PART = 32, FIND_PART = 8, PIECE = 64 };
/* So long attraction is exaggerated, and momentum low. */
enum { EXAGGERATED = 250 };
#define EXAGGERATION 12.0
/* The standard deviation of the start along its first axis, and of the noise on it. */
#define START 1e-4
#define START_NOISE 1e-6

struct tsne {
	struct tsne_spec spec;
	struct pool *pool;
	const float *points;
	size_t n, known;
	int size, k, iteration;
	double rate, *plane; /* [n, 2], as the next */
	double *velocity, *gains, *attraction, *repulsion;
	double *sums;               /* [n]: of q */
	struct neighbor *neighbors; /* [n, k], until all are known; as the next */
	double *p;
	struct affinities affinities;
	struct quadtree tree;
};

struct tsne_spec tsne_usual(void)
{
	return (struct tsne_spec){30, 0.5, 1000, 0};
}

static void start_from(struct tsne *t, const double *start)
{
	double squares = 0, scale;
	struct rng rng;

	for (size_t i = 0; i < t->n; i++)
		squares += start[2 * i] * start[2 * i];
	scale = squares > 0 ? START / sqrt(squares / (double)t->n) : 0;
	rng_seed(&rng, t->spec.seed, RNG_NOISE);
	for (size_t i = 0; i < 2 * t->n; i++) {
		t->plane[i] = start[i] * scale + START_NOISE * rng_normal(&rng);
		t->gains[i] = 1;
	}
}

struct tsne *tsne_new(const float *points, size_t n, int size, const double *start,
		      const struct tsne_spec *spec, struct pool *pool)
{
	struct tsne *t = xcalloc(1, sizeof(*t));
	double others = (double)n - 1;

	t->spec = *spec;
	t->spec.perplexity = fmax(1, fmin(spec->perplexity, others / 3));
	t->pool = pool;
	t->points = points;
	t->n = n;
	t->size = size;
	t->k = (int)fmin(others, 3 * t->spec.perplexity);
	t->rate = fmax((double)n / EXAGGERATION / 4, 50);
	t->plane = xcalloc(2 * n, sizeof(double));
	t->velocity = xcalloc(2 * n, sizeof(double));
	t->gains = xcalloc(2 * n, sizeof(double));
	t->attraction = xcalloc(2 * n, sizeof(double));
	t->repulsion = xcalloc(2 * n, sizeof(double));
	t->sums = xcalloc(n, sizeof(double));
	t->neighbors = xcalloc(n * (size_t)t->k + 1, sizeof(*t->neighbors));
	t->p = xcalloc(n * (size_t)t->k + 1, sizeof(double));
	t->tree = quadtree_new(n);
	start_from(t, start);
	return t;
}

void tsne_use_pool(struct tsne *t, struct pool *pool)
{
	t->pool = pool;
}

void tsne_free(struct tsne *t)
{
	if (!t)
		return;
	free(t->plane);
	free(t->velocity);
	free(t->gains);
	free(t->attraction);
	free(t->repulsion);
	free(t->sums);
	free(t->neighbors);
	free(t->p);
	affinities_clear(&t->affinities);
	quadtree_clear(&t->tree);
	free(t);
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void find_part(void *context, int part)
{
	struct tsne *t = context;
	size_t first = t->known + (size_t)part * FIND_PART, k = (size_t)t->k;
	size_t end = smaller(first + FIND_PART, t->n);

	for (size_t i = first; i < end; i++) {
		neighbors_find(t->points, t->n, t->size, i, t->k, t->neighbors + i * k);
		neighbors_probabilities(t->neighbors + i * k, t->k, t->spec.perplexity,
					t->p + i * k);
	}
}

static void find_neighbors(struct tsne *t)
{
	pool_run(t->pool, PIECE / FIND_PART, find_part, t);
	t->known = smaller(t->known + PIECE, t->n);
	if (t->known < t->n)
		return;
	t->affinities = affinities_new(t->neighbors, t->p, t->n, t->k);
	free(t->neighbors);
	free(t->p);
	t->neighbors = NULL;
	t->p = NULL;
}

/* Attraction to the neighbours of point i: the sum of p q (point - other). */
static void attract(struct tsne *t, size_t i)
{
	const struct affinities *a = &t->affinities;
	double x = t->plane[2 * i], y = t->plane[2 * i + 1], fx = 0, fy = 0;

	for (size_t e = a->start[i]; e < a->start[i + 1]; e++) {
		const double *other = t->plane + 2 * (size_t)a->point[e];
		double dx = x - other[0], dy = y - other[1];
		double pull = a->p[e] / (1 + dx * dx + dy * dy);

		fx += pull * dx;
		fy += pull * dy;
	}
	t->attraction[2 * i] = fx;
	t->attraction[2 * i + 1] = fy;
}

static void force_part(void *context, int part)
{
	struct tsne *t = context;
	size_t first = (size_t)part * PART, end = smaller(first + PART, t->n);

	for (size_t i = first; i < end; i++) {
		attract(t, i);
		t->repulsion[2 * i] = t->repulsion[2 * i + 1] = 0;
		t->sums[i] = quadtree_repulsion(&t->tree, t->plane + 2 * i, t->spec.theta,
						t->repulsion + 2 * i);
	}
}

static void move(struct tsne *t, double exaggeration, double momentum)
{
	double sum = 0;

	for (size_t i = 0; i < t->n; i++)
		sum += t->sums[i];
	for (size_t i = 0; i < 2 * t->n; i++) {
		double gradient = 4 * (exaggeration * t->attraction[i] - t->repulsion[i] / sum);

		t->gains[i] = gradient * t->velocity[i] < 0 ? t->gains[i] + 0.2
							    : fmax(t->gains[i] * 0.8, 0.01);
		t->velocity[i] = momentum * t->velocity[i] - t->rate * t->gains[i] * gradient;
		t->plane[i] += t->velocity[i];
	}
}

static void centre(struct tsne *t)
{
	for (size_t axis = 0; axis < 2; axis++) {
		double mean = 0;

		for (size_t i = 0; i < t->n; i++)
			mean += t->plane[2 * i + axis] / (double)t->n;
		for (size_t i = 0; i < t->n; i++)
			t->plane[2 * i + axis] -= mean;
	}
}

bool tsne_advance(struct tsne *t)
{
	bool is_early = t->iteration < EXAGGERATED;

	if (t->n < 2 || (t->known == t->n && t->iteration >= t->spec.iterations))
		return false;
	if (t->known < t->n) {
		find_neighbors(t);
		return true;
	}
	quadtree_build(&t->tree, t->plane, t->n);
	pool_run(t->pool, (int)((t->n + PART - 1) / PART), force_part, t);
	move(t, is_early ? EXAGGERATION : 1, is_early ? 0.5 : 0.8);
	centre(t);
	t->iteration++;
	return true;
}

size_t tsne_known(const struct tsne *t)
{
	return t->known;
}

int tsne_iteration(const struct tsne *t)
{
	return t->iteration;
}

const double *tsne_plane(const struct tsne *t)
{
	return t->plane;
}
