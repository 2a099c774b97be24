/* The Filters screen: its columns hold what lab's gallery says, and fill wherever one goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/feature/structure.h"
#include "tui/driver.h"
#include "tui/screen/filters/filters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct filters_state *state_of(struct app *app)
{
	return app_state(app, "Filters");
}

/* Layers of the article's kinds and names, with less to compute between them. */
static struct app *open_small_on(struct medium medium)
{
	return driver_open_made(
		"conv5x5x32 relu pool2 conv3x3x8 relu pool2 dense1024 relu dropout0.5 dense10",
		medium);
}

static struct app *open_small(void)
{
	return open_small_on((struct medium){COLOR_256, GLYPHS_BRAILLE});
}

/* To Filters by number with ten steps, for what does not depend on the order and how many there
 * are.
 */
static void go_quickly(struct app *app)
{
	explorer_press(app, 'F');
	explorer_press(app, 'o');
	explorer_press(app, '-');
	explorer_press(app, '-');
	driver_rest(app);
}

static struct app *open_quickly(void)
{
	struct app *app = open_small();

	go_quickly(app);
	return app;
}

static const char *layer_name(struct app *app)
{
	return app->model->net->layers[state_of(app)->layer].name;
}

static int steps_of(struct app *app, int channel)
{
	struct filters_state *s = state_of(app);
	struct filters_page *page = filters_page(s, s->layer, channel);

	return page ? page->gallery->steps[channel % FILTERS_PAGE] : -1;
}

/* The same channel as the command computes it. */
static struct channel_gallery *reference(struct app *app, int channel, int steps)
{
	struct channel_gallery_spec spec = {.layer = state_of(app)->layer,
					    .first = channel,
					    .count = 1,
					    .steps = steps,
					    .rate = 1,
					    .seed = 1};
	struct channel_gallery *g = channel_gallery_new(app->model->net, &spec, app->sample.pixels);

	channel_gallery_maximize(g, app->model->net, 0, NULL);
	return g;
}

static void assert_same_as_command(struct app *app, int channel, int steps)
{
	static const enum filters_kind kinds[] = {FILTERS_WEIGHTS, FILTERS_ACTIVATION,
						  FILTERS_IMAGE};
	struct channel_gallery *g = reference(app, channel, steps);
	const float *wanted[] = {g->weights, g->activations, g->images};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct picture picture;

		if (filters_shape(app, state_of(app), kinds[i]).height == 0)
			continue;
		assert_true(filters_picture(app, state_of(app), kinds[i], channel, &picture));
		assert_memory_equal(picture.values, wanted[i],
				    (size_t)(picture.height * picture.width) * sizeof(float));
	}
	channel_gallery_free(g);
}

static void it_opens_on_the_first_convolution_with_what_the_command_computes(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, "Fog");
	assert_string_equal(layer_name(app), "conv1");
	assert_same_as_command(app, 0, 50);
	assert_same_as_command(app, 2, 50);
	assert_shows(app, ">0");
	assert_shows(app, "conv1 0-2 of 32");
	assert_shows(app, "maximum 50/50");
	assert_shows(app, "Filter 0 of conv1");
	explorer_free(app);
}

static void brackets_go_through_the_layers_and_say_where_they_end(void **state)
{
	static const char *const names[] = {"conv1", "conv2", "fc1", "fc2"};
	struct app *app = open_quickly();

	(void)state;
	driver_press(app, "[");
	assert_shows(app, "conv1 is the first layer");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_string_equal(layer_name(app), names[i]);
		assert_int_equal(steps_of(app, 0), 10);
		driver_press(app, "]");
	}
	assert_shows(app, "fc2 is the last layer");
	driver_press(app, "[");
	assert_string_equal(layer_name(app), "fc1");
	explorer_free(app);
}

static void every_kind_of_layer_has_words_of_its_own(void **state)
{
	struct app *app = open_quickly();

	(void)state;
	driver_press(app, "h");
	assert_shows(app, "weights, activation, maximizing image");
	driver_press(app, "]");
	assert_shows(app, "sees maps of pool1, not the image itself");
	driver_press(app, "]l");
	assert_shows(app, "weights: no picture, fc1 sees no image");
	assert_shows(app, "of fc1");
	driver_press(app, "h]7");
	assert_shows(app, "The logit of a 7 here");
	assert_shows(app, "class 7");
	explorer_free(app);
}

