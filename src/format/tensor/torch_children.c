/* Modules are told by their attributes _parameters and _modules, whatever their class is called. */
#include "format/tensor/torch_children.h"

#include "base/text.h"

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
	struct torch_children children = {{NULL}, NULL, 0, 0, value->kind == PICKLE_DICT};

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

bool torch_is_utf8(const char *text)
{
	while (*text)
		if (text_next(&text) == 0)
			return false;
	return true;
}

/* A key of a dictionary as a name; what is neither a text that has room nor a number is called by
 * its place. */
static void name_key(const struct pickle_value *key, uint32_t place, char name[TORCH_KEY_MAX])
{
	bool is_text = key->kind == PICKLE_TEXT || key->kind == PICKLE_BYTES;
	int64_t number;

	snprintf(name, TORCH_KEY_MAX, "#%u", (unsigned)place);
	if (pickle_integer(key, &number))
		snprintf(name, TORCH_KEY_MAX, "%" PRId64, number);
	if (!is_text || key->size >= TORCH_KEY_MAX || memchr(key->text, '\0', key->size))
		return;
	snprintf(name, TORCH_KEY_MAX, "%.*s", (int)key->size, key->text);
	if (!torch_is_utf8(name))
		snprintf(name, TORCH_KEY_MAX, "#%u", (unsigned)place);
}

/* The next one of a part, which may be anything; NULL at its end. */
static const struct pickle_value *next_of(const struct pickle_value *part, uint32_t *next,
					  char key[TORCH_KEY_MAX])
{
	uint32_t i = *next;

	if (!part || i >= part->count)
		return NULL;
	if (part->kind == PICKLE_DICT) {
		*next = i + 2;
		name_key(part->items[i], i / 2, key);
		return part->items[i + 1];
	}
	if (part->kind != PICKLE_LIST && part->kind != PICKLE_TUPLE)
		return NULL;
	*next = i + 1;
	snprintf(key, TORCH_KEY_MAX, "%u", (unsigned)i);
	return part->items[i];
}

const struct pickle_value *torch_children_next(struct torch_children *children,
					       char key[TORCH_KEY_MAX])
{
	while (children->part < TORCH_PARTS) {
		const struct pickle_value *child =
			next_of(children->parts[children->part], &children->next, key);

		if (child && !(children->part == 1 && is_left_out(children->left_out, key)))
			return child;
		if (!child) {
			children->part++;
			children->next = 0;
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
