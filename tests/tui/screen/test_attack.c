/* The Attack screen: its steps are lab's, going back is exact, and what it shows is what is there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/picture.h"
#include "tui/driver.h"
#include "tui/screen/attack/attack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The explorer on Attack, after some keys. */
static struct app *open_attack(const char *model, const char *keys)
{
	struct app *app = driver_open(model);

	driver_press(app, "A");
	driver_press(app, keys);
	return app;
}

static struct attack_state *state_of(struct app *app)
{
	return app_state(app, "Attack");
}

static float p_shown(struct app *app, int class)
{
	return attack_shown(state_of(app))->probabilities[class];
}

/* ---------------------------------------------------------------------------------- the steps */

static void it_opens_on_the_articles_seven_towards_a_three(void **state)
{
	struct app *app = open_attack(NULL, "");
	const struct attack_spec *spec = &state_of(app)->attack->spec;

	(void)state;
	assert_int_equal(spec->target, 3);
	assert_true(spec->rate == 0.02f);
	assert_false(spec->is_clipped);
	assert_int_equal(attack_cursor(state_of(app)), 0);
	assert_shows(app, "image 15 of validation, a 7, towards a 3");
	assert_shows(app, "rate 0.020 (article)");
	assert_shows(app,
		     "A 7 to a person, a 7 to the network (100 %). n takes a step towards a 3.");
	explorer_free(app);
}

static void assert_same_steps(struct app *app, const struct attack *a)
{
	const struct attack *shown = state_of(app)->attack;

	assert_int_equal(shown->count, a->count);
	for (int i = 0; i < a->count; i++) {
		const struct attack_step *point = &shown->steps[i];
		const struct attack_step *step = &a->steps[i];

		assert_memory_equal(point->image, step->image, a->pixels * sizeof(float));
		assert_memory_equal(point->probabilities, step->probabilities,
				    (size_t)a->net->classes * sizeof(float));
		assert_int_equal(point->prediction, step->prediction);
		assert_true(point->l0 == step->l0 && point->l2 == step->l2 &&
			    point->linf == step->linf);
	}
	assert_memory_equal(shown->steps[a->count - 1].direction, a->steps[a->count - 1].direction,
			    a->pixels * sizeof(float));
}

static void steps_are_those_of_the_command(void **state)
{
	struct app *app = open_attack(NULL, "nnnnnn");
	struct attack_spec spec = {.method = &gradient_ascent, .target = 3, .rate = 0.02f};
	struct attack *a = attack_new(app->model->net, app->sample.pixels, &spec, NULL);

	(void)state;
	for (int i = 0; i < 6; i++)
		attack_advance(a);
	assert_same_steps(app, a);
	/* Another rate, and clipping, from a step in between on. */
	driver_press(app, "pp+n<Right>cn");
	spec.rate = 0.05f;
	attack_rewind(a, 5, &spec);
	attack_advance(a);
	attack_advance(a);
	spec.is_clipped = true;
	attack_rewind(a, 7, &spec);
	attack_advance(a);
	assert_same_steps(app, a);
	assert_shows(app, "rate 0.050 (clipped)");
	attack_free(a);
	explorer_free(app);
}

static void five_quick_presses_make_five_steps(void **state)
{
	struct app *app = open_attack("mnist-softmax", "");

	(void)state;
	for (int i = 0; i < 5; i++)
		explorer_press(app, 'n');
	driver_rest(app);
	assert_int_equal(attack_cursor(state_of(app)), 5);
	assert_int_equal(state_of(app)->attack->count, 6);
	explorer_free(app);
}

static void keys_that_come_before_the_update_count(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nn");

	(void)state;
	app_choose_image(app, SPLIT_VALIDATION, 12);
	explorer_press(app, 'n');
	driver_rest(app);
	assert_int_equal(attack_cursor(state_of(app)), 1);
	assert_int_equal(state_of(app)->attack->spec.target, 4);
	explorer_free(app);
}

/* The cells of the canvas as they are drawn now. */
static struct cell *draw_cells(struct app *app)
{
	size_t size = (size_t)app->canvas->height * (size_t)app->canvas->width;
	struct cell *cells = calloc(size, sizeof(*cells));

	explorer_draw(app);
	for (size_t i = 0; i < size; i++)
		cells[i] = app->canvas->cells[i];
	return cells;
}

