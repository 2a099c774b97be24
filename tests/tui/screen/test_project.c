/* The Project screen: a map of images, a cursor in it, and the way of an attack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "lab/project/project.h"
#include "tui/driver.h"
#include "tui/screen/project/project.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IMAGES = 100 };

static struct project_state *state_of(const struct app *app)
{
	return app_state(app, "Project");
}

/* At the screen, which has yet to begin its map. */
static struct app *open_map(const char *model)
{
	struct app *app = driver_open(model);

	app_go(app, app_screen(app, "Project"));
	explorer_update(app);
	return app;
}

/* With few images, and at rest after some keys. */
static struct app *open_project_of(const char *model, const char *keys)
{
	struct app *app = open_map(model);

	state_of(app)->wanted = IMAGES;
	driver_rest(app);
	driver_press(app, keys);
	return app;
}

/* The same on the shipped CNN. */
static struct app *open_project(const char *keys)
{
	return open_project_of(NULL, keys);
}

static void the_map_is_labs(void **state)
{
	struct app *app = open_project("");
	const struct project_state *s = state_of(app);
	struct projection_spec spec = {.count = IMAGES, .tsne = tsne_usual()};
	struct projection *p;
	struct err err;

	(void)state;
	assert_shows(app, "fc1 of 100 of validation   t-SNE");
	assert_true(project_find(app->model->net, "fc1", &spec.layer, &err));
	p = projection_new(app->model->net, &app->data->split[SPLIT_VALIDATION], &spec, NULL, &err);
	while (projection_advance(p, NULL))
		;
	assert_memory_equal(project_plane(s), projection_plane(p), 2 * IMAGES * sizeof(double));
	driver_press(app, "m");
	assert_shows(app, "PCA: ");
	assert_memory_equal(project_plane(s), p->pca_plane, 2 * IMAGES * sizeof(double));
	projection_free(p);
	explorer_free(app);
}

static void arrows_go_to_points_on_that_side(void **state)
{
	static const struct {
		const char *key;
		int right, down;
	} ways[] = {{"l", 1, 0}, {"h", -1, 0}, {"j", 0, 1}, {"k", 0, -1}};
	struct app *app = open_project("");
	struct project_state *s = state_of(app);
	int moves = 0;

	(void)state;
	for (int i = 0; i < 40; i++) {
		struct scatter_view view = project_view(app, s);
		int before[2], after[2];
		size_t cursor = s->cursor;

		scatter_cell(&view, project_plane(s) + 2 * s->cursor, &before[0], &before[1]);
		driver_press(app, ways[i % 4].key);
		scatter_cell(&view, project_plane(s) + 2 * s->cursor, &after[0], &after[1]);
		if (s->cursor == cursor)
			continue;
		moves++;
		assert_true((after[1] - before[1]) * ways[i % 4].right +
				    (after[0] - before[0]) * ways[i % 4].down >=
			    0);
	}
	assert_true(moves > 20);
	explorer_free(app);
}

static void enter_selects_the_image_for_all_screens(void **state)
{
	struct app *app = open_project("nnn<Enter>");
	const struct project_state *s = state_of(app);

	(void)state;
	assert_int_equal(s->cursor, 18);
	assert_int_equal(app->sample.index, 18);
	assert_int_equal(app->sample.source, SAMPLE_OF_SPLIT);
	assert_message(app, "Image 18 of validation is selected");
	driver_press(app, "M:20<Enter>P");
	assert_int_equal(s->cursor, 20);
	explorer_free(app);
}

static void neighbours_are_the_nearest_by_the_layer(void **state)
{
	struct app *app = open_project("");
	const struct project_state *s = state_of(app);
	const struct projection *p = s->map->projection;
	struct neighbor nearest[PROJECT_NEAREST];

	(void)state;
	assert_true(s->nearest.is_there);
	neighbors_find(p->points, IMAGES, p->size, s->cursor, PROJECT_NEAREST, nearest);
	for (int i = 0; i < PROJECT_NEAREST; i++)
		assert_int_equal(s->nearest.list[i].point, nearest[i].point);
	assert_shows(app, "nearest by fc1");
	explorer_free(app);
}

