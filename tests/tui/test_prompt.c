/* The prompt: editing within the line, what was answered before, what Tab finds, and hints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"

#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct app *open_prompt(void)
{
	return driver_open("mnist-softmax");
}

static void assert_text(struct app *app, const char *keys, const char *text)
{
	driver_press(app, keys);
	assert_string_equal(app->prompt.text, text);
}

static void the_line_is_edited_where_the_cursor_is(void **state)
{
	struct app *app = open_prompt();

	(void)state;
	assert_text(app, ":abc", "abc");
	assert_text(app, "<Left><Left>x", "axbc");
	assert_text(app, "<Home>1<End>2", "1axbc2");
	assert_text(app, "<C-a><Del><C-e><BS>", "axbc");
	assert_text(app, "<Left><Left><C-k>", "ax");
	assert_text(app, "<Left><C-u>", "x");
	assert_text(app, "<C-e> open a/b c", "x open a/b c");
	assert_text(app, "<C-w>", "x open a/b ");
	assert_text(app, "<C-w>", "x open a/");
	assert_text(app, "<C-w>", "x open ");
	assert_text(app, "<C-w><C-w><C-w><C-w>", "");
	assert_text(app, "<Left><Right><Del><BS>y", "y");
	explorer_free(app);
}

static void characters_of_many_bytes_stay_whole(void **state)
{
	struct app *app = open_prompt();

	(void)state;
	assert_text(app, ":é日\360\237\230\200x", "é日\360\237\230\200x");
	assert_text(app, "<Left><BS>", "é日x");
	assert_text(app, "<Left>ß", "éß日x");
	assert_text(app, "<Left><Left><Del>", "ß日x");
	explorer_draw(app);
	assert_text(app, "<C-e><BS><BS><BS>", "");
	explorer_free(app);
}

static void what_was_answered_comes_back(void **state)
{
	struct app *app = open_prompt();

	(void)state;
	driver_press(app, ":image 3<Enter>:image 4<Enter>:image 4<Enter>");
	assert_text(app, ":sp<Up>", "image 4");
	assert_text(app, "<Up>", "image 3");
	assert_text(app, "<Up>", "image 3");
	assert_text(app, "<Down>", "image 4");
	assert_text(app, "<Down><Down>", "sp"); /* what was being typed */
	driver_press(app, "<Esc>A");
	driver_press(app, "i7<Enter>");
	driver_press(app, "i");
	assert_text(app, "<Up>", "7"); /* another question, another past */
	assert_text(app, "<Up>", "7");
	driver_press(app, "<Esc>");
	for (int i = 0; i < PROMPT_PAST + 5; i++) {
		char keys[32];

		snprintf(keys, sizeof(keys), ":%d<Enter>", i);
		driver_press(app, keys);
	}
	driver_press(app, ":");
	for (int i = 0; i < PROMPT_PAST + 5; i++)
		driver_press(app, "<Up>");
	assert_string_equal(app->prompt.text, "5");
	explorer_free(app);
}

static void tab_goes_through_what_fits(void **state)
{
	struct app *app = open_prompt();

	(void)state;
	assert_text(app, ":s<Tab>", "s");
	assert_shows(app, "split");
	assert_shows(app, "step");
	assert_shows(app, "screen");
	assert_text(app, "<Tab>", "split ");
	assert_text(app, "<S-Tab><S-Tab>", "step ");
	assert_text(app, "<BS>", "step");
	assert_hides(app, "screen "); /* the list is gone */
	driver_press(app, "<C-u>");
	assert_text(app, "theme <Tab>", "theme ");
	assert_text(app, "<Tab><Tab>", "theme dark");
	assert_text(app, "<Enter>:nothing fits this<Tab>", "nothing fits this");
	explorer_free(app);
}

static void names_of_files_complete(void **state)
{
	struct app *app = open_prompt();
	const char *home = scratch_path(state, "");
	char text[PROMPT_MAX], folder[PROMPT_MAX], *before = getenv("HOME");

	snprintf(folder, sizeof(folder), "%.200s/nets", home);
	assert_int_equal(mkdir(folder, 0700), 0);
	scratch_write(state, "nets/one.safetensors", "x", 1);
	scratch_write(state, "nets/other.safetensors", "x", 1);
	scratch_write(state, "nets/.hidden.safetensors", "x", 1);
	scratch_write(state, "nets/notes.txt", "x", 1);
	scratch_write(state, "nets/\033[31mred.safetensors", "x", 1);
	before = before ? strdup(before) : NULL;
	setenv("HOME", home, 1);
	assert_text(app, ":open ~/n<Tab>", "open ~/nets/");
	assert_text(app, "o<Tab>", "open ~/nets/o");
	assert_shows(app, "one.safetensors");
	assert_shows(app, "other.safetensors");
	assert_hides(app, "hidden");
	assert_hides(app, "notes");
	assert_text(app, "<Tab>", "open ~/nets/one.safetensors");
	driver_press(app, "<Enter>");
	assert_message(app, "nets/one.safetensors"); /* which is no network, but was found */
	snprintf(text, sizeof(text), ":open %.200s/nets/on<Tab>", home);
	driver_press(app, text);
	assert_non_null(strstr(app->prompt.text, "/nets/one.safetensors"));
	/* A name that would act on the terminal only looks strange. */
	driver_press(app, "<C-u>open ~/nets/<Tab>");
	assert_shows(app, "red.safetensors");
	assert_text(app, "<C-u>data ~/n<Tab>", "data ~/nets/");
	if (before)
		setenv("HOME", before, 1);
	free(before);
	explorer_free(app);
}

static void hints_say_what_may_be_typed(void **state)
{
	struct app *app = open_prompt();

	(void)state;
	driver_press(app, ":");
	assert_shows(app, "Tab lists them");
	driver_press(app, "theme");
	assert_shows(app, "theme NAME: colours");
	driver_press(app, "<Esc>M/");
	assert_shows(app, "7>3: sevens read as threes");
	driver_press(app, "<Esc>F/");
	assert_shows(app, "to go there");
	explorer_free(app);
}

static void the_help_is_searched(void **state)
{
	struct app *app = open_prompt();
	int first;

	(void)state;
	driver_press(app, "?/Guided TOUR<Enter>");
	assert_shows(app, "the guided tour");
	assert_true(app->help_scroll > 0 && app->is_help);
	driver_press(app, "<Home>/network<Enter>");
	first = app->help_scroll;
	driver_press(app, "n");
	assert_true(app->help_scroll > first);
	driver_press(app, "N");
	assert_int_equal(app->help_scroll, first);
	driver_press(app, "/no such words<Enter>");
	assert_message(app, "no line of the help has");
	assert_shows(app, "no line of the help has");
	driver_press(app, "<Esc><Esc>");
	assert_false(app->is_help);
	explorer_free(app);
}

#define in_scratch(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_is_edited_where_the_cursor_is),
		cmocka_unit_test(characters_of_many_bytes_stay_whole),
		cmocka_unit_test(what_was_answered_comes_back),
		cmocka_unit_test(tab_goes_through_what_fits),
		in_scratch(names_of_files_complete),
		cmocka_unit_test(hints_say_what_may_be_typed),
		cmocka_unit_test(the_help_is_searched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
