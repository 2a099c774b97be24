/*
 * Each call of the C library that reading or writing makes fails once: that ends in one line, or
 * changes nothing; no descriptor stays open, and a file is the old one or the new one.
 */
#undef _FORTIFY_SOURCE /* support/calls.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/appender.h"
#include "format/asciicast.h"
#include "format/csv.h"
#include "format/event_reader.h"
#include "format/event_writer.h"
#include "format/idx.h"
#include "format/image_file.h"
#include "format/log_table.h"
#include "format/log_value.h"
#include "format/stranger.h"
#include "format/tensor/npz.h"
#include "format/tensor/safetensors.h"
#include "support/calls.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <sys/syscall.h>

/* A way to read or write; `path` is of the file that it is about. */
struct operation {
	const char *name;
	bool (*run)(const char *path, struct err *);
	const char *contents; /* of the file before it, gzipped if is_packed; NULL: there is none */
	bool is_packed;
};

/* ------------------------------------------------------------------------------------- reading */

static bool read_file(const char *path, struct err *err)
{
	unsigned char *bytes;
	size_t size;
	bool is_read = file_read(path, 1000, &bytes, &size, err);

	if (is_read)
		free(bytes);
	return is_read;
}

static bool read_part(const char *path, struct err *err)
{
	char bytes[4];
	uint64_t size;

	return file_size(path, &size, err) && file_read_at(path, 2, bytes, sizeof(bytes), err);
}

static bool read_head(const char *path, struct err *err)
{
	char bytes[4];
	size_t size;

	return file_head(path, bytes, sizeof(bytes), &size, err);
}

/* The test's own call, which must not be the one that fails. */
static void close_uncounted(int fd)
{
	assert_int_equal(syscall(SYS_close, fd), 0);
}

/* Of a pipe, which is full anew each time. */
static bool read_pipe(const char *path, struct err *err)
{
	char name[32];
	unsigned char *bytes;
	size_t size;
	int ends[2];
	bool is_read;

	(void)path;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dprintf(ends[1], "some bytes"), 10);
	close_uncounted(ends[1]);
	snprintf(name, sizeof(name), "/dev/fd/%d", ends[0]);
	is_read = file_read_stream(name, 1000, &bytes, &size, err);
	if (is_read)
		free(bytes);
	close_uncounted(ends[0]);
	return is_read;
}

/* Of standard input, which is such a pipe. */
static bool read_input(const char *path, struct err *err)
{
	unsigned char *bytes;
	size_t size;
	int ends[2], before = (int)syscall(SYS_dup, 0);
	bool is_read;

	(void)path;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dprintf(ends[1], "some bytes"), 10);
	close_uncounted(ends[1]);
	assert_int_equal(dup2(ends[0], 0), 0);
	close_uncounted(ends[0]);
	is_read = file_read_stream("-", 1000, &bytes, &size, err);
	if (is_read)
		free(bytes);
	if (before >= 0) {
		assert_int_equal(dup2(before, 0), 0);
		close_uncounted(before);
	} else {
		close_uncounted(0);
	}
	return is_read;
}

static bool read_stream(const char *path, struct err *err)
{
	char *folder = strndup(path, (size_t)(strrchr(path, '/') - path));
	unsigned char *bytes;
	size_t size;
	struct err other;
	bool is_read = file_read_stream(path, 1000, &bytes, &size, err);

	if (is_read)
		free(bytes);
	assert_false(file_read_stream(folder, 1000, &bytes, &size, &other));
	free(folder);
	return is_read;
}

static bool read_idx(const char *path, struct err *err)
{
	struct idx idx = {.values = NULL};
	bool is_read = idx_read(path, &idx, err);

	idx_clear(&idx);
	return is_read;
}

static bool read_csv(const char *path, struct err *err)
{
	struct csv *csv = csv_open(path, err);
	enum csv_row row = CSV_BYTES;
	double values[2];

	while (csv && row != CSV_FAILED && row != CSV_END)
		row = csv_read(csv, values, err);
	csv_close(csv);
	return csv && row == CSV_END;
}

