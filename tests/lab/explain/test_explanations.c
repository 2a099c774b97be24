/* Every explanation of the table: names, shapes, and sums that are the value explained. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/explain/grad_cam.h"
#include "lab/explain/weight_activation.h"
#include "lab/explain/weight_pixel.h"
#include "nn/pass.h"

#include <stdlib.h>
#include <string.h>

enum { HEIGHT = 8, WIDTH = 6, PIXELS = HEIGHT * WIDTH };

/* With biases that are not 0, and a single dense layer that is not zero either. */
static struct net *make_net(const char *architecture, float *image)
{
	struct err err;
	struct net *net = net_new(architecture, (struct shape){HEIGHT, WIDTH, 1}, 3,
				  kernel_choose(NULL, &err), &err);

	assert_non_null(net);
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		size_t count = parameter_count(&p);
		float *values = xfloats(count);

		rng_noise((uint64_t)i + 1, count, values);
		for (size_t j = 0; j < count; j++)
			values[j] -= 0.5f;
		parameter_set(&p, net->parameters, values);
		free(values);
	}
	rng_noise(9, PIXELS, image);
	return net;
}

static void names_are_unique_and_found(void **state)
{
	(void)state;
	assert_non_null(explanations[0]);
	for (int i = 0; explanations[i]; i++) {
		assert_ptr_equal(explanation_find(explanations[i]->name), explanations[i]);
		assert_non_null(explanations[i]->purpose);
		assert_non_null(explanations[i]->applies);
		assert_non_null(explanations[i]->compute);
	}
	assert_null(explanation_find("tea leaves"));
}

/* With the bias the contributions sum up to the unit's value before its activation. */
static void assert_complete(const struct explanation *e, const char *architecture, int layer)
{
	float image[PIXELS];
	struct net *net = make_net(architecture, image);
	struct pass *pass = pass_new(net, 1, false, NULL);
	const struct layer *l = &net->layers[layer];
	int places = l->out.height * l->out.width;

	memcpy(pass_input(pass), image, sizeof(image));
	pass_forward(pass, 1, -1, NULL);
	assert_true(e->applies(net, layer));
	for (int unit = 0; unit < l->units; unit++) {
		struct explanation_query q = {
			.net = net, .image = image, .layer = layer, .unit = unit};
		struct attribution a = e->compute(&q);
		double mean = 0, total = 0;

		for (int i = 0; i < places; i++)
			mean += (double)pass_output(pass, layer)[i * l->units + unit] / places;
		for (size_t i = 0; i < shape_size(a.shape); i++)
			total += (double)a.values[i];
		assert_float_equal(a.positive + a.negative, total, 1e-4);
		assert_float_equal(a.sum, a.bias + a.positive + a.negative, 1e-9);
		assert_float_equal(a.sum, mean, 1e-4);
		attribution_clear(&a);
	}
	pass_free(pass);
	net_free(net);
}

static void weight_x_pixel_sums_up_to_the_logit(void **state)
{
	(void)state;
	assert_complete(&weight_pixel, "dense3", 0);
	assert_complete(&weight_pixel, "dense9 relu dense3", 0);
	assert_complete(&weight_pixel, "normalize0.3,-0.5 dense3", 1);
	assert_complete(&weight_pixel, "normalize0.3,0.5 normalize1,2 dense9n relu dense3", 2);
}

static void weight_x_activation_sums_up_to_the_mean_output(void **state)
{
	static const char deep[] = "conv3x3x4 relu pool2 conv5x5x6 relu dense7 relu dense3";

	(void)state;
	assert_complete(&weight_activation, deep, 0);
	assert_complete(&weight_activation, deep, 3);
	assert_complete(&weight_activation, deep, 5);
	assert_complete(&weight_activation, deep, 7);
	assert_complete(&weight_activation,
			"conv3x2x4v relu conv2x3x5s2 conv3x3x5s2x1p2,0,1,2n dense3", 0);
	assert_complete(&weight_activation,
			"conv3x2x4v relu conv2x3x5s2 conv3x3x5s2x1p2,0,1,2n dense3", 2);
	assert_complete(&weight_activation,
			"conv3x2x4v relu conv2x3x5s2 conv3x3x5s2x1p2,0,1,2n dense3", 3);
	assert_complete(&weight_activation, "conv3x3x3 globalavgpool dense3n", 2);
}

