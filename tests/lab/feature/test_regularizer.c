/* Regularizers: the parts by hand, and what they do to an image that is maximized. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "lab/feature/channel_weights.h"
#include "lab/feature/maximization.h"
#include "lab/gradient.h"
#include "support/small_net.h"

#include <math.h>
#include <string.h>

enum { SIDE = SMALL_NET_SIDE, PIXELS = SIDE * SIDE, H = 3, W = 4, STEPS = 30 };

static void rolled_is_moved_and_rolled_back_is_the_same(void **state)
{
	const float image[H * W] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
	const float moved[H * W] = {11, 8, 9, 10, 3, 0, 1, 2, 7, 4, 5, 6};
	float there[H * W], back[H * W];

	(void)state;
	image_roll(H, W, 1, 1, image, there);
	assert_memory_equal(there, moved, sizeof(moved));
	image_roll(H, W, -7, -9, image, there);
	image_roll(H, W, 7, 9, there, back);
	assert_memory_equal(back, image, sizeof(image));
}

static void jitter_stays_in_range_and_reaches_all_of_it(void **state)
{
	const struct regularizer r = {.jitter = 2};
	bool was_seen[5][5] = {0};
	int down, right, again[2];

	(void)state;
	for (int step = 0; step < 300; step++) {
		regularizer_offset(&r, 7, step, &down, &right);
		assert_in_range(down + 2, 0, 4);
		assert_in_range(right + 2, 0, 4);
		was_seen[down + 2][right + 2] = true;
		regularizer_offset(&r, 7, step, &again[0], &again[1]);
		assert_true(again[0] == down && again[1] == right);
	}
	for (int i = 0; i < 25; i++)
		assert_true(was_seen[i / 5][i % 5]);
}

static void total_variation_has_its_gradient(void **state)
{
	const float h = 0.0625f;
	float image[H * W], gradient[H * W] = {0};

	(void)state;
	rng_noise(3, H * W, image);
	for (int i = 0; i < H * W; i++)
		image[i] *= 100;
	image_total_variation_subtract(H, W, image, 2, gradient);
	for (int i = 0; i < H * W; i++) {
		float old = image[i];
		double up, down;

		image[i] = old + h;
		up = image_total_variation(H, W, image);
		image[i] = old - h;
		down = image_total_variation(H, W, image);
		image[i] = old;
		assert_true(fabs((double)gradient[i] + 2 * (up - down) / (2 * (double)h)) < 1e-2);
	}
}

static void total_variation_is_the_length_of_an_edge(void **state)
{
	const float edge[H * W] = {0, 0, 5, 5, 0, 0, 5, 5, 0, 0, 5, 5};

	(void)state;
	assert_true(fabs(image_total_variation(H, W, edge) - 15) < 0.02);
}

static void blurred_a_plain_image_stays_and_a_speck_spreads(void **state)
{
	enum { BIG = 15, MIDDLE = BIG / 2 * BIG + BIG / 2 };
	float image[BIG * BIG], scratch[BIG * BIG];
	double sum = 0;

	(void)state;
	for (int i = 0; i < BIG * BIG; i++)
		image[i] = 3;
	image_blur(BIG, BIG, REGULARIZER_MAX_BLUR, image, scratch);
	for (int i = 0; i < BIG * BIG; i++)
		assert_true(fabsf(image[i] - 3) < 1e-5f);
	memset(image, 0, sizeof(image));
	image[MIDDLE] = 1;
	image_blur(BIG, BIG, 1, image, scratch);
	for (int i = 0; i < BIG * BIG; i++)
		sum += (double)image[i];
	assert_true(fabs(sum - 1) < 1e-5);
	assert_true(fabs((double)image[MIDDLE + 1] / (double)image[MIDDLE] - exp(-0.5)) < 1e-5);
	assert_true(fabs((double)image[MIDDLE + 2 * BIG] / (double)image[MIDDLE] - exp(-2)) < 1e-5);
}

/* --------------------------------------------------------------------------- in a maximisation */

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

static struct maximization_spec spec_of(const struct net *net, struct regularizer regularizer)
{
	struct err err;

	return (struct maximization_spec){.layer = channel_weights_layer(net, "conv2", &err),
					  .channel = 1,
					  .rate = 0.3f,
					  .regularizer = regularizer,
					  .seed = 9};
}

