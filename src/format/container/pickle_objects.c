/* The codes of names, and of what is done with them: nothing, but that it is kept. */
#include "format/container/pickle_calls.h"
#include "format/container/pickle_codes.h"

#include <string.h>

static struct pickle_value *new_name(struct machine *m, const char *module, size_t module_size,
				     const char *name, size_t size)
{
	char *text = pickle_alloc(m->pickle, module_size + size + 2);

	if (!text)
		return NULL;
	memcpy(text, module, module_size);
	text[module_size] = '.';
	memcpy(text + module_size + 1, name, size);
	text[module_size + 1 + size] = '\0';
	return pickle_new_record(m->pickle, text, NULL);
}

static struct pickle_value *take_name(struct machine *m)
{
	size_t module_size, size;
	const char *module = machine_take_line(m, &module_size);
	const char *name = module ? machine_take_line(m, &size) : NULL;
	struct pickle_value *value = NULL;

	if (name && !(value = new_name(m, module, module_size, name, size)))
		machine_fail_full(m);
	return value;
}

bool code_global(struct machine *m, int unused)
{
	struct pickle_value *value = take_name(m);

	(void)unused;
	return value && machine_push(m, value);
}

bool code_stack_global(struct machine *m, int unused)
{
	struct pickle_value *name = machine_pop(m), *module = name ? machine_pop(m) : NULL;

	(void)unused;
	if (!module)
		return false;
	if (!pickle_text(module) || !pickle_text(name))
		return machine_fail(m, "names what is no text");
	return machine_push(m, new_name(m, module->text, module->size, name->text, name->size));
}

static bool push_call(struct machine *m, struct pickle_value *callee,
		      struct pickle_value *arguments)
{
	if (callee->kind != PICKLE_RECORD || arguments->kind != PICKLE_TUPLE)
		return machine_fail(m, "calls what has no name");
	return machine_push(m, pickle_call(m->pickle, callee->record->name, arguments));
}

bool code_call(struct machine *m, int unused)
{
	struct pickle_value *arguments = machine_pop(m),
			    *callee = arguments ? machine_pop(m) : NULL;

	(void)unused;
	return callee && push_call(m, callee, arguments);
}

/* With arguments by name, which are kept as pairs. */
bool code_call_named(struct machine *m, int unused)
{
	struct pickle_value *named = machine_pop(m), *made;

	if (!named || !code_call(m, unused))
		return false;
	made = machine_top(m);
	if (made->kind == PICKLE_RECORD && named->kind == PICKLE_DICT)
		made->record->pairs = named;
	return true;
}

/* INST: the name stands in the pickle; OBJ: it is the first value above the mark. */
bool code_old_call(struct machine *m, int is_inst)
{
	struct pickle_value *callee = is_inst ? take_name(m) : NULL, *arguments;

	if ((is_inst && !callee) || !code_collect(m, PICKLE_TUPLE) || !(arguments = machine_pop(m)))
		return false;
	if (!callee) {
		if (arguments->count == 0)
			return machine_fail(m, "calls what has no name");
		callee = arguments->items[0];
		arguments->items++;
		arguments->count--;
		arguments->capacity--;
	}
	return push_call(m, callee, arguments);
}

bool code_build(struct machine *m, int unused)
{
	struct pickle_value *state = machine_pop(m), *object = state ? machine_top(m) : NULL;

	(void)unused;
	if (object && object->kind == PICKLE_RECORD)
		object->record->state = state;
	return object;
}

bool code_persistent(struct machine *m, int is_line)
{
	struct pickle_value *id, *reference;

	if (is_line && !code_text_line(m, 0))
		return false;
	id = machine_pop(m);
	if (!id)
		return false;
	/* PyTorch's ("module", class, source): the class, with its code beside it. */
	if (pickle_record(pickle_item(id, 1)) && pickle_text(pickle_item(id, 0)) &&
	    strcmp(pickle_text(pickle_item(id, 0)), "module") == 0)
		return machine_push(m, id->items[1]);
	reference = pickle_new_record(m->pickle, PICKLE_PERSISTENT, id);
	if (!reference || !pickle_append(m->pickle, m->pickle->references, reference))
		return machine_fail_full(m);
	return machine_push(m, reference);
}
