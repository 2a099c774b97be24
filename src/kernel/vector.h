/* A register of floats of the instruction set being compiled, and what can be done with one. */
#ifndef KERNEL_VECTOR_H
#define KERNEL_VECTOR_H

#include <string.h>
#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* ZIP: two vectors lane by lane in turn: of each four lanes the first two, and the last two. SWAP:
 * four (or eight) lanes of each in turn: the first, third ... of them, and the second, fourth. All
 * are one instruction, which of lanes by turns across a whole vector were two. */
#if defined(__AVX512F__)
enum { LANES = 16 };
#define ZIP_FIRST 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define ZIP_SECOND 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#define SWAP_4_FIRST 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define SWAP_4_SECOND 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define SWAP_8_FIRST 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define SWAP_8_SECOND 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#elif defined(__AVX2__)
enum { LANES = 8 };
#define ZIP_FIRST 0, 8, 1, 9, 4, 12, 5, 13
#define ZIP_SECOND 2, 10, 3, 11, 6, 14, 7, 15
#define SWAP_4_FIRST 0, 1, 2, 3, 8, 9, 10, 11
#define SWAP_4_SECOND 4, 5, 6, 7, 12, 13, 14, 15
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

/* Lanes of 0..127 as bytes. */
KERNEL_INLINE void vec_store_bytes(unsigned char *to, vec_int x)
{
#if defined(__AVX512F__)
	_mm_storeu_si128((__m128i *)to, _mm512_cvtepi32_epi8((__m512i)x));
#elif defined(__AVX2__)
	__m128i first = _mm256_castsi256_si128((__m256i)x);
	__m128i words = _mm_packs_epi32(first, _mm256_extracti128_si256((__m256i)x, 1));

	_mm_storel_epi64((__m128i *)to, _mm_packs_epi16(words, words));
#else
	for (int i = 0; i < LANES; i++)
		to[i] = (unsigned char)x[i];
#endif
}

/* Bytes as lanes. */
KERNEL_INLINE vec_int vec_load_bytes(const unsigned char *from)
{
#if defined(__AVX512F__)
	return (vec_int)_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)from));
#elif defined(__AVX2__)
	return (vec_int)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)from));
#else
	vec_int x;

	for (int i = 0; i < LANES; i++)
		x[i] = from[i];
	return x;
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

/* Replaces all two rows that are `apart` by two picks from both. */
#define VEC_PICK_ROWS(x, apart, FIRST, SECOND)                              \
	UNROLL                                                              \
	for (int i = 0; i < LANES; i++)                                     \
		if (!(i & (apart))) {                                       \
			vec first = (x)[i], second = (x)[i + (apart)];      \
                                                                            \
			(x)[i] = VEC_PICK(first, second, FIRST);            \
			(x)[i + (apart)] = VEC_PICK(first, second, SECOND); \
		}

/* Rows become columns. The index of a value is its row's number followed by its lane's, in bits. A
 * ZIP moves the row's bit in which the two rows differ to the end of the lane's, and the last but
 * one of these to where that was: two of them exchange the last two bits of row and lane. A SWAP
 * exchanges one. */
KERNEL_INLINE void vec_transpose(vec x[LANES])
{
	VEC_PICK_ROWS(x, 2, ZIP_FIRST, ZIP_SECOND)
	VEC_PICK_ROWS(x, 1, ZIP_FIRST, ZIP_SECOND)
#if defined(SWAP_4_FIRST)
	VEC_PICK_ROWS(x, 4, SWAP_4_FIRST, SWAP_4_SECOND)
#endif
#if defined(SWAP_8_FIRST)
	VEC_PICK_ROWS(x, 8, SWAP_8_FIRST, SWAP_8_SECOND)
#endif
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
