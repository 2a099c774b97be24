/* The explorer around its screens: opening, going from screen to screen, prompts, help, leaving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "support/scratch.h"
#include "support/small_data.h"
#include "tui/driver.h"
#include "tui/headless.h"
#include "tui/screen/mistakes/mistakes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void it_opens_on_the_shipped_network_and_the_articles_seven(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	assert_string_equal(app->model->facts.name, "mnist-cnn");
	assert_int_equal(app->sample.label, 7);
	assert_int_equal(app->sample.index, 15);
	assert_shows(app, "netglyph");
	assert_shows(app, "cnn 99.0%");
	explorer_free(app);
}

static void a_model_that_cannot_be_read_ends_it_with_the_reason(void **state)
{
	struct app_setup setup = {.model = "nowhere.safetensors", .image = -1, .threads = 1};
	struct err err;
	struct app *app;

	(void)state;
	setup.kernel = kernel_choose("portable", &err);
	app = explorer_new(&setup, &err);
	assert_non_null(app);
	driver_rest(app);
	assert_true(app->is_over);
	assert_non_null(strstr(app->failure, "nowhere.safetensors"));
	explorer_free(app);
}

static void letters_and_tab_go_to_screens_and_q_comes_back(void **state)
{
	struct app *app = driver_open(NULL);
	int weights = screen_find(screens, "Weights"), draw = screen_find(screens, "Draw");

	(void)state;
	driver_press(app, "WD");
	assert_int_equal(app->current, draw);
	driver_press(app, "q");
	assert_int_equal(app->current, weights);
	driver_press(app, "<Tab>");
	assert_int_equal(app->current, (weights + 1) % screen_count);
	driver_press(app, "<S-Tab>");
	assert_int_equal(app->current, weights);
	driver_press(app, "qqqqqqqqqqqqqqqqqqqq");
	assert_false(app->is_over);
	assert_shows(app, "Q leaves");
	explorer_free(app);
}

static void escape_never_leaves(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, "<Esc><Esc>?<Esc>:abc<Esc><Esc>");
	assert_false(app->is_over);
	assert_false(app->is_help);
	assert_false(app->prompt.is_open);
	explorer_free(app);
}

static void leaving_asks_when_a_trained_network_is_not_saved(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, "TnQn");
	assert_false(app->is_over);
	driver_press(app, "Q<Esc>");
	assert_false(app->is_over);
	assert_false(app->prompt.is_open);
	driver_press(app, "Qy");
	assert_true(app->is_over);
	explorer_free(app);
	app = driver_open(NULL);
	driver_press(app, "Q");
	assert_true(app->is_over);
	explorer_free(app);
}

static void a_colon_and_a_number_go_to_an_image(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, ":12<Enter>");
	assert_int_equal(app->sample.index, 12);
	assert_int_equal(app->sample.label, 3);
	driver_press(app, ":99999999<Enter>");
	assert_int_equal(app->sample.index, 12);
	assert_true(app->is_error);
	assert_true(app->prompt.is_open); /* to be mended */
	driver_press(app, "<Esc>:split test<Enter>:image 7<Enter>");
	assert_int_equal(app->sample.split, SPLIT_TEST);
	assert_string_equal(app->sample.title, "image 7 of test");
	explorer_free(app);
}

static void commands_say_what_is_wrong(void **state)
{
	static const char *const wrong[][2] = {
		{":xyzzy<Enter>", "no command 'xyzzy'"}, {":data<Enter>", "needs its PATH"},
		{":split all<Enter>", "is no split"},    {":theme pink<Enter>", "is no theme"},
		{":screen pink<Enter>", "is no screen"}, {":class 10<Enter>", "is no class"},
		{":open pink<Enter>", "pink"},           {":data /nonesuch<Enter>", "nonesuch"},
		{":image 1x<Enter>", "is no number"},
	};
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, "W");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		driver_press(app, wrong[i][0]);
		if (!strstr(app->message, wrong[i][1]))
			fail_msg("%s: '%s'", wrong[i][0], app->message);
		driver_press(app, "<Esc>");
	}
	assert_false(app->is_over);
	explorer_free(app);
}

