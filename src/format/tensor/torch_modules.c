/* The tree of modules. Its depth and the number of its modules are bounded: they may be shared. */
#include "format/tensor/torch_modules.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/tensor/torch_children.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char script_prefix[] = "__torch__.";

/* TorchScript tells classes of the same name apart by "___torch_mangle_7." before it. */
char *torch_class(const struct pickle_value *value)
{
	static const char mangle[] = "___torch_mangle_";
	const struct pickle_record *record = pickle_record(value);
	char *name, *at;

	if (!record)
		return NULL;
	name = xstrdup(record->name +
		       (strncmp(record->name, script_prefix, strlen(script_prefix)) == 0
				? strlen(script_prefix)
				: 0));
	/* Names of classes are in ASCII, nearly all of them. */
	for (at = name; *at; at++)
		if (*at & 0x80)
			*at = '?';
	while ((at = strstr(name, mangle))) {
		const char *end = at + strlen(mangle) + strspn(at + strlen(mangle), "0123456789");

		end += *end == '.';
		memmove(at, end, strlen(end) + 1);
	}
	return name;
}

static json_t *plain(const struct pickle_value *value)
{
	switch (value->kind) {
	case PICKLE_NONE:
		return json_null();
	case PICKLE_BOOL:
		return json_boolean(value->integer);
	case PICKLE_INT:
		return json_integer(value->integer);
	case PICKLE_FLOAT:
		return json_real(value->real);
	case PICKLE_TEXT:
		return json_stringn(value->text, value->size);
	default:
		return NULL;
	}
}

/* NULL: the attribute is no setting. */
static json_t *setting(const struct pickle_value *value)
{
	json_t *list;

	if (value->kind != PICKLE_TUPLE && value->kind != PICKLE_LIST)
		return plain(value);
	if (value->count > TORCH_SETTING_MAX)
		return NULL;
	list = json_array();
	for (uint32_t i = 0; i < value->count; i++)
		if (json_array_append_new(list, plain(value->items[i])) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *settings_of(const struct pickle_value *state)
{
	json_t *settings = json_object();

	for (uint32_t i = 0; i < state->count && i < 2 * TORCH_SETTINGS_MAX; i += 2) {
		const char *key = pickle_text(state->items[i]);
		json_t *value = key && key[0] != '_' ? setting(state->items[i + 1]) : NULL;

		if (value)
			json_object_set_new(settings, key, value);
	}
	return settings;
}

/* The next child of a module that is a module too. */
static const struct pickle_value *next_module(struct torch_children *children,
					      char key[TORCH_KEY_MAX])
{
	const struct pickle_value *child;

	while ((child = torch_children_next(children, key)) && !torch_module_state(child))
		;
	return child;
}

/* What DataParallel and torch.compile put around a module; the names of tensors leave it out too.
 */
static const struct pickle_value *unwrap(const struct pickle_value *module)
{
	for (int i = 0; i < 4; i++) {
		struct torch_children children = torch_children_of(module);
		char key[TORCH_KEY_MAX], other[TORCH_KEY_MAX];
		const struct pickle_value *child = next_module(&children, key);

		if (!child || next_module(&children, other) ||
		    (strcmp(key, "module") != 0 && strcmp(key, "_orig_mod") != 0))
			break;
		module = child;
	}
	return module;
}

/* `left` counts down the modules that may still come. Its recursion is TORCH_DEPTH_MAX deep at the
 * most. */
static json_t *describe(const struct pickle_value *module, const char *name, int depth, int *left)
{
	struct torch_children children = torch_children_of(module);
	const struct pickle_value *child;
	json_t *modules = json_array(), *tree;
	char key[TORCH_KEY_MAX], *class = torch_class(module);

	while ((child = next_module(&children, key)) && *left > 0 && depth < TORCH_DEPTH_MAX) {
		char *full = xasprintf("%s%s%s", name, *name ? "." : "", key);

		--*left;
		if (strlen(full) < TORCH_NAME_MAX)
			json_array_append_new(modules, describe(child, full, depth + 1, left));
		free(full);
	}
	tree = json_object();
	json_object_set_new(tree, "class", json_string(class));
	json_object_set_new(tree, "name", json_string(name));
	json_object_set_new(tree, "settings", settings_of(torch_object_state(module)));
	json_object_set_new(tree, "modules", modules);
	free(class);
	return tree;
}

char *torch_modules_json(const struct pickle_value *value)
{
	int left = TORCH_MODULES_MAX;
	json_t *tree;
	char *text = NULL;

	if (!torch_module_state(value))
		return NULL;
	tree = describe(unwrap(value), "", 0, &left);
	if (left > 0)
		text = json_dumps(tree, JSON_COMPACT);
	json_decref(tree);
	return text;
}
