/* The graph as JSON. jansson refuses texts that are no UTF-8; numbers of nodes and of what belongs
 * to them are bounded, as JSON in memory takes many times what it takes in the file. */
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/tensor/onnx.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ONNX's numbers of kinds of attributes. */
enum kind { FLOAT = 1, INT, STRING, TENSOR, GRAPH, FLOATS, INTS, STRINGS };

struct describing {
	struct onnx *onnx;
	bool is_header_only;
	size_t parts; /* values so far */
	struct err *err;
};

static json_t *text(struct describing *d, const char *value)
{
	json_t *json = json_string(value);

	if (!json)
		err_set(d->err, "%s: a name in it is no UTF-8; export it again", d->onnx->path);
	return json;
}

static json_t *real(float value)
{
	return isfinite(value) ? json_real((double)value) : json_null();
}

static bool count_parts(struct describing *d, size_t count)
{
	if (count <= ONNX_PARTS_MAX - d->parts) {
		d->parts += count;
		return true;
	}
	return err_set(d->err,
		       "%s: its nodes have more than %d inputs, outputs and attributes; no network "
		       "that netglyph knows has so many",
		       d->onnx->path, ONNX_PARTS_MAX);
}

static json_t *texts(struct describing *d, char **values, size_t count)
{
	json_t *array;

	if (!count_parts(d, count))
		return NULL;
	array = json_array();
	for (size_t i = 0; i < count; i++)
		if (json_array_append_new(array, text(d, values[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	return array;
}

static json_t *bytes_text(struct describing *d, const ProtobufCBinaryData *bytes)
{
	json_t *json = json_stringn((const char *)bytes->data, bytes->len);

	/* Bytes that are no text say nothing of a graph. */
	(void)d;
	return json ? json : json_null();
}

/* A tensor of the file, whose name says where it stands. */
static json_t *tensor_name(struct describing *d, const Onnx__Node *node, const Onnx__Attribute *a)
{
	const char *output = node->n_output > 0 ? node->output[0] : node->name;
	char *name = onnx_own(d->onnx, xasprintf("%s.%s", output, a->name));

	if (!onnx_add_tensor(d->onnx, name, a->t, d->is_header_only, d->err))
		return NULL;
	return text(d, name);
}

static json_t *list(struct describing *d, const Onnx__Attribute *a, enum kind kind)
{
	json_t *array;

	if (!count_parts(d, a->n_floats + a->n_ints + a->n_strings))
		return NULL;
	array = json_array();
	for (size_t i = 0; kind == FLOATS && i < a->n_floats; i++)
		json_array_append_new(array, real(a->floats[i]));
	for (size_t i = 0; kind == INTS && i < a->n_ints; i++)
		json_array_append_new(array, json_integer(a->ints[i]));
	for (size_t i = 0; kind == STRINGS && i < a->n_strings; i++)
		json_array_append_new(array, bytes_text(d, &a->strings[i]));
	return array;
}

/* Graphs and kinds that are not known are null. */
static json_t *attribute(struct describing *d, const Onnx__Node *node, const Onnx__Attribute *a)
{
	switch ((enum kind)a->type) {
	case FLOAT:
		return real(a->f);
	case INT:
		return json_integer(a->i);
	case STRING:
		return bytes_text(d, &a->s);
	case TENSOR:
		return a->t ? tensor_name(d, node, a) : json_null();
	case FLOATS:
	case INTS:
	case STRINGS:
		return list(d, a, (enum kind)a->type);
	case GRAPH:
		break;
	}
	return json_null();
}

/* Takes over the value; NULL: it could not be made. */
static bool put(struct describing *d, json_t *object, const char *key, json_t *value)
{
	if (!value)
		return false;
	return json_object_set_new(object, key, value) == 0 ||
	       err_set(d->err, "%s: a name in it is no UTF-8; export it again", d->onnx->path);
}

static bool put_attributes(struct describing *d, json_t *object, const Onnx__Node *node)
{
	json_t *attributes = json_object();

	if (!put(d, object, "attributes", attributes) || !count_parts(d, node->n_attribute))
		return false;
	for (size_t i = 0; i < node->n_attribute; i++)
		if (!put(d, attributes, node->attribute[i]->name,
			 attribute(d, node, node->attribute[i])))
			return false;
	return true;
}

static bool put_node(struct describing *d, json_t *nodes, const Onnx__Node *node)
{
	json_t *object = json_object();

	json_array_append_new(nodes, object);
	return put(d, object, "op", text(d, node->op_type)) &&
	       put(d, object, "name", text(d, node->name)) &&
	       put(d, object, "inputs", texts(d, node->input, node->n_input)) &&
	       put(d, object, "outputs", texts(d, node->output, node->n_output)) &&
	       put_attributes(d, object, node);
}

static bool is_initializer(const Onnx__Graph *graph, const char *name)
{
	for (size_t i = 0; i < graph->n_initializer; i++)
		if (strcmp(graph->initializer[i]->name, name) == 0)
			return true;
	return false;
}

static json_t *dims(struct describing *d, const Onnx__Value *value)
{
	const Onnx__Value__TensorType *type = value->type ? value->type->tensor_type : NULL;
	size_t count = type && type->shape ? type->shape->n_dim : 0;
	json_t *array;

	if (!count_parts(d, count))
		return NULL;
	array = json_array();
	for (size_t i = 0; i < count; i++) {
		int64_t size = type->shape->dim[i]->dim_value;

		json_array_append_new(array, json_integer(size > 0 ? size : -1));
	}
	return array;
}

/* The graph's inputs or outputs. */
static json_t *values(struct describing *d, Onnx__Value *const *list, size_t count)
{
	const Onnx__Graph *graph = d->onnx->model->graph;
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *object;

		if (is_initializer(graph, list[i]->name))
			continue;
		object = json_object();
		json_array_append_new(array, object);
		if (!put(d, object, "name", text(d, list[i]->name)) ||
		    !put(d, object, "dims", dims(d, list[i]))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static int64_t opset_of(const Onnx__Model *model)
{
	for (size_t i = 0; i < model->n_opset_import; i++) {
		const char *domain = model->opset_import[i]->domain;

		if (!*domain || strcmp(domain, "ai.onnx") == 0)
			return model->opset_import[i]->version;
	}
	return 0;
}

static char *producer_of(const Onnx__Model *model)
{
	return xasprintf("%s%s%s", model->producer_name, *model->producer_version ? " " : "",
			 model->producer_version);
}

/* A tensor by a second name, as PyTorch writes equal ones; it becomes a tensor of the file. */
static bool is_alias(struct describing *d, const Onnx__Node *node)
{
	struct onnx *o = d->onnx;

	if (strcmp(node->op_type, "Identity") != 0 || node->n_input != 1 || node->n_output != 1)
		return false;
	for (size_t i = 0; i < o->count; i++)
		if (strcmp(o->tensors[i].name, node->input[0]) == 0)
			return onnx_add_alias(o, node->output[0], &o->tensors[i]);
	return false;
}

static bool put_all(struct describing *d, json_t *root)
{
	const Onnx__Model *model = d->onnx->model;
	const Onnx__Graph *graph = model->graph;
	json_t *nodes = json_array();
	char *producer = producer_of(model);
	bool is_good = put(d, root, "opset", json_integer(opset_of(model))) &&
		       put(d, root, "producer", text(d, producer)) &&
		       put(d, root, "inputs", values(d, graph->input, graph->n_input)) &&
		       put(d, root, "outputs", values(d, graph->output, graph->n_output));

	free(producer);
	is_good = put(d, root, "nodes", nodes) && is_good;
	for (size_t i = 0; i < graph->n_node && is_good; i++)
		if (strcmp(graph->node[i]->op_type, "Constant") == 0)
			is_good = onnx_add_constant(d->onnx, graph->node[i], d->is_header_only,
						    d->err);
		else if (!is_alias(d, graph->node[i]))
			is_good = put_node(d, nodes, graph->node[i]);
	return is_good;
}

static char *container_of(const Onnx__Model *model)
{
	char *producer = producer_of(model);
	char *text = xasprintf("ONNX (%s%sopset %lld)", producer, *producer ? ", " : "",
			       (long long)opset_of(model));

	free(producer);
	return text;
}

bool onnx_describe(struct onnx *o, bool is_header_only, struct err *err)
{
	const Onnx__Graph *graph = o->model->graph;
	struct describing describing = {o, is_header_only, 0, err};
	json_t *root;
	bool is_good;

	if (graph->n_node > ONNX_NODES_MAX || graph->n_input > ONNX_NODES_MAX ||
	    graph->n_output > ONNX_NODES_MAX)
		return err_set(
			err, "%s: has %zu nodes, %zu inputs and %zu outputs; at most %d are read",
			o->path, graph->n_node, graph->n_input, graph->n_output, ONNX_NODES_MAX);
	root = json_object();
	is_good = put_all(&describing, root);
	if (is_good) {
		o->graph = json_dumps(root, JSON_COMPACT);
		o->container = container_of(o->model);
	}
	json_decref(root);
	return is_good;
}
