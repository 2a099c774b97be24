/* The Mistakes screen: what it finds against what lab finds, its filters, its places at all sizes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/mistakes.h"
#include "support/says.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/screen/mistakes/mistakes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct app *open_at(int rows, int columns, const char *keys)
{
	struct app *app = driver_open("mnist-softmax");

	explorer_resize(app, rows, columns);
	driver_press(app, "M");
	driver_press(app, keys);
	return app;
}

static struct app *open_mistakes(const char *keys)
{
	return open_at(24, 80, keys);
}

static const struct mistakes_state *state_of(const struct app *app)
{
	return app_state(app, "Mistakes");
}

static const struct prediction *word_at(const struct app *app, size_t i)
{
	return &state_of(app)->list[i].prediction;
}

static void assert_list(const struct app *app, size_t count, enum mistake_order order)
{
	const struct mistakes_state *s = state_of(app);
	struct mistakes m = mistakes_find(app->model->net, app->data,
					  &app->data->split[SPLIT_VALIDATION], count, order, NULL);

	assert_int_equal(s->misread, m.count);
	assert_int_equal(s->count, m.count);
	for (size_t i = 0; i < m.count; i++) {
		assert_int_equal(s->list[i].index, m.list[i].index);
		assert_memory_equal(word_at(app, i), &m.list[i].prediction,
				    sizeof(m.list[i].prediction));
	}
	mistakes_clear(&m);
}

/* -------------------------------------------------------------------------------- what is found */

static void it_opens_on_the_whole_split_and_finds_what_lab_finds(void **state)
{
	struct app *app = open_mistakes("");

	(void)state;
	assert_int_equal(mistakes_wanted(app, state_of(app)), 1000);
	assert_list(app, 1000, BY_INDEX);
	assert_shows(app, "validation, 1,000 images");
	explorer_free(app);
}

static void the_matrix_is_that_of_evaluate(void **state)
{
	struct app *app = open_mistakes("");
	const struct mistakes_state *s = state_of(app);
	struct evaluation e = evaluate(app->model->net, &app->data->split[SPLIT_VALIDATION], NULL);

	(void)state;
	assert_int_equal(s->misread, e.count - e.correct);
	assert_memory_equal(s->confusion, e.confusion, 100 * sizeof(*e.confusion));
	evaluation_clear(&e);
	explorer_free(app);
}

static void o_orders_as_lab_does(void **state)
{
	struct app *app = open_mistakes("o");

	(void)state;
	assert_list(app, 1000, BY_LOSS);
	assert_shows(app, "by loss");
	driver_press(app, "o");
	assert_list(app, 1000, BY_CONFIDENCE);
	assert_shows(app, "by confidence");
	driver_press(app, "o");
	assert_list(app, 1000, BY_INDEX);
	explorer_free(app);
}

static void a_looks_at_the_articles_first_200(void **state)
{
	struct app *app = open_mistakes("a");

	(void)state;
	assert_list(app, 200, BY_INDEX);
	assert_shows(app, "validation, the first 200");
	assert_shows(app, "of the first 200 misread");
	driver_press(app, "a");
	assert_list(app, 1000, BY_INDEX);
	explorer_free(app);
}

static void w_browses_every_image(void **state)
{
	struct app *app = open_mistakes("wg");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	assert_int_equal(s->count, 1000);
	for (size_t i = 0; i < s->count; i++)
		assert_int_equal(s->list[i].index, i);
	driver_press(app, "llll");
	assert_shows(app, "was read rightly as");
	driver_press(app, "w");
	assert_list(app, 1000, BY_INDEX);
	explorer_free(app);
}

static void the_diagonal_is_of_images_read_right(void **state)
{
	struct app *app = open_mistakes("mgG<Enter>");

	(void)state;
	assert_shows(app, "read right, in order, 9>9");
	assert_shows(app, "misread (");
	driver_press(app, "/9><Enter>");
	assert_shows(app, "misread, in order, 9>any");
	explorer_free(app);
}