static void data_that_fit_no_network_can_be_looked_at_and_learned(void **state)
{
	struct app *app = driver_open(NULL);
	char keys[4096];

	small_data_write(scratch_path(state, ""), 12, 9, 3);
	snprintf(keys, sizeof(keys), ":data %s<Enter>", scratch_path(state, ""));
	driver_press(app, keys);
	assert_string_equal(app->model->facts.name, "untrained");
	assert_int_equal(app->model->net->classes, 3);
	assert_int_equal(app->data->height, 12);
	assert_shows(app, "T trains one");
	driver_press(app, "WMLFARDTN<Enter>A");
	assert_string_equal(app->model->facts.name, "softmax");
	/* The tour is about digits, but what learns keeps its data. */
	driver_press(app, "H");
	assert_int_equal(app->station, -1);
	assert_message(app, "data");
	/* What was named has to fit. */
	driver_press(app, ":open mnist-cnn<Enter>");
	assert_true(app->is_error);
	assert_string_equal(app->model->facts.name, "softmax");
	explorer_free(app);
}

static void words_fit_the_ground_unless_a_theme_is_chosen(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	assert_string_equal(app->theme->name, "dark");
	app_set_ground(app, rgb(255, 255, 255));
	assert_string_equal(app->theme->name, "light");
	assert_true(app->is_ink_dark);
	driver_press(app, ":theme blind<Enter>");
	assert_string_equal(app->theme->name, "blind");
	assert_false(app->theme->is_dark);
	driver_press(app, ":theme dark<Enter>");
	app_set_ground(app, rgb(255, 255, 255));
	assert_string_equal(app->theme->name, "dark");
	driver_press(app, ":theme auto<Enter>");
	assert_string_equal(app->theme->name, "light");
	app_set_ground(app, rgb(0, 43, 54));
	assert_string_equal(app->theme->name, "dark");
	driver_press(app, ":theme grey<Enter>");
	assert_message(app, "there are auto, dark");
	assert_string_equal(app->theme->name, "dark");
	explorer_free(app);
}

static void the_tour_is_told_on_digits(void **state)
{
	struct app *app = driver_open(NULL);
	char keys[4096];

	small_data_write(scratch_path(state, ""), 12, 9, 3);
	snprintf(keys, sizeof(keys), ":data %s<Enter>H", scratch_path(state, ""));
	driver_press(app, keys);
	assert_string_equal(app->data->name, "sample");
	assert_string_equal(app->model->facts.name, "mnist-cnn");
	assert_shows(app, "learns from 3,000 handwritten");
	explorer_free(app);
}

static void tab_completes_commands_and_their_arguments(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, ":the<Tab>li<Tab><Enter>");
	assert_string_equal(app->theme->name, "light");
	assert_true(app->is_ink_dark);
	driver_press(app, ":open mnist-s<Tab><Enter>");
	assert_string_equal(app->model->facts.name, "mnist-softmax");
	driver_press(app, ":noise 3<Enter>");
	assert_string_equal(app->sample.title, "noise 3");
	assert_int_equal(app->sample.label, -1);
	explorer_free(app);
}

static void a_prompt_is_edited_and_holds_only_what_can_be_shown(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, ":ab\xc3\xa9<BS><Up><C-l>c");
	assert_string_equal(app->prompt.text, "abc");
	for (int i = 0; i < 2 * PROMPT_MAX; i++)
		explorer_press(app, 'x');
	assert_int_equal(strlen(app->prompt.text), PROMPT_MAX - 1);
	explorer_draw(app);
	driver_press(app, "<C-u>");
	assert_string_equal(app->prompt.text, "");
	explorer_free(app);
}

static void the_help_scrolls_and_names_this_screens_keys_first(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, "W?");
	assert_shows(app, "Weights: ");
	driver_press(app, "G");
	assert_shows(app, ":quit");
	driver_press(app, "gjjk<Space><PgUp><PgUp>");
	assert_int_equal(app->help_scroll, 0);
	driver_press(app, "q");
	assert_false(app->is_help);
	driver_press(app, "?D");
	assert_false(app->is_help);
	assert_int_equal(app->current, screen_find(screens, "Draw"));
	explorer_free(app);
}