static bool read_tensors(const char *path, struct err *err)
{
	struct tensor_file *file = tensor_file_read(path, err);

	tensor_file_free(file);
	return file;
}

static bool read_image(const char *path, struct err *err)
{
	struct image image = {.pixels = NULL};
	bool is_read = image_file_read(path, &image, err);

	image_clear(&image);
	return is_read;
}

static void take(void *context, const struct log_value *value)
{
	(void)context;
	(void)value;
}

static bool read_log(const char *path, struct err *err)
{
	struct log_table *table = log_table_new(path);
	bool is_read = log_table_read(table, &(struct log_sink){.take = take}, err);

	log_table_free(table);
	return is_read;
}

static bool read_events(const char *path, struct err *err)
{
	struct event_reader *events = event_reader_new(path);
	bool is_read = event_reader_read(events, &(struct log_sink){.take = take}, err);

	event_reader_free(events);
	return is_read;
}

static bool tell_stranger(const char *path, struct err *err)
{
	struct err ignored;

	return stranger_tell_file(path, err ? &ignored : NULL) || true;
}

/* ------------------------------------------------------------------------------------- writing */

static bool write_file(const char *path, struct err *err)
{
	struct writer *writer = writer_open(path, err);

	if (!writer)
		return false;
	if (writer_write(writer, "new", 3, err))
		return writer_commit(writer, err);
	writer_abort(writer);
	return false;
}

static bool append(const char *path, struct err *err)
{
	struct appender *appender = appender_open(path, err);
	struct err second;
	bool is_written = appender && appender_write(appender, "one", 3, err);

	is_written = is_written && appender_write(appender, "two", 3, err);
	/* A log that failed fails from then on. */
	if (appender && !is_written)
		assert_false(appender_write(appender, "more", 4, &second));
	return appender_close(appender, is_written ? err : &second) && is_written;
}

static bool record(const char *path, struct err *err)
{
	struct asciicast *cast = asciicast_open(path, "title", 80, 24, err);
	struct err second;
	bool is_written = cast && asciicast_show(cast, 0.5, "text", 4, err) &&
			  asciicast_resize(cast, 1, 40, 12, err);

	return asciicast_close(cast, is_written ? err : &second) && is_written;
}

static bool log_events(const char *path, struct err *err)
{
	char *folder = strndup(path, (size_t)(strrchr(path, '/') - path));
	const struct event_scalar scalars[] = {{"loss", 0.5}};
	uint8_t pixels[4] = {1, 2, 3, 4};
	const struct image image = {.width = 2, .height = 2, .channels = 1, .pixels = pixels};
	struct event_writer *events = event_writer_open(folder, err);
	struct err second;
	bool is_written = events && event_writer_start(events, 1, err) &&
			  event_writer_scalars(events, 1, scalars, 1, err) &&
			  event_writer_image(events, 1, "image", &image, err);

	if (events)
		unlink(event_writer_path(events));
	free(folder);
	return event_writer_close(events, is_written ? err : &second) && is_written;
}

static bool write_idx(const char *path, struct err *err)
{
	uint16_t values[3] = {1, 2, 3};
	const struct idx idx = {.type = IDX_I16, .ndim = 1, .dim = {3, 1, 1, 1}, .values = values};

	return idx_write(path, &idx, err);
}

static bool write_tensors_by(const char *path, struct err *err, bool is_npz)
{
	static const float values[2] = {1, 2};
	const struct tensor tensors[] = {{"a", "F32", 1, {2}, values, 8},
					 {"b", "F32", 1, {2}, values, 8}};
	const struct tensor_string strings[] = {{"key", "value"}};
	struct writer *writer = writer_open(path, err);

	if (!writer)
		return false;
	if ((is_npz ? npz_write : safetensors_write)(writer, tensors, 2, strings, 1, err))
		return writer_commit(writer, err);
	writer_abort(writer);
	return false;
}

