/* Weights of channels as maps; which input they are largest for; their range. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/feature/channel_weights.h"
#include "support/says.h"
#include "support/small_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = SMALL_NET_SIDE };

static void layers_are_found_by_name(void **state)
{
	struct net *net = small_net();
	struct err err;

	(void)state;
	assert_int_equal(channel_weights_layer(net, "conv1", &err), 0);
	assert_int_equal(channel_weights_layer(net, "conv2", &err), 3);
	assert_int_equal(channel_weights_layer(net, "fc2", &err), 7);
	assert_int_equal(channel_weights_layer(net, "conv3", &err), -1);
	assert_says(&err, "conv1, conv2, fc1, fc2");
	assert_int_equal(channel_weights_layer(net, "pool1", &err), -1);
	net_free(net);
}

static void weights_are_maps_where_they_can_be(void **state)
{
	struct net *net = small_net();
	struct parameter p = net_parameter(net, 2);
	float all[3 * 3 * 4 * 6], weights[9];
	int height, width;

	(void)state;
	parameter_get(&p, net->parameters, all);
	assert_true(channel_weights_copy(net, 3, 2, 5, weights, &height, &width));
	assert_int_equal(height, 3);
	assert_int_equal(width, 3);
	for (int i = 0; i < 9; i++)
		assert_true(weights[i] == all[(i * 4 + 2) * 6 + 5]);
	assert_false(channel_weights_copy(net, 5, 0, 0, weights, &height, &width));
	net_free(net);
}

static void maps_are_the_weights_of_channels_in_a_row(void **state)
{
	struct net *net = small_net();
	float weights[9], *maps;
	int height, width;

	(void)state;
	maps = channel_weights_get(net, 3, 2, 1, 4, &height, &width);
	assert_non_null(maps);
	assert_true(height == 3 && width == 3);
	for (int i = 0; i < 4; i++) {
		assert_true(channel_weights_copy(net, 3, 2, 1 + i, weights, &height, &width));
		assert_memory_equal(maps + i * 9, weights, sizeof(weights));
	}
	free(maps);
	assert_null(channel_weights_get(net, 5, 0, 0, 2, &height, &width));
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
	assert_true(channel_weights_copy(net, 0, 0, 3, map, &height, &width));
	assert_int_equal(height, 2);
	assert_int_equal(width, 3);
	for (int i = 0; i < 6; i++)
		assert_true(map[i] == (float)(i * 4 + 3));
	net_free(net);
}

static void each_channel_has_a_strongest_input(void **state)
{
	struct net *net = small_net();
	struct parameter p = net_parameter(net, 2);
	float all[3 * 3 * 4 * 6], map[9], *maps;
	int inputs[3], height, width;

	(void)state;
	parameter_get(&p, net->parameters, all);
	for (int i = 0; i < 3 * 3 * 4 * 6; i++)
		all[i] *= 0.01f;
	for (int i = 0; i < 3; i++) /* of channels 2, 3, 4: inputs 3, 2, 1; signs do not count */
		all[(4 * 4 + 3 - i) * 6 + 2 + i] = i % 2 ? 1 : -1;
	parameter_set(&p, net->parameters, all);
	maps = channel_weights_strongest(net, 3, 2, 3, inputs, &height, &width);
	assert_non_null(maps);
	assert_true(height == 3 && width == 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(inputs[i], 3 - i);
		assert_true(channel_weights_copy(net, 3, inputs[i], 2 + i, map, &height, &width));
		assert_memory_equal(maps + i * 9, map, sizeof(map));
	}
	free(maps);
	assert_null(channel_weights_strongest(net, 5, 0, 3, inputs, &height, &width));
	assert_true(inputs[0] == 0 && inputs[2] == 0 && height == 0);
	net_free(net);
}

static void fill_conv1(struct net *net, float value)
{
	struct parameter p = net_parameter(net, 0);
	float all[3 * 3 * 4] = {0};

	all[7] = value;
	parameter_set(&p, net->parameters, all);
}

static void the_range_is_a_round_number_that_no_weight_exceeds(void **state)
{
	static const float pairs[][2] = {{0.11f, 0.15f}, {-0.16f, 0.2f}, {1, 1},
					 {-7, 8},        {9.5f, 10},     {0, 1},
					 {1e-7f, 1},     {INFINITY, 1},  {21, 30}};
	struct err err;
	struct net *net = small_net(), *flat;

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		fill_conv1(net, pairs[i][0]);
		assert_true(fabsf(channel_weights_range(net, 0) / pairs[i][1] - 1) < 1e-6f);
	}
	net_free(net);
	flat = net_new("softmax", (struct shape){2, 3, 1}, 4, kernel_choose(NULL, &err), &err);
	assert_true(channel_weights_range(flat, 0) == 0.5f);
	net_free(flat);
}

static void layers_with_weights_are_found_in_both_directions(void **state)
{
	struct net *net = small_net(); /* conv1 relu pool conv2 relu fc1 relu fc2 */

	(void)state;
	assert_int_equal(channel_weights_next(net, 0, 1), 0);
	assert_int_equal(channel_weights_next(net, 1, 1), 3);
	assert_int_equal(channel_weights_next(net, 4, -1), 3);
	assert_int_equal(channel_weights_next(net, 8, 1), -1);
	assert_int_equal(channel_weights_next(net, -1, -1), -1);
	net_free(net);
}

static void the_source_of_a_layer_is_no_activation_function(void **state)
{
	struct net *net = small_net();

	(void)state;
	assert_int_equal(channel_weights_source(net, 0), 0);
	assert_int_equal(channel_weights_source(net, 3), 2);
	assert_int_equal(channel_weights_source(net, 5), 3);
	assert_int_equal(channel_weights_source(net, 7), 5);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layers_are_found_by_name),
		cmocka_unit_test(weights_are_maps_where_they_can_be),
		cmocka_unit_test(maps_are_the_weights_of_channels_in_a_row),
		cmocka_unit_test(weights_of_a_softmax_net_are_maps_of_the_image),
		cmocka_unit_test(layers_with_weights_are_found_in_both_directions),
		cmocka_unit_test(the_source_of_a_layer_is_no_activation_function),
		cmocka_unit_test(each_channel_has_a_strongest_input),
		cmocka_unit_test(the_range_is_a_round_number_that_no_weight_exceeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
