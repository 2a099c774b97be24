/* Which network a file is, asked of the person where images do not tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/foreign.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/keys.h"
#include "tui/ways.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A net that nobody trained, as PyTorch would write it. */
static const char *untrained(void **state)
{
	struct net *net = foreign_net("dense6 relu dense10", (struct shape){28, 28, 1}, 10);
	const char *path = foreign_write(state, "net", net, EXPORT_TORCH, NULL, NULL);

	net_free(net);
	return path;
}

static struct app *open_it(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	char keys[PROMPT_MAX];

	snprintf(keys, sizeof(keys), ":open %s<Enter>", untrained(state));
	driver_press(app, keys);
	assert_shows(app, "Which network is");
	return app;
}

static void a_person_chooses_where_images_do_not_tell(void **state)
{
	struct app *app = open_it(state);

	assert_shows(app, "dense6 ");
	driver_press(app, "<Down><Up><Enter>");
	assert_hides(app, "Which network is");
	assert_int_equal(app->model->net->layers[app->model->net->count - 1].units, 10);
	assert_string_equal(app->model->facts.name, "net");
	explorer_free(app);
}

static void escape_leaves_the_network_that_was_there(void **state)
{
	struct app *app = open_it(state);

	driver_press(app, "<Esc>");
	assert_hides(app, "Which network is");
	assert_string_equal(app->model->facts.name, "mnist-softmax");
	explorer_free(app);
}

static void a_command_can_be_typed_meanwhile(void **state)
{
	struct app *app = open_it(state);

	driver_press(app, ":image 3<Enter>");
	assert_int_equal(app->sample.index, 3);
	assert_shows(app, "Which network is");
	explorer_free(app);
}

static void a_file_is_opened_as_it_is_told(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const char *path = untrained(state);
	char keys[PROMPT_MAX];

	snprintf(keys, sizeof(keys),
		 ":open %s --architecture dense6 relu dense10 --normalize 0,1 --layout "
		 "torch<Enter>",
		 path);
	driver_press(app, keys);
	assert_string_equal(app->model->facts.name, "net");
	snprintf(keys, sizeof(keys), ":open %s --architecture dense7 relu dense10<Enter>", path);
	driver_press(app, keys);
	assert_message(app, "do not fit the architecture 'dense7 relu dense10'");
	snprintf(keys, sizeof(keys), "<Esc>:open %s --normalize 1<Enter>", path);
	driver_press(app, keys);
	assert_message(app, ":open FILE takes --architecture LAYERS, --normalize");
	snprintf(keys, sizeof(keys), "<C-u>open %s --colour<Enter>", path);
	driver_press(app, keys);
	assert_message(app, ":open FILE takes --architecture LAYERS, --normalize");
	explorer_free(app);
}

static void a_network_for_other_images_says_what_can_be_done_here(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	struct net *net = foreign_net("dense6 relu dense7", (struct shape){28, 28, 1}, 7);
	const char *path = foreign_write(state, "seven", net, EXPORT_TORCH, NULL, NULL);
	char keys[PROMPT_MAX];

	net_free(net);
	snprintf(keys, sizeof(keys),
		 ":open %s --architecture dense6 relu dense7 --normalize 0,1 --layout torch<Enter>",
		 path);
	driver_press(app, keys);
	assert_message(app, "tells 7 classes, but ");
	assert_message(app, "look at fitting data first, with :data");
	explorer_free(app);
}

