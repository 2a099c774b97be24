/* protobuf-c unpacks the entries; where their bytes lie is compared with the files before anything
 * is allocated for them. */
#include "format/tensor/bundle.h"
#include "base/xalloc.h"
#include "format/container/crc32c.h"
#include "format/container/table.h"
#include "format/file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char index_ending[] = ".index";

static char *shard_path(const struct bundle *b, int shard)
{
	return xasprintf("%s.data-%05d-of-%05d", b->prefix, shard, b->shards);
}

void bundle_clear(struct bundle *b)
{
	for (size_t i = 0; i < b->count; i++)
		free((char *)b->entries[i].tensor.name);
	free(b->entries);
	free(b->prefix);
	free(b->index);
	*b = (struct bundle){0};
}

#ifdef HAVE_PROTOBUF_C
#include "format/container/message.h"
#include "format/proto/tensorflow.pb-c.h"

/* TensorFlow's numbers of dtypes; those without a size are no numbers. */
static const struct dtype {
	int number;
	const char *name;
	size_t size;
} dtypes[] = {
	{1, "F32", 4},   {2, "F64", 8},   {3, "I32", 4},  {4, "U8", 1},
	{5, "I16", 2},   {6, "I8", 1},    {7, NULL, 0},   {9, "I64", 8},
	{10, "BOOL", 1}, {14, "BF16", 2}, {17, "U16", 2}, {19, "F16", 2},
	{20, NULL, 0},   {21, NULL, 0},   {22, "U32", 4}, {23, "U64", 8},
};

struct reading {
	struct bundle *bundle;
	bool has_header;
	size_t capacity, names;
};

static bool read_header(struct reading *r, const struct table_entry *entry, struct err *err)
{
	struct bundle *b = r->bundle;
	Tensorflow__BundleHeader *header;

	/* The V1 format has a message there first, V2 a number. */
	if (entry->key_size > 0 || (entry->value_size > 0 && entry->value[0] == 0x0a))
		return err_set(
			err,
			"%s: is a TensorFlow checkpoint of the first kind (V1), which is not "
			"read; in Python: r = tf.train.load_checkpoint('%s'); "
			"numpy.savez('x.npz', **{k: r.get_tensor(k) for k in "
			"r.get_variable_to_shape_map()})",
			b->index, b->index);
	header = message_read(&tensorflow__bundle_header__descriptor, entry->value,
			      entry->value_size, b->index, err);
	if (!header)
		return false;
	b->shards = header->num_shards;
	if (b->shards < 1 || b->shards > CHECKPOINT_SHARDS_MAX)
		err_set(err, "%s: has %d files of data; 1 to %d are read", b->index, b->shards,
			CHECKPOINT_SHARDS_MAX);
	else if (header->endianness != 0)
		err_set(err,
			"%s: is of a big-endian machine; load it in TensorFlow and save it on "
			"another one",
			b->index);
	else if (header->version && header->version->min_consumer > 1)
		err_set(err, "%s: is of a version of the format (%d) that is newer than netglyph",
			b->index, header->version->min_consumer);
	else
		r->has_header = true;
	message_free(header);
	return r->has_header;
}

static bool take_shape(const struct bundle *b, const Tensorflow__BundleEntry *stored,
		       struct tensor *t, struct err *err)
{
	size_t ndim = stored->shape ? stored->shape->n_dim : 0;

	if (ndim > TENSOR_MAX_DIMS)
		return err_set(err, "%s: '%s' has %zu dimensions; at most %d are read", b->index,
			       t->name, ndim, TENSOR_MAX_DIMS);
	t->ndim = (int)ndim;
	for (size_t i = 0; i < ndim; i++) {
		int64_t size = stored->shape->dim[i]->size;

		if (size < 0 || (size > 0 && t->size > SAFETENSORS_DATA_MAX / (uint64_t)size))
			return err_set(err,
				       "%s: '%s': size %lld of its shape is wrong or too large",
				       b->index, t->name, (long long)size);
		t->dim[i] = (size_t)size;
		t->size *= (size_t)size;
	}
	return true;
}

static const struct dtype *find_dtype(int number)
{
	for (size_t i = 0; i < sizeof(dtypes) / sizeof(dtypes[0]); i++)
		if (dtypes[i].number == number)
			return &dtypes[i];
	return NULL;
}

static bool take_entry(const struct bundle *b, const Tensorflow__BundleEntry *stored,
		       struct bundle_entry *e, struct err *err)
{
	const struct dtype *dtype = find_dtype(stored->dtype);
	struct tensor *t = &e->tensor;

