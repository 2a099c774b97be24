/* Draw: digits from few keys, strokes aslant, and the mouse on it and on the tabs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/screen/draw/draw.h"

#include <string.h>

static const struct draw_state *state_of(const struct app *app)
{
	return app_state(app, "Draw");
}

static int count_keys(const char *keys)
{
	int count = 0, key;

	for (; *keys; count++)
		keys = key_read(keys, &key);
	return count;
}

static float ink(const struct app *app, int y, int x)
{
	return state_of(app)->canvas[(size_t)y * (size_t)app->data->width + (size_t)x];
}

static void click(struct app *app, int row, int column, bool is_drag)
{
	app->mouse.row = row;
	app->mouse.column = column;
	app->mouse.is_drag = is_drag;
	explorer_press(app, PRESS_MOUSE);
	driver_rest(app);
}

/* From a cold start: the stroke to the left and the bar, and the stroke down. */
static void a_four_takes_at_most_forty_keys(void **state)
{
	static const char four[] = "Dkkkhh<Space>jjjllll<Space>kkk<Space>jjjjjj";
	struct app *app = driver_open(NULL);

	(void)state;
	assert_in_range(count_keys(four), 1, 40);
	driver_press(app, four);
	assert_shows(app, "The network takes it for a 4");
	explorer_free(app);
}

static void seven_and_one_take_less(void **state)
{
	static const struct {
		const char *keys, *words;
	} digits[] = {{"Dkkkkhhh<Space>llllllbbbbbbjj", "takes it for a 7"},
		      {"Dkkkk<Space>jjjjjjjj", "takes it for a 1"}};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct app *app = driver_open(NULL);

		assert_in_range(count_keys(digits[i].keys), 1, 40);
		driver_press(app, digits[i].keys);
		assert_shows(app, digits[i].words);
		explorer_free(app);
	}
}

static void strokes_go_aslant_and_as_far_as_chosen(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	int y, x;

	(void)state;
	driver_press(app, "D");
	y = state_of(app)->y;
	x = state_of(app)->x;
	driver_press(app, "ss<Space>yubn<Home><PgUp><End><PgDn>"); /* 2 -> 4 -> 1: round and back */
	assert_int_equal(state_of(app)->y, y);
	assert_int_equal(state_of(app)->x, x);
	assert_true(ink(app, y - 1, x - 1) == 1);
	assert_true(ink(app, y - 2, x) == 1);
	driver_press(app, "<Space>s<Space>n<Space>");
	assert_int_equal(state_of(app)->y, y + 4 / 2);
	assert_int_equal(state_of(app)->x, x + 4 / 2);
	driver_press(app, "su");
	assert_int_equal(state_of(app)->y, y + 2 - 4);
	assert_int_equal(state_of(app)->x, x + 2 + 4);
	assert_true(ink(app, y + 1, x + 1) == 1); /* in between, too */
	driver_press(app, "z");
	assert_true(ink(app, y + 1, x + 1) < 1);
	assert_true(ink(app, y - 1, x - 1) == 1);
	driver_press(app, "<BS>");
	assert_true(ink(app, y - 1, x - 1) == 0);
	explorer_free(app);
}

static void the_mouse_draws_where_it_presses(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	struct area sheet;

	(void)state;
	driver_press(app, "D");
	explorer_draw(app);
	sheet = state_of(app)->area;
	click(app, sheet.row + 2, sheet.column + 5, false);
	assert_int_equal(state_of(app)->undo_count, 1);
	assert_true(ink(app, 2 * app->data->height / sheet.rows,
			5 * app->data->width / sheet.columns) == 1);
	click(app, sheet.row + 2, sheet.column + 20, true);
	assert_int_equal(state_of(app)->undo_count, 1);
	assert_true(ink(app, 2 * app->data->height / sheet.rows,
			12 * app->data->width / sheet.columns) == 1);
	click(app, sheet.row + sheet.rows, sheet.column, false);
	click(app, app->canvas->height - 1, 3, false);
	click(app, 10000, 10000, false);
	assert_int_equal(state_of(app)->undo_count, 1);
	explorer_free(app);
}

static void a_tab_goes_to_its_screen(void **state)
{
	static const int widths[] = {80, 62, 200};
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	for (int i = 0; i < 3; i++) {
		explorer_resize(app, 24, widths[i]);
		for (int screen = 0; screen < app->screen_count; screen++) {
			const char *name = app->screens[screen]->name;
			const char *bar, *found;

			driver_press(app, screen == 0 ? "D" : "T");
			explorer_draw(app);
			bar = driver_row(app, 0);
			found = strstr(bar, name);
			if (!found) /* its letter, with blanks around */
				found = strstr(bar,
					       (char[]){' ', app->screens[screen]->letter, ' ', 0});
			assert_non_null(found);
			click(app, 0, (int)(found - bar) + (*found == ' '), false);
			assert_int_equal(app->current, screen);
			click(app, 0, 3, false);
			click(app, 0, 11, true);
			assert_int_equal(app->current, screen);
		}
	}
	driver_press(app, "<Esc>:");
	click(app, 0, 12, false);
	assert_true(app->prompt.is_open);
	explorer_free(app);
}

static void the_mouse_is_on_when_it_is_asked_for(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	assert_false(app->mouse.is_on);
	driver_press(app, ":mouse on<Enter>");
	assert_true(app->mouse.is_on);
	driver_press(app, ":mouse off<Enter>");
	assert_false(app->mouse.is_on);
	driver_press(app, ":mouse<Enter>");
	assert_true(app->mouse.is_on);
	driver_press(app, ":mouse maybe<Enter>");
	assert_message(app, "not 'maybe'");
	assert_true(app->mouse.is_on);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_four_takes_at_most_forty_keys),
		cmocka_unit_test(seven_and_one_take_less),
		cmocka_unit_test(strokes_go_aslant_and_as_far_as_chosen),
		cmocka_unit_test(the_mouse_draws_where_it_presses),
		cmocka_unit_test(a_tab_goes_to_its_screen),
		cmocka_unit_test(the_mouse_is_on_when_it_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