/* The start of an attack is one of the images, so it is placed where that is. */
static void an_attack_is_a_way_from_its_image_to_others(void **state)
{
	struct app *app = open_project("AnnnnnnnnP");
	const struct project_state *s = state_of(app);
	double place[2];

	(void)state;
	assert_int_equal(s->path.count, 9);
	/* Among which digits it ends, a last bit of the map's first steps decides. */
	assert_shows(app, "A 7 that ");
	assert_shows(app, " 8 steps; it is read as a 3.");
	for (int is_pca = 0; is_pca < 2; is_pca++) {
		const double *start = project_plane(s) + 2 * 15;

		assert_int_equal(s->is_pca, is_pca);
		project_path_place(s, 0, place);
		assert_true(hypot(place[0] - start[0], place[1] - start[1]) < 1e-3);
		project_path_place(s, 8, place);
		assert_true(hypot(place[0] - start[0], place[1] - start[1]) > 1);
		driver_press(app, "m");
	}
	driver_press(app, "n<Enter>");
	assert_int_equal(s->path.count, 0);
	explorer_free(app);
}

static void what_is_no_image_of_the_split_is_placed_too(void **state)
{
	struct app *app = open_project(":noise 3<Enter>");

	(void)state;
	assert_int_equal(state_of(app)->path.count, 1);
	assert_shows(app, "The selected picture lies among the ");
	explorer_free(app);
}

static void space_stops_tsne_and_goes_on(void **state)
{
	struct app *app = open_project("<Space>s");
	const struct project_state *s = state_of(app);

	(void)state;
	assert_true(s->is_known);
	assert_int_equal(s->iteration, 0);
	driver_press(app, "<Space>");
	assert_int_equal(s->iteration, tsne_usual().iterations);
	explorer_free(app);
}

static void a_filter_leaves_out_what_it_does_not_take(void **state)
{
	struct app *app = open_project("/7<Enter>");
	struct project_state *s = state_of(app);

	(void)state;
	for (int i = 0; i < 20; i++) {
		driver_press(app, i % 2 ? "n" : "l");
		assert_int_equal(project_prediction(s, s->cursor)->label, 7);
	}
	assert_shows(app, "fc1 of 100 of validation, 7>any");
	driver_press(app, "/<Enter>n");
	assert_hides(app, "7>any");
	explorer_free(app);
}

static void e_writes_the_image_and_the_nearest(void **state)
{
	static struct export_sheet sheet;
	struct app *app = open_project("/#33<Enter>");
	const struct screen *screen = app->screens[app->current];
	struct project_state *s = state_of(app);
	float *pixels = xfloats(app_pixels(app));

	(void)state;
	assert_true(s->nearest.is_there);
	for (int again = 0; again < 2; again++) {
		sheet.count = 0;
		assert_true(screen->export(app, s, &sheet));
		assert_int_equal(sheet.count, 1 + PROJECT_NEAREST);
	}
	assert_string_equal(sheet.name, "project-33");
	for (int i = 0; i < sheet.count; i++) {
		size_t image = i == 0 ? 33 : (size_t)s->nearest.list[i - 1].point;

		split_image(&app->data->split[s->split], image, pixels);
		assert_memory_equal(sheet.tiles[i].picture.values, pixels,
				    app_pixels(app) * sizeof(float));
	}
	free(pixels);
	explorer_free(app);
}

static void o_goes_through_pixels_and_layers(void **state)
{
	static const char *const names[] = {"logits", "pixels", "conv1", "conv2", "fc1"};
	struct app *app = open_project("m");

	(void)state;
	for (int i = 0; i < 5; i++) {
		driver_press(app, "o");
		assert_string_equal(project_name(app->model->net, state_of(app)->layer), names[i]);
		assert_shows(app, names[i]);
	}
	driver_press(app, ":open mnist-softmax<Enter>");
	assert_shows(app, "logits of 100");
	explorer_free(app);
}

