/* How ways to read a file are compared, and the images that are asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void assert_near(double a, double b, double epsilon)
{
	if (!(fabs(a - b) <= epsilon))
		fail_msg("%g is not %g", a, b);
}

enum { IMAGES = 40, CLASSES = 2, PIXELS = 4 };

/* Images of two pixels on or two pixels off, and every tenth with the other's label. */
static struct asked_images images(void)
{
	struct asked_images images;

	asked_images_reserve(&images, IMAGES, PIXELS);
	for (int i = 0; i < IMAGES; i++) {
		images.labels[i] = (uint8_t)((i % 2) ^ (i % 10 == 0));
		for (int k = 0; k < 2; k++)
			images.pixels[i * PIXELS + 2 * (i % 2) + k] = 1;
	}
	images.count = IMAGES;
	return images;
}

/* A net that is right but for the wrong labels, and as sure as `scale` says. */
static struct net *net_of(float scale)
{
	struct err err;
	struct net *net = net_new("dense2", (struct shape){2, 2, 1}, CLASSES,
				  kernel_choose(NULL, &err), &err);
	const float weights[] = {scale, 0, scale, 0, 0, scale, 0, scale};
	struct parameter p = net_parameter(net, 0);

	parameter_set(&p, net->parameters, weights);
	return net;
}

static struct trial ask(const struct candidate *candidate, float scale, double losses[IMAGES])
{
	struct trial_setting setting = {.images = images()};
	struct net *net = net_of(scale);
	struct trial trial = {.candidate = candidate};
	float logits[IMAGES * CLASSES];

	/* Piece by piece as all at once. */
	trial_ask(&setting, net, &setting.images, 7, &trial, logits, losses);
	assert_int_equal(trial.count, 7);
	trial_ask(&setting, net, &setting.images, IMAGES, &trial, logits, losses);
	assert_int_equal(trial.count, IMAGES);
	net_free(net);
	asked_images_clear(&setting.images);
	return trial;
}

/* A tenth is wrong: the least loss is the entropy of 0.1, whatever the scale of what is too sure.
 */
static void who_is_too_sure_is_compared_as_if_not(void **state)
{
	const double least = -0.1 * log(0.1) - 0.9 * log(0.9);
	struct candidate linear = {.classes = CLASSES},
			 relu = {.count = 1, .layers[0].kind = IMPORT_ACTIVATION};
	double losses[IMAGES];

	(void)state;
	assert_near(ask(&linear, 100, losses).loss, least, 1e-3);
	assert_near(ask(&linear, 5, losses).loss, least, 1e-3);
	assert_near(ask(&linear, 5, losses).accuracy, 0.9, 1e-9);
	assert_near(ask(&linear, 0.8f, losses).loss, least, 1e-3);
	/* Who is much less sure stays so. */
	assert_near(ask(&linear, 0.1f, losses).loss,
		    0.9 * log(1 + exp(-0.6)) + 0.1 * log(1 + exp(0.6)), 1e-6);
	assert_near(ask(&relu, 100, losses).loss, 0.1 * 200, 1e-3);
}

static void a_sigmoid_end_is_asked_as_it_learned(void **state)
{
	struct candidate candidate = {
		.has_sigmoid_end = true, .count = 1, .layers[0].kind = IMPORT_ACTIVATION};
	double losses[IMAGES], right = 1 / (1 + exp(-1.0)), other = 0.5;

	(void)state;
	ask(&candidate, 0.5f, losses);
	assert_near(losses[1], -log(right / (right + other)), 1e-6);
}

static void what_is_behind_is_clear_by_errors_or_by_nats(void **state)
{
	double best[20] = {0}, losses[20];
	struct trial trial = {.count = 20};

	(void)state;
	for (int i = 0; i < 20; i++)
		losses[i] = i % 2 ? 0.3 : -0.2;
	trial_compare_losses(&trial, losses, best);
	assert_near(trial.excess, 0.05, 1e-9);
	assert_true(trial_comes_near(&trial));
	assert_false(trial_is_hopeless(&trial));
	for (int i = 0; i < 20; i++)
		losses[i] = i % 2 ? 0.3 : 0;
	trial_compare_losses(&trial, losses, best);
	assert_false(trial_comes_near(&trial));
	assert_false(trial_is_hopeless(&trial));
	losses[3] = 12;
	trial_compare_losses(&trial, losses, best);
	assert_true(trial_is_hopeless(&trial));
	/* Few images tell by nats only. */
	trial.count = 4;
	for (int i = 0; i < 4; i++)
		losses[i] = 1 + 0.001 * i;
	trial_compare_losses(&trial, losses, best);
	assert_false(trial_is_hopeless(&trial));
}

