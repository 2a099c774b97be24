/* What a session has for a screen is taken where it can be, and is then what the screen would keep:
 * all that a screen keeps comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "tui/driver.h"
#include "tui/session_value.h"

#include <stdlib.h>
#include <string.h>

static const struct medium medium = {COLOR_256, GLYPHS_BRAILLE};

/* JSON, with apostrophes for quotes. */
static json_t *parse(const char *text)
{
	char *copy = xstrdup(text);
	json_t *json;

	for (char *c = copy; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	json = json_loads(copy, 0, NULL);
	if (!json)
		fail_msg("no JSON: %s", text);
	free(copy);
	return json;
}

static const struct screen *screen_of(struct app *app, const char *name)
{
	return app->screens[app_screen(app, name)];
}

static void give(struct app *app, const char *screen, const char *text)
{
	json_t *given = parse(text);

	screen_of(app, screen)->from_session(app, app_state(app, screen), given);
	json_decref(given);
}

/* The screen would keep these members, and none of those that `kept` has as null. */
static void assert_keeps(struct app *app, const char *screen, const char *kept)
{
	json_t *wanted = parse(kept), *value, *o;
	const char *key;

	o = screen_of(app, screen)->to_session(app, app_state(app, screen));
	assert_non_null(o);
	json_object_foreach (wanted, key, value) {
		const json_t *found = json_object_get(o, key);

		if (json_is_null(value) ? found != NULL : !json_equal(found, value)) {
			char *text = json_dumps(o, 0);

			fail_msg("%s: %s is not as in %s: %s", screen, key, kept, text);
		}
	}
	json_decref(o);
	json_decref(wanted);
}

struct given {
	const char *screen, *given, *kept; /* kept: NULL: what was given */
};

static void check_all(struct app *app, const struct given *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		give(app, all[i].screen, all[i].given);
		assert_keeps(app, all[i].screen, all[i].kept ? all[i].kept : all[i].given);
	}
}

#define CHECK(app, all) check_all(app, all, sizeof(all) / sizeof((all)[0]))

/* Mistakes and Project begin anew, but for what has nothing to do with the split. */
static void what_screens_keep_comes_back_and_what_is_wrong_does_not(void **state)
{
	static const struct given all[] = {
		{"Weights", "{'map': 3, 'is_close': true, 'y': 5, 'x': 7}", NULL},
		{"Weights", "{'map': -1, 'is_close': 1, 'y': 28, 'x': 28}",
		 "{'map': 3, 'is_close': true, 'y': 5, 'x': 7}"},
		{"Weights", "{'map': 4, 'is_close': false, 'y': 6}", "{'map': 4, 'y': null}"},
		{"Mistakes",
		 "{'split': 2, 'is_article': true, 'order': 1, 'label': 3, 'prediction': 5,"
		 " 'min': 0.5, 'has_right': true, 'row': 2, 'column': 9}",
		 NULL},
		{"Mistakes", "{'split': 3, 'label': 4}", "{'split': 2, 'label': 3}"},
		{"Mistakes",
		 "{'split': 1, 'is_article': 0, 'order': 99, 'label': 10, 'prediction': -2,"
		 " 'min': 1.5, 'has_right': 'x', 'row': 2, 'column': 10}",
		 "{'split': 1, 'is_article': true, 'order': 1, 'label': -1, 'prediction': -1,"
		 " 'min': 0.0, 'has_right': false, 'row': null, 'column': null}"},
		{"Mistakes", "{'split': 1, 'is_article': false, 'row': 10, 'column': 1}",
		 "{'is_article': false, 'row': null, 'column': null}"},
		{"Project",
		 "{'split': 2, 'of': 'logits', 'images': 200, 'is_pca': true, 'look': 2,"
		 " 'label': 3, 'prediction': 4, 'min': 0.25, 'has_right': true, 'image': 9}",
		 NULL},
		{"Project", "{'split': -1, 'look': 0}", "{'split': 2, 'look': 2}"},
		{"Project",
		 "{'split': 1, 'of': 'nowhere', 'images': 1000000000, 'is_pca': 0, 'look': 3,"
		 " 'label': 10, 'prediction': -2, 'min': -1, 'has_right': 0, 'image': 100000}",
		 "{'split': 1, 'of': 'pixels', 'images': 1000, 'is_pca': true, 'look': 2,"
		 " 'label': -1, 'prediction': -1, 'min': 0.0, 'image': 15}"},
		{"Project", "{'split': 1, 'is_pca': false, 'has_right': false}", NULL},
		{"roBust",
		 "{'method': 'bim', 'norm': 1, 'images': 20, 'strengths': [0.0, 0.5, 1.0],"
		 " 'cursor': 1}",
		 NULL},
		{"roBust", "{'method': 'none', 'images': 50}", "{'method': 'bim', 'images': 20}"},
		{"roBust",
		 "{'method': 'bim', 'norm': 1, 'images': 1, 'cursor': 2,"
		 " 'strengths': [0.0, 0.5, 1.0]}",
		 "{'images': 20, 'cursor': 2}"},
	};
	struct app *app = driver_open_made("dense10", medium);

	(void)state;
	CHECK(app, all);
	explorer_free(app);
}

