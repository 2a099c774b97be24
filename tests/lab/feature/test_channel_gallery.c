/* Channel galleries: what stands in which place, and that it does not matter who computes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"
#include "base/rng.h"
#include "lab/feature/activations.h"
#include "lab/feature/channel_gallery.h"
#include "lab/feature/channel_weights.h"
#include "support/small_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = SMALL_NET_SIDE, PIXELS = SIDE * SIDE, COUNT = 3, FIRST = 2, CHANNELS = 6, STEPS = 4 };

struct scene {
	struct net *net;
	float image[PIXELS];
	struct channel_gallery_spec spec; /* of conv2, whose activations are of half the size */
};

static int open_scene(void **state)
{
	static struct scene scene = {.spec = {.input = 3,
					      .first = FIRST,
					      .count = COUNT,
					      .steps = STEPS,
					      .rate = 0.5f,
					      .seed = 40}};
	struct err err;

	scene.net = small_net();
	scene.spec.layer = channel_weights_layer(scene.net, "conv2", &err);
	rng_noise(1, PIXELS, scene.image);
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	net_free(((struct scene *)*state)->net);
	return 0;
}

static void assert_activations(const struct scene *scene, const struct channel_gallery *g,
			       const float *image)
{
	enum { SMALL = PIXELS / 4 };
	float activation[SMALL * CHANNELS];

	activations_of(scene->net, g->spec.layer, image, activation);
	for (int i = 0; i < COUNT; i++)
		for (int j = 0; j < SMALL; j++)
			assert_true(g->activations[i * SMALL + j] ==
				    activation[j * CHANNELS + FIRST + i]);
}

static void all_channels_are_taken_with_the_articles_settings(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery_spec spec = channel_gallery_defaults(scene->net, scene->spec.layer);

	assert_int_equal(spec.layer, scene->spec.layer);
	assert_true(spec.first == 0 && spec.count == CHANNELS && spec.input == 0);
	assert_true(spec.steps == 50 && spec.rate == 1 && spec.seed == 1);
}

static void weights_and_activations_are_there_at_once(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery *g = channel_gallery_new(scene->net, &scene->spec, scene->image);
	float weights[9], other[PIXELS];
	int height, width;

	assert_int_equal(g->weights_height, 3);
	assert_int_equal(g->weights_width, 3);
	for (int i = 0; i < COUNT; i++) {
		channel_weights_copy(scene->net, g->spec.layer, 3, FIRST + i, weights, &height,
				     &width);
		assert_memory_equal(g->weights + i * 9, weights, sizeof(weights));
		assert_int_equal(g->steps[i], -1);
	}
	assert_activations(scene, g, scene->image);
	rng_noise(2, PIXELS, other);
	channel_gallery_activate(g, scene->net, other);
	assert_activations(scene, g, other);
	channel_gallery_free(g);
}

static void the_strongest_inputs_can_be_shown_instead(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery_spec spec = scene->spec;
	struct channel_gallery *g;
	int inputs[COUNT], height, width;
	float *maps;

	spec.input = CHANNEL_GALLERY_STRONGEST;
	g = channel_gallery_new(scene->net, &spec, scene->image);
	maps = channel_weights_strongest(scene->net, spec.layer, FIRST, COUNT, inputs, &height,
					 &width);
	assert_memory_equal(g->inputs, inputs, sizeof(inputs));
	assert_memory_equal(g->weights, maps, COUNT * 9 * sizeof(float));
	assert_true(g->weights_range == channel_weights_range(scene->net, spec.layer));
	free(maps);
	channel_gallery_free(g);
}

