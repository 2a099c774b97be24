/* A module of a pickled PyTorch model as JSON: {"class", "name", "settings", "modules"}. Texts are
 * the module's. */
#ifndef MODEL_IMPORT_TORCH_MODULE_H
#define MODEL_IMPORT_TORCH_MODULE_H

#include <jansson.h>
#include <stdbool.h>

/* Its class without the modules of Python: "Conv2d"; "?" where it has none. */
const char *module_class(const json_t *module);
/* Whether PyTorch computes it, not a class of one's own of the same name. */
bool module_is_of_torch(const json_t *module);
/* Its name, "features.0"; "" of the whole. */
const char *module_name(const json_t *module);
/* NULL: there is none of that name, or it is no plain value. */
const json_t *module_setting(const json_t *module, const char *key);
/* False: it is no number. */
bool module_number(const json_t *module, const char *key, double *number);
/* Whether a setting is not there, or is this whole number. */
bool module_is_usual(const json_t *module, const char *key, int usual);
bool module_is_true(const json_t *module, const char *key);
/* One or two whole numbers, 0..DATASET_MAX_SIDE; what is not there is `usual`. False: something
 * else. */
bool module_pair(const json_t *value, int usual, int pair[2]);

#endif
