/*
 * The article's two networks against TensorFlow: what they compute, their gradients, and twenty
 * steps of training, for every instruction set of this machine. tests/fixtures/make-reference,
 * which made the fixture, says what its entries are.
 *
 * A value is near enough where it differs by at most a tolerance times the largest magnitude of its
 * tensor, a norm or a projection by the tolerance times the norm. What training did is compared as
 * the change of each parameter, which is far smaller than the parameter and so the harder test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/kernel.h"
#include "nn/loss.h"
#include "nn/optimizer.h"
#include "nn/pass.h"
#include "support/scratch.h"
#include "support/values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 5, PIXELS = 784, CLASSES = 10, STEPS = 20, MAX_SAMPLES = 400 };
/* ThreadSanitizer makes training some fifty times slower: one run of each kind will do there. */
#ifdef __SANITIZE_THREAD__
enum { IS_SLOW = 1 };
#else
enum { IS_SLOW = 0 };
#endif
static const double one_step = 1e-4, twenty_steps = 1e-3;

struct entry {
	unsigned long count, stride;
	double max, norm, projection;
	double samples[MAX_SAMPLES];
};

static void read_entry(void **state, const char *run, const char *name, struct entry *e)
{
	FILE *file = fopen(scratch_source(state, "tests/fixtures/reference.txt"), "r");
	char line[256], wanted[64], word[64] = "";

	assert_non_null(file);
	snprintf(wanted, sizeof(wanted), "%s/%s", run, name);
	while (strcmp(word, wanted) != 0) {
		if (!fgets(line, sizeof(line), file))
			fail_msg("the fixture has no %s", wanted);
		sscanf(line, "%63s", word);
	}
	assert_int_equal(sscanf(line, "%*s count %lu most %lf norm %lf projection %lf stride %lu",
				&e->count, &e->max, &e->norm, &e->projection, &e->stride),
			 5);
	assert_true(e->max > 0 && e->count / e->stride < MAX_SAMPLES);
	for (unsigned long i = 0; i * e->stride < e->count; i++)
		assert_int_equal(fscanf(file, "%lf", &e->samples[i]), 1);
	fclose(file);
}

/* How far values are from an entry, in tolerances: up to 1 is near enough. */
static double distance(const struct entry *e, const float *values, size_t count, double tolerance)
{
	double squares = 0, projection = 0, worst = 0;

	assert_int_equal(count, e->count);
	for (size_t i = 0; i < count; i++) {
		double value = (double)values[i];

		squares += value * value;
		projection += formula_bits(FORMULA_SIGNS, (uint32_t)i) & 1 ? value : -value;
		if (i % e->stride == 0)
			worst = fmax(worst, fabs(value - e->samples[i / e->stride]) / e->max);
	}
	worst = fmax(worst, fabs(sqrt(squares) - e->norm) / e->norm);
	worst = fmax(worst, fabs(projection - e->projection) / e->norm);
	return isnan(squares) ? INFINITY : worst / tolerance;
}

static double distance_from(void **state, const char *run, const char *name, const float *values,
			    size_t count, double tolerance)
{
	struct entry *e = calloc(1, sizeof(*e));
	double found;

	read_entry(state, run, name, e);
	found = distance(e, values, count, tolerance);
	free(e);
	return found;
}

struct trial {
	void **state;
	const char *run; /* how the fixture names it */
	bool is_dropping;
	struct net *net;
	struct pool *pool;
	struct pass *pass;
	int batches[STEPS]; /* which of make-reference's each step is given */
	float dlogits[BATCH * CLASSES];
};

static void check(const struct trial *t, const char *name, const float *values, size_t count,
		  double tolerance)
{
	double found = distance_from(t->state, t->run, name, values, count, tolerance);

	if (getenv("VERBOSE"))
		print_message("%s %s/%s: %.3f tolerances\n", t->net->kernel->name, t->run, name,
			      found);
	if (!(found <= 1))
		fail_msg("%s: %s/%s is %g tolerances of %g away from TensorFlow's",
			 t->net->kernel->name, t->run, name, found, tolerance);
}

/* The parameters of make-reference; it scales and shifts each tensor by powers of two. */
static void set_parameter(struct net *net, int i)
{
	static const float scales[] = {0x1p-2f, 0x1p-4f, 0x1p-4f, 0x1p-4f,
				       0x1p-5f, 0x1p-4f, 0x1p-4f, 0x1p-4f};
	bool is_single = net_parameters(net) == 2;
	struct parameter p = net_parameter(net, i);
	float *values = malloc(parameter_count(&p) * sizeof(*values));

	for (size_t k = 0; k < parameter_count(&p); k++)
		values[k] = formula_value((uint32_t)(FORMULA_PARAMETERS + i), (uint32_t)k) *
				    (is_single ? 0x1p-4f : scales[i]) +
			    (p.ndim == 1 && !is_single ? 0.125f : 0);
	parameter_set(&p, net->parameters, values);
	free(values);
}

