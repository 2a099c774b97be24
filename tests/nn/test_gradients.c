/*
 * Backward passes against central differences: every kind of layer, fused and not, by its inputs
 * and its parameters, and whole nets by directions.
 *
 * A layer computes the gradient of sum(dy * y). Between kinks each is linear, so that a large
 * step is exact but for rounding: inputs and steps are chosen so that no step crosses a kink.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nn/loss.h"
#include "nn/optimizer.h"
#include "nn/pass.h"
#include "support/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 2, CLASSES = 3 };
static const float step = 0x1p-6f;

struct trial {
	struct net *net;
	struct pass *pass;
	int last; /* the layer whose output is looked at */
	size_t inputs, outputs;
	float *x, *dy;
};

/* Multiples of 1/16 and half of one, all different: no two within two steps, none within two of
 * zero. */
static void set_inputs(float *x, size_t count)
{
	for (size_t i = 0; i < count; i++)
		x[i] = ((float)(i * 37 % count) - (float)(count / 2) + 0.5f) / 16;
}

/* net_init() leaves a single dense layer at zero, where no gradient reaches the input. */
static void set_parameters(struct net *net)
{
	net_init(net, 1);
	for (int i = 0; net_parameters(net) == 2 && i < 2; i++) {
		struct parameter p = net_parameter(net, i);
		float *values = values_new(parameter_count(&p), 72);

		parameter_set(&p, net->parameters, values);
		values_free(values);
	}
}

static struct trial trial_new(const char *text, struct shape input, int last, bool is_fused,
			      const struct kernel *kernel)
{
	struct err err = {""};
	struct trial t = {.net = net_new(text, input, CLASSES, kernel, &err), .last = last};

	assert_string_equal(err.text, "");
	set_parameters(t.net);
	t.pass = pass_new(t.net, BATCH, is_fused, NULL);
	t.inputs = BATCH * shape_size(input);
	t.outputs = BATCH * shape_size(t.net->layers[last].out);
	t.x = values_unset(t.inputs);
	t.dy = values_new(t.outputs, 70);
	set_inputs(t.x, t.inputs);
	assert_int_not_equal(t.inputs % 37, 0);
	return t;
}

static void trial_free(struct trial *t)
{
	values_free(t->x);
	values_free(t->dy);
	pass_free(t->pass);
	net_free(t->net);
}

/* Each run draws the same mask. */
static void run_forward(struct trial *t)
{
	struct rng rng;

	rng_seed(&rng, 3, RNG_DROPOUT);
	memcpy(pass_input(t->pass), t->x, t->inputs * sizeof(float));
	pass_forward(t->pass, BATCH, t->last, &rng);
}

static double weighted_sum(struct trial *t)
{
	const float *y;
	double sum = 0;

	run_forward(t);
	y = pass_output(t->pass, t->last);
	for (size_t i = 0; i < t->outputs; i++)
		sum += (double)y[i] * (double)t->dy[i];
	return sum;
}

static double difference(struct trial *t, float *value)
{
	float was = *value;
	double above, below;

	*value = was + step;
	above = weighted_sum(t);
	*value = was - step;
	below = weighted_sum(t);
	*value = was;
	return (above - below) / (2 * (double)step);
}

/* assert_values_near also fails where all that is expected is zero. */
static void check_input(struct trial *t, const float *dx)
{
	double *expected = calloc(t->inputs, sizeof(*expected));

	for (size_t i = 0; i < t->inputs; i++)
		expected[i] = difference(t, &t->x[i]);
	assert_values_near(dx, expected, t->inputs, 1e-3, "the gradient by the input");
	free(expected);
}

