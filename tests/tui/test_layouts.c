/* Terminals of every size, also those in which nothing has room: each screen and whatever lies over
 * it draws, takes keys, and comes to an end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What no layout takes: who loops for ever ends the test. */
enum { SECONDS = 120 };

/* Prompts, the help, a message, a close-up: each is opened by keys on the screen, and left by Esc.
 */
static const char *const overlays[] = {
	"", "?", ":", "/", ":train ", "<Enter>", ":none such<Enter>"};

/* At a size, after these keys: the screen as it is, and as keys change it that depend on the room.
 */
static void try_size(struct app *app, int rows, int columns)
{
	explorer_resize(app, rows, columns);
	explorer_update(app);
	explorer_draw(app);
	if (app->prompt.is_open)
		return;
	for (const char *c = "jlkh"; *c; c++)
		explorer_press(app, *c);
	explorer_press(app, PRESS_PAGE_DOWN);
	explorer_press(app, PRESS_PAGE_UP);
	explorer_update(app);
	explorer_draw(app);
}

static void try_all_sizes(struct app *app)
{
	static const int odd[][2] = {{1, 80},   {24, 1},   {15, 61},  {17, 62},  {17, 63},
				     {18, 62},  {19, 67},  {23, 79},  {25, 81},  {17, 299},
				     {99, 62},  {31, 97},  {39, 119}, {40, 120}, {41, 121},
				     {49, 159}, {61, 201}, {24, 80}};

	for (int rows = 1; rows <= 10; rows++)
		for (int columns = 1; columns <= 10; columns++)
			try_size(app, rows, columns);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		try_size(app, odd[i][0], odd[i][1]);
}

static void type(struct app *app, const char *keys)
{
	int key;

	while (*keys) {
		keys = key_read(keys, &key);
		explorer_press(app, key);
	}
}

static void visit_screens(struct app *app)
{
	driver_rest(app);
	for (int i = 0; screens[i]; i++)
		for (size_t o = 0; o < sizeof(overlays) / sizeof(overlays[0]); o++) {
			type(app, (char[]){screens[i]->letter, 0});
			driver_rest(app);
			type(app, overlays[o]);
			try_all_sizes(app);
			type(app, "<Esc><Esc>");
		}
	explorer_free(app);
}

static void every_screen_and_overlay_draws_at_every_size(void **state)
{
	(void)state;
	alarm(SECONDS);
	visit_screens(driver_open_on("mnist-softmax", (struct medium){COLOR_256, GLYPHS_BRAILLE}));
	visit_screens(driver_open_made("conv5x5x32 relu pool2 conv3x3x8 relu pool2 dense40 relu "
				       "dropout0.5 dense10",
				       (struct medium){COLOR_MONO, GLYPHS_ASCII}));
	alarm(0);
}

static void every_station_of_the_tour_draws_at_every_size(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	alarm(SECONDS);
	for (explorer_press(app, 'H'); app->station >= 0; explorer_press(app, 'H')) {
		int station = app->station;

		explorer_resize(app, 24, 80);
		for (int i = 0; i < 20; i++)
			explorer_update(app);
		try_all_sizes(app);
		assert_int_equal(app->station, station);
	}
	alarm(0);
	explorer_free(app);
}

/* ---------------------------------------------------------------------- what stands beside what */

/* Two blanks in front of the help's key, which is the last, and of the network on the top line. */
static void assert_apart(struct app *app, int columns)
{
	const char *footer;

	explorer_draw(app);
	footer = driver_row(app, app->canvas->height - 1);
	if (!strstr(footer, "  ? help"))
		fail_msg("%d columns: '%s'", columns, footer);
	for (const struct binding *b = app->screens[app->current]->keys; b->key; b++) {
		char name[PRESS_NAME_MAX], item[64];
		const char *at = NULL;

		snprintf(item, sizeof(item), "%s %s", press_name(b->key, name),
			 b->label ? b->label : "");
		if (b->label)
			at = strstr(footer, item);
		if (at && at > footer + 1 && strncmp(at - 2, "  ", 2) != 0)
			fail_msg("%d columns: '%s' in '%s'", columns, item, footer);
	}
}

static void labels_of_the_footer_stand_apart_at_every_width(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	for (int i = 0; screens[i]; i++) {
		driver_press(app, (char[]){screens[i]->letter, 0});
		for (int columns = AREA_MIN_COLUMNS + 2; columns <= 200; columns++) {
			explorer_resize(app, 24, columns);
			assert_apart(app, columns);
		}
		explorer_resize(app, 24, 80);
	}
	explorer_free(app);
}

static void the_network_stands_apart_from_the_tabs_at_every_width(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	const char *last = screens[app->screen_count - 1]->name;

	(void)state;
	for (int columns = AREA_MIN_COLUMNS + 2; columns <= 120; columns++) {
		const char *tab, *behind;

		explorer_resize(app, 24, columns);
		explorer_draw(app);
		tab = strstr(driver_row(app, 0), last);
		behind = tab ? tab + strlen(last) : NULL;
		if (behind && strncmp(behind, "  ", strlen(behind) < 2 ? strlen(behind) : 2) != 0)
			fail_msg("%d columns: '%s'", columns, driver_row(app, 0));
	}
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_screen_and_overlay_draws_at_every_size),
		cmocka_unit_test(every_station_of_the_tour_draws_at_every_size),
		cmocka_unit_test(labels_of_the_footer_stand_apart_at_every_width),
		cmocka_unit_test(the_network_stands_apart_from_the_tabs_at_every_width),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
