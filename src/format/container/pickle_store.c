/* Values of pickles in an arena, and what can be asked of them. */
#include "format/container/pickle_store.h"
#include "base/limits.h"
#include "base/xalloc.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16, FIRST_ITEMS = 4, FIRST_STACK = 64 };

struct pickle_chunk {
	struct pickle_chunk *next;
	size_t size, used;
	_Alignas(16) unsigned char bytes[];
};

static struct pickle_chunk *add_chunk(struct pickle *pickle, size_t size)
{
	struct pickle_chunk *chunk;

	if (size < CHUNK)
		size = CHUNK;
	if (size > PICKLE_MEMORY_MAX - pickle->used)
		return NULL;
	chunk = xmalloc(sizeof(*chunk) + size);
	chunk->next = pickle->chunks;
	chunk->size = size;
	chunk->used = 0;
	pickle->chunks = chunk;
	pickle->used += size;
	return chunk;
}

void *pickle_alloc(struct pickle *pickle, size_t size)
{
	struct pickle_chunk *chunk = pickle->chunks;
	void *bytes;

	if (size > PICKLE_MEMORY_MAX)
		return NULL;
	size = (size + 15) / 16 * 16;
	if (!chunk || chunk->size - chunk->used < size)
		chunk = add_chunk(pickle, size);
	if (!chunk)
		return NULL;
	bytes = chunk->bytes + chunk->used;
	chunk->used += size;
	return bytes;
}

void pickle_free(struct pickle *pickle)
{
	if (!pickle)
		return;
	while (pickle->chunks) {
		struct pickle_chunk *chunk = pickle->chunks;

		pickle->chunks = chunk->next;
		free(chunk);
	}
	free(pickle);
}

struct pickle_value *pickle_new(struct pickle *pickle, enum pickle_kind kind)
{
	struct pickle_value *value = pickle_alloc(pickle, sizeof(*value));

	if (!value)
		return NULL;
	memset(value, 0, sizeof(*value));
	value->kind = kind;
	return value;
}

struct pickle_value *pickle_new_text(struct pickle *pickle, const char *text, size_t size)
{
	struct pickle_value *value = pickle_new(pickle, PICKLE_TEXT);
	char *copy = size < PICKLE_MEMORY_MAX ? pickle_alloc(pickle, size + 1) : NULL;

	if (!value || !copy)
		return NULL;
	memcpy(copy, text, size);
	copy[size] = '\0';
	value->text = copy;
	value->size = size;
	return value;
}

struct pickle_value *pickle_new_record(struct pickle *pickle, const char *name,
				       struct pickle_value *arguments)
{
	struct pickle_value *value = pickle_new(pickle, PICKLE_RECORD);
	struct pickle_record *record = pickle_alloc(pickle, sizeof(*record));

	if (!value || !record)
		return NULL;
	memset(record, 0, sizeof(*record));
	record->name = name;
	record->arguments = arguments;
	value->record = record;
	return value;
}

/* What an array leaves behind when it grows is as large as it all is; the arena's bound counts it.
 */
bool pickle_append(struct pickle *pickle, struct pickle_value *value, struct pickle_value *item)
{
	if (value->count == value->capacity) {
		uint32_t capacity = value->capacity ? value->capacity * 2 : FIRST_ITEMS;
		struct pickle_value **items =
			capacity <= PICKLE_STACK_MAX * 2
				? pickle_alloc(pickle, capacity * sizeof(struct pickle_value *))
				: NULL;

		if (!items)
			return false;
		if (value->count > 0)
			memcpy(items, value->items, value->count * sizeof(struct pickle_value *));
		value->items = items;
		value->capacity = capacity;
	}
	value->items[value->count++] = item;
	return true;
}

bool pickle_push(struct pickle_stack *stack, struct pickle_value *value)
{
	if (stack->count == PICKLE_STACK_MAX)
		return false;
	if (stack->count == stack->capacity) {
		stack->capacity = stack->capacity ? stack->capacity * 2 : FIRST_STACK;
		stack->values =
			xrealloc(stack->values, stack->capacity * sizeof(struct pickle_value *));
	}
	stack->values[stack->count++] = value;
	return true;
}

/* ---- What can be asked */

const struct pickle_value *pickle_root(const struct pickle *pickle)
{
	return pickle->root;
}

const struct pickle_value *pickle_references(const struct pickle *pickle)
{
	return pickle->references;
}

const char *pickle_text(const struct pickle_value *value)
{
	return value && value->kind == PICKLE_TEXT ? value->text : NULL;
}

const struct pickle_value *pickle_get(const struct pickle_value *value, const char *key)
{
	if (!value || value->kind != PICKLE_DICT)
		return NULL;
	for (uint32_t i = 0; i < value->count; i += 2) {
		const char *text = pickle_text(value->items[i]);

		if (text && strcmp(text, key) == 0)
			return value->items[i + 1];
	}
	return NULL;
}

const struct pickle_value *pickle_item(const struct pickle_value *value, size_t i)
{
	bool has_items = value && (value->kind == PICKLE_LIST || value->kind == PICKLE_TUPLE);

	return has_items && i < value->count ? value->items[i] : NULL;
}

const struct pickle_record *pickle_record(const struct pickle_value *value)
{
	return value && value->kind == PICKLE_RECORD ? value->record : NULL;
}

const struct pickle_record *pickle_record_named(const struct pickle_value *value, const char *name)
{
	const struct pickle_record *record = pickle_record(value);

	return record && strcmp(record->name, name) == 0 ? record : NULL;
}

bool pickle_integer(const struct pickle_value *value, int64_t *integer)
{
	if (!value || (value->kind != PICKLE_INT && value->kind != PICKLE_BOOL))
		return false;
	*integer = value->integer;
	return true;
}
