/* t-SNE: what is near stays near. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/project/neighbors.h"
#include "lab/project/pca.h"
#include "lab/project/quadtree.h"
#include "lab/project/tsne.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Three clusters of normal distribution, 8 apart in 20 dimensions: point i is of cluster i % 3. */
enum { N = 150, SIZE = 20, CLUSTERS = 3 };

static float *clusters(void)
{
	float *points = xfloats(N * SIZE);
	struct rng rng;

	rng_seed(&rng, 1, RNG_NOISE);
	for (int i = 0; i < N * SIZE; i++)
		points[i] = (float)rng_normal(&rng);
	for (int i = 0; i < N; i++)
		points[i * SIZE + i % CLUSTERS] += 8;
	return points;
}

/* Runs all of it; the caller frees [n, 2]. */
static double *run(const float *points, size_t n, int size, struct tsne_spec spec,
		   struct pool *pool)
{
	double *plane = xcalloc(2 * n, sizeof(double));
	struct tsne *t;

	pca_project(points, n, size, pool, NULL, plane, NULL);
	t = tsne_new(points, n, size, plane, &spec, pool);
	while (tsne_advance(t))
		;
	if (n > 1)
		assert_int_equal(tsne_iteration(t), spec.iterations);
	memcpy(plane, tsne_plane(t), 2 * n * sizeof(double));
	tsne_free(t);
	return plane;
}

static double distance(const double *plane, int i, int j)
{
	return hypot(plane[2 * i] - plane[2 * j], plane[2 * i + 1] - plane[2 * j + 1]);
}

/* Every point is nearer to all of its own cluster's centre than to any other. */
static void clusters_stand_apart(void **state)
{
	struct tsne_spec spec = tsne_usual();
	float *points = clusters();
	double *plane, centres[2 * CLUSTERS] = {0};

	(void)state;
	plane = run(points, N, SIZE, spec, NULL);
	for (int i = 0; i < N; i++)
		for (int k = 0; k < 2; k++)
			centres[2 * (i % CLUSTERS) + k] += plane[2 * i + k] * CLUSTERS / N;
	for (int i = 0; i < N; i++)
		for (int c = 0; c < CLUSTERS; c++) {
			double away = hypot(plane[2 * i] - centres[2 * c],
					    plane[2 * i + 1] - centres[2 * c + 1]);
			double between = hypot(centres[0] - centres[2], centres[1] - centres[3]);

			if (c == i % CLUSTERS)
				assert_true(away < between / 2);
			else
				assert_true(away > between / 2);
		}
	free(plane);
	free(points);
}

static void threads_make_no_difference(void **state)
{
	struct tsne_spec spec = tsne_usual();
	struct pool *pool = pool_new(2);
	float *points = clusters();
	double *one, *two, *other;

	(void)state;
	spec.iterations = 300;
	one = run(points, N, SIZE, spec, NULL);
	two = run(points, N, SIZE, spec, pool);
	assert_memory_equal(one, two, 2 * N * sizeof(double));
	spec.seed = 1;
	other = run(points, N, SIZE, spec, pool);
	assert_memory_not_equal(one, other, 2 * N * sizeof(double));
	pool_free(pool);
	free(one);
	free(two);
	free(other);
	free(points);
}

static void hostile_points_stay_finite(void **state)
{
	static const size_t counts[] = {1, 2, 3, 4, 40};
	float *equal = xfloats(40 * 3), *huge = xfloats(40 * 3);

	(void)state;
	for (int i = 0; i < 40 * 3; i++)
		huge[i] = i % 2 ? 3e38F : -3e38F;
	for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
		double *a = run(equal, counts[c], 3, tsne_usual(), NULL);
		double *b = run(huge, counts[c], 3, tsne_usual(), NULL);

		for (size_t i = 0; i < 2 * counts[c]; i++) {
			assert_true(isfinite(a[i]));
			assert_true(isfinite(b[i]));
		}
		free(a);
		free(b);
	}
	free(equal);
	free(huge);
}

static void perplexity_is_met(void **state)
{
	enum { K = 90 };
	struct neighbor nearest[K];
	double p[K], entropy = 0, sum = 0;

	(void)state;
	for (int j = 0; j < K; j++)
		nearest[j] = (struct neighbor){100 + (float)(j * j), j};
	neighbors_probabilities(nearest, K, 30, p);
	for (int j = 0; j < K; j++) {
		sum += p[j];
		entropy -= p[j] > 0 ? p[j] * log(p[j]) : 0;
	}
	assert_true(fabs(sum - 1) < 1e-12);
	assert_true(fabs(exp(entropy) - 30) < 1e-3);
}

/* Against a full sort. */
static void neighbors_are_the_nearest(void **state)
{
	enum { K = 7 };
	float *points = clusters();
	struct neighbor some[K], all[N - 1];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		neighbors_find(points, N, SIZE, i, K, some);
		neighbors_find(points, N, SIZE, i, N - 1, all);
		for (int j = 0; j < K; j++)
			assert_int_equal(some[j].point, all[j].point);
		for (int j = 1; j < N - 1; j++)
			assert_true(all[j - 1].distance <= all[j].distance);
		assert_int_not_equal(some[0].point, i);
	}
	free(points);
}

/* theta 0 is the sum over all pairs, equal points included; 0.5 is near it. */
static void tree_sums_all_points(void **state)
{
	double points[2 * N];
	struct quadtree tree = quadtree_new(N);
	struct rng rng;

	(void)state;
	rng_seed(&rng, 2, RNG_NOISE);
	for (int i = 0; i < 2 * N; i++)
		points[i] = i < 8 ? 1 : 5 * rng_normal(&rng);
	quadtree_build(&tree, points, N);
	assert_true(tree.count < 2 * N);
	for (int i = 0; i < N; i++) {
		double exact[2] = {0}, fast[2] = {0}, force[2] = {0}, sum = 0, q;

		for (int j = 0; j < N; j++) {
			q = 1 / (1 + pow(distance(points, i, j), 2));
			sum += j == i ? 0 : q;
			force[0] += q * q * (points[2 * i] - points[2 * j]);
			force[1] += q * q * (points[2 * i + 1] - points[2 * j + 1]);
		}
		assert_true(fabs(quadtree_repulsion(&tree, points + 2 * i, 0, exact) - sum) < 1e-9);
		assert_true(hypot(exact[0] - force[0], exact[1] - force[1]) < 1e-9);
		q = quadtree_repulsion(&tree, points + 2 * i, 0.5, fast);
		assert_true(fabs(q - sum) < 0.05 * sum);
	}
	quadtree_clear(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clusters_stand_apart),
		cmocka_unit_test(threads_make_no_difference),
		cmocka_unit_test(hostile_points_stay_finite),
		cmocka_unit_test(perplexity_is_met),
		cmocka_unit_test(neighbors_are_the_nearest),
		cmocka_unit_test(tree_sums_all_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
