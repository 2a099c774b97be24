/* Strict, so that screens need not be. */
#include "tui/session_value.h"
#include "data/dataset.h"

#include <math.h>

bool session_get_bool(const json_t *object, const char *key, bool *value)
{
	const json_t *found = json_object_get(object, key);

	if (json_is_boolean(found))
		*value = json_is_true(found);
	return json_is_boolean(found);
}

bool session_get_int(const json_t *object, const char *key, int min, int max, int *value)
{
	const json_t *found = json_object_get(object, key);
	json_int_t number = json_integer_value(found);

	if (!json_is_integer(found) || number < min || number > max)
		return false;
	*value = (int)number;
	return true;
}

bool session_get_size(const json_t *object, const char *key, size_t max, size_t *value)
{
	const json_t *found = json_object_get(object, key);
	json_int_t number = json_integer_value(found);

	if (!json_is_integer(found) || number < 0 || (uint64_t)number > max)
		return false;
	*value = (size_t)number;
	return true;
}

/* Written so that what is not finite fails as well. */
static bool is_within(const json_t *value, double min, double max)
{
	double number = json_number_value(value);

	return json_is_number(value) && number >= min && number <= max;
}

bool session_get_float(const json_t *object, const char *key, float min, float max, float *value)
{
	const json_t *found = json_object_get(object, key);

	if (!is_within(found, (double)min, (double)max))
		return false;
	*value = (float)json_number_value(found);
	return true;
}

const char *session_get_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

bool session_get_floats(const json_t *object, const char *key, size_t count, float *values)
{
	const json_t *found = json_object_get(object, key);

	if (!json_is_array(found) || json_array_size(found) != count)
		return false;
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_array_get(found, i);

		if (!is_within(value, -DATASET_MAX_PIXEL, DATASET_MAX_PIXEL))
			return false;
		values[i] = (float)json_number_value(value);
	}
	return true;
}

json_t *session_floats(const float *values, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array,
				      json_real(isfinite(values[i]) ? (double)values[i] : 0));
	return array;
}
