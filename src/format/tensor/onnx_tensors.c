/* Tensors have their values as raw bytes, as numbers of protobuf, or in a file beside the model. */
#include "base/xalloc.h"
#include "format/file.h"
#include "format/tensor/onnx.h"

#include <stdlib.h>
#include <string.h>

enum { EXTERNAL = 1 };
/* ONNX's numbers of dtypes. */
enum { FLOAT = 1, INT64 = 7 };

/* In which of the fields values stand that are not raw. */
enum field { FLOATS, DOUBLES, INTS32, INTS64, UINTS64 };

static const struct dtype {
	int number;
	const char *name;
	size_t size;
	enum field field;
} dtypes[] = {
	{FLOAT, "F32", 4, FLOATS}, {2, "U8", 1, INTS32},    {3, "I8", 1, INTS32},
	{4, "U16", 2, INTS32},     {5, "I16", 2, INTS32},   {6, "I32", 4, INTS32},
	{INT64, "I64", 8, INTS64}, {9, "BOOL", 1, INTS32},  {10, "F16", 2, INTS32},
	{11, "F64", 8, DOUBLES},   {12, "U32", 4, UINTS64}, {13, "U64", 8, UINTS64},
	{16, "BF16", 2, INTS32},
};

static const struct dtype *find_dtype(int number)
{
	for (size_t i = 0; i < sizeof(dtypes) / sizeof(dtypes[0]); i++)
		if (dtypes[i].number == number)
			return &dtypes[i];
	return NULL;
}

void *onnx_own(struct onnx *o, void *memory)
{
	if (o->owned_count == o->owned_room) {
		o->owned_room = o->owned_room * 2 + 16;
		o->owned = xrealloc(o->owned, o->owned_room * sizeof(*o->owned));
	}
	return o->owned[o->owned_count++] = memory;
}

static bool take_shape(const struct onnx *o, const Onnx__Tensor *stored, struct tensor *t,
		       struct err *err)
{
	if (stored->n_dims > TENSOR_MAX_DIMS)
		return err_set(err, "%s: '%s' has %zu dimensions; at most %d are read", o->path,
			       t->name, stored->n_dims, TENSOR_MAX_DIMS);
	t->ndim = (int)stored->n_dims;
	for (size_t i = 0; i < stored->n_dims; i++) {
		int64_t size = stored->dims[i];

		if (size < 0 || (size > 0 && t->size > SAFETENSORS_DATA_MAX / (uint64_t)size))
			return err_set(err,
				       "%s: '%s': size %lld of its shape is wrong or too large",
				       o->path, t->name, (long long)size);
		t->dim[i] = (size_t)size;
		t->size *= (size_t)size;
	}
	return true;
}

static size_t stored_count(const Onnx__Tensor *stored, enum field field)
{
	switch (field) {
	case FLOATS:
		return stored->n_float_data;
	case DOUBLES:
		return stored->n_double_data;
	case INTS32:
		return stored->n_int32_data;
	case INTS64:
		return stored->n_int64_data;
	case UINTS64:
		break;
	}
	return stored->n_uint64_data;
}

/* The bits of a value, the lowest of which its dtype takes. */
static uint64_t stored_bits(const Onnx__Tensor *stored, enum field field, size_t i)
{
	uint64_t bits64 = 0;
	uint32_t bits32;

	switch (field) {
	case FLOATS:
		memcpy(&bits32, &stored->float_data[i], sizeof(bits32));
		return bits32;
	case DOUBLES:
		memcpy(&bits64, &stored->double_data[i], sizeof(bits64));
		return bits64;
	case INTS32:
		return (uint64_t)stored->int32_data[i];
	case INTS64:
		return (uint64_t)stored->int64_data[i];
	case UINTS64:
		break;
	}
	return stored->uint64_data[i];
}

static bool take_numbers(struct onnx *o, const Onnx__Tensor *stored, const struct dtype *dtype,
			 struct tensor *t, struct err *err)
{
	size_t count = stored_count(stored, dtype->field);
	unsigned char *bytes;

	if (count != t->size / dtype->size)
		return err_set(err, "%s: '%s' has %zu values, its shape %zu; export it again",
			       o->path, t->name, count, t->size / dtype->size);
	bytes = onnx_own(o, xmalloc(t->size + 1));
	for (size_t i = 0; i < count; i++) {
		uint64_t bits = stored_bits(stored, dtype->field, i);

		for (size_t k = 0; k < dtype->size; k++)
			bytes[i * dtype->size + k] = (unsigned char)(bits >> 8 * k);
	}
	t->data = bytes;
	return true;
}

static const char *external(const Onnx__Tensor *stored, const char *key)
{
	for (size_t i = 0; i < stored->n_external_data; i++)
		if (strcmp(stored->external_data[i]->key, key) == 0)
			return stored->external_data[i]->value;
	return NULL;
}

/* A name in the model's folder or below: a stranger's file does not choose others of ours. */
static bool is_beside(const char *location)
{
	return location && *location && location[0] != '/' && !strstr(location, "..") &&
	       !strchr(location, '\\');
}

/* A whole number; -1: it is none. */
static int64_t whole(const char *text)
{
	return !*text || strlen(text) > 15 || strspn(text, "0123456789") != strlen(text)
		       ? -1
		       : strtoll(text, NULL, 10);
}

