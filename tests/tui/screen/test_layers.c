/* The Layers screen: its keys, what it says of the stages, and its places at all sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/screen/layers/layers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct app *open_layers(const char *model, const char *keys)
{
	struct app *app = driver_open(model);

	driver_press(app, "L");
	driver_press(app, keys);
	return app;
}

static const struct layers_state *state_of(const struct app *app)
{
	return app_state(app, "Layers");
}

/* A net with some values for the sample's images, or of another size. */
static const struct snapshot *make_model(const char *architecture, struct shape input, int classes)
{
	struct err err = {""};
	struct net *net =
		net_new(architecture, input, classes, kernel_choose("portable", &err), &err);
	struct snapshot_facts facts = {.name = "made", .validation = NAN};

	if (!net)
		fail_msg("%s", err.text);
	net_init(net, 3);
	return snapshot_new(net, &facts);
}

/* The explorer on Layers with such a net. */
static struct app *open_made(const char *architecture, const char *keys)
{
	struct app *app = open_layers("mnist-softmax", "");
	const struct snapshot *model = make_model(architecture, (struct shape){28, 28, 1}, 10);

	app_set_model(app, model, NULL);
	snapshot_unref(model);
	driver_rest(app);
	driver_press(app, keys);
	return app;
}

/* ------------------------------------------------------------------------------------ the stages
 */

static void softmax_has_input_and_output_only(void **state)
{
	struct app *app = open_layers("mnist-softmax", "");

	(void)state;
	assert_int_equal(state_of(app)->stages->count, 2);
	assert_int_equal(state_of(app)->stage, 1);
	assert_shows(app, "weights on the image");
	explorer_free(app);
}

static void odd_nets_have_stages_too(void **state)
{
	static const char *const odd[] = {"relu dense10",
					  "pool2 pool2 pool2 pool2 pool2 dense10",
					  "conv1x1x1 relu relu dense10",
					  "dropout0.5 dense10",
					  "conv3x3x2 dense10",
					  "dense20 relu dense20 relu dense10"};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct app *app = open_made(odd[i], "kkkkkk");
		const struct stages *stages = state_of(app)->stages;

		for (int stage = 0; stage < stages->count; stage++) {
			assert_shows(app, stage ? stages_name(stages, stage) : "image 15");
			driver_press(app, "lGhgj");
		}
		assert_int_equal(state_of(app)->stage, stages->count - 1);
		explorer_free(app);
	}
}

static void a_layer_with_too_many_weights_is_shown_without_contributions(void **state)
{
	struct app *app = open_made("dense2100 relu dense2100 relu dense10", "j");

	(void)state;
	assert_null(state_of(app)->stages->list[2].contributions);
	assert_shows(app, "Unit ");
	explorer_free(app);
}

/* ---------------------------------------------------------------------------------------- keys */

static void j_and_k_go_through_the_layers(void **state)
{
	struct app *app = open_layers("mnist-cnn", "kk");

	(void)state;
	assert_int_equal(state_of(app)->stage, 0);
	driver_press(app, "j<Down>jk");
	assert_int_equal(state_of(app)->stage, 2);
	driver_press(app, "jjjjjjj<Up>");
	assert_int_equal(state_of(app)->stage, 5);
	explorer_free(app);
}

static void h_and_l_go_along_the_maps(void **state)
{
	struct app *app = open_layers("mnist-cnn", "ll");
	const struct layers_state *s = state_of(app);

	(void)state;
	assert_int_equal(layers_place(s, 1), 2);
	assert_int_equal(layers_channel(s, 1), s->stages->list[1].order[2]);
	driver_press(app, "h<Left><Left>");
	assert_int_equal(layers_place(s, 1), 0);
	driver_press(app, "<PgDn><Right>");
	assert_int_equal(layers_place(s, 1), 11);
	driver_press(app, "G<Right>");
	assert_int_equal(layers_place(s, 1), 31);
	driver_press(app, "<PgUp>");
	assert_int_equal(layers_place(s, 1), 21);
	driver_press(app, "g");
	assert_int_equal(layers_place(s, 1), 0);
	explorer_free(app);
}

