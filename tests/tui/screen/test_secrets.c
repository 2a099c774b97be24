/* The Secrets screen: texts come back from the images that it makes, saves and opens; the networks
 * beside the chosen one read nothing, and noise breaks it at some point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/screen/secrets/secrets.h"

#include <string.h>
#include <unistd.h>

extern const struct screen secrets_screen;

static struct secrets_state *secrets_of(const struct app *app)
{
	return app_state(app, "Secrets");
}

/* The softmax model, which is fast. */
static struct app *open_secrets(const char *keys)
{
	struct app *app = driver_open("mnist-softmax");

	driver_press(app, "S");
	driver_press(app, keys);
	return app;
}

static const struct secrets_row *row_named(const struct app *app, const char *name)
{
	const struct secrets_state *s = secrets_of(app);

	for (int i = 0; i < s->row_count; i++)
		if (strncmp(s->rows[i]->name, name, strlen(name)) == 0)
			return s->rows[i];
	fail_msg("%s does not read", name);
	return NULL;
}

static void an_example_is_there_at_once_and_others_do_not_read_it(void **state)
{
	struct app *app = open_secrets("");
	const struct secrets_row *own = row_named(app, "mnist-softmax");
	const struct secrets_row *other = row_named(app, "mnist-cnn");

	(void)state;
	assert_int_equal(secrets_of(app)->made, stego_images(10, 5));
	assert_string_equal(own->text, "hello");
	assert_int_equal(secrets_same(secrets_of(app), own), secrets_of(app)->made);
	assert_int_equal(other->verdict, SECRETS_REFUSED);
	assert_true(secrets_same(secrets_of(app), other) < secrets_of(app)->made / 2);
	for (int i = 0; i < own->answered; i++)
		assert_true(own->probabilities[i] >= 0.99F);
	assert_shows(app, "\"hello\": 5 bytes in 33 images");
	assert_shows(app, "not for this network");
	assert_shows(app, "mnist-robust, seed 1");
	assert_shows(app, "An example, noise to a person");
	assert_shows(app, "part of the length");
	explorer_free(app);
}

static int rows_named(const struct app *app, const char *name)
{
	const struct secrets_state *s = secrets_of(app);
	int count = 0;

	for (int i = 0; i < s->row_count; i++)
		count += strncmp(s->rows[i]->name, name, strlen(name)) == 0;
	return count;
}

static void a_network_reads_once_however_often_it_is_opened(void **state)
{
	struct app *app = open_secrets("thi<Enter>");
	int others = secrets_of(app)->row_count;

	(void)state;
	driver_press(app, "amnist-softmax<Enter>");
	assert_message(app, "reads the images already");
	driver_press(app, "amnist-robust<Enter>");
	assert_int_equal(secrets_of(app)->row_count, others);
	assert_string_equal(secrets_of(app)->rows[1]->name, "mnist-robust, seed 1");
	driver_press(app, ":open mnist-cnn<Enter>");
	driver_press(app, ":open mnist-softmax<Enter>");
	assert_int_equal(rows_named(app, "mnist-softmax"), 1);
	assert_int_equal(rows_named(app, "mnist-cnn"), 1);
	assert_int_equal(rows_named(app, "mnist-robust"), 1);
	assert_string_equal(secrets_of(app)->rows[0]->text, "hi");
	driver_press(app, "xxx");
	assert_int_equal(secrets_of(app)->row_count, 1);
	assert_message(app, "a adds one");
	explorer_free(app);
}

static void a_typed_text_takes_its_place(void **state)
{
	struct app *app = open_secrets("tGr\xc3\xbc\xc3\x9f"
				       "e<Enter>llllllllll");

	(void)state;
	assert_int_equal(secrets_of(app)->size, 7);
	assert_int_equal(secrets_of(app)->cursor, 10);
	assert_string_equal(secrets_of(app)->rows[0]->text, "Gr\xc3\xbc\xc3\x9f"
							    "e");
	assert_shows(app, "part of \"r\", byte 2");
	assert_shows(app, "Noise to a person, and to other networks");
	driver_press(app, "G");
	assert_shows(app, "part of the checksum");
	explorer_free(app);
}

