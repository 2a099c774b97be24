/* Classes that have names: they are typed, completed and shown, on all screens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/idx.h"
#include "lab/story/sentences.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/screen/attack/attack.h"
#include "tui/screen/filters/filters.h"
#include "tui/screen/mistakes/mistakes.h"
#include "tui/show_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SIDE = 12 };

/* 156 images of stripes under names of files that a known set has. */
static void write_set(void **state, const char *set, int classes, int first_label)
{
	enum { COUNT = 156 };
	static uint8_t pixels[COUNT * SIDE * SIDE];
	uint8_t labels[COUNT];
	struct idx images = {IDX_U8, 3, {COUNT, SIDE, SIDE, 1}, pixels};
	struct idx list = {IDX_U8, 1, {COUNT, 1, 1, 1}, labels};
	char name[64];
	struct err err;

	for (int i = 0; i < COUNT; i++) {
		labels[i] = (uint8_t)(i % classes + first_label);
		for (int k = 0; k < SIDE * SIDE; k++)
			pixels[i * SIDE * SIDE + k] = k % (2 + i % classes) ? 0 : 200;
	}
	snprintf(name, sizeof(name), "%s-images-idx3-ubyte", set);
	assert_true(idx_write(scratch_path(state, name), &images, &err));
	snprintf(name, sizeof(name), "%s-labels-idx1-ubyte", set);
	assert_true(idx_write(scratch_path(state, name), &list, &err));
}

/* On such a set, with a network that nobody trained. */
static struct app *open_set(void **state, const char *set, int classes, int first_label)
{
	struct app *app = driver_open("mnist-softmax");
	char keys[PROMPT_MAX];

	write_set(state, set, classes, first_label);
	snprintf(keys, sizeof(keys), ":data %s<Enter>", scratch_path(state, ""));
	driver_press(app, keys);
	assert_int_equal(app->model->net->classes, classes);
	return app;
}

static struct attack_spec attack_of(struct app *app)
{
	return ((struct attack_state *)app_state(app, "Attack"))->attack->spec;
}

static void classes_are_chosen_by_name(void **state)
{
	struct app *app = open_set(state, "fashion", 10, 0);

	driver_press(app, "A:class sneaker<Enter>");
	assert_int_equal(attack_of(app).target, 7);
	assert_shows(app, "Sneaker");
	driver_press(app, ":class ankle b<Enter>");
	assert_int_equal(attack_of(app).target, 9);
	driver_press(app, ":class s<Enter>");
	assert_message(app, "'s' may be several classes: Sandal, Shirt, Sneaker");
	driver_press(app, "<Esc>:class Sn<Tab>");
	assert_string_equal(app->prompt.text, "class Sneaker");
	driver_press(app, "<Esc>:class <Tab>");
	assert_shows(app, "T-shirt/top");
	driver_press(app, "<Esc>3");
	assert_int_equal(attack_of(app).target, 3);
	explorer_free(app);
}

static void filters_take_names(void **state)
{
	struct app *app = open_set(state, "fashion", 10, 0);
	const struct mistakes_state *mistakes = app_state(app, "Mistakes");
	const struct filters_state *filters = app_state(app, "Filters");

	driver_press(app, "M/coat>ankle boot<Enter>");
	assert_int_equal(mistakes->filter.label, 4);
	assert_int_equal(mistakes->filter.prediction, 9);
	assert_shows(app, "Coat>Ankle boot");
	driver_press(app, "/hat<Enter>");
	assert_message(app, "'hat' is no class: they are T-shirt/top");
	driver_press(app, "<Esc>F/bag<Enter>");
	assert_int_equal(filters->cursor, 8);
	explorer_free(app);
}

static void the_line_that_shows_a_screen_again_names_classes(void **state)
{
	struct app *app = open_set(state, "fashion", 10, 0);
	const char *lost;
	char *line;

	driver_press(app, "A:class bag<Enter>");
	line = show_line(app, &lost);
	assert_non_null(strstr(line, "--keys ':class Bag<Enter>'"));
	free(line);
	driver_press(app, "M/>t-shirt<Enter>");
	line = show_line(app, &lost);
	assert_non_null(strstr(line, "/>T-shirt/top<Enter>"));
	free(line);
	explorer_free(app);
}

static void keys_reach_every_class_where_there_are_more_than_ten(void **state)
{
	struct app *app = open_set(state, "emnist-letters", 26, 1);

	driver_press(app, "A:class y<Enter>");
	assert_int_equal(attack_of(app).target, 24);
	driver_press(app, "j");
	assert_int_equal(attack_of(app).target, 25);
	assert_shows(app, "p(z)");
	driver_press(app, "<Down>");
	assert_int_equal(attack_of(app).target, 0);
	driver_press(app, "k");
	assert_int_equal(attack_of(app).target, 25);
	driver_press(app, ":class 26<Enter>");
	assert_message(app, "'26' is no class: they are a, b, c");
	explorer_free(app);
}

