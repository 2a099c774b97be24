/* The Train screen: its form, runs, how it looks; the history is in test_train_history.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/screen/train/maps.h"
#include "tui/screen/train/runs.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct train_state *train_of(const struct app *app)
{
	return app_state(app, "Train");
}

/* The explorer on Train, after some keys. */
static struct app *open_train(const char *keys)
{
	struct app *app = driver_open("mnist-softmax");

	driver_press(app, "T");
	driver_press(app, keys);
	return app;
}

static int kept_count(const struct app *app)
{
	struct history *history = train_history(train_of(app));

	return history ? history_count(history) : 0;
}

static uint64_t shown_step(const struct app *app)
{
	assert_non_null(train_of(app)->shown);
	return train_of(app)->shown->facts.step;
}

/* ------------------------------------------------------------------------------------ the form */

static void it_opens_with_the_articles_settings(void **state)
{
	struct app *app = open_train("");

	(void)state;
	assert_shows(app, "softmax on sample, sgd 0.5, batch 100");
	assert_shows(app, " steps         1000 ");
	assert_shows(app, "Space trains this network: 1,000 steps");
	assert_null(train_of(app)->run);
	assert_int_equal(app->runs->count, 0);
	explorer_free(app);
}

static void left_and_right_change_fields(void **state)
{
	struct app *app = open_train("fl");
	struct fit_settings *form = &train_of(app)->form;

	(void)state;
	assert_string_equal(form->architecture, "cnn");
	assert_int_equal(form->steps, 10000);
	assert_int_equal(form->optimizer, OPTIMIZER_ADAM);
	assert_shows(app, "<cnn>");
	driver_press(app, "l");
	assert_string_equal(form->architecture, "mlp");
	driver_press(app, "<Right>");
	assert_string_equal(form->architecture, "softmax");
	driver_press(app, "<Left>h<Left>jl");
	assert_string_equal(form->architecture, "softmax");
	assert_message(app, ":data NAME");
	driver_press(app, "jl");
	assert_int_equal(form->steps, 2000);
	driver_press(app, "lhhh");
	assert_int_equal(form->steps, 500);
	driver_press(app, "<Down>h");
	assert_int_equal(form->batch, 50);
	driver_press(app, "llllllllll");
	assert_int_equal(form->batch, FIT_MAX_BATCH);
	driver_press(app, "jh");
	assert_true(form->rate == 0.2f);
	driver_press(app, "j<Enter>");
	assert_int_equal(form->optimizer, OPTIMIZER_ADAM);
	driver_press(app, "h");
	assert_int_equal(form->optimizer, OPTIMIZER_SGD);
	driver_press(app, "jhh");
	assert_int_equal(form->seed, 0);
	driver_press(app, "lll");
	assert_int_equal(form->seed, 3);
	driver_press(app, "j");
	assert_int_equal(train_of(app)->field, TRAIN_ARCHITECTURE);
	driver_press(app, "k<Up>");
	assert_int_equal(train_of(app)->field, TRAIN_OPTIMIZER);
	explorer_free(app);
}

static void type(struct app *app, const char *answer)
{
	driver_press(app, "<Enter><C-u>");
	driver_press(app, answer);
	driver_press(app, "<Enter>");
}

static void typed_values_are_taken(void **state)
{
	struct app *app = open_train("fjj");
	struct fit_settings *form = &train_of(app)->form;

	(void)state;
	type(app, "1234");
	assert_int_equal(form->steps, 1234);
	driver_press(app, "j");
	type(app, "7");
	assert_int_equal(form->batch, 7);
	driver_press(app, "j");
	type(app, "0.125");
	assert_true(form->rate == 0.125f);
	driver_press(app, "jj");
	type(app, "9007199254740991");
	assert_int_equal(form->seed, 9007199254740991);
	driver_press(app, "l");
	assert_int_equal(form->seed, 9007199254740991);
	driver_press(app, "j");
	type(app, "conv5x5x4 relu pool2 dense10");
	assert_string_equal(form->architecture, "conv5x5x4 relu pool2 dense10");
	assert_int_equal(form->batch, 50);
	driver_press(app, "l");
	assert_string_equal(form->architecture, "softmax");
	driver_press(app, "<Enter><C-u>c<Tab><Enter>");
	assert_string_equal(form->architecture, "cnn");
	explorer_free(app);
}

