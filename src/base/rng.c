/* xoshiro256** and the distributions the networks need. */
#include "base/rng.h"

#include <math.h>

static uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

static uint64_t splitmix64(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void rng_seed(struct rng *rng, uint64_t seed, enum rng_stream stream)
{
	uint64_t state = seed;

	/* Hashing the seed before the stream is added keeps neighbouring seeds' streams apart. */
	state = splitmix64(&state) + (uint64_t)stream;
	for (int i = 0; i < 4; i++)
		rng->state[i] = splitmix64(&state);
}

uint64_t rng_u64(struct rng *rng)
{
	uint64_t *s = rng->state;
	uint64_t result = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

uint32_t rng_below(struct rng *rng, uint32_t n)
{
	/* Lemire, Fast Random Integer Generation in an Interval, 2019. */
	uint64_t product = (rng_u64(rng) >> 32) * n;

	if ((uint32_t)product < n) {
		uint32_t threshold = (0u - n) % n;

		while ((uint32_t)product < threshold)
			product = (rng_u64(rng) >> 32) * n;
	}
	return (uint32_t)(product >> 32);
}

float rng_uniform(struct rng *rng)
{
	return (float)(rng_u64(rng) >> 40) * 0x1p-24f;
}

void rng_uniforms(struct rng *rng, size_t count, float *values)
{
	/* A copy, so that its state stays in registers. */
	struct rng copy = *rng;

	for (size_t i = 0; i < count; i++)
		values[i] = rng_uniform(&copy);
	*rng = copy;
}

void rng_noise(uint64_t seed, size_t count, float *values)
{
	struct rng rng;

	rng_seed(&rng, seed, RNG_NOISE);
	rng_uniforms(&rng, count, values);
}

double rng_normal(struct rng *rng)
{
	/* 1 - u is in (0,1], so the logarithm is finite. */
	double u = 1.0 - (double)(rng_u64(rng) >> 11) * 0x1p-53;
	double v = (double)(rng_u64(rng) >> 11) * 0x1p-53;

	return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}

double rng_truncated_normal(struct rng *rng)
{
	double x;

	do
		x = rng_normal(rng);
	while (fabs(x) > 2.0);
	return x;
}