static void back_brings_exactly_the_same_screen(void **state)
{
	struct app *app = open_attack(NULL, "nnnnnnp");
	size_t size = (size_t)app->canvas->height * (size_t)app->canvas->width;
	struct cell *before = draw_cells(app), *between, *after;

	(void)state;
	driver_press(app, "<Left>");
	between = draw_cells(app);
	driver_press(app, "n");
	after = draw_cells(app);
	assert_memory_not_equal(between, before, size * sizeof(*before));
	assert_memory_equal(after, before, size * sizeof(*before));
	free(before);
	free(between);
	free(after);
	explorer_free(app);
}

static void ends_are_one_key_away(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nnnn");

	(void)state;
	driver_press(app, "g");
	assert_int_equal(attack_cursor(state_of(app)), 0);
	driver_press(app, "p");
	assert_int_equal(attack_cursor(state_of(app)), 0);
	driver_press(app, "G");
	assert_int_equal(attack_cursor(state_of(app)), 4);
	driver_press(app, "x");
	assert_int_equal(state_of(app)->attack->count, 1);
	explorer_free(app);
}

static void steps_beyond_the_one_shown_go_with_another_rate(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nnnnpp-");

	(void)state;
	assert_int_equal(state_of(app)->attack->count, 3);
	assert_int_equal(attack_cursor(state_of(app)), 2);
	assert_true(state_of(app)->attack->spec.rate == 0.01f);
	assert_false(attack_is_article(state_of(app)));
	explorer_free(app);
}

static void rates_have_ends(void **state)
{
	struct app *app = open_attack("mnist-softmax", "++++++++");

	(void)state;
	assert_true(state_of(app)->attack->spec.rate == 4);
	driver_press(app, "------------");
	assert_true(state_of(app)->attack->spec.rate == 0.001f);
	assert_non_null(strstr(app->message, "0.001"));
	explorer_free(app);
}

static void a_walk_has_an_end(void **state)
{
	struct app *app = open_attack("mnist-softmax", "");

	(void)state;
	for (int i = 0; i < ATTACK_STEPS_MAX + 3; i++)
		explorer_press(app, 'n');
	driver_rest(app);
	assert_int_equal(state_of(app)->attack->count, ATTACK_STEPS_MAX);
	assert_shows(app, "499");
	explorer_press(app, 'n');
	assert_non_null(strstr(app->message, "as far as one can go"));
	driver_press(app, "<Space>");
	assert_int_not_equal(attack_cursor(state_of(app)), ATTACK_STEPS_MAX - 1);
	explorer_free(app);
}

/* ------------------------------------------------------------------------------ targets, starts */

static void a_digit_is_a_target_and_begins_at_the_same_start(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nnn");
	float start = state_of(app)->attack->steps[0].probabilities[7];

	(void)state;
	driver_press(app, "9");
	assert_int_equal(state_of(app)->attack->count, 1);
	assert_int_equal(state_of(app)->attack->spec.target, 9);
	assert_true(p_shown(app, 7) == start);
	driver_press(app, "n");
	assert_true(p_shown(app, 9) > state_of(app)->attack->steps[0].probabilities[9]);
	/* The same again keeps what was computed. */
	driver_press(app, "9");
	assert_int_equal(attack_cursor(state_of(app)), 0);
	assert_int_equal(state_of(app)->attack->count, 2);
	explorer_free(app);
}

static void a_target_chosen_while_a_step_computes_is_the_one_walked_to(void **state)
{
	struct app *app = open_attack("mnist-softmax", "n");
	struct attack_spec spec = {.method = &gradient_ascent, .target = 5, .rate = 0.02f};
	struct attack *a = attack_new(app->model->net, app->sample.pixels, &spec, NULL);

	(void)state;
	attack_advance(a);
	explorer_press(app, 'n');
	explorer_press(app, '5');
	explorer_press(app, 'n');
	driver_rest(app);
	assert_same_steps(app, a);
	attack_free(a);
	explorer_free(app);
}

static void the_target_is_never_what_the_image_shows(void **state)
{
	struct app *app = open_attack("mnist-softmax", ":12<Enter>");

	(void)state;
	assert_int_equal(app->sample.label, 3);
	assert_int_equal(state_of(app)->attack->spec.target, 4);
	explorer_free(app);
}

static void noise_has_a_rate_of_its_own(void **state)
{
	struct app *app = open_attack(NULL, "nz<Enter>");

	(void)state;
	assert_string_equal(app->sample.title, "noise 1");
	assert_true(state_of(app)->attack->spec.rate == 1);
	assert_int_equal(attack_cursor(state_of(app)), 0);
	assert_shows(app, "rate 1.000 (article)");
	driver_press(app, "n");
	assert_shows(app, "Noise to a person, a 3 to the network");
	driver_press(app, "i15<Enter>");
	assert_true(state_of(app)->attack->spec.rate == 0.02f);
	assert_int_equal((int)app->sample.index, 15);
	explorer_free(app);
}

