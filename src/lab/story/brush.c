/* Dabs, lines, and the box and centre of mass of what was drawn. */
#include "lab/story/brush.h"

#include <math.h>
#include <string.h>

void brush_dab(float *pixels, int height, int width, double y, double x, double radius,
	       float amount)
{
	for (int row = 0; row < height; row++) {
		for (int column = 0; column < width; column++) {
			double distance = hypot(row - y, column - x);
			float share = (float)fmin(1, fmax(0, radius + 0.5 - distance));
			float *pixel = &pixels[row * width + column];

			if (amount > 0)
				*pixel = fmaxf(*pixel, share * amount);
			else
				*pixel = fminf(*pixel, 1 - share);
		}
	}
}

void brush_line(float *pixels, int height, int width, double y0, double x0, double y1, double x1,
		double radius, float amount)
{
	double length = fmax(fabs(y1 - y0), fabs(x1 - x0));
	int steps = (int)ceil(2 * fmin(length, 4096)) + 1;

	for (int i = 0; i < steps; i++) {
		double t = steps > 1 ? (double)i / (steps - 1) : 0;

		brush_dab(pixels, height, width, y0 + t * (y1 - y0), x0 + t * (x1 - x0), radius,
			  amount);
	}
}

struct box {
	int top, left, bottom, right; /* inclusive; bottom < top: no ink */
	double y, x;                  /* the centre of mass */
};

static struct box find_box(const float *pixels, int height, int width)
{
	struct box box = {height, width, -1, -1, 0, 0};
	double mass = 0;

	for (int y = 0; y < height; y++) {
		for (int x = 0; x < width; x++) {
			double ink = (double)pixels[y * width + x];

			if (ink < 0.02)
				continue;
			box.top = y < box.top ? y : box.top;
			box.bottom = y;
			box.left = x < box.left ? x : box.left;
			box.right = x > box.right ? x : box.right;
			box.y += ink * y;
			box.x += ink * x;
			mass += ink;
		}
	}
	if (mass > 0) {
		box.y /= mass;
		box.x /= mass;
	}
	return box;
}

/* Between the four pixels around a place; blank outside. */
static double sample(const float *pixels, int height, int width, double y, double x)
{
	int top = (int)floor(y), left = (int)floor(x);
	double sum = 0;

	for (int i = 0; i < 4; i++) {
		int row = top + i / 2, column = left + i % 2;
		double share = (1 - fabs(y - row)) * (1 - fabs(x - column));

		if (row >= 0 && row < height && column >= 0 && column < width)
			sum += share * (double)pixels[row * width + column];
	}
	return sum;
}

/* The mean over the square that a pixel of `out` stands for, 1 / scale wide: FINE x FINE samples,
 * so that nothing thin is lost where the picture shrinks. */
static double sample_square(const float *pixels, int height, int width, double y, double x,
			    double scale)
{
	enum { FINE = 4 };
	double sum = 0;

	for (int i = 0; i < FINE * FINE; i++)
		sum += sample(pixels, height, width, y + ((i / FINE + 0.5) / FINE - 0.5) / scale,
			      x + ((i % FINE + 0.5) / FINE - 0.5) / scale);
	return sum / (FINE * FINE);
}

void brush_center(const float *pixels, int height, int width, float *out)
{
	struct box box = find_box(pixels, height, width);
	int tall = box.bottom - box.top + 1, wide = box.right - box.left + 1;
	int side = height < width ? height : width;
	double scale;

	memset(out, 0, (size_t)height * (size_t)width * sizeof(*out));
	if (box.bottom < 0)
		return;
	scale = side * (20.0 / 28) / (tall > wide ? tall : wide);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			out[y * width + x] = (float)fmin(
				1, sample_square(pixels, height, width,
						 box.y + (y - height / 2.0 + 0.5) / scale,
						 box.x + (x - width / 2.0 + 0.5) / scale, scale));
}
