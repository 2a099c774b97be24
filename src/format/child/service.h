/*
 * A child without rights that reads one file after the other (format/child/process.h): starting one
 * for each would take longer than small files do. After a file that can't be read, which may have
 * made it crash, the next one gets a new child; after so many files or bytes there is a new one
 * too, so that the time which a child has bounds a few files and not all.
 */
#ifndef FORMAT_CHILD_SERVICE_H
#define FORMAT_CHILD_SERVICE_H

#include "format/child/process.h"
#include "format/child/stream.h"

struct service;

/* The child starts with the first file. path of the task is not used; its texts are borrowed until
 * service_free. One thread uses a service at a time. */
struct service *service_new(const struct child_task *);
/* What the child says of a file in memory; data_max: bytes of its tensors. NULL on failure. */
struct stream *service_read(struct service *, const char *path, const void *bytes, size_t size,
			    size_t data_max, struct err *);
/* NULL is ignored. */
void service_free(struct service *);

#endif