static bool write_npz(const char *path, struct err *err)
{
	return write_tensors_by(path, err, true);
}

static bool write_safetensors(const char *path, struct err *err)
{
	return write_tensors_by(path, err, false);
}

static bool make_folder(const char *path, struct err *err)
{
	char folder[512];
	bool is_made;

	snprintf(folder, sizeof(folder), "%s.d/deep", path);
	is_made = file_make_folder(folder, 0700, err);
	rmdir(folder);
	*strrchr(folder, '/') = '\0';
	rmdir(folder);
	return is_made;
}

static const struct operation operations[] = {
	{"a file", read_file, "some bytes", false},
	{"a gzipped file", read_file, "some bytes", true},
	{"a gzipped file that has a part of one", read_file, "\x1f\x8b\x08 and more", true},
	{"a part", read_part, "some bytes", false},
	{"a head", read_head, "some bytes", true},
	{"a pipe", read_pipe, NULL, false},
	{"standard input", read_input, NULL, false},
	{"a file as a stream", read_stream, "some bytes", false},
	{"idx", read_idx, "idx", true},
	{"csv", read_csv, "1,2\n3,4\n", false},
	{"a graymap", read_image, "P2 2 1 255 1 2\n", false},
	{"a log", read_log, "step,loss\n1,0.5\n2,0.25\n", false},
	{"events", read_events, "", false},
	{"npy", read_tensors, "npy", false},
	{"what is not read", tell_stranger, "<html>", false},
	{"writing", write_file, NULL, false},
	{"replacing", write_file, "old", false},
	{"appending", append, NULL, false},
	{"recording", record, NULL, false},
	{"logging", log_events, NULL, false},
	{"writing idx", write_idx, NULL, false},
	{"writing npz", write_npz, "old", false},
	{"writing safetensors", write_safetensors, "old", false},
	{"a folder", make_folder, NULL, false},
};

/* ---------------------------------------------------------------------------------------- tests */

static const char *prepare(void **state, const struct operation *o)
{
	static const unsigned char idx[] = {0, 0, 8, 1, 0, 0, 0, 2, 7, 8};
	const void *bytes = o->contents;
	size_t size = bytes ? strlen(bytes) : 0;
	const char *path = scratch_path(state, "file");

	unlink(path);
	if (!bytes)
		return path;
	if (strcmp(bytes, "idx") == 0) {
		bytes = idx;
		size = sizeof(idx);
	}
	return o->is_packed ? scratch_write_gzip(state, "file", bytes, size)
			    : scratch_write(state, "file", bytes, size);
}

/* What stands there is the old file, or another one whole: never nothing, never a part. */
static void assert_is_whole(const struct operation *o, const char *path, bool is_done)
{
	unsigned char *bytes;
	size_t size;

	if (!o->contents || o->is_packed || strcmp(o->contents, "old") != 0)
		return;
	bytes = scratch_read(path, &size);
	if (!is_done)
		assert_string_equal((char *)bytes, "old");
	free(bytes);
}

static bool run(void **state, const void *what, struct err *err)
{
	const struct operation *o = what;
	const char *call = calls_failing.name, *path;
	bool is_done;

	calls_failing.name = NULL; /* not those of the test itself */
	path = prepare(state, o);
	calls_failing.name = call;
	is_done = o->run(path, err);
	calls_failing.name = NULL;
	assert_is_whole(o, path, is_done);
	return is_done;
}

static void try_calls(void **state, const struct operation *o, const char *call, int why)
{
	calls_try(state, &(struct calls_user){o->name, run, o}, call, why);
}

static void each_call_fails_once(void **state)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		for (int k = 0; k < CALLS; k++)
			try_calls(state, &operations[i], calls_names[k], EIO);
}

static void signals_during_calls_change_nothing(void **state)
{
	static const char *const calls[] = {"read", "pread", "write"};

	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		for (int k = 0; k < 3; k++)
			try_calls(state, &operations[i], calls[k], EINTR);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_call_fails_once),
		TEST(signals_during_calls_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
