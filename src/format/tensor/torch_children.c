/* Modules are told by their attributes _parameters and _modules, whatever their class is called. */
#include "format/tensor/torch_children.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct pickle_value *torch_object_state(const struct pickle_value *value)
{
	const struct pickle_record *record = pickle_record(value);
	const struct pickle_value *state = record ? record->state : NULL;

	/* With __slots__ it is a pair, of which the first is the dictionary. */
	if (state && state->kind == PICKLE_TUPLE)
		state = pickle_item(state, 0);
	return state && state->kind == PICKLE_DICT ? state : NULL;
}

const struct pickle_value *torch_module_state(const struct pickle_value *value)
{
	const struct pickle_value *state = torch_object_state(value);

	return pickle_get(state, "_parameters") && pickle_get(state, "_modules") ? state : NULL;
}

struct torch_children torch_children_of(const struct pickle_value *value)
{
	const struct pickle_value *state = torch_module_state(value);
	const struct pickle_record *record = pickle_record(value);
	struct torch_children children = {{NULL}, NULL, 0, 0};

	if (state) {
		children.parts[0] = pickle_get(state, "_parameters");
		children.parts[1] = pickle_get(state, "_buffers");
		children.parts[2] = pickle_get(state, "_modules");
		children.left_out = pickle_get(state, "_non_persistent_buffers_set");
	} else if (record) {
		children.parts[0] = torch_object_state(value);
		children.parts[1] = record->pairs;
		children.parts[2] = record->items;
	} else {
		children.parts[0] = value;
	}
	return children;
}

static bool is_left_out(const struct pickle_value *set, const char *key)
{
	for (uint32_t i = 0; set && set->kind == PICKLE_SET && i < set->count; i++) {
		const char *text = pickle_text(set->items[i]);

		if (text && strcmp(text, key) == 0)
			return true;
	}
	return false;
}

/* A key of a dictionary as a name. */
static bool name_key(const struct pickle_value *key, char name[TORCH_KEY_MAX])
{
	int64_t number;

	if (pickle_text(key) && key->size < TORCH_KEY_MAX) {
		snprintf(name, TORCH_KEY_MAX, "%s", key->text);
		return key->size == strlen(key->text);
	}
	if (!pickle_integer(key, &number))
		return false;
	snprintf(name, TORCH_KEY_MAX, "%" PRId64, number);
	return true;
}

/* The next one of a part, which may be anything; NULL at its end, and *is_named false for one that
 * is to be passed over. */
static const struct pickle_value *next_of(const struct pickle_value *part, uint32_t *next,
					  char key[TORCH_KEY_MAX], bool *is_named)
{
	uint32_t i = *next;

	*is_named = true;
	if (!part ||
	    (part->kind != PICKLE_DICT && part->kind != PICKLE_LIST && part->kind != PICKLE_TUPLE))
		return NULL;
	if (i >= part->count)
		return NULL;
	if (part->kind == PICKLE_DICT) {
		*next = i + 2;
		*is_named = name_key(part->items[i], key);
		return part->items[i + 1];
	}
	*next = i + 1;
	snprintf(key, TORCH_KEY_MAX, "%u", (unsigned)i);
	return part->items[i];
}

const struct pickle_value *torch_children_next(struct torch_children *children,
					       char key[TORCH_KEY_MAX])
{
	while (children->part < TORCH_PARTS) {
		bool is_named;
		const struct pickle_value *child =
			next_of(children->parts[children->part], &children->next, key, &is_named);

		if (!child) {
			children->part++;
			children->next = 0;
		} else if (is_named &&
			   !(children->part == 1 && is_left_out(children->left_out, key))) {
			return child;
		}
	}
	return NULL;
}

bool torch_is_one_of(const char *text, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}