static void any_size_is_drawn_and_a_small_one_says_what_is_needed(void **state)
{
	/* With as many filters as the article's first layer has, and far less to compute at each
	 * size. */
	struct app *app = driver_open_made("conv5x5x32 relu pool2 dense16 relu dense10",
					   (struct medium){COLOR_256, GLYPHS_BRAILLE});

	(void)state;
	for (int screen = 0; screen < screen_count; screen++) {
		app_go(app, screen);
		for (int rows = 1; rows < 70; rows += 11) {
			for (int columns = 1; columns < 250; columns += 31) {
				explorer_resize(app, rows, columns);
				driver_rest(app);
				explorer_draw(app);
			}
		}
	}
	explorer_resize(app, 10, 40);
	assert_shows(app, "62x17 needed, this is 40x10");
	explorer_free(app);
}

static void export_writes_a_new_file_each_time_and_says_where(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	char folder[4096], back[4096];

	assert_non_null(getcwd(back, sizeof(back)));
	snprintf(folder, sizeof(folder), "%s", scratch_path(state, ""));
	assert_int_equal(chdir(folder), 0);
	driver_press(app, "We");
	assert_string_equal(app->message, "written to weights-fc1.png");
	driver_press(app, "e");
	assert_string_equal(app->message, "written to weights-fc1-2.png");
	assert_int_equal(access("weights-fc1.png", R_OK), 0);
	assert_int_equal(chdir(back), 0);
	explorer_free(app);
}

static void export_takes_the_format_from_the_files_ending(void **state)
{
	static const struct {
		const char *file, *begin;
	} formats[] = {{"a.txt", " netglyph  T"},
		       {"a.ansi", " \033[1mnetglyph"},
		       {"a.svg", "<?xml version"},
		       {"a.png", "\x89PNG"}};
	struct app *app = driver_open("mnist-softmax");

	driver_press(app, "W");
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const char *path = scratch_path(state, formats[i].file);
		char keys[4096];
		size_t size;
		unsigned char *bytes;

		snprintf(keys, sizeof(keys), ":export %s<Enter>", path);
		driver_press(app, keys);
		assert_non_null(strstr(app->message, "written to "));
		bytes = scratch_read(path, &size);
		assert_memory_equal(bytes, formats[i].begin, strlen(formats[i].begin));
		driver_press(app, keys);
		assert_non_null(strstr(app->message, "is there already, and is not replaced"));
		driver_press(app, "<Esc>");
		free(bytes);
	}
	driver_press(app, ":export /nowhere/a.svg<Enter>");
	assert_non_null(strstr(app->message, "cannot be written here"));
	driver_press(app, "<Esc>:export picture.jpg<Enter>");
	assert_non_null(strstr(app->message, "its ending has to be .txt, .ansi, .svg or .png"));
	explorer_free(app);
}

static void every_screen_can_be_dumped_in_every_format(void **state)
{
	struct err err;
	struct headless_spec spec = {.rows = 24, .columns = 80};
	char *text = NULL;
	size_t size;

	small_data_write(scratch_path(state, ""), 28, 28, 10);
	spec.app = (struct app_setup){.image = -1,
				      .split = SPLIT_VALIDATION,
				      .threads = 2,
				      .is_clock_fixed = true,
				      .medium = {COLOR_256, GLYPHS_BRAILLE},
				      .model = "mnist-softmax"};
	spec.app.kernel = kernel_choose("portable", &err);
	for (spec.screen = 0; spec.screen < screen_count; spec.screen++) {
		/* A map of a thousand images takes long. */
		bool is_map = strcmp(screens[spec.screen]->name, "Project") == 0;

		spec.keys = "n";
		spec.app.data = is_map ? scratch_path(state, "") : "sample";
		for (spec.format = HEADLESS_TEXT; spec.format <= HEADLESS_JSON; spec.format++) {
			FILE *file = open_memstream(&text, &size);

			if (!headless_run(&spec, file, &err))
				fail_msg("%s: %s", screens[spec.screen]->name, err.text);
			fclose(file);
			assert_non_null(strstr(text, "etglyph"));
			free(text);
		}
	}
}

/* Weights so large that sums overflow: what is printed is readable all the same. */
static void numbers_that_are_none_are_called_nan(void **state)
{
	struct app *app = driver_open_made("softmax", (struct medium){COLOR_256, GLYPHS_BRAILLE});
	const struct net *net = app->model->net;

	(void)state;
	for (size_t i = 0; i < net->size; i++)
		net->parameters[i] = 3e38f;
	for (int i = 0; screens[i]; i++) {
		driver_press(app, (char[]){screens[i]->letter, 0});
		driver_press(app, "nn<Enter>");
		assert_hides(app, "-nan");
		driver_press(app, (char[]){screens[i]->letter, 0});
		assert_hides(app, "-nan");
	}
	explorer_free(app);
}

