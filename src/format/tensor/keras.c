/*
 * Keras: .h5, whole or of weights alone, and .weights.h5; and any other HDF5 file of tensors. What
 * the tensors are called: format/tensor/keras_names.h.
 *
 * Strings: "container" in words, "keras_config" (the model's config as JSON, as it is),
 * "keras_version", "backend".
 */
#include "base/xalloc.h"
#include "format/container/hdf5.h"
#include "format/tensor/keras_names.h"
#include "format/tensor_file.h"

#include <stdlib.h>
#include <string.h>

/* What a file that was read lies in. */
struct keras_file {
	struct stream *stream;
	struct keras_names names;
	char *container;
};

static void keras_file_free(void *memory)
{
	struct keras_file *keras = memory;

	keras_names_clear(&keras->names);
	stream_free(keras->stream);
	free(keras->container);
	free(keras);
}

/* An attribute of the root, or of the group of weights. */
static const char *root_attribute(const struct stream *stream, const char *name)
{
	const char *value = stream_attribute(stream, "", name);

	return value ? value : stream_attribute(stream, "model_weights", name);
}

static char *describe(enum keras_kind kind, bool has_config, const char *version)
{
	const char *what = kind == KERAS_PLAIN     ? "HDF5"
			   : kind == KERAS_GROUPED ? "Keras .weights.h5"
			   : has_config            ? "Keras .h5"
						   : "Keras .h5 of weights";

	return version ? xasprintf("%s (Keras %s)", what, version) : xstrdup(what);
}

static void add_string(struct tensor_file *file, const char *key, const char *value)
{
	if (value)
		file->strings[file->string_count++] = (struct tensor_string){key, value};
}

static void hand_over(struct keras_file *keras, const char *config, struct tensor_file *file)
{
	const struct stream *stream = keras->stream;
	const char *version = root_attribute(stream, "keras_version");

	file->memory = keras;
	file->count = keras->names.count;
	file->tensors = xcalloc(file->count + 1, sizeof(*file->tensors));
	for (size_t i = 0; i < file->count; i++) {
		file->tensors[i] = stream->tensors[keras->names.names[i].tensor];
		file->tensors[i].name = keras->names.names[i].name;
	}
	keras->container = describe(keras->names.kind, config, version);
	file->strings = xcalloc(4, sizeof(*file->strings));
	add_string(file, "container", keras->container);
	add_string(file, "keras_config", config);
	add_string(file, "keras_version", version);
	add_string(file, "backend", root_attribute(stream, "backend"));
}

static bool read_file(const char *path, struct tensor_file *file, struct err *err)
{
	struct stream *stream = hdf5_file_read(path, file->is_header_only, err);
	const char *config = stream ? root_attribute(stream, "model_config") : NULL;
	struct keras_file *keras;

	if (!stream)
		return false;
	keras = xcalloc(1, sizeof(*keras));
	keras->stream = stream;
	if (keras_names_find(stream, config, path, &keras->names, err)) {
		hand_over(keras, config, file);
		return true;
	}
	keras_file_free(keras);
	return false;
}

const struct tensor_format keras_format = {
	.name = "Keras", .probe = hdf5_is_like, .read = read_file, .release = keras_file_free};
