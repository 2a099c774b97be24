/* What calls of names in a pickle become: inert records, but for a few that stand for plain data.
 */
#ifndef FORMAT_CONTAINER_PICKLE_CALLS_H
#define FORMAT_CONTAINER_PICKLE_CALLS_H

#include "format/container/pickle_store.h"

/* A value of the pickle's arena; NULL: the arena is full. */
struct pickle_value *pickle_call(struct pickle *, const char *name, struct pickle_value *arguments);

#endif
