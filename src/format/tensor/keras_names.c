/*
 * Names for tensors. Each kind of file adds names in its order; in the end no two may be equal:
 * where they would be, the path stands, which is the tensor's alone.
 */
#include "format/tensor/keras_names.h"
#include "base/xalloc.h"
#include "format/tensor/keras_layers.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct naming {
	const struct stream *stream;
	const char *path; /* of the file, for messages */
	struct keras_names *names;
	bool *is_named; /* [tensors] */
};

static bool begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Takes the name over. */
static void add(struct naming *naming, size_t tensor, char *name)
{
	struct keras_names *names = naming->names;

	naming->is_named[tensor] = true;
	names->names[names->count++] = (struct keras_name){tensor, name};
}

/* The index of a tensor, or the count of them. */
static size_t find_tensor(const struct stream *stream, const char *path)
{
	size_t i = 0;

	while (i < stream->tensor_count && strcmp(stream->tensors[i].name, path) != 0)
		i++;
	return i;
}

/* ---- Listed */

/* What stands behind the last component of `path` that is `layer`; NULL: none is. */
static const char *behind_layer(const char *path, const char *layer)
{
	size_t length = strlen(layer);
	const char *found = NULL;

	for (const char *at = path; (at = strstr(at, layer)); at++)
		if ((at == path || at[-1] == '/') && at[length] == '/')
			found = at + length + 1;
	return found;
}

/* A layer that is built twice in one session is called dense_1_1 in its weights' names. */
static const char *behind_second(const char *path, const char *layer)
{
	const char *slash = strchr(path, '/');
	size_t length = strlen(layer);

	if (!slash || strchr(slash + 1, '/') || !begins_with(path, layer) || path[length] != '_')
		return NULL;
	path += length + 1;
	return path + strspn(path, "0123456789") == slash ? slash + 1 : NULL;
}

/* "sequential/conv2d/kernel:0" of the layer conv2d: "conv2d/kernel". */
static char *listed_name(const char *layer, const char *weight)
{
	const char *colon = strrchr(weight, ':');
	const char *rest = behind_layer(weight, layer);

	if (!rest)
		rest = behind_second(weight, layer);
	if (!rest)
		rest = weight;
	if (colon && colon > rest && colon[1] && colon[1 + strspn(colon + 1, "0123456789")] == '\0')
		return xasprintf("%s/%.*s", layer, (int)(colon - rest), rest);
	return xasprintf("%s/%s", layer, rest);
}

/* group: of the layer. */
static bool name_listed(struct naming *naming, const char *group, const char *layer,
			const char *weight, struct err *err)
{
	char *path = xasprintf("%s/%s", group, weight);
	size_t i = find_tensor(naming->stream, path);

	free(path);
	if (i == naming->stream->tensor_count)
		return err_set(err,
			       "%s: the weight '%s' of the layer '%s' is not in it; save it again",
			       naming->path, weight, layer);
	if (!naming->is_named[i])
		add(naming, i, listed_name(layer, weight));
	return true;
}

/* root: "model_weights/" or "". */
static bool name_layer(struct naming *naming, const char *root, const char *layer, struct err *err)
{
	const struct stream *stream = naming->stream;
	char *group = xasprintf("%s%s", root, layer);
	bool is_good = true;

	for (size_t i = 0; is_good && i < stream->attribute_count; i++) {
		const struct stream_attribute *attribute = &stream->attributes[i];

		if (strcmp(attribute->name, "weight_names") == 0 &&
		    strcmp(attribute->owner, group) == 0)
			is_good = name_listed(naming, group, layer, attribute->value, err);
	}
	free(group);
	return is_good;
}

static bool name_all_listed(struct naming *naming, const char *owner, struct err *err)
{
	const struct stream *stream = naming->stream;
	const char *root = *owner ? "model_weights/" : "";

	for (size_t i = 0; i < stream->attribute_count; i++) {
		const struct stream_attribute *attribute = &stream->attributes[i];

		if (strcmp(attribute->name, "layer_names") == 0 &&
		    strcmp(attribute->owner, owner) == 0 &&
		    !name_layer(naming, root, attribute->value, err))
			return false;
	}
	return true;
}

