/* Lookups in a JSON object. */
#include "model/import/keras_config.h"
#include "base/limits.h"

const char *keras_text(const json_t *config, const char *key, const char *usual)
{
	const char *text = json_string_value(json_object_get(config, key));

	return text ? text : usual;
}

bool keras_number(const json_t *config, const char *key, double usual, double *number)
{
	const json_t *value = json_object_get(config, key);
	bool is_usual = !value || json_is_null(value);

	*number = is_usual ? usual : json_number_value(value);
	return is_usual || json_is_number(value);
}

bool keras_is_usual(const json_t *config, const char *key, double usual)
{
	double number;

	return keras_number(config, key, usual, &number) && number == usual;
}

bool keras_pair(const json_t *config, const char *key, const int usual[2], int pair[2])
{
	const json_t *value = json_object_get(config, key);

	pair[0] = usual[0];
	pair[1] = usual[1];
	if (!value || json_is_null(value))
		return true;
	for (int i = 0; i < 2; i++) {
		const json_t *part =
			json_is_array(value) ? json_array_get(value, (size_t)i) : value;

		if (!json_is_integer(part) || json_integer_value(part) < 1 ||
		    json_integer_value(part) > DATASET_MAX_SIDE)
			return false;
		pair[i] = (int)json_integer_value(part);
	}
	return true;
}
