/*
 * Every size limit, once: what a file, a command or a key press may ask for at the most. A limit
 * that a file breaks is an error with a message; nothing is allocated before it was looked at.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stddef.h>

#define MIB ((size_t)1 << 20)

/* Data sets. Sides, classes and pixels are small because the screens draw all of them. */
enum {
	DATASET_MAX_SIDE = 64,     /* pixels */
	DATASET_MAX_CLASSES = 100, /* labels are 0 to one less */
	DATASET_MIN_IMAGES = 10,   /* so that no split is empty */
};
/* No pixel is further from 0: a network's sums over what is larger would leave a float's range. */
#define DATASET_MAX_PIXEL 1e6
/* Images of bytes (data/packed.h): bytes before packing, and images. Twice the bytes fit a
 * uint32_t. */
#define PACKED_MAX_BYTES ((size_t)1 << 30)
#define PACKED_MAX_IMAGES ((size_t)1 << 28)

/* IDX files: dimensions, and bytes of values, which is also the most as floats. */
enum { IDX_MAX_DIMS = 4 };
#define IDX_MAX_BYTES ((size_t)1 << 30)

/* Pictures: pixels along each side, and bytes of an unpacked file: a picture of that size squared
 * as a 16-bit PNG with alpha, uncompressed, and then some. */
enum { IMAGE_MAX_SIDE = 4096 };
#define IMAGE_FILE_MAX (160 * MIB)

/* Texts, in bytes with their NUL. */
enum {
	SAMPLE_TITLE_MAX = 96, /* the title of an image; longer paths are cut off */
	DATASET_NAME_MAX = 64, /* longer names of folders are cut off */
	NETWORK_NAME_MAX = 64, /* likewise of files */
};

/* Fooled images that the explorer keeps for Retrain. */
enum { KEPT_MAX = 32 };

/* Floats of a layer's contributions, [channels in, units]: of larger layers they are not computed.
 */
#define CONTRIBUTIONS_MAX ((size_t)1 << 22)

/* A safetensors file's header and data, in bytes. */
enum { SAFETENSORS_HEADER_MAX = 1 << 20 };
#define SAFETENSORS_DATA_MAX ((size_t)1 << 31)

#endif