static void words_that_do_not_fit_are_left_out_by_sentences(void **state)
{
	static const struct {
		int columns;
		const char *end;
	} sizes[] = {{76, "with 76 % confidence."}, {75, "as a 7 (76 %)."}, {60, "(8.7 %)."}};
	struct app *app = open_mistakes("g");

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char status_line[512] = "";

		explorer_resize(app, 24, sizes[i].columns);
		app->screens[app->current]->status_line(app, app_state(app, "Mistakes"),
							status_line, sizeof(status_line));
		assert_in_range(strlen(status_line), 20, sizes[i].columns - 2);
		assert_string_equal(status_line + strlen(status_line) - strlen(sizes[i].end),
				    sizes[i].end);
	}
	explorer_free(app);
}

static void s_goes_through_the_splits_and_keeps_what_is_known(void **state)
{
	struct app *app = open_mistakes("s");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	assert_int_equal(s->split, SPLIT_TEST);
	assert_int_equal(s->seen[SPLIT_TEST].examined, 1000);
	assert_int_equal(s->seen[SPLIT_VALIDATION].examined, 1000);
	driver_press(app, "s");
	assert_int_equal(mistakes_examined(app, s), 3000);
	assert_shows(app, "train, 3,000 images");
	driver_press(app, "s");
	assert_list(app, 1000, BY_INDEX);
	explorer_free(app);
}

/* ---------------------------------------------------------------------------------- as it comes */

/* With no workers each look at the jobs runs one: so one can look in between. */
static void it_says_how_far_it_is_and_fills_in(void **state)
{
	struct app_setup setup = {.model = "mnist-cnn",
				  .data = "sample",
				  .split = SPLIT_VALIDATION,
				  .image = -1,
				  .medium = {COLOR_256, GLYPHS_BRAILLE},
				  .is_clock_fixed = true};
	struct err err;
	struct app *app;

	(void)state;
	setup.kernel = kernel_choose("portable", &err);
	app = explorer_new(&setup, &err);
	assert_non_null(app);
	while (!app->model)
		explorer_update(app);
	explorer_press(app, 'M');
	explorer_update(app);
	assert_int_equal(mistakes_examined(app, state_of(app)), 0);
	assert_shows(app, "validation, 0 of 1,000");
	assert_shows(app, "none so far");
	assert_shows(app, "0 of 1,000 looked at");
	driver_rest(app);
	assert_hides(app, "looked at");
	assert_shows(app, "of 1,000 misread (");
	explorer_free(app);
}

static void another_model_is_asked_anew(void **state)
{
	struct app *app = open_mistakes("");
	const struct mistakes_state *s = state_of(app);
	size_t before = s->misread;

	(void)state;
	driver_press(app, ":open mnist-cnn<Enter>");
	assert_true(s->misread < before);
	assert_list(app, 1000, BY_INDEX);
	explorer_free(app);
}

static void what_an_old_model_said_is_not_kept(void **state)
{
	struct app *app = open_mistakes("");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	/* Its job is still under way when the model changes, and nobody looks at the screen. */
	explorer_press(app, 's');
	explorer_update(app);
	app_go(app, screen_find(screens, "Attack"));
	app_set_model(app, app->model, NULL);
	driver_rest(app);
	assert_int_equal(s->seen[SPLIT_TEST].examined, 0);
	driver_press(app, "M");
	assert_int_equal(s->model_generation, app->model_generation);
	assert_int_equal(s->misread, s->count);
	assert_true(s->count > 0);
	explorer_free(app);
}

/* -------------------------------------------------------------------------------------- filters */

static void a_digit_shows_its_class_and_again_all(void **state)
{
	struct app *app = open_mistakes("7");
	const struct mistakes_state *s = state_of(app);
	size_t all = s->misread;

	(void)state;
	assert_in_range(s->count, 1, all - 1);
	for (size_t i = 0; i < s->count; i++)
		assert_int_equal(word_at(app, i)->label, 7);
	assert_shows(app, "7>any");
	driver_press(app, "7");
	assert_int_equal(s->count, all);
	explorer_free(app);
}

