/* The Train screen's history: scrubbing, questions to snapshots, following, saving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/train/evaluate.h"
#include "model/model.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/screen/attack/attack.h"
#include "tui/screen/train/runs.h"
#include "tui/screen/train/strip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct train_state *train_of(const struct app *app)
{
	return app_state(app, "Train");
}

#define SMALL ":train conv3x3x2 relu pool2 dense10<Enter>"

/* The explorer on Train, after some keys. */
static struct app *open_train(const char *keys)
{
	struct app *app = driver_open("mnist-softmax");

	driver_press(app, "T");
	driver_press(app, keys);
	return app;
}

static uint64_t shown_step(const struct app *app)
{
	assert_non_null(train_of(app)->shown);
	return train_of(app)->shown->facts.step;
}

static void type(struct app *app, const char *answer)
{
	driver_press(app, "<Enter><C-u>");
	driver_press(app, answer);
	driver_press(app, "<Enter>");
}

/* ----------------------------------------------------------- history and questions */

static void assert_answer(const struct app *app)
{
	const struct train_state *t = train_of(app);
	float expected[10];

	assert_true(train_is_answered(app, t));
	classify(t->shown->net, app->sample.pixels, expected);
	assert_memory_equal(t->probabilities, expected, sizeof(expected));
}

static void the_history_is_scrubbed_with_answers_of_each_step(void **state)
{
	struct app *app = open_train("Nn");

	(void)state;
	assert_answer(app);
	driver_press(app, "<lt>");
	assert_int_equal(shown_step(app), 10);
	assert_answer(app);
	assert_shows(app, "After step 10: a 7 to a person, ");
	driver_press(app, "h<Left>p>");
	assert_int_equal(shown_step(app), 8);
	driver_press(app, "g<lt>");
	assert_int_equal(shown_step(app), 0);
	assert_true(train_of(app)->probabilities[3] == 0.1f);
	driver_press(app, ":12<Enter>");
	assert_answer(app);
	driver_press(app, "l<Right>");
	assert_int_equal(shown_step(app), 2);
	driver_press(app, "G");
	assert_int_equal(shown_step(app), 11);
	assert_false(train_of(app)->is_scrubbed);
	driver_press(app, "g>n");
	assert_int_equal(shown_step(app), 12);
	explorer_free(app);
}

static void pages_go_through_the_history_in_large_steps(void **state)
{
	struct app *app = open_train("NNNN");

	(void)state;
	assert_int_equal(shown_step(app), 40);
	driver_press(app, "<PgUp>");
	assert_int_equal(shown_step(app), 38);
	driver_press(app, "g<PgDn><PgDn>");
	assert_int_equal(shown_step(app), 4);
	driver_press(app, "<PgUp><PgUp><PgUp>");
	assert_int_equal(shown_step(app), 0);
	explorer_free(app);
}

static void a_step_is_gone_to_by_its_number(void **state)
{
	struct app *app = open_train(":step 3<Enter>");

	(void)state;
	assert_message(app, "no history yet");
	driver_press(app, "<Esc>NNA:step 15<Enter>");
	assert_string_equal(app->screens[app->current]->name, "Train");
	assert_int_equal(shown_step(app), 15);
	assert_message(app, "step 15");
	assert_shows(app, "image 15, a 7");
	assert_answer(app);
	driver_press(app, ":step 500<Enter>");
	assert_int_equal(shown_step(app), 20);
	assert_message(app, "step 500 is not in the history: the nearest is step 20");
	assert_false(train_of(app)->is_scrubbed);
	driver_press(app, "f:step 2<Enter>");
	assert_false(train_of(app)->is_form);
	assert_int_equal(shown_step(app), 2);
	driver_press(app, ":step x<Enter>");
	assert_true(app->is_error);
	explorer_free(app);
}