/* Ascending from 0 on, within what images have, or the usual ones. */
static void strengths_are_taken_together_or_not_at_all(void **state)
{
	static const char *const bad[] = {
		"[]",          "[-0.5, 0.5]", "[0.0, 1e4]", "[0.0, 0.5, 0.5]",
		"[0.5, 0.25]", "[0.0, 'x']",  "7",          NULL};
	struct app *app = driver_open_made("dense10", medium);
	json_t *usual, *many = json_array();
	char *kept, *too_many;

	(void)state;
	for (int i = 0; i <= ROBUSTNESS_MAX_STRENGTHS; i++)
		json_array_append_new(many, json_integer(i));
	too_many = json_dumps(many, 0);
	give(app, "roBust", "{'method': 'bim', 'norm': 1}");
	usual = screen_of(app, "roBust")->to_session(app, app_state(app, "roBust"));
	kept = json_dumps(usual, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *given = xasprintf("{'method': 'bim', 'norm': 1, 'strengths': %s}",
					bad[i] ? bad[i] : too_many);

		give(app, "roBust", given);
		assert_keeps(app, "roBust", kept);
		free(given);
	}
	free(kept);
	free(too_many);
	json_decref(usual);
	json_decref(many);
	explorer_free(app);
}

/* Explanations are there when the screen was shown. */
static void what_explanations_are_seen_comes_back(void **state)
{
	static const struct given all[] = {
		{"eXplain",
		 "{'method': 'occlusion', 'class': 3, 'against': 5, 'baseline': 1, 'seed': 7,"
		 " 'strip': 1, 'is_close': true}",
		 NULL},
		{"eXplain", "{'class': 4}", "{'class': 3}"},
		{"eXplain",
		 "{'method': 'none', 'class': 10, 'against': 10, 'baseline': 99, 'seed': 0,"
		 " 'strip': 3, 'is_close': 1}",
		 "{'method': 'occlusion', 'class': 3, 'against': 5, 'baseline': 1, 'seed': 7,"
		 " 'strip': 1, 'is_close': true}"},
		{"eXplain", "{'method': 'gradient', 'strip': 0, 'is_close': false}",
		 "{'method': 'gradient', 'strip': null, 'is_close': null}"},
	};
	struct app *app = driver_open_made("conv3x3x2 relu dense10", medium);

	(void)state;
	CHECK(app, all);
	explorer_free(app);
}

static void the_layer_of_filters_has_weights(void **state)
{
	static const struct given all[] = {
		{"Filters", "{'layer': 2, 'view': 1, 'is_by_number': true, 'cursor': 3}", NULL},
		{"Filters", "{'layer': 1, 'view': 3, 'is_by_number': 0, 'cursor': 4}",
		 "{'layer': 2, 'view': 1, 'is_by_number': true, 'cursor': 3}"},
		{"Filters", "{'layer': 9, 'has_jitter': true, 'start': 1}",
		 "{'layer': 2, 'has_jitter': true, 'has_blur': null, 'start': 1}"},
		{"Filters", "{'has_blur': true}", "{'has_jitter': null, 'has_blur': true}"},
		{"Layers", "{'stage': 1, 'channel': 1}", NULL},
	};
	struct app *app = driver_open_made("conv3x3x2 relu conv3x3x4 relu pool2 dense10", medium);

	(void)state;
	driver_press(app, "L");
	CHECK(app, all);
	explorer_free(app);
}