static void wrong_values_are_refused_in_one_line(void **state)
{
	static const struct {
		const char *keys, *answer, *part;
	} wrong[] = {
		{"", "dense3", "architecture: "},
		{"", "conv", "architecture: "},
		{"", "", "architecture: "},
		{"jj", "0", "steps: a whole number"},
		{"", "1.5", "steps: "},
		{"", "2000000000", "steps: "},
		{"", "many", "'many'"},
		{"j", "10001", "batch: a whole number from 1 to 10000"},
		{"j", "-1", "rate: a number from"},
		{"", "nan", "rate: "},
		{"jj", "-1", "seed: a whole number"},
		{"", "1e300", "seed: "},
	};
	struct app *app = open_train("f");
	struct fit_settings before = train_of(app)->form;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		driver_press(app, wrong[i].keys);
		type(app, wrong[i].answer);
		assert_true(app->is_error);
		assert_message(app, wrong[i].part);
		assert_null(strchr(app->message, '\n'));
		assert_true(settings_are_same_run(&before, &train_of(app)->form));
		driver_press(app, "<Esc>");
		assert_int_equal(before.steps, train_of(app)->form.steps);
	}
	explorer_free(app);
}

static void f_and_escape_close_the_form_and_escape_then_ends_the_tour(void **state)
{
	struct app *app = open_train("f");

	(void)state;
	assert_true(train_of(app)->is_form);
	driver_press(app, "f");
	assert_false(train_of(app)->is_form);
	driver_press(app, "f");
	app->station = 0;
	driver_press(app, "<Esc>");
	assert_false(train_of(app)->is_form);
	assert_int_equal(app->station, 0);
	driver_press(app, "<Esc>");
	assert_int_equal(app->station, -1);
	driver_press(app, "jk"); /* nothing to move in */
	assert_int_equal(train_of(app)->field, TRAIN_ARCHITECTURE);
	explorer_free(app);
}

/* ------------------------------------------------------------------------------------- the run */

/* The net that lab's fit gives after some steps of softmax. */
static struct fit *fit_softmax(const struct app *app, int steps, struct pool *pool)
{
	uint64_t usual;
	struct fit_spec spec = fit_defaults("softmax", &usual);
	struct err err;
	struct fit *fit = fit_new(&spec, app->data, app->setup.kernel, pool, &err);

	assert_non_null(fit);
	for (int i = 0; i < steps; i++)
		assert_true(fit_step(fit, &err));
	return fit;
}

static void steps_are_those_of_the_command(void **state)
{
	struct app *app = open_train("n");
	struct pool *pool = pool_new(1);
	struct fit *fit = fit_softmax(app, 11, pool);

	(void)state;
	assert_int_equal(shown_step(app), 1);
	assert_true(train_of(app)->here->is_unsaved);
	assert_shows(app, "step     1/1,000");
	driver_press(app, "N");
	assert_int_equal(shown_step(app), 11);
	assert_int_equal(kept_count(app), 12);
	assert_memory_equal(train_of(app)->shown->net->parameters, fit->net->parameters,
			    fit->net->size * sizeof(float));
	assert_true(train_of(app)->view.loss == fit->loss);
	assert_shows(app, "paused");
	assert_shows(app, "12 of 12   latest");
	fit_free(fit);
	pool_free(pool);
	explorer_free(app);
}

static void space_trains_to_the_end_and_more_steps_lead_on(void **state)
{
	struct app *app = open_train("fjj");
	struct run_view *view = &train_of(app)->view;

	(void)state;
	type(app, "40");
	driver_press(app, "<Space>");
	assert_false(train_of(app)->is_form);
	assert_int_equal(view->state, RUN_DONE);
	assert_int_equal(view->step, 40);
	assert_int_equal(view->validated_at, 40);
	assert_shows(app, " done");
	assert_shows(app, "of the validation images right");
	driver_press(app, "<Space>");
	assert_message(app, "all steps are done");
	driver_press(app, "n");
	assert_int_equal(view->step, 40);
	driver_press(app, "fl<Space>"); /* 50 steps: the same run goes on */
	assert_int_equal(view->step, 50);
	assert_int_equal(history_at(train_history(train_of(app)), 0)->facts.step, 0);
	explorer_free(app);
}