/* Its fields move, its values change, and the history stays where it was. */
static void keys_of_the_history_act_on_the_form_while_it_is_open(void **state)
{
	struct app *app = open_train("N:step 5<Enter>f");
	struct train_state *t = train_of(app);

	(void)state;
	driver_press(app, "G");
	assert_int_equal(t->field, TRAIN_SEED);
	driver_press(app, ">");
	assert_int_equal(t->form.seed, 2);
	driver_press(app, "<lt>p");
	assert_int_equal(t->form.seed, 0);
	driver_press(app, "<Home>");
	assert_int_equal(t->field, TRAIN_ARCHITECTURE);
	driver_press(app, "<End><PgUp><PgUp><PgDn>g");
	assert_int_equal(t->field, TRAIN_ARCHITECTURE);
	assert_int_equal(shown_step(app), 5);
	explorer_free(app);
}

/* A net of which not all snapshots fit as they are: those that were rounded say so. */
static void rounded_snapshots_say_so(void **state)
{
	struct app *app = open_train(":train dense90 relu dense10<Enter>NN");
	struct train_state *t = train_of(app);
	const char *path = scratch_path(state, "rounded");
	struct model_facts facts;
	struct err err;
	struct net *net;

	history_limit(train_history(t), history_size(train_history(t)) / 2);
	assert_true(history_at(train_history(t), 3)->facts.is_rounded);
	driver_press(app, ":step 3<Enter>");
	assert_answer(app);
	driver_press(app, "<Enter>");
	assert_message(app, "after step 3, rounded to 10 bits");
	assert_true(app->model->facts.is_rounded && app->model->net);
	driver_press(app, "i<Esc>");
	assert_shows(app, "After step 3 (rounded): a 7 to a person");
	driver_press(app, "s<C-u>");
	driver_press(app, path);
	driver_press(app, "<Enter>");
	assert_message(app, "rounded to 10 bits");
	net = model_read(path, app->setup.kernel, &facts, &err);
	assert_non_null(net);
	assert_true(facts.accuracy < 0);
	net_free(net);
	driver_press(app, "g<Enter>");
	assert_false(app->model->facts.is_rounded);
	explorer_free(app);
}

/* --------------------------------------------------------------------------------- many runs */

static void runs_are_used_by_their_numbers(void **state)
{
	struct app *app = open_train("r");
	struct train_state *t = train_of(app);
	char text[160];

	(void)state;
	assert_shows(app, "No run yet");
	driver_press(app, "jkgG[]cm");
	assert_message(app, "no run to be compared");
	driver_press(app, ":run 1<Enter>");
	assert_message(app, "there is no run 1");
	driver_press(app, "<Esc>rNfjjjln"); /* 10 steps; another batch, one step */
	assert_int_equal(t->here->number, 2);
	driver_press(app, ":run 1<Enter>");
	assert_int_equal(app->model->facts.step, 10);
	assert_message(app, "all screens now use run 1: softmax as it is after step 10");
	assert_int_equal(t->here->number, 1);
	assert_shows(app, "batch 100");
	train_status_line(app, t, text, sizeof(text));
	assert_non_null(strstr(text, "Run 1 has ended"));
	/* Its history is there, and answers. */
	driver_press(app, "<lt><lt>");
	assert_int_equal(shown_step(app), 8);
	assert_answer(app);
	driver_press(app, "rj<Enter>");
	assert_shows(app, "> 2");
	assert_int_equal(app->model->facts.step, 1);
	driver_press(app, "g");
	assert_int_equal(t->here->number, 1);
	driver_press(app, "G[");
	assert_int_equal(t->here->number, 1);
	driver_press(app, "c");
	assert_true(t->is_form && !t->is_table && t->here->is_marked);
	assert_int_equal(t->form.batch, 100);
	/* What trains goes on, whichever run one looks at. */
	driver_press(app, "<Esc>]]");
	assert_int_equal(t->here->number, 2);
	driver_press(app, "[cjl");
	driver_press(app, "<Esc>:run 9<Enter>");
	assert_message(app, "there is no run 9");
	explorer_free(app);
}

