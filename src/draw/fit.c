/* From large to small; at one scale, what keeps all rows comes first. */
#include "draw/fit.h"

enum { MIN_SCALE = -64 };

enum pixels fit_picture(struct picture *picture, struct medium medium, int *rows, int *columns)
{
	int max_rows = *rows, max_columns = *columns;

	for (bool is_narrow = false;; is_narrow = !is_narrow) {
		enum pixels pixels = picture_pixels(picture, medium, is_narrow ? 0 : max_columns);

		picture_cells(picture, pixels, rows, columns);
		if ((*rows <= max_rows && *columns <= max_columns) || picture->scale == MIN_SCALE)
			return pixels;
		if (is_narrow)
			picture->scale = picture->scale == 1 ? -2 : picture->scale - 1;
	}
}
