/*
 * Packing images (base/packed_image.h).
 *
 * What an image takes is known afterwards only, so that there is room for the worst at first. Pages
 * that are never touched are no memory, and packed_trim() gives them back.
 */
#include "data/packed.h"
#include "base/packed_image.h"
#include "base/xalloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct packed {
	size_t count, pixels;
	uint32_t *starts; /* [count + 1], in bytes; below 2 * PACKED_MAX_BYTES */
	uint8_t *bytes;
};

struct packed *packed_new(size_t count, size_t pixels)
{
	struct packed *packed = xcalloc(1, sizeof(*packed));

	assert(count <= PACKED_MAX_IMAGES && pixels >= 1 && count <= PACKED_MAX_BYTES / pixels);
	packed->pixels = pixels;
	packed->starts = xmalloc((count + 1) * sizeof(*packed->starts));
	packed->starts[0] = 0;
	packed->bytes = xmalloc(count * packed_most_bytes(pixels));
	return packed;
}

/* The next four pixels, or the `left` that there are and zeros, as bytes in memory. */
static uint32_t four_at(const uint8_t *pixels, size_t left)
{
	uint32_t four = 0;

	if (left >= PACKED_FOUR)
		memcpy(&four, pixels, PACKED_FOUR);
	else
		memcpy(&four, pixels, left);
	return four;
}

/* 1 to PACKED_BITS fours of `count` pixels; returns where the next go. All are written, but only
 * what is not 0 stays: no branch to guess. */
static inline uint8_t *pack_fours(const uint8_t *pixels, size_t count, uint8_t *bits, uint8_t *to)
{
	unsigned set = 0;

	for (size_t k = 0; k * PACKED_FOUR < count; k++) {
		uint32_t four = four_at(pixels + k * PACKED_FOUR, count - k * PACKED_FOUR);

		memcpy(to, &four, PACKED_FOUR);
		to += four ? PACKED_FOUR : 0;
		set |= (unsigned)(four != 0) << k;
	}
	*bits = (uint8_t)set;
	return to;
}

void packed_add(struct packed *packed, const uint8_t *image)
{
	enum { AT_ONCE = PACKED_BITS * PACKED_FOUR };
	size_t pixels = packed->pixels, j;
	uint8_t *bits = packed->bytes + packed->starts[packed->count];
	uint8_t *to = bits + packed_bit_bytes(pixels);

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

/* To whichever is not NULL. */
static inline __attribute__((always_inline)) void put(const uint8_t *from, size_t count,
						      uint8_t *to_bytes, float *to_floats)
{
	for (size_t k = 0; k < count; k++) {
		if (to_bytes)
			to_bytes[k] = from[k];
		else
			to_floats[k] = packed_values[from[k]];
	}
}

static inline __attribute__((always_inline)) void unpack(const struct packed *packed, size_t i,
							 uint8_t *to_bytes, float *to_floats)
{
	const uint8_t *image = packed_image(packed, i);
	size_t pixels = packed->pixels;
	const uint8_t *fours = image + packed_bit_bytes(pixels);

	for (size_t first = 0; first < pixels; first += PACKED_STRETCH) {
		struct packed_stretch s = {packed_word(image, pixels, first / PACKED_STRETCH),
					   fours};

		for (; s.set; packed_next(&s)) {
			size_t at = first + (size_t)packed_place(&s);
			uint8_t *bytes = to_bytes ? to_bytes + at : NULL;
			float *values = to_floats ? to_floats + at : NULL;

			if (at + PACKED_FOUR <= pixels)
				put(s.fours, PACKED_FOUR, bytes, values);
			else
				put(s.fours, pixels - at, bytes, values);
		}
		fours = s.fours;
	}
}

const uint8_t *packed_image(const struct packed *packed, size_t i)
{
	return packed->bytes + packed->starts[i];
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
