/* The least change: on a linear net it is the way to the plane between two classes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/attack/least_change.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 6, PIXELS = SIDE * SIDE };

/* Two classes without biases: the second one's weights are `weight` at each other pixel. */
static struct net *make_net(float weight)
{
	struct err err = {""};
	struct net *net = net_new("dense2", (struct shape){SIDE, SIDE, 1}, 2,
				  kernel_choose("portable", &err), &err);
	struct parameter p;
	float *values;

	assert_string_equal(err.text, "");
	p = net_weights(net, 0);
	values = xfloats(parameter_count(&p));
	for (int i = 0; i < PIXELS; i++)
		values[2 * i + 1] = i % 2 ? weight : 0;
	parameter_set(&p, net->parameters, values);
	p = net_parameter(net, 1);
	values[0] = 1; /* the first class's bias */
	values[1] = 0;
	parameter_set(&p, net->parameters, values);
	free(values);
	return net;
}

/* Of grey 0.25 the second logit lacks d of the first; d / |w| is the distance to the plane. */
static void the_change_is_hardly_longer_than_it_has_to_be(void **state)
{
	float weight = 0.15f, image[PIXELS];
	struct net *net = make_net(weight);
	double lacks = 1 - 0.25 * (double)weight * PIXELS / 2;
	double least = lacks / ((double)weight * sqrt(PIXELS / 2.0));
	struct least_change c;
	struct attack *a;
	int steps = 1;

	(void)state;
	for (int i = 0; i < PIXELS; i++)
		image[i] = 0.25f;
	a = least_change_begin(net, image, 1, NULL);
	c = least_change_of(a);
	assert_null(c.after);
	assert_int_equal(c.before->prediction, 0);
	while (least_change_advance(a))
		steps++;
	c = least_change_of(a);
	assert_int_equal(steps, c.steps_max);
	assert_int_equal(c.steps, c.steps_max);
	assert_non_null(c.after);
	assert_int_equal(c.after->prediction, 1);
	assert_true(c.after->l2 >= least - 1e-4);
	assert_true(c.after->l2 <= 1.05 * least);
	attack_free(a);
	net_free(net);
}

/* Even ink everywhere is not enough. */
static void there_may_be_no_change(void **state)
{
	float image[PIXELS] = {0};
	struct net *net = make_net(0.01f);
	struct attack *a = least_change_begin(net, image, 1, NULL);

	(void)state;
	while (least_change_advance(a))
		assert_null(least_change_of(a).after);
	assert_null(least_change_of(a).after);
	attack_free(a);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_change_is_hardly_longer_than_it_has_to_be),
		cmocka_unit_test(there_may_be_no_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
