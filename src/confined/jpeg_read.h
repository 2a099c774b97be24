/* A JPEG in memory to grey pixels, by libjpeg. */
#ifndef CONFINED_JPEG_READ_H
#define CONFINED_JPEG_READ_H

#include "base/err.h"
#include "confined/output.h"

/* The picture as one tensor "pixels", U8 [height, width]. The message of a failure goes behind the
 * file's name. The caller ends the output. */
bool jpeg_read(const unsigned char *bytes, size_t size, struct output *, struct err *);

#endif