static void a_session_brings_the_map_back(void **state)
{
	struct app *app = open_project_of("mnist-softmax", "mod/7<Enter>");
	struct app *other = driver_open("mnist-softmax");
	struct project_state *s = state_of(app);
	json_t *kept = project_to_session(app, s), *again;

	(void)state;
	project_from_session(other, state_of(other), kept);
	again = project_to_session(other, state_of(other));
	assert_true(json_equal(kept, again));
	driver_press(other, "P");
	assert_memory_equal(project_plane(state_of(other)), project_plane(s),
			    2 * IMAGES * sizeof(double));
	json_decref(kept);
	json_decref(again);
	kept = json_pack("{si ss si si}", "split", 2, "of", "nothing", "images", -3, "image", -1);
	project_from_session(other, state_of(other), kept);
	driver_press(other, "m");
	assert_true(state_of(other)->is_known);
	json_decref(kept);
	explorer_free(app);
	explorer_free(other);
}

static void keys_lead_to_what_is_shown(void **state)
{
	struct app *app = open_project_of("mnist-softmax", "mod/7<Enter>nn");
	struct app *other = open_map("mnist-softmax");
	struct here here = {{0}, 0, NULL};

	(void)state;
	project_here(app, state_of(app), &here);
	driver_press(other, here.text);
	assert_int_equal(state_of(other)->cursor, state_of(app)->cursor);
	assert_int_equal(state_of(other)->layer, state_of(app)->layer);
	assert_int_equal(state_of(other)->wanted, IMAGES);
	assert_int_equal(state_of(other)->look, state_of(app)->look);
	assert_int_equal(state_of(other)->filter.label, 7);
	assert_true(state_of(other)->is_pca);
	explorer_free(app);
	explorer_free(other);
}

/* A thousand images are not waited for by who wants fewer. */
static void keys_that_ask_for_another_map_wait_for_none(void **state)
{
	struct app *app = open_map("mnist-softmax");

	(void)state;
	assert_true(explorer_is_building(app, 'n'));
	assert_true(explorer_is_building(app, PRESS_RIGHT));
	for (const char *key = "moO+=-sd "; *key; key++)
		assert_false(explorer_is_building(app, *key));
	explorer_free(app);
}

static void misread_images_only(void **state)
{
	struct app *app = open_project("w");
	const struct project_state *s = state_of(app);
	const struct prediction *p = project_prediction(s, s->cursor);
	bool is_any = false;

	(void)state;
	for (size_t i = 0; i < IMAGES; i++)
		is_any |= project_is_shown(s, i);
	assert_true(!is_any || p->label != p->prediction);
	assert_shows(app, "of validation, misread");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_map_is_labs),
		cmocka_unit_test(arrows_go_to_points_on_that_side),
		cmocka_unit_test(enter_selects_the_image_for_all_screens),
		cmocka_unit_test(neighbours_are_the_nearest_by_the_layer),
		cmocka_unit_test(an_attack_is_a_way_from_its_image_to_others),
		cmocka_unit_test(what_is_no_image_of_the_split_is_placed_too),
		cmocka_unit_test(space_stops_tsne_and_goes_on),
		cmocka_unit_test(a_filter_leaves_out_what_it_does_not_take),
		cmocka_unit_test(a_session_brings_the_map_back),
		cmocka_unit_test(keys_lead_to_what_is_shown),
		cmocka_unit_test(keys_that_ask_for_another_map_wait_for_none),
		cmocka_unit_test(misread_images_only),
		cmocka_unit_test(e_writes_the_image_and_the_nearest),
		cmocka_unit_test(o_goes_through_pixels_and_layers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
