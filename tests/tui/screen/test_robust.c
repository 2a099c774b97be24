/* The Robust screen: its numbers are lab's, curves stay while networks are exchanged, and computing
 * stops and goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/evaluate.h"
#include "nn/loss.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/screen/robust/robust.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct robust_state *robust_state_of(const struct app *app)
{
	return app_state(app, "B");
}

static struct app *open_robust(const char *keys)
{
	struct app *app = driver_open("mnist-softmax");

	driver_press(app, "B");
	driver_press(app, keys);
	return app;
}

static struct robust_row *row_of(const struct app *app, int i)
{
	assert_in_range(i, 0, robust_state_of(app)->row_count - 1);
	return robust_state_of(app)->rows[i];
}

static void assert_is_of_lab(struct app *app, const struct robust_row *row)
{
	struct robust_state *state = robust_state_of(app);
	struct robustness *r = robustness_new(row->model->net, &app->data->split[SPLIT_VALIDATION],
					      &state->spec, 0, robust_images(app, state));

	while (robustness_advance(r, 1000, NULL))
		;
	assert_true(row->is_done);
	assert_int_equal(row->known, state->spec.count);
	assert_memory_equal(row->least, r->least, r->count * sizeof(float));
	for (int i = 0; i < row->known; i++)
		assert_true(row->shares[i] ==
			    (float)robustness_right(r->least, r->count, state->spec.eps[i]) /
				    (float)r->count);
	robustness_free(r);
}

static void the_curve_is_that_of_lab_for_every_setting(void **state)
{
	static const char *const keys[] = {"", "s0,0.1<Enter>", "+", "o", "-m", "m"};
	struct app *app = open_robust("-");

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		driver_press(app, keys[i]);
		assert_is_of_lab(app, row_of(app, 0));
	}
	explorer_free(app);
}

static void the_picture_is_the_image_attacked_at_the_cursor(void **state)
{
	struct app *app = open_robust("");
	struct robust_row *row = row_of(app, 0);
	const struct robustness_spec *spec = &robust_state_of(app)->spec;

	(void)state;
	driver_press(app, "g");
	assert_memory_equal(row->example.image, app->sample.pixels, 784 * sizeof(float));
	assert_false(row->example.is_fooled);
	assert_shows(app, "as it is");
	for (int i = 1; i < spec->count; i++) {
		float p[10], largest = 0;

		driver_press(app, "l");
		assert_int_equal(row->example.strength, i);
		for (int k = 0; k < 784; k++)
			largest = fmaxf(largest,
					fabsf(row->example.image[k] - app->sample.pixels[k]));
		assert_true(largest > 0 && largest <= spec->eps[i] + 1e-6f);
		classify(app->model->net, row->example.image, p);
		assert_int_equal(argmax(10, p), row->example.prediction);
		assert_true(row->example.is_fooled == (row->example.prediction != 7));
	}
	assert_true(row->example.is_fooled);
	assert_shows(app, "attacked at 0.4");
	driver_press(app, "n");
	assert_int_equal(app->sample.index, 16);
	assert_int_equal(row->example.sample_generation, app->sample_generation);
	explorer_free(app);
}

static void a_kept_network_stays_beside_the_next_one(void **state)
{
	struct app *app = open_robust("<Enter>");
	const struct snapshot *first = app->model;
	struct robust_state *s = robust_state_of(app);

	(void)state;
	assert_message(app, "mnist-softmax stays in the chart");
	driver_press(app, "-:train softmax<Enter>");
	driver_press(app, "nnn<Enter>B");
	assert_true(app->model != first);
	assert_int_equal(s->row_count, 2);
	assert_true(row_of(app, 0)->model == first);
	assert_true(row_of(app, 1)->model == app->model);
	assert_is_of_lab(app, row_of(app, 0));
	assert_is_of_lab(app, row_of(app, 1));
	assert_int_not_equal(row_of(app, 0)->look, row_of(app, 1)->look);
	assert_shows(app, "still right with mnist-softmax; with ");
	/* Not kept, the second one goes when the first is there again. */
	driver_press(app, ":open mnist-softmax<Enter>");
	assert_int_equal(s->row_count, 2);
	driver_press(app, "gkx");
	assert_int_equal(s->row_count, 1);
	assert_true(row_of(app, 0)->model == app->model);
	driver_press(app, "x");
	assert_int_equal(s->row_count, 1);
	explorer_free(app);
}

