/* Writing PNG. (It is read as all pictures are: format/image_file.h.) */
#ifndef FORMAT_IMAGE_PNG_H
#define FORMAT_IMAGE_PNG_H

#include "format/image.h"

#include <stddef.h>

/* The bytes of a PNG, which the caller frees; `path` is for the message. NULL: it can't be made. */
unsigned char *image_encode_png(const char *path, const struct image *, size_t *size, struct err *);
/* Whether a file is to be a PNG by its ending; NULL is none. */
bool image_is_png(const char *path);
/* Writes a PNG, atomically. */
bool image_write_png(const char *path, const struct image *, struct err *);

#endif
