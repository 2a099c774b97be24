/* One message with the objects of a model, each with JSON; the first is the model itself. */
#include "format/tensor/keras_metadata.h"
#include "base/limits.h"
#include "format/container/message.h"
#include "format/file.h"
#include "format/proto/tensorflow.pb-c.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Takes the value over and gives it back, or, of a tuple ({"class_name": "__tuple__", "items":
 * [...]}), its list; and so for all that is in it. */
static json_t *without_tuples(json_t *value)
{
	json_t *items = json_object_get(value, "items"), *part;
	const char *class = json_string_value(json_object_get(value, "class_name")), *key;
	size_t i;
	void *next;

	if (class && strcmp(class, "__tuple__") == 0 && json_is_array(items)) {
		json_incref(items);
		json_decref(value);
		return without_tuples(items);
	}
	json_object_foreach_safe(value, next, key, part)
		json_object_set_new(value, key, without_tuples(json_incref(part)));
	json_array_foreach (value, i, part)
		json_array_set_new(value, i, without_tuples(json_incref(part)));
	return value;
}

/* NULL in *config: a class of somebody's own, which has none. */
static bool take_config(const char *path, const char *text, char **config, struct err *err)
{
	json_t *metadata = json_loads(text, 0, NULL);
	json_t *class = json_object_get(metadata, "class_name");
	json_t *layers = json_object_get(metadata, "config"), *both;

	if (!metadata)
		return err_set(err,
			       "%s: is damaged: what it says of the model is no JSON; copy or "
			       "download it again",
			       path);
	if (json_is_string(class) && json_is_object(layers)) {
		layers = without_tuples(json_incref(layers));
		both = json_pack("{s:O, s:o}", "class_name", class, "config", layers);
		*config = json_dumps(both, JSON_COMPACT);
		json_decref(both);
	}
	json_decref(metadata);
	return true;
}

static bool take_root(const char *path, const Tensorflow__KerasMetadata *metadata, char **config,
		      struct err *err)
{
	for (size_t i = 0; i < metadata->n_nodes; i++)
		if (strcmp(metadata->nodes[i]->node_path, "root") == 0)
			return take_config(path, metadata->nodes[i]->metadata, config, err);
	return err_set(err,
		       "%s: is cut short: it says nothing of the model; copy or download it again",
		       path);
}

bool keras_metadata_read(const char *path, char **config, struct err *err)
{
	Tensorflow__KerasMetadata *metadata;
	unsigned char *bytes;
	size_t size;
	bool is_read;

	*config = NULL;
	if (!file_is_regular(path))
		return true;
	if (!file_read(path, KERAS_METADATA_MAX, &bytes, &size, err))
		return false;
	metadata = message_read(&tensorflow__keras_metadata__descriptor, bytes, size, path, err);
	free(bytes);
	if (!metadata)
		return false;
	is_read = take_root(path, metadata, config, err);
	message_free(metadata);
	return is_read;
}
