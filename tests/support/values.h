/*
 * Arrays of numbers for the tests of kernels and nets: made by a formula, guarded, compared.
 *
 * The formula is a 32-bit hash of a stream and an index; tests/fixtures/make-reference computes it
 * too. Every array has VALUES_SLACK floats behind its end, and half as many before it, that are
 * NaN: what a kernel may read, but must neither write nor let into its results. Include cmocka's
 * headers first.
 */
#ifndef TESTS_SUPPORT_VALUES_H
#define TESTS_SUPPORT_VALUES_H

#include <stddef.h>
#include <stdint.h>

enum { VALUES_SLACK = 64 }; /* KERNEL_SLACK, but for this room */

/* The streams that make-reference uses; other tests take what they like. */
enum formula_stream { FORMULA_IMAGES = 1, FORMULA_LABELS, FORMULA_SIGNS, FORMULA_PARAMETERS = 10 };

uint32_t formula_bits(uint32_t stream, uint32_t i);
/* A multiple of 2^-15 in [-1, 1). */
float formula_value(uint32_t stream, uint32_t i);

/* `count` values of a stream, or zeros, or NaNs (for outputs), between guards. */
float *values_new(size_t count, uint32_t stream);
float *values_zero(size_t count);
float *values_unset(size_t count);
/* Fails if a guard was written to; then frees. NULL is ignored. */
void values_free(float *values);

/* The largest magnitude; a NaN makes it infinite, so that nothing compares as near to it. */
double values_max(const double *values, size_t count);
/* |actual - expected| <= tolerance * (the largest |expected|) for each value, and that is not 0. */
void assert_values_near(const float *actual, const double *expected, size_t count, double tolerance,
			const char *what);
/* The same bytes, but for NaNs, which fail. */
void assert_values_same(const float *actual, const float *expected, size_t count, const char *what);

#endif
