/* TensorFlow's V2 checkpoints, and the variables of SavedModels, which are such checkpoints. */
#include "base/xalloc.h"
#include "format/file.h"
#include "format/tensor/bundle.h"
#include "format/tensor/checkpoint.h"
#include "format/tensor/keras_metadata.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct memory {
	size_t count;
	char **names;         /* [count] */
	unsigned char *bytes; /* of all tensors */
	char *step, *config;
};

static void release(void *owned)
{
	struct memory *memory = owned;

	for (size_t i = 0; i < memory->count; i++)
		free(memory->names[i]);
	free(memory->names);
	free(memory->bytes);
	free(memory->step);
	free(memory->config);
	free(memory);
}

/* A checkpoint is told by its files, not by how one of them begins. */
static bool probe(const unsigned char *head, size_t size)
{
	(void)head;
	(void)size;
	return false;
}

/* A file beside variables/, where the index is in a SavedModel's; else NULL. The caller frees it.
 */
static char *beside(const char *index, const char *name)
{
	static const char ending[] = "variables/variables.index";
	size_t length = strlen(index), end = sizeof(ending) - 1;

	if (length < end || strcmp(index + length - end, ending) != 0)
		return NULL;
	return xasprintf("%.*s%s", (int)(length - end), index, name);
}

static bool is_saved_model(const char *index)
{
	char *model = beside(index, "saved_model.pb");
	bool is = model && file_is_regular(model);

	free(model);
	return is;
}

#ifdef HAVE_PROTOBUF_C
static bool read_config(const char *index, char **config, struct err *err)
{
	char *path = beside(index, "keras_metadata.pb");
	bool is_read;

	*config = NULL;
	is_read = !path || keras_metadata_read(path, config, err);
	free(path);
	return is_read;
}
#else
static bool read_config(const char *index, char **config, struct err *err)
{
	(void)index;
	(void)err;
	*config = NULL;
	return true;
}
#endif

static bool read_bytes(const struct bundle *b, const struct checkpoint_tensor *chosen,
		       struct tensor_file *file, struct memory *memory, struct err *err)
{
	size_t total = 0;
	unsigned char *next;

	for (size_t i = 0; i < file->count; i++)
		total += chosen[i].entry->tensor.size;
	if (total > SAFETENSORS_DATA_MAX)
		return err_set(err, "%s: has more than %zu bytes of data, the most that is read",
			       b->index, SAFETENSORS_DATA_MAX);
	next = memory->bytes = xmalloc(total + 1);
	for (size_t i = 0; i < file->count; i++) {
		if (!bundle_read_data(b, chosen[i].entry, next, err))
			return false;
		file->tensors[i].data = next;
		next += chosen[i].entry->tensor.size;
	}
	return true;
}

static void take_tensors(struct checkpoint_tensor *chosen, size_t count, struct tensor_file *file,
			 struct memory *memory)
{
	file->count = memory->count = count;
	file->tensors = xcalloc(count + 1, sizeof(*file->tensors));
	memory->names = xcalloc(count + 1, sizeof(*memory->names));
	for (size_t i = 0; i < count; i++) {
		file->tensors[i] = chosen[i].entry->tensor;
		file->tensors[i].name = memory->names[i] = chosen[i].name;
	}
}

static void add_string(struct tensor_file *file, const char *key, const char *value)
{
	file->strings[file->string_count++] = (struct tensor_string){key, value};
}

static bool take_strings(const struct bundle *b, struct tensor_file *file, struct memory *memory,
			 struct err *err)
{
	int64_t step;

	if (!checkpoint_step(b, &step, err) || !read_config(b->index, &memory->config, err))
		return false;
	file->strings = xcalloc(3, sizeof(*file->strings));
	add_string(file, "container",
		   is_saved_model(b->index) ? "TensorFlow SavedModel" : "TensorFlow checkpoint");
	if (step >= 0) {
		memory->step = xasprintf("%" PRId64, step);
		add_string(file, "step", memory->step);
	}
	if (memory->config)
		add_string(file, "keras_config", memory->config);
	return true;
}

static bool read_bundle(const struct bundle *b, struct tensor_file *file, struct err *err)
{
	struct checkpoint_labels labels;
	struct checkpoint_tensor *chosen;
	struct memory *memory;
	size_t count;
	bool is_read;

	if (!checkpoint_labels_read(b, &labels, err))
		return false;
	memory = file->memory = xcalloc(1, sizeof(*memory));
	chosen = checkpoint_choose(b, &labels, &count);
	take_tensors(chosen, count, file, memory);
	is_read = (file->is_header_only || read_bytes(b, chosen, file, memory, err)) &&
		  take_strings(b, file, memory, err);
	free(chosen);
	checkpoint_labels_clear(&labels);
	return is_read;
}

static bool read_file(const char *path, struct tensor_file *file, struct err *err)
{
	struct bundle bundle;
	bool is_read;

	if (!bundle_read(path, &bundle, err))
		return false;
	is_read = read_bundle(&bundle, file, err);
	bundle_clear(&bundle);
	if (is_read)
		return true;
	if (file->memory)
		release(file->memory);
	free(file->tensors);
	return false;
}

const struct tensor_format tensorflow_format = {.name = "TensorFlow",
						.probe = probe,
						.locate = bundle_locate,
						.read = read_file,
						.release = release};
