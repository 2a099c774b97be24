/* The Retrain screen: its answers are the networks', training is lab's, and the table scrolls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/attack/attack.h"
#include "lab/train/evaluate.h"
#include "model/model.h"
#include "nn/loss.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/screen/attack/attack.h"
#include "tui/screen/retrain/retrain.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct retrain_state *retrain_state_of(const struct app *app)
{
	return app_state(app, "Retrain");
}

/* The explorer on Retrain, after some keys; the softmax model, which is fast. */
static struct app *open_retrain(const char *keys)
{
	struct app *app = driver_open("mnist-softmax");

	driver_press(app, "R");
	driver_press(app, keys);
	return app;
}

/* Keeps `count` images of the split, each to be taken for a 3. */
static void keep(struct app *app, int count)
{
	float pixels[784], originals[784];

	for (int i = 0; i < count; i++) {
		const struct split *split = &app->data->split[SPLIT_VALIDATION];

		split_image(split, (size_t)i, pixels);
		split_image(split, (size_t)i + 100, originals);
		app_keep(app, pixels, originals, split->labels[i], 3, "kept");
	}
	driver_rest(app);
}

static struct retrain_row *row_of(struct app *app, int i)
{
	assert_in_range(i, 0, retrain_state_of(app)->row_count - 1);
	return retrain_state_of(app)->rows[i];
}

/* Until a row has come to a stage, with jobs still running. */
static void wait_for(struct app *app, struct retrain_row *row, enum retrain_stage stage,
		     uint64_t steps)
{
	struct pollfd notify = {notify_pipe_fd(&app->notify), POLLIN, 0};

	for (explorer_update(app); row->stage != stage || row->step < steps; explorer_update(app))
		poll(&notify, 1, 100);
}

static void assert_answers(struct app *app, const struct retrain_row *row)
{
	float p[10];

	for (int i = 0; i < app->kept_count; i++) {
		const struct retrain_answer *answer = &row->answers[i];

		assert_true(i < row->answered);
		classify(row->model->net, app->kept[i].sample.pixels, p);
		assert_true(answer->p_target == p[app->kept[i].target]);
		for (int class = 0; class < 10; class ++)
			assert_true(p[answer->prediction] >= p[class]);
		assert_true(answer->p_prediction == p[answer->prediction]);
	}
}

/* ------------------------------------------------------------------------------------- pictures */

static void who_kept_nothing_gets_the_articles_seven(void **state)
{
	struct app *app = driver_open(NULL);
	struct attack_spec spec = {.method = attack_methods[0], .target = 3, .rate = 0.02f};
	struct attack *a;

	(void)state;
	driver_press(app, "R");
	assert_int_equal(app->kept_count, 1);
	assert_int_equal(app->kept[0].sample.label, 7);
	assert_int_equal(app->kept[0].target, 3);
	a = attack_new(app->model->net, app->sample.pixels, &spec, NULL);
	while (a->steps[a->count - 1].probabilities[3] <= 0.9f && a->count <= 20)
		attack_advance(a);
	assert_memory_equal(app->kept[0].sample.pixels, a->steps[a->count - 1].image,
			    784 * sizeof(float));
	assert_shows(app, "Nothing was kept in");
	assert_shows(app, "7 towards 3");
	assert_shows(app, "fooled");
	assert_shows(app, "A 7 to a person, a 3 to mnist-cnn (9");
	assert_answers(app, row_of(app, 0));
	attack_free(a);
	explorer_free(app);
}

static void what_was_kept_is_asked_and_nothing_else(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	driver_press(app, "Annn<Enter>z<Enter>n<Enter>R");
	assert_int_equal(app->kept_count, 2);
	assert_false(driver_shows(app, "Nothing was kept"));
	assert_shows(app, "7 towards 3");
	assert_shows(app, " noise to 3  ");
	assert_answers(app, row_of(app, 0));
	explorer_free(app);
}

