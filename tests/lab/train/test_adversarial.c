/* Adversarial training: its setting as text, the attack on a batch, and runs that repeat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/fit.h"
#include "nn/loss.h"
#include "support/bars.h"
#include "support/fitting.h"
#include "support/says.h"
#include "support/scratch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct fit_spec hardened = {.architecture = fitting_cnn,
					 .optimizer = OPTIMIZER_ADAM,
					 .rate = 1e-3f,
					 .batch = 20,
					 .seed = 5,
					 .adversarial = {.eps = 0.2f, .step = 0.1f, .steps = 3}};

static void assert_same_checkpoint(void **state, const struct fit *a, const struct fit *b)
{
	size_t a_size, b_size;
	unsigned char *a_bytes = fitting_bytes(state, a, true, &a_size);
	unsigned char *b_bytes = fitting_bytes(state, b, true, &b_size);

	assert_int_equal(a_size, b_size);
	assert_memory_equal(a_bytes, b_bytes, a_size);
	free(a_bytes);
	free(b_bytes);
}

/* ------------------------------------------------------------------------------- as text */

static void settings_are_read_and_printed(void **state)
{
	static const struct {
		const char *text;
		struct adversarial is;
		const char *printed;
	} cases[] = {
		{"pgd:eps=0.3,steps=7,step=0.1", {0.3f, 0.1f, 7}, "pgd:eps=0.3,steps=7,step=0.1"},
		{"pgd:step=1e-2,eps=.3,steps=40",
		 {0.3f, 0.01f, 40},
		 "pgd:eps=0.3,steps=40,step=0.01"},
		{"pgd:eps=0.28", {0.28f, 2.5f * 0.28f / 7, 7}, "pgd:eps=0.28,steps=7,step=0.1"},
		{"pgd:eps=1,steps=1000,step=1", {1, 1, 1000}, "pgd:eps=1,steps=1000,step=1"},
		{"fgsm:eps=0.3", {0.3f, 1.25f * 0.3f, 1}, "fgsm:eps=0.3"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[ADVERSARIAL_TEXT_MAX];
		struct adversarial a, again;
		struct err err;

		if (!adversarial_parse(cases[i].text, &a, &err))
			fail_msg("%s", err.text);
		assert_true(fabsf(a.eps - cases[i].is.eps) < 1e-7f);
		assert_true(fabsf(a.step - cases[i].is.step) < 1e-7f);
		assert_int_equal(a.steps, cases[i].is.steps);
		assert_string_equal(adversarial_print(&a, text), cases[i].printed);
		assert_true(adversarial_parse(text, &again, &err));
		assert_true(adversarial_is_same(&a, &again));
	}
}

static void floats_with_many_digits_come_back(void **state)
{
	const struct adversarial a = {nextafterf(1e-30f, 1), nextafterf(0.1f, 1), 1000};
	struct adversarial again;
	char text[ADVERSARIAL_TEXT_MAX];
	struct err err;

	(void)state;
	assert_true(adversarial_parse(adversarial_print(&a, text), &again, &err));
	assert_true(adversarial_is_same(&a, &again));
	assert_string_equal(adversarial_print(&(struct adversarial){0}, text), "");
}

static void wrong_settings_are_told(void **state)
{
	static const char *const cases[][2] = {
		{"", "'' is no attack"},
		{"pgd", "'pgd' is no attack"},
		{"bim:eps=0.3", "'bim:eps=0.3' is no attack"},
		{"pgd:", "'' is no setting"},
		{"pgd:eps=0.3,", "'' is no setting"},
		{"pgd:eps", "'eps' is no setting"},
		{"pgd:epsilon=0.3", "'epsilon=0.3' is no setting"},
		{"fgsm:eps=0.3,steps=2", "'steps=2' is no setting"},
		{"pgd:steps=7", "'eps' is missing"},
		{"pgd:eps=0.1,eps=0.2", "'eps' stands there twice"},
		{"pgd:eps=", "'eps' is a number above 0, at most 1, not ''"},
		{"pgd:eps=0", "not '0'"},
		{"pgd:eps=1e-60", "not '1e-60'"},
		{"pgd:eps=-0.1", "not '-0.1'"},
		{"pgd:eps=1.01", "not '1.01'"},
		{"pgd:eps=nan", "not 'nan'"},
		{"pgd:eps=0x1", "not '0x1'"},
		{"pgd:eps= 1", "not ' 1'"},
		{"pgd:eps=0.3=2", "not '0.3=2'"},
		{"pgd:eps=0.30000000000000000000000000000000000000", "'eps' is a number"},
		{"pgd:eps=0.3,steps=0", "'steps' is a whole number from 1 to 1000, not '0'"},
		{"pgd:eps=0.3,steps=1001", "not '1001'"},
		{"pgd:eps=0.3,steps=2.5", "not '2.5'"},
		{"pgd:eps=0.3,step=2", "'step' is a number"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct adversarial a = {0.5f, 0.25f, 3};
		struct err err;

		assert_false(adversarial_parse(cases[i][0], &a, &err));
		assert_says(&err, cases[i][1]);
		assert_says(&err, "pgd:eps=0.3,steps=7,step=0.1");
		assert_true(a.eps == 0.5f && a.step == 0.25f && a.steps == 3);
	}
}

/* ----------------------------------------------------------------------------- the attack */

static double loss_of(struct fit *fit)
{
	pass_forward(fit->pass, fit->spec.batch, -1, NULL);
	return cross_entropy(fit->spec.batch, BARS_CLASSES, pass_output(fit->pass, -1), fit->labels,
			     NULL);
}

/* On a net that has learned plain images: by more than the random starts alone. */
static void the_loss_rises_within_the_ball(void **state)
{
	struct fitting place = fitting_open(2);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	size_t count = 20 * (size_t)BARS_SIDE * BARS_SIDE, moved = 0;
	float *images = pass_input(fit->pass), *before = calloc(count, sizeof(float));
	const struct adversarial noise = {0.2f, 1e-9f, 1};
	double losses[3];

	(void)state;
	assert_non_null(before);
	fitting_run_to(fit, 150);
	batcher_next(&fit->batcher, 20, images, fit->labels);
	memcpy(before, images, count * sizeof(float));
	losses[0] = loss_of(fit);
	for (int k = 1; k < 3; k++) {
		struct adversary a;

		adversary_init(&a, k == 1 ? &noise : &hardened.adversarial, fit->net, 20, 3);
		memcpy(images, before, count * sizeof(float));
		adversary_attack(&a, fit->pass, 20, fit->labels);
		losses[k] = loss_of(fit);
		adversary_clear(&a);
	}
	assert_true(losses[2] > losses[0] + 0.3);
	assert_true(losses[2] > losses[1] + 0.3);
	for (size_t i = 0; i < count; i++) {
		assert_true(images[i] >= 0 && images[i] <= 1);
		assert_true(fabsf(images[i] - before[i]) <= 0.2f + 1e-6f);
		moved += images[i] != before[i];
	}
	assert_true(moved > count / 2);
	free(before);
	fit_free(fit);
	fitting_close(&place);
}

/* ---------------------------------------------------------------------------- in training */

static double attacked_loss(struct fit *fit)
{
	struct adversary a;
	double loss = 0;

	adversary_init(&a, &hardened.adversarial, fit->net, 20, 9);
	for (int i = 0; i < 5; i++) {
		batcher_next(&fit->batcher, 20, pass_input(fit->pass), fit->labels);
		adversary_attack(&a, fit->pass, 20, fit->labels);
		loss += loss_of(fit);
	}
	adversary_clear(&a);
	return loss / 5;
}

static void a_hardened_net_withstands_more(void **state)
{
	struct fitting place = fitting_open(2);
	struct fit *a = fitting_start(&place, &fitting_spec), *b = fitting_start(&place, &hardened);

	(void)state;
	fitting_run_to(a, 200);
	fitting_run_to(b, 200);
	assert_true(attacked_loss(b) < 0.8 * attacked_loss(a));
	fit_free(a);
	fit_free(b);
	fitting_close(&place);
}

static void the_bytes_do_not_depend_on_threads(void **state)
{
	struct fitting one = fitting_open(1), two = fitting_open(2);
	struct fit *a = fitting_start(&one, &hardened), *b = fitting_start(&two, &hardened);

	fitting_run_to(a, 23);
	fitting_run_to(b, 23);
	assert_same_checkpoint(state, a, b);
	fit_free(a);
	fit_free(b);
	fitting_close(&one);
	fitting_close(&two);
}

static void resumed_equals_not_stopped(void **state)
{
	struct fitting place = fitting_open(2);
	struct fit *whole = fitting_start(&place, &hardened),
		   *first = fitting_start(&place, &hardened), *second;
	size_t size;

	fitting_run_to(whole, 30);
	fitting_run_to(first, 17);
	free(fitting_bytes(state, first, true, &size));
	second = fit_resume(scratch_path(state, "fit.safetensors"), place.data,
			    kernel_choose(NULL, &place.err), place.pool, &place.err);
	if (!second)
		fail_msg("%s", place.err.text);
	assert_true(adversarial_is_same(&second->spec.adversarial, &hardened.adversarial));
	fitting_run_to(second, 30);
	assert_same_checkpoint(state, whole, second);
	fit_free(whole);
	fit_free(first);
	fit_free(second);
	fitting_close(&place);
}

/* No key of it is in the file, and neither order nor dropout moved: they draw from streams of their
 * own. */
static void off_leaves_no_trace(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *a = fitting_start(&place, &fitting_spec), *b = fitting_start(&place, &hardened);
	const char *path = scratch_path(state, "fit.safetensors");
	struct tensor_file *file;
	size_t size;

	fitting_run_to(a, 7);
	fitting_run_to(b, 7);
	assert_memory_equal(&a->dropout, &b->dropout, sizeof(a->dropout));
	assert_memory_equal(&a->batcher.rng, &b->batcher.rng, sizeof(a->batcher.rng));
	assert_memory_not_equal(a->net->parameters, b->net->parameters,
				a->net->size * sizeof(float));
	for (int i = 0; i < 2; i++) {
		const char *text;

		free(fitting_bytes(state, i ? b : a, true, &size));
		file = tensor_file_read(path, &place.err);
		assert_non_null(file);
		text = tensor_file_metadata(file, "adversarial");
		assert_int_equal(text != NULL, i);
		assert_int_equal(tensor_file_metadata(file, "rng_adversarial") != NULL, i);
		if (i)
			assert_string_equal(text, "pgd:eps=0.2,steps=3,step=0.1");
		tensor_file_free(file);
	}
	fit_free(a);
	fit_free(b);
	fitting_close(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_read_and_printed),
		cmocka_unit_test(floats_with_many_digits_come_back),
		cmocka_unit_test(wrong_settings_are_told),
		cmocka_unit_test(the_loss_rises_within_the_ball),
		cmocka_unit_test(a_hardened_net_withstands_more),
		cmocka_unit_test_setup_teardown(the_bytes_do_not_depend_on_threads, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(resumed_equals_not_stopped, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(off_leaves_no_trace, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