static void a_chosen_map_stays_and_the_strongest_changes_with_the_image(void **state)
{
	struct app *app = open_layers("mnist-cnn", "jjll");
	const struct layers_state *s = state_of(app);
	int channel = layers_channel(s, 3);

	(void)state;
	driver_press(app, "n");
	assert_int_equal(layers_channel(s, 3), channel);
	driver_press(app, "g");
	for (int i = 0; i < 5; i++) {
		driver_press(app, "n");
		assert_int_equal(layers_channel(s, 3), s->stages->list[3].order[0]);
	}
	explorer_free(app);
}

static void a_digit_goes_to_its_output(void **state)
{
	struct app *app = open_layers("mnist-cnn", "3");
	char text[64];

	(void)state;
	assert_int_equal(state_of(app)->stage, 6);
	assert_int_equal(layers_channel(state_of(app), 6), 3);
	snprintf(text, sizeof(text), "class 3: p %.3f, logit %.2f",
		 (double)state_of(app)->stages->probabilities[3],
		 (double)pass_output(state_of(app)->stages->pass, -1)[3]);
	assert_shows(app, text);
	assert_shows(app, "sure that it is a 3");
	explorer_free(app);
}

static void n_and_p_step_through_the_split(void **state)
{
	struct app *app = open_layers("mnist-cnn", "n");
	const struct stages *first;

	(void)state;
	assert_int_equal(app->sample.index, 16);
	first = state_of(app)->stages;
	assert_memory_equal(first->list[0].values, app->sample.pixels, 784 * sizeof(float));
	driver_press(app, "p");
	assert_int_equal(app->sample.index, 15);
	assert_memory_equal(state_of(app)->stages->list[0].values, app->sample.pixels,
			    784 * sizeof(float));
	driver_press(app, ":0<Enter>p");
	assert_int_equal(app->sample.index, 0);
	driver_press(app, ":999<Enter>n");
	assert_int_equal(app->sample.index, 999);
	driver_press(app, ":noise 4<Enter>n");
	assert_non_null(strstr(app->message, "no image of the data set"));
	explorer_free(app);
}

static void enter_goes_to_filters_where_there_are_weights(void **state)
{
	struct app *app = open_layers("mnist-cnn", "j<Enter>");

	(void)state;
	assert_string_equal(app->screens[app->current]->name, "Layers");
	assert_non_null(strstr(app->message, "pool1 has none"));
	driver_press(app, "j<Enter>");
	assert_string_equal(app->screens[app->current]->name, "Filters");
	explorer_free(app);
}

static void another_model_starts_anew_and_a_trained_one_goes_on(void **state)
{
	struct app *app = open_layers("mnist-cnn", "jjlll");
	const struct layers_state *s = state_of(app);
	const struct snapshot *same = make_model("cnn", (struct shape){28, 28, 1}, 10);
	int channel = layers_channel(s, 3);

	(void)state;
	app_set_model(app, same, NULL);
	snapshot_unref(same);
	explorer_update(app);
	assert_non_null(s->stages); /* what was there stays to be seen until the new one is */
	driver_rest(app);
	assert_ptr_equal(s->model, app->model);
	assert_int_equal(layers_channel(s, 3), channel);
	driver_press(app, ":open mnist-softmax<Enter>");
	assert_int_equal(s->stages->count, 2);
	assert_int_equal(s->stage, 1);
	explorer_free(app);
}

static void before_the_first_pass_nothing_can_go_wrong(void **state)
{
	static const char early[] = "jklhgG3\n";
	struct app *app = driver_open("mnist-cnn");

	(void)state;
	explorer_press(app, 'L');
	explorer_update(app);
	for (const char *key = early; *key; key++)
		if (!state_of(app)->stages)
			explorer_press(app, *key);
	explorer_draw(app);
	assert_string_equal(app->screens[app->current]->name, "Layers");
	driver_rest(app);
	assert_non_null(state_of(app)->stages);
	explorer_free(app);
}

