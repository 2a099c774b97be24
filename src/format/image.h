/* Pictures in memory, as files have them. */
#ifndef FORMAT_IMAGE_H
#define FORMAT_IMAGE_H

#include "base/err.h"
#include "base/limits.h"

#include <stdint.h>

struct image {
	int width, height;
	int channels;    /* 1 grey, 3 red-green-blue */
	uint8_t *pixels; /* [height, width, channels], 0 black; owned */
};

/* Whether sides are 1 to IMAGE_MAX_SIDE; else an error that names the file. */
bool image_check_sides(const char *path, uint64_t width, uint64_t height, struct err *);
void image_clear(struct image *);

#endif