static void wait_for_a_step(struct app *app)
{
	struct pollfd notify = {notify_pipe_fd(&app->notify), POLLIN, 0};

	for (explorer_update(app); train_of(app)->view.step == 0; explorer_update(app))
		poll(&notify, 1, 100);
}

static void space_pauses_and_goes_on(void **state)
{
	struct app *app = open_train("fjj");
	struct run_view *view = &train_of(app)->view;
	uint64_t step;

	(void)state;
	type(app, "100000000");
	explorer_press(app, PRESS_SPACE);
	wait_for_a_step(app);
	assert_int_equal(view->state, RUN_RUNNING);
	assert_shows(app, "all weights a little");
	assert_shows(app, "- left");
	driver_press(app, "<Space>");
	assert_int_equal(view->state, RUN_PAUSED);
	step = view->step;
	assert_in_range(step, 1, 99999999);
	assert_int_equal(shown_step(app), step);
	driver_press(app, "n");
	assert_int_equal(view->step, step + 1);
	explorer_free(app);
}

static void x_ends_a_run_and_then_removes_it(void **state)
{
	struct app *app = open_train("xn");

	(void)state;
	driver_press(app, "x");
	assert_message(app, "run 1 has ended and stays in the list");
	assert_null(train_of(app)->run);
	assert_int_equal(shown_step(app), 1);
	assert_shows(app, " ended");
	driver_press(app, "x");
	assert_true(app->prompt.is_open); /* it is in no file */
	driver_press(app, "n");
	assert_int_equal(app->runs->count, 1);
	driver_press(app, "xy");
	assert_message(app, "run 1 is no longer");
	assert_int_equal(app->runs->count, 0);
	assert_null(train_of(app)->shown);
	assert_int_equal(kept_count(app), 0);
	driver_press(app, "x");
	assert_message(app, "no run");
	driver_press(app, "n");
	assert_int_equal(train_of(app)->here->number, 2);
	explorer_free(app);
}

static void other_settings_begin_another_run(void **state)
{
	struct app *app = open_train("Nfjjjl<Esc>");
	const struct run_record *first = app->runs->records[0];

	(void)state;
	driver_press(app, "f");
	assert_shows(app, "Space begins another run with these settings;");
	driver_press(app, "n");
	assert_int_equal(app->runs->count, 2);
	assert_int_equal(train_of(app)->live->settings.batch, 200);
	assert_int_equal(shown_step(app), 1);
	assert_int_equal(kept_count(app), 2);
	/* The first one keeps its curves, its history and its network. */
	assert_false(first->is_live);
	assert_int_equal(first->settings.batch, 100);
	assert_int_equal(first->curves.count, 10);
	assert_int_equal(history_count(first->history), 11);
	assert_int_equal(run_record_model(first)->facts.step, 10);
	driver_press(app, "f");
	assert_shows(app, "others than steps begin a run");
	explorer_free(app);
}

/* While it takes steps: what was learned until then is there. */
static void a_run_that_another_one_ends_keeps_its_last_step(void **state)
{
	struct app *app = open_train("fjj");
	const struct run_record *first;

	(void)state;
	type(app, "100000000");
	explorer_press(app, PRESS_SPACE);
	wait_for_a_step(app);
	/* Not driver_press(), which would wait for the end. */
	for (const char *key = "fjln"; *key; key++)
		explorer_press(app, *key);
	driver_rest(app);
	first = app->runs->records[0];
	assert_int_equal(app->runs->count, 2);
	assert_int_equal(run_record_model(first)->facts.step, first->view.step);
	assert_int_equal(first->curves.points[first->curves.count - 1].step, first->view.step);
	assert_true(first->view.step > 0 && first->is_unsaved);
	explorer_free(app);
}