/* ------------------------------------------------------------------------------------- drawing */

/* The large map's cells are the values, through a palette over the map's own range. */
static void the_cursors_map_is_drawn_large(void **state)
{
	struct app *app = open_layers("mnist-cnn", "l");
	const struct layers_state *s = state_of(app);
	const struct stage *stage = &s->stages->list[1];
	int channel = layers_channel(s, 1), left = 1 + 78 - 36;
	float hi = 0;
	struct palette palette;

	(void)state;
	for (int i = 0; i < 784; i++)
		hi = fmaxf(hi, stage->values[i * 32 + channel]);
	palette = layers_palette(app, 0, hi);
	explorer_draw(app);
	for (int y = 0; y < 28; y += 2)
		for (int x = 0; x < 28; x++) {
			const struct cell *cell = canvas_at(app->canvas, 2 + y / 2, left + x);
			float value = stage->values[(y * 28 + x) * 32 + channel];
			struct rgb ink = palette_ink(&palette, COLOR_256, value);
			struct rgb drawn = cell->glyph == 0x2584 || cell->glyph == ' '
						   ? cell->style.bg
						   : cell->style.fg;

			assert_int_equal(color_index(COLOR_256, drawn),
					 color_index(COLOR_256, ink));
		}
	explorer_free(app);
}

static void detail_names_range_filter_and_contributions(void **state)
{
	struct app *app = open_layers("mnist-cnn", "jj");
	const struct layers_state *s = state_of(app);
	int channel = layers_channel(s, 3), contributor, receiver;
	float contribution;
	char text[64];

	(void)state;
	snprintf(text, sizeof(text), "conv2 %d, no. 1 of 64: 0.00 to", channel);
	assert_shows(app, text);
	contributor = stages_contributor(s->stages, 3, channel, 0, &contribution);
	snprintf(text, sizeof(text), "by pool1  %2d %+.2f", contributor, (double)contribution);
	assert_shows(app, text);
	snprintf(text, sizeof(text), "filter on pool1 %d", contributor);
	assert_shows(app, text);
	receiver = stages_receiver(s->stages, 3, channel, 0, &contribution);
	snprintf(text, sizeof(text), "to fc1  %4d %+.2f", receiver, (double)contribution);
	assert_shows(app, text);
	snprintf(text, sizeof(text), "most due to pool1 %d, raising fc1 %d most", contributor,
		 receiver);
	assert_shows(app, text);
	assert_shows(app, "(weight x activation)");
	explorer_free(app);
}

static void units_are_listed_by_strength(void **state)
{
	struct app *app = open_layers("mnist-cnn", "jjjjl");
	const struct layers_state *s = state_of(app);
	const struct stage *stage = &s->stages->list[5];
	char text[64];

	(void)state;
	snprintf(text, sizeof(text), "fc1 %d, no. 2 of 1024: %.2f", stage->order[1],
		 (double)stage->values[stage->order[1]]);
	assert_shows(app, text);
	driver_press(app, "G");
	snprintf(text, sizeof(text), "fc1 %d, no. 1024 of 1024", stage->order[1023]);
	assert_shows(app, text);
	explorer_free(app);
}

static void all_layers_are_shown_where_there_is_room_else_those_around(void **state)
{
	static const struct {
		int rows, columns;
		bool has_all;
	} sizes[] = {{17, 62, false}, {24, 80, false}, {40, 120, true}, {60, 200, true}};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct app *app = open_layers("mnist-cnn", "k");
		const char *name;

		explorer_resize(app, sizes[i].rows, sizes[i].columns);
		assert_int_equal(driver_shows(app, " output "), sizes[i].has_all);
		for (int stage = 0; stage < 7; stage++) {
			name = stages_name(state_of(app)->stages, state_of(app)->stage);
			assert_shows(app, name);
			for (int row = 1; row < sizes[i].rows - 2; row++)
				assert_int_equal(
					canvas_at(app->canvas, row, sizes[i].columns - 1)->glyph,
					' ');
			driver_press(app, "j");
		}
		assert_shows(app, " output ");
		explorer_free(app);
	}
}

