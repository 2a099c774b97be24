/*
 * Eight bytes at a time ("slicing"): a byte's share of the CRC depends only on how many bytes
 * follow it, so that eight shares are looked up and added (over GF(2)). A share is the sum of those
 * of the byte's bits; from these eight constants the compiler makes the 256 entries of each table.
 */
#include "format/container/crc32c.h"

#define BIT(i, b, share) ((i) >> (b)&1 ? (share) : 0U)
#define ENTRY(i, a, b, c, d, e, f, g, h)                                                           \
	(BIT(i, 0, a) ^ BIT(i, 1, b) ^ BIT(i, 2, c) ^ BIT(i, 3, d) ^ BIT(i, 4, e) ^ BIT(i, 5, f) ^ \
	 BIT(i, 6, g) ^ BIT(i, 7, h))
#define FOUR(i, ...)                                                                     \
	ENTRY(i, __VA_ARGS__), ENTRY((i) + 1, __VA_ARGS__), ENTRY((i) + 2, __VA_ARGS__), \
		ENTRY((i) + 3, __VA_ARGS__)
#define SIXTEEN(i, ...)                                                               \
	FOUR(i, __VA_ARGS__), FOUR((i) + 4, __VA_ARGS__), FOUR((i) + 8, __VA_ARGS__), \
		FOUR((i) + 12, __VA_ARGS__)
#define SIXTY_FOUR(i, ...)                                                                       \
	SIXTEEN(i, __VA_ARGS__), SIXTEEN((i) + 16, __VA_ARGS__), SIXTEEN((i) + 32, __VA_ARGS__), \
		SIXTEEN((i) + 48, __VA_ARGS__)
#define TABLE(...)                                                                   \
	{                                                                            \
		SIXTY_FOUR(0U, __VA_ARGS__), SIXTY_FOUR(64U, __VA_ARGS__),           \
			SIXTY_FOUR(128U, __VA_ARGS__), SIXTY_FOUR(192U, __VA_ARGS__) \
	}

/* share[n][byte]: of a byte that n bytes follow. The constants: of the bits 1, 2, 4, ... 128. */
static const uint32_t share[8][256] = {
	TABLE(0xf26b8303, 0xe13b70f7, 0xc79a971f, 0x8ad958cf, 0x105ec76f, 0x20bd8ede, 0x417b1dbc,
	      0x82f63b78),
	TABLE(0x13a29877, 0x274530ee, 0x4e8a61dc, 0x9d14c3b8, 0x3fc5f181, 0x7f8be302, 0xff17c604,
	      0xfbc3faf9),
	TABLE(0xa541927e, 0x4f6f520d, 0x9edea41a, 0x38513ec5, 0x70a27d8a, 0xe144fb14, 0xc76580d9,
	      0x8b277743),
	TABLE(0xdd45aab8, 0xbf672381, 0x7b2231f3, 0xf64463e6, 0xe964b13d, 0xd725148b, 0xaba65fe7,
	      0x52a0c93f),
	TABLE(0x38116fac, 0x7022df58, 0xe045beb0, 0xc5670b91, 0x8f2261d3, 0x1ba8b557, 0x37516aae,
	      0x6ea2d55c),
	TABLE(0xef306b19, 0xdb8ca0c3, 0xb2f53777, 0x6006181f, 0xc00c303e, 0x85f4168d, 0x0e045beb,
	      0x1c08b7d6),
	TABLE(0x68032cc8, 0xd0065990, 0xa5e0c5d1, 0x4e2dfd53, 0x9c5bfaa6, 0x3d5b83bd, 0x7ab7077a,
	      0xf56e0ef4),
	TABLE(0x493c7d27, 0x9278fa4e, 0x211d826d, 0x423b04da, 0x847609b4, 0x0d006599, 0x1a00cb32,
	      0x34019664),
};

uint32_t crc32c(uint32_t crc, const void *bytes, size_t size)
{
	const unsigned char *p = bytes;

	crc = ~crc;
	for (; size >= 8; size -= 8, p += 8)
		crc = share[7][(crc ^ p[0]) & 0xff] ^ share[6][(crc >> 8 ^ p[1]) & 0xff] ^
		      share[5][(crc >> 16 ^ p[2]) & 0xff] ^ share[4][crc >> 24 ^ p[3]] ^
		      share[3][p[4]] ^ share[2][p[5]] ^ share[1][p[6]] ^ share[0][p[7]];
	for (; size > 0; size--, p++)
		crc = crc >> 8 ^ share[0][(crc ^ *p) & 0xff];
	return ~crc;
}

uint32_t crc32c_mask(uint32_t crc)
{
	return (crc >> 15 | crc << 17) + 0xa282ead8;
}

uint32_t crc32c_masked(const void *bytes, size_t size)
{
	return crc32c_mask(crc32c(0, bytes, size));
}
