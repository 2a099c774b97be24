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

#include <stdio.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_confident_mistake_and_why_in_eight_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