static void noise_breaks_it_and_is_taken_away_again(void **state)
{
	struct app *app = open_secrets("+");
	struct secrets_state *s = secrets_of(app);

	(void)state;
	assert_int_equal(s->rows[0]->verdict, SECRETS_REVEALED);
	assert_shows(app, "still reads every symbol");
	driver_press(app, "++++++++++");
	assert_int_equal(secrets_noises[s->noise], 255);
	assert_int_equal(s->rows[0]->verdict, SECRETS_REFUSED);
	assert_shows(app, "symbols: the checksum tells");
	assert_shows(app, "checksum differs");
	driver_press(app, "----------");
	assert_int_equal(s->rows[0]->verdict, SECRETS_REVEALED);
	explorer_free(app);
}

static void what_is_saved_is_opened_and_only_its_network_reads_it(void **state)
{
	static const char *const names[] = {"h.png", "h.idx"};

	for (int i = 0; i < 2; i++) {
		struct app *app = open_secrets("tattack at dawn<Enter>s");

		const char *path = scratch_path(state, names[i]);
		json_t *kept;

		driver_press(app, path);
		driver_press(app, "<Enter>");
		assert_message(app, "written to");
		driver_press(app, "t<Enter>");
		assert_string_equal(secrets_of(app)->rows[0]->text, "attack at dawn");
		driver_press(app, "tx<Enter>");
		driver_press(app, "o");
		driver_press(app, path);
		driver_press(app, "<Enter>");
		assert_string_equal(secrets_of(app)->file, path);
		kept = secrets_screen.to_session(app, secrets_of(app));
		assert_string_equal(json_string_value(json_object_get(kept, "file")), path);
		json_decref(kept);
		assert_string_equal(secrets_of(app)->rows[0]->text, "attack at dawn");
		assert_shows(app, "14 bytes in ");
		/* Another network is chosen. */
		driver_press(app, ":open mnist-cnn<Enter>");
		assert_int_equal(secrets_of(app)->rows[0]->verdict, SECRETS_REFUSED);
		explorer_free(app);
	}
}

static void noise_is_not_saved_gzipped(void **state)
{
	struct app *app = open_secrets("ta<Enter>s<C-u>");

	driver_press(app, scratch_path(state, "h.idx.gz"));
	driver_press(app, "<Enter>");
	assert_message(app, "h.idx.gz: images are written without gzip");
	assert_int_equal(scratch_entries(state), 0);
	explorer_free(app);
}

static void who_hid_a_text_still_reads_it_when_another_network_is_chosen(void **state)
{
	struct app *app = open_secrets("tsecret<Enter>:open mnist-cnn<Enter>");
	const struct secrets_state *s = secrets_of(app);

	(void)state;
	assert_int_equal(s->rows[0]->verdict, SECRETS_REFUSED);
	assert_int_equal(s->rows[1]->kind, SECRETS_MAKER);
	assert_string_equal(s->rows[1]->text, "secret");
	assert_shows(app, "Not for mnist-cnn: mnist-softmax hid it, and reads it.");
	explorer_free(app);
}

static void what_retrain_trains_reads_too_and_says_it_is_not_for_it(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const struct secrets_row *row;

	(void)state;
	driver_press(app, "Rt5<Enter>S");
	row = secrets_of(app)->rows[secrets_of(app)->row_count - 1];
	for (int i = 0; i < secrets_of(app)->row_count; i++)
		row = secrets_of(app)->rows[i]->kind == SECRETS_RUN ? secrets_of(app)->rows[i]
								    : row;
	assert_int_equal(row->kind, SECRETS_RUN);
	assert_int_equal(row->verdict, SECRETS_REFUSED);
	assert_int_equal(row->answered, secrets_of(app)->made);
	explorer_free(app);
}

