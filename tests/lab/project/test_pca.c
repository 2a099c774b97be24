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
#include <stdbool.h>
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
	double *plane = xcalloc(2 * N, sizeof(double)), place[2];
	struct pca_axes axes;
	double cosine = cos(M_PI / 6), sine = sin(M_PI / 6);

	(void)state;
	for (int i = 0; i < N; i++) {
		double x = 3 * cos(2 * M_PI * i / N), y = sin(2 * M_PI * i / N);

		points[i * SIZE + 4] = (float)(5 + cosine * x - sine * y);
		points[i * SIZE + 7] = (float)(sine * x + cosine * y - 2);
	}
	pca_project(points, N, SIZE, NULL, NULL, plane, &axes);
	for (int i = 0; i < N; i++) {
		assert_near(plane[2 * i], 3 * cos(2 * M_PI * i / N), 1e-5);
		assert_near(fabs(plane[2 * i + 1]), fabs(sin(2 * M_PI * i / N)), 1e-5);
	}
	assert_near(axes.explained[0], 0.9, 1e-6);
	assert_near(axes.explained[1], 0.1, 1e-6);
	for (size_t i = 0; i < N; i++) {
		pca_place(&axes, points + i * SIZE, place);
		assert_near(place[0], plane[2 * i], 1e-9);
		assert_near(place[1], plane[2 * i + 1], 1e-9);
	}
	pca_axes_clear(&axes);
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
	pca_project(points, N, SIZE, NULL, NULL, one, NULL);
	pca_project(points, N, SIZE, pool, NULL, two, NULL);
	assert_memory_equal(one, two, 2 * N * sizeof(double));
	assert_true(fabs(one[0]) > 0);
	pool_free(pool);
	free(points);
	free(one);
	free(two);
}

/* Returns the share of the variance that the first axis has. */
static double project(const float *points, size_t n, int size, double *plane)
{
	struct pca_axes axes;
	double explained;

	pca_project(points, n, size, NULL, NULL, plane, &axes);
	explained = axes.explained[0];
	pca_axes_clear(&axes);
	return explained;
}

/* What is asked to stop has a place for each point, too. */
static void it_can_be_stopped(void **state)
{
	enum { N = 50, SIZE = 30 };
	float *points = xfloats(N * SIZE);
	double *plane = xcalloc(2 * N, sizeof(double)), *whole = xcalloc(2 * N, sizeof(double));
	atomic_bool stop;

	(void)state;
	atomic_init(&stop, true);
	rng_noise(5, N * SIZE, points);
	pca_project(points, N, SIZE, NULL, &stop, plane, NULL);
	pca_project(points, N, SIZE, NULL, NULL, whole, NULL);
	assert_true(fabs(plane[0]) > 0 && isfinite(plane[0]));
	assert_true(plane[0] != whole[0]);
	free(points);
	free(plane);
	free(whole);
}

/* One point, two, equal ones, one dimension, huge values: everything stays finite. */
static void few_points_have_a_place(void **state)
{
	static const float points[] = {1, 2, 3, 4, 1, 2, 3, 4, 3e38F, -3e38F, 3e38F, 0};
	double plane[24] = {0};

	(void)state;
	project(points, 0, 4, plane);
	project(points, 1, 4, plane);
	assert_near(plane[0], 0, 0);
	assert_near(plane[1], 0, 0);
	assert_near(project(points, 2, 4, plane), 0, 0);
	assert_near(plane[2], 0, 0);
	project(points, 4, 1, plane);
	assert_near(plane[0], -1.5, 1e-6);
	assert_near(plane[6], 1.5, 1e-6);
	assert_near(plane[7], 0, 1e-6);
	assert_near(project(points, 3, 4, plane), 1, 1e-6);
	for (int i = 0; i < 6; i++)
		assert_true(isfinite(plane[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ellipse_is_turned_back),
		cmocka_unit_test(threads_make_no_difference),
		cmocka_unit_test(it_can_be_stopped),
		cmocka_unit_test(few_points_have_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
