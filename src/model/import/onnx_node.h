/* A node of ONNX's graph as JSON: {"op", "inputs", "outputs", "attributes"}. What is not there is
 * "?" (an operator), "" (a name), NULL or what is usual. Texts are the node's. */
#ifndef MODEL_IMPORT_ONNX_NODE_H
#define MODEL_IMPORT_ONNX_NODE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

const char *onnx_op(const json_t *node);
const char *onnx_input(const json_t *node, size_t i);
const char *onnx_output(const json_t *node);
const json_t *onnx_attribute(const json_t *node, const char *key);
double onnx_number(const json_t *node, const char *key, double usual);
/* Whole numbers of a list, 0..DATASET_MAX_SIDE; what the list does not have is left as it is.
 * False: another number. */
bool onnx_numbers(const json_t *node, const char *key, int *numbers, size_t count);

#endif
