/*
 * The calls by which torch rebuilds tensors. Parameters are tensors in one more call; sparse,
 * quantised and other tensors are refused by name, with what makes plain ones of them.
 */
#include "format/tensor/torch_tensor.h"
#include "base/limits.h"
#include "format/strided.h"

#include <string.h>

/* What is known of a call NAME of one of the modules below. */
struct call {
	const char *name;
	int inner;          /* argument that is the tensor itself; -1: it is this one */
	const char *remedy; /* NULL: it is read */
	const char *is;
};

static const struct call calls[] = {
	{"_rebuild_tensor", -1, NULL, NULL},
	{"_rebuild_tensor_v2", -1, NULL, NULL},
	{"_rebuild_tensor_v3", -1, NULL, NULL},
	{"_rebuild_parameter", 0, NULL, NULL},
	{"Parameter", 0, NULL, NULL}, /* before PyTorch 1.0 */
	{"_rebuild_parameter_with_state", 0, NULL, NULL},
	{"_rebuild_sparse_tensor", -1, "save tensor.to_dense()", "sparse"},
	{"_rebuild_nested_tensor", -1, "save its parts one by one", "nested"},
	{"_rebuild_qtensor", -1, "save tensor.dequantize()", "quantised"},
	{"_rebuild_meta_tensor_no_storage", -1, "save it from a device that holds its values",
	 "on the device 'meta', without values"},
	{"_rebuild_wrapper_subclass", -1, "save torch.Tensor(tensor)", "of a class of its own"},
	{"_rebuild_device_tensor_from_numpy", -1, "save tensor.cpu()", "of another device"},
	{"_rebuild_device_tensor_from_cpu_tensor", 0, NULL, NULL},
};
enum { CALLS = sizeof(calls) / sizeof(calls[0]), NESTED_CALLS = 4 };

static const struct call *find_call(const char *name)
{
	static const char *const modules[] = {"torch._utils.", "torch._tensor.",
					      "torch.nn.parameter."};

	for (size_t m = 0; m < 3; m++)
		for (size_t i = 0; strncmp(name, modules[m], strlen(modules[m])) == 0 && i < CALLS;
		     i++)
			if (strcmp(calls[i].name, name + strlen(modules[m])) == 0)
				return &calls[i];
	return NULL;
}

/* The call that describes the tensor, and its arguments; NULL: it is none. */
static const struct call *unwrap(const struct pickle_value *value,
				 const struct pickle_value **arguments)
{
	for (int i = 0; i < NESTED_CALLS; i++) {
		const struct pickle_record *record = pickle_record(value);
		const struct call *call;

		if (!record || !record->arguments)
			return NULL;
		*arguments = record->arguments;
		/* (function, type, arguments, state) */
		if (strcmp(record->name, "torch._tensor._rebuild_from_type_v2") == 0) {
			const struct pickle_record *function =
				pickle_record(pickle_item(*arguments, 0));

			*arguments = pickle_item(*arguments, 2);
			call = function ? find_call(function->name) : NULL;
		} else {
			call = find_call(record->name);
		}
		if (!call || call->inner < 0)
			return call;
		value = pickle_item(*arguments, (size_t)call->inner);
	}
	return NULL;
}

bool torch_is_tensor(const struct pickle_value *value)
{
	const struct pickle_value *arguments;

	return unwrap(value, &arguments);
}

/* The sizes and strides of a view, and with them the bytes of its values. */
static bool read_shape(const struct pickle_value *sizes, const struct pickle_value *strides,
		       struct torch_view *view)
{
	uint64_t count = 1;

	if (!sizes || !strides || sizes->kind != PICKLE_TUPLE || strides->kind != PICKLE_TUPLE ||
	    sizes->count > TENSOR_MAX_DIMS || strides->count != sizes->count)
		return false;
	view->ndim = (int)sizes->count;
	for (int i = 0; i < view->ndim; i++) {
		int64_t size, stride;

		if (!pickle_integer(sizes->items[i], &size) || size < 0 ||
		    !pickle_integer(strides->items[i], &stride) || stride < 0 ||
		    stride > (int64_t)SAFETENSORS_DATA_MAX)
			return false;
		if (size > 0 && count > SAFETENSORS_DATA_MAX / view->value_size / (uint64_t)size)
			return false;
		view->dim[i] = (size_t)size;
		view->stride[i] = (size_t)stride;
		count *= (uint64_t)size;
	}
	view->size = (size_t)count * view->value_size;
	return true;
}

/* Whether all values lie in a storage of `size` bytes. Sizes and strides are below 2^32: their
 * products and the sum of eight of them are far from an overflow. */
static bool is_inside(const struct torch_view *view, size_t size)
{
	uint64_t last = view->offset;

	if (view->size == 0)
		return true;
	for (int i = 0; i < view->ndim; i++) {
		uint64_t steps = view->dim[i] - 1;

		if (steps > 0 && view->stride[i] > (UINT64_MAX >> 4) / steps)
			return false;
		last += steps * view->stride[i];
	}
	return last < size / view->value_size;
}

static bool is_row_major(const struct torch_view *view)
{
	size_t stride = 1;

	for (int i = view->ndim; i-- > 0;) {
		if (view->dim[i] != 1 && view->stride[i] != stride)
			return false;
		stride *= view->dim[i];
	}
	return true;
}

/* The dtype: that of the storage's class or, in _rebuild_tensor_v3, argument 6. */
static bool read_dtype(const struct pickle_value *arguments,
		       const struct torch_reference *reference, struct torch_view *view)
{
	const struct pickle_record *record = pickle_record(pickle_item(arguments, 6));

	view->dtype = reference->dtype;
	view->value_size = reference->value_size;
	if (!reference->dtype && record)
		view->dtype = torch_dtype(record->name, &view->value_size);
	return view->dtype;
}

bool torch_view_read(const struct pickle_value *value, const char *path, const char *name,
		     struct torch_storages *storages, struct torch_view *view, struct err *err)
{
	const struct pickle_value *arguments = NULL;
	const struct call *call = unwrap(value, &arguments);
	struct torch_reference reference;
	int64_t offset;

	if (!call || call->remedy)
		return err_set(err, "%s: '%s' is %s; %s instead", path, name,
			       call ? call->is : "no tensor", call ? call->remedy : "save tensors");
	if (!torch_reference_read(pickle_item(arguments, 0), path, name, &reference, err))
		return false;
	if (!read_dtype(arguments, &reference, view))
		return err_set(err,
			       "%s: '%s' is of a type that is not read; save it as float32, "
			       "by .float()",
			       path, name);
	if (!pickle_integer(pickle_item(arguments, 1), &offset) || offset < 0 ||
	    offset > (int64_t)SAFETENSORS_DATA_MAX ||
	    !read_shape(pickle_item(arguments, 2), pickle_item(arguments, 3), view))
		return err_set(err,
			       "%s: the shape of '%s' is no tuple of up to %d sizes; save it "
			       "again by torch.save",
			       path, name, TENSOR_MAX_DIMS);
	view->offset = (size_t)offset + reference.offset;
	view->is_contiguous = is_row_major(view);
	view->storage = torch_storages_add(storages, &reference);
	return is_inside(view, storages->storages[view->storage].size) ||
	       err_set(err, "%s: '%s' reaches beyond its storage; save it again by torch.save",
		       path, name);
}

void torch_view_copy(const struct torch_view *view, const unsigned char *bytes, unsigned char *out)
{
	strided_copy(&(struct strided){view->ndim, view->dim, view->stride, view->value_size},
		     bytes + view->offset * view->value_size, out);
}
