/* Which tags are taken for which curve. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/watch_curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void put(struct watch_curves *w, const char *folder, const char *tag, uint64_t step,
		double value)
{
	watch_curves_log(w, folder, &(struct log_value){.tag = tag, .step = step, .value = value});
}

static void says(struct watch_curves *w, enum log_unit unit, const char *expected)
{
	struct curves *curves = calloc(1, sizeof(*curves));
	char text[200];

	assert_non_null(curves);
	watch_curves_draw(w, unit, curves);
	watch_curves_tags(w, text, sizeof(text));
	assert_string_equal(text, expected);
	free(curves);
	watch_curves_free(w);
}

static void tags_are_taken_by_their_words(void **state)
{
	struct watch_curves *w = watch_curves_new();

	(void)state;
	/* PyTorch's SummaryWriter, as people name things. */
	put(w, "", "Loss/train", 1, 2);
	put(w, "", "Accuracy/train", 1, 0.5);
	put(w, "", "Loss/test", 1, 3);
	put(w, "", "Accuracy/test", 1, 0.4);
	put(w, "", "lr", 1, 0.1);
	says(w, LOG_UNKNOWN, "Loss/train, Accuracy/train, Accuracy/test");

	/* Keras's TensorBoard callback. */
	w = watch_curves_new();
	put(w, "train", "epoch_loss", 0, 2);
	put(w, "train", "epoch_sparse_categorical_accuracy", 0, 0.5);
	put(w, "train", "epoch_learning_rate", 0, 0.5);
	put(w, "validation", "epoch_loss", 0, 3);
	put(w, "validation", "epoch_accuracy", 0, 0.4);
	put(w, "validation", "evaluation_loss_vs_iterations", 400, 3);
	says(w, LOG_EPOCHS,
	     "train/epoch_loss, train/epoch_sparse_categorical_accuracy, "
	     "validation/epoch_accuracy");

	/* What counts something else than the checkpoints is left out. */
	w = watch_curves_new();
	put(w, "", "epoch_loss", 0, 2);
	put(w, "", "val_acc", 0, 0.5);
	says(w, LOG_STEPS, "val_acc");

	w = watch_curves_new();
	put(w, "", "trainLoss", 0, 2);
	put(w, "", "aux_loss", 0, 2);
	put(w, "", "glossary", 0, 2);
	says(w, LOG_UNKNOWN, "trainLoss");
}

static void curves_are_of_what_was_logged_and_measured(void **state)
{
	struct watch_curves *w = watch_curves_new();
	struct curves *curves = calloc(1, sizeof(*curves));
	double loss, accuracy;
	char text[200];

	(void)state;
	assert_non_null(curves);
	assert_false(watch_curves_is_new(w));
	put(w, "", "epoch_loss", 0, 2);
	put(w, "", "epoch_loss", 1, 1);
	put(w, "", "epoch_accuracy", 1, 90);
	put(w, "", "val_epoch_acc", 1, 0.8);
	assert_true(watch_curves_is_new(w));
	watch_curves_draw(w, LOG_EPOCHS, curves);
	assert_false(watch_curves_is_new(w));
	/* Epochs are counted from 1, and percent is a share. */
	assert_int_equal(curves->count, 2);
	assert_int_equal(curves->points[0].step, 1);
	assert_true(isnan(curves->points[0].accuracy));
	assert_int_equal(curves->points[1].step, 2);
	assert_true(curves->points[1].loss == 1 &&
		    fabsf(curves->points[1].accuracy - 0.9f) < 1e-6f);
	assert_int_equal(curves->validation_count, 1);
	assert_int_equal(watch_curves_last(w, &loss, &accuracy), 2);
	assert_true(loss == 1 && fabs(accuracy - 0.9) < 1e-9);

	/* Measured, in any order: that is the validation from now on. */
	watch_curves_measure(w, 2, 0.5, 0.7);
	watch_curves_measure(w, 1, 0.6, 0.6);
	watch_curves_measure(w, 2, 0.5, 0.75);
	watch_curves_draw(w, LOG_EPOCHS, curves);
	assert_int_equal(curves->validation_count, 2);
	assert_int_equal(curves->validations[0].step, 1);
	assert_true(curves->validations[1].accuracy == 0.75f);
	assert_false(watch_curves_tags(w, text, sizeof(text)));

	/* A run that begins anew. */
	put(w, "", "epoch_loss", 0, 3);
	watch_curves_draw(w, LOG_EPOCHS, curves);
	assert_true(curves->points[0].loss == 3);
	watch_curves_free(w);

	/* Without a loss of the training, that of the validation is drawn. */
	w = watch_curves_new();
	watch_curves_measure(w, 5, 0.5, 0.7);
	watch_curves_draw(w, LOG_UNKNOWN, curves);
	assert_true(watch_curves_tags(w, text, sizeof(text)));
	assert_string_equal(text, "");
	assert_int_equal(curves->count, 1);
	assert_true(curves->points[0].loss == 0.5f);
	watch_curves_free(w);
	free(curves);
}

static void many_points_and_tags_are_bounded(void **state)
{
	struct watch_curves *w = watch_curves_new();
	struct curves *curves = calloc(1, sizeof(*curves));
	char tag[] = "loss/??";

	(void)state;
	assert_non_null(curves);
	for (uint64_t i = 0; i < 100000; i++)
		put(w, "", "loss", i, (double)i);
	for (int i = 0; i < 2000; i++) {
		tag[5] = (char)('A' + i / 26 % 26);
		tag[6] = (char)('A' + i % 26);
		put(w, "", tag, 1, 1);
	}
	watch_curves_draw(w, LOG_UNKNOWN, curves);
	assert_in_range(curves->count, 1000, CURVES_POINTS);
	assert_int_equal(curves->points[curves->count - 1].step, 99999);
	watch_curves_free(w);
	free(curves);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_are_taken_by_their_words),
		cmocka_unit_test(curves_are_of_what_was_logged_and_measured),
		cmocka_unit_test(many_points_and_tags_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
