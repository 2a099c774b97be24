/*
 * Tests of base/rng: published known answers, and the moments of the distributions.
 *
 * Seeds are fixed, so that a test gives the same verdict every time; bounds lie at about five
 * standard errors of the estimate, which a right generator passes and a biased one does not.
 */
#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { DRAWS = 200000 };

struct moments {
	double mean, variance, skewness, kurtosis;
	double biggest; /* magnitude */
	double within_one;
	double correlation; /* of a draw with the next */
};

static struct moments measure(double (*draw)(struct rng *), uint64_t seed)
{
	struct moments m = {0};
	struct rng rng;
	double last = 0;

	rng_seed(&rng, seed, RNG_NOISE);
	for (int i = 0; i < DRAWS; i++) {
		double x = draw(&rng);

		m.mean += x / DRAWS;
		m.variance += x * x / DRAWS;
		m.skewness += x * x * x / DRAWS;
		m.kurtosis += x * x * x * x / DRAWS;
		m.correlation += x * last / DRAWS;
		m.biggest = fmax(m.biggest, fabs(x));
		m.within_one += fabs(x) < 1 ? 1.0 / DRAWS : 0;
		last = x;
	}
	return m;
}

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.6f is not within %.6f of %.6f", value, tolerance, expected);
}

/* A generator whose next number is `value`: the scrambler of xoshiro256** backwards. */
static struct rng rng_about_to_give(uint64_t value)
{
	struct rng rng = {{1, 0, 3, 4}};
	uint64_t x = value * 0x8e38e38e38e38e39u; /* 1/9 */

	x = (x >> 7) | (x << 57);
	rng.state[1] = x * 0xcccccccccccccccdu; /* 1/5 */
	return rng;
}

/* splitmix64 as Steele, Lea and Flood (2014) write it, from the number of the draw. */
static uint64_t splitmix_draw(uint64_t seed, int draw)
{
	uint64_t z = seed + (uint64_t)draw * 0x9e3779b97f4a7c15u;

	z ^= z >> 30;
	z *= 0xbf58476d1ce4e5b9u;
	z ^= z >> 27;
	z *= 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void rng_gives_the_published_numbers_of_xoshiro256starstar(void **state)
{
	/* From the state 1, 2, 3, 4: the test vector of the Rust crate rand_xoshiro, which was
	 * made with the authors' C code. */
	static const uint64_t expected[] = {
		11520u,
		0u,
		1509978240u,
		1215971899390074240u,
		1216172134540287360u,
		607988272756665600u,
		16172922978634559625u,
		8476171486693032832u,
		10595114339597558777u,
		2904607092377533576u,
	};
	struct rng rng = {{1, 2, 3, 4}};

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_true(rng_u64(&rng) == expected[i]);
}

static void rng_seed_hashes_the_seed_then_the_stream_through_splitmix64(void **state)
{
	static const uint64_t seeds[] = {0, 1, 1234567, UINT64_MAX};

	(void)state;
	/* The published answers of splitmix64 for the seed 1234567 vouch for splitmix_draw. */
	assert_true(splitmix_draw(1234567, 1) == 6457827717110365317u);
	assert_true(splitmix_draw(1234567, 2) == 3203168211198807973u);
	for (size_t i = 0; i < sizeof(seeds) / sizeof(*seeds); i++) {
		for (int stream = RNG_INIT; stream <= RNG_NOISE; stream++) {
			uint64_t from = splitmix_draw(seeds[i], 1) + (uint64_t)stream;
			struct rng rng;

			rng_seed(&rng, seeds[i], (enum rng_stream)stream);
			for (int word = 0; word < 4; word++)
				assert_true(rng.state[word] == splitmix_draw(from, word + 1));
		}
	}
}

static void rng_streams_and_neighbouring_seeds_share_no_numbers(void **state)
{
	enum { RNGS = 16, NUMBERS = 32 };
	uint64_t numbers[RNGS * NUMBERS];
	int count = 0;

	(void)state;
	for (int i = 0; i < RNGS; i++) {
		struct rng rng;

		rng_seed(&rng, (uint64_t)i / 4, (enum rng_stream)(i % 4));
		for (int k = 0; k < NUMBERS; k++)
			numbers[count++] = rng_u64(&rng);
	}
	for (int i = 0; i < count; i++)
		for (int k = 0; k < i; k++)
			assert_true(numbers[i] != numbers[k]);
}

static void rng_copied_goes_on_with_the_same_numbers(void **state)
{
	struct rng rng, copy;

	(void)state;
	rng_seed(&rng, 7, RNG_SHUFFLE);
	for (int i = 0; i < 5; i++)
		rng_normal(&rng);
	copy = rng;
	for (int i = 0; i < 100; i++) {
		double expected = rng_normal(&rng), got = rng_normal(&copy);

		assert_memory_equal(&got, &expected, sizeof(got));
	}
}

static void rng_below_stays_below(void **state)
{
	static const uint32_t limits[] = {1, 2, 3, 10, 55000, 0x80000000u, 0xffffffffu};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3, RNG_SHUFFLE);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		for (int k = 0; k < 1000; k++)
			assert_true(rng_below(&rng, limits[i]) < limits[i]);
}

