/* Messages of protobuf, whose memory is bounded by their size. */
#ifndef FORMAT_CONTAINER_MESSAGE_H
#define FORMAT_CONTAINER_MESSAGE_H

#include "base/err.h"

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

/* Unpacks bytes, which may be freed then; the caller frees the message. NULL: they are no such
 * message, or it would take more memory than MESSAGE_MEMORY_MAX of its size; `what` is for the
 * message ("PATH", "PATH: the object graph"). */
void *message_read(const ProtobufCMessageDescriptor *, const void *bytes, size_t size,
		   const char *what, struct err *);
/* NULL is ignored. */
void message_free(void *message);

#endif