static void blank_paper_and_unknown_pictures_have_their_words(void **state)
{
	struct app *app = open_attack("mnist-softmax", "b");

	(void)state;
	assert_shows(app, "Blank to a person, ");
	assert_true(app->sample.pixels[400] == 0);
	app_choose_pixels(app, app->sample.pixels, -1, SAMPLE_DRAWN, "your drawing");
	driver_rest(app);
	assert_shows(app, "This picture is ");
	explorer_free(app);
}

static void another_network_begins_at_the_start(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nnn");

	(void)state;
	driver_press(app, ":open mnist-cnn<Enter>");
	assert_int_equal(state_of(app)->attack->count, 1);
	assert_ptr_equal(state_of(app)->model, app->model);
	explorer_free(app);
}

static void a_network_that_is_too_sure_says_so(void **state)
{
	struct app *app = open_attack(NULL, ":12<Enter>8<Space>");

	(void)state;
	assert_true(attack_is_stuck(state_of(app)));
	assert_int_equal(state_of(app)->attack->count, 1);
	assert_shows(app, "Too sure: o takes the logit.");
	explorer_free(app);
}

static void the_logit_leads_on_where_the_probability_does_not(void **state)
{
	struct app *app = open_attack(NULL, ":12<Enter>8<Space>o<Space>");
	const struct attack_spec *spec = &state_of(app)->attack->spec;

	(void)state;
	assert_string_equal(attack_objective_of(spec)->name, "logit");
	assert_true(attack_first(state_of(app)->attack) > 0);
	driver_press(app, "ooo");
	assert_null(state_of(app)->attack->spec.objective);
	explorer_free(app);
}

static void keys_go_through_all_methods(void **state)
{
	struct app *app = open_attack(NULL, "mmmnnn");

	(void)state;
	assert_string_equal(state_of(app)->attack->spec.method->name, "pgd");
	assert_int_equal(state_of(app)->attack->count, 4);
	assert_shows(app, "(pgd)");
	assert_false(attack_is_article(state_of(app)));
	for (int i = 3; i < attack_method_count; i++)
		driver_press(app, "m");
	assert_ptr_equal(state_of(app)->attack->spec.method, attack_methods[0]);
	assert_true(attack_is_article(state_of(app)));
	explorer_free(app);
}

/* Beside each step but the start: how alike it is, and what as much noise does. */
static void likeness_and_noise_stand_beside_each_step(void **state)
{
	struct app *app = open_attack(NULL, "nnn");
	const struct attack *a = state_of(app)->attack;

	(void)state;
	assert_shows(app, "SSIM   0.");
	assert_shows(app, "noise 7 ");
	assert_false(a->steps[0].noise[ATTACK_L2].is_known);
	assert_true(a->steps[3].noise[ATTACK_L2].is_known);
	assert_false(a->steps[3].noise[ATTACK_LINF].is_known);
	assert_int_equal(a->steps[3].noise[ATTACK_L2].prediction, 7);
	explorer_free(app);
	app = open_attack(NULL, "mmmn");
	a = state_of(app)->attack;
	assert_true(a->steps[1].noise[ATTACK_L2].is_known);
	assert_true(a->steps[1].noise[ATTACK_LINF].is_known);
	explorer_free(app);
}

static void who_is_there_already_is_told(void **state)
{
	struct app *app = open_attack("mnist-softmax", "7");

	(void)state;
	assert_shows(app, "It was from the start.");
	assert_int_equal(attack_origin(app, state_of(app)), 7);
	explorer_free(app);
}

/* ------------------------------------------------------------------------------------- playing */

static void playing_ends_where_the_network_is_sure(void **state)
{
	struct app *app = open_attack(NULL, "<Space>");
	const struct attack *shown = state_of(app)->attack;
	int last = shown->count - 1;

	(void)state;
	assert_false(state_of(app)->is_playing);
	assert_in_range(last, 3, 50);
	assert_true(shown->steps[last].probabilities[3] > 0.99f);
	assert_false(shown->steps[last - 1].probabilities[3] > 0.99f);
	/* From there it is shown once more. */
	explorer_press(app, PRESS_SPACE);
	assert_int_equal(attack_cursor(state_of(app)), 0);
	assert_shows(app, "Space stops.");
	explorer_press(app, PRESS_SPACE);
	assert_false(state_of(app)->is_playing);
	explorer_free(app);
}

