/*
 * Values between screens and what a session keeps of them (tui/session.h). Whatever is read may be
 * anybody's: a value that is missing, of another type or out of range is not taken, and false says
 * so.
 */
#ifndef TUI_SESSION_VALUE_H
#define TUI_SESSION_VALUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

bool session_get_bool(const json_t *, const char *key, bool *value);
/* Whole numbers within min..max. */
bool session_get_int(const json_t *, const char *key, int min, int max, int *value);
bool session_get_size(const json_t *, const char *key, size_t max, size_t *value);
bool session_get_float(const json_t *, const char *key, float min, float max, float *value);
/* A string; borrowed from the document. NULL: there is none. */
const char *session_get_text(const json_t *, const char *key);
/* Exactly `count` numbers, none further from 0 than DATASET_MAX_PIXEL. */
bool session_get_floats(const json_t *, const char *key, size_t count, float *values);
/* New. A value that is not finite is 0. */
json_t *session_floats(const float *values, size_t count);

#endif