/* The words of the screens, as they are where classes have names. */
static void screens_say_names_and_begin_no_sentence_with_a_capital_that_is_not_theirs(void **state)
{
	struct app *app = open_set(state, "emnist-letters", 26, 1);

	driver_press(app, "A:class b<Enter>:1<Enter>n");
	assert_int_equal(app->sample.label, 1);
	assert_shows(app, "b to a person, ");
	driver_press(app, ":noise 1<Enter>");
	assert_shows(app, "Noise to a person, ");
	driver_press(app, "DD");
	assert_shows(app, "pen up");
	assert_shows(app, " strokes");
	driver_press(app, ":train dense4 relu dense26<Enter>TN<Enter>L:class z<Enter>");
	assert_shows(app, "sure that it is z");
	driver_press(app, "k");
	assert_shows(app, "raising output ");
	assert_hides(app, "raising output 1");
	assert_hides(app, "raising output 2");
	driver_press(app, "W<Enter>");
	explorer_free(app);
}

static void a_long_name_is_cut_in_sentences(void **state)
{
	static const char *const names[] = {"a name of more columns than a sentence has", "b"};
	static const struct class_names list = {2, .name = names};
	char text[SENTENCE_MAX];

	(void)state;
	class_phrase(text, sizeof(text), &list, 0);
	assert_string_equal(text, "a name of more co.");
	prediction_phrase(text, sizeof(text), &list, 0, NULL, 1);
	assert_string_equal(text, "a name of more co. to a person, b to the network");
	attack_phrase(text, sizeof(text), 40, &list, "image 15 of validation", 0, 1);
	assert_string_equal(text, "image 15 of validation, a name of. -> b");
}

/* A picture of SIDE x SIDE in a folder of its class. */
static void write_picture(void **state, const char *folder, int i)
{
	char name[128], text[64 + SIDE * SIDE];
	int length = snprintf(text, sizeof(text), "P5 %d %d 255\n", SIDE, SIDE);

	for (int k = 0; k < SIDE * SIDE; k++)
		text[length + k] = k % (i + 2) ? '\0' : '\x7f';
	snprintf(name, sizeof(name), "%s/%d.pgm", folder, i);
	scratch_write(state, name, text, (size_t)(length + SIDE * SIDE));
}

static void a_name_that_no_cell_can_hold_is_told_by_its_number(void **state)
{
	static const char *const classes[] = {"Tür", "日本語", "\xf0\x9f\x98\x80"};
	struct app *app = driver_open("mnist-softmax");
	char keys[PROMPT_MAX];

	for (int c = 0; c < 3; c++) {
		mkdir(scratch_path(state, classes[c]), 0700);
		for (int i = 0; i < 12; i++)
			write_picture(state, classes[c], i);
	}
	snprintf(keys, sizeof(keys), ":data %s<Enter>", scratch_path(state, ""));
	driver_press(app, keys);
	assert_int_equal(app->data->classes, 3);
	driver_press(app, "A:class \xf0\x9f\x98\x80<Enter>");
	assert_int_equal(attack_of(app).target, 2);
	assert_shows(app, "p(2)");
	driver_press(app, ":class 日本語<Enter>");
	assert_int_equal(attack_of(app).target, 1);
	assert_shows(app, "p(日本語)");
	driver_press(app, ":class tü<Enter>");
	assert_int_equal(attack_of(app).target, 0);
	assert_shows(app, "p(Tür)");
	assert_hides(app, "???");
	explorer_free(app);
}

static void a_digit_means_the_class_that_is_named_so(void **state)
{
	static const char *const classes[] = {"1", "2", "3"};
	struct app *app = driver_open("mnist-softmax");
	char keys[PROMPT_MAX];

	for (int c = 0; c < 3; c++) {
		mkdir(scratch_path(state, classes[c]), 0700);
		for (int i = 0; i < 12; i++)
			write_picture(state, classes[c], i);
	}
	snprintf(keys, sizeof(keys), ":data %s<Enter>", scratch_path(state, ""));
	driver_press(app, keys);
	driver_press(app, "A3");
	assert_int_equal(attack_of(app).target, 2);
	assert_shows(app, "p(3)");
	driver_press(app, ":class 1<Enter>");
	assert_int_equal(attack_of(app).target, 0);
	/* Of units that are no classes, the number counts. */
	driver_press(app, ":train dense8 relu dense3<Enter>TN<Enter>F3");
	assert_int_equal(
		filters_channel(app, app_state(app, "Filters"),
				((struct filters_state *)app_state(app, "Filters"))->cursor),
		3);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(classes_are_chosen_by_name, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(a_long_name_is_cut_in_sentences),
		cmocka_unit_test_setup_teardown(
			screens_say_names_and_begin_no_sentence_with_a_capital_that_is_not_theirs,
			scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_name_that_no_cell_can_hold_is_told_by_its_number,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_digit_means_the_class_that_is_named_so,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(filters_take_names, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(the_line_that_shows_a_screen_again_names_classes,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(
			keys_reach_every_class_where_there_are_more_than_ten, scratch_setup,
			scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