static void a_unit_that_no_step_activates_is_called_inactive(void **state)
{
	struct app *app = open_quickly();
	struct filters_state *s = state_of(app);
	struct filters_page *page;

	(void)state;
	driver_press(app, "]]");
	page = filters_page(s, s->layer, 0);
	page->gallery->reached[0] = 0;
	assert_shows(app, "Unit 0 of fc1 is inactive");
	explorer_free(app);
}

static void moving_scrolls_the_columns_and_stops_at_the_ends(void **state)
{
	struct app *app = open_quickly();
	struct filters_state *s = state_of(app);

	(void)state;
	driver_press(app, "hp");
	assert_int_equal(s->cursor, 0);
	driver_press(app, "lln");
	assert_int_equal(s->cursor, 3);
	assert_int_equal(s->first, 1);
	driver_press(app, "<PgDn>");
	assert_int_equal(s->cursor, 6);
	assert_int_equal(s->first, 4);
	driver_press(app, "k");
	assert_int_equal(s->cursor, 3);
	driver_press(app, "G");
	assert_int_equal(s->cursor, 31);
	assert_int_equal(s->first, 29);
	assert_int_equal(steps_of(app, 31), 10);
	driver_press(app, "l<PgDn>");
	assert_int_equal(s->cursor, 31);
	driver_press(app, "g<PgUp>");
	assert_int_equal(s->cursor, 0);
	assert_int_equal(s->first, 0);
	driver_press(app, "9");
	assert_int_equal(s->cursor, 9);
	explorer_free(app);
}

static void a_slash_goes_to_a_channel_by_its_number(void **state)
{
	struct app *app = open_quickly();
	struct filters_state *s = state_of(app);

	(void)state;
	driver_press(app, "]]/1023<Enter>");
	assert_int_equal(s->cursor, 1023);
	assert_int_equal(steps_of(app, 1023), 10);
	driver_press(app, "/1024<Enter>");
	assert_true(app->is_error);
	assert_shows(app, "type a number from 0 to 1023");
	driver_press(app, "/7x<Enter>");
	assert_true(app->is_error);
	driver_press(app, "/<Enter>");
	assert_string_equal(app->message, "");
	assert_int_equal(s->cursor, 1023);
	explorer_free(app);
}

static void only_channels_near_those_in_sight_are_computed(void **state)
{
	struct app *app = open_quickly();

	(void)state;
	for (int channel = 0; channel < 6; channel++)
		assert_int_equal(steps_of(app, channel), 10);
	for (int channel = 6; channel < 32; channel++)
		assert_int_equal(steps_of(app, channel), -1);
	explorer_free(app);
}

static void few_jobs_are_requested_at_once_and_those_out_of_sight_are_dropped(void **state)
{
	struct app *app = open_small();
	struct filters_state *s = state_of(app);

	(void)state;
	explorer_resize(app, 40, 120);
	explorer_press(app, 'F');
	explorer_press(app, 'o');
	while (jobs_pending(app->jobs, s) == 0)
		explorer_update(app);
	assert_in_range(jobs_pending(app->jobs, s), 1, 8);
	explorer_press(app, 'G');
	explorer_update(app);
	for (int i = 0; i < 13; i++)
		assert_false(filters_page(s, s->layer, 0)->is_maximizing[i]);
	driver_rest(app);
	assert_int_equal(steps_of(app, 31), 50);
	explorer_free(app);
}

static void space_pauses_and_maximizing_continues_where_it_was(void **state)
{
	struct app *app = open_small();
	struct filters_state *s = state_of(app);

	(void)state;
	explorer_press(app, 'F');
	explorer_press(app, 'o');
	explorer_press(app, ' ');
	driver_rest(app);
	assert_true(s->is_paused);
	assert_int_equal(steps_of(app, 0), -1);
	assert_shows(app, "Paused: Space continues");
	assert_shows(app, "paused");
	/* As a job leaves it that was stopped after 10 steps. */
	driver_press(app, "--");
	assert_int_equal(s->steps, 10);
	driver_press(app, "  ");
	assert_true(s->is_paused);
	driver_press(app, " ");
	assert_int_equal(steps_of(app, 0), 10);
	driver_press(app, "++");
	assert_int_equal(s->steps, 50);
	assert_same_as_command(app, 0, 50);
	explorer_free(app);
}

