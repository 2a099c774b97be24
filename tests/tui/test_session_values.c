/* Values of a session's document are taken if they are what they should be, and left otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/foreign.h"
#include "tui/session_run.h"
#include "tui/session_store.h"
#include "tui/session_value.h"

#include <math.h>
#include <string.h>

static json_t *parse(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);

	assert_non_null(json);
	return json;
}

static void values_are_of_their_kind_and_range(void **state)
{
	static const struct {
		const char *text;
		bool is_bool, is_int, is_size, is_float, is_floats;
	} cases[] = {
		{"{}", false, false, false, false, false},
		{"{\"v\":null}", false, false, false, false, false},
		{"{\"v\":true}", true, false, false, false, false},
		{"{\"v\":false}", true, false, false, false, false},
		{"{\"v\":\"1\"}", false, false, false, false, false},
		{"{\"v\":1}", false, true, true, true, false},
		{"{\"v\":-1}", false, true, false, true, false},
		{"{\"v\":-2}", false, false, false, false, false},
		{"{\"v\":9}", false, false, false, false, false},
		{"{\"v\":1.5}", false, false, false, true, false},
		{"{\"v\":[1,2.5]}", false, false, false, false, true},
		{"{\"v\":[1]}", false, false, false, false, false},
		{"{\"v\":[1,null]}", false, false, false, false, false},
		{"{\"v\":[1,true]}", false, false, false, false, false},
		{"{\"v\":[1,1e30]}", false, false, false, false, false},
		{"{\"v\":[-1e30,1]}", false, false, false, false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		json_t *json = parse(cases[i].text);
		float number, numbers[2];
		size_t size;
		bool is;
		int whole;

		if (session_get_bool(json, "v", &is) != cases[i].is_bool ||
		    session_get_int(json, "v", -1, 2, &whole) != cases[i].is_int ||
		    session_get_size(json, "v", 2, &size) != cases[i].is_size ||
		    session_get_float(json, "v", -1, 2, &number) != cases[i].is_float ||
		    session_get_floats(json, "v", 2, numbers) != cases[i].is_floats)
			fail_msg("%s", cases[i].text);
		json_decref(json);
	}
}

static void what_is_not_finite_is_written_as_0(void **state)
{
	const float values[3] = {1, NAN, INFINITY};
	json_t *json = session_floats(values, 3);

	(void)state;
	assert_true(json_real_value(json_array_get(json, 0)) == 1);
	assert_true(json_real_value(json_array_get(json, 1)) == 0);
	assert_true(json_real_value(json_array_get(json, 2)) == 0);
	json_decref(json);
}

static void names_of_networks_lead_nowhere_else(void **state)
{
	static const char *const bad[] = {NULL, "", ".", "..", ".a", "a/b", "/a"};
	char text[300];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(session_store_is_name(bad[i]));
	memset(text, 'a', sizeof(text));
	text[200] = '\0';
	assert_false(session_store_is_name(text));
	text[199] = '\0';
	assert_true(session_store_is_name(text));
}

static void runs_come_back_without_curves_that_are_wrong(void **state)
{
	static const struct {
		const char *text;
		int points, validations;
	} cases[] = {
		{"{\"curve\":[1,0.5,0.25,2,null,0.5],\"validations\":[2,null,0.5]}", 2, 1},
		{"{\"name\":\"own\",\"seconds\":1,\"architecture\":\"dense5\",\"curve\":[],"
		 "\"validations\":[]}",
		 0, 0},
		{"{\"seconds\":1.5,\"curve\":[1,0.5,0.25],\"validations\":[]}", 1, 0},
		{"{\"seconds\":true,\"curve\":[1,0.5,0.25]}", 0, 0},
		{"{\"curve\":[1,0.5,0.25],\"validations\":[1,\"a\",0]}", 0, 0},
		{"{\"curve\":[1,0.5,0.25],\"validations\":[1,1,true]}", 0, 0},
		{"{\"curve\":[null,0.5,0.25],\"validations\":[]}", 0, 0},
		{"{\"curve\":[\"a\",0.5,0.25],\"validations\":[]}", 0, 0},
		{"{\"curve\":[2,1,1,1,1,1],\"validations\":[]}", 0, 0},
		{"{\"curve\":[1e18,1,1],\"validations\":[]}", 0, 0},
		{"{\"curve\":{},\"validations\":[]}", 0, 0},
		{"{\"curve\":[1,0.5,0.25,2,0.5],\"validations\":[]}", 0, 0},
		{"{\"curve\":[1,0.5,0.25,2],\"validations\":[]}", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct net *net = foreign_net("dense5", (struct shape){4, 4, 1}, 5);
		const struct snapshot_facts facts = {.name = "net"};
		const struct snapshot *snapshot = snapshot_new(net, &facts);
		struct run_list *runs = run_list_new();
		json_t *json = parse(cases[i].text), *again = json_object();

		session_run_take(runs, json, snapshot);
		assert_int_equal(runs->count, 1);
		if (runs->records[0]->curves.count != cases[i].points ||
		    runs->records[0]->curves.validation_count != cases[i].validations)
			fail_msg("%s", cases[i].text);
		session_run_add(again, runs->records[0]);
		assert_int_equal(json_array_size(json_object_get(again, "curve")),
				 3 * cases[i].points);
		json_decref(json);
		json_decref(again);
		run_list_free(runs);
		snapshot_unref(snapshot);
	}
}

/* More points than curves have room for are none. */
static void curves_have_a_largest_size(void **state)
{
	struct net *net = foreign_net("dense5", (struct shape){4, 4, 1}, 5);
	const struct snapshot_facts facts = {.name = "net"};
	const struct snapshot *snapshot = snapshot_new(net, &facts);
	struct run_list *runs = run_list_new();

	(void)state;
	for (int more = 0; more < 2; more++) {
		json_t *curve = json_array(), *json = json_object();

		for (int i = 1; i <= CURVES_POINTS + more; i++) {
			json_array_append_new(curve, json_integer(i));
			json_array_append_new(curve, json_real(0.5));
			json_array_append_new(curve, json_null());
		}
		json_object_set_new(json, "curve", curve);
		json_object_set_new(json, "validations", json_array());
		session_run_take(runs, json, snapshot);
		assert_int_equal(runs->records[more]->curves.count > 0, !more);
		json_decref(json);
	}
	run_list_free(runs);
	snapshot_unref(snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_of_their_kind_and_range),
		cmocka_unit_test(what_is_not_finite_is_written_as_0),
		cmocka_unit_test(names_of_networks_lead_nowhere_else),
		cmocka_unit_test(runs_come_back_without_curves_that_are_wrong),
		cmocka_unit_test(curves_have_a_largest_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
