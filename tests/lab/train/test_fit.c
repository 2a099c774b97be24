/* Training: it learns, stops when told, and goes on from a checkpoint to the same bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/evaluate.h"
#include "lab/train/fit.h"
#include "support/bars.h"
#include "support/fitting.h"
#include "support/says.h"
#include "support/scratch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void assert_same_model(void **state, const struct fit *a, const struct fit *b)
{
	size_t a_size, b_size;
	unsigned char *a_bytes = fitting_bytes(state, a, false, &a_size);
	unsigned char *b_bytes = fitting_bytes(state, b, false, &b_size);

	assert_int_equal(a_size, b_size);
	assert_memory_equal(a_bytes, b_bytes, a_size);
	free(a_bytes);
	free(b_bytes);
}

static void defaults_are_the_article_s(void **state)
{
	uint64_t steps;
	struct fit_spec spec = fit_defaults("softmax", &steps);

	(void)state;
	assert_int_equal(steps, 1000);
	assert_int_equal(spec.optimizer, OPTIMIZER_SGD);
	assert_int_equal(spec.batch, 100);
	assert_true(spec.rate == 0.5f);
	spec = fit_defaults("cnn", &steps);
	assert_int_equal(steps, 10000);
	assert_int_equal(spec.optimizer, OPTIMIZER_ADAM);
	assert_int_equal(spec.batch, 50);
	assert_true(spec.rate == 1e-4f);
}

static void both_kinds_of_net_learn(void **state)
{
	struct fitting place = fitting_open(2);
	const struct fit_spec specs[] = {{.architecture = "softmax",
					  .optimizer = OPTIMIZER_SGD,
					  .rate = 0.5f,
					  .batch = 25,
					  .seed = 1},
					 fitting_spec};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct fit *fit = fitting_start(&place, &specs[i]);
		double first;

		fitting_run_to(fit, 1);
		first = fit->loss;
		fitting_run_to(fit, 300);
		assert_true(fit->validation > 0.9);
		assert_true(fit->loss < 0.5 * first);
		fit_free(fit);
	}
	fitting_close(&place);
}

/* Into one layer images go as they lie packed; of a split that is not, and before an attack, which
 * changes them, as floats. */
static void packed_images_teach_what_their_floats_do(void **state)
{
	const struct fit_spec softmax = {
		.architecture = "softmax", .optimizer = OPTIMIZER_SGD, .rate = 0.5f, .batch = 25};
	struct fit_spec attacked = softmax;
	struct fitting place = fitting_open(2);
	struct split *train = &place.data->split[SPLIT_TRAIN];
	struct fit *packed = fitting_start(&place, &softmax), *plain;
	float *floats = calloc(train->count * train->pixels, sizeof(*floats));

	(void)state;
	attacked.adversarial.eps = 0.1f;
	plain = fitting_start(&place, &attacked);
	assert_null(plain->pass->packed);
	fit_free(plain);
	for (size_t i = 0; i < train->count; i++)
		split_image(train, i, floats + i * train->pixels);
	train->packed = NULL;
	train->floats = floats;
	plain = fitting_start(&place, &softmax);
	assert_non_null(packed->pass->packed);
	assert_null(plain->pass->packed);
	for (int step = 0; step < 25; step++) {
		assert_true(fit_step(packed, &place.err) && fit_step(plain, &place.err));
		assert_memory_equal(packed->labels, plain->labels, 25);
	}
	for (size_t i = 0; i < plain->net->size; i++)
		assert_true(fabsf(packed->net->parameters[i] - plain->net->parameters[i]) < 1e-5f);
	fit_free(packed);
	fit_free(plain);
	free(floats);
	fitting_close(&place);
}