static void playing_ends_after_fifty_steps(void **state)
{
	struct app *app = open_attack("mnist-softmax", "-----<Space>");

	(void)state;
	assert_int_equal(attack_cursor(state_of(app)), 50);
	explorer_free(app);
}

static void leaving_ends_playing(void **state)
{
	struct app *app = open_attack("mnist-softmax", "");

	(void)state;
	explorer_press(app, PRESS_SPACE);
	assert_true(state_of(app)->is_playing);
	driver_press(app, "D");
	assert_false(state_of(app)->is_playing);
	explorer_free(app);
}

/* ----------------------------------------------------------------------------------- the screen */

static void the_flip_is_marked(void **state)
{
	struct app *app = open_attack(NULL, "nnnn");
	char text[32];
	int first;

	(void)state;
	assert_shows(app, "Not a 3 yet; n goes on.");
	assert_false(driver_shows(app, "flips at"));
	driver_press(app, "nn");
	first = attack_first(state_of(app)->attack);
	assert_in_range(first, 4, 6);
	snprintf(text, sizeof(text), "flips at %d", first);
	assert_shows(app, text);
	assert_shows(app, "steps did it; n goes on.");
	driver_press(app, "g");
	snprintf(text, sizeof(text), "It flips at step %d", first);
	assert_shows(app, text);
	explorer_free(app);
}

/* The picture's cells are those of the image of the step, from the second row on. */
static void the_picture_is_that_of_the_step(void **state)
{
	struct app *app = open_attack(NULL, "nnn");
	struct picture picture = {.values = state_of(app)->attack->steps[3].image,
				  .height = 28,
				  .width = 28,
				  .palette = app_picture_palette(app)};
	struct canvas *expected = canvas_new(app->medium, 14, 28);

	(void)state;
	picture_draw(expected, 0, 0, &picture, PIXELS_HALVES);
	explorer_draw(app);
	for (int row = 0; row < 14; row++)
		for (int column = 0; column < 28; column++)
			assert_memory_equal(canvas_at(app->canvas, row + 2, column + 1),
					    canvas_at(expected, row, column), sizeof(struct cell));
	canvas_free(expected);
	explorer_free(app);
}

static void d_switches_the_map_where_there_is_room_for_one(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nn");

	(void)state;
	assert_shows(app, "next step");
	assert_false(driver_shows(app, "added"));
	assert_shows(app, "d map");
	driver_press(app, "d");
	assert_shows(app, "added -0.");
	assert_false(driver_shows(app, "next step"));
	explorer_resize(app, 40, 111);
	assert_false(driver_shows(app, "next step"));
	explorer_resize(app, 40, 112);
	assert_shows(app, "next step");
	assert_shows(app, "added");
	assert_hides(app, "d map");
	explorer_free(app);
}

/* In 80 columns. */
static void the_footer_has_room_for_method_and_objective(void **state)
{
	struct app *app = open_attack("mnist-softmax", "");

	(void)state;
	assert_shows(app, "m method");
	assert_shows(app, "o objective");
	assert_shows(app, "0-9 target");
	assert_hides(app, "p back");
	assert_hides(app, "Enter keep");
	driver_press(app, "n");
	assert_shows(app, "n next  p back  Space play  Enter keep  m method  o objective");
	explorer_free(app);
}

/* All bars, both ends of the legend and the words, in any size and on any medium. */
static void assert_complete(struct app *app, int rows, int columns)
{
	int bars = 0;
	char probability[16];

	explorer_resize(app, rows, columns);
	explorer_draw(app);
	for (int class = 0; class < 10; class ++) {
		snprintf(probability, sizeof(probability), "%5.3f", (double)p_shown(app, class));
		for (int row = 1; row < rows - 2; row++) {
			const char *text = driver_row(app, row), *found = strstr(text, probability);
			char label[16];

			snprintf(label, sizeof(label), "%d ", class);
			bars += found && strstr(text, label) && strstr(text, label) < found;
		}
	}
	if (bars < 10)
		fail_msg("%d of 10 bars in %dx%d", bars, columns, rows);
	assert_shows(app, "next step");
	if (!driver_shows(app, "L2") || !driver_shows(app, "Linf"))
		fail_msg("no lengths in %dx%d", columns, rows);
	if (!driver_shows(app, "flips at"))
		fail_msg("the flip is not marked in %dx%d", columns, rows);
}