static void check_parameter(struct trial *t, int i, const float *gradients)
{
	struct parameter p = net_parameter(t->net, i);
	size_t count = parameter_count(&p);
	float *values = values_unset(count), *gradient = values_unset(count);
	double *expected = calloc(count, sizeof(*expected));

	parameter_get(&p, t->net->parameters, values);
	for (size_t k = 0; k < count; k++) {
		float was = values[k];
		double above, below;

		values[k] = was + step;
		parameter_set(&p, t->net->parameters, values);
		above = weighted_sum(t);
		values[k] = was - step;
		parameter_set(&p, t->net->parameters, values);
		below = weighted_sum(t);
		values[k] = was;
		expected[k] = (above - below) / (2 * (double)step);
	}
	parameter_set(&p, t->net->parameters, values);
	parameter_get(&p, gradients, gradient);
	assert_values_near(gradient, expected, count, 1e-3, p.name);
	values_free(values);
	values_free(gradient);
	free(expected);
}

static void check_layer(const char *text, struct shape input, int last, bool is_fused,
			const struct kernel *kernel)
{
	struct trial t = trial_new(text, input, last, is_fused, kernel);
	float *gradients = values_zero(t.net->size), *dx = values_unset(t.inputs);
	struct store store = store_to(gradients);

	run_forward(&t);
	pass_backward(t.pass, last, t.dy, &store.sink, dx);
	check_input(&t, dx);
	for (int i = 0; i < net_parameters(t.net); i++) {
		struct parameter p = net_parameter(t.net, i);

		if (p.layer - t.net->layers <= last)
			check_parameter(&t, i, gradients);
	}
	values_free(gradients);
	values_free(dx);
	trial_free(&t);
}

static void check_all(const char *text, struct shape input, int last, bool is_fused)
{
	for (const struct kernel *const *k = kernel_available(); *k; k++)
		check_layer(text, input, last, is_fused, *k);
}

static void conv_backward_matches_finite_differences(void **state)
{
	(void)state;
	check_all("conv3x3x5 dense3", (struct shape){5, 6, 1}, 0, false);
	check_all("conv5x5x17 dense3", (struct shape){3, 3, 1}, 0, false);
	check_all("conv1x1x2 conv3x3x3 dense3", (struct shape){4, 5, 1}, 1, false);
}

static void conv_of_every_geometry_matches_finite_differences(void **state)
{
	static const char *const texts[] = {
		"conv3x3x5v dense3",        "conv3x3x5n dense3",    "conv2x2x3 dense3",
		"conv4x2x3p1 dense3",       "conv3x3x4s2 dense3",   "conv2x2x17s2vn dense3",
		"conv5x3x2p4,2,0,1 dense3", "conv1x2x3s3x2 dense3", "conv5x6x3v dense3"};

	(void)state;
	for (int i = 0; i < 9; i++) {
		check_all(texts[i], (struct shape){5, 6, 1}, 0, false);
		check_all(texts[i], (struct shape){5, 6, 1}, 1, false);
	}
}

static void dense_backward_matches_finite_differences(void **state)
{
	(void)state;
	check_all("dense3", (struct shape){5, 6, 1}, 0, false);
	check_all("dense70 dense3", (struct shape){3, 6, 1}, 1, false);
	check_all("dense20n dense3n", (struct shape){3, 6, 1}, 1, false);
	check_all("conv1x1x2 pool2 dense3", (struct shape){3, 3, 1}, 2, false);
}

static void pool2_backward_matches_finite_differences(void **state)
{
	(void)state;
	check_all("pool2 dense3", (struct shape){6, 4, 1}, 0, false);
	check_all("pool2 dense3", (struct shape){5, 7, 1}, 0, false);
	check_all("pool2 dense3", (struct shape){1, 1, 1}, 0, false);
}

static void pools_of_other_sizes_match_finite_differences(void **state)
{
	static const char *const words[] = {"pool", "avgpool"};
	char text[32];

	(void)state;
	for (int i = 0; i < 2; i++)
		for (int size = 2; size <= 4; size++)
			for (int stride = 1; stride <= 4; stride++) {
				snprintf(text, sizeof(text), "%s%ds%d dense3", words[i], size,
					 stride);
				check_all(text, (struct shape){5, 7, 1}, 0, false);
				check_all(text, (struct shape){7, 5, 1}, 1, false);
				check_all(text, (struct shape){1, 1, 1}, 0, false);
			}
}

