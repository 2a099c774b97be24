/* Sums tell networks and images apart, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/fingerprint.h"
#include "support/scene.h"
#include "support/small_net.h"

#include <string.h>

static void equal_nets_have_equal_sums_and_one_bit_shows(void **state)
{
	struct net *net = small_net(), *copy = net_copy(net);
	struct parameter last = net_parameter(net, net_parameters(net) - 1);
	char left[FINGERPRINT_MAX], right[FINGERPRINT_MAX];

	(void)state;
	fingerprint_net(net, left);
	fingerprint_net(copy, right);
	assert_string_equal(left, right);
	assert_int_equal(strlen(left), 8);
	copy->parameters[last.at] += 1e-6f;
	fingerprint_net(copy, right);
	assert_string_not_equal(left, right);
	net_free(net);
	net_free(copy);
}

static void the_same_parameters_in_another_net_have_another_sum(void **state)
{
	struct err err;
	struct net *nets[2] = {net_new("conv3x3x2 relu dense3", (struct shape){8, 8, 1}, 3,
				       kernel_choose(NULL, &err), &err),
			       net_new("conv3x3x2 tanh dense3", (struct shape){8, 8, 1}, 3,
				       kernel_choose(NULL, &err), &err)};
	char left[FINGERPRINT_MAX], right[FINGERPRINT_MAX];

	(void)state;
	fingerprint_net(nets[0], left);
	fingerprint_net(nets[1], right);
	assert_string_not_equal(left, right);
	net_free(nets[0]);
	net_free(nets[1]);
}

static void splits_and_labels_have_their_own_sums(void **state)
{
	struct scene *scene = scene_new(20);
	struct split split = scene->data->split[SPLIT_TRAIN], other = split;
	uint8_t labels[1000];
	char left[FINGERPRINT_MAX], right[FINGERPRINT_MAX];

	(void)state;
	assert_in_range(split.count, 2, sizeof(labels));
	fingerprint_split(&split, left);
	fingerprint_split(&scene->data->split[SPLIT_VALIDATION], right);
	assert_string_not_equal(left, right);
	memcpy(labels, split.labels, split.count);
	other.labels = labels;
	fingerprint_split(&other, right);
	assert_string_equal(left, right);
	labels[split.count - 1] ^= 1;
	fingerprint_split(&other, right);
	assert_string_not_equal(left, right);
	scene_free(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_nets_have_equal_sums_and_one_bit_shows),
		cmocka_unit_test(the_same_parameters_in_another_net_have_another_sum),
		cmocka_unit_test(splits_and_labels_have_their_own_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