	if (stored->n_slices > 0)
		return err_set(err,
			       "%s: '%s' is stored in %zu slices, which are not read; load it in "
			       "TensorFlow and save it without a partitioner",
			       b->index, t->name, stored->n_slices);
	if (!dtype)
		return err_set(err, "%s: '%s' has TensorFlow's dtype %d, which is not read",
			       b->index, t->name, stored->dtype);
	t->dtype = dtype->name;
	t->size = dtype->name ? dtype->size : 1;
	if (!take_shape(b, stored, t, err))
		return false;
	if (stored->shard_id < 0 || stored->shard_id >= b->shards || stored->offset < 0 ||
	    stored->size < 0 || stored->offset > INT64_MAX - stored->size ||
	    (dtype->name && (uint64_t)stored->size != t->size))
		return err_set(err, "%s: is damaged: '%s' has a wrong place or size", b->index,
			       t->name);
	t->size = (size_t)stored->size;
	e->shard = stored->shard_id;
	e->offset = (uint64_t)stored->offset;
	e->crc = stored->crc32c;
	return true;
}

static struct bundle_entry *add(struct reading *r)
{
	struct bundle *b = r->bundle;

	if (b->count == r->capacity) {
		r->capacity = r->capacity * 2 + 32;
		b->entries = xrealloc(b->entries, r->capacity * sizeof(*b->entries));
	}
	b->entries[b->count] = (struct bundle_entry){0};
	return &b->entries[b->count++];
}

static bool visit(void *context, const struct table_entry *entry, struct err *err)
{
	struct reading *r = context;
	struct bundle *b = r->bundle;
	Tensorflow__BundleEntry *stored;
	struct bundle_entry *added;
	bool is_good;

	if (!r->has_header)
		return read_header(r, entry, err);
	/* A slice, which its tensor's entry speaks of. */
	if (strlen(entry->key) != entry->key_size)
		return true;
	r->names += entry->key_size + 1;
	if (b->count >= CHECKPOINT_ENTRIES_MAX || r->names > CHECKPOINT_NAMES_MAX)
		return err_set(err,
			       "%s: has more than %d tensors or %d bytes of names, the most "
			       "that is read",
			       b->index, CHECKPOINT_ENTRIES_MAX, CHECKPOINT_NAMES_MAX);
	stored = message_read(&tensorflow__bundle_entry__descriptor, entry->value,
			      entry->value_size, b->index, err);
	if (!stored)
		return false;
	added = add(r);
	added->tensor.name = xstrdup(entry->key);
	is_good = take_entry(b, stored, added, err);
	message_free(stored);
	return is_good;
}

static int by_place(const void *left, const void *right)
{
	const struct bundle_entry *a = *(const struct bundle_entry *const *)left;
	const struct bundle_entry *b = *(const struct bundle_entry *const *)right;

	if (a->shard != b->shard)
		return a->shard < b->shard ? -1 : 1;
	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	return a->tensor.size < b->tensor.size ? -1 : a->tensor.size > b->tensor.size;
}

static bool shard_size(const struct bundle *b, int shard, uint64_t *size, struct err *err)
{
	char *path = shard_path(b, shard);
	bool is_there = file_is_regular(path);

	if (!is_there)
		err_set(err, "%s: is missing beside its .index, or can't be read; copy it there",
			path);
	else
		is_there = file_size(path, size, err);
	free(path);
	return is_there;
}

static bool check_places(const struct bundle *b, const struct bundle_entry **order, struct err *err)
{
	uint64_t end = 0, size = 0;

	for (size_t i = 0; i < b->count; i++) {
		const struct bundle_entry *e = order[i];

		if (i == 0 || e->shard != order[i - 1]->shard) {
			end = 0;
			if (!shard_size(b, e->shard, &size, err))
				return false;
		}
		if (e->offset < end)
			return err_set(err, "%s: is damaged: '%s' overlaps '%s'", b->index,
				       e->tensor.name, order[i - 1]->tensor.name);
		end = e->offset + e->tensor.size;
		if (end > size)
			return err_set(
				err,
				"%s.data-%05d-of-%05d: is cut short: '%s' ends at byte %llu, "
				"but its size is %llu; copy or download it again",
				b->prefix, e->shard, b->shards, e->tensor.name,
				(unsigned long long)end, (unsigned long long)size);
	}
	return true;
}