static void the_bytes_do_not_depend_on_threads_but_on_the_seed(void **state)
{
	struct fitting one = fitting_open(1), three = fitting_open(3);
	struct fit *a = fitting_start(&one, &fitting_spec),
		   *b = fitting_start(&three, &fitting_spec), *c;
	struct fit_spec other = fitting_spec;

	fitting_run_to(a, 41);
	fitting_run_to(b, 41);
	assert_same_model(state, a, b);
	other.seed = 6;
	c = fitting_start(&one, &other);
	fitting_run_to(c, 41);
	assert_memory_not_equal(a->net->parameters, c->net->parameters,
				a->net->size * sizeof(float));
	fit_free(a);
	fit_free(b);
	fit_free(c);
	fitting_close(&one);
	fitting_close(&three);
}

static void resumed_equals_uninterrupted(void **state)
{
	struct fitting place = fitting_open(2), other = fitting_open(1);
	const enum optimizer_kind kinds[] = {OPTIMIZER_ADAM, OPTIMIZER_SGD, OPTIMIZER_SGD};
	const char *const architectures[] = {fitting_cnn, fitting_cnn, "softmax"};

	for (int i = 0; i < 3; i++) {
		struct fit_spec spec = fitting_spec;
		struct fit *whole, *first, *second;
		size_t size;

		spec.optimizer = kinds[i];
		spec.architecture = architectures[i];
		whole = fitting_start(&place, &spec);
		first = fitting_start(&place, &spec);
		fitting_run_to(whole, 60);
		fitting_run_to(first, 17); /* within the second epoch */
		free(fitting_bytes(state, first, true, &size));
		second = fit_resume(scratch_path(state, "fit.safetensors"), other.data,
				    place.data ? kernel_choose(NULL, &place.err) : NULL, other.pool,
				    &place.err);
		if (!second)
			fail_msg("%s", place.err.text);
		assert_int_equal(second->step, 17);
		fitting_run_to(second, 60);
		assert_same_model(state, whole, second);
		fit_free(whole);
		fit_free(first);
		fit_free(second);
	}
	fitting_close(&place);
	fitting_close(&other);
}

static bool stop_at_seven(void *context, struct fit *fit)
{
	++*(int *)context;
	return fit->step < 7;
}

static void a_run_stops_when_the_report_says_so(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	int calls = 0;

	(void)state;
	assert_true(fit_run(fit, 100, 50, stop_at_seven, &calls, &place.err));
	assert_int_equal(fit->step, 7);
	assert_int_equal(calls, 7);
	assert_int_equal(fit->validated_at, 7);
	fit_free(fit);
	fitting_close(&place);
}

static void divergence_is_an_error_that_names_the_step(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit_spec spec = fitting_spec;
	struct fit *fit;

	(void)state;
	spec.optimizer = OPTIMIZER_SGD;
	spec.rate = 1e30f;
	fit = fitting_start(&place, &spec);
	assert_false(fit_run(fit, 100, 50, NULL, NULL, &place.err));
	assert_says(&place.err, "step");
	assert_says(&place.err, "smaller rate");
	fit_free(fit);
	fitting_close(&place);
}

static void weights_and_moments_that_are_not_finite_are_told(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	float *values[] = {fit->net->parameters, fit->optimizer.m, fit->optimizer.v};
	static const float bad[] = {INFINITY, -INFINITY, NAN};

	(void)state;
	fitting_run_to(fit, 3);
	for (int i = 0; i < 9; i++) {
		float kept = values[i / 3][7];

		values[i / 3][7] = bad[i % 3];
		assert_false(fit_run(fit, 3, 10, NULL, NULL, &place.err));
		assert_says(&place.err, i < 3 ? "weights" : "moments");
		assert_says(&place.err,
			    "at step 3, in layer conv1: training diverged; try a smaller rate");
		values[i / 3][7] = kept;
		fitting_run_to(fit, 3);
	}
	fit_free(fit);
	fitting_close(&place);
}

static bool weights_are_finite(void *context, struct fit *fit)
{
	bool are = true;

	for (size_t i = 0; i < fit->net->size; i++)
		are = are && isfinite(fit->net->parameters[i]);
	assert_true(are);
	++*(int *)context;
	return true;
}