static void a_filter_narrows_the_list(void **state)
{
	struct app *app = open_mistakes("/>3 0.5<Enter>");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	assert_true(s->count > 0);
	for (size_t i = 0; i < s->count; i++) {
		assert_int_equal(word_at(app, i)->prediction, 3);
		assert_int_not_equal(word_at(app, i)->label, 3);
		assert_true(word_at(app, i)->confidence >= 0.5F);
	}
	assert_shows(app, "any>3, 0.50 and more");
	driver_press(app, "/77<Enter>");
	assert_true(app->is_error);
	driver_press(app, "/<Enter>");
	assert_int_equal(s->count, s->misread);
	explorer_free(app);
}

static void where_nothing_is_left_it_says_so(void **state)
{
	struct app *app = open_mistakes("/0>1<Enter>");

	(void)state;
	assert_int_equal(state_of(app)->count, 0);
	assert_shows(app, "none; / and Enter show all");
	driver_press(app, "nGjm");
	driver_press(app, "m<Enter>");
	assert_string_equal(app->screens[app->current]->name, "Mistakes");
	explorer_free(app);
}

static void a_number_goes_to_an_image_whatever_hides_it(void **state)
{
	struct app *app = open_mistakes("3/#0<Enter>");

	(void)state;
	assert_int_equal(mistakes_chosen(state_of(app))->index, 0);
	assert_int_equal(app->sample.index, 0);
	driver_press(app, "/#1000<Enter>");
	assert_true(app->is_error);
	driver_press(app, "<Esc>3:500<Enter>");
	assert_int_equal(mistakes_chosen(state_of(app))->index, 500);
	driver_press(app, "a/#700<Enter>");
	assert_int_equal(mistakes_chosen(state_of(app))->index, 700);
	assert_false(state_of(app)->is_article);
	explorer_free(app);
}

static void an_image_of_another_split_leads_there(void **state)
{
	struct app *app = open_mistakes(":split test<Enter>");

	(void)state;
	assert_int_equal(mistakes_split(state_of(app)), SPLIT_TEST);
	driver_press(app, "A:split validation<Enter>M");
	assert_int_equal(mistakes_split(state_of(app)), SPLIT_VALIDATION);
	/* Noise is none of a split: nothing changes. */
	driver_press(app, ":noise 1<Enter>");
	driver_press(app, "A:noise 2<Enter>M");
	assert_int_equal(mistakes_split(state_of(app)), SPLIT_VALIDATION);
	explorer_free(app);
}

/* --------------------------------------------------------------------------------------- moving */

static void the_image_under_the_cursor_is_that_of_all_screens(void **state)
{
	struct app *app = open_mistakes("l");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	assert_int_equal(s->cursor, 1);
	assert_int_equal(app->sample.index, s->list[1].index);
	driver_press(app, "hn<Right><Left>j");
	assert_int_equal(s->cursor, 1 + 3);
	driver_press(app, "pk");
	assert_int_equal(s->cursor, 0);
	driver_press(app, "k");
	assert_int_equal(s->cursor, 0);
	driver_press(app, "G");
	assert_int_equal(s->cursor, s->count - 1);
	assert_int_equal(app->sample.index, s->list[s->count - 1].index);
	driver_press(app, "nj");
	assert_int_equal(s->cursor, s->count - 1);
	driver_press(app, "g<PgDn>");
	assert_int_equal(s->cursor, 6);
	driver_press(app, "<PgUp>");
	assert_int_equal(s->cursor, 0);
	explorer_free(app);
}

/* Also where the list became another, and not where one only passed through. */
static void what_another_order_or_filter_brings_is_that_of_all_screens(void **state)
{
	struct app *app = open_mistakes("");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	assert_int_equal(app->sample.index, 15);
	driver_press(app, "oo");
	assert_int_equal(app->sample.index, s->list[0].index);
	driver_press(app, "8");
	assert_int_equal(app->sample.index, s->list[s->cursor].index);
	assert_int_equal(app->sample.label, 8);
	driver_press(app, "s");
	assert_int_equal(app->sample.split, SPLIT_TEST);
	assert_int_equal(app->sample.index, s->list[0].index);
	explorer_free(app);
}