static void one_more_picture_gets_its_answer(void **state)
{
	struct app *app = open_retrain("");

	(void)state;
	keep(app, 3);
	assert_int_equal(retrain_state_of(app)->picture_count, 4);
	assert_false(retrain_state_of(app)->is_own);
	assert_answers(app, row_of(app, 0));
	explorer_free(app);
}

static void the_oldest_picture_goes_where_the_list_is_full(void **state)
{
	struct app *app = open_retrain("");

	(void)state;
	keep(app, KEPT_MAX);
	assert_memory_equal(retrain_state_of(app)->pictures[0].pixels, app->kept[0].sample.pixels,
			    784 * sizeof(float));
	keep(app, 2);
	assert_int_equal(retrain_state_of(app)->picture_count, KEPT_MAX);
	assert_answers(app, row_of(app, 0));
	explorer_free(app);
}

static void a_prediction_has_three_words(void **state)
{
	struct retrain_picture seven = {.label = 7, .target = 3},
			       noise = {.label = -1, .target = 3};

	(void)state;
	assert_string_equal(retrain_word(&(struct retrain_answer){.prediction = 3}, &seven),
			    "fooled");
	assert_string_equal(retrain_word(&(struct retrain_answer){.prediction = 7}, &seven),
			    "not fooled");
	assert_string_equal(retrain_word(&(struct retrain_answer){.prediction = 9}, &seven),
			    "neither");
	assert_string_equal(retrain_word(&(struct retrain_answer){.prediction = 3}, &noise),
			    "fooled");
	assert_string_equal(retrain_word(&(struct retrain_answer){.prediction = 9}, &noise),
			    "not fooled");
}

/* The control: what the network says of the picture before the attack, with all probabilities. */
static void each_picture_stands_beside_its_original(void **state)
{
	static const int sizes[][2] = {{24, 80}, {40, 120}, {60, 200}};
	struct app *app = driver_open("mnist-softmax");
	struct retrain_row *row;
	float p[10];

	(void)state;
	driver_press(app, "Annnn<Enter>R");
	row = row_of(app, 0);
	assert_memory_equal(app->kept[0].original, app->sample.pixels, 784 * sizeof(float));
	classify(app->model->net, app->sample.pixels, p);
	assert_memory_equal(retrain_probabilities(row, 0, true), p, sizeof(p));
	classify(app->model->net, app->kept[0].sample.pixels, p);
	assert_memory_equal(retrain_probabilities(row, 0, false), p, sizeof(p));
	assert_int_equal(row->answers[0].original, 7);
	assert_shows(app, "fooled. Original: a 7.");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char bar[32];

		explorer_resize(app, sizes[i][0], sizes[i][1]);
		assert_shows(app, "original");
		assert_shows(app, "read as a 7");
		snprintf(bar, sizeof(bar), "%.3f +", (double)p[3]);
		assert_shows(app, bar);
	}
	explorer_free(app);
}

/* ------------------------------------------------------------------------------------- networks */

static void a_network_is_added_by_its_name(void **state)
{
	struct app *app = open_retrain("omnist-c<Tab><Enter>");

	(void)state;
	assert_int_equal(retrain_state_of(app)->row_count, 2);
	assert_int_equal(retrain_state_of(app)->row, 1);
	assert_string_equal(row_of(app, 1)->name, "mnist-cnn");
	assert_answers(app, row_of(app, 1));
	assert_shows(app, "to mnist-cnn (");
	explorer_free(app);
}

static void a_file_that_is_none_leaves_no_row(void **state)
{
	struct app *app = open_retrain("ono-such-file.safetensors<Enter>");

	(void)state;
	assert_int_equal(retrain_state_of(app)->row_count, 1);
	assert_true(app->is_error);
	assert_message(app, "no-such-file.safetensors");
	driver_press(app, "onobody<Enter>");
	assert_message(app, "no shipped network");
	driver_press(app, "o<Enter>");
	assert_int_equal(retrain_state_of(app)->row_count, 1);
	explorer_free(app);
}