static void rng_below_reaches_both_ends(void **state)
{
	struct rng first = rng_about_to_give(UINT64_C(1) << 32),
		   last = rng_about_to_give(UINT64_MAX);

	(void)state;
	assert_int_equal(rng_below(&first, 1000), 0);
	assert_int_equal(rng_below(&last, 1000), 999);
}

static double chi_square(const int *counts, int cells)
{
	double sum = 0, expected = (double)DRAWS / cells;

	for (int i = 0; i < cells; i++)
		sum += (counts[i] - expected) * (counts[i] - expected) / expected;
	return sum;
}

static void rng_below_spreads_evenly(void **state)
{
	int counts[10] = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 11, RNG_SHUFFLE);
	for (int i = 0; i < DRAWS; i++)
		counts[rng_below(&rng, 10)]++;
	/* Nine degrees of freedom: more than 33.7 once in ten thousand times, 0.5 as seldom. */
	assert_in_range((int)(10 * chi_square(counts, 10)), 5, 337);
}

static void rng_below_has_no_bias_where_the_limit_does_not_divide(void **state)
{
	/* Multiplying and shifting alone gives every third number of 3 * 2^30 twice as often. */
	int counts[3] = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 12, RNG_SHUFFLE);
	for (int i = 0; i < DRAWS; i++)
		counts[rng_below(&rng, 3u << 30) % 3]++;
	assert_true(chi_square(counts, 3) < 18.4);
}

static void rng_below_draws_again_where_a_number_would_be_favoured(void **state)
{
	/* High half 0: the product's low half 0 is below the threshold 2^30 of 3 * 2^30. */
	struct rng rng = rng_about_to_give(0xffffffffu), next = rng;
	uint32_t below = rng_below(&rng, 3u << 30);

	(void)state;
	rng_u64(&next);
	assert_int_equal(below, rng_below(&next, 3u << 30));
	assert_memory_equal(&rng, &next, sizeof(rng));
}

static double draw_uniform(struct rng *rng)
{
	return (double)rng_uniform(rng) - 0.5;
}

static void rng_uniform_has_24_bits_and_never_reaches_1(void **state)
{
	struct rng rng = rng_about_to_give(UINT64_MAX), zero = rng_about_to_give(0xffffffu);

	(void)state;
	assert_true(rng_uniform(&rng) == 1.0f - 0x1p-24f);
	assert_true(rng_uniform(&zero) == 0.0f);
	for (int i = 0; i < 1000; i++) {
		float scaled = rng_uniform(&rng) * 0x1p24f;

		assert_true(scaled >= 0 && scaled < 0x1p24f && scaled == floorf(scaled));
	}
}

static void rng_uniforms_are_as_one_after_the_other(void **state)
{
	struct rng together, alone;
	float values[100];

	(void)state;
	rng_seed(&together, 7, RNG_NOISE);
	alone = together;
	rng_uniforms(&together, 100, values);
	for (int i = 0; i < 100; i++)
		assert_true(values[i] == rng_uniform(&alone));
	assert_true(rng_u64(&together) == rng_u64(&alone));
}

