/* Lookups in a JSON object. */
#include "model/import/onnx_node.h"
#include "base/limits.h"

const char *onnx_op(const json_t *node)
{
	const char *op = json_string_value(json_object_get(node, "op"));

	return op ? op : "?";
}

const char *onnx_input(const json_t *node, size_t i)
{
	const char *name = json_string_value(json_array_get(json_object_get(node, "inputs"), i));

	return name ? name : "";
}

const char *onnx_output(const json_t *node)
{
	const char *name = json_string_value(json_array_get(json_object_get(node, "outputs"), 0));

	return name ? name : "";
}

const json_t *onnx_attribute(const json_t *node, const char *key)
{
	return json_object_get(json_object_get(node, "attributes"), key);
}

double onnx_number(const json_t *node, const char *key, double usual)
{
	const json_t *value = onnx_attribute(node, key);

	return json_is_number(value) ? json_number_value(value) : usual;
}

/* Whole numbers of a list; what the list does not have is left as it is. */
bool onnx_numbers(const json_t *node, const char *key, int *numbers, size_t count)
{
	const json_t *list = onnx_attribute(node, key);

	for (size_t i = 0; i < count && i < json_array_size(list); i++) {
		const json_t *value = json_array_get(list, i);

		if (!json_is_integer(value) || json_integer_value(value) < 0 ||
		    json_integer_value(value) > DATASET_MAX_SIDE)
			return false;
		numbers[i] = (int)json_integer_value(value);
	}
	return true;
}