static bool check_all_places(const struct bundle *b, struct err *err)
{
	const struct bundle_entry **order = xcalloc(b->count + 1, sizeof(*order));
	bool is_good;

	for (size_t i = 0; i < b->count; i++)
		order[i] = &b->entries[i];
	qsort(order, b->count, sizeof(*order), by_place);
	is_good = check_places(b, order, err);
	free(order);
	return is_good;
}

static bool read_index(struct bundle *b, struct err *err)
{
	struct reading reading = {.bundle = b};

	if (!file_is_regular(b->index))
		return err_set(err,
			       "%s: is missing beside its .data files, or can't be read; a "
			       "checkpoint needs both",
			       b->index);
	if (!table_read(b->index, visit, &reading, err))
		return false;
	if (!reading.has_header)
		return err_set(err, "%s: is no TensorFlow checkpoint: its table is empty",
			       b->index);
	return check_all_places(b, err);
}
#else
static bool read_index(struct bundle *b, struct err *err)
{
	return err_set(err,
		       "%s: is a TensorFlow checkpoint, which this netglyph was built without "
		       "protobuf-c to read; install libprotobuf-c-dev and protobuf-c-compiler, run "
		       "./configure and make again",
		       b->index);
}
#endif

bool bundle_read(const char *index, struct bundle *b, struct err *err)
{
	size_t length = strlen(index), end = sizeof(index_ending) - 1;

	*b = (struct bundle){.index = xstrdup(index)};
	if (length > end && strcmp(index + length - end, index_ending) == 0)
		length -= end;
	b->prefix = xasprintf("%.*s", (int)length, index);
	if (read_index(b, err))
		return true;
	bundle_clear(b);
	return false;
}

const struct bundle_entry *bundle_find(const struct bundle *b, const char *name)
{
	size_t low = 0, high = b->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(b->entries[middle].tensor.name, name);

		if (order == 0)
			return &b->entries[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool check_crc(const struct bundle *b, const struct bundle_entry *e, uint32_t crc,
		      struct err *err)
{
	if (crc32c_mask(crc) == e->crc)
		return true;
	return err_set(
		err,
		"%s.data-%05d-of-%05d: is damaged: the checksum of '%s' does not fit; copy or "
		"download it again",
		b->prefix, e->shard, b->shards, e->tensor.name);
}

static bool read_bytes(const struct bundle *b, const struct bundle_entry *e, void *bytes,
		       struct err *err)
{
	char *path = shard_path(b, e->shard);
	bool is_read = file_read_at(path, e->offset, bytes, e->tensor.size, err);

	free(path);
	return is_read;
}

bool bundle_read_data(const struct bundle *b, const struct bundle_entry *e, void *bytes,
		      struct err *err)
{
	return read_bytes(b, e, bytes, err) &&
	       check_crc(b, e, crc32c(0, bytes, e->tensor.size), err);
}

/* A string is stored as its length, a checksum of the length, and its bytes. */
static unsigned char *take_string(const struct bundle *b, const struct bundle_entry *e,
				  unsigned char *bytes, size_t *length, struct err *err)
{
	size_t size = e->tensor.size, used = 0;
	uint64_t stated = 0;
	unsigned char as_u32[4];
	uint32_t crc;

	do
		stated |= (uint64_t)(bytes[used] & 0x7f) << 7 * used;
	while (bytes[used++] >= 0x80 && used < size && used < 5);
	if (size - used < 4 || stated != size - used - 4) {
		err_set(err, "%s: is damaged: '%s' is no string of its size", b->index,
			e->tensor.name);
		return NULL;
	}
	for (int i = 0; i < 4; i++)
		as_u32[i] = (unsigned char)(stated >> 8 * i);
	crc = crc32c(0, as_u32, 4);
	crc = crc32c(crc, bytes + used, size - used);
	*length = (size_t)stated;
	memmove(bytes, bytes + used + 4, *length);
	bytes[*length] = '\0';
	return check_crc(b, e, crc, err) ? bytes : NULL;
}

unsigned char *bundle_read_string(const struct bundle *b, const struct bundle_entry *e,
				  size_t *size, struct err *err)
{
	unsigned char *bytes, *string = NULL;

	if (e->tensor.size < 5 || e->tensor.size > CHECKPOINT_STRING_MAX) {
		err_set(err, "%s: '%s' has %zu bytes; a string of 5 to %d is read", b->index,
			e->tensor.name, e->tensor.size, CHECKPOINT_STRING_MAX);
		return NULL;
	}
	bytes = xmalloc(e->tensor.size + 1);
	if (read_bytes(b, e, bytes, err))
		string = take_string(b, e, bytes, size, err);
	if (!string)
		free(bytes);
	return string;
}
