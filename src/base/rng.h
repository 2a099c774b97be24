/*
 * Random numbers: xoshiro256** (Blackman and Vigna, 2018), seeded through splitmix64.
 *
 * A generator is passed explicitly; copying the struct saves it, storing it back resumes it. The
 * same seed and stream give the same numbers on every machine.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t state[4];
};

/* Streams of one seed are independent: one for each purpose, so that using more numbers for one
 * (a longer net) does not change another (the order of the images). */
enum rng_stream {
	RNG_INIT,
	RNG_SHUFFLE,
	RNG_DROPOUT,
	RNG_NOISE,
	RNG_JITTER,
	RNG_ADVERSARIAL,
	RNG_CONTROL
};

void rng_seed(struct rng *, uint64_t seed, enum rng_stream stream);
uint64_t rng_u64(struct rng *);
/* Uniform over 0..n-1, without bias; n >= 1. */
uint32_t rng_below(struct rng *, uint32_t n);
/* Uniform in [0,1), 24 bits. */
float rng_uniform(struct rng *);
/* `count` such values. */
void rng_uniforms(struct rng *, size_t count, float *values);
/* An image of noise: `count` values of rng_uniform() from the stream RNG_NOISE of the seed. */
void rng_noise(uint64_t seed, size_t count, float *values);
/* Normal with mean 0 and standard deviation 1 (Box-Muller). */
double rng_normal(struct rng *);
/* The same, drawn anew while beyond two standard deviations: TensorFlow's truncated_normal. */
double rng_truncated_normal(struct rng *);

#endif
