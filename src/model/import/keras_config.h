/* The config of a layer of Keras, a JSON object: settings by their names. */
#ifndef MODEL_IMPORT_KERAS_CONFIG_H
#define MODEL_IMPORT_KERAS_CONFIG_H

#include <jansson.h>
#include <stdbool.h>

/* The config's text, or `usual` where it has none. */
const char *keras_text(const json_t *config, const char *key, const char *usual);
/* A number; `usual` where there is none, or null. False: it is something else. */
bool keras_number(const json_t *config, const char *key, double usual, double *number);
/* Whether it is that number, or is not told. */
bool keras_is_usual(const json_t *config, const char *key, double usual);
/* One or two whole numbers, 1..DATASET_MAX_SIDE; false: something else. */
bool keras_pair(const json_t *config, const char *key, const int usual[2], int pair[2]);

#endif