static void a_run_that_diverges_says_so(void **state)
{
	struct app *app = open_train(":train dense20 dense20 dense10<Enter>fjjjj");

	(void)state;
	type(app, "1000");
	driver_press(app, "jl<Space>");
	assert_int_equal(train_of(app)->view.state, RUN_FAILED);
	assert_shows(app, "failed");
	assert_shows(app, "diverged; try a smaller rate than 1000.");
	driver_press(app, "n");
	assert_true(app->is_error);
	driver_press(app, "<lt>g");
	assert_int_equal(shown_step(app), 0);
	explorer_free(app);
}

static void the_command_sets_the_form_and_begins_nothing(void **state)
{
	struct app *app = open_train("A:train cnn<Enter>");

	(void)state;
	assert_int_equal(app->current, screen_find(screens, "Train"));
	assert_string_equal(train_of(app)->form.architecture, "cnn");
	assert_null(train_of(app)->run);
	driver_press(app, "A:train dense7<Enter>");
	assert_true(app->is_error);
	assert_string_equal(train_of(app)->form.architecture, "cnn");
	driver_press(app, ":train softmax<Enter>n:train mlp<Enter>");
	assert_non_null(train_of(app)->run);
	assert_message(app, "the form has mlp now");
	explorer_free(app);
}

static void nothing_begins_while_a_data_set_is_being_opened(void **state)
{
	struct app *app = open_train("");

	(void)state;
	for (const char *c = ":data sample\n"; *c; c++)
		explorer_press(app, *c);
	explorer_press(app, 'n');
	assert_message(app, "still opening");
	assert_null(train_of(app)->run);
	driver_rest(app);
	driver_press(app, "n");
	assert_int_equal(shown_step(app), 1);
	explorer_free(app);
}

/* ----------------------------------------------------------------------------------- to be seen */

static void sizes_show_what_matters(void **state)
{
	static const int sizes[][2] = {{17, 62}, {18, 80}, {24, 80}, {40, 120}, {60, 200}};
	struct app *app = open_train("N");

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		explorer_resize(app, sizes[i][0], sizes[i][1]);
		assert_shows(app, "loss ");
		assert_shows(app, "history");
		assert_shows(app, "10/1,000");
		assert_shows(app, "8       "); /* the map's caption */
		assert_shows(app, "valid");
		assert_shows(app, "image 15, a 7");
		driver_press(app, "f");
		assert_shows(app, "architecture <softmax>");
		assert_shows(app, "seed ");
		driver_press(app, "fg");
		explorer_draw(app);
		driver_press(app, "G");
	}
	explorer_free(app);
}

/* The cells of the upper row of maps, as drawn now; the caller frees them. */
static struct cell *cells_of_maps(struct app *app)
{
	enum { ROWS = 5, COLUMNS = 54 };
	struct cell *cells = calloc(ROWS * COLUMNS, sizeof(*cells));

	explorer_draw(app);
	for (int i = 0; i < ROWS * COLUMNS; i++)
		cells[i] = *canvas_at(app->canvas, 3 + i / COLUMNS, 1 + i % COLUMNS);
	return cells;
}

static void maps_change_as_they_learn_and_come_back_when_scrubbed(void **state)
{
	const size_t size = (size_t)(5 * 54) * sizeof(struct cell);
	struct app *app = open_train("n");
	struct cell *first = cells_of_maps(app), *later, *again;

	(void)state;
	driver_press(app, "N");
	later = cells_of_maps(app);
	assert_memory_not_equal(first, later, size);
	driver_press(app, "g>");
	again = cells_of_maps(app);
	assert_memory_equal(first, again, size);
	free(first);
	free(later);
	free(again);
	explorer_free(app);
}

static void without_utf8_merged_rows_are_owned_up_to(void **state)
{
	struct app *app = driver_open_on("mnist-softmax", (struct medium){COLOR_16, GLYPHS_ASCII});

	(void)state;
	driver_press(app, "Tn");
	assert_shows(app, "(rows merged)");
	explorer_free(app);
}