/* At some of these rates a step whose loss is still finite leaves weights that are not. */
static void no_report_sees_a_net_that_is_not_finite(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit_spec wild = {.architecture = "conv3x3x4 relu pool2 dense3",
				.optimizer = OPTIMIZER_SGD,
				.rate = 1e14f,
				.batch = 10,
				.seed = 5};
	int calls = 0, late = 0;

	(void)state;
	for (int i = 0; i < 30; i++, wild.rate *= 2) {
		struct fit *fit = fitting_start(&place, &wild);

		if (!fit_run(fit, 20, 1, weights_are_finite, &calls, &place.err))
			late += strstr(place.err.text, "weights") != NULL;
		fit_free(fit);
	}
	assert_true(calls > 0);
	assert_true(late > 0);
	fitting_close(&place);
}

static void weights_beyond_float16_are_not_written_as_such(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	const char *path = scratch_path(state, "half.safetensors");
	struct writer *writer;

	fit->net->parameters[0] = 65519;
	writer = writer_open(path, &place.err);
	assert_true(fit_write_model(fit, writer, true, &place.err));
	writer_abort(writer);
	fit->net->parameters[0] = -65520;
	writer = writer_open(path, &place.err);
	assert_false(fit_write_model(fit, writer, true, &place.err));
	assert_says(&place.err, "half.safetensors: a weight of -65520");
	assert_says(&place.err, "without --half");
	assert_true(fit_write_model(fit, writer, false, &place.err));
	writer_abort(writer);
	fit_free(fit);
	fitting_close(&place);
}

static void what_would_need_too_much_memory_is_refused(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit_spec spec = {.architecture = "conv5x5x1024 relu dense3",
				.optimizer = OPTIMIZER_SGD,
				.rate = 0.5f,
				.batch = 10000,
				.seed = 1};

	(void)state;
	assert_null(fit_new(&spec, place.data, kernel_choose(NULL, &place.err), NULL, &place.err));
	assert_says(&place.err, "MiB");
	assert_says(&place.err, "smaller batch");
	fitting_close(&place);
}

static void a_model_carries_where_it_came_from(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	struct tensor_file *file;
	size_t size;

	fitting_run_to(fit, 3);
	free(fitting_bytes(state, fit, false, &size));
	file = tensor_file_read(scratch_path(state, "fit.safetensors"), &place.err);
	assert_non_null(file);
	assert_string_equal(tensor_file_metadata(file, "data"), "bars");
	assert_string_equal(tensor_file_metadata(file, "seed"), "5");
	assert_string_equal(tensor_file_metadata(file, "step"), "3");
	assert_string_equal(tensor_file_metadata(file, "architecture"), fitting_cnn);
	assert_non_null(tensor_file_metadata(file, "accuracy"));
	assert_null(tensor_file_metadata(file, "optimizer"));
	assert_null(tensor_file_metadata(file, "images_crc32"));
	tensor_file_free(file);
	fit_free(fit);
	fitting_close(&place);
}

static void checkpoints_know_the_data_they_were_made_on(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	const struct kernel *kernel = kernel_choose(NULL, &place.err);
	const char *path = scratch_path(state, "fit.safetensors");
	struct split *train = &place.data->split[SPLIT_TRAIN];
	size_t size;

	free(fitting_bytes(state, fit, true, &size));
	fit_free(fit);
	for (int i = 0; i < 2; i++) {
		train->first += i == 0; /* other images, */
		train->labels += i == 1;
		assert_null(fit_resume(path, place.data, kernel, place.pool, &place.err));
		assert_says(&place.err, "other images or labels");
		train->first -= i == 0;
		train->labels -= i == 1;
	}
	fit = fit_resume(path, place.data, kernel, place.pool, &place.err);
	assert_non_null(fit);
	fit_free(fit);
	fitting_close(&place);
}