/* ---- All */

/* What a random layer keeps of its generator is no parameter, nor is what was measured in training.
 */
static bool is_left_out(const struct tensor *tensor, enum keras_kind kind)
{
	if (kind == KERAS_GROUPED && begins_with(tensor->name, "metrics/"))
		return true;
	return tensor->ndim == 1 && tensor->dim[0] == 2 && strcmp(tensor->dtype, "F32") != 0 &&
	       strstr(tensor->name, "seed_generator");
}

static bool is_grouped(const struct stream *stream)
{
	for (size_t i = 0; i < stream->tensor_count; i++)
		if (strstr(stream->tensors[i].name, "/vars/") ||
		    begins_with(stream->tensors[i].name, "vars/"))
			return true;
	return false;
}

/* Tensors that no list names, in the order of the file. */
static void name_rest(struct naming *naming, const json_t *config)
{
	const struct stream *stream = naming->stream;

	for (size_t i = 0; i < stream->tensor_count; i++) {
		const char *path = stream->tensors[i].name;

		if (naming->is_named[i] || is_left_out(&stream->tensors[i], naming->names->kind))
			continue;
		add(naming, i,
		    naming->names->kind == KERAS_GROUPED ? keras_layer_weight(stream, path, config)
							 : xstrdup(path));
	}
}

static int compare_names(const void *left, const void *right)
{
	const struct keras_name *a = *(const struct keras_name *const *)left;
	const struct keras_name *b = *(const struct keras_name *const *)right;

	return strcmp(a->name, b->name);
}

/* The paths instead of the marked names, whose marks are taken away. */
static void use_paths(const struct naming *naming, struct keras_name **names, bool *is_marked)
{
	for (size_t i = 0; i < naming->names->count; i++) {
		if (!is_marked[i])
			continue;
		free(names[i]->name);
		names[i]->name = xstrdup(naming->stream->tensors[names[i]->tensor].name);
		is_marked[i] = false;
	}
}

static void make_unique(struct naming *naming)
{
	struct keras_names *names = naming->names;
	struct keras_name **order = xcalloc(names->count, sizeof(*order));
	bool *is_double = xcalloc(names->count, sizeof(*is_double));

	for (size_t i = 0; i < names->count; i++) {
		order[i] = &names->names[i];
		is_double[i] = !stream_is_name(names->names[i].name);
	}
	use_paths(naming, order, is_double);
	qsort(order, names->count, sizeof(*order), compare_names);
	for (size_t i = 1; i < names->count; i++)
		if (strcmp(order[i - 1]->name, order[i]->name) == 0)
			is_double[i - 1] = is_double[i] = true;
	for (size_t i = 0; i < names->count; i++)
		if (is_double[i]) {
			free(order[i]->name);
			order[i]->name = xstrdup(naming->stream->tensors[order[i]->tensor].name);
		}
	free(is_double);
	free(order);
}

static const char *listing_owner(const struct stream *stream)
{
	if (stream_attribute(stream, "model_weights", "layer_names"))
		return "model_weights";
	return stream_attribute(stream, "", "layer_names") ? "" : NULL;
}

bool keras_names_find(const struct stream *stream, const char *config, const char *path,
		      struct keras_names *names, struct err *err)
{
	bool *is_named = xcalloc(stream->tensor_count + 1, sizeof(*is_named));
	struct naming naming = {stream, path, names, is_named};
	const char *owner = listing_owner(stream);
	json_t *json = config ? json_loads(config, 0, NULL) : NULL;
	bool is_good = true;

	names->count = 0;
	names->names = xcalloc(stream->tensor_count + 1, sizeof(*names->names));
	names->kind = owner ? KERAS_LISTED : is_grouped(stream) ? KERAS_GROUPED : KERAS_PLAIN;
	if (owner)
		is_good = name_all_listed(&naming, owner, err);
	if (is_good) {
		name_rest(&naming, json);
		make_unique(&naming);
	}
	json_decref(json);
	free(is_named);
	return is_good;
}

void keras_names_clear(struct keras_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->names[i].name);
	free(names->names);
	*names = (struct keras_names){0};
}