/* Ten digits or more beside each other anywhere on the screen. */
static bool shows_endless_number(struct app *app)
{
	explorer_draw(app);
	for (int row = 0; row < app->canvas->height; row++) {
		int digits = 0;

		for (const char *c = driver_row(app, row); *c; c++) {
			digits = *c >= '0' && *c <= '9' ? digits + 1 : 0;
			if (digits >= 10)
				return true;
		}
	}
	return false;
}

/* The screens that look into convolutional nets, layer by layer. */
static void no_number_of_a_convolutional_net_is_too_long(void **state)
{
	static const char *const keys[] = {"Flnl]l]l]<Enter>l", "Ljljljljljlj", "Mwnjm", "Rl"};
	static const float sizes[] = {1e10f, 1e30f, 3e38f};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct app *app = driver_open_made("conv3x3x4 relu pool2 dense20 relu dense10",
						   (struct medium){COLOR_256, GLYPHS_BRAILLE});
		struct net *net = app->model->net;

		for (size_t j = 0; j < net->size; j++)
			net->parameters[j] = j % 3 ? sizes[i] : -sizes[i];
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			for (const char *c = keys[k]; *c;) {
				int key;

				c = key_read(c, &key);
				explorer_press(app, key);
				driver_rest(app);
				assert_hides(app, "-nan");
				assert_false(shows_endless_number(app));
			}
		explorer_free(app);
	}
}

static void the_help_explains_what_a_screen_shows(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	explorer_resize(app, 200, 100);
	for (int i = 0; screens[i]; i++) {
		driver_press(app, (char[]){screens[i]->letter, '?', 0});
		for (const struct legend *l = screens[i]->legend; l && l->sign; l++) {
			assert_in_range(text_width(l->sign), 1, 20);
			assert_shows(app, l->sign);
		}
		assert_true(driver_shows(app, "What is shown") == !!screens[i]->legend);
		driver_press(app, "<Esc>");
	}
	explorer_free(app);
}

/* A picture of 40x40 with a bar in it, as PGM. */
static const char *write_bar(void **state, const char *name)
{
	static char text[16 * 1024];
	int length = snprintf(text, sizeof(text), "P2 40 40 255");

	for (int i = 0; i < 1600; i++)
		length += snprintf(text + length, sizeof(text) - (size_t)length, " %d",
				   i % 40 > 17 && i % 40 < 22 && i > 200 && i < 1400 ? 0 : 255);
	return scratch_write(state, name, text, (size_t)length);
}

static void a_picture_of_ones_own_is_looked_at(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const char *path = write_bar(state, "my one.pgm");
	char keys[4096];

	snprintf(keys, sizeof(keys), ":file %s<Enter>", path);
	driver_press(app, keys);
	assert_true(app->is_error);
	assert_message(app, "is 40x40 (height x width), but the net takes 28x28");
	assert_true(app->prompt.is_open);
	snprintf(keys, sizeof(keys), "file %s --fit<Enter>", path);
	driver_press(app, keys);
	assert_message(app, "framed as MNIST's makers did");
	driver_press(app, "A");
	assert_false(app->prompt.is_open);
	assert_int_equal(app->sample.source, SAMPLE_FILE);
	assert_string_equal(app->sample.title, path);
	assert_true(app->sample.pixels[14 * 28 + 14] == 1);
	snprintf(keys, sizeof(keys), ":file --fit --invert %s<Enter>", path);
	driver_press(app, keys);
	assert_message(app, "leave --invert out");
	driver_press(app, ":file /dev/zero --fit<Enter>");
	assert_message(app, "a regular file is needed");
	explorer_free(app);
}

static void the_tour_goes_from_station_to_station_and_ends(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, "H");
	assert_int_equal(app->station, 0);
	assert_shows(app, "H goes on (1/10)");
	driver_press(app, "HH");
	assert_int_equal(app->station, 2);
	driver_press(app, "W");
	assert_int_equal(app->station, -1);
	driver_press_fast(app, "HHHHHHHHHH");
	assert_shows(app, "H ends it (10/10)");
	driver_press(app, "H");
	assert_int_equal(app->station, -1);
	assert_shows(app, "That was the tour");
	driver_press(app, "H<Esc>");
	assert_int_equal(app->station, -1);
	explorer_free(app);
}

