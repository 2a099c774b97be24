/* `Y` tells how to come here again: its keys, typed on a new explorer, show the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/show_line.h"

#include <stdlib.h>
#include <string.h>

static void assert_same_cells(struct app *a, struct app *b, const char *keys)
{
	explorer_press(a, PRESS_ESC); /* no message */
	explorer_press(b, PRESS_ESC);
	driver_rest(a);
	driver_rest(b);
	explorer_draw(a);
	explorer_draw(b);
	for (int row = 0; row < a->canvas->height; row++) {
		size_t size = (size_t)a->canvas->width * sizeof(struct cell);

		if (memcmp(canvas_at(a->canvas, row, 0), canvas_at(b->canvas, row, 0), size) != 0)
			fail_msg("after '%s' row %d is not '%s'", keys, row, driver_row(a, row));
	}
}

static void the_keys_of_y_show_the_same_screen(void **state)
{
	static const struct {
		const char *model, *keys;
	} places[] = {
		{"mnist-cnn", "A:12<Enter>5+nnn"},
		{"mnist-softmax", "A:noise 4<Enter>3--cnnnpd"},
		{"mnist-softmax", "Abn"},
		{"mnist-softmax", "Wnnn-l"},
		{"mnist-cnn", "W]"},
		{"mnist-softmax", "Mooj"},
		{"mnist-softmax", "M/7<Enter>nn"},
		{"mnist-softmax", "M/>3 0.5<Enter>wn"},
		{"mnist-softmax", "Msmjjl"},
		{"mnist-cnn", "Ljjlll"},
		{"mnist-cnn", "F]o/17<Enter> "},
		{"mnist-softmax", "IA2n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct app *a = driver_open(places[i].model), *b = driver_open(places[i].model);
		struct here here = {.text = ""};
		char letter[2] = {0};

		driver_press(a, places[i].keys);
		show_line_image(a, &here);
		driver_press(b, here.text);
		letter[0] = a->screens[a->current]->letter;
		driver_press(b, letter);
		here = (struct here){.text = ""};
		show_line_screen(a, &here);
		assert_null(here.lost);
		driver_press(b, here.text);
		assert_same_cells(a, b, places[i].keys);
		explorer_free(a);
		explorer_free(b);
	}
}

static void the_line_is_quoted_for_a_shell(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const char *lost;
	char *line;

	(void)state;
	driver_press(app, "A3n");
	line = show_line(app, &lost);
	assert_null(lost);
	assert_string_equal(line, "netglyph show Attack mnist-softmax --data sample --split "
				  "validation --image 15 --keys ':class 3<Enter>n'");
	free(line);
	free(app->model_path);
	app->model_path = strdup("/tmp/it's mine.safetensors");
	explorer_resize(app, 40, 120);
	line = show_line(app, &lost);
	assert_non_null(strstr(line, " '/tmp/it'\\''s mine.safetensors' --data sample --size "
				     "120x40 "));
	free(line);
	driver_press(app, "Dd<Space>llllAY");
	assert_message(app, "but for the drawing");
	explorer_free(app);
}

static void keys_that_have_no_room_are_left_out_whole(void **state)
{
	struct here here = {.text = ""};

	(void)state;
	here_repeat(&here, "<Enter>", HERE_MAX);
	assert_int_equal(here.length % strlen("<Enter>"), 0);
	assert_int_equal(strlen(here.text), here.length);
	assert_in_range(here.length, HERE_MAX - 10, HERE_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_keys_of_y_show_the_same_screen),
		cmocka_unit_test(the_line_is_quoted_for_a_shell),
		cmocka_unit_test(keys_that_have_no_room_are_left_out_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
