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

void packed_bytes(const struct packed *packed, size_t i, uint8_t *out)
{
	const uint8_t *bits = packed->bytes + packed->starts[i];
	const uint8_t *from = bits + count_bit_bytes(packed->pixels);

	memset(out, 0, packed->pixels);
	for (size_t first = 0; first < packed->pixels; first += BITS * FOUR) {
		for (unsigned set = *bits++; set; set &= set - 1, from += FOUR) {
			size_t j = first + FOUR * (size_t)__builtin_ctz(set);

			for (size_t k = 0; k < FOUR && j + k < packed->pixels; k++)
				out[j + k] = from[k];
		}
	}
}

void packed_floats(const struct packed *packed, size_t i, float *out)
{
	const uint8_t *bits = packed->bytes + packed->starts[i];
	const uint8_t *from = bits + count_bit_bytes(packed->pixels);

	memset(out, 0, packed->pixels * sizeof(*out));
	for (size_t first = 0; first < packed->pixels; first += BITS * FOUR) {
		for (unsigned set = *bits++; set; set &= set - 1, from += FOUR) {
			size_t j = first + FOUR * (size_t)__builtin_ctz(set);

			for (size_t k = 0; k < FOUR && j + k < packed->pixels; k++)
				out[j + k] = floats[from[k]];
		}
	}
}
