/* jansson, with the house's conventions. */
#include "cli/json.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 9 };

json_t *json_number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_floats(const float *values, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_number((double)values[i]));
	return list;
}

json_t *json_map(const float *values, int height, int width, int stride)
{
	json_t *rows = json_array();

	for (int y = 0; y < height; y++) {
		json_t *row = json_array();

		for (int x = 0; x < width; x++)
			json_array_append_new(
				row,
				json_number(
					(double)values[(size_t)(y * width + x) * (size_t)stride]));
		json_array_append_new(rows, row);
	}
	return rows;
}

void json_add(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

json_t *json_text(const char *text)
{
	json_t *string = text ? json_string(text) : json_null();
	char *plain;

	if (string)
		return string;
	plain = xstrdup(text);
	for (char *c = plain; *c; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	string = json_string(plain);
	free(plain);
	return string;
}

json_t *json_class(const struct class_names *names, int class)
{
	char name[CLASS_NAME_MAX];

	return json_text(class < 0 ? NULL : class_name_cut(names, class, CLASS_NAME_MAX, name));
}

json_t *json_classes(const struct class_names *names, int count)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++)
		json_array_append_new(list, json_class(names, i));
	return list;
}

void json_print(struct output *out, json_t *document)
{
	json_dumpf(document, out->file,
		   JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(DIGITS));
	putc('\n', out->file);
	json_decref(document);
}
