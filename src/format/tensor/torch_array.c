/*
 * Two calls make arrays. _reconstruct(ndarray, (0,), b'b') gets its state by BUILD: (version,
 * shape, dtype, is_fortran, values). _frombuffer(values, dtype, shape, order) is protocol 5's. A
 * dtype is dtype('f4', ...) with the state (version, byte order, ...).
 */
#include "format/tensor/torch_array.h"
#include "base/limits.h"
#include "format/container/npy.h"

#include <stdio.h>
#include <string.h>

/* What an array is made of; NULL: it is none. */
struct parts {
	const struct pickle_value *shape, *dtype, *values;
	bool is_fortran;
};

static bool find_parts(const struct pickle_value *value, struct parts *parts)
{
	const struct pickle_record *record = pickle_record(value);
	const char *last = record ? strrchr(record->name, '.') : NULL, *order;
	int64_t is_fortran = 0;

	if (!last || strncmp(record->name, "numpy.", 6) != 0)
		return false;
	if (strcmp(last, "._reconstruct") == 0) {
		parts->shape = pickle_item(record->state, 1);
		parts->dtype = pickle_item(record->state, 2);
		pickle_integer(pickle_item(record->state, 3), &is_fortran);
		parts->values = pickle_item(record->state, 4);
	} else if (strcmp(last, "._frombuffer") == 0) {
		parts->values = pickle_item(record->arguments, 0);
		parts->dtype = pickle_item(record->arguments, 1);
		parts->shape = pickle_item(record->arguments, 2);
		order = pickle_text(pickle_item(record->arguments, 3));
		is_fortran = order && strcmp(order, "F") == 0;
	} else {
		return false;
	}
	parts->is_fortran = is_fortran;
	return true;
}

bool torch_is_array(const struct pickle_value *value)
{
	struct parts parts;

	return find_parts(value, &parts);
}

static bool read_dtype(const struct pickle_value *value, struct torch_view *view)
{
	const struct pickle_record *record = pickle_record_named(value, "numpy.dtype");
	const char *type = record ? pickle_text(pickle_item(record->arguments, 0)) : NULL;
	const char *order = record ? pickle_text(pickle_item(record->state, 1)) : NULL;

	view->dtype = type ? npy_type(type, &view->value_size) : NULL;
	return view->dtype && !(order && order[0] == '>' && view->value_size > 1);
}

/* The sizes, and strides of rows or, where the first index goes fastest, of columns. */
static bool read_shape(const struct parts *parts, struct torch_view *view)
{
	const struct pickle_value *shape = parts->shape;
	size_t count = 1;

	if (!shape || shape->kind != PICKLE_TUPLE || shape->count > TENSOR_MAX_DIMS)
		return false;
	view->ndim = (int)shape->count;
	for (int i = 0; i < view->ndim; i++) {
		int64_t size;

		if (!pickle_integer(shape->items[i], &size) || size < 0 ||
		    (size > 0 && count > SAFETENSORS_DATA_MAX / 8 / (uint64_t)size))
			return false;
		view->dim[i] = (size_t)size;
		count *= (size_t)size;
	}
	view->size = count * view->value_size;
	for (int i = 0; i < view->ndim; i++) {
		int at = parts->is_fortran ? i : view->ndim - 1 - i;
		int before = parts->is_fortran ? i - 1 : view->ndim - i;

		view->stride[at] = i == 0 ? 1 : view->stride[before] * view->dim[before];
	}
	view->is_contiguous = !parts->is_fortran || view->ndim < 2;
	return true;
}

bool torch_array_read(const struct pickle_value *value, const char *path, const char *name,
		      struct torch_storages *storages, struct torch_view *view, struct err *err)
{
	static const unsigned char empty[1];
	const struct pickle_value *values;
	struct parts parts;
	bool has_bytes;

	if (!find_parts(value, &parts) || !read_dtype(parts.dtype, view))
		return err_set(err,
			       "%s: '%s' is of a type that is not read; save array.astype("
			       "'float32')",
			       path, name);
	values = parts.values;
	has_bytes = values && (values->kind == PICKLE_BYTES || values->kind == PICKLE_TEXT);
	if (!read_shape(&parts, view) || (view->size > 0 && !has_bytes) ||
	    (has_bytes && values->size != view->size))
		return err_set(err,
			       "%s: '%s' has not as many values as its shape says; save it again",
			       path, name);
	view->offset = 0;
	/* Of no bytes at all a pickle may hold another value. */
	view->storage = torch_storages_add_bytes(
		storages, has_bytes ? (const unsigned char *)values->text : empty, view->size);
	return true;
}
