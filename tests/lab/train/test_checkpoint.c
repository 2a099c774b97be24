/* Orders of images and settings that a checkpoint may not have, and other data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/tensor/safetensors.h"
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

/* A file with these strings, or without where a value is NULL, and one tensor. */
static const char *write_strings(void **state, const struct tensor_string *all, size_t count)
{
	static const float one = 1;
	const struct tensor tensor = {"W_fc1", "F32", 1, {1}, (void *)&one, sizeof(one)};
	const char *path = scratch_path(state, "checkpoint");
	struct tensor_string strings[8];
	size_t left = 0;
	struct err err;
	struct writer *writer = writer_open(path, &err);

	for (size_t i = 0; i < count; i++)
		if (all[i].value)
			strings[left++] = all[i];
	assert_true(safetensors_write(writer, &tensor, 1, strings, left, &err));
	assert_true(writer_commit(writer, &err));
	return path;
}

static void settings_are_those_of_a_training(void **state)
{
	static const char model[] = "a model, not a checkpoint: it has no optimizer to go on with";
	static const struct {
		const char *key, *value, *says; /* says NULL: it is right */
	} cases[] = {
		{"seed", "7", NULL},
		{"adversarial", "fgsm:eps=0.25", NULL},
		{"architecture", NULL, model},
		{"optimizer", NULL, model},
		{"rate", NULL, model},
		{"optimizer", "newton", "optimizer 'newton' in __metadata__ is not known"},
		{"rate", "0.5x", "rate '0.5x' in __metadata__ is no rate"},
		{"rate", "0", "is no rate"},
		{"rate", "1001", "is no rate"},
		{"rate", "nan", "is no rate"},
		{"batch", "0", "batch 0 in __metadata__"},
		{"batch", NULL, "'batch' in __metadata__ is missing"},
		{"batch", "-1", "'batch' in __metadata__ is no number in range"},
		{"batch", "1000000000", "'batch' in __metadata__ is no number in range"},
		{"batch", ":", "'batch' in __metadata__ is no number in range"},
		{"batch", "1 ", "'batch' in __metadata__ is no number in range"},
		{"seed", "000000000000000000001", "'seed' in __metadata__ is no number in range"},
		{"adversarial", "fgsm:eps=x", "'adversarial' in __metadata__: "},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tensor_string strings[] = {{"architecture", "dense3"},
						  {"optimizer", "sgd"},
						  {"rate", "0.5"},
						  {"batch", "20"},
						  {"seed", "5"},
						  {"adversarial", NULL}};
		char data[DATASET_NAME_MAX];
		struct fit_spec spec;
		struct err err = {""};
		bool is_read;

		for (size_t k = 0; k < 6; k++)
			if (strcmp(strings[k].key, cases[i].key) == 0)
				strings[k].value = cases[i].value;
		is_read = fit_read_spec(write_strings(state, strings, 6), &spec, data, &err);
		if (is_read != !cases[i].says)
			fail_msg("%s %s: %s", cases[i].key, cases[i].value, err.text);
		if (cases[i].says)
			assert_says(&err, cases[i].says);
		else
			free((char *)spec.architecture);
	}
}

/* A batch that is right in itself, but too much for this net. */
static void what_takes_too_much_memory_is_not_resumed(void **state)
{
	struct fitting place = fitting_open(1);
	struct net *net =
		net_new("conv3x3x512 relu dense3", (struct shape){BARS_SIDE, BARS_SIDE, 1},
			BARS_CLASSES, kernel_choose(NULL, &place.err), &place.err);
	const struct tensor_string strings[] = {
		{"optimizer", "sgd"}, {"rate", "0.5"}, {"batch", "10000"}, {"seed", "5"}};
	const struct native_extra extra = {.strings = strings, .string_count = 4};
	const char *path = scratch_path(state, "checkpoint");
	struct writer *writer = writer_open(path, &place.err);

	assert_non_null(net);
	net_init(net, 1);
	assert_true(native_write(writer, net, &extra, &place.err));
	assert_true(writer_commit(writer, &place.err));
	assert_null(fit_resume(path, place.data, net->kernel, place.pool, &place.err));
	assert_says(&place.err, "take a smaller batch or net");
	net_free(net);
	fitting_close(&place);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(orders_are_permutations_of_the_images),
		TEST(data_of_other_sides_are_refused),
		TEST(a_spec_need_not_name_its_data),
		TEST(settings_are_those_of_a_training),
		TEST(what_takes_too_much_memory_is_not_resumed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