static void the_spec_of_a_checkpoint_reads_back(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	const char *path = scratch_path(state, "fit.safetensors");
	struct fit_spec spec;
	char data[64];
	size_t size;

	free(fitting_bytes(state, fit, true, &size));
	assert_true(fit_read_spec(path, &spec, data, &place.err));
	assert_string_equal(spec.architecture, fitting_cnn);
	assert_int_equal(spec.optimizer, fitting_spec.optimizer);
	assert_true(spec.rate == fitting_spec.rate);
	assert_int_equal(spec.batch, fitting_spec.batch);
	assert_int_equal(spec.seed, fitting_spec.seed);
	assert_string_equal(data, "bars");
	free((char *)spec.architecture);
	free(fitting_bytes(state, fit, false, &size));
	assert_false(fit_read_spec(path, &spec, data, &place.err));
	assert_says(&place.err, "not a checkpoint");
	assert_false(fit_read_spec(scratch_path(state, "missing"), &spec, data, &place.err));
	fit_free(fit);
	fitting_close(&place);
}

/* A checkpoint as fit_write_checkpoint writes it, but for one string, or for the order. */
struct damage {
	const char *key, *value; /* value NULL: left out; key "order": the tensor left out */
	const char *says;
};

static void write_damaged(const struct fit *fit, const char *path, const struct damage *damage)
{
	static const char rng[] =
		"0000000000000001000000000000000200000000000000030000000000000004";
	const struct tensor_string whole[] = {
		{"data", "bars"}, {"seed", "5"},         {"step", "3"},
		{"batch", "20"},  {"optimizer", "adam"}, {"rate", "0x1p-10"},
		{"cursor", "40"}, {"rng_shuffle", rng},  {"rng_dropout", rng}};
	struct tensor_string strings[10];
	uint32_t order[BARS_TRAIN];
	struct tensor tensor = {"order", "I32", 1, {BARS_TRAIN}, order, sizeof(order)};
	struct native_extra extra = {.strings = strings,
				     .tensors = &tensor,
				     .tensor_count = 1,
				     .optimizer = &fit->optimizer};
	struct err err;
	struct writer *writer = writer_open(path, &err);

	for (uint32_t i = 0; i < BARS_TRAIN; i++)
		order[i] = BARS_TRAIN - 1 - i;
	for (int i = 0; i < 9; i++) {
		bool is_it = strcmp(whole[i].key, damage->key) == 0;

		if (is_it && !damage->value)
			continue;
		strings[extra.string_count] = whole[i];
		if (is_it)
			strings[extra.string_count].value = damage->value;
		extra.string_count++;
	}
	if (strcmp(damage->key, "images_crc32") == 0 || strcmp(damage->key, "adversarial") == 0 ||
	    strcmp(damage->key, "goal") == 0)
		strings[extra.string_count++] = (struct tensor_string){damage->key, damage->value};
	if (strcmp(damage->key, "order") == 0)
		order[0] = 0; /* twice, then */
	if (strcmp(damage->key, "no order") == 0)
		extra.tensor_count = 0;
	assert_non_null(writer);
	assert_true(native_write(writer, fit->net, &extra, &err));
	assert_true(writer_commit(writer, &err));
}

