/* Images that maximize one activation and differ. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/feature/channel_weights.h"
#include "lab/feature/diversity.h"
#include "support/small_net.h"

#include <math.h>
#include <string.h>

enum { PIXELS = SMALL_NET_SIDE * SMALL_NET_SIDE, COUNT = 3 };
static const char *const names[] = {"conv1", "conv2", "fc1", "fc2"};
enum { LAYERS = 4 };

static int make_net(void **state)
{
	*state = small_net();
	return 0;
}

static int free_net(void **state)
{
	net_free(*state);
	return 0;
}

static struct maximization_spec spec_of(const struct net *net, const char *name, float rate)
{
	struct err err;

	return (struct maximization_spec){.layer = channel_weights_layer(net, name, &err),
					  .channel = 1,
					  .rate = rate,
					  .regularizer = {.jitter = 1},
					  .seed = 7};
}

static struct diversity *begin(const struct net *net, const char *name, int count, float weight,
			       float rate)
{
	struct maximization_spec spec = spec_of(net, name, rate);
	float starts[COUNT * PIXELS];

	diversity_noise(5, count, PIXELS, starts);
	return diversity_new(net, &spec, count, weight, starts);
}

static void without_weight_each_image_is_what_it_is_alone(void **state)
{
	for (int l = 0; l < LAYERS; l++) {
		struct diversity *d = begin(*state, names[l], COUNT, 0, 0.1F);
		struct diversity *one = begin(*state, names[l], 1, 5, 0.1F);
		struct maximization_spec spec = spec_of(*state, names[l], 0.1F);
		struct maximization *m;
		float start[PIXELS];

		diversity_noise(5, 1, PIXELS, start);
		m = maximization_new(*state, &spec, start);
		for (int step = 0; step < 5; step++) {
			diversity_advance(d);
			diversity_advance(one);
		}
		maximization_run(m, 5, NULL);
		assert_memory_equal(d->images[0]->image, m->image, sizeof(start));
		assert_memory_equal(one->images[0]->image, m->image, sizeof(start));
		assert_memory_not_equal(d->images[1]->image, m->image, sizeof(start));
		assert_true(isnan(diversity_likeness(one)));
		maximization_free(m);
		diversity_free(d);
		diversity_free(one);
	}
}

/* By the definition, with the matrices written out. */
static double likeness(const struct net *net, const struct diversity *d)
{
	enum { MAX = 32 };
	struct shape shape = net->layers[d->images[0]->spec.layer].out;
	int positions = shape.height * shape.width, channels = shape.channels, pairs = 0;
	double grams[COUNT][MAX * MAX] = {{0}}, sum = 0;

	for (int i = 0; i < COUNT; i++) {
		const struct maximization *m = d->images[i];
		const float *a = pass_output(m->pass, m->activation);

		for (int p = 0; p < positions; p++)
			for (int c = 0; c < channels; c++)
				for (int e = 0; e < channels; e++)
					grams[i][c * channels + e] += (double)a[p * channels + c] *
								      (double)a[p * channels + e];
	}
	for (int i = 0; i < COUNT; i++)
		for (int j = 0; j < i; j++, pairs++) {
			double ab = 0, aa = 0, bb = 0;

			for (int k = 0; k < channels * channels; k++) {
				ab += grams[i][k] * grams[j][k];
				aa += grams[i][k] * grams[i][k];
				bb += grams[j][k] * grams[j][k];
			}
			sum += ab / sqrt(aa * bb);
		}
	return sum / pairs;
}

static void likeness_is_the_cosine_of_gram_matrices(void **state)
{
	for (int l = 0; l < LAYERS; l++) {
		struct diversity *d = begin(*state, names[l], COUNT, 1, 0.1F);
		double expected = likeness(*state, d);

		if (!isnan(expected))
			assert_true(fabs(diversity_likeness(d) - expected) < 1e-5);
		diversity_free(d);
	}
}

/* The weight makes the objective of no account; steps are small. */
static void steps_go_down_the_likeness(void **state)
{
	int fell = 0;

	for (int l = 0; l < LAYERS; l++) {
		struct diversity *d = begin(*state, names[l], COUNT, 1000, 1e-5F);
		double before = diversity_likeness(d);

		for (int step = 0; step < 5; step++)
			diversity_advance(d);
		if (!isnan(before) && before < 0.99999) {
			assert_true(diversity_likeness(d) < before);
			fell++;
		}
		diversity_free(d);
	}
	assert_true(fell >= 2);
}

static void images_differ_more_and_the_activation_still_grows(void **state)
{
	struct diversity *plain = begin(*state, "conv2", COUNT, 0, 0.1F);
	struct diversity *d = begin(*state, "conv2", COUNT, 1, 0.1F);
	double before = d->images[1]->reached;

	for (int step = 0; step < 30; step++) {
		diversity_advance(plain);
		diversity_advance(d);
	}
	assert_true(diversity_likeness(d) < diversity_likeness(plain));
	assert_true(d->images[1]->reached > before);
	diversity_free(plain);
	diversity_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_weight_each_image_is_what_it_is_alone),
		cmocka_unit_test(likeness_is_the_cosine_of_gram_matrices),
		cmocka_unit_test(steps_go_down_the_likeness),
		cmocka_unit_test(images_differ_more_and_the_activation_still_grows),
	};

	return cmocka_run_group_tests(tests, make_net, free_net);
}