static void a_session_brings_the_text_and_the_noise_back(void **state)
{
	struct app *app = open_secrets("tback<Enter>++lll");
	json_t *kept = secrets_screen.to_session(app, secrets_of(app));

	(void)state;
	explorer_free(app);
	app = open_secrets("");
	secrets_screen.from_session(app, secrets_of(app), kept);
	driver_rest(app);
	assert_string_equal(secrets_of(app)->rows[0]->text, "back");
	assert_int_equal(secrets_of(app)->noise, 2);
	assert_int_equal(secrets_of(app)->cursor, 3);
	json_decref(kept);
	explorer_free(app);
}

static void a_session_that_never_saw_it_begins_with_the_example(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	json_t *o = secrets_screen.to_session(app, secrets_of(app));

	(void)state;
	secrets_screen.from_session(app, secrets_of(app), o);
	json_decref(o);
	driver_press(app, "S");
	assert_shows(app, "\"hello\": 5 bytes in 33 images");
	explorer_free(app);
}

static void making_stops_and_goes_on_to_the_same_images(void **state)
{
	struct app *app = open_secrets("tabc<Enter>");
	struct secrets_state *s = secrets_of(app);
	size_t bytes = (size_t)s->images.count * s->images.pixels;
	uint8_t *whole = test_malloc(bytes);

	(void)state;
	memcpy(whole, s->images.images, bytes);
	/* As if Esc had come after seven images. */
	s->made = 7;
	s->is_stopped = true;
	memset(s->images.images + 7 * s->images.pixels, 0, bytes - 7 * s->images.pixels);
	secrets_reread(app, s);
	driver_rest(app);
	assert_shows(app, "Stopped: Space goes on.");
	assert_int_equal(s->rows[0]->verdict, SECRETS_UNKNOWN);
	driver_press(app, " ");
	assert_int_equal(s->made, s->images.count);
	assert_memory_equal(whole, s->images.images, bytes);
	assert_string_equal(s->rows[0]->text, "abc");
	test_free(whole);
	explorer_free(app);
}

static void files_that_hide_nothing_are_refused_with_a_reason(void **state)
{
	struct app *app = open_secrets("onone.idx<Enter>");

	(void)state;
	assert_message(app, "none.idx");
	assert_string_equal(secrets_of(app)->rows[0]->text, "hello");
	driver_press(app, "o.<Enter>");
	assert_true(app->is_error);
	driver_press(app, "anone.safetensors<Enter>");
	assert_message(app, "none.safetensors");
	explorer_free(app);
}

static void a_network_that_can_not_be_made_to_say_a_class_says_so(void **state)
{
	struct app *app = driver_open_made("dense10", (struct medium){COLOR_256, GLYPHS_BLOCKS});
	struct secrets_state *s;

	(void)state;
	memset(app->model->net->parameters, 0,
	       app->model->net->size * sizeof(*app->model->net->parameters));
	driver_press(app, "S");
	s = secrets_of(app);
	assert_int_equal(s->made, 0);
	assert_false(s->is_making);
	assert_shows(app, "No text fits");
	driver_press(app, "jklhnpgGs");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_example_is_there_at_once_and_others_do_not_read_it),
		cmocka_unit_test(a_network_reads_once_however_often_it_is_opened),
		cmocka_unit_test(a_typed_text_takes_its_place),
		cmocka_unit_test(noise_breaks_it_and_is_taken_away_again),
		cmocka_unit_test_setup_teardown(noise_is_not_saved_gzipped, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(
			what_is_saved_is_opened_and_only_its_network_reads_it, scratch_setup,
			scratch_teardown),
		cmocka_unit_test(who_hid_a_text_still_reads_it_when_another_network_is_chosen),
		cmocka_unit_test(what_retrain_trains_reads_too_and_says_it_is_not_for_it),
		cmocka_unit_test(a_session_brings_the_text_and_the_noise_back),
		cmocka_unit_test(a_session_that_never_saw_it_begins_with_the_example),
		cmocka_unit_test(making_stops_and_goes_on_to_the_same_images),
		cmocka_unit_test(files_that_hide_nothing_are_refused_with_a_reason),
		cmocka_unit_test(a_network_that_can_not_be_made_to_say_a_class_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
