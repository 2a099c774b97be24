/* Values of the file that nodes name. */
#include "model/import/onnx_walk.h"
#include "format/dtype.h"

#include <string.h>

const struct tensor *onnx_tensor(const struct onnx_walk *w, const char *name)
{
	return *name ? tensor_file_find(w->graph->file, name) : NULL;
}

bool onnx_scalar(const struct onnx_walk *w, const char *name, double *value)
{
	const struct tensor *t = onnx_tensor(w, name);
	struct err ignored;
	float number;

	if (!t || tensor_elements(t) != 1 || !tensor_floats(t, w->graph->path, &number, &ignored))
		return false;
	*value = (double)number;
	return true;
}

const char *onnx_other_input(const struct onnx_walk *w, const json_t *node)
{
	return strcmp(onnx_input(node, 0), w->value) == 0 ? onnx_input(node, 1)
							  : onnx_input(node, 0);
}

bool onnx_refuse(const struct onnx_walk *w, const json_t *node, const char *what, struct err *err)
{
	const char *name = onnx_output(node);

	return graph_refuse(w->graph, name, what, err);
}

int onnx_integers(const struct onnx_walk *w, const json_t *node, const char *key, size_t i,
		  int64_t *numbers, int max)
{
	const json_t *list = onnx_attribute(node, key);
	const struct tensor *t = onnx_tensor(w, onnx_input(node, i));
	int count = -1;

	if (json_is_array(list)) {
		count = (int)json_array_size(list);
		for (int k = 0; k < count && k < max; k++)
			numbers[k] = json_integer_value(json_array_get(list, (size_t)k));
	} else if (t && t->ndim == 1 && strcmp(t->dtype, "I64") == 0) {
		count = (int)t->dim[0];
		for (int k = 0; k < count && k < max; k++)
			memcpy(&numbers[k], (const char *)t->data + 8 * k, sizeof(*numbers));
	}
	return count;
}
