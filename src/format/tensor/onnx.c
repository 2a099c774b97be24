/* ONNX, as PyTorch, tf2onnx and Keras export it. */
#include "base/xalloc.h"
#include "format/file.h"
#include "format/tensor_file.h"

#include <stdlib.h>
#include <string.h>

/* A model begins with the version of its format (08 and a small number); then comes its producer's
 * name (12, length, text), or another of its fields. CoreML and SavedModels begin alike, but have a
 * message at 12, or a lower version. */
static bool probe(const unsigned char *head, size_t size)
{
	static const unsigned char next[] = {0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42};

	if (size < 8 || head[0] != 0x08 || head[1] < 3 || head[1] > 64)
		return false;
	if (head[2] == 0x12)
		return head[3] == 0 || (head[4] >= ' ' && head[4] < 0x7f);
	return memchr(next, head[2], sizeof(next));
}

/* x.onnx.data beside x.onnx, where its weights are. */
static char *locate(const char *path)
{
	static const char ending[] = ".onnx.data";
	size_t length = strlen(path), end = sizeof(ending) - 1;
	char *model;

	if (length <= end || strcmp(path + length - end, ending) != 0)
		return NULL;
	model = xasprintf("%.*s", (int)(length - strlen(".data")), path);
	if (file_is_regular(model))
		return model;
	free(model);
	return NULL;
}

#ifdef HAVE_PROTOBUF_C
#include "format/container/message.h"
#include "format/tensor/onnx.h"

static void release(void *memory)
{
	struct onnx *o = memory;

	for (size_t i = 0; i < o->owned_count; i++)
		free(o->owned[i]);
	free(o->owned);
	free(o->graph);
	free(o->container);
	message_free(o->model);
	free(o);
}

static Onnx__Model *read_model(const char *path, struct err *err)
{
	unsigned char *bytes;
	size_t size;
	Onnx__Model *model;

	if (!file_read(path, SAFETENSORS_DATA_MAX, &bytes, &size, err))
		return NULL;
	model = message_read(&onnx__model__descriptor, bytes, size, path, err);
	free(bytes);
	/* What follows the graph is the version of its operators: without it the end is missing. */
	if (model && (!model->graph || model->n_opset_import == 0)) {
		err_set(err,
			"%s: is cut short, or no ONNX model: it has no %s; copy or download it "
			"again",
			path, model->graph ? "opset_import" : "graph");
		message_free(model);
		return NULL;
	}
	return model;
}

static bool read_tensors(struct onnx *o, bool is_header_only, struct err *err)
{
	const Onnx__Graph *graph = o->model->graph;

	if (graph->n_initializer > ONNX_TENSORS_MAX)
		return err_set(err, "%s: has %zu tensors; at most %d are read", o->path,
			       graph->n_initializer, ONNX_TENSORS_MAX);
	for (size_t i = 0; i < graph->n_initializer; i++)
		if (!onnx_add_tensor(o, graph->initializer[i]->name, graph->initializer[i],
				     is_header_only, err))
			return false;
	return onnx_describe(o, is_header_only, err);
}

static bool read_file(const char *path, struct tensor_file *file, struct err *err)
{
	Onnx__Model *model = read_model(path, err);
	struct onnx *o;

	if (!model)
		return false;
	o = xcalloc(1, sizeof(*o));
	o->path = path;
	o->model = model;
	if (!read_tensors(o, file->is_header_only, err)) {
		free(o->tensors);
		release(o);
		return false;
	}
	file->memory = o;
	file->count = o->count;
	file->tensors = o->tensors;
	file->strings = xcalloc(2, sizeof(*file->strings));
	file->strings[file->string_count++] = (struct tensor_string){"container", o->container};
	file->strings[file->string_count++] = (struct tensor_string){"onnx_graph", o->graph};
	return true;
}
#else
static void release(void *memory)
{
	free(memory);
}

static bool read_file(const char *path, struct tensor_file *file, struct err *err)
{
	(void)file;
	return err_set(
		err,
		"%s: is ONNX, which this netglyph was built without protobuf-c to read; install "
		"libprotobuf-c-dev and protobuf-c-compiler, run ./configure and make again",
		path);
}
#endif

const struct tensor_format onnx_format = {
	.name = "ONNX", .probe = probe, .locate = locate, .read = read_file, .release = release};
