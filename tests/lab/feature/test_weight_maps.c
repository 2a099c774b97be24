/* Maps of weights: one for each unit, with the range of all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/feature/channel_weights.h"
#include "lab/feature/weight_maps.h"
#include "support/says.h"

#include <math.h>
#include <string.h>

static struct net *make_net(const char *architecture)
{
	struct err err;
	struct net *net =
		net_new(architecture, (struct shape){8, 6, 1}, 3, kernel_choose(NULL, &err), &err);

	assert_non_null(net);
	net_init(net, 11);
	return net;
}

static void assert_maps(const struct net *net, int layer, int input_channel, int height, int width)
{
	struct weight_maps maps;
	struct err err;
	float one[48], min = 0, max = 0;
	int h, w, size = height * width;

	assert_true(weight_maps_read(net, layer, input_channel, &maps, &err));
	assert_int_equal(maps.layer, layer);
	assert_int_equal(maps.count, net->layers[layer].units);
	assert_int_equal(maps.height, height);
	assert_int_equal(maps.width, width);
	for (int i = 0; i < maps.count; i++) {
		assert_true(channel_weights_copy(net, layer, input_channel, i, one, &h, &w));
		assert_memory_equal(maps.values + i * size, one, (size_t)size * sizeof(float));
		for (int j = 0; j < size; j++) {
			min = fminf(min, one[j]);
			max = fmaxf(max, one[j]);
		}
	}
	assert_true(min < 0 && max > 0);
	assert_true(maps.min == min && maps.max == max);
	weight_maps_clear(&maps);
}

static void filters_are_maps(void **state)
{
	struct net *net = make_net("conv3x3x4 relu pool2 conv5x5x6 relu dense3");

	(void)state;
	assert_maps(net, 0, 0, 3, 3);
	assert_maps(net, 3, 2, 5, 5);
	net_free(net);
}

static void units_that_see_the_image_are_maps_of_it(void **state)
{
	struct net *net = make_net("dense5 relu dense3");

	(void)state;
	assert_maps(net, 0, 0, 8, 6);
	net_free(net);
}

static void deeper_units_are_none(void **state)
{
	struct net *net = make_net("conv3x3x4 relu dense3");
	struct weight_maps maps;
	struct err err;

	(void)state;
	assert_false(weight_maps_read(net, 2, 0, &maps, &err));
	assert_says(&err, "the weights of fc1 are no pictures");
	net_free(net);
}

/* Of the layers that have maps. */
static void assert_seen(const char *architecture, int layer, bool sees_image, bool are_of_classes)
{
	struct net *net = make_net(architecture);
	struct weight_maps maps;
	struct err err;

	assert_true(weight_maps_read(net, layer, 0, &maps, &err));
	assert_int_equal(weight_maps_see_image(net, &maps), sees_image);
	assert_int_equal(weight_maps_are_of_classes(net, &maps), are_of_classes);
	weight_maps_clear(&maps);
	assert_false(weight_maps_see_image(net, &maps)); /* there are none now */
	net_free(net);
}

static void maps_of_classes_are_the_last_layers_that_see_the_image(void **state)
{
	(void)state;
	assert_seen("dense3", 0, true, true);
	assert_seen("dropout0.5 dense3", 1, true, true);
	assert_seen("dense5 relu dense3", 0, true, false);
	assert_seen("dense3 relu dense3", 0, true, false); /* as many, but no classes */
	assert_seen("conv3x3x3 dense3", 0, false, false);
	assert_seen("normalize0.5,0.5 dense3 relu", 1, true, true);
	assert_seen("dense3 scale", 0, true, false); /* of which the logits are made */
}

static void ink_may_be_less_than_paper_to_a_layer(void **state)
{
	static const struct {
		const char *text;
		int layer;
		bool is_inverted;
	} cases[] = {{"dense3", 0, false},
		     {"normalize0.5,0.5 dense3", 1, false},
		     {"normalize1,-1 dense3", 1, true},
		     {"normalize1,-1 dropout0.5 normalize0,-2 dense3", 3, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net *net = make_net(cases[i].text);
		struct weight_maps maps;
		struct err err;

		assert_true(weight_maps_read(net, cases[i].layer, 0, &maps, &err));
		assert_int_equal(weight_maps_see_inverted(net, &maps), cases[i].is_inverted);
		weight_maps_clear(&maps);
		net_free(net);
	}
}

/* The range spans what 99 of 100 weights stay within, to 1, 2 or 5 times a power of ten. */
static void the_range_is_round_and_leaves_out_single_weights(void **state)
{
	static const float pairs[][2] = {{0.19f, 0.2f}, {0.45f, 0.5f}, {0.9f, 1},     {1.4f, 1},
					 {1.6f, 2},     {31, 50},      {0.06f, 0.05f}};
	float values[200], biases[1] = {0};
	struct weight_maps maps = {
		.count = 1, .height = 10, .width = 20, .values = values, .biases = biases};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		float usual = pairs[i][0];

		for (int j = 0; j < 200; j++)
			values[j] = j % 2 ? usual : -usual;
		maps.min = -usual;
		maps.max = usual;
		assert_true(fabsf(weight_maps_range(&maps) / pairs[i][1] - 1) < 1e-5f);
		values[7] = maps.max = 8 * usual; /* one in 200 */
		assert_true(fabsf(weight_maps_range(&maps) / pairs[i][1] - 1) < 1e-5f);
	}
	maps.min = maps.max = 0;
	assert_true(weight_maps_range(&maps) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_are_maps),
		cmocka_unit_test(units_that_see_the_image_are_maps_of_it),
		cmocka_unit_test(deeper_units_are_none),
		cmocka_unit_test(maps_of_classes_are_the_last_layers_that_see_the_image),
		cmocka_unit_test(ink_may_be_less_than_paper_to_a_layer),
		cmocka_unit_test(the_range_is_round_and_leaves_out_single_weights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
