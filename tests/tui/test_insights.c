/* What stands out: listed after a colon, named by the screens that it belongs to, and gone when the
 * network or the data are others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/insights.h"

#include <string.h>

static void a_colon_lists_them_with_where_to_see_them(void **state)
{
	struct app *app = driver_open(NULL);

	(void)state;
	assert_false(insights_are_asked(app));
	driver_press(app, ":insights<Enter>");
	assert_true(insights_are_asked(app));
	assert_shows(app, "What stands out now, and where to see it");
	assert_shows(app, "of fc1's 1,024 units are 0");
	assert_shows(app, "See it: L, then j to fc1");
	driver_press(app, "<Esc>");
	assert_hides(app, "What stands out now");
	/* And the help is the help again. */
	driver_press(app, "?");
	assert_shows(app, "Attack: ");
	explorer_free(app);
}

static void keys_leave_the_list_for_their_screens(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	driver_press(app, ":insights<Enter>M");
	assert_hides(app, "What stands out now");
	assert_false(app->is_insights);
	assert_int_equal(app->current, app_screen(app, "Mistakes"));
	explorer_free(app);
}

static void screens_name_what_belongs_to_them(void **state)
{
	struct app *app = driver_open(NULL);
	struct insight_finding here;

	(void)state;
	driver_press(app, "L");
	assert_false(insights_here(app, &here)); /* nobody asked yet */
	driver_press(app, ":insights<Enter><Esc>");
	assert_true(insights_here(app, &here));
	assert_string_equal(here.insight->name, "dead-units");
	driver_press(app, "F");
	assert_true(insights_here(app, &here));
	driver_press(app, "D");
	assert_false(insights_here(app, &here));
	/* Another network: nobody has asked that one. */
	driver_press(app, "L:open mnist-softmax<Enter>");
	assert_false(insights_here(app, &here));
	assert_false(insights_are_asked(app));
	explorer_free(app);
}

static void mistakes_know_what_is_confused(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	struct insight_finding here;

	(void)state;
	driver_press(app, "M");
	assert_true(insights_here(app, &here));
	assert_string_equal(here.insight->name, "confused-pair");
	assert_non_null(strstr(here.where, "M, s to validation, then /"));
	explorer_resize(app, 40, 120);
	assert_shows(app, "confused-pair: :insights");
	explorer_free(app);
}

static void train_says_what_is_wrong_with_its_run(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	driver_press(app, "T:train softmax<Enter>fgjjjj<Enter>0.00001<Enter><Space>");
	assert_shows(app, "The rate is too low: in 1,000 steps the loss went from 2.30 to");
	driver_press(app, ":train softmax<Enter>fgjjjj<Enter>1000<Enter><Space>");
	assert_shows(app, "The rate is too high: the loss is ");
	/* The article's settings need no words. */
	driver_press(app, ":train softmax<Enter><Space>");
	assert_hides(app, "The rate is");
	assert_hides(app, "Overfitting");
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_colon_lists_them_with_where_to_see_them),
		cmocka_unit_test(keys_leave_the_list_for_their_screens),
		cmocka_unit_test(screens_name_what_belongs_to_them),
		cmocka_unit_test(mistakes_know_what_is_confused),
		cmocka_unit_test(train_says_what_is_wrong_with_its_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