static void networks_are_added_from_files(void **state)
{
	struct app *app = open_robust("-s0,0.3<Enter>amnist-softmax<Enter>");

	(void)state;
	assert_int_equal(robust_state_of(app)->row_count, 2);
	assert_int_equal(robust_state_of(app)->row, 1);
	assert_is_of_lab(app, row_of(app, 1));
	driver_press(app, "a/no/such<Enter>");
	assert_message(app, "/no/such");
	assert_int_equal(robust_state_of(app)->row_count, 2);
	for (int i = 0; i < 7; i++)
		driver_press(app, "amnist-softmax<Enter>");
	assert_message(app, "There is room for 8 networks");
	assert_int_equal(robust_state_of(app)->row_count, 8);
	assert_shows(app, "mnist-softmax");
	explorer_free(app);
}

static void esc_stops_and_space_goes_on(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	struct robust_state *s = robust_state_of(app);

	(void)state;
	explorer_press(app, 'B');
	explorer_update(app);
	for (int i = 0; i < 5; i++)
		explorer_press(app, '+');
	explorer_update(app);
	explorer_press(app, PRESS_ESC);
	assert_true(s->is_paused);
	driver_rest(app);
	assert_false(row_of(app, 0)->is_done);
	assert_shows(app, "stopped; Space goes on");
	driver_press(app, "--------<Space>");
	assert_false(s->is_paused);
	assert_is_of_lab(app, row_of(app, 0));
	/* Nothing is left to stop. */
	driver_press(app, "<Esc>");
	assert_false(s->is_paused);
	explorer_free(app);
}

static void another_data_set_begins_anew(void **state)
{
	struct app *app = open_robust("-<Enter>");
	unsigned serial = robust_state_of(app)->serial;

	(void)state;
	driver_press(app, ":data sample --invert<Enter>");
	assert_true(robust_state_of(app)->serial > serial);
	assert_is_of_lab(app, row_of(app, 0));
	explorer_free(app);
}

static void a_session_brings_the_settings_back(void **state)
{
	struct app *app = open_robust("-mmos0,0.2<Enter>l"), *other = open_robust("");
	const struct screen *screen = app->screens[app_screen(app, "B")];
	json_t *kept = screen->to_session(app, robust_state_of(app));
	struct robust_state *from = robust_state_of(app), *to = robust_state_of(other);

	(void)state;
	screen->from_session(other, to, kept);
	driver_rest(other);
	assert_memory_equal(&from->spec, &to->spec, sizeof(from->spec));
	assert_int_equal(from->images, to->images);
	assert_int_equal(from->cursor, to->cursor);
	assert_is_of_lab(other, row_of(other, 0));
	/* What is damaged is left. */
	json_object_set_new(kept, "strengths", json_pack("[f f]", 2.0, 1.0));
	json_object_set_new(kept, "images", json_integer(-1));
	json_object_set_new(kept, "cursor", json_integer(1000000));
	screen->from_session(other, to, kept);
	assert_int_equal(to->images, from->images);
	assert_in_range(to->cursor, 0, to->spec.count - 1);
	json_decref(kept);
	explorer_free(app);
	explorer_free(other);
}

static void the_keys_of_here_lead_here(void **state)
{
	static const char *const ways[] = {"hh", "mmo", "s0,0.125<Enter>l", "m+oG"};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct app *app = open_robust("-"), *other;
		struct robust_state *s = robust_state_of(app);
		struct here here = {0};

		driver_press(app, ways[i]);
		app->screens[app_screen(app, "B")]->here(app, s, &here);
		other = open_robust(here.text);
		assert_memory_equal(&s->spec, &robust_state_of(other)->spec, sizeof(s->spec));
		assert_int_equal(s->cursor, robust_state_of(other)->cursor);
		assert_int_equal(s->images, robust_state_of(other)->images);
		explorer_free(app);
		explorer_free(other);
	}
}

static void large_terminals_show_what_was_attacked_and_other_networks(void **state)
{
	struct app *app = open_robust("-amnist-softmax<Enter>");

	(void)state;
	assert_hides(app, "as it is");
	explorer_resize(app, 40, 120);
	assert_shows(app, "as it is");
	assert_shows(app, "attacked at 0.1");
	assert_shows(app, "o a 9 (");
	driver_press(app, "k");
	assert_shows(app, "+ a 9 (");
	assert_hides(app, "o a 9 (");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_curve_is_that_of_lab_for_every_setting),
		cmocka_unit_test(the_picture_is_the_image_attacked_at_the_cursor),
		cmocka_unit_test(a_kept_network_stays_beside_the_next_one),
		cmocka_unit_test(networks_are_added_from_files),
		cmocka_unit_test(esc_stops_and_space_goes_on),
		cmocka_unit_test(another_data_set_begins_anew),
		cmocka_unit_test(the_keys_of_here_lead_here),
		cmocka_unit_test(large_terminals_show_what_was_attacked_and_other_networks),
		cmocka_unit_test(a_session_brings_the_settings_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
