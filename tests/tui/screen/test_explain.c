/* The eXplain screen: its maps are lab's, its words are true of them, and what is chosen comes
 * back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/evaluate.h"
#include "tui/driver.h"
#include "tui/screen/explain/explain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct app *open_explain(const char *model, const char *keys)
{
	struct app *app = driver_open(model);

	driver_press(app, "X");
	driver_press(app, keys);
	return app;
}

static const struct explain_state *state_of(const struct app *app)
{
	return app_state(app, "eXplain");
}

/* All maps are there, and are what lab computes for a class, or one against another. */
static void assert_maps(const struct app *app, int class, int against)
{
	const struct explain_state *s = state_of(app);
	struct explanation_query q = {.net = app->model->net,
				      .image = app->sample.pixels,
				      .layer = app->model->net->count - 1,
				      .unit = class,
				      .has_against = against >= 0,
				      .against = against >= 0 ? against : 0,
				      .seed = (uint64_t)s->seed};

	assert_true(s->count > 0);
	for (int i = 0; i < s->count; i++) {
		struct attribution a = s->maps[i].method->compute(&q);

		assert_non_null(s->maps[i].a.values);
		assert_false(s->maps[i].is_wanted);
		assert_memory_equal(s->maps[i].a.values, a.values,
				    shape_size(a.shape) * sizeof(float));
		attribution_clear(&a);
	}
}

static void what_the_network_sees_is_explained_by_all_methods(void **state)
{
	struct app *app = open_explain(NULL, "");

	(void)state;
	assert_int_equal(state_of(app)->class, -1);
	assert_maps(app, 7, -1);
	assert_shows(app, "image 15 of validation, a 7: for a 7");
	assert_shows(app, ">gradient");
	assert_hides(app, "wgt*pixel");
	driver_press(app, ":open mnist-softmax<Enter>");
	assert_shows(app, "wgt*pixel");
	assert_maps(app, 7, -1);
	explorer_free(app);
}

static void classes_are_explained_alone_and_against_others(void **state)
{
	struct app *app = open_explain("mnist-softmax", "3");

	(void)state;
	assert_maps(app, 3, -1);
	/* What is next to it in the answer is offered. */
	driver_press(app, "a<Enter>");
	assert_int_equal(state_of(app)->against, 7);
	assert_maps(app, 3, 7);
	assert_shows(app, "a 3, not a 7");
	driver_press(app, "x");
	assert_maps(app, 7, 3);
	driver_press(app, "3"); /* it cannot be compared with itself */
	assert_int_equal(state_of(app)->against, 7);
	driver_press(app, "aa<C-u>3<Enter>");
	assert_message(app, "name another one");
	driver_press(app, "<Esc>a<C-u>tea<Enter>");
	assert_message(app, "tea");
	driver_press(app, "<Esc>s");
	assert_int_equal(state_of(app)->class, -1);
	assert_maps(app, 7, -1);
	explorer_free(app);
}

static void another_image_is_explained_anew(void **state)
{
	struct app *app = open_explain("mnist-softmax", "n");
	float p[10];

	(void)state;
	classify(app->model->net, app->sample.pixels, p);
	assert_maps(app, state_of(app)->prediction, -1);
	for (int i = 0; i < 10; i++)
		assert_true(p[i] <= p[state_of(app)->prediction]);
	driver_press(app, "p");
	assert_maps(app, 7, -1);
	explorer_free(app);
}

static const struct explain_map *find_map(const struct app *app, const char *name)
{
	const struct explain_state *s = state_of(app);

	for (int i = 0; i < s->count; i++)
		if (strcmp(s->maps[i].method->name, name) == 0)
			return &s->maps[i];
	fail_msg("there is no %s", name);
	return NULL;
}

static void baseline_and_noise_change_what_depends_on_them(void **state)
{
	struct app *app = open_explain(NULL, "");
	double bias = find_map(app, "integrated gradients")->a.bias;
	float smooth = find_map(app, "smoothgrad")->a.values[400];
	float plain = find_map(app, "gradient")->a.values[400];

	(void)state;
	driver_press(app, "b");
	assert_message(app, "ink everywhere");
	assert_true(find_map(app, "integrated gradients")->a.bias != bias);
	assert_true(find_map(app, "smoothgrad")->a.values[400] == smooth);
	driver_press(app, "z");
	assert_true(find_map(app, "smoothgrad")->a.values[400] != smooth);
	assert_true(find_map(app, "gradient")->a.values[400] == plain);
	driver_press(app, "bb");
	assert_true(find_map(app, "integrated gradients")->a.bias == bias);
	explorer_free(app);
}