static void another_network_is_fitted_as_lab_fits_it(void **state)
{
	struct app *app = open_retrain("t<C-u>4<Enter>");
	char *architecture = net_architecture(app->model->net);
	struct fit_spec spec = {.architecture = architecture,
				.optimizer = OPTIMIZER_SGD,
				.rate = 0.5f,
				.batch = 100,
				.seed = 2};
	struct err err;
	struct fit *fit = fit_new(&spec, app->data, app->setup.kernel, NULL, &err);
	struct retrain_row *row = row_of(app, 1);

	(void)state;
	assert_true(fit_run(fit, 4, 4, NULL, NULL, &err));
	assert_int_equal(row->stage, RETRAIN_READY);
	assert_memory_equal(row->model->net->parameters, fit->net->parameters,
			    fit->net->size * sizeof(float));
	assert_true(row->model->facts.validation == fit->validation);
	assert_int_equal(row->model->facts.seed, 2);
	assert_answers(app, row);
	assert_shows(app, "seed 1, 91.9 %");
	assert_shows(app, "seed 2 ");
	assert_shows(app, "4 steps, ");
	fit_free(fit);
	free(architecture);
	explorer_free(app);
}

static void each_training_has_its_own_seed_and_waits_its_turn(void **state)
{
	struct app *app = open_retrain("");

	(void)state;
	for (int i = 0; i < 2; i++) {
		explorer_press(app, 't');
		explorer_press(app, PRESS_ENTER);
	}
	assert_int_equal(row_of(app, 1)->stage, RETRAIN_TRAINS);
	assert_int_equal(row_of(app, 2)->stage, RETRAIN_WAITS);
	assert_shows(app, "waits to be trained");
	driver_rest(app);
	assert_int_equal(row_of(app, 1)->step, 300);
	assert_int_equal(row_of(app, 2)->step, 300);
	assert_int_equal(row_of(app, 2)->model->facts.seed, 3);
	assert_memory_not_equal(row_of(app, 1)->model->net->parameters,
				row_of(app, 2)->model->net->parameters,
				row_of(app, 1)->model->net->size * sizeof(float));
	explorer_free(app);
}

/* The shipped networks' seeds are 1 and 2. A net of the same architecture and seed would begin with
 * the same weights. */
static void no_network_of_the_table_has_the_seed_of_another(void **state)
{
	struct app *app = open_retrain(":open mnist-cnn<Enter>t<C-u>1<Enter>omnist-softmax<Enter>"
				       "t<C-u>1<Enter>");
	uint64_t seeds[4];

	(void)state;
	assert_int_equal(row_of(app, 0)->model->facts.seed, 2);
	assert_int_equal(retrain_state_of(app)->row_count, 4);
	for (int i = 0; i < 4; i++)
		seeds[i] = row_of(app, i)->model->facts.seed;
	assert_int_equal(seeds[1], 1);
	assert_int_equal(seeds[3], 3);
	assert_shows(app, "seed 3 ");
	/* What was removed does not count, and what is gone from the list is no matter. */
	driver_press(app, "xt<C-u>1<Enter>");
	assert_int_equal(row_of(app, 3)->model->facts.seed, 3);
	explorer_free(app);
}

static void training_shows_its_progress_and_x_stops_it(void **state)
{
	struct app *app = open_retrain("");
	struct retrain_row *row;

	(void)state;
	driver_press(app, "t<C-u>100000");
	explorer_press(app, PRESS_ENTER);
	row = row_of(app, 1);
	wait_for(app, row, RETRAIN_TRAINS, 1);
	assert_shows(app, "/100000");
	assert_shows(app, "x stop ");
	assert_hides(app, "s save");
	assert_shows(app, "learns from other initial weights, of seed 2; x stops it.");
	explorer_press(app, 'x');
	assert_message(app, "stopped");
	driver_rest(app);
	assert_int_equal(row->stage, RETRAIN_READY);
	assert_in_range(row->step, 1, 99999);
	assert_int_equal(row->model->facts.step, row->step);
	assert_answers(app, row);
	assert_shows(app, "x remove");
	assert_shows(app, "s save");
	driver_press(app, "x");
	assert_int_equal(retrain_state_of(app)->row_count, 1);
	assert_hides(app, "x remove");
	assert_hides(app, "s save");
	assert_int_equal(retrain_state_of(app)->row, 0);
	explorer_free(app);
}

