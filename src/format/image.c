/* Pictures in memory. */
#include "format/image.h"

#include <stdlib.h>
#include <string.h>

bool image_check_sides(const char *path, uint64_t width, uint64_t height, struct err *err)
{
	if (width >= 1 && width <= IMAGE_MAX_SIDE && height >= 1 && height <= IMAGE_MAX_SIDE)
		return true;
	return err_set(err, "%s: is a picture of %llux%llu; 1x1 to %dx%d are understood", path,
		       (unsigned long long)width, (unsigned long long)height, IMAGE_MAX_SIDE,
		       IMAGE_MAX_SIDE);
}

void image_clear(struct image *image)
{
	free(image->pixels);
	memset(image, 0, sizeof(*image));
}
