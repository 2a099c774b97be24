/* Channels: their weights and responses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "lab/feature/activations.h"
#include "support/says.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 8, PIXELS = SIDE * SIDE };

static struct net *make_net(void)
{
	struct err err;
	struct net *net =
		net_new("conv3x3x4 relu pool2 conv3x3x6 relu dense5 relu dense3",
			(struct shape){SIDE, SIDE, 1}, 3, kernel_choose(NULL, &err), &err);

	assert_non_null(net);
	net_init(net, 11);
	return net;
}

static void layers_are_found_by_name(void **state)
{
	struct net *net = make_net();
	struct err err;

	(void)state;
	assert_int_equal(feature_layer(net, "conv1", &err), 0);
	assert_int_equal(feature_layer(net, "conv2", &err), 3);
	assert_int_equal(feature_layer(net, "fc2", &err), 7);
	assert_int_equal(feature_layer(net, "conv3", &err), -1);
	assert_says(&err, "conv1, conv2, fc1, fc2");
	assert_int_equal(feature_layer(net, "pool1", &err), -1);
	net_free(net);
}

/* The response of one pixel and channel of conv1, summed by hand. */
static float by_hand(const struct net *net, const float *image, int y, int x, int channel)
{
	struct parameter w = net_parameter(net, 0), b = net_parameter(net, 1);
	float weights[3 * 3 * 4], bias[4], sum;

	parameter_get(&w, net->parameters, weights);
	parameter_get(&b, net->parameters, bias);
	sum = bias[channel];
	for (int dy = -1; dy <= 1; dy++)
		for (int dx = -1; dx <= 1; dx++)
			if (y + dy >= 0 && y + dy < SIDE && x + dx >= 0 && x + dx < SIDE)
				sum += image[(y + dy) * SIDE + x + dx] *
				       weights[((dy + 1) * 3 + dx + 1) * 4 + channel];
	return fmaxf(sum, 0);
}

static void the_response_is_that_behind_the_relu(void **state)
{
	struct net *net = make_net();
	float image[PIXELS], activation[PIXELS * 4];
	int zeros = 0;

	(void)state;
	rng_noise(1, PIXELS, image);
	feature_activation(net, 0, image, activation);
	for (int i = 0; i < PIXELS; i++)
		for (int c = 0; c < 4; c++) {
			float expected = by_hand(net, image, i / SIDE, i % SIDE, c);

			assert_true(fabsf(activation[i * 4 + c] - expected) < 1e-5f);
			zeros += expected == 0;
		}
	assert_true(zeros > 0 && zeros < PIXELS * 4);
	net_free(net);
}

static void weights_are_pictures_where_they_can_be(void **state)
{
	struct net *net = make_net();
	struct parameter p = net_parameter(net, 2);
	float all[3 * 3 * 4 * 6], weights[9];
	int height, width;

	(void)state;
	parameter_get(&p, net->parameters, all);
	assert_true(feature_weights(net, 3, 2, 5, weights, &height, &width));
	assert_int_equal(height, 3);
	assert_int_equal(width, 3);
	for (int i = 0; i < 9; i++)
		assert_true(weights[i] == all[(i * 4 + 2) * 6 + 5]);
	assert_false(feature_weights(net, 5, 0, 0, weights, &height, &width));
	net_free(net);
}

static void maps_are_the_weights_of_channels_in_a_row(void **state)
{
	struct net *net = make_net();
	float weights[9], *maps;
	int height, width;

	(void)state;
	maps = feature_maps(net, 3, 2, 1, 4, &height, &width);
	assert_non_null(maps);
	assert_true(height == 3 && width == 3);
	for (int i = 0; i < 4; i++) {
		assert_true(feature_weights(net, 3, 2, 1 + i, weights, &height, &width));
		assert_memory_equal(maps + i * 9, weights, sizeof(weights));
	}
	free(maps);
	assert_null(feature_maps(net, 5, 0, 0, 2, &height, &width));
	assert_true(height == 0 && width == 0);
	net_free(net);
}

static void weights_of_a_softmax_net_are_maps_of_the_image(void **state)
{
	struct err err;
	struct net *net =
		net_new("softmax", (struct shape){2, 3, 1}, 4, kernel_choose(NULL, &err), &err);
	struct parameter p = net_parameter(net, 0);
	float all[24], map[6];
	int height, width;

	(void)state;
	for (int i = 0; i < 24; i++)
		all[i] = (float)i;
	parameter_set(&p, net->parameters, all);
	assert_true(feature_weights(net, 0, 0, 3, map, &height, &width));
	assert_int_equal(height, 2);
	assert_int_equal(width, 3);
	for (int i = 0; i < 6; i++)
		assert_true(map[i] == (float)(i * 4 + 3));
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layers_are_found_by_name),
		cmocka_unit_test(the_response_is_that_behind_the_relu),
		cmocka_unit_test(weights_are_pictures_where_they_can_be),
		cmocka_unit_test(maps_are_the_weights_of_channels_in_a_row),
		cmocka_unit_test(weights_of_a_softmax_net_are_maps_of_the_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