static void everything_has_its_place_in_any_size(void **state)
{
	static const int sizes[][2] = {{24, 80},  {17, 62},  {17, 80},  {18, 80},
				       {19, 100}, {20, 80},  {24, 62},  {30, 70},
				       {40, 120}, {60, 200}, {100, 300}};
	static const struct medium media[] = {{COLOR_256, GLYPHS_BRAILLE},
					      {COLOR_MONO, GLYPHS_BRAILLE},
					      {COLOR_16, GLYPHS_ASCII},
					      {COLOR_MONO, GLYPHS_ASCII}};

	(void)state;
	for (size_t m = 0; m < sizeof(media) / sizeof(media[0]); m++) {
		struct app *app = driver_open_on(NULL, media[m]);

		driver_press(app, "Annnnnn");
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
			assert_complete(app, sizes[i][0], sizes[i][1]);
		explorer_free(app);
	}
}

static void merged_rows_are_owned_up_to(void **state)
{
	struct app *app = driver_open_on("mnist-softmax", (struct medium){COLOR_256, GLYPHS_ASCII});

	(void)state;
	driver_press(app, "A");
	assert_shows(app, "now (rows merged)");
	explorer_free(app);
}

static void what_has_no_room_is_said_shorter(void **state)
{
	struct app *app = open_attack(NULL, "nnnnnn");

	(void)state;
	explorer_resize(app, 26, 62);
	assert_shows(app, "image 15 of validation, 7 -> 3 ");
	assert_shows(app, "(9");
	assert_false(driver_shows(app, "did it"));
	app_choose_pixels(app, app->sample.pixels, 7, SAMPLE_FILE,
			  "a picture whose title has no end that is near");
	driver_rest(app);
	assert_shows(app, " a picture whose title");
	assert_shows(app, ", 7 -> 3 ");
	explorer_free(app);
}

static void large_screens_show_the_steps_as_a_film(void **state)
{
	static const int sizes[][2] = {{60, 120}, {60, 200}};
	struct app *app = open_attack(NULL, "nn");
	char text[32];

	(void)state;
	snprintf(text, sizeof(text), "2: 7 %.1f %%", 100 * (double)p_shown(app, 7));
	assert_false(driver_shows(app, text));
	for (int i = 0; i < 2; i++) {
		explorer_resize(app, sizes[i][0], sizes[i][1]);
		assert_shows(app, text);
	}
	explorer_free(app);
}

/* The column in which a row begins a text; -1. */
static int column_of(struct app *app, const char *text)
{
	for (int row = 0; row < app->canvas->height; row++) {
		const char *line = driver_row(app, row), *found = strstr(line, text);
		int column = 0;

		for (; found && line < found; column++)
			text_next(&line);
		if (found)
			return column;
	}
	return -1;
}

/* The maps' captions stand beside the picture: two cells behind it. */
static void the_picture_grows_with_the_window_by_whole_numbers(void **state)
{
	static const struct {
		int rows, columns, scale;
		bool has_both;
	} rows[] = {{24, 80, 1, false}, {40, 120, 2, true}, {50, 160, 3, true}, {60, 200, 3, true}};
	struct app *app = open_attack("mnist-softmax", "n");

	(void)state;
	for (int i = 0; i < 4; i++) {
		explorer_resize(app, rows[i].rows, rows[i].columns);
		assert_shows(app, "now");
		assert_int_equal(column_of(app, "next step"), 1 + 28 * rows[i].scale + 2);
		assert_int_equal(column_of(app, "added "),
				 rows[i].has_both ? 1 + 28 * rows[i].scale + 2 : -1);
		assert_shows(app, "p(3)"); /* the curves */
		assert_shows(app, "L2");
	}
	explorer_free(app);
}

static void before_the_first_answer_the_picture_is_there(void **state)
{
	struct app *app = open_attack("mnist-softmax", "");

	(void)state;
	app_choose_image(app, SPLIT_VALIDATION, 12);
	app->screens[app->current]->update(app, state_of(app));
	assert_null(attack_shown(state_of(app)));
	assert_shows(app, "image 12 of validation, a 3, towards a 4");
	assert_shows(app, "computing");
	assert_shows(app, "What the network makes of it is being computed.");
	explorer_free(app);
}

/* ------------------------------------------------------------------------------------- leaving it
 */