static bool read_external(struct onnx *o, const char *file, const Onnx__Tensor *stored,
			  bool is_header_only, struct tensor *t, struct err *err)
{
	const char *offset_text = external(stored, "offset"), *length = external(stored, "length");
	int64_t offset = offset_text ? whole(offset_text) : 0;
	uint64_t size;
	unsigned char *bytes;

	if (offset < 0 || (length && whole(length) != (int64_t)t->size))
		return err_set(err, "%s: '%s' has a wrong place in %s; export it again", o->path,
			       t->name, file);
	if (!file_is_regular(file))
		return err_set(err,
			       "%s: its weights are in %s, which is missing beside it; copy it "
			       "there, or export with torch.onnx.export(..., external_data=False)",
			       o->path, file);
	if (!file_size(file, &size, err))
		return false;
	o->external += t->size;
	if ((uint64_t)offset > size || t->size > size - (uint64_t)offset || o->external > size)
		return err_set(err,
			       "%s: is cut short: '%s' of %s ends beyond it; copy or export it "
			       "again",
			       file, t->name, o->path);
	if (is_header_only)
		return true;
	bytes = onnx_own(o, xmalloc(t->size + 1));
	t->data = bytes;
	return file_read_at(file, (uint64_t)offset, bytes, t->size, err);
}

static bool take_external(struct onnx *o, const Onnx__Tensor *stored, bool is_header_only,
			  struct tensor *t, struct err *err)
{
	const char *location = external(stored, "location"), *slash = strrchr(o->path, '/');
	char *file;
	bool is_read;

	if (!is_beside(location))
		return err_set(err,
			       "%s: '%s' is in another file, whose name leads out of the model's "
			       "folder; export it with torch.onnx.export(..., external_data=False)",
			       o->path, t->name);
	file = xasprintf("%.*s%s", slash ? (int)(slash - o->path) + 1 : 0, o->path, location);
	is_read = read_external(o, file, stored, is_header_only, t, err);
	free(file);
	return is_read;
}

static bool take_data(struct onnx *o, const Onnx__Tensor *stored, const struct dtype *dtype,
		      bool is_header_only, struct tensor *t, struct err *err)
{
	if (stored->data_location == EXTERNAL)
		return take_external(o, stored, is_header_only, t, err);
	if (stored->raw_data.len == 0 && t->size > 0)
		return take_numbers(o, stored, dtype, t, err);
	if (stored->raw_data.len != t->size)
		return err_set(err, "%s: '%s' has %zu bytes, its shape makes %zu; export it again",
			       o->path, t->name, stored->raw_data.len, t->size);
	t->data = stored->raw_data.data;
	return true;
}

static bool add(struct onnx *o, const struct tensor *tensor)
{
	if (o->count == o->room) {
		o->room = o->room * 2 + 32;
		o->tensors = xrealloc(o->tensors, o->room * sizeof(*o->tensors));
	}
	o->tensors[o->count++] = *tensor;
	return true;
}

bool onnx_add_tensor(struct onnx *o, const char *name, const Onnx__Tensor *stored,
		     bool is_header_only, struct err *err)
{
	const struct dtype *dtype = find_dtype(stored->data_type);
	struct tensor t = {.name = name};

	if (!dtype)
		return true;
	t.dtype = dtype->name;
	t.size = dtype->size;
	if (!take_shape(o, stored, &t, err) ||
	    !take_data(o, stored, dtype, is_header_only, &t, err))
		return false;
	if (is_header_only)
		t.data = NULL;
	if (o->count < ONNX_TENSORS_MAX)
		return add(o, &t);
	return err_set(err, "%s: has more than %d tensors, the most that is read", o->path,
		       ONNX_TENSORS_MAX);
}

bool onnx_add_alias(struct onnx *o, const char *name, const struct tensor *tensor)
{
	struct tensor alias = *tensor;

	alias.name = name;
	return o->count < ONNX_TENSORS_MAX && add(o, &alias);
}

bool onnx_add_constant(struct onnx *o, const Onnx__Node *node, bool is_header_only, struct err *err)
{
	Onnx__Tensor made = ONNX__TENSOR__INIT;
	const Onnx__Attribute *a;
	int64_t dim;

	if (node->n_attribute != 1 || node->n_output != 1)
		return true;
	a = node->attribute[0];
	if (a->t)
		return onnx_add_tensor(o, node->output[0], a->t, is_header_only, err);
	made.dims = &dim;
	if (strcmp(a->name, "value_float") == 0 || strcmp(a->name, "value_floats") == 0) {
		made.data_type = FLOAT;
		made.n_dims = a->name[strlen("value_float")] == 's';
		made.float_data = made.n_dims ? a->floats : (float *)&a->f;
		made.n_float_data = made.n_dims ? a->n_floats : 1;
		dim = (int64_t)made.n_float_data;
	} else if (strcmp(a->name, "value_int") == 0 || strcmp(a->name, "value_ints") == 0) {
		made.data_type = INT64;
		made.n_dims = a->name[strlen("value_int")] == 's';
		made.int64_data = made.n_dims ? a->ints : (int64_t *)&a->i;
		made.n_int64_data = made.n_dims ? a->n_ints : 1;
		dim = (int64_t)made.n_int64_data;
	} else {
		return true;
	}
	return onnx_add_tensor(o, node->output[0], &made, is_header_only, err);
}