static void enter_takes_the_image_to_attack(void **state)
{
	struct app *app = open_mistakes("<Enter>");

	(void)state;
	assert_string_equal(app->screens[app->current]->name, "Attack");
	assert_int_equal(app->sample.index, state_of(app)->list[0].index);
	explorer_free(app);
}

static void the_cursor_stays_on_its_image_when_the_list_changes(void **state)
{
	struct app *app = open_mistakes("nn");
	size_t index = app->sample.index;

	(void)state;
	driver_press(app, "w");
	assert_int_equal(mistakes_chosen(state_of(app))->index, index);
	driver_press(app, "w");
	assert_int_equal(state_of(app)->cursor, 2);
	explorer_free(app);
}

/* ----------------------------------------------------------------------------------- the matrix */

static void a_cell_opens_its_images(void **state)
{
	struct app *app = open_mistakes("m");
	const struct mistakes_state *s = state_of(app);
	int row = word_at(app, 0)->label, column = word_at(app, 0)->prediction;
	size_t count = s->confusion[row * 10 + column];

	(void)state;
	assert_int_equal(s->row, row);
	assert_int_equal(s->column, column);
	driver_press(app, "<Enter>");
	assert_false(s->is_in_matrix);
	assert_int_equal(s->count, count);
	assert_int_equal(word_at(app, count - 1)->prediction, column);
	explorer_free(app);
}

static void the_diagonal_opens_what_was_right(void **state)
{
	struct app *app = open_mistakes("mgjjll");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	assert_int_equal(s->row, 2);
	assert_int_equal(s->column, 2);
	driver_press(app, "<Enter>");
	assert_int_equal(s->count, s->confusion[22]);
	assert_int_equal(word_at(app, 0)->label, 2);
	assert_int_equal(word_at(app, 0)->prediction, 2);
	explorer_free(app);
}

static void the_matrix_cursor_stays_within(void **state)
{
	struct app *app = open_mistakes("mgkh");
	const struct mistakes_state *s = state_of(app);

	(void)state;
	assert_int_equal(s->row * 10 + s->column, 0);
	assert_shows(app, "images of a 0 were read as a 0");
	driver_press(app, "Gjl");
	assert_int_equal(s->row * 10 + s->column, 99);
	driver_press(app, "<PgUp>");
	assert_int_equal(s->row, 0);
	driver_press(app, "<PgDn>n");
	assert_int_equal(s->row, 9);
	explorer_free(app);
}

static void on_a_small_terminal_m_shows_it_instead_of_the_gallery(void **state)
{
	struct app *app = open_mistakes("");
	char tile[32];

	(void)state;
	snprintf(tile, sizeof(tile), "%d>%d %.2f", word_at(app, 1)->label,
		 word_at(app, 1)->prediction, (double)word_at(app, 1)->confidence);
	assert_shows(app, tile);
	assert_hides(app, "down: true");
	driver_press(app, "m");
	assert_shows(app, "down: true");
	assert_hides(app, tile);
	explorer_free(app);
}

static void thousands_are_rounded_only_where_there_is_no_room(void **state)
{
	struct app *app = open_mistakes("m");
	struct mistakes_state *s = app->state[app->current];

	(void)state;
	s->largest = s->confusion[0] = 5244;
	assert_shows(app, " 0   5k ");
	explorer_resize(app, 40, 120);
	assert_shows(app, "0  5244 ");
	driver_press(app, "g");
	assert_shows(app, "5,244 images of a 0");
	explorer_free(app);
}

/* -------------------------------------------------------------------------------------- drawing */