static void training_goes_on_while_another_screen_is_shown(void **state)
{
	struct app *app = open_retrain("");

	(void)state;
	explorer_press(app, 't');
	explorer_press(app, PRESS_ENTER);
	driver_press(app, "A");
	assert_int_equal(row_of(app, 1)->stage, RETRAIN_READY);
	explorer_free(app);
}

static void a_network_that_trains_can_be_removed_at_the_end(void **state)
{
	struct app *app = open_retrain("");

	(void)state;
	driver_press(app, "t<C-u>100000");
	explorer_press(app, PRESS_ENTER);
	wait_for(app, row_of(app, 1), RETRAIN_TRAINS, 1);
	explorer_free(app);
}

static void press_all(struct app *app, const char *keys)
{
	int key;

	while (*keys) {
		keys = key_read(keys, &key);
		explorer_press(app, key);
	}
}

static void another_data_set_ends_training(void **state)
{
	struct app *app = open_retrain("omnist-cnn<Enter>");
	const struct dataset *old = app->data;

	(void)state;
	press_all(app, "t<C-u>100000<Enter>:data sample<Enter>");
	driver_rest(app);
	assert_ptr_not_equal(app->data, old);
	assert_int_equal(retrain_state_of(app)->row_count, 2);
	assert_answers(app, row_of(app, 1));
	/* On another screen likewise. */
	press_all(app, "t<C-u>100000<Enter>A:data sample<Enter>");
	driver_rest(app);
	assert_int_equal(retrain_state_of(app)->row_count, 2);
	assert_message(app, "training has ended");
	explorer_free(app);
}

static void only_numbers_of_steps_are_taken(void **state)
{
	static const char *const wrong[] = {"t<C-u><Enter>", "t<C-u>0<Enter>",
					    "t<C-u>100001<Enter>", "t<C-u>3x<Enter>",
					    "t<C-u>-3<Enter>"};
	struct app *app = open_retrain("");

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		driver_press(app, wrong[i]);
		assert_message(app, "no number of steps");
		assert_int_equal(retrain_state_of(app)->row_count, 1);
	}
	explorer_free(app);
}

static void the_chosen_network_stays_and_others_are_few(void **state)
{
	struct app *app = open_retrain("x");

	(void)state;
	assert_message(app, "stays");
	for (int i = 1; i < RETRAIN_ROWS; i++)
		driver_press(app, "omnist-softmax<Enter>");
	assert_int_equal(retrain_state_of(app)->row_count, RETRAIN_ROWS);
	driver_press(app, "omnist-softmax<Enter>");
	assert_message(app, "room for 8");
	driver_press(app, "t<Enter>");
	assert_message(app, "room for 8");
	driver_press(app, "kkx");
	assert_int_equal(retrain_state_of(app)->row_count, RETRAIN_ROWS - 1);
	explorer_free(app);
}

static void another_chosen_network_is_asked_anew(void **state)
{
	struct app *app = open_retrain(":open mnist-cnn<Enter>");

	(void)state;
	assert_ptr_equal(row_of(app, 0)->model, app->model);
	assert_string_equal(row_of(app, 0)->name, "mnist-cnn");
	assert_answers(app, row_of(app, 0));
	explorer_free(app);
}

/* --------------------------------------------------------------------------------------- keys */