static void damaged_checkpoints_are_refused(void **state)
{
	static const struct damage damages[] = {
		{"data", "mnist", "was trained on 'mnist'"},
		{"seed", "-5", "'seed' in __metadata__"},
		{"step", NULL, "'step' in __metadata__ is missing"},
		{"step", "3x", "'step'"},
		{"batch", "0", "batch 0"},
		{"batch", "10001", "'batch'"},
		{"optimizer", "adagrad", "'adagrad'"},
		{"optimizer", NULL, "not a checkpoint"},
		{"rate", "nan", "rate 'nan'"},
		{"rate", "1e9", "rate"},
		{"cursor", "251", "'cursor'"},
		{"cursor", "", "'cursor'"},
		{"cursor", "/", "'cursor'"},
		{"goal", "many", "'goal'"},
		{"seed", "123456789012345678901", "'seed' in __metadata__"},
		{"rate", "0.5x", "rate"},
		{"rate", "-1", "rate"},
		{"rate", NULL, "not a checkpoint"},
		{"rng_shuffle", "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		 "'rng_shuffle'"},
		{"rng_shuffle", "12", "'rng_shuffle'"},
		{"rng_dropout", NULL, "'rng_dropout'"},
		{"adversarial", "pgd:eps=2", "'adversarial' in __metadata__: 'eps'"},
		{"adversarial", "fgsm:eps=0.1", "'rng_adversarial' in __metadata__"},
		{"order", "", "no permutation"},
		{"no order", "", "tensor 'order'"},
		{"images_crc32", "00000000", "other images or labels"},
	};
	static const struct damage none = {"nothing", "", ""};
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec), *resumed;
	const struct kernel *kernel = kernel_choose(NULL, &place.err);
	const char *path = scratch_path(state, "damaged.safetensors");

	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		write_damaged(fit, path, &damages[i]);
		assert_null(fit_resume(path, place.data, kernel, place.pool, &place.err));
		assert_says(&place.err, "damaged.safetensors");
		assert_says(&place.err, damages[i].says);
	}
	write_damaged(fit, path, &none);
	resumed = fit_resume(path, place.data, kernel, place.pool, &place.err);
	assert_non_null(resumed);
	assert_int_equal(resumed->batcher.cursor, 40);
	place.data->classes = 4;
	assert_null(fit_resume(path, place.data, kernel, place.pool, &place.err));
	assert_says(&place.err, "other data");
	fit_free(resumed);
	fit_free(fit);
	fitting_close(&place);
}

static void another_net_has_the_same_build_and_its_own_seed(void **state)
{
	struct dataset *data = bars_new();
	struct err err;
	struct net *net =
		net_new("conv3x3x4 relu pool2 dense3", (struct shape){BARS_SIDE, BARS_SIDE, 1},
			BARS_CLASSES, kernel_choose(NULL, &err), &err);
	struct fit_spec spec = fit_another(net, data, 7);
	char *own = net_architecture(net);

	(void)state;
	assert_string_equal(spec.architecture, own);
	assert_int_equal(spec.seed, 7);
	assert_int_equal(spec.optimizer, OPTIMIZER_ADAM);
	assert_true(spec.rate == 1e-3f);
	assert_int_equal(spec.batch, 50);
	data->split[SPLIT_TRAIN].count = 20;
	free((char *)spec.architecture);
	spec = fit_another(net, data, 7);
	assert_int_equal(spec.batch, 20);
	free((char *)spec.architecture);
	free(own);
	net_free(net);
	bars_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_the_article_s),
		cmocka_unit_test(both_kinds_of_net_learn),
		cmocka_unit_test(packed_images_teach_what_their_floats_do),
		cmocka_unit_test_setup_teardown(the_bytes_do_not_depend_on_threads_but_on_the_seed,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(resumed_equals_uninterrupted, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(a_run_stops_when_the_report_says_so),
		cmocka_unit_test(divergence_is_an_error_that_names_the_step),
		cmocka_unit_test(weights_and_moments_that_are_not_finite_are_told),
		cmocka_unit_test(no_report_sees_a_net_that_is_not_finite),
		cmocka_unit_test_setup_teardown(weights_beyond_float16_are_not_written_as_such,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(checkpoints_know_the_data_they_were_made_on,
						scratch_setup, scratch_teardown),
		cmocka_unit_test(what_would_need_too_much_memory_is_refused),
		cmocka_unit_test_setup_teardown(a_model_carries_where_it_came_from, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(the_spec_of_a_checkpoint_reads_back, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(damaged_checkpoints_are_refused, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(another_net_has_the_same_build_and_its_own_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