static void what_retrain_trains_is_in_the_list(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const struct run_record *record;

	(void)state;
	driver_press(app, "Rt<C-u>20<Enter>");
	assert_int_equal(app->runs->count, 1);
	record = app->runs->records[0];
	assert_int_equal(record->view.step, 20);
	assert_true(record->view.validation > 0.5 && !record->is_live && record->is_unsaved);
	driver_press(app, ":run 1<Enter>");
	assert_ptr_equal(app->model, run_record_model(record));
	driver_press(app, "T");
	assert_shows(app, "step 20/20");
	driver_press(app, "r");
	assert_shows(app, "> 1");
	explorer_free(app);
}

static void what_one_looks_at_stays_while_training_goes_on(void **state)
{
	struct app *app = open_train("Nfjj");
	uint64_t before;

	(void)state;
	type(app, "100000000");
	explorer_press(app, PRESS_SPACE);
	explorer_update(app);
	explorer_press(app, 'g');
	before = train_of(app)->view.step;
	while (train_of(app)->view.step < before + 3)
		explorer_update(app);
	assert_int_equal(shown_step(app), 0);
	driver_press(app, "<Space>"); /* pauses */
	assert_int_equal(shown_step(app), 0);
	driver_press(app, "G");
	assert_int_equal(shown_step(app), train_of(app)->view.step);
	explorer_free(app);
}

static void before_a_run_there_is_no_history(void **state)
{
	struct app *app = open_train("<lt>>gG");

	(void)state;
	assert_null(train_of(app)->shown);
	driver_press(app, "s");
	assert_message(app, "nothing to save");
	driver_press(app, "<Enter>");
	assert_message(app, "no network to use");
	explorer_free(app);
}

static void deeper_nets_are_questioned_in_the_background(void **state)
{
	struct app *app = open_train(SMALL);

	(void)state;
	explorer_press(app, 'n');
	driver_rest(app);
	assert_answer(app);
	driver_press(app, "N<lt><lt>");
	assert_answer(app);
	driver_press(app, ":3<Enter>");
	assert_answer(app);
	explorer_press(app, '>');
	explorer_update(app);
	assert_false(train_is_answered(app, train_of(app)));
	explorer_draw(app);
	driver_press(app, "xxy"); /* the job is let go of */
	assert_false(train_of(app)->has_probabilities);
	explorer_free(app);
}

static void enter_lets_all_screens_question_the_net_shown(void **state)
{
	struct app *app = open_train("N<lt><Enter>");

	(void)state;
	assert_ptr_equal(app->model, train_of(app)->shown);
	assert_int_equal(app->model->facts.step, 9);
	assert_null(app->model_path);
	assert_message(app, "softmax as it is after step 9");
	driver_press(app, "n");
	assert_int_equal(app->model->facts.step, 9);
	explorer_free(app);
}

static void following_reaches_the_other_screens(void **state)
{
	struct app *app = open_train("nvfjj");

	(void)state;
	assert_int_equal(app->model->facts.step, 1);
	type(app, "30");
	explorer_press(app, PRESS_SPACE);
	driver_press(app, "A");
	assert_int_equal(app->model->facts.step, 30);
	driver_press(app, "Tg<Enter>"); /* an older one ends it */
	assert_int_equal(app->model->facts.step, 0);
	assert_false(train_of(app)->is_followed);
	driver_press(app, "vv");
	assert_message(app, "keep the network");
	explorer_free(app);
}

static void assert_strip(const struct app *app)
{
	const struct train_state *t = train_of(app);
	struct history *history = train_history(t);
	uint64_t since = UINT64_MAX, learned;

	for (int i = history_count(history) - 1; i >= 0; i--) {
		const struct snapshot *kept = history_at(history, i),
				      *exact = snapshot_unpack(kept);
		float p[10];
		int best = 0;

		classify(exact->net, app->sample.pixels, p);
		snapshot_unref(exact);
		for (int k = 1; k < 10; k++)
			best = p[k] > p[best] ? k : best;
		assert_int_equal(train_strip_at(t, kept->facts.step), best);
		if (best != app->sample.label)
			break;
		since = kept->facts.step;
	}
	assert_true(train_strip_learned(app, t, &learned));
	assert_int_equal(learned, since);
}

