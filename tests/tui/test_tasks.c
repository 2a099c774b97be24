/* What people come for, in few key presses from a cold start: the keys are counted, and the screen
 * shows what was asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/screen/layers/layers.h"
#include "tui/screen/mistakes/mistakes.h"
#include "tui/screen/train/train.h"

#include <stdio.h>
#include <string.h>

/* Presses keys and adds to how many there were. */
static void press(struct app *app, const char *keys, int *count)
{
	int key;

	driver_press(app, keys);
	while (*keys) {
		keys = key_read(keys, &key);
		(*count)++;
	}
}

/* How often a number stands in a style on the lines of the charts, which are at the bottom. */
static int labels(struct app *app, struct style style, uint32_t digit)
{
	int count = 0;

	for (int row = 16; row < 19; row++)
		for (int column = 6; column < 80; column++) {
			const struct cell *cell = canvas_at(app->canvas, row, column);

			count += cell->glyph == digit &&
				 memcmp(&cell->style, &style, sizeof(style)) == 0;
		}
	return count;
}

static const struct prediction *most_confident(const struct app *app, size_t *index)
{
	const struct mistakes_state *s = app_state(app, "Mistakes");
	const struct prediction *all = s->seen[SPLIT_VALIDATION].predictions, *best = NULL;

	for (size_t i = 0; i < app->data->split[SPLIT_VALIDATION].count; i++)
		if (all[i].label != all[i].prediction &&
		    (!best || all[i].confidence > best->confidence)) {
			best = &all[i];
			*index = i;
		}
	return best;
}

/* Mistakes by confidence; Layers, which names it; what it is read as, and what made it so. */
static void the_most_confident_mistake_and_why_in_eight_keys(void **state)
{
	struct app *app = driver_open(NULL);
	const struct layers_state *layers = app_state(app, "Layers");
	const struct prediction *mistake;
	int count = 0, class, unit;
	size_t index = 0;
	float contribution;
	char text[96];

	(void)state;
	press(app, "Moo", &count);
	mistake = most_confident(app, &index);
	snprintf(text, sizeof(text), "#%zu  true %d, read as %d", index, mistake->label,
		 mistake->prediction);
	assert_shows(app, text);
	class = mistake->prediction;
	press(app, "L", &count);
	snprintf(text, sizeof(text), "image %zu of validation", index);
	assert_shows(app, text);
	press(app, (char[]){(char)('0' + class), 0}, &count);
	unit = stages_contributor(layers->stages, layers->stage, class, 0, &contribution);
	snprintf(text, sizeof(text), "most due to fc1 %d", unit);
	assert_shows(app, text);
	press(app, "[", &count);
	snprintf(text, sizeof(text), "fc1 %d, no. ", unit);
	assert_shows(app, text);
	assert_in_range(count, 1, 8);
	explorer_free(app);
}

/* A run of the article's softmax network; the same but for the rate; both curves in one chart. */
static void a_second_run_is_overlaid_on_the_first_in_sixteen_keys(void **state)
{
	struct app *app = driver_open(NULL);
	int count = 0;

	(void)state;
	press(app, "T<Space>", &count);
	assert_int_equal(app->runs->records[0]->view.step, 1000);
	press(app, "cjjjjl<Space>", &count);
	assert_in_range(count, 1, 16);
	assert_int_equal(app->runs->count, 2);
	assert_true(app->runs->records[0]->settings.rate == 0.5f);
	assert_true(app->runs->records[1]->settings.rate == 1);
	assert_int_equal(app->runs->records[1]->view.step, 1000);
	/* The first one is compared: its line is as clear as text, and both have their numbers. */
	assert_true(app->runs->records[0]->is_marked);
	assert_shows(app, "of run 2: strong");
	assert_int_equal(labels(app, app->theme->plain, '1'), 2);
	assert_int_equal(labels(app, app->theme->strong, '2'), 2);
	explorer_free(app);
}

/* At training step 20, what is the image taken for? */
static void the_answer_at_step_20_in_fourteen_keys(void **state)
{
	struct app *app = driver_open(NULL);
	const struct train_state *t = app_state(app, "Train");
	int count = 0;

	(void)state;
	press(app, "T<Space>:step 20<Enter>", &count);
	assert_in_range(count, 1, 14);
	assert_int_equal(t->shown->facts.step, 20);
	assert_true(train_is_answered(app, t));
	driver_press(app, "o"); /* takes the message away */
	driver_press(app, "oi<Esc>");
	assert_shows(app, "After step 20: a 7 to a person");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_confident_mistake_and_why_in_eight_keys),
		cmocka_unit_test(a_second_run_is_overlaid_on_the_first_in_sixteen_keys),
		cmocka_unit_test(the_answer_at_step_20_in_fourteen_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