static void rates_and_times_are_dashes_under_a_fixed_clock(void **state)
{
	struct app *app = open_train("N");

	(void)state;
	assert_shows(app, "      - img/s");
	app->setup.is_clock_fixed = false;
	driver_press(app, "xN");
	assert_true(train_of(app)->view.images_per_second > 0);
	assert_false(driver_shows(app, " - img/s"));
	explorer_free(app);
}

static void o_switches_the_scale_of_the_loss(void **state)
{
	struct app *app = open_train("N");

	(void)state;
	assert_shows(app, "log (o)");
	driver_press(app, "o");
	assert_true(train_of(app)->is_linear);
	assert_message(app, "linear");
	assert_shows(app, "linear (o)");
	explorer_free(app);
}

static void a_digit_marks_a_class(void **state)
{
	struct app *app = open_train("n3");

	(void)state;
	assert_int_equal(train_of(app)->class, 3);
	assert_shows(app, "*3");
	driver_press(app, "3");
	assert_int_equal(train_of(app)->class, -1);
	explorer_free(app);
}

static struct train_grid grid_of(const char *architecture, int rows, int columns, int chosen)
{
	struct err err;
	struct net *net = net_new(architecture, (struct shape){28, 28, 1}, 10,
				  kernel_choose("portable", &err), &err);
	struct unit_maps maps;
	struct train_grid grid;

	assert_non_null(net);
	maps = unit_maps_of(net);
	grid = train_grid_of(&maps, (struct medium){COLOR_256, GLYPHS_BRAILLE}, rows, columns,
			     chosen);
	net_free(net);
	return grid;
}

static void a_grid_is_as_large_as_its_room(void **state)
{
	struct train_grid g = grid_of("softmax", 12, 54, -1);

	(void)state;
	assert_int_equal(g.scale, -3);
	assert_int_equal(g.columns, 5);
	assert_int_equal(g.height, 12);
	assert_int_equal(g.width, 54);
	g = grid_of("softmax", 30, 150, -1);
	assert_int_equal(g.scale, 1);
	g = grid_of("cnn", 12, 54, -1);
	assert_int_equal(g.scale, 1);
	assert_int_equal(g.count, 32);
	g = grid_of("cnn", 24, 94, -1);
	assert_int_equal(g.scale, 2);
	assert_int_equal(g.height, 23);
	g = grid_of("dense100 relu dense10", 12, 54, -1);
	assert_int_equal(g.scale, -4);
	assert_int_equal(g.first, 0);
	assert_int_equal(g.count, 18);
	g = grid_of("dense100 relu dense10", 12, 54, 50);
	assert_in_range(50, g.first, g.first + g.count - 1);
	g = grid_of("dense100 relu dense10", 12, 54, 99);
	assert_int_equal(g.first + g.count, 100);
	g = grid_of("dense100 relu dense10", 1, 1, -1);
	assert_int_equal(g.count, 1);
}

static void maps_are_the_weights_themselves(void **state)
{
	struct app *app = open_train(":train dense70 relu dense10<Enter>n");
	struct unit_maps maps = unit_maps_of(train_of(app)->shown->net);

	(void)state;
	for (int unit = 0; unit < 70; unit += 23) {
		struct picture map = train_map(&maps, unit, (struct palette){0});

		assert_ptr_equal(map.values, unit_maps_at(&maps, unit));
		assert_int_equal(map.stride, maps.stride);
		assert_int_equal(map.height, 28);
		assert_int_equal(map.width, 28);
	}
	assert_shows(app, "fc1: 0-");
	explorer_free(app);
}

static void pictures_are_exported_with_the_step_in_their_name(void **state)
{
	struct app *app = open_train("");
	struct export_sheet export = {0};

	(void)state;
	assert_false(train_export(app, train_of(app), &export));
	driver_press(app, "N");
	assert_true(train_export(app, train_of(app), &export));
	assert_int_equal(export.count, 10);
	assert_int_equal(export.columns, 5);
	assert_string_equal(export.name, "train-softmax-step-10");
	explorer_free(app);
}