/* Of a net of one layer at once, of deeper ones in the background, packed or not. */
static void the_strip_says_when_the_image_was_learned(void **state)
{
	struct app *app = open_train("NN");
	char text[64];
	uint64_t step;

	(void)state;
	assert_strip(app);
	assert_true(train_strip_learned(app, train_of(app), &step));
	snprintf(text, sizeof(text), "a 7 since step %d", (int)step);
	assert_shows(app, text);
	assert_shows(app, "read as");
	driver_press(app, ":12<Enter>");
	assert_strip(app);
	driver_press(app, ":train dense90 relu dense10<Enter>NN");
	history_limit(train_history(train_of(app)), history_size(train_history(train_of(app))) / 2);
	driver_press(app, ":15<Enter>");
	assert_true(history_at(train_history(train_of(app)), 3)->facts.is_rounded);
	assert_strip(app);
	/* Another run has another strip. */
	driver_press(app, "[");
	assert_strip(app);
	explorer_resize(app, 50, 160);
	driver_press(app, ":noise 3<Enter>");
	assert_true(train_strip_learned(app, train_of(app), &step));
	assert_int_equal(step, UINT64_MAX);
	assert_hides(app, "since step");
	explorer_free(app);
}

/* Between the columns of a narrow window the image may be read wrongly again. */
static void since_when_it_was_learned_does_not_depend_on_the_window(void **state)
{
	struct app *app = open_train("NNNNNNNN");

	(void)state;
	assert_shows(app, "a 7 since step 11");
	assert_strip(app);
	explorer_resize(app, 50, 160);
	driver_rest(app);
	assert_shows(app, "a 7 since step 11");
	assert_strip(app);
	explorer_free(app);
}

/* Ten maps of 28x14 cells where 145 columns are, charts of ten rows, the image as large as it is.
 */
static void large_windows_have_large_maps_and_the_image(void **state)
{
	struct app *app = open_train("NN");

	(void)state;
	explorer_resize(app, 50, 160);
	assert_shows(app, "0                            1                            2");
	assert_shows(app, "5                            6                            7");
	assert_shows(app, "image 15, a 7");
	assert_shows(app, "read as");
	explorer_resize(app, 40, 120);
	assert_shows(app, "0              1              2");
	assert_shows(app, "> 1   softmax"); /* the list, where room is left */
	/* Narrow as it is there, it ends with the time. */
	train_of(app)->here->is_unsaved = false;
	assert_hides(app, "-      , ");
	explorer_free(app);
}

/* The steps are taken again on each newer network; step, target and rate are what was chosen. */
static void attack_keeps_its_step_while_the_network_trains(void **state)
{
	struct app *app = open_train("nv");
	struct attack_state *attack = app_state(app, "Attack");
	const struct snapshot *older;
	float p;

	(void)state;
	driver_press(app, "A5-nnn");
	assert_int_equal(attack_cursor(attack), 3);
	assert_ptr_equal(attack->model, app->model);
	older = app->model;
	p = attack_shown(attack)->probabilities[5];
	/* The run goes on, but nobody presses a key of Attack. */
	train_wish(app, train_of(app), TRAIN_TEN_STEPS);
	while (app->model == older)
		explorer_update(app);
	assert_int_equal(attack_cursor(attack), 3);
	driver_rest(app);
	assert_int_equal(app->model->facts.step, 11);
	assert_ptr_equal(attack->model, app->model);
	assert_int_equal(attack_cursor(attack), 3);
	assert_int_equal(attack->attack->spec.target, 5);
	assert_true(attack->attack->spec.rate < attack_default(attack).rate);
	assert_true(attack_shown(attack)->probabilities[5] != p);
	/* A key finds the newest network. */
	driver_press(app, "n");
	assert_int_equal(attack_cursor(attack), 4);
	/* Another network begins anew. */
	driver_press(app, ":open mnist-cnn<Enter>");
	assert_int_equal(attack_cursor(attack), 0);
	explorer_free(app);
}

/* --------------------------------------------------------------------------------------- saving */

static void save_as(struct app *app, const char *path)
{
	driver_press(app, "s<C-u>");
	driver_press(app, path);
	driver_press(app, "<Enter>");
}