static void more_steps_go_on_and_fewer_begin_anew(void **state)
{
	struct app *app = open_small();
	struct filters_state *s = state_of(app);

	(void)state;
	driver_press(app, "Fo+");
	assert_int_equal(s->steps, 100);
	assert_same_as_command(app, 1, 100);
	driver_press(app, "---");
	assert_int_equal(s->steps, 10);
	assert_shows(app, "10 steps from noise");
	assert_same_as_command(app, 1, 10);
	driver_press(app, "--");
	assert_int_equal(s->steps, 10);
	driver_press(app, "++++++");
	assert_int_equal(s->steps, 200);
	explorer_free(app);
}

/* Of the dense layer, 200 steps: those of a first layer are done before the next frame. */
static void pictures_grow_while_they_are_computed(void **state)
{
	struct app *app = open_small();
	struct filters_state *s = state_of(app);
	bool has_grown = false;

	(void)state;
	for (const char *key = "Fo++]]"; *key; key++)
		explorer_press(app, *key);
	for (int i = 0; i < 100000 && !has_grown; i++) {
		explorer_update(app);
		for (int channel = 0; channel < 3; channel++) {
			int step = steps_of(app, channel);

			has_grown |= step >= 0 && step < s->steps;
		}
		if (!explorer_is_busy(app))
			driver_press(app, "]");
	}
	assert_true(has_grown);
	explorer_draw(app);
	driver_rest(app);
	explorer_free(app);
}

static void leaving_stops_the_work_and_coming_back_goes_on(void **state)
{
	struct app *app = open_small();
	struct filters_state *s = state_of(app);
	const struct channel_gallery *gallery;

	(void)state;
	explorer_press(app, 'F');
	explorer_press(app, 'o');
	driver_rest(app);
	gallery = filters_page(s, s->layer, 0)->gallery;
	explorer_press(app, 'G');
	explorer_update(app);
	explorer_press(app, 'W');
	for (int i = 0; i < FILTERS_PAGE; i++)
		assert_false(filters_page(s, s->layer, 0)->is_maximizing[i]);
	driver_rest(app);
	driver_press(app, "Fo");
	assert_ptr_equal(filters_page(s, s->layer, 0)->gallery, gallery);
	assert_int_equal(steps_of(app, 31), 50);
	assert_int_equal(steps_of(app, 0), 50);
	explorer_free(app);
}

static void what_was_found_survives_going_to_other_layers(void **state)
{
	struct app *app = open_quickly();
	struct filters_state *s = state_of(app);
	const struct channel_gallery *gallery = filters_page(s, s->layer, 0)->gallery;

	(void)state;
	driver_press(app, "][");
	assert_ptr_equal(filters_page(s, s->layer, 0)->gallery, gallery);
	explorer_free(app);
}

static void pages_that_were_not_used_for_long_are_forgotten(void **state)
{
	struct app *app = open_quickly();
	struct filters_state *s = state_of(app);
	int layer = s->layer;

	(void)state;
	for (struct filters_page *page = s->pages; page; page = page->next)
		page->bytes = (size_t)1 << 30;
	driver_press(app, " ]]/40<Enter>/80<Enter>/120<Enter>");
	assert_null(filters_page(s, layer, 0));
	for (int channel = 0; channel < 128; channel += FILTERS_PAGE)
		assert_non_null(filters_page(s, s->layer, channel));
	explorer_free(app);
}

static void another_image_changes_the_activations_and_nothing_else(void **state)
{
	struct app *app = open_quickly();
	struct filters_state *s = state_of(app);
	double mean = channel_gallery_mean(filters_page(s, s->layer, 1)->gallery, 1);

	(void)state;
	driver_press(app, " :12<Enter>");
	assert_true(channel_gallery_mean(filters_page(s, s->layer, 1)->gallery, 1) != mean);
	assert_same_as_command(app, 1, 10);
	explorer_free(app);
}

static void another_network_starts_anew_at_the_same_place(void **state)
{
	struct app *app = open_quickly();
	struct filters_state *s = state_of(app);

	(void)state;
	driver_press(app, "G:open mnist-softmax<Enter>");
	assert_string_equal(layer_name(app), "fc1");
	assert_int_equal(s->model_generation, app->model_generation);
	assert_in_range(s->cursor, 0, 9);
	assert_int_equal(steps_of(app, s->cursor), 10);
	assert_same_as_command(app, s->cursor, 10);
	explorer_free(app);
}

/* The weights that a picture of conv2 holds, and the sum of their squares, for an input. */
static double strength(struct app *app, int channel)
{
	struct picture picture;
	double sum = 0;

	assert_true(filters_picture(app, state_of(app), FILTERS_WEIGHTS, channel, &picture));
	for (int i = 0; i < picture.height * picture.width; i++)
		sum += (double)picture.values[i] * (double)picture.values[i];
	return sum;
}

