/*
 * Packing images. Of every four pixels a bit says whether any is other than 0; behind an image's
 * bits are those fours whose bit is set. Strokes are a few pixels wide, so that single pixels would
 * save nothing over fours, and take several times as long.
 *
 * What an image takes is known afterwards only, so that there is room for the worst at first. Pages
 * that are never touched are no memory, and packed_trim() gives them back.
 */
#include "data/packed.h"
#include "base/xalloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FOUR = 4, BITS = 8 };

struct packed {
	size_t count, pixels;
	uint32_t *starts; /* [count + 1], in bytes; below 2 * PACKED_MAX_BYTES */
	uint8_t *bytes;
};

static size_t count_fours(size_t pixels)
{
	return (pixels + FOUR - 1) / FOUR;
}

static size_t count_bit_bytes(size_t pixels)
{
	return (count_fours(pixels) + BITS - 1) / BITS;
}

struct packed *packed_new(size_t count, size_t pixels)
{
	struct packed *packed = xcalloc(1, sizeof(*packed));

	assert(count <= PACKED_MAX_IMAGES && pixels >= 1 && count <= PACKED_MAX_BYTES / pixels);
	packed->pixels = pixels;
	packed->starts = xmalloc((count + 1) * sizeof(*packed->starts));
	packed->starts[0] = 0;
	packed->bytes = xmalloc(count * (count_bit_bytes(pixels) + FOUR * count_fours(pixels)));
	return packed;
}

/* The next four pixels, or the `left` that there are and zeros, as bytes in memory. */
static uint32_t four_at(const uint8_t *pixels, size_t left)
{
	uint32_t four = 0;

	if (left >= FOUR)
		memcpy(&four, pixels, FOUR);
	else
		memcpy(&four, pixels, left);
	return four;
}

/* 1 to BITS fours of `count` pixels; returns where the next go. All are written, but only what is
 * not 0 stays: no branch to guess. */
static inline uint8_t *pack_fours(const uint8_t *pixels, size_t count, uint8_t *bits, uint8_t *to)
{
	unsigned set = 0;

	for (size_t k = 0; k * FOUR < count; k++) {
		uint32_t four = four_at(pixels + k * FOUR, count - k * FOUR);

		memcpy(to, &four, FOUR);
		to += four ? FOUR : 0;
		set |= (unsigned)(four != 0) << k;
	}
	*bits = (uint8_t)set;
	return to;
}

void packed_add(struct packed *packed, const uint8_t *image)
{
	enum { AT_ONCE = BITS * FOUR };
	size_t pixels = packed->pixels, j;
	uint8_t *bits = packed->bytes + packed->starts[packed->count];
	uint8_t *to = bits + count_bit_bytes(pixels);

	for (j = 0; j + AT_ONCE <= pixels; j += AT_ONCE)
		to = pack_fours(image + j, AT_ONCE, bits++, to);
	if (j < pixels)
		to = pack_fours(image + j, pixels - j, bits, to);
	packed->starts[++packed->count] = (uint32_t)(to - packed->bytes);
}

void packed_trim(struct packed *packed)
{
	packed->starts = xrealloc(packed->starts, (packed->count + 1) * sizeof(*packed->starts));
	packed->bytes = xrealloc(packed->bytes, packed->starts[packed->count]);
}

void packed_free(struct packed *packed)
{
	if (!packed)
		return;
	free(packed->starts);
	free(packed->bytes);
	free(packed);
}

/* Of every byte: looking up is several times as fast as dividing. */
#define FLOATS_4(i) (i) / 255.0f, ((i) + 1) / 255.0f, ((i) + 2) / 255.0f, ((i) + 3) / 255.0f
#define FLOATS_16(i) FLOATS_4(i), FLOATS_4((i) + 4), FLOATS_4((i) + 8), FLOATS_4((i) + 12)
#define FLOATS_64(i) FLOATS_16(i), FLOATS_16((i) + 16), FLOATS_16((i) + 32), FLOATS_16((i) + 48)
static const float floats[UINT8_MAX + 1] = {FLOATS_64(0), FLOATS_64(64), FLOATS_64(128),
					    FLOATS_64(192)};

/* The next 64 bits of fours, or those that `bytes` hold. In words, as the end of each is a branch
 * that no processor foresees. */
static inline __attribute__((always_inline)) uint64_t word_at(const uint8_t *bits, size_t bytes)
{
	uint64_t word = 0;

	for (size_t i = 0; i < sizeof(word) && i < bytes; i++)
		word |= (uint64_t)bits[i] << BITS * i;
	return word;
}

/* To whichever is not NULL. */
static inline __attribute__((always_inline)) void put(const uint8_t *from, size_t count,
						      uint8_t *to_bytes, float *to_floats)
{
	for (size_t k = 0; k < count; k++) {
		if (to_bytes)
			to_bytes[k] = from[k];
		else
			to_floats[k] = floats[from[k]];
	}
}

static inline __attribute__((always_inline)) void unpack(const struct packed *packed, size_t i,
							 uint8_t *to_bytes, float *to_floats)
{
	enum { WORD_PIXELS = 64 * FOUR };
	size_t pixels = packed->pixels, bit_bytes = count_bit_bytes(pixels);
	const uint8_t *bits = packed->bytes + packed->starts[i];
	const uint8_t *from = bits + bit_bytes;

	for (size_t first = 0; first < pixels; first += WORD_PIXELS) {
		size_t done = first / (BITS * FOUR);

		for (uint64_t set = word_at(bits + done, bit_bytes - done); set; set &= set - 1) {
			size_t at = first + FOUR * (size_t)__builtin_ctzll(set);
			uint8_t *bytes = to_bytes ? to_bytes + at : NULL;
			float *values = to_floats ? to_floats + at : NULL;

			if (at + FOUR <= pixels)
				put(from, FOUR, bytes, values);
			else
				put(from, pixels - at, bytes, values);
			from += FOUR;
		}
	}
}

void packed_prefetch(const struct packed *packed, size_t i)
{
	enum { CACHE_LINE = 64 };
	const uint8_t *from = packed->bytes + packed->starts[i];
	const uint8_t *end = packed->bytes + packed->starts[i + 1];

	for (; from < end; from += CACHE_LINE)
		__builtin_prefetch(from);
}

void packed_bytes(const struct packed *packed, size_t i, uint8_t *out)
{
	memset(out, 0, packed->pixels);
	unpack(packed, i, out, NULL);
}

void packed_floats(const struct packed *packed, size_t i, float *out)
{
	memset(out, 0, packed->pixels * sizeof(*out));
	unpack(packed, i, NULL, out);
}
