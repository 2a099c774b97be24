/* The object graph is a message of protobuf in a tensor of strings. */
#include "base/xalloc.h"
#include "format/tensor/checkpoint.h"

#include <stdlib.h>
#include <string.h>

void checkpoint_labels_clear(struct checkpoint_labels *labels)
{
	for (size_t i = 0; i < labels->count; i++) {
		free(labels->labels[i].key);
		free(labels->labels[i].full_name);
	}
	free(labels->labels);
	*labels = (struct checkpoint_labels){0};
}

#ifdef HAVE_PROTOBUF_C
#include "format/container/message.h"
#include "format/proto/tensorflow.pb-c.h"

static int by_key(const void *left, const void *right)
{
	const struct checkpoint_label *a = left, *b = right;
	int order = strcmp(a->key, b->key);

	return order ? order : (a->order > b->order) - (a->order < b->order);
}

static void take_graph(const Tensorflow__ObjectGraph *graph, struct checkpoint_labels *labels)
{
	size_t count = 0;

	for (size_t i = 0; i < graph->n_nodes; i++)
		count += graph->nodes[i]->n_attributes;
	labels->labels = xcalloc(count + 1, sizeof(*labels->labels));
	for (size_t i = 0; i < graph->n_nodes; i++)
		for (size_t k = 0; k < graph->nodes[i]->n_attributes; k++) {
			const Tensorflow__ObjectGraph__Node__Attribute *attribute =
				graph->nodes[i]->attributes[k];

			labels->labels[labels->count++] =
				(struct checkpoint_label){xstrdup(attribute->checkpoint_key),
							  xstrdup(attribute->full_name), i + 1};
		}
	qsort(labels->labels, labels->count, sizeof(*labels->labels), by_key);
}

bool checkpoint_labels_read(const struct bundle *bundle, struct checkpoint_labels *labels,
			    struct err *err)
{
	const struct bundle_entry *entry = bundle_find(bundle, "_CHECKPOINTABLE_OBJECT_GRAPH");
	Tensorflow__ObjectGraph *graph;
	unsigned char *bytes;
	size_t size;

	*labels = (struct checkpoint_labels){0};
	if (!entry || entry->tensor.dtype)
		return true;
	bytes = bundle_read_string(bundle, entry, &size, err);
	if (!bytes)
		return false;
	graph = message_read(&tensorflow__object_graph__descriptor, bytes, size, bundle->index,
			     err);
	free(bytes);
	if (graph)
		take_graph(graph, labels);
	message_free(graph);
	return graph;
}
#else
bool checkpoint_labels_read(const struct bundle *bundle, struct checkpoint_labels *labels,
			    struct err *err)
{
	(void)bundle;
	(void)err;
	*labels = (struct checkpoint_labels){0};
	return true;
}
#endif