static void deeper_filters_show_their_strongest_input_or_a_chosen_one(void **state)
{
	struct app *app = open_quickly();
	struct filters_state *s = state_of(app);
	double strongest;
	int which;

	(void)state;
	driver_press(app, "}");
	assert_shows(app, "not shown by input channel");
	driver_press(app, "]");
	strongest = strength(app, 0);
	which = filters_page(s, s->layer, 0)->gallery->inputs[0];
	for (int input = 0; input < 32; input++) {
		driver_press(app, "}");
		assert_int_equal(s->input, input);
		assert_int_equal(filters_page(s, s->layer, 0)->gallery->inputs[0], input);
		if (input == which)
			assert_true(strength(app, 0) == strongest);
		else
			assert_true(strength(app, 0) < strongest);
	}
	assert_shows(app, "for input 31 of 32");
	driver_press(app, "}");
	assert_int_equal(s->input, -1);
	assert_true(strength(app, 0) == strongest);
	driver_press(app, "{");
	assert_int_equal(s->input, 31);
	explorer_free(app);
}

static void at_120_columns_there_are_four_large_columns_or_ten_small_ones(void **state)
{
	struct app *app = open_quickly();

	(void)state;
	explorer_resize(app, 40, 120);
	driver_rest(app);
	assert_shows(app, "conv1 0-3 of 32");
	driver_press(app, "<Enter>");
	assert_shows(app, "conv1 0-9 of 32");
	assert_shows(app, "filter 0 weights");
	driver_press(app, "<Enter>");
	assert_shows(app, "conv1 0-3 of 32");
	driver_press(app, "<Enter><Esc>");
	assert_shows(app, "conv1 0-3 of 32");
	explorer_free(app);
}

/* Each row of pictures has its caption, in wide columns and in narrow ones. */
static void every_row_of_pictures_has_a_caption(void **state)
{
	static const int sizes[][2] = {{24, 80}, {40, 120}, {50, 160}, {60, 200}};
	static const char *const captions[] = {"weights", "output", "maximum"};
	struct app *app = open_quickly();

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int view = 0; view < 2; view++) {
			explorer_resize(app, sizes[i][0], sizes[i][1]);
			driver_press(app, "<Enter>");
			for (int c = 0; c < 3; c++)
				assert_shows(app, captions[c]);
		}
	explorer_free(app);
}

/* The channels in sight are those of the order, with their own pictures, and a digit finds its. */
static void channels_stand_by_their_structure(void **state)
{
	struct app *app = open_small();
	struct filters_state *s = state_of(app);
	int order[32];

	(void)state;
	driver_press(app, "F--");
	channel_structure_order(app->model->net, s->layer, order);
	assert_shows(app, "conv1 no. 1-3 of 32 by structure");
	for (int place = 0; place < 3; place++) {
		char heading[16];

		snprintf(heading, sizeof(heading), "%d weights", order[place]);
		assert_shows(app, heading);
		assert_int_equal(filters_channel(app, s, place), order[place]);
		assert_same_as_command(app, order[place], 10);
	}
	driver_press(app, "9");
	assert_int_equal(order[s->cursor], 9);
	assert_shows(app, "Filter 9 of conv1");
	driver_press(app, "o");
	assert_int_equal(s->cursor, 9);
	assert_shows(app, "Filter 9 of conv1");
	driver_press(app, "o]");
	channel_structure_order(app->model->net, s->layer, order);
	assert_int_equal(filters_channel(app, s, 0), order[0]);
	driver_press(app, "]]o");
	assert_message(app, "Classes stand by their numbers");
	explorer_free(app);
}

/* Of a network that is trained, columns stay where they are from step to step. */
static void the_order_stays_while_the_network_changes(void **state)
{
	struct app *app = open_small();
	struct filters_state *s = state_of(app);
	struct snapshot_facts facts = app->model->facts;
	struct net *net = net_copy(app->model->net);
	const struct snapshot *next;
	int before, order[32];

	(void)state;
	driver_press(app, "F--");
	before = filters_channel(app, s, 0);
	net_init(net, 77);
	channel_structure_order(net, s->layer, order);
	assert_int_not_equal(order[0], before);
	next = snapshot_new(net, &facts);
	app_set_model(app, next, NULL);
	driver_rest(app);
	assert_int_equal(filters_channel(app, s, 0), before);
	strcpy(facts.name, "other");
	snapshot_unref(next);
	next = snapshot_new(net_copy(app->model->net), &facts);
	app_set_model(app, next, NULL);
	driver_rest(app);
	assert_int_equal(filters_channel(app, s, 0), order[0]);
	snapshot_unref(next);
	explorer_free(app);
}

