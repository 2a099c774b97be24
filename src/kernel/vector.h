/* A register of floats of the instruction set being compiled, and what can be done with one. */
#ifndef KERNEL_VECTOR_H
#define KERNEL_VECTOR_H

#include <string.h>
#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* ZIP: lane by lane in turn, the first halves of two vectors, and their second halves. */
#if defined(__AVX512F__)
enum { LANES = 16 };
#define ZIP_FIRST 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define ZIP_SECOND 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif defined(__AVX2__)
enum { LANES = 8 };
#define ZIP_FIRST 0, 8, 1, 9, 2, 10, 3, 11
#define ZIP_SECOND 4, 12, 5, 13, 6, 14, 7, 15
#else
enum { LANES = 4 };
#define ZIP_FIRST 0, 4, 1, 5
#define ZIP_SECOND 2, 6, 3, 7
#endif
/* Functions and tables of this instruction set: ISA(conv) is portable_conv, avx2_conv... */
#define ISA_JOIN(isa, name) isa##_##name
#define ISA_NAME(isa, name) ISA_JOIN(isa, name)
#define ISA(name) ISA_NAME(KERNEL_ISA, name)
/* Sums stay in registers only where the loops over rows and vectors vanish, and those around them
 * do not: a body several times over is reordered until its sums do not fit. */
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#define NO_UNROLL _Pragma("clang loop unroll(disable)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#define NO_UNROLL _Pragma("GCC unroll 1")
#endif
#define KERNEL_INLINE static inline __attribute__((always_inline))

/* The only typedefs in the program: vector types have no other spelling. */
typedef float vec __attribute__((vector_size(LANES * sizeof(float))));
typedef int vec_int __attribute__((vector_size(LANES * sizeof(int)))); /* a comparison's result */

KERNEL_INLINE vec vec_load(const float *from)
{
	vec v;

	memcpy(&v, from, sizeof(v));
	return v;
}

KERNEL_INLINE void vec_store(float *to, vec v)
{
	memcpy(to, &v, sizeof(v));
}

/* sum + x * y, in one rounding where the instruction set has that: said outright, as a compiler is
 * free to contract some such expressions and not others. */
KERNEL_INLINE vec vec_add_product(vec sum, vec x, float y)
{
#if defined(__AVX512F__)
	return (vec)_mm512_fmadd_ps((__m512)x, _mm512_set1_ps(y), (__m512)sum);
#elif defined(__AVX2__)
	return (vec)_mm256_fmadd_ps((__m256)x, _mm256_set1_ps(y), (__m256)sum);
#elif defined(__aarch64__)
	return (vec)vfmaq_n_f32((float32x4_t)sum, (float32x4_t)x, y);
#else
	return sum + x * y;
#endif
}

/* x in the lanes where y > 0, else 0. */
KERNEL_INLINE vec vec_where_positive(vec y, vec x)
{
	return (vec)((y > (vec){0}) & (vec_int)x);
}

/* x in the lanes where is_x, else y. */
KERNEL_INLINE vec vec_choose(vec_int is_x, vec x, vec y)
{
	return (vec)((is_x & (vec_int)x) | (~is_x & (vec_int)y));
}

/* Bit i: whether lane i is true. */
KERNEL_INLINE unsigned vec_bits(vec_int is)
{
#if defined(__AVX512F__)
	return _mm512_movepi32_mask((__m512i)is);
#elif defined(__AVX2__)
	return (unsigned)_mm256_movemask_ps((__m256)is);
#else
	unsigned bits = 0;

	for (int i = 0; i < LANES; i++)
		bits |= (unsigned)(is[i] & 1) << i;
	return bits;
#endif
}

/* A new vector of the lanes of two, by their numbers. */
#if defined(__clang__)
#define VEC_PICK(x, y, ...) __builtin_shufflevector(x, y, __VA_ARGS__)
#else
#define VEC_PICK(x, y, ...)                                                                 \
	__extension__({                                                                     \
		const int picked __attribute__((vector_size(sizeof(vec)))) = {__VA_ARGS__}; \
		__builtin_shuffle(x, y, picked);                                            \
	})
#endif

/* Rows become columns. The index of a value is its row's number followed by its lane's, in bits. A
 * perfect shuffle (the first half of all values in turn with the second) moves the top bit of each
 * index to the bottom; as many shuffles as a lane's number has bits exchange row and lane. */
KERNEL_INLINE void vec_transpose(vec x[LANES])
{
	UNROLL
	for (int lanes = 1; lanes < LANES; lanes *= 2) {
		vec y[LANES];

		UNROLL
		for (int i = 0; i < LANES / 2; i++) {
			y[2 * i] = VEC_PICK(x[i], x[i + LANES / 2], ZIP_FIRST);
			y[2 * i + 1] = VEC_PICK(x[i], x[i + LANES / 2], ZIP_SECOND);
		}
		UNROLL
		for (int i = 0; i < LANES; i++)
			x[i] = y[i];
	}
}

KERNEL_INLINE int min(int a, int b)
{
	return a < b ? a : b;
}

KERNEL_INLINE int max(int a, int b)
{
	return a > b ? a : b;
}

#endif