static void enter_takes_picture_and_network_to_attack(void **state)
{
	struct app *app = open_retrain("omnist-cnn<Enter>");
	struct attack_state *attack = app_state(app, "Attack");

	(void)state;
	keep(app, 2);
	app->kept[2].target = 5;
	driver_rest(app);
	driver_press(app, "ll<Enter>");
	assert_string_equal(app->screens[app->current]->name, "Attack");
	assert_string_equal(app->model->facts.name, "mnist-cnn");
	assert_memory_equal(app->sample.pixels, app->kept[2].sample.pixels, 784 * sizeof(float));
	assert_int_equal(attack->attack->spec.target, 5);
	assert_int_equal(attack->attack->count, 1);
	explorer_free(app);
}

static void a_trained_network_is_saved_by_a_job(void **state)
{
	struct app *app = open_retrain("t<C-u>3<Enter>");
	struct retrain_state *s = retrain_state_of(app);
	const char *path = scratch_path(state, "trained");
	struct model_facts facts;
	struct err err;
	struct net *net;

	driver_press(app, "s");
	assert_shows(app, "seed-2-3.safetensors");
	driver_press(app, "<C-u>");
	driver_press(app, path);
	explorer_press(app, PRESS_ENTER);
	assert_int_equal(jobs_pending(app->jobs, &s->saving), 1);
	assert_message(app, "writing");
	driver_rest(app);
	assert_message(app, "written to");
	assert_string_equal(row_of(app, 1)->path, path);
	net = model_read(path, app->setup.kernel, &facts, &err);
	assert_memory_equal(net->parameters, row_of(app, 1)->model->net->parameters,
			    net->size * sizeof(float));
	net_free(net);
	explorer_free(app);
}

static void before_there_is_anything_enter_says_so(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	explorer_press(app, 'R');
	explorer_press(app, PRESS_ENTER);
	assert_message(app, "nothing to take along");
	explorer_press(app, 'x');
	assert_string_equal(app->screens[app->current]->name, "Retrain");
	explorer_free(app);
}

static void the_cursor_stays_inside(void **state)
{
	struct app *app = open_retrain("omnist-softmax<Enter>");
	struct retrain_state *s = retrain_state_of(app);

	(void)state;
	keep(app, 2);
	driver_press(app, "llllll");
	assert_int_equal(s->column, 2);
	driver_press(app, "hhhhjjjj");
	assert_int_equal(s->column, 0);
	assert_int_equal(s->row, 1);
	driver_press(app, "g");
	assert_int_equal(s->row, 0);
	driver_press(app, "kG");
	assert_int_equal(s->row, 1);
	explorer_free(app);
}

static void the_table_scrolls_both_ways(void **state)
{
	struct app *app = open_retrain("");

	(void)state;
	for (int i = 1; i < RETRAIN_ROWS; i++)
		driver_press(app, "omnist-cnn<Enter>");
	keep(app, 10);
	driver_press(app, "gllllllllll");
	assert_shows(app, "picture 11/11");
	assert_shows(app, "network 1/8");
	assert_shows(app, "seed 1, 91.9 %");
	driver_press(app, "G");
	assert_shows(app, "network 8/8");
	assert_false(driver_shows(app, "seed 1, 91.9 %"));
	explorer_resize(app, 60, 330);
	assert_false(driver_shows(app, "picture 11/11"));
	assert_shows(app, "seed 1, 91.9 %");
	explorer_free(app);
}

/* The word under the cursor is to be seen in any size, in colour and without. */
static void a_prediction_is_always_in_sight(void **state)
{
	static const int sizes[][2] = {{24, 80}, {17, 62}, {17, 80}, {40, 120}, {60, 200}};
	static const struct medium media[] = {{COLOR_256, GLYPHS_BRAILLE},
					      {COLOR_MONO, GLYPHS_BRAILLE},
					      {COLOR_16, GLYPHS_ASCII},
					      {COLOR_MONO, GLYPHS_ASCII}};

	(void)state;
	for (size_t m = 0; m < sizeof(media) / sizeof(media[0]); m++) {
		struct app *app = driver_open_on("mnist-softmax", media[m]);

		driver_press(app, "Romnist-cnn<Enter>");
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			explorer_resize(app, sizes[i][0], sizes[i][1]);
			assert_shows(app, "p(3) ");
			assert_shows(app, "fooled");
			assert_true(driver_shows(app, "(rows merged)") ==
				    (!medium_has_utf8(media[m]) || !medium_has_color(media[m])));
		}
		explorer_free(app);
	}
}