static void enter_keeps_the_picture_shown(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nn");

	(void)state;
	explorer_press(app, PRESS_ENTER);
	assert_string_equal(app->message, "kept; R classifies it with other networks");
	assert_int_equal(app->kept_count, 1);
	assert_int_equal(app->kept[0].sample.label, 7);
	assert_int_equal(app->kept[0].target, 3);
	assert_string_equal(app->kept[0].sample.title, "image 15 of validation, step 2");
	assert_memory_equal(app->kept[0].sample.pixels, attack_shown(state_of(app))->image,
			    784 * sizeof(float));
	explorer_free(app);
}

static void the_pictures_can_be_exported(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nn");
	struct export_sheet export = {0};

	(void)state;
	assert_true(app->screens[app->current]->export(app, state_of(app), &export));
	assert_int_equal(export.count, 3);
	assert_string_equal(export.name, "attack-image-15-to-3-step-2");
	assert_ptr_equal(export.tiles[0].picture.values, attack_shown(state_of(app))->image);
	assert_ptr_equal(export.tiles[1].picture.values, attack_shown(state_of(app))->direction);
	assert_true(export.tiles[2].picture.values[400] ==
		    attack_shown(state_of(app))->image[400] - app->sample.pixels[400]);
	explorer_free(app);
}

static void the_numbers_are_told(void **state)
{
	struct app *app = open_attack("mnist-softmax", "nnp");
	json_t *o = app->screens[app->current]->to_json(app, state_of(app));
	json_t *p = json_object_get(o, "probabilities");

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(o, "step")), 1);
	assert_int_equal(json_integer_value(json_object_get(o, "steps")), 2);
	assert_int_equal(json_integer_value(json_object_get(o, "target")), 3);
	assert_int_equal(json_integer_value(json_object_get(o, "label")), 7);
	assert_true(json_is_null(json_object_get(o, "first")));
	assert_int_equal(json_array_size(p), 10);
	assert_true((float)json_real_value(json_array_get(p, 7)) == p_shown(app, 7));
	json_decref(o);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_on_the_articles_seven_towards_a_three),
		cmocka_unit_test(steps_are_those_of_the_command),
		cmocka_unit_test(five_quick_presses_make_five_steps),
		cmocka_unit_test(keys_that_come_before_the_update_count),
		cmocka_unit_test(back_brings_exactly_the_same_screen),
		cmocka_unit_test(ends_are_one_key_away),
		cmocka_unit_test(steps_beyond_the_one_shown_go_with_another_rate),
		cmocka_unit_test(rates_have_ends),
		cmocka_unit_test(a_walk_has_an_end),
		cmocka_unit_test(a_digit_is_a_target_and_begins_at_the_same_start),
		cmocka_unit_test(a_target_chosen_while_a_step_computes_is_the_one_walked_to),
		cmocka_unit_test(the_target_is_never_what_the_image_shows),
		cmocka_unit_test(noise_has_a_rate_of_its_own),
		cmocka_unit_test(blank_paper_and_unknown_pictures_have_their_words),
		cmocka_unit_test(another_network_begins_at_the_start),
		cmocka_unit_test(a_network_that_is_too_sure_says_so),
		cmocka_unit_test(likeness_and_noise_stand_beside_each_step),
		cmocka_unit_test(who_is_there_already_is_told),
		cmocka_unit_test(playing_ends_where_the_network_is_sure),
		cmocka_unit_test(playing_ends_after_fifty_steps),
		cmocka_unit_test(leaving_ends_playing),
		cmocka_unit_test(the_flip_is_marked),
		cmocka_unit_test(the_picture_is_that_of_the_step),
		cmocka_unit_test(d_switches_the_map_where_there_is_room_for_one),
		cmocka_unit_test(the_footer_has_room_for_method_and_objective),
		cmocka_unit_test(everything_has_its_place_in_any_size),
		cmocka_unit_test(merged_rows_are_owned_up_to),
		cmocka_unit_test(what_has_no_room_is_said_shorter),
		cmocka_unit_test(large_screens_show_the_steps_as_a_film),
		cmocka_unit_test(the_picture_grows_with_the_window_by_whole_numbers),
		cmocka_unit_test(before_the_first_answer_the_picture_is_there),
		cmocka_unit_test(the_logit_leads_on_where_the_probability_does_not),
		cmocka_unit_test(keys_go_through_all_methods),
		cmocka_unit_test(enter_keeps_the_picture_shown),
		cmocka_unit_test(the_pictures_can_be_exported),
		cmocka_unit_test(the_numbers_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
