/*
 * Keras: .h5, whole or of weights alone, and .weights.h5; .keras, a ZIP archive of the config and
 * of such weights; and any other HDF5 file of tensors. What the tensors are called:
 * format/tensor/keras_names.h.
 *
 * Strings: "container" in words, "keras_config" (the model's config as JSON, as it is),
 * "keras_version", "backend".
 */
#include "base/xalloc.h"
#include "format/container/hdf5.h"
#include "format/container/zip.h"
#include "format/file.h"
#include "format/tensor/keras_names.h"
#include "format/tensor_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What a file that was read lies in. */
struct keras_file {
	struct stream *stream;
	struct keras_names names;
	/* Of an archive, what stands beside the weights; NULL: there is none, or it is in the
	 * stream. Owned. */
	char *config, *version;
	char *container; /* in words; owned */
	bool is_archive;
};

static void keras_file_free(void *memory)
{
	struct keras_file *keras = memory;

	keras_names_clear(&keras->names);
	stream_free(keras->stream);
	free(keras->config);
	free(keras->version);
	free(keras->container);
	free(keras);
}

/* An attribute of the root, or of the group of weights. */
static const char *root_attribute(const struct stream *stream, const char *name)
{
	const char *value = stream_attribute(stream, "", name);

	return value ? value : stream_attribute(stream, "model_weights", name);
}

/* What people are shown. */
static const char *only_text(const char *value)
{
	return value && stream_is_name(value) ? value : NULL;
}

static char *describe(const struct keras_file *keras, bool has_config, const char *version)
{
	enum keras_kind kind = keras->names.kind;
	const char *what = keras->is_archive       ? ".keras"
			   : kind == KERAS_PLAIN   ? "HDF5"
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

static const char *config_of(const struct keras_file *keras)
{
	return keras->config ? keras->config : root_attribute(keras->stream, "model_config");
}

static void hand_over(struct keras_file *keras, struct tensor_file *file)
{
	const struct stream *stream = keras->stream;
	const char *config = config_of(keras);
	const char *version = only_text(keras->version ? keras->version
						       : root_attribute(stream, "keras_version"));

	file->memory = keras;
	file->count = keras->names.count;
	file->tensors = xcalloc(file->count + 1, sizeof(*file->tensors));
	for (size_t i = 0; i < file->count; i++) {
		file->tensors[i] = stream->tensors[keras->names.names[i].tensor];
		file->tensors[i].name = keras->names.names[i].name;
	}
	keras->container = describe(keras, config, version);
	file->strings = xcalloc(4, sizeof(*file->strings));
	add_string(file, "container", keras->container);
	add_string(file, "keras_config", config);
	add_string(file, "keras_version", version);
	add_string(file, "backend", only_text(root_attribute(stream, "backend")));
}

/* ---- Archives */

static const char weights_member[] = "model.weights.h5";

/* Weights in several parts have a table of them beside. */
static bool probe_member(const char *name)
{
	return strcmp(name, weights_member) == 0 || strcmp(name, "model.weights.json") == 0;
}

/* A member of text, which the caller frees; NULL: there is none, or, with a message, it can't be
 * read. */
static char *load_text(struct zip_archive *zip, const char *name, const char *path, struct err *err)
{
	char *text;
	size_t i, size;

	if (!zip_archive_find(zip, name, &i))
		return NULL;
	text = (char *)zip_archive_load(zip, i, HDF5_ATTRIBUTE_MAX, &size, err);
	if (!text || strlen(text) == size)
		return text;
	free(text);
	err_set(err, "%s: %s in it is no text; save it again", path, name);
	return NULL;
}

/* The version that metadata.json names, or NULL. */
static char *version_of(const char *metadata)
{
	json_t *json = metadata ? json_loads(metadata, 0, NULL) : NULL;
	const char *version = json_string_value(json_object_get(json, "keras_version"));
	char *copy = version ? xstrdup(version) : NULL;

	json_decref(json);
	return copy;
}

static struct stream *load_weights(struct zip_archive *zip, const char *path, bool is_header_only,
				   struct err *err)
{
	struct stream *stream;
	unsigned char *bytes;
	size_t i, size;

	if (!zip_archive_find(zip, weights_member, &i)) {
		err_set(err,
			"%s: its weights are in several parts, which are not read; save it again "
			"without max_shard_size",
			path);
		return NULL;
	}
	bytes = zip_archive_load(zip, i, HDF5_FILE_MAX, &size, err);
	if (!bytes)
		return NULL;
	stream = hdf5_bytes_read(path, bytes, size, is_header_only, err);
	free(bytes);
	return stream;
}

static bool read_archive(struct keras_file *keras, const char *path, bool is_header_only,
			 struct err *err)
{
	struct zip_archive *zip = zip_archive_open(path, err);
	char *metadata;

	if (!zip)
		return false;
	*err->text = '\0';
	keras->is_archive = true;
	keras->config = load_text(zip, "config.json", path, err);
	metadata = load_text(zip, "metadata.json", path, err);
	keras->version = version_of(metadata);
	free(metadata);
	if (!*err->text)
		keras->stream = load_weights(zip, path, is_header_only, err);
	zip_archive_close(zip);
	return keras->stream;
}

static bool read_contents(struct keras_file *keras, const char *path, bool is_header_only,
			  struct err *err)
{
	unsigned char head[4];
	size_t size;

	if (!file_head(path, head, sizeof(head), &size, err))
		return false;
	if (zip_is_like(head, size))
		return read_archive(keras, path, is_header_only, err);
	keras->stream = hdf5_file_read(path, is_header_only, err);
	return keras->stream;
}

static bool read_file(const char *path, struct tensor_file *file, struct err *err)
{
	struct keras_file *keras = xcalloc(1, sizeof(*keras));

	if (read_contents(keras, path, file->is_header_only, err) &&
	    keras_names_find(keras->stream, config_of(keras), path, &keras->names, err)) {
		hand_over(keras, file);
		return true;
	}
	keras_file_free(keras);
	return false;
}

const struct tensor_format keras_format = {.name = "Keras",
					   .probe = hdf5_is_like,
					   .probe_member = probe_member,
					   .read = read_file,
					   .release = keras_file_free};
