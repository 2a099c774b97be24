/* From large to small; at one scale, what keeps all rows comes first. */
#include "draw/fit.h"

const int fit_scales[FIT_SCALES] = {16, 12, 10, 8,  6,  5,  4,  3,   2,
				    1,  -2, -3, -4, -5, -6, -8, -12, -16};

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

struct fitted fit_at(const struct picture *picture, int scale, struct medium medium, int room)
{
	struct picture scaled = {
		.height = picture->height, .width = picture->width, .scale = scale};
	struct fitted fit = {.scale = scale};

	fit.pixels = picture_pixels(&scaled, medium, room);
	picture_cells(&scaled, fit.pixels, &fit.rows, &fit.columns);
	return fit;
}

struct fitted fit_into(const struct picture *picture, struct medium medium, int rows, int columns)
{
	struct fitted fit = {0};

	for (int i = 0; i < FIT_SCALES && picture->height > 0; i++) {
		fit = fit_at(picture, fit_scales[i], medium, columns);
		if (fit.rows <= rows && fit.columns <= columns)
			break;
	}
	return fit;
}

bool fit_merges_rows(const struct fitted *fit)
{
	struct picture picture = {.scale = fit->scale};

	return fit->rows > 0 && picture_merges_rows(&picture, fit->pixels);
}