/* Some methods have no objective. */
static void what_an_attack_follows_comes_back(void **state)
{
	static const struct given all[] = {
		{"Attack",
		 "{'method': 'pgd', 'objective': 'margin', 'target': 4, 'rate': 0.125, 'step': 2,"
		 " 'is_clipped': true, 'is_added_seen': true}",
		 NULL},
		{"Attack",
		 "{'method': 'none', 'objective': 'none', 'target': 10, 'rate': -1, 'step': -1,"
		 " 'is_clipped': 1, 'is_added_seen': 1}",
		 "{'method': 'pgd', 'objective': null, 'target': 4, 'rate': 0.125, 'step': 0,"
		 " 'is_clipped': true, 'is_added_seen': true}"},
		{"Attack", "{'method': 'deepfool', 'objective': 'margin'}",
		 "{'method': 'deepfool', 'objective': null}"},
	};
	struct app *app = driver_open_made("dense10", medium);

	(void)state;
	driver_press(app, "A");
	CHECK(app, all);
	explorer_free(app);
}

static void a_drawing_comes_back_with_how_it_is_framed(void **state)
{
	struct app *app = driver_open_made("dense10", medium);
	const struct screen *screen = screen_of(app, "Draw");
	void *draw = app_state(app, "Draw");
	float pixels[28 * 28] = {0, 0.5f};

	(void)state;
	for (int is_as_painted = 0; is_as_painted < 2; is_as_painted++) {
		json_t *given = json_pack("{s:o, s:i, s:b}", "canvas",
					  session_floats(pixels, 28 * 28), "label", 4,
					  "is_as_painted", is_as_painted),
		       *kept;

		screen->from_session(app, draw, given);
		kept = screen->to_session(app, draw);
		assert_true(json_equal(given, kept));
		json_object_set_new(given, "label", json_integer(10));
		json_object_set_new(given, "is_as_painted", json_null());
		screen->from_session(app, draw, given);
		json_decref(given);
		given = screen->to_session(app, draw);
		assert_true(json_equal(given, kept));
		json_decref(given);
		json_decref(kept);
	}
	explorer_free(app);
}

/* A file that hides a text is opened again; a name or text that is too long is no such. */
static void secrets_are_of_a_file_or_a_text(void **state)
{
	struct app *app = driver_open_made("dense10", medium);
	char *text = xmalloc(PROMPT_MAX + STEGO_TEXT_MAX);
	json_t *given;

	(void)state;
	driver_press(app, "S");
	memset(text, 'x', PROMPT_MAX + STEGO_TEXT_MAX);
	text[PROMPT_MAX + STEGO_TEXT_MAX - 1] = '\0';
	given = json_pack("{s:s, s:s}", "file", text, "text", text);
	screen_of(app, "Secrets")->from_session(app, app_state(app, "Secrets"), given);
	json_decref(given);
	free(text);
	driver_rest(app);
	assert_false(app->is_error);
	give(app, "Secrets", "{'file': '/no/such/file', 'text': 'passed over', 'noise': 99}");
	driver_rest(app);
	assert_message(app, "/no/such/file");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_screens_keep_comes_back_and_what_is_wrong_does_not),
		cmocka_unit_test(strengths_are_taken_together_or_not_at_all),
		cmocka_unit_test(what_explanations_are_seen_comes_back),
		cmocka_unit_test(the_layer_of_filters_has_weights),
		cmocka_unit_test(what_an_attack_follows_comes_back),
		cmocka_unit_test(a_drawing_comes_back_with_how_it_is_framed),
		cmocka_unit_test(secrets_are_of_a_file_or_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
