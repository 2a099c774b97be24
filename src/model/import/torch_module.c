/* Lookups in a JSON object. */
#include "model/import/torch_module.h"
#include "base/limits.h"

#include <string.h>

const char *module_class(const json_t *module)
{
	const char *name = json_string_value(json_object_get(module, "class"));
	const char *last = name ? strrchr(name, '.') : NULL;

	return last ? last + 1 : name ? name : "?";
}

bool module_is_of_torch(const json_t *module)
{
	static const char prefix[] = "torch.nn.modules.";
	const char *name = json_string_value(json_object_get(module, "class"));

	return name && strncmp(name, prefix, sizeof(prefix) - 1) == 0;
}

const char *module_name(const json_t *module)
{
	const char *name = json_string_value(json_object_get(module, "name"));

	return name ? name : "";
}

const json_t *module_setting(const json_t *module, const char *key)
{
	return json_object_get(json_object_get(module, "settings"), key);
}

bool module_number(const json_t *module, const char *key, double *number)
{
	const json_t *value = module_setting(module, key);

	*number = json_number_value(value);
	return json_is_number(value);
}

bool module_is_usual(const json_t *module, const char *key, int usual)
{
	const json_t *value = module_setting(module, key);

	return !value || (json_is_number(value) && json_number_value(value) == usual);
}

bool module_is_true(const json_t *module, const char *key)
{
	return json_is_true(module_setting(module, key));
}

bool module_pair(const json_t *value, int usual, int pair[2])
{
	pair[0] = pair[1] = usual;
	for (int i = 0; value && !json_is_null(value) && i < 2; i++) {
		const json_t *part =
			json_is_array(value) ? json_array_get(value, (size_t)i) : value;

		if (!json_is_integer(part) || json_integer_value(part) < 0 ||
		    json_integer_value(part) > DATASET_MAX_SIDE)
			return false;
		pair[i] = (int)json_integer_value(part);
	}
	return true;
}
