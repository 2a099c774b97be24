/*
 * Files as other programs write them, from nets of ours: their names and layouts, and the strings
 * in which they say what they compute. Include cmocka's headers first.
 */
#ifndef TESTS_SUPPORT_FOREIGN_H
#define TESTS_SUPPORT_FOREIGN_H

#include "model/export.h"

/* A net with parameters that are all different. The caller frees it. */
struct net *foreign_net(const char *architecture, struct shape input, int classes);
/* Writes it as safetensors, with a string if `key` is not NULL, and returns the path. */
const char *foreign_write(void **state, const char *name, const struct net *, enum export_names,
			  const char *key, const char *text);
/* Both compute the same of some images, up to rounding. */
void assert_same_outputs(const struct net *actual, const struct net *expected);

#endif
