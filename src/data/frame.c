/* The box and the centre of mass of what was drawn. */
#include "data/frame.h"

#include <math.h>
#include <string.h>

struct box {
	int top, left, bottom, right; /* inclusive; bottom < top: no ink */
	double y, x;                  /* the centre of mass */
};

static struct box find_box(const struct ink *ink)
{
	struct box box = {ink->height, ink->width, -1, -1, 0, 0};
	double mass = 0;

	for (int y = 0; y < ink->height; y++) {
		for (int x = 0; x < ink->width; x++) {
			double here = (double)ink_at(ink, (size_t)(y * ink->width + x));

			if (here < FRAME_INK)
				continue;
			box.top = y < box.top ? y : box.top;
			box.bottom = y;
			box.left = x < box.left ? x : box.left;
			box.right = x > box.right ? x : box.right;
			box.y += here * y;
			box.x += here * x;
			mass += here;
		}
	}
	if (mass > 0) {
		box.y /= mass;
		box.x /= mass;
	}
	return box;
}

/* Between the four pixels around a place; blank outside. */
static double sample(const struct ink *ink, double y, double x)
{
	int top = (int)floor(y), left = (int)floor(x);
	double sum = 0;

	for (int i = 0; i < 4; i++) {
		int row = top + i / 2, column = left + i % 2;
		double share = (1 - fabs(y - row)) * (1 - fabs(x - column));

		if (row >= 0 && row < ink->height && column >= 0 && column < ink->width)
			sum += share * (double)ink_at(ink, (size_t)(row * ink->width + column));
	}
	return sum;
}

/* The mean over the square that a pixel of `out` stands for, 1 / scale wide: a sample for each
 * pixel within, and 4 x 4 at least, so that nothing thin is lost where the picture shrinks. */
static double sample_square(const struct ink *ink, double y, double x, double scale)
{
	int fine = scale < 0.25 ? (int)ceil(1 / scale) : 4;
	double sum = 0;

	for (int i = 0; i < fine * fine; i++)
		sum += sample(ink, y + ((i / fine + 0.5) / fine - 0.5) / scale,
			      x + ((i % fine + 0.5) / fine - 0.5) / scale);
	return sum / fine / fine;
}

double frame_digit(const struct ink *ink, float *out, int height, int width)
{
	struct box box = find_box(ink);
	int tall = box.bottom - box.top + 1, wide = box.right - box.left + 1;
	int side = height < width ? height : width;
	double scale;

	memset(out, 0, (size_t)height * (size_t)width * sizeof(*out));
	if (box.bottom < 0)
		return 0;
	scale = side * (20.0 / 28) / (tall > wide ? tall : wide);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			out[y * width + x] = (float)fmin(
				1, sample_square(ink, box.y + (y - height / 2.0 + 0.5) / scale,
						 box.x + (x - width / 2.0 + 0.5) / scale, scale));
	return scale;
}
