/* PNG, through libpng: any depth and colour type is read as grey. */
#ifndef FORMAT_IMAGE_PNG_H
#define FORMAT_IMAGE_PNG_H

#include "format/image_file.h"

extern const struct image_format png_format;

/* Writes a PNG, atomically. */
bool image_write_png(const char *path, const struct image *, struct err *);

#endif