/* --------------------------------------------------------------------------------------- telling
 */

static void the_table_is_told(void **state)
{
	struct app *app = open_retrain("t<C-u>3<Enter>");
	json_t *o = app->screens[app->current]->to_json(app, retrain_state_of(app));
	json_t *row = json_array_get(json_object_get(o, "networks"), 1), *answer;

	(void)state;
	assert_int_equal(json_array_size(json_object_get(o, "pictures")), 1);
	assert_string_equal(json_string_value(json_object_get(row, "stage")), "ready");
	assert_int_equal(json_integer_value(json_object_get(row, "step")), 3);
	assert_int_equal(json_integer_value(json_object_get(row, "seed")), 2);
	answer = json_array_get(json_object_get(row, "answers"), 0);
	assert_true((float)json_real_value(json_object_get(answer, "p_target")) ==
		    row_of(app, 1)->answers[0].p_target);
	assert_non_null(json_string_value(json_object_get(answer, "verdict")));
	assert_int_equal(json_integer_value(json_object_get(answer, "original")),
			 row_of(app, 1)->answers[0].original);
	json_decref(o);
	explorer_free(app);
}

static void the_kept_pictures_can_be_exported(void **state)
{
	struct app *app = open_retrain("");
	struct export_sheet export = {0};

	(void)state;
	keep(app, 2);
	assert_true(app->screens[app->current]->export(app, retrain_state_of(app), &export));
	assert_int_equal(export.count, 3);
	assert_memory_equal(export.tiles[1].picture.values, app->kept[1].sample.pixels,
			    784 * sizeof(float));
	explorer_free(app);
}

/* ------------------------------------------------------------------------------------ the matrix
 */

static void a_twin_is_fooled_by_all_images(void **state)
{
	struct app *app = open_retrain("omnist-softmax<Enter>");
	const struct retrain_matrix *m = &retrain_state_of(app)->matrix;
	json_t *json;

	(void)state;
	assert_int_equal(m->count, 0); /* nothing is computed before it is to be seen */
	driver_press(app, "m");
	assert_int_equal(m->count, 2);
	assert_true(m->share == 1);
	assert_false(m->is_running);
	assert_int_equal(m->counts.images, 50);
	assert_true(m->counts.counted > 30);
	for (int s = 0; s < 2; s++)
		for (int r = 0; r < 2; r++)
			assert_int_equal(m->counts.fooled[s][r], m->counts.fooled[0][0]);
	assert_shows(app, "images made on");
	assert_shows(app, "misread by");
	assert_shows(app, "100 %");
	assert_shows(app, "noise as long");
	driver_press(app, "kl");
	assert_int_equal(retrain_state_of(app)->row, 0);
	assert_int_equal(m->reader, 1);
	assert_shows(app, "images that fool mnist-softmax wrongly");
	assert_shows(app, "made on mnist-softmax, read by mnist-softmax");
	assert_shows(app, "fooled: ");
	assert_hides(app, "not fooled");
	json = app->screens[app->current]->to_json(app, retrain_state_of(app));
	assert_int_equal(
		json_array_size(json_object_get(json_object_get(json, "transfer"), "networks")), 2);
	json_decref(json);
	driver_press(app, "m");
	assert_false(driver_shows(app, "misread by"));
	explorer_free(app);
}

/* The pictures are those that lab makes, and say what the networks read. */
static void the_images_of_the_matrix_are_there(void **state)
{
	struct app *app = open_retrain("omnist-softmax<Enter>m");
	const struct retrain_matrix *m = &retrain_state_of(app)->matrix;

	(void)state;
	for (size_t i = 0; i < m->counts.images; i++) {
		const float *pixels = m->pixels + i * 2 * 784;
		float p[10];

		assert_int_equal(m->images[i].label, app->data->split[SPLIT_VALIDATION].labels[i]);
		if (!m->images[i].is_counted)
			continue;
		classify(app->model->net, pixels, p);
		assert_int_equal(argmax(10, p), m->images[i].made[0][0]);
		assert_memory_equal(pixels, pixels + 784, 784 * sizeof(float));
	}
	explorer_free(app);
}