static void it_knows_its_largest_activation_its_means_and_its_size(void **state)
{
	enum { SMALL = PIXELS / 4 };
	const struct scene *scene = *state;
	struct channel_gallery *g = channel_gallery_new(scene->net, &scene->spec, scene->image);
	float max = 0;

	for (int i = 0; i < COUNT * SMALL; i++)
		max = fmaxf(max, fabsf(g->activations[i]));
	assert_true(max > 0 && g->activation_max == max);
	assert_true(channel_gallery_mean(g, 1) == activations_mean(g->activations + SMALL, SMALL));
	assert_int_equal(channel_gallery_bytes(g), COUNT * (9 + SMALL + PIXELS) * sizeof(float));
	assert_int_equal(g->inputs[COUNT - 1], 3);
	channel_gallery_free(g);
}

static void images_move_from_one_gallery_to_another(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery *a = channel_gallery_new(scene->net, &scene->spec, scene->image);
	struct channel_gallery *b = channel_gallery_new(scene->net, &scene->spec, scene->image);
	const float *images = a->images;

	channel_gallery_maximize(a, scene->net, 1, NULL);
	channel_gallery_swap_images(a, b);
	assert_ptr_equal(b->images, images);
	assert_int_equal(b->steps[1], STEPS);
	assert_int_equal(a->steps[1], -1);
	channel_gallery_free(a);
	channel_gallery_free(b);
}

static void an_entry_alone_continues_where_it_was_and_comes_back(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery *whole = channel_gallery_new(scene->net, &scene->spec, scene->image);
	struct channel_gallery *parts = channel_gallery_new(scene->net, &scene->spec, scene->image);

	channel_gallery_maximize(whole, scene->net, 1, NULL);
	for (int steps = 1; steps <= STEPS; steps++) {
		struct channel_gallery *one = channel_gallery_extract(parts, 1);
		struct maximization *m = channel_gallery_continue(one, scene->net, 0);

		assert_int_equal(one->spec.first, FIRST + 1);
		assert_int_equal(m->step, steps - 1);
		maximization_advance(m);
		channel_gallery_take(one, 0, m);
		channel_gallery_replace(parts, 1, one);
		assert_int_equal(parts->steps[1], steps);
		maximization_free(m);
		channel_gallery_free(one);
	}
	assert_memory_equal(parts->images + PIXELS, whole->images + PIXELS, PIXELS * sizeof(float));
	assert_true(parts->reached[1] == whole->reached[1]);
	assert_int_equal(parts->steps[0], -1);
	assert_int_equal(parts->steps[2], -1);
	channel_gallery_free(parts);
	channel_gallery_free(whole);
}

static void weights_that_are_no_maps_are_left_out(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery_spec spec = scene->spec;
	struct err err;
	struct channel_gallery *g;

	spec.layer = channel_weights_layer(scene->net, "fc1", &err);
	g = channel_gallery_new(scene->net, &spec, scene->image);
	assert_null(g->weights);
	assert_int_equal(g->weights_height, 0);
	assert_int_equal(g->activation_shape.height, 1);
	channel_gallery_free(g);
}

static void each_maximisation_starts_from_noise_of_its_channel(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery *g = channel_gallery_new(scene->net, &scene->spec, scene->image);
	float noise[PIXELS];

	for (int i = 0; i < COUNT; i++) {
		struct maximization *m = channel_gallery_begin(g, scene->net, i);

		rng_noise((uint64_t)(40 + FIRST + i), PIXELS, noise);
		assert_memory_equal(m->image, noise, sizeof(noise));
		assert_int_equal(m->spec.channel, FIRST + i);
		channel_gallery_take(g, i, m);
		assert_memory_equal(g->images + i * PIXELS, noise, sizeof(noise));
		assert_int_equal(g->steps[i], 0);
		maximization_free(m);
	}
	channel_gallery_free(g);
}