static void grad_cam_looks_at_the_chosen_convolution(void **state)
{
	struct app *app = open_explain(NULL, "h");
	float last = find_map(app, "grad-cam")->a.values[400];

	(void)state;
	assert_shows(app, ">grad-cam");
	assert_shows(app, "of conv2");
	driver_press(app, "]");
	assert_shows(app, "of conv1");
	assert_true(find_map(app, "grad-cam")->a.values[400] != last);
	driver_press(app, "[");
	assert_true(find_map(app, "grad-cam")->a.values[400] == last);
	driver_press(app, ":open mnist-softmax<Enter>]");
	assert_message(app, "this network has none");
	explorer_free(app);
}

/* An attribution with one value above and one below 0. */
static void words_are_of_the_largest_part(void **state)
{
	struct app *app = open_explain("mnist-softmax", "");
	struct explain_state *s = app_state(app, "eXplain");
	struct explain_map *map = &s->maps[s->chosen[EXPLAIN_MAPS]];
	char text[256];
	float *pixels = calloc(app_pixels(app), sizeof(float));

	(void)state;
	assert_non_null(pixels);
	memset(map->a.values, 0, app_pixels(app) * sizeof(float));
	for (int i = 0; i < 9; i++) /* a frame of ink from row 6 to 14, column 3 to 11 */
		pixels[(6 + i) * 28 + 3 + i] = 1;
	app_choose_pixels(app, pixels, -1, SAMPLE_DRAWN, "made");
	s->sample_generation = app->sample_generation; /* the maps are taken to be of it */
	map->a.values[6 * 28 + 3] = 3;
	map->a.values[10 * 28 + 7] = 1;
	map->a.values[27 * 28 + 27] = -1;
	assert_false(map->method->is_slope);
	explain_status_line(app, s, text, sizeof(text));
	assert_string_equal(text, "Most for a 7: ink top left (75 %); against: paper bottom "
				  "right (100 %).");
	free(pixels);
	explorer_free(app);
}

/* At the smallest width that the explorer has. */
static void no_sentence_is_cut_where_there_is_little_room(void **state)
{
	static const char *const keys[] = {"", "l", "l", "l", "l", "l", "a3<Enter>", "l", "t", "m"};
	struct app *app = open_explain(NULL, "");
	char text[256];

	(void)state;
	explorer_resize(app, 24, 62);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		driver_press(app, keys[i]);
		explain_status_line(app, app_state(app, "eXplain"), text, sizeof(text));
		if (text_width(text) > 60 || text[strlen(text) - 1] != '.')
			fail_msg("'%s' is no sentence of 60 columns", text);
		assert_shows(app, text);
		if (state_of(app)->strip == EXPLAIN_MAPS)
			assert_shows(app,
				     i < 6 ? "#15, a 7: for a 7 " : "#15, a 7: for a 7, not a 3 ");
	}
	explorer_free(app);
}

static void training_images_are_shown_in_the_place_of_maps(void **state)
{
	struct app *app = open_explain("mnist-softmax", "t");
	const struct explain_taught *t = &state_of(app)->taught;
	struct nearest *s =
		nearest_new(app->model->net, app->sample.pixels, &app->data->split[SPLIT_TRAIN],
			    EXPLAIN_TAUGHT, SIZE_MAX, NULL);
	char shown[64];

	(void)state;
	while (nearest_advance(s)) {}
	assert_true(t->is_there);
	assert_int_equal(t->count, EXPLAIN_TAUGHT);
	for (int i = 0; i < EXPLAIN_TAUGHT; i++)
		assert_int_equal(t->best[i].index, s->best[i].index);
	snprintf(shown, sizeof(shown), "train %zu", s->best[0].index);
	assert_shows(app, shown);
	driver_press(app, "l");
	snprintf(shown, sizeof(shown), "train %zu", s->best[1].index);
	assert_shows(app, shown);
	assert_shows(app, "nearest training images, by pixels");
	driver_press(app, "n"); /* another image: others are near */
	assert_true(t->is_there);
	assert_true(t->best[0].index != s->best[0].index ||
		    t->best[0].distance != s->best[0].distance);
	driver_press(app, "<Esc>");
	assert_shows(app, ">wgt*pixel");
	nearest_free(s);
	explorer_free(app);
}

