/*
 * JSON documents on standard output. Floats are printed with nine digits, which read back to the
 * same float; what is no finite number becomes null. Every function that returns a json_t gives it
 * to the caller.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include "cli/output.h"
#include "data/classes.h"
#include "nn/layer.h"

#include <jansson.h>

json_t *json_number(double);
json_t *json_floats(const float *values, size_t count);
/* Rows of `width` values that stand `stride` floats apart, as a list of lists. */
json_t *json_map(const float *values, int height, int width, int stride);
/* Adds to an object; the value is taken over. */
void json_add(json_t *object, const char *key, json_t *value);
/* A string, '?' for what is no UTF-8 (of a file name); NULL becomes null. */
json_t *json_text(const char *);
/* A class's name, or its number as text; null below 0. All names of so many classes. */
json_t *json_class(const struct class_names *, int class);
json_t *json_classes(const struct class_names *, int count);
/* Prints the document and takes it over. */
void json_print(struct output *, json_t *);

#endif
