/* Two networks on one screen: beside each other, or one after the other; the same image and keys
 * for both, and nothing that outlives what it is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "tui/comparison.h"
#include "tui/driver.h"
#include "tui/global_keys.h"
#include "tui/screen/attack/attack.h"

#include <string.h>

/* The CNN with softmax beside it. */
static struct app *open_both(int columns)
{
	struct app *app = driver_open(NULL);

	explorer_resize(app, 30, columns);
	driver_press(app, ":compare mnist-softmax<Enter>");
	assert_non_null(comparison_twin(app));
	return app;
}

static void both_are_drawn_beside_each_other(void **state)
{
	struct app *app = open_both(140);
	const char *heading;

	(void)state;
	assert_true(comparison_is_split(app));
	assert_shows(app, "softmax 91.9% is at the right");
	heading = driver_row(app, 1);
	assert_non_null(strstr(heading, " cnn 99.0%"));
	assert_non_null(strstr(heading, "softmax 91.9%"));
	assert_true(strstr(heading, "cnn") < strstr(heading, "softmax"));
	driver_press(app, "C");
	assert_null(comparison_twin(app));
	assert_hides(app, "softmax");
	explorer_free(app);
}

static void keys_and_image_are_the_same_for_both(void **state)
{
	struct app *app = open_both(140), *twin = comparison_twin(app);
	const struct attack_state *first = app_state(app, "Attack");
	const struct attack_state *second = app_state(twin, "Attack");

	(void)state;
	driver_press(app, "A3nn");
	assert_int_equal(attack_cursor(first), 2);
	assert_int_equal(attack_cursor(second), 2);
	assert_int_equal(second->attack->spec.target, 3);
	assert_memory_equal(app->sample.pixels, twin->sample.pixels,
			    app_pixels(app) * sizeof(float));
	/* And they answer for themselves. */
	assert_true(attack_shown(first)->probabilities[7] !=
		    attack_shown(second)->probabilities[7]);
	driver_press(app, ":33<Enter>");
	assert_int_equal(twin->sample.index, 33);
	driver_press(app, "i44<Enter>");
	assert_int_equal(app->sample.index, 44);
	assert_int_equal(twin->sample.index, 44);
	assert_false(twin->prompt.is_open);
	driver_press(app, "z<Esc>L");
	assert_false(twin->prompt.is_open);
	assert_int_equal(twin->current, app->current);
	explorer_free(app);
}

static void a_line_shows_them_again(void **state)
{
	struct app *app = open_both(140);

	(void)state;
	driver_press(app, "LY");
	assert_message(app, "netglyph show Layers mnist-cnn --data ");
	assert_message(app, " --compare mnist-softmax --size 140x30");
	explorer_free(app);
}

static void in_few_columns_one_key_shows_the_other(void **state)
{
	struct app *app = open_both(80);

	(void)state;
	assert_false(comparison_is_split(app));
	assert_shows(app, "C shows softmax 91.9% and back");
	assert_shows(app, "cnn 99.0%  C: the other network");
	driver_press(app, "C");
	assert_shows(app, "softmax 91.9%  C: the other network");
	/* Wider, and both are there; the smallest window has room for none. */
	explorer_resize(app, 24, 123);
	assert_true(comparison_is_split(app));
	explorer_resize(app, 17, 62);
	driver_press(app, "n");
	explorer_resize(app, 1, 1);
	driver_press(app, "n");
	explorer_resize(app, 24, 80);
	driver_press(app, ":compare off<Enter>");
	assert_null(comparison_twin(app));
	explorer_free(app);
}

static void the_network_before_this_one_needs_no_name(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	driver_press(app, "LC<Enter>");
	assert_null(comparison_twin(app));
	assert_message(app, "no other network was used before");
	driver_press(app, "<Esc>:open mnist-softmax<Enter>:compare<Enter>");
	assert_string_equal(comparison_twin(app)->model->facts.name, "mnist-cnn");
	/* Another one is opened: the second stays. */
	driver_press(app, ":open mnist-cnn<Enter>");
	assert_string_equal(app->model->facts.name, "mnist-cnn");
	assert_string_equal(comparison_twin(app)->model->facts.name, "mnist-cnn");
	driver_press(app, ":compare nonesuch<Enter>");
	assert_message(app, "nonesuch");
	assert_non_null(comparison_twin(app));
	explorer_free(app);
}

static void other_data_end_it(void **state)
{
	struct app *app = open_both(140);

	(void)state;
	driver_press(app, "Mn:data --invert<Enter>");
	assert_null(comparison_twin(app));
	driver_press(app, "n");
	explorer_free(app);
}

static void screens_of_several_networks_are_drawn_once(void **state)
{
	struct app *app = open_both(140), *twin = comparison_twin(app);

	(void)state;
	driver_press(app, "T:train softmax<Enter><Space>");
	assert_false(comparison_is_shown(app));
	assert_int_equal(app->runs->count, 1);
	assert_int_equal(twin->runs->count, 0);
	driver_press(app, "L");
	assert_true(comparison_is_shown(app));
	explorer_free(app);
}

/* Keys that neither leave, nor write files, nor follow folders. */
static int random_key(struct rng *rng)
{
	static const char keys[] = "0123456789WMLFADTRMLFADCCcnpnpjklhgGoowwm[]{}+-+-xdbzi/:I?Hq"
				   "7>3\t\n\n\n\033\033\033  ";
	return keys[rng_below(rng, sizeof(keys) - 1)];
}

static void random_keys_and_sizes_do_no_harm(void **state)
{
	static const int sizes[][2] = {{24, 80}, {40, 140}, {17, 62}, {1, 1}, {30, 123}, {50, 300}};
	struct app *app = open_both(140);
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1, RNG_NOISE);
	for (int i = 0; i < 1000; i++) {
		if (i % 50 == 0)
			explorer_resize(app, sizes[i / 50 % 6][0], sizes[i / 50 % 6][1]);
		if (i % 200 == 0 && !comparison_twin(app) && !app->prompt.is_open)
			driver_press(app, "<Esc><Esc>L:compare mnist-softmax<Enter>");
		explorer_press(app, random_key(&rng));
		explorer_update(app);
		explorer_draw(app);
	}
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_are_drawn_beside_each_other),
		cmocka_unit_test(keys_and_image_are_the_same_for_both),
		cmocka_unit_test(a_line_shows_them_again),
		cmocka_unit_test(in_few_columns_one_key_shows_the_other),
		cmocka_unit_test(the_network_before_this_one_needs_no_name),
		cmocka_unit_test(other_data_end_it),
		cmocka_unit_test(screens_of_several_networks_are_drawn_once),
		cmocka_unit_test(random_keys_and_sizes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
