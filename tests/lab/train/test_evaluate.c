/* Verdicts: counts add up, batches do not matter, wrong data is told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/evaluate.h"
#include "lab/train/fit.h"
#include "support/bars.h"
#include "support/says.h"

#include <math.h>
#include <string.h>

/* Half trained, so that it is right about some images and wrong about others. */
static struct fit *half_trained(struct dataset *data)
{
	struct fit_spec spec = {.architecture = "dense3",
				.optimizer = OPTIMIZER_SGD,
				.rate = 0.05f,
				.batch = 10,
				.seed = 1};
	struct err err;
	struct fit *fit = fit_new(&spec, data, kernel_choose(NULL, &err), NULL, &err);

	assert_non_null(fit);
	assert_true(fit_run(fit, 12, 100, NULL, NULL, &err));
	return fit;
}

static void the_confusion_matrix_adds_up(void **state)
{
	struct dataset *data = bars_new();
	struct fit *fit = half_trained(data);
	struct evaluation e = evaluate(fit->net, &data->split[SPLIT_TRAIN], NULL);
	size_t all = 0, right = 0;

	(void)state;
	for (int i = 0; i < BARS_CLASSES * BARS_CLASSES; i++) {
		all += e.confusion[i];
		right += i % (BARS_CLASSES + 1) == 0 ? e.confusion[i] : 0;
	}
	assert_int_equal(all, BARS_TRAIN);
	assert_int_equal(right, e.correct);
	assert_true(e.correct > 0 && e.correct < e.count);
	assert_true(e.loss > 0 && isfinite(e.loss));
	evaluation_clear(&e);
	fit_free(fit);
	bars_free(data);
}

static void predictions_agree_with_classify_for_any_part_of_the_split(void **state)
{
	struct dataset *data = bars_new();
	struct fit *fit = half_trained(data);
	const struct split *split = &data->split[SPLIT_TRAIN];
	struct prediction all[BARS_TRAIN], some[120];

	(void)state;
	evaluate_images(fit->net, split, 0, BARS_TRAIN, NULL, all);
	evaluate_images(fit->net, split, 101, 120, NULL, some);
	assert_memory_equal(all + 101, some, sizeof(some));
	for (size_t i = 0; i < BARS_TRAIN; i += 31) {
		float image[BARS_SIDE * BARS_SIDE], p[BARS_CLASSES];

		split_image(split, i, image);
		classify(fit->net, image, p);
		assert_int_equal(all[i].label, split->labels[i]);
		assert_true(all[i].confidence == p[all[i].prediction]);
		assert_true(fabs(p[0] + p[1] + p[2] - 1) < 1e-6);
		assert_true(fabs(-log((double)p[all[i].label]) - (double)all[i].loss) < 1e-4);
	}
	fit_free(fit);
	bars_free(data);
}

/* So many activations that a hundred images at a time would take more than a gigabyte. */
static void a_wide_net_is_run_in_smaller_batches_with_the_same_predictions(void **state)
{
	struct dataset *data = bars_new();
	struct err err;
	struct net *net =
		net_new("conv1x1x4096 relu dense3", (struct shape){BARS_SIDE, BARS_SIDE, 1}, 3,
			kernel_choose(NULL, &err), &err);
	const struct split *split = &data->split[SPLIT_TEST];
	struct prediction all[BARS_OTHER], one;

	(void)state;
	assert_non_null(net);
	net_init(net, 3);
	evaluate_images(net, split, 0, BARS_OTHER, NULL, all);
	for (size_t i = 0; i < BARS_OTHER; i += 7) {
		evaluate_images(net, split, i, 1, NULL, &one);
		assert_memory_equal(&all[i], &one, sizeof(one));
	}
	net_free(net);
	bars_free(data);
}

static void correct_ones_are_counted_piece_by_piece(void **state)
{
	struct dataset *data = bars_new();
	struct fit *fit = half_trained(data);
	const struct split *split = &data->split[SPLIT_TRAIN];
	struct evaluation e = evaluate(fit->net, split, NULL);

	(void)state;
	assert_true(e.correct > 0);
	assert_int_equal(evaluate_correct(fit->net, split, 0, 30, NULL) +
				 evaluate_correct(fit->net, split, 30, split->count - 30, NULL),
			 e.correct);
	evaluation_clear(&e);
	fit_free(fit);
	bars_free(data);
}

static void other_data_is_told_apart(void **state)
{
	struct dataset *data = bars_new();
	struct fit *fit = half_trained(data);
	struct err err;

	(void)state;
	assert_true(evaluate_fits(fit->net, data, "a.safetensors", &err));
	data->classes = 10;
	data->width = 28;
	assert_false(evaluate_fits(fit->net, data, "a.safetensors", &err));
	assert_says(&err, "a.safetensors");
	assert_says(&err, "12x12");
	assert_says(&err, "12x28");
	assert_says(&err, "--data");
	fit_free(fit);
	bars_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_confusion_matrix_adds_up),
		cmocka_unit_test(predictions_agree_with_classify_for_any_part_of_the_split),
		cmocka_unit_test(a_wide_net_is_run_in_smaller_batches_with_the_same_predictions),
		cmocka_unit_test(correct_ones_are_counted_piece_by_piece),
		cmocka_unit_test(other_data_is_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