static void all_of_the_chosen_way_is_seen_however_small_the_terminal_is(void **state)
{
	const char *architecture = "conv3x3x2v relu pool2 conv3x3x2v relu pool2 conv3x3x2v relu "
				   "dense16 relu dense16 relu dense10";
	struct app *app = driver_open("mnist-softmax");
	struct net *net = foreign_net(architecture, (struct shape){28, 28, 1}, 10);
	const char *path = foreign_write(state, "deep", net, EXPORT_TORCH, NULL, NULL);
	char keys[PROMPT_MAX];

	net_free(net);
	explorer_resize(app, 17, 62);
	snprintf(keys, sizeof(keys), ":open %s<Enter>", path);
	driver_press(app, keys);
	assert_shows(app, "Which network is");
	for (int i = 0; i < 8; i++) {
		struct import_told told;
		char end[40];

		ways_chosen(app, &told);
		/* Its last layers stand in the text below the list. */
		snprintf(end, sizeof(end), "%s", told.architecture + strlen(told.architecture) - 8);
		assert_shows(app, end);
		assert_shows(app, ">");
		driver_press(app, "j");
	}
	explorer_free(app);
}

static void what_is_of_another_kind_is_told_with_the_command_for_it(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	char keys[PROMPT_MAX];

	snprintf(keys, sizeof(keys), ":open %s<Enter>", app->data->path);
	driver_press(app, keys);
	assert_message(app, "is a data set, not a network: :data looks at it");
	snprintf(keys, sizeof(keys), "<Esc>:data %s<Enter>", untrained(state));
	driver_press(app, keys);
	assert_message(app, "is a network, not a data set: :open reads it");
	scratch_write(state, "one.pgm", "P2 2 1 255 0 9 ", 15);
	snprintf(keys, sizeof(keys), "<Esc>:open %s<Enter>", scratch_path(state, "one.pgm"));
	driver_press(app, keys);
	assert_message(app, "is a picture: :file looks at it");
	driver_press(app, "<Esc>:open nonesuch<Enter>");
	assert_message(app, "nonesuch: no such file");
	explorer_free(app);
}

/* A shipped network as PyTorch would write it, whose scaling and layers only images tell. */
static const char *trained(void **state, const char *name)
{
	struct err err = {""};
	char *shipped = model_path(name, &err);
	struct net *net = model_read(shipped, kernel_choose(NULL, &err), NULL, &err);
	const char *path = foreign_write(state, name, net, EXPORT_TORCH, NULL, NULL);

	net_free(net);
	free(shipped);
	return path;
}

/* Opens it, and waits until it is shown. */
static void open_first(struct app *app, const char *path)
{
	char keys[PROMPT_MAX];
	const char *at = keys;
	int key;

	snprintf(keys, sizeof(keys), ":open %s<Enter>", path);
	while (*at) {
		at = key_read(at, &key);
		explorer_press(app, key);
	}
	while (!app->is_provisional && jobs_pending(app->jobs, app) > 0) {
		explorer_update(app);
		usleep(1000);
	}
	assert_true(app->is_provisional);
}

/* It is shown at once, and compared with the others meanwhile. */
static void the_first_good_way_is_shown_and_then_compared(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const char *path = trained(state, "mnist-cnn");
	const struct snapshot *provisional;

	open_first(app, path);
	assert_string_equal(app->model->facts.name, "mnist-cnn");
	assert_message(app, "images right; other ways to read it are being tried");
	provisional = app->model;
	driver_rest(app);
	assert_false(app->is_provisional);
	assert_ptr_equal(app->model, provisional);
	assert_message(app, " images right, loss ");
	explorer_free(app);
}

/* Another network that is opened meanwhile is not replaced by it. */
static void another_network_ends_the_comparison(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const char *path = trained(state, "mnist-cnn");

	open_first(app, path);
	driver_press(app, ":open mnist-softmax<Enter>");
	assert_false(app->is_provisional);
	assert_string_equal(app->model->facts.name, "mnist-softmax");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_person_chooses_where_images_do_not_tell,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_file_is_opened_as_it_is_told, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(
			a_network_for_other_images_says_what_can_be_done_here, scratch_setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(
			all_of_the_chosen_way_is_seen_however_small_the_terminal_is, scratch_setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(
			what_is_of_another_kind_is_told_with_the_command_for_it, scratch_setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(the_first_good_way_is_shown_and_then_compared,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(another_network_ends_the_comparison, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(escape_leaves_the_network_that_was_there,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_command_can_be_typed_meanwhile, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