static void each_says_where_it_does_not_apply(void **state)
{
	float image[PIXELS];
	struct net *net = make_net("conv3x3x4 relu dense3", image);

	(void)state;
	assert_false(weight_pixel.applies(net, 0));
	assert_false(weight_pixel.applies(net, 2));
	assert_false(weight_activation.applies(net, 1));
	net_free(net);
	net = make_net("conv3x3x1 dense3", image); /* as many inputs, but no pixels */
	assert_false(weight_pixel.applies(net, 1));
	net_free(net);
	net = make_net("dropout0.5 dense3", image);
	assert_true(weight_pixel.applies(net, 1));
	net_free(net);
}

static void evidence_is_for_and_against(void **state)
{
	static const float weights[] = {1, -2, 3, 0.5f}, image[] = {1, 1, 0, 2};
	struct evidence e = weight_pixel_evidence(weights, image, 4, 0.25f);

	(void)state;
	assert_float_equal(e.positive, 2, 0);
	assert_float_equal(e.negative, -2, 0);
	assert_float_equal(e.sum, 0.25, 0);
}

/* ------------------------------------------------------------------- by the pixels */

static const char *const architectures[] = {"dense3", "conv3x3x4 relu pool2 dense7 relu dense3",
					    "normalize0.3,0.5 dense9 relu dense3", NULL};

static double value_of(const struct net *net, const float *image)
{
	struct pass *pass = pass_new(net, 1, false, NULL);
	double value;

	memcpy(pass_input(pass), image, PIXELS * sizeof(float));
	pass_forward(pass, 1, -1, NULL);
	value = (double)pass_output(pass, -1)[1] - (double)pass_output(pass, -1)[2];
	pass_free(pass);
	return value;
}

static struct attribution explain(const char *name, const struct net *net, const float *image)
{
	struct explanation_query q = {.net = net,
				      .image = image,
				      .layer = net->count - 1,
				      .unit = 1,
				      .has_against = true,
				      .against = 2};
	const struct explanation *e = explanation_find(name);

	assert_non_null(e);
	assert_true(e->applies(net, q.layer));
	return e->compute(&q);
}

static void the_gradient_is_that_of_finite_differences(void **state)
{
	(void)state;
	for (int n = 0; architectures[n]; n++) {
		float image[PIXELS];
		struct net *net = make_net(architectures[n], image);
		struct attribution a = explain("gradient", net, image);

		assert_float_equal(a.value, value_of(net, image), 1e-4);
		for (int i = 0; i < PIXELS; i += 5) {
			float was = image[i];
			double ends[2];

			for (int k = 0; k < 2; k++) {
				image[i] = was + (k ? 1e-3f : -1e-3f);
				ends[k] = value_of(net, image);
			}
			image[i] = was;
			assert_float_equal(a.values[i], (ends[1] - ends[0]) / 2e-3, 1e-2);
		}
		attribution_clear(&a);
		net_free(net);
	}
}

static void integrated_gradients_are_complete(void **state)
{
	(void)state;
	for (int n = 0; architectures[n]; n++) {
		float image[PIXELS], blank[PIXELS] = {0};
		struct net *net = make_net(architectures[n], image);
		struct attribution a = explain("integrated gradients", net, image);
		double difference = value_of(net, image) - value_of(net, blank);

		assert_float_equal(a.value, value_of(net, image), 1e-4);
		assert_float_equal(a.bias, value_of(net, blank), 1e-4);
		assert_float_equal(a.positive + a.negative, difference,
				   0.01 * (difference < 0 ? -difference : difference));
		attribution_clear(&a);
		net_free(net);
	}
}

/* Without hidden layers all gradients are the weights. */
static void a_linear_net_is_explained_exactly(void **state)
{
	float image[PIXELS], blank[PIXELS] = {0};
	struct net *net = make_net("dense3", image);
	struct attribution plain = explain("gradient", net, image);
	struct attribution smooth = explain("smoothgrad", net, image);
	struct attribution product = explain("gradient x input", net, image);

	(void)state;
	assert_float_equal(product.sum, value_of(net, image) - value_of(net, blank), 1e-4);
	for (int i = 0; i < PIXELS; i++) {
		assert_float_equal(smooth.values[i], plain.values[i], 1e-5);
		assert_float_equal(product.values[i], plain.values[i] * image[i], 1e-6);
	}
	attribution_clear(&plain);
	attribution_clear(&smooth);
	attribution_clear(&product);
	net_free(net);
}