static void gallery_image_and_matrix_fit_at_all_sizes(void **state)
{
	static const struct {
		int rows, columns, tiles;
		bool has_matrix;
	} sizes[] = {{17, 62, 2, false},  {24, 80, 6, false},  {24, 120, 6, true},
		     {40, 120, 16, true}, {50, 160, 25, true}, {60, 200, 12, true}};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct app *app = open_at(sizes[i].rows, sizes[i].columns, "");
		const struct mistakes_state *s = state_of(app);
		const struct cell *mark;
		char text[64];

		snprintf(text, sizeof(text), "%d>%d %.2f", word_at(app, 0)->label,
			 word_at(app, 0)->prediction, (double)word_at(app, 0)->confidence);
		assert_shows(app, text);
		assert_int_equal(driver_shows(app, "down: true"), sizes[i].has_matrix);
		/* The last of the page is there, and the next one is not. */
		driver_press(app, "<PgDn>");
		assert_int_equal(s->cursor, sizes[i].tiles);
		if (sizes[i].rows > 17) {
			snprintf(text, sizeof(text), "#%zu  true %d", mistakes_chosen(s)->index,
				 mistakes_chosen(s)->prediction.label);
			assert_shows(app, text);
		}
		/* Nothing runs into the column that the frame keeps free at the right. */
		for (int row = 1; row < sizes[i].rows - 2; row++) {
			mark = canvas_at(app->canvas, row, sizes[i].columns - 1);
			assert_int_equal(mark->glyph, ' ');
		}
		explorer_free(app);
	}
}

/* The picture's pixels are those of the image, as the palette has them. */
static void the_chosen_image_is_drawn_full_size(void **state)
{
	struct app *app = open_mistakes("n");
	struct palette palette = app_picture_palette(app);
	int left = 80 - 1 - 28;

	(void)state;
	explorer_draw(app);
	for (int y = 0; y < 28; y += 2)
		for (int x = 0; x < 28; x++) {
			const struct cell *cell = canvas_at(app->canvas, 1 + y / 2, left + x);
			float value = app->sample.pixels[y * 28 + x];
			struct rgb ink = palette_ink(&palette, COLOR_256, value);
			struct rgb drawn = cell->glyph == 0x2584 || cell->glyph == ' '
						   ? cell->style.bg
						   : cell->style.fg;

			assert_int_equal(color_index(COLOR_256, drawn),
					 color_index(COLOR_256, ink));
		}
	explorer_free(app);
}

static void without_colour_or_utf8_everything_is_still_said(void **state)
{
	static const struct medium media[] = {{COLOR_MONO, GLYPHS_BRAILLE},
					      {COLOR_MONO, GLYPHS_ASCII},
					      {COLOR_8, GLYPHS_BRAILLE},
					      {COLOR_16, GLYPHS_ASCII},
					      {COLOR_DIRECT, GLYPHS_BRAILLE}};

	(void)state;
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++) {
		struct app *app = driver_open_on("mnist-softmax", media[i]);
		bool is_lossless = medium_has_utf8(media[i]) && media[i].mode >= COLOR_256;

		driver_press(app, "M");
		assert_int_equal(driver_shows(app, "(rows merged)"), !is_lossless);
		assert_shows(app, "1 of ");
		driver_press(app, "m");
		assert_shows(app, "down: true");
		explorer_free(app);
	}
}

static void probabilities_are_those_of_the_chosen(void **state)
{
	struct app *app = open_mistakes("nn");
	const struct mistakes_state *s = state_of(app);
	float p[10];
	char text[32];

	(void)state;
	classify(app->model->net, app->sample.pixels, p);
	assert_true(s->answer.is_there);
	assert_memory_equal(p, s->answer.probabilities, sizeof(p));
	snprintf(text, sizeof(text), ">%d  %.3f", mistakes_chosen(s)->prediction.prediction,
		 (double)p[mistakes_chosen(s)->prediction.prediction]);
	assert_shows(app, text);
	explorer_free(app);
}