static void saving_writes_the_net_shown_under_a_name_of_ones_own(void **state)
{
	struct app *app = open_train("N<lt><lt>");
	const char *path = scratch_path(state, "own.safetensors");
	struct model_facts facts;
	struct err err;
	struct net *net;

	driver_press(app, "s");
	assert_string_equal(app->prompt.text, "softmax-8.safetensors");
	driver_press(app, "<Esc>");
	assert_true(train_of(app)->here->is_unsaved);
	save_as(app, path);
	assert_message(app, "written to");
	assert_false(train_of(app)->here->is_unsaved);
	net = model_read(path, app->setup.kernel, &facts, &err);
	assert_non_null(net);
	assert_int_equal(facts.step, 8);
	assert_memory_equal(net->parameters, train_of(app)->shown->net->parameters,
			    net->size * sizeof(float));
	net_free(net);
	driver_press(app, "n");
	assert_true(train_of(app)->here->is_unsaved);
	explorer_free(app);
}

static void a_file_is_replaced_only_when_one_agrees(void **state)
{
	struct app *app = open_train("N");
	const char *path = scratch_write(state, "there", "mine", 4);
	unsigned char *bytes;
	size_t size;

	save_as(app, path);
	assert_true(app->prompt.is_open);
	driver_press(app, "n");
	assert_message(app, "nothing was written");
	bytes = scratch_read(path, &size);
	assert_int_equal(size, 4);
	free(bytes);
	assert_true(train_of(app)->here->is_unsaved);
	save_as(app, path);
	driver_press(app, "y");
	bytes = scratch_read(path, &size);
	assert_true(size > 7850 * 4);
	free(bytes);
	assert_false(train_of(app)->here->is_unsaved);
	explorer_free(app);
}

static void what_cannot_be_written_is_said(void **state)
{
	struct app *app = open_train("N");

	save_as(app, "");
	assert_message(app, "without a name");
	save_as(app, scratch_path(state, ""));
	assert_message(app, "is a folder: name a file");
	save_as(app, scratch_path(state, "nowhere/net"));
	assert_true(app->is_error);
	assert_message(app, "nowhere");
	assert_true(train_of(app)->here->is_unsaved);
	explorer_free(app);
}

static void a_saved_net_that_is_questioned_has_its_path(void **state)
{
	struct app *app = open_train("N<Enter>");
	const char *path = scratch_path(state, "net");

	save_as(app, path);
	assert_string_equal(app->model_path, path);
	save_as(app, scratch_path(state, "other"));
	assert_message(app, "written to");
	assert_string_equal(app->model_path, path);
	driver_press(app, "x"); /* nothing to lose: no question */
	assert_null(train_of(app)->run);
	explorer_free(app);
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_history_is_scrubbed_with_answers_of_each_step),
		cmocka_unit_test(pages_go_through_the_history_in_large_steps),
		cmocka_unit_test(a_step_is_gone_to_by_its_number),
		cmocka_unit_test(keys_of_the_history_act_on_the_form_while_it_is_open),
		in_scratch(rounded_snapshots_say_so),
		cmocka_unit_test(runs_are_used_by_their_numbers),
		cmocka_unit_test(what_retrain_trains_is_in_the_list),
		cmocka_unit_test(what_one_looks_at_stays_while_training_goes_on),
		cmocka_unit_test(before_a_run_there_is_no_history),
		cmocka_unit_test(deeper_nets_are_questioned_in_the_background),
		cmocka_unit_test(enter_lets_all_screens_question_the_net_shown),
		cmocka_unit_test(following_reaches_the_other_screens),
		cmocka_unit_test(the_strip_says_when_the_image_was_learned),
		cmocka_unit_test(since_when_it_was_learned_does_not_depend_on_the_window),
		cmocka_unit_test(large_windows_have_large_maps_and_the_image),
		cmocka_unit_test(attack_keeps_its_step_while_the_network_trains),
		in_scratch(saving_writes_the_net_shown_under_a_name_of_ones_own),
		in_scratch(a_file_is_replaced_only_when_one_agrees),
		in_scratch(what_cannot_be_written_is_said),
		in_scratch(a_saved_net_that_is_questioned_has_its_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