/* What was set on the screens before is not what the captions speak of. */
static void the_tours_stations_show_what_they_say(void **state)
{
	struct app *app = driver_open(NULL);
	struct mistakes_state *mistakes = app_state(app, "Mistakes");

	(void)state;
	driver_press(app, ":split test<Enter>Maow7m");
	driver_press_fast(app, "HHH");
	assert_int_equal(app->station, 2);
	assert_true(mistakes->is_article);
	assert_false(mistakes->is_in_matrix);
	assert_int_equal(mistakes->order, BY_INDEX);
	assert_int_equal(mistakes->filter.label, -1);
	assert_shows(app, "13 of the first 200 misread");
	driver_press_fast(app, ":split test<Enter>HH");
	assert_int_equal(app->sample.label, 7);
	driver_press_fast(app, ":split test<Enter>HHH");
	assert_shows(app, "H goes on (8/10)");
	assert_int_equal(app->sample.label, 3);
	/* The next one's curves are not waited for. */
	explorer_press(app, 'H');
	do {
		explorer_update(app);
		usleep(1000);
	} while (explorer_is_busy(app) &&
		 (app->sample.label != 7 || !driver_shows(app, "o mnist-cnn")));
	assert_int_equal(app->sample.label, 7);
	assert_shows(app, "o mnist-cnn");
	explorer_free(app);
}

/* Whatever was chosen there before, twice. */
static void the_tours_why_shows_integrated_gradients_of_a_3_against_a_7(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	for (int i = 0; i < 2; i++) {
		driver_press_fast(app, "HHHHHH");
		assert_shows(app, "H goes on (6/10)");
		assert_shows(app, "for a 3, not a 7");
		assert_shows(app, ">integrated");
		driver_press(app, "hh<Esc>");
		assert_int_equal(app->station, -1);
	}
	explorer_free(app);
}

static void the_tours_first_station_counts_the_images_of_the_data(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	app->data->split[SPLIT_TRAIN].count = 2999;
	driver_press(app, "H");
	assert_shows(app, "2,999");
	app->data->split[SPLIT_TRAIN].count = 3000;
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_on_the_shipped_network_and_the_articles_seven),
		cmocka_unit_test(a_model_that_cannot_be_read_ends_it_with_the_reason),
		cmocka_unit_test(letters_and_tab_go_to_screens_and_q_comes_back),
		cmocka_unit_test(escape_never_leaves),
		cmocka_unit_test(leaving_asks_when_a_trained_network_is_not_saved),
		cmocka_unit_test(a_colon_and_a_number_go_to_an_image),
		cmocka_unit_test(commands_say_what_is_wrong),
		cmocka_unit_test_setup_teardown(
			data_that_fit_no_network_can_be_looked_at_and_learned, scratch_setup,
			scratch_teardown),
		cmocka_unit_test(words_fit_the_ground_unless_a_theme_is_chosen),
		cmocka_unit_test_setup_teardown(the_tour_is_told_on_digits, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(tab_completes_commands_and_their_arguments),
		cmocka_unit_test(a_prompt_is_edited_and_holds_only_what_can_be_shown),
		cmocka_unit_test(the_help_scrolls_and_names_this_screens_keys_first),
		cmocka_unit_test(any_size_is_drawn_and_a_small_one_says_what_is_needed),
		cmocka_unit_test_setup_teardown(export_writes_a_new_file_each_time_and_says_where,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(export_takes_the_format_from_the_files_ending,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(every_screen_can_be_dumped_in_every_format,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_picture_of_ones_own_is_looked_at, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(numbers_that_are_none_are_called_nan),
		cmocka_unit_test(no_number_of_a_convolutional_net_is_too_long),
		cmocka_unit_test(the_help_explains_what_a_screen_shows),
		cmocka_unit_test(the_tour_goes_from_station_to_station_and_ends),
		cmocka_unit_test(the_tours_stations_show_what_they_say),
		cmocka_unit_test(the_tours_why_shows_integrated_gradients_of_a_3_against_a_7),
		cmocka_unit_test(the_tours_first_station_counts_the_images_of_the_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
