/* The nearest training images: against all distances sorted, by the layer that is compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/explain/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT = 5, WIDTH = 4, PIXELS = HEIGHT * WIDTH, COUNT = 230, WANTED = 7 };

static struct net *make_net(const char *architecture)
{
	struct err err = {""};
	struct net *net = net_new(architecture, (struct shape){HEIGHT, WIDTH, 1}, 3,
				  kernel_choose("portable", &err), &err);

	assert_string_equal(err.text, "");
	net_init(net, 3);
	return net;
}

/* Images of noise with labels, every tenth the same as the one before. */
struct made {
	float images[COUNT][PIXELS];
	uint8_t labels[COUNT];
	struct split split;
};

static void make_split(struct made *made)
{
	rng_noise(4, (size_t)COUNT * PIXELS, made->images[0]);
	for (int i = 0; i < COUNT; i++) {
		made->labels[i] = (uint8_t)(i % 3);
		if (i % 10 == 9)
			memcpy(made->images[i], made->images[i - 1], sizeof(made->images[i]));
	}
	made->split = (struct split){.count = COUNT,
				     .pixels = PIXELS,
				     .floats = made->images[0],
				     .labels = made->labels};
}

/* Of image i to the query, by one pass for each. */
static float distance_of(const struct net *net, int layer, const float *a, const float *b)
{
	struct pass *pass = pass_new(net, 2, false, NULL);
	size_t size = PIXELS;
	const float *values = pass_input(pass);
	double sum = 0;

	memcpy(pass_input(pass), a, PIXELS * sizeof(float));
	memcpy(pass_input(pass) + PIXELS, b, PIXELS * sizeof(float));
	if (layer >= 0) {
		pass_forward(pass, 2, layer, NULL);
		values = pass_output(pass, layer);
		size = shape_size(net->layers[layer].out);
	}
	for (size_t i = 0; i < size; i++)
		sum += pow((double)values[i] - (double)values[size + i], 2);
	pass_free(pass);
	return (float)sqrt(sum);
}

/* Nothing that was left out is nearer than what was found, and what was found is in order. */
static void assert_nearest(const char *architecture, int layer, const char *name, size_t skipped)
{
	static struct made made;
	struct net *net = make_net(architecture);
	float image[PIXELS];
	struct nearest *s;
	bool is_found[COUNT] = {false};
	int advances = 1;

	make_split(&made);
	rng_noise(5, PIXELS, image);
	if (skipped < COUNT)
		memcpy(image, made.images[skipped], sizeof(image));
	assert_int_equal(nearest_layer(net), layer);
	assert_string_equal(nearest_layer_name(net), name);
	s = nearest_new(net, image, &made.split, WANTED, skipped, NULL);
	while (nearest_advance(s))
		advances++;
	assert_int_equal(advances, 3);
	assert_int_equal(s->count, WANTED);
	for (int i = 0; i < WANTED; i++) {
		size_t index = s->best[i].index;

		assert_int_equal(s->best[i].label, made.labels[index]);
		assert_float_equal(s->best[i].distance,
				   distance_of(net, layer, image, made.images[index]), 1e-5);
		is_found[index] = true;
		if (i > 0)
			assert_true(s->best[i].distance > s->best[i - 1].distance ||
				    (s->best[i].distance == s->best[i - 1].distance &&
				     index > s->best[i - 1].index));
	}
	for (size_t i = 0; i < COUNT; i++)
		if (!is_found[i] && i != skipped)
			assert_true(distance_of(net, layer, image, made.images[i]) >=
				    s->best[WANTED - 1].distance - 1e-5f);
	if (skipped < COUNT)
		assert_false(is_found[skipped]);
	nearest_free(s);
	net_free(net);
}

static void the_nearest_are_those_of_the_last_hidden_layer(void **state)
{
	(void)state;
	assert_nearest("conv3x3x2 relu pool2 dense9 relu dense3", 4, "fc1", SIZE_MAX);
	assert_nearest("dense9 relu dropout0.5 dense3", 2, "fc1", SIZE_MAX);
	assert_nearest("conv3x3x2 relu pool2 dense3", 2, "conv1", SIZE_MAX);
	assert_nearest("conv3x3x3 globalavgpool", NEAREST_PIXELS, "pixels", SIZE_MAX);
}

static void without_hidden_layers_pixels_are_compared(void **state)
{
	(void)state;
	assert_nearest("dense3", NEAREST_PIXELS, "pixels", SIZE_MAX);
	assert_nearest("normalize0.5,0.5 dense3", NEAREST_PIXELS, "pixels", SIZE_MAX);
}

/* Its copy is found first, at 0. */
static void the_image_itself_can_be_left_out(void **state)
{
	(void)state;
	assert_nearest("dense9 relu dense3", 1, "fc1", 38);
}

static void fewer_images_than_are_wanted_are_all_found(void **state)
{
	static struct made made;
	struct net *net = make_net("dense9 relu dense3");
	struct nearest *s;

	(void)state;
	make_split(&made);
	made.split.count = 4;
	s = nearest_new(net, made.images[1], &made.split, WANTED, SIZE_MAX, NULL);
	assert_false(nearest_advance(s));
	assert_int_equal(s->count, 4);
	assert_int_equal(s->best[0].index, 1);
	assert_float_equal(s->best[0].distance, 0, 0);
	nearest_free(s);
	made.split.count = 0;
	s = nearest_new(net, made.images[1], &made.split, WANTED, SIZE_MAX, NULL);
	assert_false(nearest_advance(s));
	assert_int_equal(s->count, 0);
	nearest_free(s);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_are_those_of_the_last_hidden_layer),
		cmocka_unit_test(without_hidden_layers_pixels_are_compared),
		cmocka_unit_test(the_image_itself_can_be_left_out),
		cmocka_unit_test(fewer_images_than_are_wanted_are_all_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
