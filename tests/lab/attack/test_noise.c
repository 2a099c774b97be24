/* Noise has the size that is asked for in each norm, and is the same for the same seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/attack/noise.h"

#include <math.h>
#include <string.h>

enum { PIXELS = 400 };

/* Of noise - start: pixels changed, length, largest and mean change. */
struct sizes {
	double l0, l2, linf, mean;
};

static struct sizes sizes_of(const float *start, const float *image)
{
	struct sizes s = {0};

	for (int i = 0; i < PIXELS; i++) {
		double change = (double)image[i] - (double)start[i];

		s.l0 += change != 0;
		s.l2 += change * change;
		s.linf = fmax(s.linf, fabs(change));
		s.mean += change / PIXELS;
	}
	s.l2 = sqrt(s.l2);
	return s;
}

static struct attack_spec spec_of(bool is_clipped)
{
	struct attack_spec spec = attack_method_defaults(attack_methods[0], 1, false);

	spec.is_clipped = is_clipped;
	return spec;
}

/* Half of the pixels black, a quarter white. */
static void draw(float *start)
{
	for (int i = 0; i < PIXELS; i++)
		start[i] = i % 4 < 2 ? 0 : i % 4 == 2 ? 1 : 0.4f;
}

static void noise_is_as_large_as_asked_for(void **state)
{
	float start[PIXELS], image[PIXELS];

	(void)state;
	draw(start);
	for (int clipped = 0; clipped < 2; clipped++) {
		struct attack_spec spec = spec_of(clipped);
		struct sizes s;

		noise_of_size(&spec, ATTACK_L2, 2, start, PIXELS, image);
		s = sizes_of(start, image);
		assert_true(fabs(s.l2 - 2) < 1e-3 && s.l0 > PIXELS / 4 && s.linf < 1);
		noise_of_size(&spec, ATTACK_LINF, 0.3, start, PIXELS, image);
		s = sizes_of(start, image);
		assert_true(fabs(s.linf - 0.3) < 1e-6);
		assert_true(clipped ? s.l0 < PIXELS : s.l0 == PIXELS);
		assert_true(clipped || fabs(s.mean) < 0.06);
		noise_of_size(&spec, ATTACK_L0, 7, start, PIXELS, image);
		s = sizes_of(start, image);
		assert_true(s.l0 == 7 && s.linf <= 1);
		for (int i = 0; i < PIXELS; i++)
			assert_true(image[i] >= 0 && image[i] <= 1);
	}
}

static void clipped_noise_stays_within_range(void **state)
{
	struct attack_spec spec = spec_of(true);
	float start[PIXELS], image[PIXELS];

	(void)state;
	draw(start);
	for (int norm = 0; norm < ATTACK_NORMS; norm++) {
		noise_of_size(&spec, (enum attack_norm)norm, 20, start, PIXELS, image);
		for (int i = 0; i < PIXELS; i++)
			assert_true(image[i] >= 0 && image[i] <= 1);
	}
}

static void noise_depends_on_the_seed_alone(void **state)
{
	struct attack_spec spec = spec_of(true), other = spec_of(true);
	float start[PIXELS], image[PIXELS], again[PIXELS];

	(void)state;
	draw(start);
	other.seed++;
	for (int norm = 0; norm < ATTACK_NORMS; norm++) {
		noise_of_size(&spec, (enum attack_norm)norm, 5, start, PIXELS, image);
		noise_of_size(&spec, (enum attack_norm)norm, 5, start, PIXELS, again);
		assert_memory_equal(image, again, sizeof(image));
		noise_of_size(&other, (enum attack_norm)norm, 5, start, PIXELS, again);
		assert_memory_not_equal(image, again, sizeof(image));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(noise_is_as_large_as_asked_for),
		cmocka_unit_test(clipped_noise_stays_within_range),
		cmocka_unit_test(noise_depends_on_the_seed_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
