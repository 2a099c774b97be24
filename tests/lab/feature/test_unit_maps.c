/* Maps of the first layer's units: the weights themselves, whatever lies before and after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/feature/unit_maps.h"

#include <math.h>
#include <stdlib.h>

static struct net *make(const char *architecture)
{
	struct err err;
	struct net *net = net_new(architecture, (struct shape){28, 28, 1}, 10,
				  kernel_choose("portable", &err), &err);

	if (!net)
		fail_msg("%s", err.text);
	net_init(net, 3);
	return net;
}

static void maps_are_the_weights_themselves(void **state)
{
	struct net *net = make("dense70 relu dense10");
	struct unit_maps maps = unit_maps_of(net);
	struct parameter p = net_parameter(net, 0);
	float *values = malloc(parameter_count(&p) * sizeof(*values)), max = 0;

	(void)state;
	assert_int_equal(maps.count, 70);
	assert_int_equal(maps.height, 28);
	assert_int_equal(maps.width, 28);
	assert_false(maps.are_classes);
	parameter_get(&p, net->parameters, values);
	for (int unit = 0; unit < 70; unit += 23)
		for (int i = 0; i < 784; i++)
			assert_true(unit_maps_at(&maps, unit)[i * maps.stride] ==
				    values[i * 70 + unit]);
	for (size_t i = 0; i < parameter_count(&p); i++)
		max = fmaxf(max, fabsf(values[i]));
	assert_true(unit_maps_range(&maps) == max);
	free(values);
	net_free(net);
}

static void a_convolutions_maps_are_its_filters(void **state)
{
	struct net *net = make("conv5x5x8 relu pool2 dense10");
	struct unit_maps maps = unit_maps_of(net);
	struct parameter p = net_parameter(net, 0);
	float values[5 * 5 * 8];

	(void)state;
	assert_int_equal(maps.count, 8);
	assert_int_equal(maps.height, 5);
	assert_int_equal(maps.width, 5);
	parameter_get(&p, net->parameters, values);
	for (int i = 0; i < 25; i++)
		assert_true(unit_maps_at(&maps, 7)[i * maps.stride] == values[i * 8 + 7]);
	net_free(net);
}

static void classes_may_have_no_layer_of_weights_behind_them(void **state)
{
	static const struct {
		const char *text;
		bool are_classes;
	} cases[] = {{"normalize0.5,0.5 dense10n", true},
		     {"dense10 dropout0.5 relu", true},
		     {"conv28x28x10v", true},
		     {"dense10 scale", false},
		     {"dense10 dense10", false},
		     {"conv3x3x10 globalavgpool", false}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net *net = make(cases[i].text);

		assert_int_equal(unit_maps_of(net).are_classes, cases[i].are_classes);
		net_free(net);
	}
}

static void only_finite_weights_count_for_the_range(void **state)
{
	struct net *net = make("softmax");
	struct unit_maps maps = unit_maps_of(net);
	float max = unit_maps_range(&maps);

	(void)state;
	assert_true(maps.are_classes);
	net->parameters[net->layers[0].at[LAYER_WEIGHTS] + 1] = INFINITY;
	assert_true(unit_maps_range(&maps) <= max);
	for (size_t i = 0; i < net->size; i++)
		net->parameters[i] = 0;
	assert_true(unit_maps_range(&maps) == 1);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_are_the_weights_themselves),
		cmocka_unit_test(a_convolutions_maps_are_its_filters),
		cmocka_unit_test(classes_may_have_no_layer_of_weights_behind_them),
		cmocka_unit_test(only_finite_weights_count_for_the_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
