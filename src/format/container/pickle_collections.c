/* The codes of lists, tuples, sets and dictionaries. */
#include "format/container/pickle_codes.h"

bool code_empty(struct machine *m, int kind)
{
	return machine_push(m, pickle_new(m->pickle, (enum pickle_kind)kind));
}

/* All of the items, to the list, set or dictionary, or to what a record stands for. */
static bool add(struct machine *m, struct pickle_value *to, bool by_key,
		struct pickle_value *const *items, uint32_t count)
{
	if (by_key && count % 2 != 0)
		return machine_fail(m, "sets a key without a value");
	if (to->kind == PICKLE_RECORD) {
		struct pickle_value **part = by_key ? &to->record->pairs : &to->record->items;

		if (!*part)
			*part = pickle_new(m->pickle, by_key ? PICKLE_DICT : PICKLE_LIST);
		if (!*part)
			return machine_fail_full(m);
		to = *part;
	}
	if (by_key ? to->kind != PICKLE_DICT : to->kind != PICKLE_LIST && to->kind != PICKLE_SET)
		return machine_fail(m, "adds to what is no collection");
	for (uint32_t i = 0; i < count; i++)
		if (!pickle_append(m->pickle, to, items[i]))
			return machine_fail_full(m);
	return true;
}

/* A new collection of what is above the mark. */
bool code_collect(struct machine *m, int kind)
{
	uint32_t count;
	struct pickle_value **items = machine_pop_to_mark(m, &count), *value;

	if (!items)
		return false;
	if (kind == PICKLE_DICT && count % 2 != 0)
		return machine_fail(m, "sets a key without a value");
	value = pickle_new(m->pickle, (enum pickle_kind)kind);
	for (uint32_t i = 0; value && i < count; i++)
		if (!pickle_append(m->pickle, value, items[i]))
			value = NULL;
	return machine_push(m, value);
}

/* A tuple of the last values. */
bool code_tuple(struct machine *m, int count)
{
	struct pickle_value *value = pickle_new(m->pickle, PICKLE_TUPLE), *items[3];

	for (int i = count; i-- > 0;)
		if (!(items[i] = machine_pop(m)))
			return false;
	for (int i = 0; value && i < count; i++)
		if (!pickle_append(m->pickle, value, items[i]))
			value = NULL;
	return machine_push(m, value);
}

bool code_append(struct machine *m, int unused)
{
	struct pickle_value *item = machine_pop(m), *to = item ? machine_top(m) : NULL;

	(void)unused;
	return to && add(m, to, false, &item, 1);
}

bool code_set_item(struct machine *m, int unused)
{
	struct pickle_value *items[2], *to;

	(void)unused;
	return (items[1] = machine_pop(m)) && (items[0] = machine_pop(m)) &&
	       (to = machine_top(m)) && add(m, to, true, items, 2);
}

bool code_add(struct machine *m, int by_key)
{
	uint32_t count;
	struct pickle_value **items = machine_pop_to_mark(m, &count),
			    *to = items ? machine_top(m) : NULL;

	return to && add(m, to, by_key, items, count);
}
