/* The structural similarity is that of scikit-image's structural_similarity(gaussian_weights=True,
 * sigma=1.5, use_sample_covariance=False, data_range=1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/attack/ssim.h"

#include <math.h>

enum { LARGEST = 40 * 28 };

static void draw(int height, int width, int kind, float *image)
{
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			image[y * width + x] = (float)((x * 7 + y * 13 + x * y * kind) % 17) / 16;
}

static void similarities_are_those_of_scikit_image(void **state)
{
	static const struct {
		int height, width;
		double other, fainter;
	} rows[] = {{28, 28, 0.04257764716312477, 0.9944678353504658},
		    {11, 11, -0.019983270615193355, 0.9945005565907075},
		    {40, 15, -0.030766008548426947, 0.9944686590466635}};
	float a[LARGEST], b[LARGEST], c[LARGEST];

	(void)state;
	for (int i = 0; i < 3; i++) {
		draw(rows[i].height, rows[i].width, 1, a);
		draw(rows[i].height, rows[i].width, 2, b);
		for (int k = 0; k < rows[i].height * rows[i].width; k++)
			c[k] = 0.9f * a[k] + 0.05f;
		assert_true(fabs(ssim(rows[i].height, rows[i].width, a, b) - rows[i].other) < 1e-6);
		assert_true(fabs(ssim(rows[i].height, rows[i].width, a, c) - rows[i].fainter) <
			    1e-6);
	}
}

static void small_images_have_smaller_windows(void **state)
{
	static const int sizes[][2] = {{1, 1}, {1, 30}, {10, 4}, {2, 2}, {5, 12}};
	float a[LARGEST], b[LARGEST];

	(void)state;
	for (int i = 0; i < 5; i++) {
		int height = sizes[i][0], width = sizes[i][1];
		double value;

		draw(height, width, 1, a);
		draw(height, width, 1, b);
		assert_true(fabs(ssim(height, width, a, b) - 1) < 1e-12);
		b[0] += 0.5f;
		value = ssim(height, width, a, b);
		assert_true(value < 1 && value >= -1);
		b[0] = NAN;
		assert_true(isnan(ssim(height, width, a, b)));
	}
	/* Of one pixel there is only its brightness: 2ab / (a^2 + b^2). */
	a[0] = 1;
	b[0] = 0.5f;
	assert_true(fabs(ssim(1, 1, a, b) - 1.0001 / 1.2501) < 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(similarities_are_those_of_scikit_image),
		cmocka_unit_test(small_images_have_smaller_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
