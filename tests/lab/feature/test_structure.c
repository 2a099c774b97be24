/* Structure: an edge has more than noise, noise more than a uniform filter; and the order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "lab/feature/structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 5, UNITS = 4 };

static struct net *make(const char *architecture)
{
	struct err err;
	struct net *net =
		net_new(architecture, (struct shape){8, 8, 1}, 3, kernel_choose(NULL, &err), &err);

	assert_non_null(net);
	net_init(net, 1);
	return net;
}

static void set_weights(struct net *net, const char *layer, const float *weights)
{
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);

		if (strcmp(p.layer->name, layer) == 0 && p.ndim > 1)
			parameter_set(&p, net->parameters, weights);
	}
}

/* Filters 0 to 3: uniform, noise, an edge, a weaker edge; all but the last of the same norm. */
static struct net *make_filters(void)
{
	struct net *net = make("conv5x5x4 relu dense3");
	float weights[SIDE * SIDE * UNITS];
	struct rng rng;

	rng_seed(&rng, 3, RNG_NOISE);
	for (int i = 0; i < SIDE * SIDE; i++) {
		float edge = i % SIDE < SIDE / 2 ? -0.2f : 0.2f;

		weights[i * UNITS] = 0.2f;
		weights[i * UNITS + 1] = rng_uniform(&rng) < 0.5f ? -0.2f : 0.2f;
		weights[i * UNITS + 2] = edge;
		weights[i * UNITS + 3] = edge / 1.2f;
	}
	set_weights(net, "conv1", weights);
	return net;
}

static void edges_come_before_noise_and_noise_before_nothing(void **state)
{
	struct net *net = make_filters();
	double structure[UNITS];
	int order[UNITS];

	(void)state;
	channel_structure(net, 0, structure);
	assert_true(structure[0] < 1e-6);
	assert_true(structure[1] > structure[0]);
	assert_true(structure[3] > structure[1]);
	/* Means of three of the columns - - + + +: -1/3, 1/3 and 3/3 of 0.2, in three rows each. */
	assert_true(fabs(structure[2] - sqrt(3 * 2 * (0.4 / 3) * (0.4 / 3))) < 1e-6);
	channel_structure_order(net, 0, order);
	assert_int_equal(order[0], 2);
	assert_int_equal(order[1], 3);
	assert_int_equal(order[2], 1);
	assert_int_equal(order[3], 0);
	net_free(net);
}

static void weights_that_are_no_maps_are_measured_by_their_norm(void **state)
{
	struct net *net = make("dense2 relu dense3");
	const float weights[6] = {3, 0, 1, 4, 0, 1};
	double structure[3];
	int order[3];

	(void)state;
	set_weights(net, "fc2", weights);
	channel_structure(net, 2, structure);
	assert_true(fabs(structure[0] - 5) < 1e-6);
	assert_true(fabs(structure[1]) < 1e-6);
	assert_true(fabs(structure[2] - sqrt(2)) < 1e-6);
	channel_structure_order(net, 2, order);
	assert_int_equal(order[0], 0);
	assert_int_equal(order[1], 2);
	assert_int_equal(order[2], 1);
	net_free(net);
}

static void what_is_no_number_comes_last(void **state)
{
	struct net *net = make("dense2 relu dense3");
	const float weights[6] = {NAN, 1, 2, 0, INFINITY, 0};
	int order[3];

	(void)state;
	set_weights(net, "fc2", weights);
	channel_structure_order(net, 2, order);
	assert_int_equal(order[0], 2);
	assert_int_equal(order[1], 0);
	assert_int_equal(order[2], 1);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges_come_before_noise_and_noise_before_nothing),
		cmocka_unit_test(weights_that_are_no_maps_are_measured_by_their_norm),
		cmocka_unit_test(what_is_no_number_comes_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