static void pools_of_every_geometry_match_finite_differences(void **state)
{
	static const char *const texts[] = {
		"pool2v dense3",       "avgpool2v dense3",        "pool3s2p1 dense3",
		"avgpool3s2p1 dense3", "pool2x3s1 dense3",        "avgpool5x1s2x3 dense3",
		"pool5x6v dense3",     "avgpool3p2,0,1,2 dense3", "globalavgpool dense3"};

	(void)state;
	for (int i = 0; i < 9; i++) {
		check_all(texts[i], (struct shape){5, 7, 1}, 0, false);
		check_all(texts[i], (struct shape){7, 6, 1}, 1, false);
	}
}

static void scale_and_normalize_match_finite_differences(void **state)
{
	static const char *const texts[] = {"scale dense3", "normalize0.5,-0.3 dense3"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		check_all(texts[i], (struct shape){5, 6, 1}, 0, false);
		check_all(texts[i], (struct shape){5, 6, 1}, 1, false);
	}
	check_all("conv1x1x19 scale dense3", (struct shape){2, 3, 1}, 1, false);
	check_all("dense3 scale", (struct shape){5, 6, 1}, 1, false);
}

static void activations_match_finite_differences(void **state)
{
	static const char *const texts[] = {
		"leaky dense3",       "leaky0.01 dense3",      "leaky0 dense3",   "tanh dense3",
		"sigmoid dense3",     "gelu dense3",           "gelutanh dense3", "elu dense3",
		"elu0.5 dense3",      "silu dense3",           "relu6 dense3",    "selu dense3",
		"mish dense3",        "hardswish dense3",      "softplus dense3", "softsign dense3",
		"hardsigmoid dense3", "hardsigmoid0.25 dense3"};

	(void)state;
	for (int i = 0; i < 18; i++) {
		check_all(texts[i], (struct shape){5, 6, 1}, 0, false);
		check_all(texts[i], (struct shape){5, 6, 1}, 1, false);
		/* Beyond -6 and 6, where ReLU6 has its other end. */
		check_all(texts[i], (struct shape){11, 10, 1}, 0, false);
	}
}

static void pad_matches_finite_differences(void **state)
{
	(void)state;
	check_all("pad2 dense3", (struct shape){5, 6, 1}, 0, false);
	check_all("pad2,0,1,3 dense3", (struct shape){5, 6, 1}, 1, false);
	check_all("conv1x1x4 pad1,2,0,0 conv3x3x2v dense3", (struct shape){4, 3, 1}, 2, false);
}

static void relu_backward_matches_finite_differences(void **state)
{
	(void)state;
	check_all("relu dense3", (struct shape){5, 6, 1}, 0, false);
	check_all("relu dense3", (struct shape){5, 6, 1}, 1, false);
}

static void dropout_backward_matches_finite_differences_with_its_mask(void **state)
{
	(void)state;
	check_all("dropout0.5 dense3", (struct shape){5, 6, 1}, 0, false);
	check_all("dropout0.1 dense3", (struct shape){5, 6, 1}, 1, false);
}

/* Before a ReLU, biases keep all values off zero: half of them above, half below. */
static void check_fused(const char *text, const struct kernel *kernel)
{
	struct trial t = trial_new(text, (struct shape){4, 3, 1}, 1, true, kernel);
	struct parameter weights = net_parameter(t.net, 0), bias = net_parameter(t.net, 1);
	float *gradients = values_zero(t.net->size), *dx = values_unset(t.inputs);
	float *small = values_new(parameter_count(&weights), 71);
	float *shifts = values_unset(parameter_count(&bias));
	struct store store = store_to(gradients);

	for (size_t i = 0; i < parameter_count(&weights); i++)
		small[i] /= 16;
	for (size_t i = 0; i < parameter_count(&bias); i++)
		shifts[i] = i % 2 ? 4 : -4;
	parameter_set(&weights, t.net->parameters, small);
	parameter_set(&bias, t.net->parameters, shifts);
	run_forward(&t);
	assert_null(pass_output(t.pass, 0));
	pass_backward(t.pass, 1, t.dy, &store.sink, dx);
	check_input(&t, dx);
	check_parameter(&t, 0, gradients);
	check_parameter(&t, 1, gradients);
	values_free(small);
	values_free(shifts);
	values_free(gradients);
	values_free(dx);
	trial_free(&t);
}

