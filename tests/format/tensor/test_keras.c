/*
 * Keras's files: what tests/fixtures/keras/make.py has written is read with the names and the order
 * that Keras gives, and damage ends in one line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/container/zip_writer.h"
#include "format/file.h"
#include "format/tensor_file.h"
#include "support/damage.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/fixtures/keras/"

#ifdef HAVE_HDF5

static struct tensor_file *read_good(const char *path)
{
	struct err err = {""};
	struct tensor_file *file = tensor_file_read(path, &err);

	if (!file)
		fail_msg("%s", err.text);
	return file;
}

static struct tensor_file *read_fixture(void **state, const char *name)
{
	return read_good(scratch_source(state, name));
}

static void assert_names(const struct tensor_file *file)
{
	static const char *const names[] = {"conv2d/kernel",
					    "batch_normalization/gamma",
					    "batch_normalization/beta",
					    "batch_normalization/moving_mean",
					    "batch_normalization/moving_variance",
					    "digits/kernel",
					    "digits/bias"};
	size_t count = sizeof(names) / sizeof(names[0]);

	assert_int_equal(tensor_file_count(file), count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(tensor_file_at(file, i)->name, names[i]);
}

static void assert_same_values(const struct tensor_file *a, const struct tensor_file *b)
{
	for (size_t i = 0; i < tensor_file_count(a); i++) {
		const struct tensor *left = tensor_file_at(a, i), *right = tensor_file_at(b, i);

		assert_string_equal(left->dtype, "F32");
		assert_string_equal(right->dtype, "F32");
		assert_int_equal(left->size, right->size);
		assert_memory_equal(left->data, right->data, left->size);
	}
}

static void all_kinds_of_files_give_the_same_tensors(void **state)
{
	struct tensor_file *whole = read_fixture(state, FOLDER "keras3.h5.gz");
	struct tensor_file *listed = read_fixture(state, FOLDER "listed.h5.gz");
	struct tensor_file *grouped = read_fixture(state, FOLDER "keras3.weights.h5.gz");

	assert_names(whole);
	assert_names(listed);
	assert_names(grouped);
	assert_same_values(whole, listed);
	assert_same_values(whole, grouped);
	assert_int_equal(tensor_file_find(whole, "conv2d/kernel")->ndim, 4);
	assert_int_equal(tensor_file_find(whole, "digits/kernel")->dim[0], 8);
	assert_int_equal(tensor_file_find(whole, "digits/kernel")->dim[1], 3);
	tensor_file_free(grouped);
	tensor_file_free(listed);
	tensor_file_free(whole);
}

static void files_say_what_they_are(void **state)
{
	struct tensor_file *file = read_fixture(state, FOLDER "keras3.h5.gz");

	assert_string_equal(tensor_file_metadata(file, "container"), "Keras .h5 (Keras 3.15.1)");
	assert_string_equal(tensor_file_metadata(file, "keras_version"), "3.15.1");
	assert_string_equal(tensor_file_metadata(file, "backend"), "tensorflow");
	assert_non_null(strstr(tensor_file_metadata(file, "keras_config"), "\"digits\""));
	tensor_file_free(file);
	file = read_fixture(state, FOLDER "listed.h5.gz");
	assert_string_equal(tensor_file_metadata(file, "container"),
			    "Keras .h5 of weights (Keras 2.15.0)");
	assert_null(tensor_file_metadata(file, "keras_config"));
	tensor_file_free(file);
	file = read_fixture(state, FOLDER "keras3.weights.h5.gz");
	assert_string_equal(tensor_file_metadata(file, "container"), "Keras .weights.h5");
	tensor_file_free(file);
}

static void header_alone_has_the_same_names_and_shapes(void **state)
{
	const char *path = scratch_source(state, FOLDER "keras3.h5.gz");
	struct err err = {""};
	struct tensor_file *file = tensor_file_read_header(path, &err);

	assert_non_null(file);
	assert_names(file);
	assert_int_equal(tensor_file_at(file, 0)->dim[3], 2);
	assert_null(tensor_file_at(file, 0)->data);
	assert_non_null(tensor_file_metadata(file, "keras_config"));
	tensor_file_free(file);
}

static void assert_tensor(const struct tensor_file *file, const char *name, const char *dtype,
			  const void *bytes, size_t size)
{
	const struct tensor *tensor = tensor_file_find(file, name);

	if (!tensor)
		fail_msg("%s is missing", name);
	assert_string_equal(tensor->dtype, dtype);
	assert_int_equal(tensor->size, size);
	if (size > 0)
		assert_memory_equal(tensor->data, bytes, size);
}

/* Little-endian, whatever the file has; texts, records and links are passed over. */
static void other_files_are_read_by_their_paths(void **state)
{
	struct tensor_file *file = read_fixture(state, FOLDER "odd.h5.gz");
	const float big[] = {0, 1, 2, 3, 4, 5};
	const double doubles[] = {0.5, -2};
	float rows[32];

	for (int i = 0; i < 32; i++)
		rows[i] = (float)(i % 4);
	assert_string_equal(tensor_file_metadata(file, "container"), "HDF5");
	assert_int_equal(tensor_file_count(file), 9);
	assert_tensor(file, "big", "F32", big, sizeof(big));
	assert_tensor(file, "group/again", "F32", big, sizeof(big));
	assert_tensor(file, "double", "F64", doubles, sizeof(doubles));
	assert_tensor(file, "half", "F16", "\0\x3c\xff\x7b", 4);
	assert_tensor(file, "bfloat", "BF16", "\x80\x3f\0\xc0", 4);
	assert_tensor(file, "flags", "BOOL", "\1\0", 2);
	assert_tensor(file, "scalar", "I16", "\xfd\xff", 2);
	assert_tensor(file, "none", "F32", "", 0);
	assert_tensor(file, "packed", "F32", rows, sizeof(rows));
	assert_int_equal(tensor_file_find(file, "scalar")->ndim, 0);
	tensor_file_free(file);
}

