/* A projection piece by piece, and other images among its points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/project/project.h"
#include "lab/project/projection.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 130, PIXELS = 16 };

static float *images(void)
{
	float *pixels = xfloats(COUNT * PIXELS);

	rng_noise(3, COUNT * PIXELS, pixels);
	return pixels;
}

static struct projection *projection_of(const struct split *split, int iterations)
{
	struct projection_spec spec = {
		.layer = PROJECT_PIXELS, .count = COUNT, .tsne = tsne_usual()};
	struct err err = {""};

	spec.tsne.iterations = iterations;
	return projection_new(NULL, split, &spec, NULL, &err);
}

static void an_image_of_the_map_is_where_its_point_is(void **state)
{
	float *pixels = images(), *point;
	struct split split = {.count = COUNT, .pixels = PIXELS, .floats = pixels};
	struct projection *p = projection_of(&split, 250);
	struct neighbor nearest[4];
	double place[2];
	const double *plane;

	(void)state;
	while (projection_advance(p, NULL))
		;
	assert_int_equal(tsne_iteration(p->tsne), 250);
	plane = projection_plane(p);
	point = projection_points(p, pixels + 7 * PIXELS, 1);
	projection_neighbors(p, point, 4, nearest);
	assert_int_equal(nearest[0].point, 7);
	projection_between(plane, nearest, 4, place);
	assert_true(hypot(place[0] - plane[14], place[1] - plane[15]) < 1e-6);
	/* Without its own point it lies between the others'. */
	projection_between(plane, nearest + 1, 1, place);
	assert_true(place[0] == plane[2 * nearest[1].point]);
	projection_free(p);
	free(point);
	free(pixels);
}

/* Principal components that were told to stop are there all the same, with t-SNE not begun. */
static void it_can_be_stopped(void **state)
{
	float *pixels = images();
	struct split split = {.count = COUNT, .pixels = PIXELS, .floats = pixels};
	struct projection *p = projection_of(&split, 250);
	atomic_bool stop;

	(void)state;
	atomic_init(&stop, true);
	while (!p->is_known)
		assert_true(projection_advance(p, &stop));
	assert_int_equal(p->examined, COUNT);
	assert_null(p->tsne);
	assert_true(projection_plane(p) == p->pca_plane);
	projection_free(p);
	p = projection_of(&split, 0);
	while (projection_advance(p, NULL))
		;
	assert_true(p->is_known);
	assert_null(p->tsne);
	projection_free(p);
	free(pixels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_of_the_map_is_where_its_point_is),
		cmocka_unit_test(it_can_be_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
