/* What the mouse chooses on each screen: what was drawn where it is pressed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/screen/attack/attack.h"
#include "tui/screen/filters/filters.h"
#include "tui/screen/layers/layers.h"
#include "tui/screen/mistakes/mistakes.h"
#include "tui/screen/retrain/retrain.h"
#include "tui/screen/train/train.h"
#include "tui/screen/weights/weights.h"

static struct app *open_at(const char *model, const char *keys)
{
	struct app *app = driver_open(model);

	driver_press(app, keys);
	explorer_draw(app);
	return app;
}

/* Presses the last cell of what was drawn. */
static void press_spot(struct app *app, int what)
{
	const struct spot *found = NULL;

	explorer_draw(app);
	for (int i = 0; i < app->spots.count; i++)
		if (app->spots.list[i].what == what)
			found = &app->spots.list[i];
	if (!found)
		fail_msg("no spot %d on %s", what, app->screens[app->current]->name);
	app->mouse.row = found->row + found->rows - 1;
	app->mouse.column = found->column + found->columns - 1;
	app->mouse.is_drag = false;
	explorer_press(app, PRESS_MOUSE);
	driver_rest(app);
}

static void images_and_cells_of_mistakes(void **state)
{
	struct app *app = open_at("mnist-softmax", "M");
	const struct mistakes_state *s = app_state(app, "Mistakes");
	int cells;

	(void)state;
	explorer_resize(app, 50, 200);
	press_spot(app, 3);
	assert_int_equal(s->cursor, 3);
	assert_int_equal(app->sample.index, s->list[3].index);
	cells = (int)s->count;
	press_spot(app, cells + 7 * 10 + 3);
	assert_true(s->is_in_matrix);
	assert_int_equal(s->row, 7);
	assert_int_equal(s->column, 3);
	press_spot(app, cells + 7 * 10 + 3);
	assert_false(s->is_in_matrix);
	assert_int_equal(s->filter.label, 7);
	assert_int_equal(s->filter.prediction, 3);
	driver_press(app, "/<Enter><Home>");
	press_spot(app, 0);
	assert_int_equal(app->current, app_screen(app, "Attack"));
	explorer_free(app);
}

static void maps_of_weights(void **state)
{
	struct app *app = open_at("mnist-softmax", "W");
	const struct weights_state *s = app_state(app, "Weights");

	(void)state;
	press_spot(app, 7);
	assert_int_equal(s->map, 7);
	assert_false(s->is_close);
	press_spot(app, 7);
	assert_true(s->is_close);
	explorer_free(app);
}

static void columns_of_filters(void **state)
{
	struct app *app = open_at(NULL, "F");
	const struct filters_state *s = app_state(app, "Filters");

	(void)state;
	press_spot(app, 2);
	assert_int_equal(s->cursor, 2);
	explorer_free(app);
}

static void channels_of_layers(void **state)
{
	struct app *app = open_at(NULL, "L");
	const struct layers_state *s = app_state(app, "Layers");

	(void)state;
	press_spot(app, 2 * LAYERS_SPOT + 1);
	assert_int_equal(s->stage, 2);
	assert_int_equal(layers_place(s, 2), 1);
	press_spot(app, LAYERS_SPOT + 1);
	assert_int_equal(s->stage, 1);
	assert_int_equal(layers_place(s, 1), 1);
	explorer_free(app);
}

static void steps_of_attack_and_train(void **state)
{
	struct app *app = open_at("mnist-softmax", "3nnnn");
	const struct train_state *t;

	(void)state;
	press_spot(app, 2);
	assert_int_equal(attack_cursor(app_state(app, "Attack")), 2);
	press_spot(app, 4);
	assert_int_equal(attack_cursor(app_state(app, "Attack")), 4);
	driver_press(app, ":train softmax<Enter>Tnnnnn");
	t = app_state(app, "Train");
	press_spot(app, 1);
	assert_int_equal(t->shown->facts.step, 1);
	press_spot(app, 5);
	assert_int_equal(t->shown->facts.step, 5);
	explorer_free(app);
}

static void cells_of_retrain(void **state)
{
	struct app *app = open_at("mnist-softmax", "3nnnnn<Enter>n<Enter>R");
	const struct retrain_state *s = app_state(app, "Retrain");

	(void)state;
	press_spot(app, 0);
	assert_int_equal(s->column, 0);
	press_spot(app, 1);
	assert_int_equal(s->column, 1);
	assert_int_equal(s->row, 0);
	explorer_free(app);
}

static void nothing_is_chosen_where_nothing_is(void **state)
{
	struct app *app = open_at("mnist-softmax", "W");
	const struct weights_state *s = app_state(app, "Weights");

	(void)state;
	press_spot(app, 7);
	app->mouse.row = app->canvas->height - 2;
	app->mouse.column = 5;
	explorer_press(app, PRESS_MOUSE);
	app->mouse.row = -1;
	explorer_press(app, PRESS_MOUSE);
	assert_int_equal(app_spot_at(app, 1, 1), -1);
	assert_int_equal(s->map, 7);
	assert_false(s->is_close);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(images_and_cells_of_mistakes),
		cmocka_unit_test(maps_of_weights),
		cmocka_unit_test(columns_of_filters),
		cmocka_unit_test(channels_of_layers),
		cmocka_unit_test(steps_of_attack_and_train),
		cmocka_unit_test(cells_of_retrain),
		cmocka_unit_test(nothing_is_chosen_where_nothing_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
