/* Activations of layers and of single channels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "lab/feature/activations.h"
#include "support/small_net.h"

#include <math.h>

enum { SIDE = SMALL_NET_SIDE, PIXELS = SIDE * SIDE };

/* The activation of one pixel and channel of conv1, summed by hand. */
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

static void activations_are_those_behind_the_relu(void **state)
{
	struct net *net = small_net();
	float image[PIXELS], activation[PIXELS * 4], maps[2 * PIXELS];
	int zeros = 0;

	(void)state;
	rng_noise(1, PIXELS, image);
	activations_of(net, 0, image, activation);
	for (int i = 0; i < PIXELS; i++)
		for (int c = 0; c < 4; c++) {
			float expected = by_hand(net, image, i / SIDE, i % SIDE, c);

			assert_true(fabsf(activation[i * 4 + c] - expected) < 1e-5f);
			zeros += expected == 0;
		}
	assert_true(zeros > 0 && zeros < PIXELS * 4);
	activations_maps(net, 0, image, 1, 2, maps);
	for (int i = 0; i < 2 * PIXELS; i++)
		assert_true(maps[i] == activation[i % PIXELS * 4 + 1 + i / PIXELS]);
	net_free(net);
}

static void the_mean_is_over_all_values(void **state)
{
	const float values[] = {1, 2, -4, 7};

	(void)state;
	assert_true(activations_mean(values, 4) == 1.5);
	assert_true(activations_mean(values + 3, 1) == 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(activations_are_those_behind_the_relu),
		cmocka_unit_test(the_mean_is_over_all_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