static void json_tells_of_the_run_and_of_what_is_shown(void **state)
{
	struct app *app = open_train("");
	json_t *o = train_to_json(app, train_of(app)), *shown;

	(void)state;
	assert_string_equal(json_string_value(json_object_get(o, "state")), "none");
	assert_true(json_is_null(json_object_get(o, "shown")));
	json_decref(o);
	driver_press(app, "N<lt>");
	o = train_to_json(app, train_of(app));
	shown = json_object_get(o, "shown");
	assert_string_equal(json_string_value(json_object_get(o, "state")), "paused");
	assert_int_equal(json_integer_value(json_object_get(o, "step")), 10);
	assert_int_equal(json_integer_value(json_object_get(shown, "step")), 9);
	assert_int_equal(json_array_size(json_object_get(shown, "probabilities")), 10);
	assert_int_equal(json_array_size(json_object_get(o, "history")), 11);
	assert_true(json_is_null(json_object_get(o, "images_per_second")));
	assert_true(json_is_false(json_object_get(o, "is_saved")));
	json_decref(o);
	explorer_free(app);
}

static void durations_read_well(void **state)
{
	char text[32];

	(void)state;
	train_duration(text, 12.4);
	assert_string_equal(text, "12 s");
	train_duration(text, 600);
	assert_string_equal(text, "10 min");
	train_duration(text, 36000);
	assert_string_equal(text, "10 h");
	train_duration(text, (double)INFINITY);
	assert_string_equal(text, "-");
}

/* No number is too long for its place, nor one that is none shown with a sign. */
static void a_run_that_diverges_shows_readable_numbers(void **state)
{
	struct app *app = open_train(
		":train dense30 relu dense30 relu dense10<Enter>fjjjj<Enter><C-u>1000<Enter>jlkkk"
		"<Enter><C-u>60<Enter>n");

	(void)state;
	for (int i = 0; i < 4; i++) {
		const struct run_view *view = &train_of(app)->view;
		char loss[32];

		snprintf(loss, sizeof(loss),
			 fabs(view->loss) < 1e4 ? "loss %6.1f  log" : "loss %6.0e  log",
			 view->loss);
		if (fabs(view->loss) >= 10)
			assert_shows(app, loss);
		assert_hides(app, "nan");
		driver_press(app, "<Space>n");
	}
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_with_the_articles_settings),
		cmocka_unit_test(left_and_right_change_fields),
		cmocka_unit_test(typed_values_are_taken),
		cmocka_unit_test(wrong_values_are_refused_in_one_line),
		cmocka_unit_test(f_and_escape_close_the_form_and_escape_then_ends_the_tour),
		cmocka_unit_test(steps_are_those_of_the_command),
		cmocka_unit_test(space_trains_to_the_end_and_more_steps_lead_on),
		cmocka_unit_test(space_pauses_and_goes_on),
		cmocka_unit_test(x_ends_a_run_and_then_removes_it),
		cmocka_unit_test(other_settings_begin_another_run),
		cmocka_unit_test(a_run_that_another_one_ends_keeps_its_last_step),
		cmocka_unit_test(a_run_that_diverges_says_so),
		cmocka_unit_test(the_command_sets_the_form_and_begins_nothing),
		cmocka_unit_test(nothing_begins_while_a_data_set_is_being_opened),
		cmocka_unit_test(sizes_show_what_matters),
		cmocka_unit_test(maps_change_as_they_learn_and_come_back_when_scrubbed),
		cmocka_unit_test(without_utf8_merged_rows_are_owned_up_to),
		cmocka_unit_test(rates_and_times_are_dashes_under_a_fixed_clock),
		cmocka_unit_test(o_switches_the_scale_of_the_loss),
		cmocka_unit_test(a_digit_marks_a_class),
		cmocka_unit_test(a_grid_is_as_large_as_its_room),
		cmocka_unit_test(maps_are_the_weights_themselves),
		cmocka_unit_test(pictures_are_exported_with_the_step_in_their_name),
		cmocka_unit_test(json_tells_of_the_run_and_of_what_is_shown),
		cmocka_unit_test(durations_read_well),
		cmocka_unit_test(a_run_that_diverges_shows_readable_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
