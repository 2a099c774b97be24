/* Snapshots: shared by threads, freed by the last, and written as `train --out` writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/fit.h"
#include "live/snapshot.h"
#include "support/bars.h"
#include "support/says.h"
#include "support/scratch.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const struct fit_spec small = {.architecture = "conv3x3x4 relu pool2 dense3",
				      .optimizer = OPTIMIZER_ADAM,
				      .rate = 1e-3f,
				      .batch = 10,
				      .seed = 9};

static struct fit *fit_for(struct dataset *data, uint64_t steps)
{
	struct err err;
	struct fit *fit = fit_new(&small, data, kernel_choose(NULL, &err), NULL, &err);

	if (!fit || !fit_run(fit, steps, 100, NULL, NULL, &err))
		fail_msg("%s", err.text);
	return fit;
}

static const struct snapshot *snapshot_of(const struct fit *fit)
{
	struct snapshot_facts facts = {.step = fit->step,
				       .loss = fit->loss,
				       .validation = fit->validation,
				       .validated_at = fit->validated_at,
				       .seed = fit->spec.seed,
				       .has_seed = true};

	strcpy(facts.name, "small");
	strcpy(facts.data, fit->data->name);
	return snapshot_new(net_copy(fit->net), &facts);
}

static const struct snapshot *make(void)
{
	struct dataset *data = bars_new();
	struct fit *fit = fit_for(data, 3);
	const struct snapshot *snapshot = snapshot_of(fit);

	fit_free(fit);
	bars_free(data);
	return snapshot;
}

static void *look_at(void *context)
{
	const struct snapshot *snapshot = context;

	for (int i = 0; i < 2000; i++) {
		const struct snapshot *mine = snapshot_ref(snapshot);

		if (mine != snapshot || mine->facts.step != 3)
			return NULL;
		snapshot_unref(mine);
	}
	snapshot_unref(snapshot);
	return context;
}

/* Under a sanitizer, this finds the net that is freed too early, twice or never. */
static void snapshot_lives_as_long_as_any_thread_holds_it(void **state)
{
	const struct snapshot *snapshot = make();
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, look_at, (void *)snapshot_ref(snapshot)),
			0);
	for (int i = 0; i < 4; i++) {
		void *result;

		pthread_join(threads[i], &result);
		assert_ptr_equal(result, snapshot);
	}
	assert_int_equal(snapshot->references, 1);
	assert_int_equal(snapshot->net->classes, 3);
	snapshot_unref(snapshot);
	snapshot_unref(NULL);
}

static void snapshot_size_counts_the_parameters(void **state)
{
	const struct snapshot *snapshot = make();
	size_t parameters = snapshot->net->size * sizeof(float);

	(void)state;
	assert_in_range(snapshot_size(snapshot), parameters, parameters + 65536);
	snapshot_unref(snapshot);
}

static void assert_same_files(const char *a, const char *b)
{
	size_t a_size, b_size;
	unsigned char *a_bytes = scratch_read(a, &a_size), *b_bytes = scratch_read(b, &b_size);

	assert_int_equal(a_size, b_size);
	assert_memory_equal(a_bytes, b_bytes, a_size);
	free(a_bytes);
	free(b_bytes);
}

static void assert_tells_seed(const char *path, uint64_t seed)
{
	struct err err;
	const struct snapshot *read = snapshot_read(path, kernel_choose(NULL, &err), &err);

	assert_non_null(read);
	assert_true(read->facts.has_seed);
	assert_int_equal(read->facts.seed, seed);
	snapshot_unref(read);
}

/* With a validation of its own step, and with one of a step before. */
static void snapshot_is_written_as_a_fit_is(void **state)
{
	struct dataset *data = bars_new();
	struct fit *fit = fit_for(data, 20);
	struct err err;

	for (int i = 0; i < 2; i++) {
		const struct snapshot *snapshot = snapshot_of(fit);
		const char *name = scratch_path(state, "snapshot.safetensors");
		const char *other = scratch_path(state, "fit.safetensors");
		struct writer *writer = writer_open(other, &err);

		assert_true(fit_write_model(fit, writer, false, &err));
		assert_true(writer_commit(writer, &err));
		assert_true(snapshot_write(snapshot, name, true, &err));
		assert_same_files(name, other);
		assert_tells_seed(name, fit->spec.seed);
		snapshot_unref(snapshot);
		assert_true(fit_step(fit, &err));
	}
	fit_free(fit);
	bars_free(data);
}

static void what_is_not_known_is_not_written(void **state)
{
	const struct snapshot *known = make();
	struct snapshot_facts facts = {.validation = NAN};
	const struct snapshot *snapshot = snapshot_new(net_copy(known->net), &facts);
	const char *path = scratch_path(state, "model.safetensors");
	struct tensor_file *file;
	struct err err;

	assert_true(snapshot_write(snapshot, path, false, &err));
	file = tensor_file_read(path, &err);
	assert_non_null(file);
	assert_string_equal(tensor_file_metadata(file, "format"), "netglyph");
	assert_null(tensor_file_metadata(file, "data"));
	assert_null(tensor_file_metadata(file, "seed"));
	assert_null(tensor_file_metadata(file, "step"));
	assert_null(tensor_file_metadata(file, "accuracy"));
	tensor_file_free(file);
	snapshot_unref(snapshot);
	snapshot = snapshot_read(path, kernel_choose(NULL, &err), &err);
	assert_false(snapshot->facts.has_seed);
	snapshot_unref(snapshot);
	snapshot_unref(known);
}