/* 64x64 pictures of 26 classes, and a net for them that never learned. */
static struct app *open_letters(void **state)
{
	enum { COUNT = 260, SIDE = 64, CLASSES = 26 };
	static const unsigned char images[] = {0, 0, 8, 3,    0, 0, COUNT >> 8, COUNT & 255,
					       0, 0, 0, SIDE, 0, 0, 0,          SIDE};
	static const unsigned char labels[] = {0, 0, 8, 1, 0, 0, COUNT >> 8, COUNT & 255};
	static unsigned char bytes[sizeof(images) + COUNT * SIDE * SIDE];
	struct app_setup setup = {.split = SPLIT_VALIDATION,
				  .image = 0,
				  .medium = {COLOR_256, GLYPHS_BRAILLE},
				  .threads = 2,
				  .is_clock_fixed = true};
	struct snapshot_facts facts = {
		.name = "letters", .loss = NAN, .accuracy = NAN, .validation = NAN};
	const struct snapshot *model;
	struct app *app;
	struct net *net;
	struct err err = {""};

	for (size_t i = 0; i < COUNT * SIDE * SIDE; i++)
		bytes[sizeof(images) + i] = (unsigned char)(i * i / 7 % 251);
	memcpy(bytes, images, sizeof(images));
	scratch_write(state, "images-idx3-ubyte", bytes, sizeof(bytes));
	memcpy(bytes, labels, sizeof(labels));
	for (size_t i = 0; i < COUNT; i++)
		bytes[sizeof(labels) + i] = (unsigned char)(i % CLASSES);
	scratch_write(state, "labels-idx1-ubyte", bytes, sizeof(labels) + COUNT);
	setup.kernel = kernel_choose("portable", &err);
	net = net_new("pool2 pool2 dense16 relu dense26", (struct shape){SIDE, SIDE, 1}, CLASSES,
		      setup.kernel, &err);
	net_init(net, 1);
	model = snapshot_new(net, &facts);
	setup.model = scratch_path(state, "letters.safetensors");
	setup.data = scratch_path(state, "");
	assert_true(snapshot_write(model, setup.model, false, &err));
	snapshot_unref(model);
	app = explorer_new(&setup, &err);
	driver_rest(app);
	if (!app->model)
		fail_msg("%s", app->failure);
	driver_press(app, "M");
	return app;
}

static void large_images_of_many_classes_fit_and_scroll(void **state)
{
	struct app *app = open_letters(state);
	char text[64];
	const struct mistake *chosen = mistakes_chosen(state_of(app));

	assert_non_null(chosen);
	snprintf(text, sizeof(text), "This image of class %d was read as class %d",
		 chosen->prediction.label, chosen->prediction.prediction);
	assert_shows(app, text);
	snprintf(text, sizeof(text), ">%3d  %.3f", chosen->prediction.prediction,
		 (double)chosen->prediction.confidence);
	assert_shows(app, text);
	driver_press(app, "mG");
	assert_int_equal(state_of(app)->row, 25);
	assert_shows(app, "23 24 25");
	driver_press(app, "g");
	assert_shows(app, " 0  1  2");
	assert_hides(app, "23 24 25");
	driver_press(app, "m:class 12<Enter>");
	assert_true(state_of(app)->count > 0);
	assert_int_equal(word_at(app, 0)->label, 12);
	explorer_resize(app, 60, 200);
	assert_shows(app, "down: true");
	explorer_free(app);
}

static void words_say_it_in_a_sentence(void **state)
{
	struct app *app = open_mistakes("/9>7<Enter>");
	char text[128];

	(void)state;
	snprintf(text, sizeof(text), "This 9 was read as a 7, with %.0f %% confidence.",
		 100 * (double)word_at(app, 0)->confidence);
	assert_shows(app, text);
	explorer_free(app);
}

/* --------------------------------------------------------------------------------- what goes out
 */

static void it_exports_the_pictures_of_a_page(void **state)
{
	struct app *app = open_mistakes("<PgDn>");
	const struct mistakes_state *s = state_of(app);
	struct export_sheet *export = calloc(1, sizeof(*export));
	char name[64];

	(void)state;
	assert_true(app->screens[app->current]->export(app, app->state[app->current], export));
	assert_int_equal(export->count, 6);
	assert_int_equal(export->columns, 3);
	snprintf(name, sizeof(name), "mistakes-validation-%zu", s->list[6].index);
	assert_string_equal(export->name, name);
	assert_memory_equal(export->tiles[0].picture.values, app->sample.pixels,
			    784 * sizeof(float));
	driver_press(app, "/0>1<Enter>");
	assert_false(app->screens[app->current]->export(app, app->state[app->current], export));
	free(export);
	explorer_free(app);
}