static struct trial trial_new(void **state, const char *run, const struct kernel *kernel)
{
	struct trial t = {.state = state, .run = run, .is_dropping = strcmp(run, "dropout") == 0};
	struct entry *batches = calloc(1, sizeof(*batches));
	struct err err = {""};

	read_entry(state, run, "batches", batches);
	assert_int_equal(batches->count, STEPS);
	for (int i = 0; i < STEPS; i++)
		t.batches[i] = (int)batches->samples[i];
	free(batches);
	t.net = net_new(strcmp(run, "softmax") == 0 ? "softmax" : "cnn", (struct shape){28, 28, 1},
			CLASSES, kernel, &err);
	assert_string_equal(err.text, "");
	for (int i = 0; i < net_parameters(t.net); i++)
		set_parameter(t.net, i);
	t.pool = pool_new(2);
	t.pass = pass_new(t.net, BATCH, true, t.pool);
	return t;
}

static void trial_free(struct trial *t)
{
	pass_free(t->pass);
	pool_free(t->pool);
	net_free(t->net);
}

/* Runs a step's batch forward; returns its loss, with its gradient in dlogits. */
static double run_forward(struct trial *t, int step, struct rng *dropout)
{
	int batch = t->batches[step];
	float *input = pass_input(t->pass);
	uint8_t labels[BATCH];

	for (int i = 0; i < BATCH; i++)
		labels[i] = (uint8_t)(formula_bits(FORMULA_LABELS, (uint32_t)(batch * BATCH + i)) %
				      CLASSES);
	for (int i = 0; i < BATCH * PIXELS; i++) {
		uint32_t bits =
			formula_bits(FORMULA_IMAGES, (uint32_t)(batch * BATCH * PIXELS + i));

		input[i] = bits & 3 ? 0 : (float)(bits >> 24) / 256;
	}
	pass_forward(t->pass, BATCH, -1, dropout);
	return cross_entropy(BATCH, CLASSES, pass_output(t->pass, -1), labels, t->dlogits);
}

static void check_first_run(struct trial *t)
{
	float loss = (float)run_forward(t, 0, NULL), p[BATCH * CLASSES];
	float *dx = values_unset(BATCH * PIXELS);

	softmax(BATCH, CLASSES, pass_output(t->pass, -1), p);
	check(t, "logits", pass_output(t->pass, -1), BATCH * CLASSES, one_step);
	check(t, "probabilities", p, BATCH * CLASSES, one_step);
	check(t, "loss", &loss, 1, one_step);
	for (int i = 0; i < BATCH; i++)
		probability_gradient(CLASSES, p + i * CLASSES, 3, t->dlogits + i * CLASSES);
	pass_backward(t->pass, -1, t->dlogits, NULL, dx);
	check(t, "input_gradient", dx, BATCH * PIXELS, one_step);
	values_free(dx);
}

static void check_parameter(struct trial *t, const char *kind, int i, const float *block,
			    double tolerance)
{
	struct parameter p = net_parameter(t->net, i);
	float *values = values_unset(parameter_count(&p));
	char name[48];

	snprintf(name, sizeof(name), "%s/%s", kind, p.name);
	parameter_get(&p, block, values);
	check(t, name, values, parameter_count(&p), tolerance);
	values_free(values);
}

static void check_gradients(struct trial *t)
{
	float *gradients = values_zero(t->net->size);
	struct store store = store_to(gradients);
	struct rng rng;

	rng_seed(&rng, 1, RNG_DROPOUT);
	run_forward(t, 0, t->is_dropping ? &rng : NULL);
	pass_backward(t->pass, -1, t->dlogits, &store.sink, NULL);
	for (int i = 0; i < net_parameters(t->net); i++)
		check_parameter(t, "gradient", i, gradients, one_step);
	values_free(gradients);
}

/* Twenty steps; returns how each parameter changed. is_paper: Adam's epsilon inside the correction,
 * as the paper's algorithm 1 has it and TensorFlow has not. */