static void a_file_that_is_there_is_replaced_only_when_allowed(void **state)
{
	const struct snapshot *snapshot = make();
	const char *path = scratch_write(state, "mine", "precious", 8);
	unsigned char *bytes;
	struct err err;
	size_t size;

	assert_false(snapshot_write(snapshot, path, false, &err));
	assert_says(&err, "mine: is there already");
	bytes = scratch_read(path, &size);
	assert_string_equal((char *)bytes, "precious");
	free(bytes);
	assert_true(snapshot_write(snapshot, path, true, &err));
	bytes = scratch_read(path, &size);
	assert_true(size > 1000);
	free(bytes);
	assert_int_equal(scratch_entries(state), 1);
	snapshot_unref(snapshot);
}

static void a_file_that_can_t_be_written_leaves_a_message_only(void **state)
{
	const struct snapshot *snapshot = make();
	struct err err;

	assert_false(snapshot_write(snapshot, scratch_path(state, "no/folder"), false, &err));
	assert_says(&err, "no/folder: can't be written");
	assert_int_equal(scratch_entries(state), 0);
	snapshot_unref(snapshot);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

static void titles_shorten_and_tell_only_what_holds(void **state)
{
	static const struct {
		const char *data, *title;
		int room;
	} cases[] = {
		{"mnist", "cnn 99.1%", 20}, {"sample", "cnn 99.1%", 9}, {"sample", "cnn", 8},
		{"fashion", "cnn", 20},     {"mnist", "cnn", 3},        {"mnist", "", 2},
		{"mnist", "", -5},
	};
	struct snapshot model = {
		.facts = {.name = "mnist-cnn", .data = "mnist", .validation = 0.991}};
	char text[SNAPSHOT_TITLE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snapshot_title(&model, cases[i].data, cases[i].room, text);
		assert_string_equal(text, cases[i].title);
	}
	/* Learned from what nobody knows, or from what has a name of its own. */
	model.facts.data[0] = '\0';
	snapshot_title(&model, "fashion", 20, text);
	assert_string_equal(text, "mnist-cnn 99.1%");
	strcpy(model.facts.data, "mn");
	snapshot_title(&model, "mnist", 20, text);
	assert_string_equal(text, "mnist-cnn");
	strcpy(model.facts.data, "fashion");
	snapshot_title(&model, "mnist", 20, text);
	assert_string_equal(text, "mnist-cnn");
}

/* Without folders and the ending, where there is one. */
static void a_name_is_the_files(void **state)
{
	static const char *const cases[][2] = {{"a.safetensors", "a"},
					       {".safetensors", ".safetensors"},
					       {"a-longer.name.npz", "a-longer.name.npz"},
					       {"b", "b"}};
	const struct snapshot *snapshot = make();
	struct err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = scratch_path(state, cases[i][0]);
		const struct snapshot *read;

		assert_true(snapshot_write(snapshot, path, true, &err));
		read = snapshot_read(path, kernel_choose(NULL, &err), &err);
		assert_non_null(read);
		assert_string_equal(read->facts.name, cases[i][1]);
		assert_true(read->facts.is_saved);
		snapshot_unref(read);
	}
	snapshot_unref(snapshot);
}

/* What was measured is the net as it was before. */
static void the_accuracy_of_a_rounded_net_is_not_written(void **state)
{
	struct err err;
	const char *path = scratch_path(state, "rounded");
	struct snapshot_facts facts = {.step = 5, .validation = 0.5, .validated_at = 5};
	struct net *net = net_new("dense600 dense3", (struct shape){12, 12, 1}, 3,
				  kernel_choose(NULL, &err), &err);
	const struct snapshot *whole = snapshot_new(net, &facts), *packed, *unpacked, *read;

	net_init(net, 3);
	assert_true(snapshot_can_be_packed(whole));
	packed = snapshot_pack(whole);
	unpacked = snapshot_unpack(packed);
	assert_true(snapshot_write(unpacked, path, true, &err));
	read = snapshot_read(path, net->kernel, &err);
	assert_true(isnan(read->facts.validation));
	assert_int_equal(read->facts.step, 5);
	snapshot_unref(read);
	assert_true(snapshot_write(whole, path, true, &err));
	read = snapshot_read(path, net->kernel, &err);
	assert_true(read->facts.validation == 0.5);
	snapshot_unref(read);
	snapshot_unref(unpacked);
	snapshot_unref(packed);
	snapshot_unref(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles_shorten_and_tell_only_what_holds),
		cmocka_unit_test(snapshot_lives_as_long_as_any_thread_holds_it),
		cmocka_unit_test(snapshot_size_counts_the_parameters),
		WITH_FOLDER(snapshot_is_written_as_a_fit_is),
		WITH_FOLDER(what_is_not_known_is_not_written),
		WITH_FOLDER(a_file_that_is_there_is_replaced_only_when_allowed),
		WITH_FOLDER(a_file_that_can_t_be_written_leaves_a_message_only),
		WITH_FOLDER(a_name_is_the_files),
		WITH_FOLDER(the_accuracy_of_a_rounded_net_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