static void fused_backward_matches_finite_differences(void **state)
{
	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++) {
		check_fused("conv3x3x6 relu dense3", *k);
		check_fused("conv2x3x6s2v relu dense3", *k);
		check_fused("dense20 relu dense3", *k);
	}
}

static double loss_at(struct trial *t, float *dlogits)
{
	static const uint8_t labels[BATCH] = {2, 0};

	run_forward(t);
	return cross_entropy(BATCH, CLASSES, pass_output(t->pass, -1), labels, dlogits);
}

/* The slope of the loss along the gradient itself is the gradient's squared norm. */
static void check_slope(struct trial *t, float *values, const float *gradient, size_t count)
{
	double squares = 0, above, below, slope;
	float length;

	for (size_t i = 0; i < count; i++)
		squares += (double)gradient[i] * (double)gradient[i];
	assert_true(squares > 1e-6);
	length = (float)(1e-3 / sqrt(squares));
	for (size_t i = 0; i < count; i++)
		values[i] += length * gradient[i];
	above = loss_at(t, NULL);
	for (size_t i = 0; i < count; i++)
		values[i] -= 2 * length * gradient[i];
	below = loss_at(t, NULL);
	for (size_t i = 0; i < count; i++)
		values[i] += length * gradient[i];
	slope = (above - below) / (2 * (double)length);
	if (!(fabs(slope - squares) <= 0.01 * squares))
		fail_msg("the slope is %g, not %g", slope, squares);
}

static void whole_nets_go_down_as_their_gradients_say(void **state)
{
	static const char *const texts[] = {
		"conv3x3x9 relu pool2 conv5x5x20 relu pool2 dense33 relu dropout0.5 dense3",
		"conv3x3x9 relu avgpool2 conv5x5x20 tanh pool3s2 dense33 relu leaky dense3",
		"conv3x3x9 leaky pool3s2 conv5x5x20 sigmoid avgpool3s2 dense33 relu tanh dense3",
		"normalize0.1,0.9 conv3x3x9v relu pool2v conv2x2x20n scale elu dense33n gelu "
		"dense3",
		"conv3x4x9s2 scale silu conv3x3x20p1 relu pool2v conv1x1x3 gelutanh globalavgpool "
		"scale"};

	(void)state;
	for (const struct kernel *const *k = kernel_available(); *k; k++)
		for (int i = 0; i < 10; i++) {
			bool is_fused = i % 2;
			struct trial t =
				trial_new(texts[i / 2], (struct shape){7, 10, 1}, 9, is_fused, *k);
			float *gradients = values_zero(t.net->size), *dx = values_unset(t.inputs);
			struct store store = store_to(gradients);
			float dlogits[BATCH * CLASSES];

			loss_at(&t, dlogits);
			pass_backward(t.pass, -1, dlogits, &store.sink, dx);
			check_slope(&t, t.x, dx, t.inputs);
			check_slope(&t, t.net->parameters, gradients, t.net->size);
			values_free(gradients);
			values_free(dx);
			trial_free(&t);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conv_backward_matches_finite_differences),
		cmocka_unit_test(dense_backward_matches_finite_differences),
		cmocka_unit_test(pool2_backward_matches_finite_differences),
		cmocka_unit_test(pools_of_other_sizes_match_finite_differences),
		cmocka_unit_test(conv_of_every_geometry_matches_finite_differences),
		cmocka_unit_test(pools_of_every_geometry_match_finite_differences),
		cmocka_unit_test(scale_and_normalize_match_finite_differences),
		cmocka_unit_test(activations_match_finite_differences),
		cmocka_unit_test(pad_matches_finite_differences),
		cmocka_unit_test(relu_backward_matches_finite_differences),
		cmocka_unit_test(dropout_backward_matches_finite_differences_with_its_mask),
		cmocka_unit_test(fused_backward_matches_finite_differences),
		cmocka_unit_test(whole_nets_go_down_as_their_gradients_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
