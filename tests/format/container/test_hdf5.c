/* How an HDF5 file comes to the child that reads it: open, gzipped or from memory; and what keeps
 * it from coming. What is in files is a matter of tests/format/tensor/test_keras.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "format/container/hdf5.h"
#include "support/says.h"
#include "support/scratch.h"

#ifdef HAVE_HDF5

#include "format/file.h"
#include "support/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *packed(void **state)
{
	return scratch_source(state, "tests/fixtures/keras/odd.h5.gz");
}

/* The same file, unpacked. */
static const char *plain(void **state)
{
	unsigned char *bytes;
	size_t size;
	struct err err = {""};
	const char *path;

	assert_true(file_read(packed(state), 1 << 20, &bytes, &size, &err));
	path = scratch_write(state, "plain.h5", bytes, size);
	free(bytes);
	return path;
}

static void assert_whole(struct stream *stream, bool has_data)
{
	assert_non_null(stream);
	assert_int_equal(stream->tensor_count, 9);
	for (size_t i = 0; i < stream->tensor_count; i++)
		assert_true(stream->tensors[i].size == 0 || !stream->tensors[i].data != has_data);
	stream_free(stream);
}

static void a_file_is_read_from_wherever_it_is(void **state)
{
	const char *path = plain(state);
	size_t size;
	unsigned char *bytes = scratch_read(path, &size);
	struct err err = {""};

	for (int is_header_only = 0; is_header_only <= 1; is_header_only++) {
		assert_whole(hdf5_file_read(path, is_header_only, &err), !is_header_only);
		assert_whole(hdf5_file_read(packed(state), is_header_only, &err), !is_header_only);
		assert_whole(hdf5_bytes_read("a.h5", bytes, size, is_header_only, &err),
			     !is_header_only);
	}
	free(bytes);
}

static void assert_refused(const char *path, const char *says)
{
	struct err err = {""};

	assert_null(hdf5_file_read(path, false, &err));
	assert_says(&err, path);
	assert_says(&err, says);
}

static void what_is_no_file_of_its_kind_is_refused(void **state)
{
	const char *fifo = scratch_path(state, "fifo"), *large;
	size_t size;
	unsigned char *bytes = scratch_read(packed(state), &size);

	assert_refused(scratch_path(state, "none"), strerror(ENOENT));
	assert_refused(scratch_path(state, ""), strerror(EISDIR));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_refused(fifo, strerror(ESPIPE));
	assert_refused(scratch_write(state, "short", "\x89HDF", 4), "is no whole HDF5 file");
	assert_refused(scratch_write(state, "cut.gz", bytes, size / 2), "cut short");
	large = scratch_write(state, "large", "\x89HDF\r\n\x1a\n", 8);
	assert_int_equal(truncate(large, (off_t)HDF5_FILE_MAX + 1), 0);
	assert_refused(large, "holds more than the 2147483648 bytes");
	free(bytes);
}

static void without_descriptors_nothing_is_read_and_none_stays_open(void **state)
{
	const char *path = plain(state);
	size_t size;
	unsigned char *bytes = scratch_read(path, &size);

	for (int is_file = 0; is_file <= 1; is_file++) {
		struct stream *stream = NULL;
		int left = 0;

		for (; left < 10; left++) {
			struct err err = {""};
			struct system_descriptors none = {.count = 0};
			int open_before;

			system_leave_descriptors(&none, left);
			open_before = system_count_descriptors();
			stream = is_file ? hdf5_file_read(path, false, &err)
					 : hdf5_bytes_read(path, bytes, size, false, &err);
			assert_int_equal(system_count_descriptors(), open_before);
			system_give_descriptors_back(&none);
			if (stream)
				break;
			assert_says(&err, path);
			assert_says(&err, strerror(EMFILE));
		}
		assert_in_range(left, 3, 9);
		assert_whole(stream, true);
	}
	free(bytes);
}

static void bytes_that_no_file_can_keep_are_not_read(void **state)
{
	unsigned char bytes[100] = {0};
	struct err err = {""};

	(void)state;
	scratch_limit_files(60);
	assert_null(hdf5_bytes_read("a.h5", bytes, sizeof(bytes), false, &err));
	scratch_limit_files(RLIM_INFINITY);
	assert_says(&err, "a.h5: can't be kept in a temporary file: ");
	assert_says(&err, strerror(EFBIG));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_from_wherever_it_is),
		cmocka_unit_test(what_is_no_file_of_its_kind_is_refused),
		cmocka_unit_test(without_descriptors_nothing_is_read_and_none_stays_open),
		cmocka_unit_test(bytes_that_no_file_can_keep_are_not_read),
	};

	return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

#else

static void bytes_need_the_library_too(void **state)
{
	struct err err = {""};

	(void)state;
	assert_null(hdf5_bytes_read("a.h5", "", 0, false, &err));
	assert_says(&err, "a.h5: is HDF5 (Keras), and this netglyph was built without");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_need_the_library_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
