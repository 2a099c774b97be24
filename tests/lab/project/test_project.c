/* Which activations are projected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "kernel/kernel.h"
#include "lab/project/project.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 130, PIXELS = 16, CLASSES = 3 };

static struct net *net_of(const char *architecture)
{
	struct err err = {""};
	struct net *net = net_new(architecture, (struct shape){4, 4, 1}, CLASSES,
				  kernel_choose(NULL, &err), &err);

	if (!net)
		fail_msg("%s", err.text);
	net_init(net, 3);
	return net;
}

static void names_are_layers(void **state)
{
	struct net *net = net_of("conv3x3x2 relu dense5 relu dense3"), *flat = net_of("dense3");
	struct err err = {""};
	int layer;

	(void)state;
	assert_true(project_find(net, NULL, &layer, &err));
	assert_int_equal(layer, 3);
	assert_string_equal(project_name(net, layer), net->layers[2].name);
	assert_true(project_find(net, "logits", &layer, &err));
	assert_int_equal(layer, 4);
	assert_string_equal(project_name(net, layer), "logits");
	assert_true(project_find(net, "conv1", &layer, &err));
	assert_int_equal(layer, 1);
	assert_true(project_find(net, "pixels", &layer, &err));
	assert_int_equal(layer, PROJECT_PIXELS);
	assert_false(project_find(net, "fc7", &layer, &err));
	assert_non_null(strstr(err.text, "conv1"));
	assert_true(project_find(flat, NULL, &layer, &err));
	assert_int_equal(layer, PROJECT_PIXELS);
	assert_true(project_find(NULL, NULL, &layer, &err));
	assert_int_equal(layer, PROJECT_PIXELS);
	assert_false(project_find(NULL, "logits", &layer, &err));
	net_free(net);
	net_free(flat);
}

/* A batch and a part of one; weights that let the first five pixels through, and biases of 0.1. */
static void points_are_activations(void **state)
{
	struct net *net = net_of("dense5 relu dense3");
	float *pixels = xfloats(COUNT * PIXELS), *points = xfloats(COUNT * PIXELS);
	uint8_t labels[COUNT] = {0};
	struct split split = {.count = COUNT, .pixels = PIXELS, .floats = pixels, .labels = labels};
	struct parameter weights = net_weights(net, 0);
	float identity[PIXELS * 5] = {0};
	struct err err = {""};

	(void)state;
	for (int i = 0; i < 5; i++)
		identity[i * 5 + i] = 1;
	parameter_set(&weights, net->parameters, identity);
	for (int i = 0; i < COUNT * PIXELS; i++)
		pixels[i] = (float)i;
	pixels[7 * PIXELS] = INFINITY;
	project_points(net, &split, 1, 0, COUNT, NULL, points);
	for (int i = 0; i < COUNT; i++)
		for (int j = 0; j < 5 && i != 7; j++)
			assert_true(fabsf(points[i * 5 + j] - pixels[i * PIXELS + j] - 0.1F) <
				    1e-2F);
	for (int j = 0; j < 5; j++)
		assert_true(isfinite(points[7 * 5 + j]));
	project_points(NULL, &split, PROJECT_PIXELS, 1, COUNT - 1, NULL, points);
	assert_true(points[0] == pixels[PIXELS]);
	assert_true(points[6 * PIXELS] == 0);
	free(points);
	assert_true(project_fits(COUNT, PIXELS, &err));
	assert_false(project_fits(PROJECT_VALUES_MAX, PIXELS, &err));
	free(pixels);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_layers),
		cmocka_unit_test(points_are_activations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
