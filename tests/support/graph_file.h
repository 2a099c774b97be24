/*
 * Files that say what they compute, for tests: graphs as text, with the tensors of a net of ours.
 * Include cmocka's headers first.
 */
#ifndef TESTS_SUPPORT_GRAPH_FILE_H
#define TESTS_SUPPORT_GRAPH_FILE_H

#include "model/import/import.h"
#include "support/foreign.h"

enum { GRAPH_TEXT_MAX = 8192 };

/* Of all graphs but those of other sizes. */
static const struct shape graph_image = {12, 12, 1};

/* A file with a graph: tensors are those of a net of ours. */
struct graph_file {
	const char *key; /* of the graph */
	enum export_names names;
	const char *net; /* whose tensors the file has */
	/* And those that are written beside them. */
	const struct tensor *more;
	size_t more_count;
	struct tensor_string said; /* beside the graph; key NULL: nothing */
};

/* Makes JSON of text with ' for ". */
void graph_quote(char *text);

/* A module of PyTorch, a layer of Keras and a node of ONNX as JSON, of string literals. */
#define MODULE(kind, name, settings)                                                             \
	"{\"class\":\"torch.nn.modules." kind "\",\"name\":\"" name "\",\"settings\":{" settings \
	"}}"
#define LAYER(kind, name, settings) \
	"{\"class_name\":\"" kind "\",\"config\":{\"name\":\"" name "\"" settings "}}"

#define NODE(op, in, out, attributes)                                \
	"{\"op\":\"" op "\",\"inputs\":[" in "],\"outputs\":[\"" out \
	"\"],\"attributes\":{" attributes "}}"

/* What is made of it for images of that size; NULL: it is refused. */
struct import *graph_file_import(void **state, const struct graph_file *, const char *text,
				 struct shape at_hand, struct err *);
/* expected: the architecture of its first candidate, or, behind "!", a part of the message. */
void check_graph(void **state, const struct graph_file *, const char *text, const char *expected);

#endif
