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
	assert_shows(app, "Each filter is laid over every place");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_of_classes_speak_for_them_in_the_articles_range),
		cmocka_unit_test(another_network_has_its_own_range),
		cmocka_unit_test(maps_of_hidden_units_have_a_range_that_fits),
		cmocka_unit_test(filters_are_laid_over_every_place),
		cmocka_unit_test(rows_end_with_what_matters_at_every_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