static void the_least_change_makes_it_the_other_class(void **state)
{
	struct app *app = open_explain("mnist-softmax", "9m");
	const struct explain_change *c = &state_of(app)->change;
	float p[10];

	(void)state;
	assert_true(c->is_there);
	assert_int_equal(c->class, 9);
	assert_non_null(c->image);
	classify(app->model->net, c->image, p);
	for (int i = 0; i < 10; i++)
		assert_true(p[i] <= p[9]);
	assert_shows(app, "A 7 to the network; changed by L2 ");
	for (size_t i = 0; i < app_pixels(app); i++)
		assert_float_equal(c->change[i], c->image[i] - app->sample.pixels[i], 1e-6);
	driver_press(app, "l");
	assert_shows(app, ">changed");
	driver_press(app, "m");
	assert_shows(app, ">wgt*pixel");
	explorer_free(app);
}

/* Keys that come while a search runs stop it, or begin another one. */
static void searches_stop_and_begin_again(void **state)
{
	struct app *app = open_explain("mnist-softmax", "");
	const struct explain_state *s = state_of(app);

	(void)state;
	for (const char *key = "tmmtmm9m3\033"; *key; key++)
		explorer_press(app, *key);
	driver_rest(app);
	assert_int_equal(s->strip, EXPLAIN_MAPS);
	assert_maps(app, 3, -1);
	explorer_press(app, 'm'); /* left while it runs */
	explorer_free(app);
}

static void what_is_chosen_comes_back(void **state)
{
	struct app *app = open_explain("mnist-softmax", "3a<C-u>5<Enter>llbz<Enter>");
	const struct explain_state *s = state_of(app);
	const struct screen *screen = app->screens[app->current];
	json_t *kept = screen->to_session(app, app->state[app->current]);
	struct here here = {0};

	(void)state;
	screen->here(app, app->state[app->current], &here);
	driver_press(app, "<Esc>sgbbhh");
	screen->from_session(app, app->state[app->current], kept);
	driver_rest(app);
	assert_int_equal(s->class, 3);
	assert_int_equal(s->against, 5);
	assert_int_equal(s->chosen[EXPLAIN_MAPS], 2);
	assert_int_equal(s->baseline, 1);
	assert_int_equal(s->seed, 2);
	assert_true(s->is_close);
	json_decref(kept);
	explorer_free(app);
	app = open_explain("mnist-softmax", here.text);
	s = state_of(app);
	assert_int_equal(s->class, 3);
	assert_int_equal(s->against, 5);
	assert_int_equal(s->chosen[EXPLAIN_MAPS], 2);
	assert_int_equal(s->baseline, 1);
	assert_int_equal(s->seed, 2);
	assert_true(s->is_close);
	explorer_free(app);
}

static void e_writes_the_image_and_all_maps(void **state)
{
	struct app *app = open_explain("mnist-softmax", "");
	static struct export_sheet sheet;
	const struct screen *screen = app->screens[app->current];
	json_t *json = screen->to_json(app, app->state[app->current]);

	(void)state;
	assert_true(screen->export(app, app->state[app->current], &sheet));
	assert_int_equal(sheet.count, state_of(app)->count + 1);
	assert_string_equal(sheet.name, "explain-7");
	assert_int_equal(json_array_size(json_object_get(json, "explanations")),
			 state_of(app)->count);
	json_decref(json);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_network_sees_is_explained_by_all_methods),
		cmocka_unit_test(classes_are_explained_alone_and_against_others),
		cmocka_unit_test(another_image_is_explained_anew),
		cmocka_unit_test(baseline_and_noise_change_what_depends_on_them),
		cmocka_unit_test(grad_cam_looks_at_the_chosen_convolution),
		cmocka_unit_test(words_are_of_the_largest_part),
		cmocka_unit_test(no_sentence_is_cut_where_there_is_little_room),
		cmocka_unit_test(training_images_are_shown_in_the_place_of_maps),
		cmocka_unit_test(the_least_change_makes_it_the_other_class),
		cmocka_unit_test(searches_stop_and_begin_again),
		cmocka_unit_test(what_is_chosen_comes_back),
		cmocka_unit_test(e_writes_the_image_and_all_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
