/*
 * Checkpoints of training hold more than a network. What is left out is told by its names, as
 * TensorFlow forms them: slots of optimizers are called as the variable that they belong to, with
 * the optimizer's name behind (X/Adam, X/train_step_1); object-based checkpoints keep an
 * optimizer's state below the object that has its count of steps.
 */
#include "format/tensor/checkpoint.h"
#include "base/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Parts of a name ("a/b/c") that are looked at. */
enum { PARTS_MAX = 16 };

static const char value_ending[] = "/.ATTRIBUTES/VARIABLE_VALUE";

static bool ends_in(const char *text, const char *ending)
{
	size_t length = strlen(text), end = strlen(ending);

	return length >= end && strcmp(text + length - end, ending) == 0;
}

/* What stands behind the last slash. */
static const char *last_part(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

/* "beta1_power", "beta1_power_2". */
static bool is_numbered(const char *name, const char *base)
{
	size_t length = strlen(base);

	if (strncmp(name, base, length) != 0)
		return false;
	name += length;
	return !*name ||
	       (*name == '_' && name[1] && strspn(name + 1, "0123456789") == strlen(name + 1));
}

/* The key without what object-based checkpoints put behind each; the caller frees it. */
static char *stem_of(const char *key)
{
	size_t length = strlen(key);

	if (ends_in(key, value_ending))
		length -= sizeof(value_ending) - 1;
	return xasprintf("%.*s", (int)length, key);
}

static bool is_counter(const char *stem)
{
	static const char *const counters[] = {"beta1_power", "beta2_power",
					       "global_step", "save_counter",
					       "step",        "seed_generator_state"};
	const char *name = last_part(stem);

	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		if (is_numbered(name, counters[i]))
			return true;
	return false;
}

static bool is_same_shape(const struct tensor *a, const struct tensor *b)
{
	return a->ndim == b->ndim && memcmp(a->dim, b->dim, sizeof(a->dim)) == 0;
}

/* X/Adam where there is an X of its shape; also OptimizeLoss/X/Adam. */
static bool is_slot(const struct bundle *b, const struct tensor *t)
{
	const char *slash = strrchr(t->name, '/');
	char *owner = slash ? xasprintf("%.*s", (int)(slash - t->name), t->name) : NULL;
	bool is = false;

	int parts = 0;

	for (const char *name = owner; name && !is && parts < PARTS_MAX; parts++) {
		const struct bundle_entry *found;

		name += *name == '/';
		found = bundle_find(b, name);
		is = found && found->tensor.dtype && is_same_shape(&found->tensor, t);
		name = strchr(name, '/');
	}
	free(owner);
	return is;
}

/* Whether PREFIX (the first `length` bytes of key) is an object that counts steps as optimizers
 * do. */
static bool is_optimizer(const struct bundle *b, const char *key, int length)
{
	static const char *const counts[] = {"iter", "_iterations", "iteration"};
	bool is = false;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]) && !is; i++) {
		char *count = xasprintf("%.*s/%s%s", length, key, counts[i], value_ending);

		is = bundle_find(b, count);
		free(count);
	}
	return is;
}

/* What training keeps beside the network. Weights stand below Keras's optimizer, too: these stay.
 */
static bool is_of_training(const struct bundle *b, const char *key)
{
	static const char weights[] = "/_trainable_variables/";
	int parts = 0;

	if (strstr(key, "/.OPTIMIZER_SLOT/") || strstr(key, "keras_api/metrics/"))
		return true;
	for (const char *slash = strchr(key, '/'); slash && parts++ < PARTS_MAX;
	     slash = strchr(slash + 1, '/'))
		if (is_optimizer(b, key, (int)(slash - key)))
			return strncmp(slash, weights, sizeof(weights) - 1) != 0;
	return false;
}

static bool is_kept(const struct bundle *b, const struct bundle_entry *e)
{
	char *stem = stem_of(e->tensor.name);
	bool is = e->tensor.dtype && !is_counter(stem) && !is_slot(b, &e->tensor) &&
		  !is_of_training(b, e->tensor.name);

	free(stem);
	return is;
}

