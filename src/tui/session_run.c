/* Curves are written as points, in which the steps of a long run are merged already. */
#include "tui/session_run.h"
#include "tui/session_value.h"

#include <math.h>
#include <stdio.h>

enum { PARTS = 3 }; /* of a point */

/* ------------------------------------------------------------------------------------- writing */

static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *points_json(const struct curve_point *points, int count)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++) {
		json_array_append_new(list, json_integer((json_int_t)points[i].step));
		json_array_append_new(list, number((double)points[i].loss));
		json_array_append_new(list, number((double)points[i].accuracy));
	}
	return list;
}

void session_run_add(json_t *network, const struct run_record *record)
{
	const struct curves *curves = &record->curves;
	char text[SETTING_TEXT_MAX];

	json_object_set_new(network, "name", json_string(record->name));
	json_object_set_new(network, "seconds", number(record->seconds));
	for (int i = 0; i < SETTING_COUNT; i++)
		json_object_set_new(network, setting_names[i],
				    json_string(i == SETTING_ARCHITECTURE
							? record->settings.architecture
							: setting_show(&record->settings,
								       (enum setting)i, text)));
	json_object_set_new(network, "curve", points_json(curves->points, curves->count));
	json_object_set_new(network, "validations",
			    points_json(curves->validations, curves->validation_count));
}

/* ------------------------------------------------------------------------------------- reading */

/* A number, or NAN for null. */
static bool get_part(const json_t *list, size_t i, double *value)
{
	const json_t *found = json_array_get(list, i);

	*value = json_is_number(found) ? json_number_value(found) : NAN;
	return json_is_number(found) || json_is_null(found);
}

/* Points of growing steps are added to the curves; false: from the first that is wrong on, none. */
static bool take_points(struct curves *curves, const json_t *list, size_t max, bool is_validation)
{
	uint64_t last = 0;

	if (!json_is_array(list) || json_array_size(list) > PARTS * max)
		return false;
	for (size_t i = 0; i < json_array_size(list); i += PARTS) {
		double step, loss, accuracy;

		if (!get_part(list, i, &step) || !get_part(list, i + 1, &loss) ||
		    !get_part(list, i + 2, &accuracy) || !(step > (double)last) ||
		    step > FIT_MAX_STEPS)
			return false;
		last = (uint64_t)step;
		if (is_validation)
			curves_add_validation(curves, last, accuracy);
		else
			curves_add(curves, last, loss, accuracy);
	}
	return true;
}

static struct fit_settings settings_of(const json_t *network)
{
	const char *architecture = session_get_text(network, "architecture");
	struct fit_settings settings = settings_for(architecture ? architecture : "softmax");
	struct err ignored;

	for (int i = SETTING_ARCHITECTURE + 1; i < SETTING_COUNT; i++) {
		const char *text = session_get_text(network, setting_names[i]);

		if (text)
			setting_read(&settings, (enum setting)i, text, &ignored);
	}
	return settings;
}

static void take_curves(struct run_record *record, const json_t *network)
{
	struct curves *curves = &record->curves;

	if (!take_points(curves, json_object_get(network, "curve"), CURVES_POINTS, false) ||
	    !take_points(curves, json_object_get(network, "validations"), CURVES_VALIDATIONS, true))
		curves_clear(curves);
}

void session_run_take(struct run_list *runs, const json_t *network, const struct snapshot *snapshot)
{
	const struct snapshot_facts *facts = &snapshot->facts;
	const char *name = session_get_text(network, "name");
	struct fit_settings settings = settings_of(network);
	const json_t *seconds = json_object_get(network, "seconds");
	struct run_record *record = run_list_add_ended(runs, name ? name : facts->name, facts->data,
						       &settings, snapshot);

	record->view.steps = facts->step;
	if (json_is_number(seconds))
		record->seconds = json_number_value(seconds);
	take_curves(record, network);
	if (record->curves.count > 0) {
		const struct curve_point *last = &record->curves.points[record->curves.count - 1];

		record->view.loss = (double)last->loss;
		record->view.accuracy = (double)last->accuracy;
	}
}
