/* Dtypes, references to storages and the list of those that are needed. */
#include "format/tensor/torch_storage.h"
#include "base/limits.h"
#include "base/xalloc.h"

#include <stdlib.h>
#include <string.h>

const char *torch_dtype(const char *name, size_t *size)
{
	static const struct {
		const char *type, *storage, *dtype;
		size_t size;
	} dtypes[] = {
		{"float32", "FloatStorage", "F32", 4},
		{"float64", "DoubleStorage", "F64", 8},
		{"float16", "HalfStorage", "F16", 2},
		{"bfloat16", "BFloat16Storage", "BF16", 2},
		{"int64", "LongStorage", "I64", 8},
		{"int32", "IntStorage", "I32", 4},
		{"int16", "ShortStorage", "I16", 2},
		{"int8", "CharStorage", "I8", 1},
		{"uint8", "ByteStorage", "U8", 1},
		{"bool", "BoolStorage", "BOOL", 1},
		{"complex64", "ComplexFloatStorage", "C64", 8},
		{"uint16", "UInt16Storage", "U16", 2},
		{"uint32", "UInt32Storage", "U32", 4},
		{"uint64", "UInt64Storage", "U64", 8},
		{"float8_e4m3fn", "Float8_e4m3fnStorage", "F8_E4M3", 1},
		{"float8_e5m2", "Float8_e5m2Storage", "F8_E5M2", 1},
	};
	const char *last = strrchr(name, '.');

	last = last ? last + 1 : name;
	for (size_t i = 0; i < sizeof(dtypes) / sizeof(dtypes[0]); i++)
		if (strcmp(dtypes[i].type, last) == 0 || strcmp(dtypes[i].storage, last) == 0) {
			*size = dtypes[i].size;
			return dtypes[i].dtype;
		}
	return NULL;
}

/* The bytes of a value of a storage's type; 0: of a type that is not known. */
static size_t read_type(const struct pickle_value *value, struct torch_reference *reference)
{
	const struct pickle_record *type = pickle_record(value);
	const char *last = type ? strrchr(type->name, '.') : NULL;
	size_t size = 0;

	reference->dtype = NULL;
	if (last && strcmp(last, ".UntypedStorage") == 0)
		return 1;
	if (type)
		reference->dtype = torch_dtype(type->name, &size);
	return size;
}

bool torch_reference_read(const struct pickle_value *value, const char *path, const char *name,
			  struct torch_reference *reference, struct err *err)
{
	const struct pickle_record *record = pickle_record_named(value, PICKLE_PERSISTENT);
	const struct pickle_value *id = record ? record->arguments : NULL;
	const struct pickle_record *type = pickle_record(pickle_item(id, 1));
	size_t size = read_type(pickle_item(id, 1), reference);
	int64_t elements, offset = 0;

	reference->key = pickle_text(pickle_item(id, 2));
	if (!reference->key || !type || !pickle_integer(pickle_item(id, 4), &elements))
		return err_set(err, "%s: '%s' has no storage; save it again by torch.save", path,
			       name);
	if (size == 0)
		return err_set(err,
			       "%s: '%s' is of type %s, which is not read; save it as float32, by "
			       ".float()",
			       path, name, type->name);
	if (elements < 0 || (uint64_t)elements > SAFETENSORS_DATA_MAX / size)
		return err_set(err,
			       "%s: the storage of '%s' has more than %zu bytes, the most "
			       "that is read",
			       path, name, SAFETENSORS_DATA_MAX);
	if (pickle_integer(pickle_item(pickle_item(id, 5), 1), &offset) &&
	    (offset < 0 || (uint64_t)offset > SAFETENSORS_DATA_MAX))
		return err_set(err,
			       "%s: the storage of '%s' is a view outside of another one; "
			       "save it again by torch.save",
			       path, name);
	reference->value_size = size;
	reference->size = (size_t)elements * size;
	reference->offset = (size_t)offset;
	return true;
}

/* Tensors come in the order of their storages, mostly: the last one is the likeliest. */
struct torch_storage *torch_storages_find(const struct torch_storages *storages, const char *key)
{
	for (size_t i = storages->count; i-- > 0;)
		if (strcmp(storages->storages[i].key, key) == 0)
			return &storages->storages[i];
	return NULL;
}

static size_t append(struct torch_storages *storages, struct torch_storage storage)
{
	if (storages->count == storages->capacity) {
		storages->capacity = storages->capacity ? storages->capacity * 2 : 16;
		storages->storages = xrealloc(storages->storages,
					      storages->capacity * sizeof(*storages->storages));
	}
	storages->storages[storages->count] = storage;
	return storages->count++;
}

size_t torch_storages_add(struct torch_storages *storages, const struct torch_reference *reference)
{
	const struct torch_storage *found = torch_storages_find(storages, reference->key);

	if (found)
		return (size_t)(found - storages->storages);
	return append(storages, (struct torch_storage){reference->key, reference->size,
						       reference->value_size, NULL});
}

size_t torch_storages_add_bytes(struct torch_storages *storages, const unsigned char *bytes,
				size_t size)
{
	return append(storages, (struct torch_storage){"", size, 1, bytes});
}

void torch_storages_clear(struct torch_storages *storages)
{
	free(storages->storages);
}
