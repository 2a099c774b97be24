/* Optimizers as sinks: updating piece by piece during the backward pass equals storing first. */
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
#include <string.h>

enum { BATCH = 5, CLASSES = 10, STEPS = 5 };

static struct net *make(const struct kernel *kernel)
{
	struct err err = {""};
	struct net *net = net_new("conv5x5x33 relu pool2 conv3x3x10 relu dense100 relu dropout0.5 "
				  "dense10",
				  (struct shape){9, 12, 1}, CLASSES, kernel, &err);

	assert_string_equal(err.text, "");
	net_init(net, 1);
	return net;
}

/* One step of training; by way of a stored gradient if is_stored. */
static void train_step(struct pass *pass, struct optimizer *o, int step, struct rng *dropout,
		       bool is_stored)
{
	size_t size = (size_t)BATCH * shape_size(pass->net->input);
	float dlogits[BATCH * CLASSES], *gradients = values_zero(pass->net->size);
	struct store store = store_to(gradients);
	uint8_t labels[BATCH];

	for (size_t i = 0; i < size; i++)
		pass_input(pass)[i] = formula_value((uint32_t)(100 + step), (uint32_t)i);
	for (int i = 0; i < BATCH; i++)
		labels[i] = (uint8_t)((step + i) % CLASSES);
	pass_forward(pass, BATCH, -1, dropout);
	cross_entropy(BATCH, CLASSES, pass_output(pass, -1), labels, dlogits);
	optimizer_begin(o, (uint64_t)step);
	pass_backward(pass, -1, dlogits, is_stored ? &store.sink : &o->sink, NULL);
	if (is_stored)
		o->sink.take(&o->sink, 0, gradients, pass->net->size);
	values_free(gradients);
}

/* Trains; what came of the parameters, of m and of v, one behind the other. */
static float *train(const struct kernel *kernel, enum optimizer_kind kind, bool is_stored,
		    struct pool *pool)
{
	struct net *net = make(kernel);
	struct pass *pass = pass_new(net, BATCH, true, pool);
	float *results = values_zero(3 * net->size);
	struct optimizer o;
	struct rng dropout;

	rng_seed(&dropout, 1, RNG_DROPOUT);
	optimizer_init(&o, kind, kind == OPTIMIZER_SGD ? 0.1f : 1e-3f, net);
	for (int step = 1; step <= STEPS; step++)
		train_step(pass, &o, step, &dropout, is_stored);
	memcpy(results, net->parameters, net->size * sizeof(float));
	if (o.m) {
		memcpy(results + net->size, o.m, net->size * sizeof(float));
		memcpy(results + 2 * net->size, o.v, net->size * sizeof(float));
	}
	optimizer_clear(&o);
	pass_free(pass);
	net_free(net);
	return results;
}

static void check_same(enum optimizer_kind kind)
{
	for (const struct kernel *const *k = kernel_available(); *k; k++) {
		struct net *start = make(*k);
		struct pool *pool = pool_new(3);
		float *fused = train(*k, kind, false, NULL), *stored = train(*k, kind, true, NULL);
		float *threaded = train(*k, kind, false, pool);

		assert_memory_not_equal(fused, start->parameters, start->size * sizeof(float));
		assert_values_same(fused, stored, 3 * start->size, "stored first");
		assert_values_same(threaded, fused, 3 * start->size, "three threads");
		values_free(fused);
		values_free(stored);
		values_free(threaded);
		pool_free(pool);
		net_free(start);
	}
}

static void storing_and_then_sgd_equals_the_sgd_sink_bit_for_bit(void **state)
{
	(void)state;
	check_same(OPTIMIZER_SGD);
}

static void storing_and_then_adam_equals_the_adam_sink_bit_for_bit(void **state)
{
	(void)state;
	check_same(OPTIMIZER_ADAM);
}

static void adams_rate_is_corrected_as_in_tensorflow(void **state)
{
	static const struct {
		uint64_t step;
		double rate; /* sqrt(1 - 0.999^t) / (1 - 0.9^t) */
	} expected[] = {
		{1, 0.316227766},    {2, 0.235316725}, {10, 0.153189074},
		{1000, 0.795175814}, {100000, 1},
	};
	struct net *net = make(kernel_available()[0]);
	struct optimizer o;

	(void)state;
	optimizer_init(&o, OPTIMIZER_ADAM, 1, net);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		optimizer_begin(&o, expected[i].step);
		assert_true(fabs((double)o.adam.rate - expected[i].rate) < 1e-6);
	}
	assert_true(o.adam.beta1 == 0.9f && o.adam.beta2 == 0.999f && o.adam.epsilon == 1e-8f);
	optimizer_clear(&o);
	net_free(net);
}

static void sgd_keeps_no_moments(void **state)
{
	struct net *net = make(kernel_available()[0]);
	struct optimizer o;

	(void)state;
	optimizer_init(&o, OPTIMIZER_SGD, 0.5f, net);
	assert_null(o.m);
	assert_null(o.v);
	optimizer_clear(&o);
	net_free(net);
}

static void the_padding_of_panels_stays_zero(void **state)
{
	struct net *net = make(kernel_available()[0]);
	float *results = train(net->kernel, OPTIMIZER_ADAM, false, NULL);
	float *is_value = values_zero(net->size);

	(void)state;
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		float *ones = values_unset(parameter_count(&p));

		for (size_t k = 0; k < parameter_count(&p); k++)
			ones[k] = 1;
		parameter_set(&p, is_value, ones);
		values_free(ones);
	}
	for (size_t i = 0; i < 3 * net->size; i++)
		assert_true(is_value[i % net->size] == 1 || results[i] == 0);
	values_free(is_value);
	values_free(results);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(storing_and_then_sgd_equals_the_sgd_sink_bit_for_bit),
		cmocka_unit_test(storing_and_then_adam_equals_the_adam_sink_bit_for_bit),
		cmocka_unit_test(adams_rate_is_corrected_as_in_tensorflow),
		cmocka_unit_test(sgd_keeps_no_moments),
		cmocka_unit_test(the_padding_of_panels_stays_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
