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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_are_maps),
		cmocka_unit_test(units_that_see_the_image_are_maps_of_it),
		cmocka_unit_test(deeper_units_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