static void rng_uniform_has_the_moments_of_the_uniform_distribution(void **state)
{
	struct moments m = measure(draw_uniform, 1);

	(void)state;
	assert_near(m.mean, 0, 0.0033);
	assert_near(m.variance, 1.0 / 12, 0.0009);
	assert_near(m.kurtosis, 1.0 / 80, 0.0002);
	assert_near(m.correlation, 0, 0.001);
	assert_true(m.biggest <= 0.5 && m.biggest > 0.4999);
}

static void rng_normal_has_the_moments_of_the_normal_distribution(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 3; seed++) {
		struct moments m = measure(rng_normal, seed);

		assert_near(m.mean, 0, 0.0115);
		assert_near(m.variance, 1, 0.016);
		assert_near(m.skewness, 0, 0.044);
		assert_near(m.kurtosis, 3, 0.11);
		assert_near(m.correlation, 0, 0.0115);
		assert_near(m.within_one, 0.682689, 0.0053);
		assert_true(m.biggest > 3.9 && m.biggest < 6.5);
	}
}

static void rng_normal_is_finite_at_both_ends_of_the_generator(void **state)
{
	struct rng last = rng_about_to_give(UINT64_MAX), first = rng_about_to_give(0);

	(void)state;
	/* The logarithm of 2^-53, and of 1. */
	assert_true(fabs(rng_normal(&last)) <= sqrt(2 * 53 * log(2)));
	assert_true(rng_normal(&first) == 0);
}

static void rng_truncated_normal_stays_within_two_standard_deviations(void **state)
{
	struct moments m = measure(rng_truncated_normal, 5);

	(void)state;
	assert_true(m.biggest <= 2.0);
	/* Cutting at a bound below 2 would show here. */
	assert_true(m.biggest > 1.999);
	assert_near(m.mean, 0, 0.01);
	/* 1 - 4 phi(2) / (2 Phi(2) - 1): clamping instead of drawing again would give 0.92. */
	assert_near(m.variance, 0.773741, 0.009);
	assert_near(m.within_one, 0.682689 / 0.954500, 0.0051);
}

static void noise_depends_on_its_seed_alone(void **state)
{
	enum { NUMBERS = 144 };
	float a[NUMBERS], b[NUMBERS], sum = 0;

	(void)state;
	rng_noise(3, NUMBERS, a);
	rng_noise(3, NUMBERS, b);
	assert_memory_equal(a, b, sizeof(a));
	rng_noise(4, NUMBERS, b);
	assert_memory_not_equal(a, b, sizeof(a));
	for (int i = 0; i < NUMBERS; i++) {
		assert_true(a[i] >= 0 && a[i] < 1);
		sum += a[i] / NUMBERS;
	}
	assert_true(sum > 0.4f && sum < 0.6f);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(rng_gives_the_published_numbers_of_xoshiro256starstar),
	cmocka_unit_test(rng_seed_hashes_the_seed_then_the_stream_through_splitmix64),
	cmocka_unit_test(rng_streams_and_neighbouring_seeds_share_no_numbers),
	cmocka_unit_test(rng_copied_goes_on_with_the_same_numbers),
	cmocka_unit_test(rng_below_stays_below),
	cmocka_unit_test(rng_below_reaches_both_ends),
	cmocka_unit_test(rng_below_spreads_evenly),
	cmocka_unit_test(rng_below_has_no_bias_where_the_limit_does_not_divide),
	cmocka_unit_test(rng_below_draws_again_where_a_number_would_be_favoured),
	cmocka_unit_test(noise_depends_on_its_seed_alone),
	cmocka_unit_test(rng_uniform_has_24_bits_and_never_reaches_1),
	cmocka_unit_test(rng_uniforms_are_as_one_after_the_other),
	cmocka_unit_test(rng_uniform_has_the_moments_of_the_uniform_distribution),
	cmocka_unit_test(rng_normal_has_the_moments_of_the_normal_distribution),
	cmocka_unit_test(rng_normal_is_finite_at_both_ends_of_the_generator),
	cmocka_unit_test(rng_truncated_normal_stays_within_two_standard_deviations),
};

int main(void)
{
	return cmocka_run_group_tests_name("base/rng", tests, NULL, NULL);
}
