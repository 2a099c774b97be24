/* Settings of a run: shown, read strictly, and moved one step on or back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/settings.h"
#include "support/bars.h"
#include "support/says.h"

#include <string.h>

static void architectures_bring_the_articles_settings(void **state)
{
	struct fit_settings s = settings_for("softmax");
	struct fit_spec spec = settings_spec(&s);

	(void)state;
	assert_int_equal(s.steps, 1000);
	assert_int_equal(s.batch, 100);
	assert_true(s.rate == 0.5f);
	assert_int_equal(s.optimizer, OPTIMIZER_SGD);
	assert_string_equal(spec.architecture, "softmax");
	assert_int_equal(spec.seed, 1);
	s = settings_for("cnn");
	assert_int_equal(s.steps, 10000);
	assert_int_equal(s.optimizer, OPTIMIZER_ADAM);
}

static void what_is_shown_is_read_again(void **state)
{
	struct fit_settings a = settings_for("mlp"), b = settings_for("softmax");
	char text[SETTING_TEXT_MAX];
	struct err err;

	(void)state;
	a.rate = 0.125f;
	a.seed = 9007199254740991;
	a.steps = 123456;
	for (enum setting i = 0; i < SETTING_COUNT; i++)
		assert_true(setting_read(&b, i, setting_show(&a, i, text), &err));
	assert_true(settings_are_same_run(&a, &b));
	assert_int_equal(b.steps, 123456);
}

static void wrong_texts_change_nothing(void **state)
{
	static const struct {
		enum setting setting;
		const char *text, *part;
	} wrong[] = {
		{SETTING_STEPS, "0", "steps: a whole number from 1 to 1000000000, not '0'"},
		{SETTING_STEPS, "1.5", "steps: "},
		{SETTING_STEPS, "", "steps: "},
		{SETTING_STEPS, "1e99", "steps: "},
		{SETTING_BATCH, "10001", "batch: a whole number from 1 to 10000"},
		{SETTING_RATE, "-1", "rate: a number from"},
		{SETTING_RATE, "nan", "rate: "},
		{SETTING_SEED, "9007199254740992", "seed: "},
		{SETTING_OPTIMIZER, "adagrad", "optimizer: there is no 'adagrad'"},
	};
	const struct fit_settings before = settings_for("softmax");
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct fit_settings s = before;

		assert_false(setting_read(&s, wrong[i].setting, wrong[i].text, &err));
		assert_says(&err, wrong[i].part);
		assert_true(settings_are_same_run(&s, &before) && s.steps == before.steps);
	}
}

static void moves_stay_within_the_limits(void **state)
{
	struct fit_settings s = settings_for("softmax");

	(void)state;
	setting_move(&s, SETTING_STEPS, 1);
	assert_int_equal(s.steps, 2000);
	for (int i = 0; i < 40; i++)
		setting_move(&s, SETTING_STEPS, -1);
	assert_int_equal(s.steps, 1);
	for (int i = 0; i < 40; i++)
		setting_move(&s, SETTING_BATCH, 1);
	assert_int_equal(s.batch, FIT_MAX_BATCH);
	s.batch = 64;
	setting_move(&s, SETTING_BATCH, 1);
	assert_int_equal(s.batch, 100);
	setting_move(&s, SETTING_RATE, -1);
	assert_true(s.rate == 0.2f);
	setting_move(&s, SETTING_SEED, -1);
	setting_move(&s, SETTING_SEED, -1);
	assert_int_equal(s.seed, 0);
	setting_move(&s, SETTING_OPTIMIZER, -1);
	assert_int_equal(s.optimizer, OPTIMIZER_ADAM);
}

static void architectures_go_round(void **state)
{
	struct fit_settings s = settings_for("softmax");

	(void)state;
	setting_move(&s, SETTING_ARCHITECTURE, -1);
	assert_string_equal(s.architecture, "mlp");
	setting_move(&s, SETTING_ARCHITECTURE, 1);
	assert_string_equal(s.architecture, "softmax");
	s = settings_for("dense10");
	setting_move(&s, SETTING_ARCHITECTURE, 1);
	assert_string_equal(s.architecture, "softmax");
}

static void architectures_are_checked_against_the_data(void **state)
{
	struct dataset *data = bars_new();
	struct fit_settings s = settings_for("dense3");
	struct err err;

	(void)state;
	assert_true(settings_check(&s, data, kernel_choose(NULL, &err), &err));
	s = settings_for("dense10");
	assert_false(settings_check(&s, data, kernel_choose(NULL, &err), &err));
	assert_says(&err, "architecture: ");
	bars_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(architectures_bring_the_articles_settings),
		cmocka_unit_test(what_is_shown_is_read_again),
		cmocka_unit_test(wrong_texts_change_nothing),
		cmocka_unit_test(moves_stay_within_the_limits),
		cmocka_unit_test(architectures_go_round),
		cmocka_unit_test(architectures_are_checked_against_the_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
