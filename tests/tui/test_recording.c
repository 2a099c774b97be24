/* explore --record: played back in a terminal, a recording ends in what the explorer showed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/sitting.h"

#include "support/scratch.h"

#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* A recording, all of it. */
struct recording {
	json_t *header;
	int events, resizes, rows, columns; /* the last size */
	double seconds;
	const char *shown; /* a file of all that it shows; NULL: nothing */
};

/* Since the last change of the size: what came before does not matter, all is drawn again. */
static void take_event(struct recording *recording, json_t *event, FILE *file)
{
	double at = json_number_value(json_array_get(event, 0));
	const char *kind = json_string_value(json_array_get(event, 1));
	const char *text = json_string_value(json_array_get(event, 2));

	assert_int_equal(json_array_size(event), 3);
	assert_true(at >= recording->seconds && at < 1000);
	recording->seconds = at;
	recording->events++;
	if (strcmp(kind, "r") == 0) {
		recording->resizes++;
		assert_int_equal(sscanf(text, "%dx%d", &recording->columns, &recording->rows), 2);
		return;
	}
	assert_string_equal(kind, "o");
	/* The player's last movement brings the cursor back; the tests look at cells. */
	fputs(text, file);
}

static struct recording read_recording(void **state, const char *path)
{
	struct recording recording = {.shown = scratch_path(state, "shown")};
	FILE *file = fopen(recording.shown, "w");
	size_t size;
	char *bytes = (char *)scratch_read(path, &size), *rest = bytes, *line;

	assert_int_equal(bytes[size - 1], '\n');
	while ((line = strsep(&rest, "\n")) && *line) {
		json_t *document = json_loads(line, 0, NULL);

		assert_non_null(document);
		if (recording.header) {
			take_event(&recording, document, file);
			json_decref(document);
			continue;
		}
		recording.header = document;
		recording.columns = (int)json_integer_value(json_object_get(document, "width"));
		recording.rows = (int)json_integer_value(json_object_get(document, "height"));
	}
	fclose(file);
	free(bytes);
	return recording;
}

/* A block has several spellings, which look alike. */
struct halves {
	uint32_t glyph, upper, lower, attributes;
};

static struct halves halves_of(const struct shot_cell *cell)
{
	bool is_reverse = cell->attributes & SHOT_REVERSE;
	uint32_t fg = is_reverse ? cell->bg : cell->fg, bg = is_reverse ? cell->fg : cell->bg;

	switch (cell->glyph) {
	case ' ':
		return (struct halves){' ', bg, bg, cell->attributes & SHOT_UNDERLINE};
	case 0x2588:
		return (struct halves){' ', fg, fg, 0};
	case 0x2580:
		return (struct halves){fg == bg ? ' ' : 0x2580, fg, bg, 0};
	case 0x2584:
		return (struct halves){fg == bg ? ' ' : 0x2580, bg, fg, 0};
	default:
		return (struct halves){cell->glyph, fg, bg, cell->attributes};
	}
}

static bool looks_alike(const struct shot_cell *a, const struct shot_cell *b)
{
	struct halves x = halves_of(a), y = halves_of(b);

	return memcmp(&x, &y, sizeof(x)) == 0;
}

/* In a terminal of the last size. */
static void assert_plays(const struct recording *recording, const struct shot *shot)
{
	const char *argv[] = {"cat", recording->shown, NULL};
	struct terminal_setup setup = {argv, NULL, NULL, recording->rows, recording->columns};
	struct terminal *terminal = terminal_start(&setup);
	struct shot *played;

	terminal_assert_exited(terminal, 0);
	played = terminal_shot(terminal);
	assert_int_equal(played->rows, shot->rows);
	assert_int_equal(played->columns, shot->columns);
	for (int i = 0; i < shot->rows * shot->columns; i++)
		if (!looks_alike(&played->cells[i], &shot->cells[i]))
			fail_msg("cell %d,%d differs", i / shot->columns, i % shot->columns);
	shot_free(played);
	terminal_free(terminal);
}

static void recording_ends_in_what_was_shown(void **state)
{
	const char *path = scratch_path(state, "a.cast");
	struct sitting sitting = {.args = {"--record", path, "--color", "256"},
				  .env = {"SOURCE_DATE_EPOCH=1700000000"},
				  .rows = 30,
				  .columns = 100};
	struct terminal *terminal = sitting_open(&sitting);
	struct recording recording;
	struct shot *shot;

	terminal_press(terminal, SITTING_SMALL);
	terminal_wait(terminal);
	terminal_press(terminal, "Ann");
	terminal_wait(terminal);
	shot = terminal_shot(terminal);
	recording = read_recording(state, path);
	assert_int_equal(json_integer_value(json_object_get(recording.header, "version")), 2);
	assert_int_equal(json_integer_value(json_object_get(recording.header, "timestamp")),
			 1700000000);
	assert_true(recording.events >= 3);
	assert_int_equal(recording.resizes, 0);
	assert_plays(&recording, shot);
	json_decref(recording.header);
	sitting_leave(terminal);
	/* Leaving adds what brings the cursor back, and nothing else. */
	recording = read_recording(state, path);
	assert_plays(&recording, shot);
	json_decref(recording.header);
	shot_free(shot);
}

static void another_size_is_an_event(void **state)
{
	const char *path = scratch_path(state, "a.cast");
	struct sitting sitting = {.args = {"--record", path}};
	struct terminal *terminal = sitting_open(&sitting);
	struct recording recording;
	struct shot *shot;

	terminal_press(terminal, SITTING_SMALL "W");
	terminal_wait(terminal);
	terminal_resize(terminal, 40, 120);
	terminal_wait(terminal);
	shot = terminal_shot(terminal);
	/* Killed, it leaves whole lines all the same. */
	terminal_signal(terminal, SIGKILL);
	terminal_assert_killed_by(terminal, SIGKILL);
	recording = read_recording(state, path);
	assert_true(recording.resizes >= 1);
	assert_int_equal(recording.rows, 40);
	assert_int_equal(recording.columns, 120);
	assert_plays(&recording, shot);
	json_decref(recording.header);
	shot_free(shot);
	terminal_free(terminal);
}

static void file_that_is_there_is_not_recorded_over(void **state)
{
	const char *path = scratch_write(state, "a.cast", "old", 3);
	struct sitting sitting = {.args = {"--record", path}};
	struct terminal *terminal = sitting_start(&sitting);
	struct shot *shot;
	size_t size;
	unsigned char *bytes;

	terminal_assert_exited(terminal, 1);
	shot = terminal_shot(terminal);
	assert_true(shot_find(shot, "is there already", NULL, NULL));
	bytes = scratch_read(path, &size);
	assert_memory_equal(bytes, "old", 4);
	free(bytes);
	shot_free(shot);
	terminal_free(terminal);
}

static void what_cannot_be_written_is_told_before_the_start(void **state)
{
	struct sitting sitting = {.args = {"--record", "/dev/full"}};
	struct terminal *terminal = sitting_start(&sitting);

	(void)state;
	terminal_assert_exited(terminal, 1);
	assert_true(sitting_shows(terminal, "/dev/full: can't be written"));
	terminal_free(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(recording_ends_in_what_was_shown, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(another_size_is_an_event, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(file_that_is_there_is_not_recorded_over,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(what_cannot_be_written_is_told_before_the_start,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