static void close_by_at_80_columns_one_channel_has_all_the_room(void **state)
{
	struct app *app = open_quickly();

	(void)state;
	driver_press(app, "l<Enter>");
	assert_shows(app, "conv1 1 of 32");
	assert_shows(app, "filter 1 weights");
	assert_shows(app, "mean ");
	driver_press(app, "n]");
	assert_shows(app, "of input ");
	driver_press(app, "]");
	assert_shows(app, "no picture");
	explorer_free(app);
}

static void the_footer_tells_the_way_out_of_the_close_up_and_escape_takes_it(void **state)
{
	struct app *app = open_quickly();

	(void)state;
	assert_shows(app, "Enter closer");
	driver_press(app, "<Enter>");
	assert_shows(app, "Enter more columns");
	driver_press(app, "<Esc>");
	assert_shows(app, "Enter closer");
	assert_shows(app, "conv1 0-2 of 32");
	driver_press(app, " ");
	assert_shows(app, "Space go on");
	explorer_free(app);
}

/* Whatever the size: the layout says that everything fits. */
static void assert_fits(struct app *app, int rows, int columns)
{
	struct area area = {app->canvas, 1, 1, rows, columns};
	struct filters_layout l = filters_layout(app, state_of(app), area);
	int right = l.gutter + l.columns * (l.small[FILTERS_IMAGE].columns + l.gap) - l.gap;
	int height = l.large[FILTERS_IMAGE].rows + (l.panel == FILTERS_WIDE ? 3 : 5), width = 0;

	for (int kind = 0; l.panel == FILTERS_WIDE && kind < FILTERS_KINDS; kind++)
		width += (l.large[kind].columns > FILTERS_CAPTION ? l.large[kind].columns
								  : FILTERS_CAPTION) +
			 (kind ? FILTERS_GAP : 0);
	if (l.columns > 0)
		assert_in_range(1 + l.rows, 2, rows);
	if (l.columns > 0)
		assert_in_range(right, 1, l.panel == FILTERS_SIDE ? l.panel_column : columns);
	if (l.panel != FILTERS_NO_PANEL)
		assert_in_range(l.panel_row + height, 1, rows);
	if (l.panel != FILTERS_NO_PANEL)
		assert_in_range(l.panel_column + width, 0, columns);
	assert_true(l.panel != FILTERS_NO_PANEL || l.columns > 0);
}

static void the_layout_fits_into_every_area(void **state)
{
	static const char *const models[] = {"mnist-cnn", "mnist-softmax"};

	(void)state;
	for (size_t m = 0; m < sizeof(models) / sizeof(models[0]); m++) {
		struct app *app = driver_open(models[m]);
		struct filters_state *s = state_of(app);
		const struct net *net = app->model->net;

		for (s->layer = 0; s->layer < net->count; s->layer++)
			for (int close = 0; close < 2 && net->layers[s->layer].units; close++)
				for (int rows = AREA_MIN_ROWS; rows <= 100; rows++)
					for (int columns = AREA_MIN_COLUMNS; columns <= 300;
					     columns += 3) {
						s->view = close ? FILTERS_CLOSE : FILTERS_MANY;
						assert_fits(app, rows, columns);
					}
		s->layer = 0;
		explorer_free(app);
	}
}

static void without_utf8_merged_rows_are_said(void **state)
{
	struct app *app = open_small_on((struct medium){COLOR_MONO, GLYPHS_ASCII});

	(void)state;
	go_quickly(app);
	assert_shows(app, "(rows merged)");
	driver_press(app, "]]]l");
	assert_shows(app, "---");
	driver_press(app, "7");
	assert_shows(app, "###");
	explorer_free(app);
}