static void a_sure_output_is_100_hundredths(void **state)
{
	struct app *app = open_layers("mnist-cnn", "jjjjj");

	(void)state;
	explorer_resize(app, 24, 80);
	assert_true(state_of(app)->stages->probabilities[7] > 0.995f);
	assert_shows(app, " 0  0  0  0  0  0  0 100 0  0");
	explorer_free(app);
}

static void merged_rows_are_said(void **state)
{
	static const struct medium media[] = {{COLOR_256, GLYPHS_BRAILLE},
					      {COLOR_MONO, GLYPHS_BRAILLE},
					      {COLOR_256, GLYPHS_ASCII},
					      {COLOR_MONO, GLYPHS_ASCII}};

	(void)state;
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++) {
		struct app *app = driver_open_on("mnist-cnn", media[i]);

		driver_press(app, "L");
		assert_int_equal(driver_shows(app, "rows merged"), i > 0);
		driver_press(app, "7");
		assert_shows(app, "class 7");
		explorer_free(app);
	}
}

static void values_below_zero_are_signed_maps(void **state)
{
	struct app *app = open_made("conv3x3x4 dense10", "");

	(void)state;
	assert_true(state_of(app)->stages->list[1].lo < 0);
	assert_true(layers_palette(app, -1, 2).lo == -2);
	assert_true(layers_palette(app, -3, 2).hi == 3);
	assert_true(layers_palette(app, 0, 0).hi == 1);
	assert_shows(app, "conv1 ");
	explorer_free(app);
}

/* -------------------------------------------------------------------------------- what goes out */

static void it_exports_a_layers_maps(void **state)
{
	struct app *app = open_layers("mnist-cnn", "");
	struct export_sheet *export = calloc(1, sizeof(*export));
	const struct stage *stage = &state_of(app)->stages->list[1];

	(void)state;
	assert_true(app->screens[app->current]->export(app, app->state[app->current], export));
	assert_int_equal(export->count, 32);
	assert_string_equal(export->name, "layers-conv1");
	assert_ptr_equal(export->tiles[3].picture.values, stage->values + stage->order[3]);
	assert_int_equal(strtol(export->tiles[3].caption, NULL, 10), stage->order[3]);
	driver_press(app, "5");
	assert_false(app->screens[app->current]->export(app, app->state[app->current], export));
	free(export);
	explorer_free(app);
}

static void it_tells_its_numbers(void **state)
{
	struct app *app = open_layers("mnist-cnn", "jj");
	json_t *told = app->screens[app->current]->to_json(app, app->state[app->current]);
	float contribution;

	(void)state;
	assert_non_null(told);
	assert_string_equal(json_string_value(json_object_get(told, "layer")), "conv2");
	assert_int_equal(json_array_size(json_object_get(told, "layers")), 7);
	assert_int_equal(json_integer_value(json_object_get(
				 json_array_get(json_object_get(told, "to"), 0), "channel")),
			 stages_receiver(state_of(app)->stages, 3, layers_channel(state_of(app), 3),
					 0, &contribution));
	json_decref(told);
	explorer_free(app);
}

static void a_line_names_the_image_and_what_it_is_read_as(void **state)
{
	struct app *app = open_layers("mnist-cnn", "");

	(void)state;
	assert_shows(app, "image 15 of validation, a 7: read as a 7 (100.0 %)");
	driver_press(app, ":noise 1<Enter>");
	assert_shows(app, "noise 1: read as ");
	explorer_free(app);
}

static void strips_tell_channels_and_their_means(void **state)
{
	static const int sizes[][2] = {{24, 80}, {40, 120}, {60, 200}};
	struct app *app = open_layers("mnist-cnn", "");
	const struct stage *stage = &state_of(app)->stages->list[1];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		explorer_resize(app, sizes[i][0], sizes[i][1]);
		for (int place = 0; place < 3; place++) {
			int channel = stage->order[place], width = i < 2 ? 7 : 14;
			char caption[32], number[16];

			snprintf(number, sizeof(number), "%d", channel);
			snprintf(caption, sizeof(caption), "%s%*.2f", number,
				 width - (int)strlen(number), (double)stage->means[channel]);
			assert_shows(app, caption);
		}
	}
	explorer_free(app);
}

