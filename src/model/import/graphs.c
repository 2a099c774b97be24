/* The table of readers of graphs. */
#include "model/import/graph.h"

extern const struct graph_reader graph_keras, graph_torch, graph_onnx;

static const struct graph_reader *const readers[] = {&graph_keras, &graph_torch, &graph_onnx};

enum graph_answer graph_follow(struct graph *graph, struct err *err)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		const char *text = tensor_file_metadata(graph->file, readers[i]->key);
		enum graph_answer answer;
		json_error_t error;
		json_t *json;

		if (!text)
			continue;
		json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
		if (!json) {
			err_set(err, "%s: its %s is no JSON (line %d: %s): get the file anew",
				graph->path, readers[i]->key, error.line, error.text);
			return GRAPH_REFUSED;
		}
		answer = readers[i]->follow(json, graph, err);
		json_decref(json);
		return answer;
	}
	return GRAPH_NONE;
}