static void the_pictures_in_sight_are_exported(void **state)
{
	struct app *app = open_small();
	const struct screen *screen = screens[screen_find(screens, "Filters")];
	struct export_sheet export = {.count = 0};

	(void)state;
	assert_false(screen->export(app, state_of(app), &export));
	go_quickly(app);
	memset(&export, 0, sizeof(export));
	assert_true(screen->export(app, state_of(app), &export));
	assert_int_equal(export.count, 9);
	assert_int_equal(export.columns, 3);
	assert_string_equal(export.name, "filters-conv1-0-2");
	for (int i = 0; i < 9; i++)
		assert_non_null(export.tiles[i].picture.values);
	driver_press(app, "]]");
	memset(&export, 0, sizeof(export));
	assert_true(screen->export(app, state_of(app), &export));
	assert_int_equal(export.count, 3);
	assert_string_equal(export.name, "filters-fc1-0-2");
	explorer_free(app);
}

static void json_tells_what_every_column_reached(void **state)
{
	struct app *app = open_small();
	const struct screen *screen = screens[screen_find(screens, "Filters")];
	json_t *told, *channel;
	struct channel_gallery *g;

	(void)state;
	driver_press(app, "FoG");
	told = screen->to_json(app, state_of(app));
	assert_string_equal(json_string_value(json_object_get(told, "layer")), "conv1");
	assert_int_equal(json_integer_value(json_object_get(told, "first")), 29);
	assert_int_equal(json_integer_value(json_object_get(told, "channel")), 31);
	assert_int_equal(json_array_size(json_object_get(told, "channels")), 3);
	channel = json_array_get(json_object_get(told, "channels"), 2);
	assert_int_equal(json_integer_value(json_object_get(channel, "channel")), 31);
	assert_int_equal(json_integer_value(json_object_get(channel, "steps")), 50);
	g = reference(app, 31, 50);
	assert_true(json_real_value(json_object_get(channel, "reached")) == g->reached[0]);
	channel_gallery_free(g);
	json_decref(told);
	explorer_free(app);
}

static void before_anything_is_read_it_says_so(void **state)
{
	struct app *app = open_small();
	const struct screen *screen = screens[screen_find(screens, "Filters")];
	struct filters_state *s = state_of(app);
	json_t *told;

	(void)state;
	explorer_press(app, 'F');
	assert_shows(app, "reading the weights");
	told = screen->to_json(app, s);
	assert_null(json_object_get(json_array_get(json_object_get(told, "channels"), 0), "steps"));
	json_decref(told);
	driver_rest(app);
	assert_int_equal(steps_of(app, filters_channel(app, s, 0)), 50);
	explorer_free(app);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_on_the_first_convolution_with_what_the_command_computes),
		cmocka_unit_test(brackets_go_through_the_layers_and_say_where_they_end),
		cmocka_unit_test(every_kind_of_layer_has_words_of_its_own),
		cmocka_unit_test(a_unit_that_no_step_activates_is_called_inactive),
		cmocka_unit_test(moving_scrolls_the_columns_and_stops_at_the_ends),
		cmocka_unit_test(a_slash_goes_to_a_channel_by_its_number),
		cmocka_unit_test(only_channels_near_those_in_sight_are_computed),
		cmocka_unit_test(few_jobs_are_requested_at_once_and_those_out_of_sight_are_dropped),
		cmocka_unit_test(space_pauses_and_maximizing_continues_where_it_was),
		cmocka_unit_test(more_steps_go_on_and_fewer_begin_anew),
		cmocka_unit_test(pictures_grow_while_they_are_computed),
		cmocka_unit_test(leaving_stops_the_work_and_coming_back_goes_on),
		cmocka_unit_test(what_was_found_survives_going_to_other_layers),
		cmocka_unit_test(pages_that_were_not_used_for_long_are_forgotten),
		cmocka_unit_test(another_image_changes_the_activations_and_nothing_else),
		cmocka_unit_test(another_network_starts_anew_at_the_same_place),
		cmocka_unit_test(deeper_filters_show_their_strongest_input_or_a_chosen_one),
		cmocka_unit_test(at_120_columns_there_are_four_large_columns_or_ten_small_ones),
		cmocka_unit_test(every_row_of_pictures_has_a_caption),
		cmocka_unit_test(channels_stand_by_their_structure),
		cmocka_unit_test(the_order_stays_while_the_network_changes),
		cmocka_unit_test(close_by_at_80_columns_one_channel_has_all_the_room),
		cmocka_unit_test(the_footer_tells_the_way_out_of_the_close_up_and_escape_takes_it),
		cmocka_unit_test(the_layout_fits_into_every_area),
		cmocka_unit_test(without_utf8_merged_rows_are_said),
		cmocka_unit_test(the_pictures_in_sight_are_exported),
		cmocka_unit_test(json_tells_what_every_column_reached),
		cmocka_unit_test(before_anything_is_read_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
