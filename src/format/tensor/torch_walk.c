/*
 * The walk keeps its own stack, of bounded depth, and counts its steps: values may be shared so
 * that there are more ways than memory has bytes, and may hold themselves.
 */
#include "format/tensor/torch_walk.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/tensor/torch_array.h"
#include "format/tensor/torch_children.h"
#include "format/tensor/torch_tensor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct frame {
	struct torch_children children;
	size_t prefix; /* bytes of the name up to here */
};

/* A walk that goes on. */
struct walker {
	struct frame frames[TORCH_DEPTH_MAX];
	int depth;
	char name[TORCH_NAME_MAX];
	size_t steps; /* of all walks through one pickle */
	/* What is looked for: PyTorch's tensors or, where there are none, NumPy's arrays. */
	bool (*is_tensor)(const struct pickle_value *);
};

enum step { STEP_END, STEP_TENSOR, STEP_TOO_MUCH };

/* Of a dictionary: what belongs to an optimizer or a schedule and not to the network. */
static bool is_optimizer(const char *key)
{
	static const char *const parts[] = {"optim", "sched", "scaler", "rng_state", "adam"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for (const char *at = key; *at; at++)
			if (strncasecmp(at, parts[i], strlen(parts[i])) == 0)
				return true;
	return strcasecmp(key, "opt") == 0;
}

bool torch_walk_is_optimizer(const struct pickle_value *root)
{
	struct torch_children children = torch_children_of(root);
	const struct pickle_value *child;
	char key[TORCH_KEY_MAX];
	bool has_state = false, has_groups = false;

	while (children.is_dict && (child = torch_children_next(&children, key))) {
		has_state = has_state || strcmp(key, "state") == 0;
		has_groups = has_groups || strcmp(key, "param_groups") == 0;
	}
	return has_state && has_groups;
}

bool torch_walk_has_optimizer(const struct pickle_value *root)
{
	struct torch_children children = torch_children_of(root);
	const struct pickle_value *child;
	char key[TORCH_KEY_MAX];

	while (children.is_dict && (child = torch_children_next(&children, key)))
		if (child->kind >= PICKLE_LIST && is_optimizer(key))
			return true;
	return false;
}

static void begin(struct walker *walker, const struct pickle_value *root)
{
	walker->depth = 1;
	walker->frames[0].children = torch_children_of(root);
	walker->frames[0].prefix = 0;
	walker->name[0] = '\0';
}

/* Appends to the name; false where it gets too long. */
static bool put_key(struct walker *walker, size_t prefix, const char *key)
{
	int length = snprintf(walker->name + prefix, sizeof(walker->name) - prefix, "%s%s",
			      prefix > 0 ? "." : "", key);

	return length >= 0 && (size_t)length < sizeof(walker->name) - prefix;
}

/* Goes on to the next tensor, whose name is then in walker->name. */
static enum step next_tensor(struct walker *walker, const struct pickle_value **tensor)
{
	while (walker->depth > 0) {
		struct frame *frame = &walker->frames[walker->depth - 1];
		char key[TORCH_KEY_MAX];
		const struct pickle_value *child = torch_children_next(&frame->children, key);

		if (!child) {
			walker->depth--;
			continue;
		}
		if (++walker->steps > TORCH_STEPS_MAX)
			return STEP_TOO_MUCH;
		if (child->kind < PICKLE_LIST ||
		    (frame->children.is_dict && !walker->is_tensor(child) && is_optimizer(key)))
			continue;
		if (!put_key(walker, frame->prefix, key))
			return STEP_TOO_MUCH;
		*tensor = child;
		if (walker->is_tensor(child))
			return STEP_TENSOR;
		if (walker->depth == TORCH_DEPTH_MAX)
			return STEP_TOO_MUCH;
		walker->frames[walker->depth++] =
			(struct frame){torch_children_of(child), strlen(walker->name)};
	}
	return STEP_END;
}

static bool holds_tensors(struct walker *walker, const struct pickle_value *value)
{
	const struct pickle_value *tensor;

	if (value->kind < PICKLE_LIST || walker->is_tensor(value))
		return false;
	begin(walker, value);
	return next_tensor(walker, &tensor) == STEP_TENSOR;
}

/* ---- Down to the network */

/* The value of one of the keys that networks usually have in a checkpoint. */
static const struct pickle_value *usual_child(struct walker *walker,
					      const struct pickle_value *value, const char **key)
{
	static const char *const keys[] = {
		"state_dict",    "model_state_dict", "model_state", "model",  "net",
		"network",       "net_state_dict",   "weights",     "params", "module",
		"model_weights", "net_state",        "state",       NULL};

	for (size_t i = 0; keys[i]; i++) {
		const struct pickle_value *child = pickle_get(value, keys[i]);

		*key = keys[i];
		if (child && holds_tensors(walker, child))
			return child;
	}
	return NULL;
}

/* The only value that holds tensors, where none is a tensor itself; `key` becomes its name. */
static const struct pickle_value *
only_child(struct walker *walker, const struct pickle_value *value, char key[TORCH_KEY_MAX])
{
	struct torch_children children = torch_children_of(value);
	const struct pickle_value *child, *found = NULL;
	char other[TORCH_KEY_MAX];

	while ((child = torch_children_next(&children, other))) {
		if (walker->is_tensor(child))
			return NULL;
		if (is_optimizer(other) || !holds_tensors(walker, child))
			continue;
		if (found)
			return NULL;
		found = child;
		snprintf(key, TORCH_KEY_MAX, "%s", other);
	}
	return found;
}

static void add_fact(struct torch_walk *walk, const char *key, const struct pickle_value *value)
{
	/* What other readers say of the network itself is not a checkpoint's to say. */
	static const char *const reserved[] = {"architecture",  "container",  "keras_config",
					       "torch_modules", "onnx_graph", NULL};
	char text[TORCH_KEY_MAX];

	if (walk->fact_count == TORCH_FACTS_MAX || torch_is_one_of(key, reserved))
		return;
	if (value->kind == PICKLE_TEXT && value->size < sizeof(text))
		snprintf(text, sizeof(text), "%s", value->text);
	else if (value->kind == PICKLE_INT)
		snprintf(text, sizeof(text), "%" PRId64, value->integer);
	else if (value->kind == PICKLE_BOOL)
		snprintf(text, sizeof(text), "%s", value->integer ? "true" : "false");
	else if (value->kind == PICKLE_FLOAT)
		snprintf(text, sizeof(text), "%.9g", value->real);
	else
		return;
	if (!torch_is_utf8(text))
		return;
	walk->facts = xrealloc(walk->facts, (walk->fact_count + 1) * sizeof(*walk->facts));
	walk->facts[walk->fact_count++] = (struct torch_fact){xstrdup(key), xstrdup(text)};
}

static void add_facts(struct torch_walk *walk, const struct pickle_value *dict)
{
	struct torch_children children = torch_children_of(dict);
	const struct pickle_value *child;
	char key[TORCH_KEY_MAX];

	while ((child = torch_children_next(&children, key)))
		if (child->kind < PICKLE_LIST)
			add_fact(walk, key, child);
}

static void go_down(struct torch_walk *walk, struct walker *walker)
{
	for (int level = 0; level < TORCH_DEPTH_MAX && walk->network->kind == PICKLE_DICT;
	     level++) {
		char only[TORCH_KEY_MAX], *place = walk->place;
		const char *key = only;
		const struct pickle_value *child = usual_child(walker, walk->network, &key);

		add_facts(walk, walk->network);
		if (!child) {
			child = only_child(walker, walk->network, only);
			key = only;
		}
		if (!child)
			return;
		walk->place = xasprintf("%s['%s']", place, key);
		walk->network = child;
		free(place);
	}
}

/* ---- All tensors below it */

static bool fail(const char *path, struct err *err)
{
	return err_set(err,
		       "%s: its tensors lie too deep, too often or under names too long; save "
		       "model.state_dict()",
		       path);
}

static bool collect(struct torch_walk *walk, struct walker *walker, const char *path,
		    struct err *err)
{
	const struct pickle_value *tensor;
	enum step step;
	size_t capacity = 0;

	begin(walker, walk->network);
	while ((step = next_tensor(walker, &tensor)) == STEP_TENSOR) {
		if (walk->count == TENSORS_MAX)
			return err_set(err,
				       "%s: has more than %d tensors, the most that is read; save "
				       "model.state_dict()",
				       path, TENSORS_MAX);
		if (walk->count == capacity) {
			capacity = capacity ? capacity * 2 : 16;
			walk->entries = xrealloc(walk->entries, capacity * sizeof(*walk->entries));
		}
		walk->entries[walk->count++] = (struct torch_entry){xstrdup(walker->name), tensor};
	}
	return step == STEP_END || fail(path, err);
}

static bool all_begin_with(const struct torch_walk *walk, const char *prefix)
{
	size_t length = strlen(prefix);

	for (size_t i = 0; i < walk->count; i++)
		if (strncmp(walk->entries[i].name, prefix, length) != 0)
			return false;
	return walk->count > 0;
}

static void strip(struct torch_walk *walk, const char *prefix)
{
	while (all_begin_with(walk, prefix))
		for (size_t i = 0; i < walk->count; i++) {
			char *name = walk->entries[i].name;

			memmove(name, name + strlen(prefix), strlen(name + strlen(prefix)) + 1);
		}
}

static bool walk_for(bool (*is_tensor)(const struct pickle_value *),
		     const struct pickle_value *root, const char *path, struct torch_walk *walk,
		     struct err *err)
{
	struct walker *walker = xcalloc(1, sizeof(*walker));
	bool is_good = true;

	walker->is_tensor = is_tensor;
	*walk = (struct torch_walk){.network = root, .place = xstrdup("")};
	if (is_tensor(root)) {
		walk->entries = xcalloc(1, sizeof(*walk->entries));
		walk->entries[walk->count++] = (struct torch_entry){xstrdup("tensor"), root};
		walk->is_single = true;
	} else {
		go_down(walk, walker);
		is_good = collect(walk, walker, path, err);
		strip(walk, "_orig_mod.");
		strip(walk, "module.");
		strip(walk, "_orig_mod.");
	}
	free(walker);
	return is_good;
}

bool torch_walk(const struct pickle_value *root, const char *path, struct torch_walk *walk,
		struct err *err)
{
	if (!walk_for(torch_is_tensor, root, path, walk, err))
		return false;
	if (walk->count > 0)
		return true;
	torch_walk_clear(walk);
	return walk_for(torch_is_array, root, path, walk, err);
}

void torch_walk_clear(struct torch_walk *walk)
{
	for (size_t i = 0; i < walk->count; i++)
		free(walk->entries[i].name);
	free(walk->entries);
	for (size_t i = 0; i < walk->fact_count; i++) {
		free(walk->facts[i].key);
		free(walk->facts[i].value);
	}
	free(walk->facts);
	free(walk->place);
}