/* Unpacked, so that the damage is HDF5's and not gzip's. Values have no checksum in it. */
static void damage_ends_in_one_line(void **state)
{
	unsigned char *bytes;
	size_t size;
	struct err err;

	assert_true(file_read(scratch_source(state, FOLDER "keras3.h5.gz"), 1 << 20, &bytes, &size,
			      &err));
	damage_try(&(struct damage){.path = scratch_write(state, "small.h5", bytes, size),
				    .read = damage_read_tensors,
				    .unchecked_end = size,
				    .dense = 32,
				    .step = 211});
	free(bytes);
}

/* In 64 MiB and a second: nothing is unpacked before its size is looked at. */
static void what_is_made_to_do_harm_is_refused(void **state)
{
	static const struct {
		const char *name, *says;
	} bad[] = {
		{FOLDER "bad-unwritten.h5.gz", "would unpack 0 bytes to 268435456"},
		{FOLDER "bad-bomb.h5.gz", "to 58720256: it is made to do harm"},
		{FOLDER "bad-chunk.h5.gz", "'one' lies in chunks of more than"},
		{FOLDER "bad-filter.h5.gz",
		 "'packed' is packed in a way that is not read here (lzf"},
		{FOLDER "bad-external.h5.gz", "the data of 'there' lie in another file"},
		{FOLDER "bad-virtual.h5.gz", "the data of 'there' lie in another file"},
		{FOLDER "bad-loop.h5.gz", "groups in groups, more than 24 deep"},
		{FOLDER "bad-list.h5.gz",
		 "the weight 'dense/kernel:0' of the layer 'dense' is not"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *path = scratch_source(state, bad[i].name);
		struct err err = {""};

		assert_null(tensor_file_read(path, &err));
		assert_says(&err, path);
		assert_says(&err, bad[i].says);
	}
}

#ifdef HAVE_ZIP

/* A member of an archive; bytes NULL: the weights of a fixture. */
struct member {
	const char *name, *bytes;
	size_t size;
};

/* damaged: the name of a member whose first byte is not what its checksum says, or NULL. */
static const char *write_archive(void **state, const struct member *members, const char *damaged)
{
	const char *path = scratch_path(state, "made.keras");
	struct err err = {""};
	struct writer *writer = writer_open(path, &err);
	struct zip_writer *zip = zip_writer_new(writer);
	unsigned char *weights, *all, *at;
	size_t size;

	assert_true(file_read(scratch_source(state, FOLDER "keras3.weights.h5.gz"), 1 << 20,
			      &weights, &size, &err));
	for (const struct member *m = members; m->name; m++)
		assert_true(zip_writer_add(zip, m->name, "", 0,
					   m->bytes ? (const void *)m->bytes : weights,
					   m->bytes ? m->size : size, &err));
	assert_true(zip_writer_end(zip, &err));
	zip_writer_free(zip);
	assert_true(writer_commit(writer, &err));
	free(weights);
	if (!damaged)
		return path;
	all = scratch_read(path, &size);
	for (at = all; memcmp(at, damaged, strlen(damaged)) != 0; at++)
		assert_true(at + strlen(damaged) < all + size);
	at[strlen(damaged)] ^= 0xff;
	scratch_write(state, "made.keras", all, size);
	free(all);
	return path;
}

#define TEXT(name, text)                     \
	{                                    \
		name, text, sizeof(text) - 1 \
	}
#define WEIGHTS                             \
	{                                   \
		"model.weights.h5", NULL, 0 \
	}

/* Whatever stands beside the weights, or does not. */
static void an_archive_may_say_less(void **state)
{
	static const struct {
		struct member members[4];
		const char *version;
	} archives[] = {
		{{WEIGHTS}, NULL},
		{{TEXT("metadata.json", "{}"), WEIGHTS}, NULL},
		{{TEXT("metadata.json", "{"), WEIGHTS}, NULL},
		{{TEXT("metadata.json", "{\"keras_version\": 3}"), WEIGHTS}, NULL},
		{{TEXT("metadata.json", "{\"keras_version\": \"3\\u0007\"}"), WEIGHTS}, NULL},
		{{TEXT("config.json", "{"), TEXT("metadata.json", "{\"keras_version\": \"3.0\"}"),
		  WEIGHTS},
		 "3.0"},
	};

	for (size_t i = 0; i < sizeof(archives) / sizeof(archives[0]); i++) {
		const char *version = archives[i].version;
		struct tensor_file *file =
			read_good(write_archive(state, archives[i].members, NULL));

		assert_names(file);
		assert_string_equal(tensor_file_metadata(file, "container"),
				    version ? ".keras (Keras 3.0)" : ".keras");
		if (version)
			assert_string_equal(tensor_file_metadata(file, "keras_version"), version);
		else
			assert_null(tensor_file_metadata(file, "keras_version"));
		tensor_file_free(file);
	}
}

static void an_archive_that_is_not_whole_is_refused(void **state)
{
	static const struct {
		struct member members[4];
		const char *damaged, *says;
	} archives[] = {
		{{TEXT("config.json", "{\0}"), WEIGHTS}, NULL, "config.json in it is no text"},
		{{TEXT("metadata.json", "\0"), WEIGHTS}, NULL, "metadata.json in it is no text"},
		{{TEXT("config.json", "{}"), WEIGHTS}, "config.json", "config.json"},
		{{TEXT("config.json", "{}"), WEIGHTS}, "model.weights.h5", "model.weights.h5"},
		{{TEXT("config.json", "{}"), TEXT("model.weights.json", "{}")},
		 NULL,
		 "its weights are in several parts"},
		{{TEXT("model.weights.h5", "")}, NULL, "library failed on it"},
	};

	for (size_t i = 0; i < sizeof(archives) / sizeof(archives[0]); i++) {
		const char *path = write_archive(state, archives[i].members, archives[i].damaged);
		struct err err = {""};

		assert_null(tensor_file_read(path, &err));
		assert_says(&err, path);
		assert_says(&err, archives[i].says);
	}
}

static void an_archive_is_read(void **state)
{
	struct tensor_file *file = read_fixture(state, FOLDER "keras3.keras");
	struct tensor_file *whole = read_fixture(state, FOLDER "keras3.h5.gz");

	assert_names(file);
	assert_same_values(file, whole);
	assert_string_equal(tensor_file_metadata(file, "container"), ".keras (Keras 3.15.1)");
	assert_string_equal(tensor_file_metadata(file, "keras_version"), "3.15.1");
	assert_string_equal(tensor_file_metadata(file, "keras_config"),
			    tensor_file_metadata(whole, "keras_config"));
	tensor_file_free(whole);
	tensor_file_free(file);
}

#endif

static void what_only_begins_as_hdf5_is_refused(void **state)
{
	const char *path = scratch_write(state, "cut.h5", "\x89HDF\r\n\x1a\n", 8);
	struct err err = {""};

	assert_null(tensor_file_read(path, &err));
	assert_says(&err, "cut.h5: is no whole HDF5 file; copy or download it again");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_kinds_of_files_give_the_same_tensors),
		cmocka_unit_test(files_say_what_they_are),
		cmocka_unit_test(header_alone_has_the_same_names_and_shapes),
		cmocka_unit_test(other_files_are_read_by_their_paths),
		cmocka_unit_test(damage_ends_in_one_line),
		cmocka_unit_test(what_is_made_to_do_harm_is_refused),
#ifdef HAVE_ZIP
		cmocka_unit_test(an_archive_is_read),
		cmocka_unit_test(an_archive_may_say_less),
		cmocka_unit_test(an_archive_that_is_not_whole_is_refused),
#endif
		cmocka_unit_test(what_only_begins_as_hdf5_is_refused),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

#else

static void keras_is_known_and_said_to_need_the_library(void **state)
{
	const char *path = scratch_write(state, "a.h5", "\x89HDF\r\n\x1a\n", 8);
	struct err err = {""};

	assert_null(tensor_file_read(path, &err));
	assert_says(&err, "built without the HDF5 library");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keras_is_known_and_said_to_need_the_library),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

#endif
