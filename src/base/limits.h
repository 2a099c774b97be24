/*
 * Every size limit, once: what a file, a command or a key press may ask for at the most. A limit
 * that a file breaks is an error with a message; nothing is allocated before it was looked at.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stddef.h>

#define MIB ((size_t)1 << 20)

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
