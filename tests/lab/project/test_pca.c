/* The first two principal components. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/project/pca.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void assert_near(double a, double b, double tolerance)
{
	if (!(fabs(a - b) <= tolerance))
		fail_msg("%g is not %g", a, b);
}

/* An ellipse of half-axes 3 and 1, turned by 30 degrees, in dimensions 4 and 7 of 12. */
static void ellipse_is_turned_back(void **state)
{
	enum { N = 360, SIZE = 12 };
	float *points = xfloats(N * SIZE);
	double *plane = xcalloc(2 * N, sizeof(double)), explained[2];
	double cosine = cos(M_PI / 6), sine = sin(M_PI / 6);

	(void)state;
	for (int i = 0; i < N; i++) {
		double x = 3 * cos(2 * M_PI * i / N), y = sin(2 * M_PI * i / N);

		points[i * SIZE + 4] = (float)(5 + cosine * x - sine * y);
		points[i * SIZE + 7] = (float)(sine * x + cosine * y - 2);
	}
	pca_project(points, N, SIZE, NULL, plane, explained);
	for (int i = 0; i < N; i++) {
		assert_near(plane[2 * i], 3 * cos(2 * M_PI * i / N), 1e-5);
		assert_near(fabs(plane[2 * i + 1]), fabs(sin(2 * M_PI * i / N)), 1e-5);
	}
	assert_near(explained[0], 0.9, 1e-6);
	assert_near(explained[1], 0.1, 1e-6);
	free(points);
	free(plane);
}

static void threads_make_no_difference(void **state)
{
	enum { N = 333, SIZE = 150 };
	float *points = xfloats(N * SIZE);
	double *one = xcalloc(2 * N, sizeof(double)), *two = xcalloc(2 * N, sizeof(double));
	struct pool *pool = pool_new(2);

	(void)state;
	rng_noise(5, N * SIZE, points);
	pca_project(points, N, SIZE, NULL, one, NULL);
	pca_project(points, N, SIZE, pool, two, NULL);
	assert_memory_equal(one, two, 2 * N * sizeof(double));
	assert_true(fabs(one[0]) > 0);
	pool_free(pool);
	free(points);
	free(one);
	free(two);
}

/* One point, two, equal ones, one dimension, huge values: everything stays finite. */
static void few_points_have_a_place(void **state)
{
	static const float points[] = {1, 2, 3, 4, 1, 2, 3, 4, 3e38F, -3e38F, 3e38F, 0};
	double plane[24] = {0}, explained[2];

	(void)state;
	pca_project(points, 0, 4, NULL, plane, explained);
	pca_project(points, 1, 4, NULL, plane, explained);
	assert_near(plane[0], 0, 0);
	assert_near(plane[1], 0, 0);
	pca_project(points, 2, 4, NULL, plane, explained);
	assert_near(plane[2], 0, 0);
	assert_near(explained[0], 0, 0);
	pca_project(points, 4, 1, NULL, plane, explained);
	assert_near(plane[0], -1.5, 1e-6);
	assert_near(plane[6], 1.5, 1e-6);
	assert_near(plane[7], 0, 1e-6);
	pca_project(points, 3, 4, NULL, plane, explained);
	for (int i = 0; i < 6; i++)
		assert_true(isfinite(plane[i]));
	assert_near(explained[0], 1, 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ellipse_is_turned_back),
		cmocka_unit_test(threads_make_no_difference),
		cmocka_unit_test(few_points_have_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
