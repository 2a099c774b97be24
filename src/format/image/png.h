/* Writing PNG. (It is read as all pictures are: format/image_file.h.) */
#ifndef FORMAT_IMAGE_PNG_H
#define FORMAT_IMAGE_PNG_H

#include "format/image.h"

/* Writes a PNG, atomically. */
bool image_write_png(const char *path, const struct image *, struct err *);

#endif