static void one_by_one_by_steps_or_on_threads_the_images_are_the_same(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery *one = channel_gallery_new(scene->net, &scene->spec, scene->image);
	struct channel_gallery *all = channel_gallery_new(scene->net, &scene->spec, scene->image);
	struct pool *pool = pool_new(3);
	struct maximization *m = channel_gallery_begin(one, scene->net, 1);

	channel_gallery_maximize_all(all, scene->net, pool, NULL);
	channel_gallery_maximize(one, scene->net, 2, NULL);
	assert_int_equal(one->steps[0], -1);
	assert_int_equal(one->steps[1], -1);
	channel_gallery_maximize(one, scene->net, 0, NULL);
	for (int step = 1; step <= STEPS; step++) {
		maximization_advance(m);
		channel_gallery_take(one, 1, m);
		assert_int_equal(one->steps[1], step);
	}
	assert_memory_equal(one->images, all->images, COUNT * PIXELS * sizeof(float));
	assert_memory_equal(one->reached, all->reached, COUNT * sizeof(double));
	assert_memory_equal(one->steps, all->steps, COUNT * sizeof(int));
	assert_memory_not_equal(all->images, all->images + PIXELS, PIXELS * sizeof(float));
	maximization_free(m);
	pool_free(pool);
	channel_gallery_free(one);
	channel_gallery_free(all);
}

static void a_maximisation_that_was_stopped_is_not_taken(void **state)
{
	const struct scene *scene = *state;
	struct channel_gallery *g = channel_gallery_new(scene->net, &scene->spec, scene->image);
	atomic_bool stop = true;

	channel_gallery_maximize_all(g, scene->net, NULL, &stop);
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(g->steps[i], -1);
	atomic_store(&stop, false);
	channel_gallery_maximize(g, scene->net, 1, &stop);
	assert_int_equal(g->steps[1], STEPS);
	channel_gallery_free(g);
}

/* 14x14: plain, a frame, specks, thin and thick stripes. */
static float boldness_pixel(int kind, int y, int x)
{
	switch (kind) {
	case 1:
		return y < 2 || y > 11 || x < 2 || x > 11 ? 100 : 0;
	case 2:
		return (y + x) % 2 ? 2 : -2;
	case 3:
		return y / 2 % 2 ? 1 : -1;
	case 4:
		return x / 3 % 2 ? 1 : -1;
	default:
		return 50;
	}
}

static void stripes_are_bolder_than_specks_frames_and_plain_images(void **state)
{
	enum { BIG = 14, KINDS = 5 };
	static float images[KINDS * BIG * BIG];
	struct channel_gallery g = {
		.spec = {.count = KINDS}, .image_shape = {BIG, BIG, 1}, .images = images};
	int entries[KINDS + 1];

	(void)state;
	for (int i = 0; i < KINDS * BIG * BIG; i++)
		images[i] = boldness_pixel(i / (BIG * BIG), i / BIG % BIG, i % BIG);
	assert_int_equal(channel_gallery_boldest(&g, 3, entries), 3);
	assert_int_equal(entries[0], 2);
	assert_int_equal(entries[1], 3);
	assert_int_equal(entries[2], 4);
	assert_int_equal(channel_gallery_boldest(&g, 1, entries), 1);
	assert_int_equal(entries[0], 4);
	assert_int_equal(channel_gallery_boldest(&g, KINDS + 1, entries), KINDS);
	for (int i = 0; i < KINDS; i++)
		assert_int_equal(entries[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_channels_are_taken_with_the_articles_settings),
		cmocka_unit_test(weights_and_activations_are_there_at_once),
		cmocka_unit_test(the_strongest_inputs_can_be_shown_instead),
		cmocka_unit_test(it_knows_its_largest_activation_its_means_and_its_size),
		cmocka_unit_test(images_move_from_one_gallery_to_another),
		cmocka_unit_test(an_entry_alone_continues_where_it_was_and_comes_back),
		cmocka_unit_test(weights_that_are_no_maps_are_left_out),
		cmocka_unit_test(each_maximisation_starts_from_noise_of_its_channel),
		cmocka_unit_test(one_by_one_by_steps_or_on_threads_the_images_are_the_same),
		cmocka_unit_test(a_maximisation_that_was_stopped_is_not_taken),
		cmocka_unit_test(stripes_are_bolder_than_specks_frames_and_plain_images),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