/* From the class down to the image, and up again: each time to the largest contribution. */
static void brackets_follow_the_strongest_contribution(void **state)
{
	struct app *app = open_layers("mnist-cnn", "7");
	const struct layers_state *s = state_of(app);
	int stage = s->stage, channel = 7, other, receiver;
	float contribution;

	(void)state;
	while (stage > 0) {
		int from = s->stages->list[stage].from;

		other = from > 0 ? stages_contributor(s->stages, stage, channel, 0, &contribution)
				 : channel;
		driver_press(app, "[");
		stage = from >= 0 ? from : stage - 1;
		channel = stage == 0 ? 0 : other;
		assert_int_equal(s->stage, stage);
		assert_int_equal(layers_channel(s, stage), channel);
	}
	driver_press(app, "[");
	assert_message(app, "lead on from input");
	driver_press(app, "jllll");
	receiver = stages_receiver(s->stages, 1, layers_channel(s, 1), 0, &contribution);
	driver_press(app, "]");
	assert_int_equal(s->stage, 3);
	assert_int_equal(layers_channel(s, 3), receiver);
	driver_press(app, "7]");
	assert_message(app, "lead on from output");
	explorer_free(app);
}

static void the_footer_offers_nothing_that_does_nothing(void **state)
{
	struct app *app = open_made("conv3x3x4 relu pool2 dense10", "gkkk");

	(void)state;
	explorer_resize(app, 24, 120);
	assert_hides(app, "l map on");
	assert_hides(app, "k back");
	assert_hides(app, "Enter filters");
	driver_press(app, "j");
	assert_shows(app, "l map on");
	assert_shows(app, "k back");
	assert_shows(app, "Enter filters");
	driver_press(app, "j");
	assert_hides(app, "Enter filters");
	driver_press(app, "j");
	assert_hides(app, "j layer on");
	driver_press(app, ":noise 1<Enter>");
	assert_hides(app, "n next image");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(softmax_has_input_and_output_only),
		cmocka_unit_test(odd_nets_have_stages_too),
		cmocka_unit_test(a_layer_with_too_many_weights_is_shown_without_contributions),
		cmocka_unit_test(j_and_k_go_through_the_layers),
		cmocka_unit_test(h_and_l_go_along_the_maps),
		cmocka_unit_test(a_chosen_map_stays_and_the_strongest_changes_with_the_image),
		cmocka_unit_test(a_digit_goes_to_its_output),
		cmocka_unit_test(n_and_p_step_through_the_split),
		cmocka_unit_test(enter_goes_to_filters_where_there_are_weights),
		cmocka_unit_test(another_model_starts_anew_and_a_trained_one_goes_on),
		cmocka_unit_test(before_the_first_pass_nothing_can_go_wrong),
		cmocka_unit_test(the_cursors_map_is_drawn_large),
		cmocka_unit_test(detail_names_range_filter_and_contributions),
		cmocka_unit_test(units_are_listed_by_strength),
		cmocka_unit_test(all_layers_are_shown_where_there_is_room_else_those_around),
		cmocka_unit_test(a_sure_output_is_100_hundredths),
		cmocka_unit_test(merged_rows_are_said),
		cmocka_unit_test(values_below_zero_are_signed_maps),
		cmocka_unit_test(it_exports_a_layers_maps),
		cmocka_unit_test(it_tells_its_numbers),
		cmocka_unit_test(a_line_names_the_image_and_what_it_is_read_as),
		cmocka_unit_test(strips_tell_channels_and_their_means),
		cmocka_unit_test(brackets_follow_the_strongest_contribution),
		cmocka_unit_test(the_footer_offers_nothing_that_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