static const struct checkpoint_label *find_label(const struct checkpoint_labels *labels,
						 const char *key)
{
	size_t low = 0, high = labels->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(labels->labels[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < labels->count && strcmp(labels->labels[low].key, key) == 0
		       ? &labels->labels[low]
		       : NULL;
}

/* Nobody named it: its place among the objects says more. */
static bool is_nameless(const char *full_name)
{
	return !*full_name || is_numbered(full_name, "Variable");
}

static void name_it(struct checkpoint_tensor *t, const struct checkpoint_labels *labels)
{
	const char *key = t->entry->tensor.name;
	const struct checkpoint_label *label = find_label(labels, key);
	char *stem;

	t->order = label ? label->order : 0;
	t->has_full_name = label && !is_nameless(label->full_name);
	if (!t->has_full_name) {
		t->name = stem_of(key);
		return;
	}
	stem = xstrdup(label->full_name);
	/* "kernel:0" */
	if (ends_in(stem, ":0"))
		stem[strlen(stem) - 2] = '\0';
	t->name = stem;
}

/* As people count: Variable_2 before Variable_10. */
static int compare_names(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		size_t digits_a = strspn(a, "0123456789"), digits_b = strspn(b, "0123456789");

		if (digits_a > 0 && digits_b > 0 && digits_a != digits_b)
			return digits_a < digits_b ? -1 : 1;
		if (*a != *b)
			break;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

static int by_order(const void *left, const void *right)
{
	const struct checkpoint_tensor *a = left, *b = right;
	int order;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	order = compare_names(a->name, b->name);
	return order ? order : strcmp(a->entry->tensor.name, b->entry->tensor.name);
}

static int by_name(const void *left, const void *right)
{
	const struct checkpoint_tensor *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : by_order(left, right);
}

static bool is_copy(const struct bundle_entry *a, const struct bundle_entry *b)
{
	return strcmp(a->tensor.dtype, b->tensor.dtype) == 0 &&
	       is_same_shape(&a->tensor, &b->tensor) && a->crc == b->crc;
}

/* Of tensors of one name, copies of the first go; where others differ, all are called as they are
 * stored. The array is sorted by name. */
static void settle(struct checkpoint_tensor *first, size_t count)
{
	bool is_clear = true;

	for (size_t i = 1; i < count; i++)
		is_clear = is_clear && is_copy(first[0].entry, first[i].entry);
	for (size_t i = is_clear; i < count; i++) {
		free(first[i].name);
		first[i].name = is_clear ? NULL : stem_of(first[i].entry->tensor.name);
	}
}

static size_t settle_all(struct checkpoint_tensor *tensors, size_t count)
{
	size_t kept = 0;

	qsort(tensors, count, sizeof(*tensors), by_name);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && strcmp(tensors[i].name, tensors[end].name) == 0;
		     end++)
			;
		if (end - i > 1)
			settle(tensors + i, end - i);
	}
	for (size_t i = 0; i < count; i++)
		if (tensors[i].name)
			tensors[kept++] = tensors[i];
	qsort(tensors, kept, sizeof(*tensors), by_order);
	return kept;
}

struct checkpoint_tensor *checkpoint_choose(const struct bundle *b,
					    const struct checkpoint_labels *labels, size_t *count)
{
	struct checkpoint_tensor *tensors = xcalloc(b->count + 1, sizeof(*tensors));

	*count = 0;
	for (size_t i = 0; i < b->count; i++)
		if (is_kept(b, &b->entries[i])) {
			tensors[*count].entry = &b->entries[i];
			name_it(&tensors[*count], labels);
			if (is_counter(tensors[*count].name))
				free(tensors[*count].name);
			else
				++*count;
		}
	*count = settle_all(tensors, *count);
	return tensors;
}

/* The counters of TensorFlow's estimators, of Keras 3's and of Keras 2's optimizers. */
static bool counts_steps(const struct bundle_entry *e)
{
	static const char *const names[] = {"global_step", "_iterations", "iter"};
	char *stem = stem_of(e->tensor.name);
	const char *dtype = e->tensor.dtype;
	bool is = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		is = is || strcmp(last_part(stem), names[i]) == 0;
	free(stem);
	return is && e->tensor.ndim == 0 && dtype &&
	       (strcmp(dtype, "I64") == 0 || strcmp(dtype, "I32") == 0);
}

bool checkpoint_step(const struct bundle *b, int64_t *step, struct err *err)
{
	*step = -1;
	for (size_t i = 0; i < b->count; i++) {
		unsigned char bytes[8] = {0};
		uint64_t value = 0;

		if (!counts_steps(&b->entries[i]))
			continue;
		if (!bundle_read_data(b, &b->entries[i], bytes, err))
			return false;
		for (int k = 7; k >= 0; k--)
			value = value << 8 | bytes[k];
		*step = value > INT32_MAX ? -1 : (int64_t)value;
		return true;
	}
	return true;
}
