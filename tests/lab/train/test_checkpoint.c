/* Orders of images that a checkpoint may not have, and other data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/native.h"
#include "support/bars.h"
#include "support/fitting.h"
#include "support/says.h"
#include "support/scratch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A checkpoint whose tensor `order` is this; NULL: it has none. */
static const char *write_order(void **state, const struct fit *fit, const struct tensor *order,
			       const char *data)
{
	static const char rng[] =
		"0000000000000001000000000000000200000000000000030000000000000004";
	const struct tensor_string strings[] = {
		{"seed", "5"},         {"step", "3"},    {"batch", "20"}, {"rate", "0.001"},
		{"optimizer", "adam"}, {"cursor", "40"}, {"goal", "60"},  {"rng_shuffle", rng},
		{"rng_dropout", rng},  {"data", data}};
	const struct native_extra extra = {.strings = strings,
					   .string_count = data ? 10 : 9,
					   .tensors = order,
					   .tensor_count = order ? 1 : 0,
					   .optimizer = &fit->optimizer};
	const char *path = scratch_path(state, "checkpoint");
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_true(native_write(writer, fit->net, &extra, &err));
	assert_true(writer_commit(writer, &err));
	return path;
}

static void orders_are_permutations_of_the_images(void **state)
{
	static const struct {
		const char *dtype;
		size_t count;
		uint32_t first;
		const char *says; /* NULL: it is right */
	} cases[] = {{"I32", BARS_TRAIN, 0, NULL},
		     {"F32", BARS_TRAIN, 0, "tensor 'order' does not hold"},
		     {"I32", BARS_TRAIN - 1, 0, "tensor 'order' does not hold"},
		     {"I32", BARS_TRAIN, 1, "no permutation"},
		     {"I32", BARS_TRAIN, BARS_TRAIN, "no permutation"}};
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	const struct kernel *kernel = kernel_choose(NULL, &place.err);
	uint32_t order[BARS_TRAIN];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct tensor tensor = {"order",          cases[i].dtype, 1,
					      {cases[i].count}, order,          4 * cases[i].count};
		struct fit *resumed;

		for (uint32_t k = 0; k < BARS_TRAIN; k++)
			order[k] = k;
		order[0] = cases[i].first;
		resumed = fit_resume(write_order(state, fit, &tensor, NULL), place.data, kernel,
				     place.pool, &place.err);
		if (!resumed != (cases[i].says != NULL))
			fail_msg("case %zu", i);
		if (cases[i].says)
			assert_says(&place.err, cases[i].says);
		else
			assert_int_equal(resumed->goal, 60);
		fit_free(resumed);
	}
	assert_null(fit_resume(write_order(state, fit, NULL, NULL), place.data, kernel, place.pool,
			       &place.err));
	assert_says(&place.err, "tensor 'order'");
	fit_free(fit);
	fitting_close(&place);
}

static void data_of_other_sides_are_refused(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	const struct kernel *kernel = kernel_choose(NULL, &place.err);
	const char *path = write_order(state, fit, NULL, NULL);
	struct dataset *data = place.data;
	struct dataset other = *data;

	other.height++;
	assert_null(fit_resume(path, &other, kernel, place.pool, &place.err));
	assert_says(&place.err, "other data");
	other = *data;
	other.width++;
	assert_null(fit_resume(path, &other, kernel, place.pool, &place.err));
	assert_says(&place.err, "other data");
	assert_null(fit_resume(scratch_path(state, "none"), data, kernel, place.pool, &place.err));
	assert_says(&place.err, "none");
	fit_free(fit);
	fitting_close(&place);
}

static void a_spec_need_not_name_its_data(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	char data[DATASET_NAME_MAX] = "?";
	struct fit_spec spec;

	for (int i = 0; i < 2; i++) {
		assert_true(fit_read_spec(write_order(state, fit, NULL, i ? "bars" : NULL), &spec,
					  data, &place.err));
		assert_string_equal(data, i ? "bars" : "");
		free((char *)spec.architecture);
	}
	fit_free(fit);
	fitting_close(&place);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(orders_are_permutations_of_the_images),
		TEST(data_of_other_sides_are_refused),
		TEST(a_spec_need_not_name_its_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