static float *train(struct trial *t, bool is_paper)
{
	bool is_single = net_parameters(t->net) == 2;
	float *change = values_zero(t->net->size);
	struct optimizer o;
	struct rng rng;

	memcpy(change, t->net->parameters, t->net->size * sizeof(float));
	optimizer_init(&o, is_single ? OPTIMIZER_SGD : OPTIMIZER_ADAM, is_single ? 0.5f : 1e-4f,
		       t->net);
	rng_seed(&rng, 1, RNG_DROPOUT);
	for (int step = 0; step < STEPS; step++) {
		run_forward(t, step, t->is_dropping ? &rng : NULL);
		optimizer_begin(&o, (uint64_t)step + 1);
		if (is_paper)
			o.adam.epsilon *= (float)sqrt(1 - pow(0.999, step + 1));
		pass_backward(t->pass, -1, t->dlogits, &o.sink, NULL);
	}
	optimizer_clear(&o);
	for (size_t i = 0; i < t->net->size; i++)
		change[i] = t->net->parameters[i] - change[i];
	return change;
}

static void check_training(struct trial *t)
{
	float *change = train(t, false);
	float loss = (float)run_forward(t, 0, NULL);

	for (int i = 0; i < net_parameters(t->net); i++)
		check_parameter(t, "change", i, change, twenty_steps);
	check(t, "final_logits", pass_output(t->pass, -1), BATCH * CLASSES, twenty_steps);
	check(t, "final_loss", &loss, 1, twenty_steps);
	values_free(change);
}

static void check_run(void **state, const char *run)
{
	const struct kernel *const *k = kernel_available();

	for (; *k && !(IS_SLOW && k > kernel_available()); k++) {
		struct trial t = trial_new(state, run, *k);

		check_first_run(&t);
		check_gradients(&t);
		check_training(&t);
		trial_free(&t);
	}
}

static void softmax_computes_and_learns_what_it_does_in_tensorflow(void **state)
{
	check_run(state, "softmax");
}

static void cnn_computes_and_learns_what_it_does_in_tensorflow(void **state)
{
	check_run(state, "cnn");
}

static void cnn_with_dropout_computes_and_learns_what_it_does_in_tensorflow(void **state)
{
	check_run(state, "dropout");
}

/* The distance of the first filter bank's change or gradient. */
static double first_distance(const struct trial *t, const char *name, const float *block,
			     double tolerance)
{
	struct parameter p = net_parameter(t->net, 0);
	float *values = values_unset(parameter_count(&p));
	double found;

	parameter_get(&p, block, values);
	found = distance_from(t->state, t->run, name, values, parameter_count(&p), tolerance);
	values_free(values);
	return found;
}

/* That the comparison can fail: filters turned round, which a convolution in place of a correlation
 * would amount to, are far beyond the tolerance. */
static void turned_filters_are_told_from_tensorflows(void **state)
{
	struct trial t = trial_new(state, "cnn", kernel_available()[0]);
	struct parameter p = net_parameter(t.net, 0);
	float *gradients = values_zero(t.net->size), values[800], turned[800];
	struct store store = store_to(gradients);

	assert_int_equal(parameter_count(&p), 800);
	parameter_get(&p, t.net->parameters, values);
	for (int i = 0; i < 800; i++)
		turned[i] = values[(24 - i / 32) * 32 + i % 32];
	parameter_set(&p, t.net->parameters, turned);
	run_forward(&t, 0, NULL);
	pass_backward(t.pass, -1, t.dlogits, &store.sink, NULL);
	assert_true(distance_from(state, "cnn", "logits", pass_output(t.pass, -1), BATCH * CLASSES,
				  one_step) > 100);
	assert_true(first_distance(&t, "gradient/W_conv1", gradients, one_step) > 100);
	values_free(gradients);
	trial_free(&t);
}

static void epsilon_inside_the_correction_is_told_from_tensorflows(void **state)
{
	struct trial t;
	struct parameter p;
	float *change, *values;

	if (IS_SLOW)
		skip();
	t = trial_new(state, "cnn", kernel_available()[0]);
	p = net_parameter(t.net, 4);
	values = values_unset(parameter_count(&p));
	change = train(&t, true);
	parameter_get(&p, change, values);
	assert_string_equal(p.name, "W_fc1");
	assert_true(distance_from(state, "cnn", "change/W_fc1", values, parameter_count(&p),
				  twenty_steps) > 2);
	values_free(values);
	values_free(change);
	trial_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			softmax_computes_and_learns_what_it_does_in_tensorflow, scratch_setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(cnn_computes_and_learns_what_it_does_in_tensorflow,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			cnn_with_dropout_computes_and_learns_what_it_does_in_tensorflow,
			scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(turned_filters_are_told_from_tensorflows,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			epsilon_inside_the_correction_is_told_from_tensorflows, scratch_setup,
			scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