/* The image after all steps; what was reached before and behind them. */
static void maximize(const struct net *net, const struct maximization_spec *spec,
		     float image[PIXELS], double reached[2])
{
	float start[PIXELS];
	struct maximization *m;

	rng_noise(5, PIXELS, start);
	m = maximization_new(net, spec, start);
	reached[0] = m->reached;
	maximization_run(m, STEPS, NULL);
	reached[1] = m->reached;
	memcpy(image, m->image, sizeof(start));
	maximization_free(m);
}

/* The article's steps, written out. */
static void without_any_it_is_the_articles(void **state)
{
	const struct net *net = *state;
	struct maximization_spec spec = spec_of(net, (struct regularizer){0});
	const struct shape *out = &net->layers[spec.layer].out;
	int activation = net_activation(net, spec.layer);
	struct pass *pass = pass_new(net, 1, false, NULL);
	float image[PIXELS], ours[PIXELS], gradient[PIXELS], dy[PIXELS * 6] = {0};
	double reached[2];

	for (int i = 0; i < out->height * out->width; i++)
		dy[i * out->channels + 1] = 1.0f / (float)(out->height * out->width);
	rng_noise(5, PIXELS, image);
	for (int step = 0; step < STEPS; step++) {
		memcpy(pass_input(pass), image, sizeof(image));
		pass_forward(pass, 1, activation, NULL);
		pass_backward(pass, activation, dy, NULL, gradient);
		normalize_gradient(PIXELS, gradient);
		for (int i = 0; i < PIXELS; i++)
			image[i] += gradient[i] * spec.rate;
	}
	maximize(net, &spec, ours, reached);
	assert_true(reached[1] > reached[0] && reached[0] > 0);
	assert_memory_equal(ours, image, sizeof(image));
	pass_free(pass);
}

static void each_makes_a_smoother_or_paler_image_whose_activation_rises(void **state)
{
	const struct net *net = *state;
	const struct regularizer regularizers[] = {
		{.blur = 1}, {.total_variation = 0.3f}, {.decay = 0.05f}, {1, 0.5f, 0.1f, 0.01f}};
	struct maximization_spec plain = spec_of(net, (struct regularizer){0});
	float image[PIXELS];
	double reached[2], specks;

	maximize(net, &plain, image, reached);
	specks = image_total_variation(SIDE, SIDE, image);
	for (int i = 0; i < 4; i++) {
		struct maximization_spec spec = spec_of(net, regularizers[i]);

		maximize(net, &spec, image, reached);
		assert_true(reached[1] > reached[0]);
		assert_true(image_total_variation(SIDE, SIDE, image) < 0.9 * specks);
	}
}

static void the_seed_decides_the_jitter_and_pieces_do_not_matter(void **state)
{
	const struct net *net = *state;
	struct maximization_spec spec = spec_of(net, (struct regularizer){2, 0.5f, 0.1f, 0.01f});
	struct maximization *one, *two;
	float image[PIXELS], again[PIXELS], start[PIXELS];
	double reached[2];

	maximize(net, &spec, image, reached);
	assert_true(reached[1] > reached[0]);
	maximize(net, &spec, again, reached);
	assert_memory_equal(again, image, sizeof(image));
	rng_noise(5, PIXELS, start);
	one = maximization_new(net, &spec, start);
	maximization_run(one, 7, NULL);
	two = maximization_new(net, &spec, one->image);
	two->step = one->step;
	maximization_run(two, STEPS, NULL);
	assert_memory_equal(two->image, image, sizeof(image));
	maximization_free(one);
	maximization_free(two);
	spec.seed++;
	maximize(net, &spec, again, reached);
	assert_memory_not_equal(again, image, sizeof(image));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rolled_is_moved_and_rolled_back_is_the_same),
		cmocka_unit_test(jitter_stays_in_range_and_reaches_all_of_it),
		cmocka_unit_test(total_variation_has_its_gradient),
		cmocka_unit_test(total_variation_is_the_length_of_an_edge),
		cmocka_unit_test(blurred_a_plain_image_stays_and_a_speck_spreads),
		cmocka_unit_test(without_any_it_is_the_articles),
		cmocka_unit_test(each_makes_a_smoother_or_paler_image_whose_activation_rises),
		cmocka_unit_test(the_seed_decides_the_jitter_and_pieces_do_not_matter),
	};

	return cmocka_run_group_tests(tests, make_net, free_net);
}