static void a_blank_image_has_nothing_to_occlude(void **state)
{
	float image[PIXELS], blank[PIXELS] = {0};
	struct net *net = make_net(architectures[1], image);
	struct attribution none = explain("occlusion", net, blank);
	struct attribution some = explain("occlusion", net, image);

	(void)state;
	for (int i = 0; i < PIXELS; i++)
		assert_float_equal(none.values[i], 0, 1e-5);
	/* One window covers the corner: the fall is that of its being blank. */
	for (int y = 0; y < 5; y++)
		memset(image + (size_t)y * WIDTH, 0, 5 * sizeof(float));
	assert_float_equal(some.values[0], some.value - value_of(net, image), 1e-4);
	attribution_clear(&none);
	attribution_clear(&some);
	net_free(net);
}

/* Behind it a mean over all places and weights, Grad-CAM is CAM: its values sum up to the logit. Of
 * maps half as high and wide each value fills four pixels. */
static void grad_cam_of_a_mean_sums_up_to_the_logit(void **state)
{
	static const struct {
		const char *text;
		double times;
	} cases[] = {{"conv3x3x4 relu globalavgpool dense3n", 1},
		     {"conv3x3x2 relu conv3x3x4 globalavgpool dense3n", 1},
		     {"conv3x3x4 scale relu globalavgpool dense3n", 1},
		     {"pool2 conv3x3x4 relu globalavgpool dense3n", 4}};

	(void)state;
	for (int i = 0; i < 4; i++) {
		float image[PIXELS];
		struct net *net = make_net(cases[i].text, image);
		struct attribution a = explain("grad-cam", net, image);

		assert_float_equal(a.value, value_of(net, image), 1e-4);
		assert_float_equal(a.sum, cases[i].times * a.value, 1e-3);
		assert_true(a.value != 0);
		attribution_clear(&a);
		net_free(net);
	}
}

static void grad_cam_looks_at_any_convolution(void **state)
{
	float image[PIXELS];
	struct net *net = make_net("conv3x3x2 relu pool2 conv3x3x4 relu dense3", image);
	struct explanation_query q = {.net = net, .image = image, .layer = net->count - 1};
	struct attribution maps[3];

	(void)state;
	assert_int_equal(grad_cam_count(net), 2);
	assert_int_equal(grad_cam_layer(net, 0), 3);
	assert_int_equal(grad_cam_layer(net, 1), 0);
	assert_int_equal(grad_cam_layer(net, 2), 3);
	for (q.convolution = 0; q.convolution < 3; q.convolution++)
		maps[q.convolution] = grad_cam.compute(&q);
	assert_memory_equal(maps[0].values, maps[2].values, sizeof(image));
	assert_true(memcmp(maps[0].values, maps[1].values, sizeof(image)) != 0);
	for (int i = 0; i < 3; i++)
		attribution_clear(&maps[i]);
	net_free(net);
	net = make_net("dense9 relu dense3", image);
	assert_false(grad_cam.applies(net, 2));
	net_free(net);
}

/* What is stopped comes back at once, with whatever it has. */
static void a_query_that_is_stopped_ends(void **state)
{
	float image[PIXELS];
	struct net *net = make_net(architectures[1], image);
	atomic_bool stop = true;

	(void)state;
	for (int i = 0; explanations[i]; i++) {
		struct explanation_query q = {
			.net = net, .image = image, .layer = net->count - 1, .stop = &stop};
		struct attribution a;

		if (!explanations[i]->applies(net, q.layer))
			continue;
		a = explanations[i]->compute(&q);
		assert_non_null(a.values);
		attribution_clear(&a);
	}
	net_free(net);
}

static void weight_x_pixel_compares_two_classes(void **state)
{
	float image[PIXELS];
	struct net *net = make_net("dense3", image);
	struct attribution a = explain("weight x pixel", net, image);

	(void)state;
	assert_float_equal(a.sum, value_of(net, image), 1e-4);
	attribution_clear(&a);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique_and_found),
		cmocka_unit_test(weight_x_pixel_sums_up_to_the_logit),
		cmocka_unit_test(weight_x_activation_sums_up_to_the_mean_output),
		cmocka_unit_test(each_says_where_it_does_not_apply),
		cmocka_unit_test(evidence_is_for_and_against),
		cmocka_unit_test(the_gradient_is_that_of_finite_differences),
		cmocka_unit_test(integrated_gradients_are_complete),
		cmocka_unit_test(a_linear_net_is_explained_exactly),
		cmocka_unit_test(a_blank_image_has_nothing_to_occlude),
		cmocka_unit_test(grad_cam_of_a_mean_sums_up_to_the_logit),
		cmocka_unit_test(grad_cam_looks_at_any_convolution),
		cmocka_unit_test(a_query_that_is_stopped_ends),
		cmocka_unit_test(weight_x_pixel_compares_two_classes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
