/* Dabs and lines. */
#include "lab/story/brush.h"

#include <math.h>

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
