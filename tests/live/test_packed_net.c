/* Packed nets: small tensors as they were, large ones rounded, and what that costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/find.h"
#include "kernel/kernel.h"
#include "lab/train/evaluate.h"
#include "live/packed_net.h"
#include "model/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct net *make(const char *architecture, int side)
{
	struct err err;
	struct net *net = net_new(architecture, (struct shape){side, side, 1}, 10,
				  kernel_choose(NULL, &err), &err);

	assert_non_null(net);
	net_init(net, 3);
	return net;
}

static void what_has_no_large_tensor_is_not_packed(void **state)
{
	struct net *net = make("softmax", 28);

	(void)state;
	assert_null(packed_net_new(net));
	packed_net_free(NULL);
	net_free(net);
}

/* The largest magnitude in the block of 64 around a value. */
static float largest_near(const float *values, size_t count, size_t i)
{
	size_t from = i / 64 * 64, to = from + 64 < count ? from + 64 : count;
	float largest = 0;

	for (size_t j = from; j < to; j++)
		largest = fmaxf(largest, fabsf(values[j]));
	return largest;
}

static void large_tensors_are_rounded_and_small_ones_stay(void **state)
{
	struct net *net = make("dense101 relu dense10", 28), *again;
	struct parameter weights = net_parameter(net, 0), bias = net_parameter(net, 1);
	struct packed_net *packed;
	int differ = 0;

	(void)state;
	/* A block of zeros, and one with the largest and the smallest. */
	memset(net->parameters, 0, 64 * sizeof(float));
	net->parameters[64] = 1e30f, net->parameters[65] = 1e-38f, net->parameters[66] = -1e30f;
	packed = packed_net_new(net);
	assert_non_null(packed);
	assert_true(packed_net_size(packed) < net->size * sizeof(float) * 45 / 100);
	again = packed_net_unpack(packed);
	packed_net_free(packed);
	assert_int_equal(again->size, net->size);
	assert_memory_equal(again->parameters + bias.at, net->parameters + bias.at,
			    (net->size - bias.at) * sizeof(float));
	for (size_t i = weights.at; i < bias.at; i++) {
		float error = fabsf(again->parameters[i] - net->parameters[i]);

		assert_true(error <= largest_near(net->parameters, bias.at, i) / 1021);
		differ += error > 0;
	}
	assert_true(differ > 10000);
	assert_true(again->parameters[0] == 0 && again->parameters[64] == net->parameters[64] &&
		    again->parameters[65] == 0 && again->parameters[66] == net->parameters[66]);
	net_free(again);
	net_free(net);
}

/* The article's trained network on images that it was not trained on. */
static void probabilities_hardly_change(void **state)
{
	struct err err;
	char *path = model_path("mnist-cnn", &err), *folder = find_dataset("sample", &err);
	struct net *net = model_read(path, kernel_choose(NULL, &err), NULL, &err), *again;
	struct dataset *data = dataset_open(folder, &err);
	const struct split *split = &data->split[SPLIT_VALIDATION];
	struct packed_net *packed = packed_net_new(net);
	size_t pixels = (size_t)data->height * (size_t)data->width;
	float *image = malloc(pixels * sizeof(float)), before[10], after[10], most = 0;

	(void)state;
	again = packed_net_unpack(packed);
	for (size_t i = 0; i < split->count; i += 5) {
		split_image(split, i, image);
		classify(net, image, before);
		classify(again, image, after);
		for (int k = 0; k < 10; k++)
			most = fmaxf(most, fabsf(after[k] - before[k]));
	}
	print_message("largest difference %g\n", (double)most);
	assert_true(most > 0 && most < 0.005f);
	free(image);
	free(path);
	free(folder);
	packed_net_free(packed);
	net_free(again);
	net_free(net);
	dataset_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_has_no_large_tensor_is_not_packed),
		cmocka_unit_test(large_tensors_are_rounded_and_small_ones_stay),
		cmocka_unit_test(probabilities_hardly_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
