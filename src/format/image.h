/* Pictures: PNG (through libpng) and PGM, plain or raw. */
#ifndef FORMAT_IMAGE_H
#define FORMAT_IMAGE_H

#include "base/err.h"

#include <stdint.h>

struct image {
	int width, height;
	int channels;    /* 1 grey, 3 red-green-blue */
	uint8_t *pixels; /* [height, width, channels], 0 black; owned */
};

/* Reads a PNG or PGM (told by content) as grey: colours by their luminance, transparency over
 * white, 16 bits rounded to 8. Refuses sides above IMAGE_MAX_SIDE before it allocates. */
#define IMAGE_MAX_SIDE 4096
bool image_read_grey(const char *path, struct image *, struct err *);
/* Writes a PNG, atomically. */
bool image_write_png(const char *path, const struct image *, struct err *);
void image_clear(struct image *);

#endif
