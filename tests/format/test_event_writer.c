/* Event files, byte for byte: the expected bytes are those of TensorFlow's own writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/event_reader.h"
#include "format/event_writer.h"
#include "format/image/png.h"
#include "support/scratch.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Wall time 1, "brain.Event:2". */
static const unsigned char version[] =
	"\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22\x09\0\0\0\0\0\0\xf0\x3f\x1a\x0d"
	"brain.Event:2\x86\xbf\x57\x7a";
/* Wall time 1, step 7, "loss" 0.5. */
static const unsigned char loss[] =
	"\x1a\0\0\0\0\0\0\0\x12\x9b\xd8\x2d\x09\0\0\0\0\0\0\xf0\x3f\x10\x07\x2a\x0d\x0a\x0b\x0a\x04"
	"loss\x15\0\0\0\x3f\x86\x2c\x9a\x2f";

static struct event_writer *open_at(void **state, const char *date)
{
	struct err err;
	struct event_writer *writer;

	setenv("SOURCE_DATE_EPOCH", date, 1);
	writer = event_writer_open(scratch_path(state, ""), &err);
	assert_non_null(writer);
	return writer;
}

static void scalars_are_the_vector(void **state)
{
	const struct event_scalar scalar = {"loss", 0.5};
	struct event_writer *writer = open_at(state, "1");
	size_t size, version_size = sizeof(version) - 1, loss_size = sizeof(loss) - 1;
	unsigned char *bytes;
	struct err err;

	assert_true(event_writer_scalars(writer, 7, &scalar, 1, &err));
	bytes = scratch_read(event_writer_path(writer), &size);
	assert_int_equal(size, version_size + loss_size);
	assert_memory_equal(bytes, version, version_size);
	assert_memory_equal(bytes + version_size, loss, loss_size);
	free(bytes);
	assert_true(event_writer_close(writer, &err));
}

static void start_and_large_steps(void **state)
{
	/* Steps of 64 bits are varints: 300 is ac 02. */
	static const unsigned char event[] = "\x09\0\0\0\0\0\0\xf0\x3f\x10\xac\x02\x3a\x02\x08\x01";
	struct event_writer *writer = open_at(state, "1");
	size_t size, at = sizeof(version) - 1;
	unsigned char *bytes;
	struct err err;

	assert_true(event_writer_start(writer, 300, &err));
	bytes = scratch_read(event_writer_path(writer), &size);
	assert_int_equal(size, at + 12 + sizeof(event) - 1 + 4);
	assert_int_equal(bytes[at], sizeof(event) - 1);
	assert_memory_equal(bytes + at + 12, event, sizeof(event) - 1);
	free(bytes);
	assert_true(event_writer_close(writer, &err));
}

static void images_are_whole_png_files(void **state)
{
	uint8_t pixels[2 * 3 * 3] = {255, 0, 0, 0, 255, 0};
	const struct image image = {.width = 3, .height = 2, .channels = 3, .pixels = pixels};
	struct event_writer *writer = open_at(state, "1");
	struct err err;
	size_t size, png_size, at = sizeof(version) - 1;
	unsigned char *bytes, *png = image_encode_png("x", &image, &png_size, &err);

	assert_true(png_size < 128);
	assert_true(event_writer_image(writer, 9, "weights/conv1", &image, &err));
	bytes = scratch_read(event_writer_path(writer), &size);
	/* height 2, width 3, colorspace 3, the PNG. */
	assert_memory_equal(bytes + size - 4 - png_size, png, png_size);
	assert_memory_equal(bytes + size - 4 - png_size - 8, "\x08\x02\x10\x03\x18\x03\x22", 7);
	assert_int_equal(bytes[size - 4 - png_size - 1], png_size);
	assert_int_equal(bytes[at] | bytes[at + 1] << 8, size - at - 16);
	free(bytes);
	free(png);
	assert_true(event_writer_close(writer, &err));
}

static void each_file_is_new_and_sorts_behind(void **state)
{
	struct event_writer *writers[3];
	char *last = NULL;
	struct err err;

	for (int i = 0; i < 3; i++) {
		writers[i] = open_at(state, i < 2 ? "5" : "6");
		assert_true(!last || strcmp(last, event_writer_path(writers[i])) < 0);
		free(last);
		last = strdup(event_writer_path(writers[i]));
		assert_non_null(strstr(last, "events.out.tfevents.000000000"));
	}
	free(last);
	assert_int_equal(scratch_entries(state), 3);
	for (int i = 0; i < 3; i++)
		assert_true(event_writer_close(writers[i], &err));
	assert_true(event_writer_close(NULL, &err));
}

static void missing_folder_is_told(void **state)
{
	struct err err;

	assert_null(event_writer_open(scratch_path(state, "nowhere"), &err));
	assert_non_null(strstr(err.text, "nowhere/events.out.tfevents"));
	assert_non_null(strstr(err.text, "can't be written"));
}

/* Writes values until it is killed. */
static void write_for_ever(struct event_writer *writer)
{
	struct event_scalar scalar = {"loss", 0};
	struct err err;
	uint64_t step = 0;

	while (event_writer_scalars(writer, step++, &scalar, 1, &err))
		scalar.value++;
	_exit(1);
}

static void count_value(void *context, const struct log_value *value)
{
	int *count = context;

	assert_int_equal(value->step, *count);
	++*count;
}

/* Linux may cut the last record off where a page ends. */
static void all_that_a_killed_program_wrote_is_read(void **state)
{
	const char *kills = getenv("NETGLYPH_KILLS");

	for (int i = kills ? (int)strtol(kills, NULL, 10) : 5; i > 0; i--) {
		struct event_writer *writer = open_at(state, "1");
		struct event_reader *reader = event_reader_new(event_writer_path(writer));
		int count = 0;
		const struct log_sink sink = {count_value, &count};
		struct err err;
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0)
			write_for_ever(writer);
		usleep(1000 + (unsigned)(i * 7919 % 10000));
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		assert_true(event_reader_read(reader, &sink, &err));
		event_reader_free(reader);
		assert_true(event_writer_close(writer, &err));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scalars_are_the_vector, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(start_and_large_steps, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(images_are_whole_png_files, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(each_file_is_new_and_sorts_behind, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(all_that_a_killed_program_wrote_is_read,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(missing_folder_is_told, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