/* Weights are finite, what they make is not: each such image counts as wrong as can be. */
static void losses_are_finite_where_logits_overflow(void **state)
{
	struct candidate candidate = {.count = 1, .layers[0].kind = IMPORT_ACTIVATION};
	struct candidate linear = {.classes = CLASSES};
	struct asked_images all = images(), hard;
	float logits[IMAGES * CLASSES];
	double losses[IMAGES];
	struct trial trial;

	(void)state;
	for (int k = 0; k < 2; k++) {
		trial = ask(k ? &linear : &candidate, 3e38f, losses);
		assert_true(isfinite(trial.loss));
		for (int i = 0; i < IMAGES; i++)
			assert_true(isfinite(losses[i]) && losses[i] >= 0);
		trial_compare_losses(&trial, losses, losses);
		assert_true(trial_comes_near(&trial));
	}
	/* Each image is taken once, not one of them again and again. */
	for (int i = 0; i < IMAGES * CLASSES; i++)
		logits[i] = i % 2 ? NAN : INFINITY;
	for (int i = 0; i < IMAGES; i++)
		all.pixels[i * PIXELS] = (float)i;
	asked_images_reserve(&hard, IMAGES, PIXELS);
	asked_images_add_hard(&hard, &all, PIXELS, 0, IMAGES, IMAGES, logits, CLASSES);
	assert_int_equal(hard.count, IMAGES);
	for (int i = 0; i < IMAGES; i++)
		assert_true(hard.pixels[i * PIXELS] == (float)i);
	asked_images_clear(&hard);
	asked_images_clear(&all);
}

static void what_is_odd_needs_less_loss(void **state)
{
	struct candidate usual = {.cost = 0}, far = {.cost = 6};
	struct trial trial = {.candidate = &usual, .loss = 1};

	(void)state;
	assert_near(trial_weighted_loss(&trial), 1, 1e-9);
	trial.choice.activation = IMPORT_USUAL_ACTIVATIONS;
	assert_near(trial_weighted_loss(&trial), 1.1, 1e-9);
	trial.choice.activation = 0;
	trial.choice.input = IMPORT_USUAL_INPUTS;
	assert_near(trial_weighted_loss(&trial), 1.02, 1e-9);
	trial.choice.input = 0;
	trial.candidate = &far;
	assert_near(trial_weighted_loss(&trial), 1.1, 1e-9);
}

static void the_least_certain_images_are_hard(void **state)
{
	struct asked_images all = images(), hard;
	float logits[IMAGES * CLASSES];

	(void)state;
	for (int i = 0; i < IMAGES; i++) {
		logits[2 * i] = (float)((i * 7) % IMAGES);
		logits[2 * i + 1] = 0;
		all.pixels[i * PIXELS] = (float)i;
	}
	asked_images_reserve(&hard, 6, PIXELS);
	asked_images_add_hard(&hard, &all, PIXELS, 0, IMAGES, 2, logits, CLASSES);
	asked_images_add_hard(&hard, &all, PIXELS, 10, 12, 4, logits, CLASSES);
	assert_int_equal(hard.count, 4);
	assert_true(hard.pixels[0] == 0);
	assert_true(hard.pixels[PIXELS] == 23); /* 23 x 7 = 4 x 40 + 1 */
	assert_true(hard.pixels[2 * PIXELS] == 10 && hard.pixels[3 * PIXELS] == 11);
	asked_images_clear(&hard);
	asked_images_clear(&all);
}

static void the_nearest_mean_is_the_simplest_classifier(void **state)
{
	struct asked_images all = images();

	(void)state;
	assert_near(asked_images_nearest_mean(&all, PIXELS, CLASSES), 0.9, 1e-9);
	assert_near(asked_images_mean(&all, PIXELS), 0.5, 1e-9);
	asked_images_clear(&all);
	assert_near(asked_images_nearest_mean(&all, PIXELS, CLASSES), 0, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_too_sure_is_compared_as_if_not),
		cmocka_unit_test(a_sigmoid_end_is_asked_as_it_learned),
		cmocka_unit_test(what_is_behind_is_clear_by_errors_or_by_nats),
		cmocka_unit_test(losses_are_finite_where_logits_overflow),
		cmocka_unit_test(what_is_odd_needs_less_loss),
		cmocka_unit_test(the_least_certain_images_are_hard),
		cmocka_unit_test(the_nearest_mean_is_the_simplest_classifier),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
