/*
 * How an image of bytes lies in memory without most of its zeros: of every four pixels a bit says
 * whether any is other than 0, from the lowest of the first byte on; behind an image's bits are
 * those fours whose bit is set, as bytes, the last filled up with zeros. A byte stands for a 255th
 * of it. Strokes are a few pixels wide, so that single pixels would save nothing over fours, and
 * take several times as long.
 */
#ifndef BASE_PACKED_IMAGE_H
#define BASE_PACKED_IMAGE_H

#include <stddef.h>
#include <stdint.h>

enum {
	PACKED_FOUR = 4,
	PACKED_BITS = 8,                               /* of a byte */
	PACKED_WORD = (int)sizeof(uint64_t),           /* bytes */
	PACKED_STRETCH = 8 * PACKED_WORD * PACKED_FOUR /* pixels that a word of bits is of */
};

/* Of every byte: looking up is several times as fast as dividing. */
#define PACKED_4(i) (i) / 255.0f, ((i) + 1) / 255.0f, ((i) + 2) / 255.0f, ((i) + 3) / 255.0f
#define PACKED_16(i) PACKED_4(i), PACKED_4((i) + 4), PACKED_4((i) + 8), PACKED_4((i) + 12)
#define PACKED_64(i) PACKED_16(i), PACKED_16((i) + 16), PACKED_16((i) + 32), PACKED_16((i) + 48)
static const float packed_values[UINT8_MAX + 1] = {PACKED_64(0), PACKED_64(64), PACKED_64(128),
						   PACKED_64(192)};

static inline size_t packed_bit_bytes(size_t pixels)
{
	size_t fours = (pixels + PACKED_FOUR - 1) / PACKED_FOUR;

	return (fours + PACKED_BITS - 1) / PACKED_BITS;
}

/* What an image takes at most. */
static inline size_t packed_most_bytes(size_t pixels)
{
	return packed_bit_bytes(pixels) + (pixels + PACKED_FOUR - 1) / PACKED_FOUR * PACKED_FOUR;
}

/* The fours of a stretch that are not zero. */
struct packed_stretch {
	uint64_t set; /* which */
	const uint8_t *fours;
};

/* The bits of stretch i: in words, as the end of each is a branch that no processor foresees. */
static inline __attribute__((always_inline)) uint64_t packed_word(const uint8_t *image,
								  size_t pixels, size_t i)
{
	const uint8_t *bits = image + i * PACKED_WORD;
	size_t bytes = packed_bit_bytes(pixels) - i * PACKED_WORD;
	uint64_t word = 0;

	if (bytes >= PACKED_WORD) /* a loop that vanishes */
		for (size_t k = 0; k < PACKED_WORD; k++)
			word |= (uint64_t)bits[k] << PACKED_BITS * k;
	else
		for (size_t k = 0; k < bytes; k++)
			word |= (uint64_t)bits[k] << PACKED_BITS * k;
	return word;
}

/* Stretch i of an image. */
static inline __attribute__((always_inline)) struct packed_stretch
packed_stretch(const uint8_t *image, size_t pixels, size_t i)
{
	size_t before = 0;

	for (size_t k = 0; k < i; k++)
		before += (size_t)__builtin_popcountll(packed_word(image, pixels, k));
	return (struct packed_stretch){packed_word(image, pixels, i),
				       image + packed_bit_bytes(pixels) + PACKED_FOUR * before};
}

/* Where in the stretch its first four is that is not zero. */
static inline int packed_place(const struct packed_stretch *s)
{
	return PACKED_FOUR * __builtin_ctzll(s->set);
}

/* Goes on behind that four. */
static inline void packed_next(struct packed_stretch *s)
{
	s->set &= s->set - 1;
	s->fours += PACKED_FOUR;
}

#endif
