/* The explorer and its frame with other tables of screens: none of its sizes is the program's own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { TABLE_MAX = 60 };

/* Those that no key of every screen has. */
static const char letters[] = "ABCDEFGJKLMNOPRSTUVWXYZ!#$%&+~*";

struct table {
	const struct screen *rows[TABLE_MAX + 1];
	struct screen screens[TABLE_MAX];
	char names[TABLE_MAX][16];
};

struct counts {
	int entered, drawn;
};

static void enter(struct app *app, void *state)
{
	struct counts *counts = state;

	(void)app;
	counts->entered++;
}

static void draw(struct app *app, void *state, struct area area)
{
	struct counts *counts = state;

	(void)app;
	(void)area;
	counts->drawn++;
}

static const struct binding keys[] = {{'z', 0, "zoom", "look closer", NULL}, {0}};

/* Screens "Axtra", "Bxtra", ...: those behind the last letter have none of their own. */
static struct app *open_table(struct table *table, int count)
{
	memset(table, 0, sizeof(*table));
	for (int i = 0; i < count; i++) {
		char letter = i < (int)sizeof(letters) - 1 ? letters[i] : '\0';

		snprintf(table->names[i], sizeof(table->names[i]), "%cxtra%d",
			 letter ? letter : 'x', i);
		table->screens[i] = (struct screen){.name = table->names[i],
						    .letter = letter,
						    .purpose = "Serve a test",
						    .state_size = sizeof(struct counts),
						    .keys = keys,
						    .enter = enter,
						    .draw = draw};
		table->rows[i] = &table->screens[i];
	}
	return driver_open_table(table->rows);
}

/* Where the tab bar shows letters and the current name, it has them all in order. */
static void assert_tabs(struct app *app)
{
	char name[16];
	const char *bar;

	explorer_draw(app);
	bar = driver_row(app, 0);
	for (int i = 0; i < app->screen_count; i++) {
		bar = strchr(bar, app->screens[i]->letter);
		if (!bar)
			fail_msg("%d screens: no letter of screen %d in '%s'", app->screen_count, i,
				 driver_row(app, 0));
		bar++;
	}
	snprintf(name, sizeof(name), "%s", app->screens[app->current]->name);
	for (char *c = name; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	if (!strstr(driver_row(app, 0), name))
		fail_msg("no '%s' in '%s'", name, driver_row(app, 0));
}

static void visit_all(int count)
{
	struct table table;
	struct app *app = open_table(&table, count);

	assert_int_equal(app->screen_count, count);
	assert_int_equal(app->current, 0);
	for (int i = 1; i < count; i++) {
		driver_press(app, (char[]){letters[i], 0});
		assert_int_equal(app->current, i);
		assert_int_equal(((struct counts *)app->state[i])->entered, 1);
		assert_tabs(app);
		assert_true(((struct counts *)app->state[i])->drawn > 0);
	}
	driver_press(app, "<Tab>");
	assert_int_equal(app->current, 0);
	for (int i = count - 1; i > 0; i--) {
		driver_press(app, "<S-Tab>");
		assert_int_equal(app->current, i);
		assert_tabs(app);
	}
	/* q goes back as far as twice through all. */
	for (int i = 0; i < 2 * count - 2; i++)
		driver_press(app, "q");
	assert_int_equal(app->current, 1);
	explorer_free(app);
}

static void nine_to_thirty_screens_can_be_gone_through(void **state)
{
	(void)state;
	visit_all(9);
	visit_all(10);
	visit_all(11);
	visit_all(30);
}

static void the_help_lists_the_last_of_thirty_screens(void **state)
{
	struct table table;
	struct app *app = open_table(&table, 30);

	(void)state;
	driver_press(app, "B?");
	assert_shows(app, "Bxtra1: Serve a test");
	assert_shows(app, "look closer");
	explorer_resize(app, 120, 80);
	assert_shows(app, "~");
	driver_press(app, "<Esc>:screen ~xtra29<Enter>");
	assert_int_equal(app->current, 29);
	explorer_free(app);
}

static void few_screens_show_their_whole_names(void **state)
{
	struct table table;
	struct app *app = open_table(&table, 3);

	(void)state;
	assert_shows(app, "netglyph  AXTRA0 Bxtra1 Cxtra2");
	explorer_free(app);
}

/* More than fit even as letters: the current one is always among those that are shown. */
static void too_many_tabs_scroll(void **state)
{
	struct table table;
	struct app *app = open_table(&table, TABLE_MAX);

	(void)state;
	explorer_draw(app);
	assert_non_null(strstr(driver_row(app, 0), "AXTRA0 B C"));
	assert_non_null(strstr(driver_row(app, 0), " >"));
	driver_press(app, "~");
	assert_shows(app, "~XTRA29");
	assert_non_null(strstr(driver_row(app, 0), " > "));
	explorer_resize(app, 24, 62);
	for (int i = 0; i < TABLE_MAX; i++) {
		char name[16];

		snprintf(name, sizeof(name), "XTRA%d ", app->current);
		assert_shows(app, name);
		driver_press(app, "<Tab>");
	}
	explorer_free(app);
}

/* A key of the screen is not mistaken for another screen's letter, nor one of every screen. */
static void keys_of_every_screen_stay(void **state)
{
	struct table table;
	struct app *app = open_table(&table, 11);

	(void)state;
	driver_press(app, "Cq");
	assert_int_equal(app->current, 0);
	driver_press(app, "I");
	assert_false(app->is_ink_dark);
	driver_press(app, "Z");
	assert_int_equal(app->current, 0);
	driver_press(app, "3Q");
	assert_true(app->is_over);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nine_to_thirty_screens_can_be_gone_through),
		cmocka_unit_test(the_help_lists_the_last_of_thirty_screens),
		cmocka_unit_test(few_screens_show_their_whole_names),
		cmocka_unit_test(too_many_tabs_scroll),
		cmocka_unit_test(keys_of_every_screen_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
