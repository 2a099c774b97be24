/* A recording's size and frames, and that one that can't go on ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/says.h"
#include "support/scratch.h"
#include "tui/terminal/recorder.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const struct medium medium = {COLOR_MONO, GLYPHS_ASCII};

/* The lines of the recording, parsed: an array, for the caller. */
static json_t *read_recording(void **state)
{
	json_t *lines = json_array();
	size_t size;
	char *bytes = (char *)scratch_read(scratch_path(state, "r"), &size), *rest = bytes, *line;

	while ((line = strsep(&rest, "\n")) && *line) {
		json_t *parsed = json_loads(line, 0, NULL);

		assert_non_null(parsed);
		json_array_append_new(lines, parsed);
	}
	free(bytes);
	return lines;
}

/* What event `i` is, "o" or "r", and what it has. */
static const char *part(const json_t *lines, size_t i, size_t at)
{
	return json_string_value(json_array_get(json_array_get(lines, i), at));
}

static struct recorder *open_recorder(void **state)
{
	struct err err;
	struct recorder *recorder = recorder_open(scratch_path(state, "r"), &err);

	if (!recorder)
		fail_msg("%s", err.text);
	return recorder;
}

static void show(struct recorder *recorder, struct canvas *canvas)
{
	struct err err;

	if (!recorder_frame(recorder, canvas, &err))
		fail_msg("%s", err.text);
}

static void only_changes_are_written_and_after_another_size_all(void **state)
{
	struct canvas *canvas = canvas_new(medium, 24, 80), *wide = canvas_new(medium, 24, 81),
		      *tall = canvas_new(medium, 25, 81);
	struct recorder *recorder = open_recorder(state);
	json_t *lines;

	canvas_text(canvas, 0, 0, (struct style){0}, "abc");
	show(recorder, canvas);
	show(recorder, canvas);
	canvas_text(canvas, 0, 0, (struct style){0}, "abd");
	show(recorder, canvas);
	canvas_text(wide, 0, 0, (struct style){0}, "abd");
	show(recorder, wide);
	show(recorder, tall);
	recorder_close(recorder);

	lines = read_recording(state);
	assert_int_equal(json_array_size(lines), 1 + 2 + 2 * 2 + 1);
	assert_non_null(strstr(part(lines, 1, 2), "abc"));
	assert_null(strstr(part(lines, 2, 2), "ab"));
	assert_non_null(strchr(part(lines, 2, 2), 'd'));
	assert_string_equal(part(lines, 3, 1), "r");
	assert_string_equal(part(lines, 3, 2), "81x24");
	assert_non_null(strstr(part(lines, 4, 2), "abd"));
	assert_string_equal(part(lines, 5, 2), "81x25");
	assert_string_equal(part(lines, 7, 2), "\033[25;1H\033[?25h");
	json_decref(lines);
	canvas_free(canvas);
	canvas_free(wide);
	canvas_free(tall);
}

/* A frame that doesn't fit, or the size before it. */
static void what_can_not_be_written_is_told_once(void **state)
{
	for (int columns = 80; columns <= 81; columns++) {
		struct canvas *canvas = canvas_new(medium, 24, columns);
		struct recorder *recorder = open_recorder(state);
		struct err err;
		bool is_written;
		json_t *lines;

		scratch_limit_files(1);
		is_written = recorder_frame(recorder, canvas, &err);
		scratch_limit_files(RLIM_INFINITY);
		assert_false(is_written);
		assert_says(&err, "/r: ");
		show(recorder, canvas);
		recorder_close(recorder);
		lines = read_recording(state);
		assert_int_equal(json_array_size(lines), 1);
		json_decref(lines);
		canvas_free(canvas);
		unlink(scratch_path(state, "r"));
	}
}

static void without_a_recording_nothing_happens(void **state)
{
	struct canvas *canvas = canvas_new(medium, 24, 80);
	struct err err;

	show(NULL, canvas);
	recorder_close(NULL);
	assert_null(recorder_open(scratch_path(state, "no/folder"), &err));
	assert_says(&err, "no/folder");
	canvas_free(canvas);
}

/* The recording's header, where standard output is this for a moment. */
static json_t *header_on(void **state, int output)
{
	int saved = dup(STDOUT_FILENO);
	struct recorder *recorder;
	json_t *lines, *header;

	fflush(stdout);
	assert_true(saved >= 0 && dup2(output, STDOUT_FILENO) >= 0);
	recorder = recorder_open(scratch_path(state, "r"), &(struct err){""});
	dup2(saved, STDOUT_FILENO);
	close(saved);
	assert_non_null(recorder);
	recorder_close(recorder);
	lines = read_recording(state);
	header = json_incref(json_array_get(lines, 0));
	json_decref(lines);
	unlink(scratch_path(state, "r"));
	return header;
}

static void the_size_is_the_terminals_where_it_tells_one(void **state)
{
	static const struct {
		struct winsize size;
		int columns, rows;
	} cases[] = {{{.ws_row = 30, .ws_col = 100}, 100, 30},
		     {{.ws_row = 30}, 80, 24},
		     {{.ws_col = 100}, 80, 24}};
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, file;

	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	file = open(scratch_write(state, "out", "", 0), O_WRONLY);
	assert_true(slave >= 0 && file >= 0);
	for (size_t i = 0; i <= sizeof(cases) / sizeof(*cases); i++) {
		bool is_file = i == sizeof(cases) / sizeof(*cases);
		json_t *header;

		if (!is_file)
			assert_int_equal(ioctl(slave, TIOCSWINSZ, &cases[i].size), 0);
		header = header_on(state, is_file ? file : slave);
		assert_int_equal(json_integer_value(json_object_get(header, "width")),
				 is_file ? 80 : cases[i].columns);
		assert_int_equal(json_integer_value(json_object_get(header, "height")),
				 is_file ? 24 : cases[i].rows);
		json_decref(header);
	}
	close(file);
	close(slave);
	close(master);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(only_changes_are_written_and_after_another_size_all),
		with_folder(what_can_not_be_written_is_told_once),
		with_folder(without_a_recording_nothing_happens),
		with_folder(the_size_is_the_terminals_where_it_tells_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
