/* The ascent: it climbs, in any pieces, and stops when asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "lab/feature/activations.h"
#include "lab/feature/maximize.h"
#include "lab/gradient.h"

#include <math.h>
#include <string.h>

enum { SIDE = 8, PIXELS = SIDE * SIDE, MAX = SIDE * SIDE * 6 };

static int make_net(void **state)
{
	struct err err;
	struct net *net =
		net_new("conv3x3x4 relu pool2 conv3x3x6 relu dense5 relu dense3",
			(struct shape){SIDE, SIDE, 1}, 3, kernel_choose(NULL, &err), &err);

	if (!net)
		return -1;
	net_init(net, 11);
	*state = net;
	return 0;
}

static int free_net(void **state)
{
	net_free(*state);
	return 0;
}

static struct maximize *begin(const struct net *net, const char *name, float rate)
{
	struct err err;
	float start[PIXELS];
	int layer = feature_layer(net, name, &err);

	assert_true(layer >= 0);
	rng_noise(5, PIXELS, start);
	return maximize_new(net, layer, 1, rate, start);
}

static const char *const names[] = {"conv1", "conv2", "fc1", "fc2"};

static void it_excites_every_kind_of_layer(void **state)
{
	for (int i = 0; i < 4; i++) {
		struct maximize *a = begin(*state, names[i], 0.1f);
		float start[PIXELS];
		double before = a->reached;

		rng_noise(5, PIXELS, start);
		assert_memory_equal(a->image, start, sizeof(start));
		assert_int_equal(a->step, 0);
		maximize_run(a, 20, NULL);
		assert_int_equal(a->step, 20);
		assert_true(a->reached > before);
		maximize_free(a);
	}
}

static void what_it_reached_is_the_mean_response_to_its_image(void **state)
{
	const struct net *net = *state;

	for (int i = 0; i < 4; i++) {
		struct maximize *a = begin(net, names[i], 0.1f);
		struct shape out = net->layers[a->layer].out;
		float activation[MAX];

		for (int step = 0; step < 3; step++) {
			double mean = 0;

			feature_activation(net, a->layer, a->image, activation);
			for (int j = 0; j < out.height * out.width; j++)
				mean += (double)activation[j * out.channels + 1] /
					(out.height * out.width);
			assert_true(fabs(a->reached - mean) < 1e-9);
			maximize_advance(a);
		}
		maximize_free(a);
	}
}

/* Where the mean response to an image goes along the gradient, by central differences. */
static void it_goes_the_way_of_the_gradient(void **state)
{
	const struct net *net = *state;
	struct maximize *a = begin(net, "conv2", 0.01f);
	const float h = 1e-3f;
	double d[PIXELS], product = 0, left = 0, right = 0;
	float start[PIXELS], moved[PIXELS];

	memcpy(start, a->image, sizeof(start));
	for (int i = 0; i < PIXELS; i++) {
		struct maximize *up, *down;

		memcpy(moved, start, sizeof(moved));
		moved[i] = start[i] + h;
		up = maximize_new(net, a->layer, 1, 1, moved);
		moved[i] = start[i] - h;
		down = maximize_new(net, a->layer, 1, 1, moved);
		d[i] = up->reached - down->reached;
		maximize_free(up);
		maximize_free(down);
	}
	maximize_advance(a);
	for (int i = 0; i < PIXELS; i++) {
		double change = (double)a->image[i] - (double)start[i];

		product += change * d[i];
		left += change * change;
		right += d[i] * d[i];
	}
	assert_true(product / sqrt(left * right) > 0.99);
	maximize_free(a);
}

static void pieces_give_the_same_bytes_as_one_go(void **state)
{
	struct maximize *whole = begin(*state, "conv2", 1), *pieces = begin(*state, "conv2", 1);

	maximize_run(whole, 9, NULL);
	maximize_advance(pieces);
	maximize_run(pieces, 4, NULL);
	maximize_run(pieces, 3, NULL);
	assert_int_equal(pieces->step, 4);
	maximize_run(pieces, 9, NULL);
	assert_memory_equal(pieces->image, whole->image, PIXELS * sizeof(float));
	assert_true(pieces->reached == whole->reached);
	maximize_free(whole);
	maximize_free(pieces);
}

static void it_stops_when_asked(void **state)
{
	struct maximize *a = begin(*state, "conv1", 1);
	atomic_bool stop = true;

	maximize_run(a, 1000000000, &stop);
	assert_int_equal(a->step, 0);
	atomic_store(&stop, false);
	maximize_run(a, 2, &stop);
	assert_int_equal(a->step, 2);
	maximize_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_excites_every_kind_of_layer),
		cmocka_unit_test(what_it_reached_is_the_mean_response_to_its_image),
		cmocka_unit_test(it_goes_the_way_of_the_gradient),
		cmocka_unit_test(pieces_give_the_same_bytes_as_one_go),
		cmocka_unit_test(it_stops_when_asked),
	};

	return cmocka_run_group_tests(tests, make_net, free_net);
}
