/* Texts, one or a list of them, of fixed or of any length. */
#include "confined/hdf5_attribute.h"
#include "base/limits.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* has_parts: Keras writes a long list as NAME0, NAME1... */
static const struct {
	const char *name;
	bool has_parts;
} wanted[] = {
	{"model_config", false}, {"keras_version", false}, {"backend", false},
	{"name", false},         {"layer_names", true},    {"weight_names", true},
};

struct list {
	const char *owner, *name;
	struct output *output;
	struct err *err;
};

static bool send(const struct list *list, const char *value)
{
	if (strlen(value) > HDF5_ATTRIBUTE_MAX)
		return err_set(list->err, "its attribute '%s' has more than %d bytes", list->name,
			       HDF5_ATTRIBUTE_MAX);
	output_attribute(list->output, list->owner, list->name, value);
	return true;
}

static bool refuse(const struct list *list)
{
	return err_set(list->err, "is damaged: its attribute '%s' can't be read", list->name);
}

static bool send_variable(const struct list *list, hid_t attribute, hid_t type, hid_t space,
			  size_t count)
{
	char **texts = xcalloc(count, sizeof(*texts));
	bool is_good = H5Aread(attribute, type, (void *)texts) >= 0 || refuse(list);

	for (size_t i = 0; is_good && i < count; i++)
		is_good = send(list, texts[i] ? texts[i] : "");
	H5Dvlen_reclaim(type, space, H5P_DEFAULT, (void *)texts);
	free(texts);
	return is_good;
}

/* Padded with NULs or blanks to the size of the type. */
static bool send_fixed(const struct list *list, hid_t attribute, hid_t type, size_t count)
{
	size_t size = H5Tget_size(type);
	char *texts, *text;
	bool is_good;

	if (size > HDF5_ATTRIBUTE_MAX / (count ? count : 1))
		return err_set(list->err, "its attribute '%s' has more than %d bytes", list->name,
			       HDF5_ATTRIBUTE_MAX);
	texts = xcalloc(count ? count : 1, size);
	text = xcalloc(1, size + 1);
	is_good = H5Aread(attribute, type, texts) >= 0 || refuse(list);
	for (size_t i = 0; is_good && i < count; i++) {
		memcpy(text, texts + i * size, size);
		is_good = send(list, text);
	}
	free(text);
	free(texts);
	return is_good;
}

static bool send_texts(const struct list *list, hid_t attribute, hid_t type, hid_t space)
{
	hssize_t count = H5Sget_simple_extent_npoints(space);

	if (count < 0 || count > HDF5_OBJECTS_MAX)
		return refuse(list);
	if (H5Tis_variable_str(type) > 0)
		return send_variable(list, attribute, type, space, (size_t)count);
	return send_fixed(list, attribute, type, (size_t)count);
}

/* What is no text is passed over: an empty list is one of numbers. */
static bool send_attribute(hid_t group, const char *stored, const struct list *list)
{
	hid_t attribute = H5Aopen(group, stored, H5P_DEFAULT);
	hid_t type = attribute < 0 ? -1 : H5Aget_type(attribute);
	hid_t space = attribute < 0 ? -1 : H5Aget_space(attribute);
	bool is_good;

	if (type < 0 || space < 0)
		is_good = refuse(list);
	else
		is_good = H5Tget_class(type) != H5T_STRING ||
			  send_texts(list, attribute, type, space);
	H5Sclose(space);
	H5Tclose(type);
	H5Aclose(attribute);
	return is_good;
}

bool hdf5_attributes(hid_t group, const char *owner, struct output *output, struct err *err)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct list list = {owner, wanted[i].name, output, err};
		bool is_there = H5Aexists(group, list.name) > 0;
		char part[32];

		if (is_there && !send_attribute(group, list.name, &list))
			return false;
		for (int k = 0; wanted[i].has_parts && !is_there && k < HDF5_OBJECTS_MAX; k++) {
			snprintf(part, sizeof(part), "%s%d", list.name, k);
			if (H5Aexists(group, part) <= 0)
				break;
			if (!send_attribute(group, part, &list))
				return false;
		}
	}
	return true;
}
