/* The Weights screen: its words are true of the layer, and its rows fit the terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/screen/weights/weights.h"

#include <math.h>
#include <stdio.h>

static struct app *open_weights(const char *model, const char *keys)
{
	struct app *app = driver_open(model);

	driver_press(app, "W");
	driver_press(app, keys);
	return app;
}

static const struct weights_state *state_of(const struct app *app)
{
	return app_state(app, "Weights");
}

/* The explorer on Weights with a net of random weights. */
static struct app *open_made(const char *architecture)
{
	struct app *app =
		driver_open_made(architecture, (struct medium){COLOR_256, GLYPHS_BRAILLE});

	driver_press(app, "W");
	return app;
}

static void maps_of_classes_speak_for_them_in_the_articles_range(void **state)
{
	struct app *app = open_weights("mnist-softmax", "7");

	(void)state;
	assert_shows(app, "Ink on blue speaks for a 7, ink on red against it");
	assert_true(state_of(app)->range == 0.5f);
	explorer_free(app);
}

static void another_network_has_its_own_range(void **state)
{
	struct app *app = open_weights("mnist-softmax", "");

	(void)state;
	driver_press(app, ":open mnist-cnn<Enter>");
	assert_true(state_of(app)->range == weight_maps_range(&state_of(app)->maps));
	driver_press(app, "+:open mnist-softmax<Enter>");
	assert_true(state_of(app)->range == 0.5f);
	/* What was chosen stays for maps of the same shape. */
	driver_press(app, "--:open mnist-softmax<Enter>");
	assert_true(state_of(app)->range == 0.1f);
	explorer_free(app);
}

static void maps_of_hidden_units_have_a_range_that_fits(void **state)
{
	struct app *app = open_made("mlp");
	const struct weight_maps *maps = &state_of(app)->maps;
	size_t size = (size_t)maps->count * (size_t)maps->height * (size_t)maps->width, within = 0;

	(void)state;
	driver_press(app, "7");
	assert_shows(app, "Ink on blue raises unit 7, ink on red lowers it.");
	for (size_t i = 0; i < size; i++)
		within += fabsf(maps->values[i]) <= 1.6f * state_of(app)->range;
	assert_true(within * 100 >= size * 98);
	assert_true(maps->max > 0.3f * state_of(app)->range);
	explorer_free(app);
}

static void filters_are_laid_over_every_place(void **state)
{
	struct app *app = open_weights("mnist-cnn", "3");

	(void)state;
	assert_int_equal(state_of(app)->map, 3);
	assert_shows(app, "Filters go over every place: ");
	explorer_free(app);
}

static void rows_end_with_what_matters_at_every_width(void **state)
{
	static const int columns[] = {62, 64, 72, 80, 100, 200};
	struct app *app = open_weights("mnist-cnn", "]");

	(void)state;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		char range[32];

		explorer_resize(app, 24, columns[i]);
		driver_rest(app);
		snprintf(range, sizeof(range), "+%.3g", (double)state_of(app)->range);
		assert_shows(app, range);
	}
	explorer_free(app);
	app = open_weights("mnist-softmax", "7<Enter>");
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		explorer_resize(app, 24, columns[i]);
		driver_rest(app);
		assert_shows(app, "x pixel 0.00");
		assert_shows(app, "= -0.000");
	}
	explorer_free(app);
}

/* How many rows have blocks in so many columns beside each other: of a picture that is at least so
 * large. */
static int rows_of_blocks(struct app *app, int columns)
{
	int rows = 0;

	explorer_draw(app);
	for (int row = 0; row < app->canvas->height; row++) {
		int run = 0, longest = 0;

		for (int column = 0; column < app->canvas->width; column++) {
			run = canvas_at(app->canvas, row, column)->glyph == 0x2580 ? run + 1 : 0;
			longest = run > longest ? run : longest;
		}
		rows += longest >= columns;
	}
	return rows;
}

static void a_large_window_has_one_map_large_and_its_sums_beside_all(void **state)
{
	struct app *app = open_weights("mnist-softmax", "7");

	(void)state;
	assert_hides(app, "for against");
	explorer_resize(app, 40, 120);
	driver_rest(app);
	assert_int_equal(rows_of_blocks(app, 56), 28);
	assert_shows(app, "map 7, bias");
	assert_shows(app, "for against   bias     sum");
	assert_shows(app, ">7");
	driver_press(app, "k");
	assert_shows(app, "map 5, bias"); /* two in a row */
	explorer_resize(app, 50, 160);
	driver_rest(app);
	assert_int_equal(rows_of_blocks(app, 84), 42);
	explorer_free(app);
}

static void a_filter_is_larger_with_its_weights_where_there_is_room(void **state)
{
	static const int sizes[][3] = {{24, 80, 10}, {40, 120, 40}, {60, 200, 40}};
	struct app *app = open_weights("mnist-cnn", "3");
	char number[16];

	(void)state;
	snprintf(number, sizeof(number), "%.3f", (double)state_of(app)->maps.values[3 * 25 + 24]);
	for (int i = 0; i < 3; i++) {
		explorer_resize(app, sizes[i][0], sizes[i][1]);
		driver_rest(app);
		assert_true(rows_of_blocks(app, sizes[i][2]) >= sizes[i][2] / 2);
		assert_shows(app, "map 3, bias");
		assert_shows(app, number);
		assert_shows(app, " 31");
	}
	explorer_free(app);
}

static void escape_leaves_the_close_up_and_the_footer_tells_the_way_out(void **state)
{
	struct app *app = open_weights("mnist-softmax", "");

	(void)state;
	assert_shows(app, "Enter closer");
	driver_press(app, "<Enter>");
	assert_true(state_of(app)->is_close);
	assert_shows(app, "Enter all maps");
	driver_press(app, "<Esc>");
	assert_false(state_of(app)->is_close);
	assert_shows(app, "Enter closer");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_of_classes_speak_for_them_in_the_articles_range),
		cmocka_unit_test(another_network_has_its_own_range),
		cmocka_unit_test(maps_of_hidden_units_have_a_range_that_fits),
		cmocka_unit_test(filters_are_laid_over_every_place),
		cmocka_unit_test(a_large_window_has_one_map_large_and_its_sums_beside_all),
		cmocka_unit_test(a_filter_is_larger_with_its_weights_where_there_is_room),
		cmocka_unit_test(rows_end_with_what_matters_at_every_width),
		cmocka_unit_test(escape_leaves_the_close_up_and_the_footer_tells_the_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