static void it_tells_its_numbers(void **state)
{
	struct app *app = open_mistakes("");
	const struct mistakes_state *s = state_of(app);
	json_t *told = app->screens[app->current]->to_json(app, app->state[app->current]);

	(void)state;
	assert_non_null(told);
	assert_int_equal(json_integer_value(json_object_get(told, "misread")), s->misread);
	assert_int_equal(json_array_size(json_object_get(told, "images")), s->count);
	assert_int_equal(json_array_size(json_object_get(told, "confusion")), 10);
	assert_int_equal(json_array_size(json_object_get(told, "probabilities")), 10);
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(told, "chosen"), "index")),
		s->list[0].index);
	json_decref(told);
	explorer_free(app);
}

static void the_footer_says_what_keys_change_to(void **state)
{
	struct app *app = open_mistakes("");

	(void)state;
	assert_shows(app, "m matrix");
	assert_shows(app, "w all");
	assert_shows(app, "a article");
	driver_press(app, "mwa");
	assert_shows(app, "m images");
	assert_shows(app, "w misread");
	assert_shows(app, "a whole split");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_on_the_whole_split_and_finds_what_lab_finds),
		cmocka_unit_test(the_matrix_is_that_of_evaluate),
		cmocka_unit_test(o_orders_as_lab_does),
		cmocka_unit_test(a_looks_at_the_articles_first_200),
		cmocka_unit_test(w_browses_every_image),
		cmocka_unit_test(the_diagonal_is_of_images_read_right),
		cmocka_unit_test(words_that_do_not_fit_are_left_out_by_sentences),
		cmocka_unit_test(s_goes_through_the_splits_and_keeps_what_is_known),
		cmocka_unit_test(it_says_how_far_it_is_and_fills_in),
		cmocka_unit_test(another_model_is_asked_anew),
		cmocka_unit_test(what_an_old_model_said_is_not_kept),
		cmocka_unit_test(a_digit_shows_its_class_and_again_all),
		cmocka_unit_test(a_filter_narrows_the_list),
		cmocka_unit_test(where_nothing_is_left_it_says_so),
		cmocka_unit_test(a_number_goes_to_an_image_whatever_hides_it),
		cmocka_unit_test(an_image_of_another_split_leads_there),
		cmocka_unit_test(the_image_under_the_cursor_is_that_of_all_screens),
		cmocka_unit_test(what_another_order_or_filter_brings_is_that_of_all_screens),
		cmocka_unit_test(enter_takes_the_image_to_attack),
		cmocka_unit_test(the_cursor_stays_on_its_image_when_the_list_changes),
		cmocka_unit_test(a_cell_opens_its_images),
		cmocka_unit_test(the_diagonal_opens_what_was_right),
		cmocka_unit_test(the_matrix_cursor_stays_within),
		cmocka_unit_test(on_a_small_terminal_m_shows_it_instead_of_the_gallery),
		cmocka_unit_test(thousands_are_rounded_only_where_there_is_no_room),
		cmocka_unit_test(gallery_image_and_matrix_fit_at_all_sizes),
		cmocka_unit_test(the_chosen_image_is_drawn_full_size),
		cmocka_unit_test(without_colour_or_utf8_everything_is_still_said),
		cmocka_unit_test(probabilities_are_those_of_the_chosen),
		cmocka_unit_test_setup_teardown(large_images_of_many_classes_fit_and_scroll,
						scratch_setup, scratch_teardown),
		cmocka_unit_test(words_say_it_in_a_sentence),
		cmocka_unit_test(it_exports_the_pictures_of_a_page),
		cmocka_unit_test(it_tells_its_numbers),
		cmocka_unit_test(the_footer_says_what_keys_change_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