/* Another method, another network: what was found is of neither. */
static void the_matrix_follows_method_and_networks(void **state)
{
	struct app *app = open_retrain("m");
	const struct retrain_matrix *m = &retrain_state_of(app)->matrix;
	size_t noise = m->counts.noise[0][0];

	(void)state;
	assert_string_equal(m->method->name, "pgd");
	assert_int_equal(m->count, 1);
	driver_press(app, "a");
	assert_string_equal(m->method->name, "mi-fgsm");
	assert_true(m->share == 1);
	driver_press(app, "omnist-softmax<Enter>");
	assert_int_equal(m->count, 2);
	assert_true(m->share == 1);
	driver_press(app, "x");
	assert_int_equal(m->count, 1);
	for (int i = 0; i < attack_method_count && strcmp(m->method->name, "pgd") != 0; i++) {
		explorer_press(app, 'a');
		explorer_update(app);
		assert_string_not_equal(m->method->name, "carlini-wagner"); /* takes too long */
	}
	driver_rest(app);
	assert_string_equal(m->method->name, "pgd");
	assert_int_equal(m->counts.noise[0][0], noise);
	explorer_free(app);
}

/* Left while it computes. */
static void leaving_ends_the_matrix(void **state)
{
	struct app *app = open_retrain("");

	(void)state;
	explorer_press(app, 'm');
	explorer_update(app);
	assert_true(retrain_state_of(app)->matrix.is_running);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_kept_nothing_gets_the_articles_seven),
		cmocka_unit_test(what_was_kept_is_asked_and_nothing_else),
		cmocka_unit_test(one_more_picture_gets_its_answer),
		cmocka_unit_test(the_oldest_picture_goes_where_the_list_is_full),
		cmocka_unit_test(a_prediction_has_three_words),
		cmocka_unit_test(each_picture_stands_beside_its_original),
		cmocka_unit_test(a_network_is_added_by_its_name),
		cmocka_unit_test(a_file_that_is_none_leaves_no_row),
		cmocka_unit_test(another_network_is_fitted_as_lab_fits_it),
		cmocka_unit_test(each_training_has_its_own_seed_and_waits_its_turn),
		cmocka_unit_test(no_network_of_the_table_has_the_seed_of_another),
		cmocka_unit_test(training_shows_its_progress_and_x_stops_it),
		cmocka_unit_test(training_goes_on_while_another_screen_is_shown),
		cmocka_unit_test(a_network_that_trains_can_be_removed_at_the_end),
		cmocka_unit_test(another_data_set_ends_training),
		cmocka_unit_test(only_numbers_of_steps_are_taken),
		cmocka_unit_test(the_chosen_network_stays_and_others_are_few),
		cmocka_unit_test(another_chosen_network_is_asked_anew),
		cmocka_unit_test(enter_takes_picture_and_network_to_attack),
		cmocka_unit_test_setup_teardown(a_trained_network_is_saved_by_a_job, scratch_setup,
						scratch_teardown),
		cmocka_unit_test(before_there_is_anything_enter_says_so),
		cmocka_unit_test(the_cursor_stays_inside),
		cmocka_unit_test(the_table_scrolls_both_ways),
		cmocka_unit_test(a_prediction_is_always_in_sight),
		cmocka_unit_test(the_table_is_told),
		cmocka_unit_test(the_kept_pictures_can_be_exported),
		cmocka_unit_test(a_twin_is_fooled_by_all_images),
		cmocka_unit_test(the_images_of_the_matrix_are_there),
		cmocka_unit_test(the_matrix_follows_method_and_networks),
		cmocka_unit_test(leaving_ends_the_matrix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
