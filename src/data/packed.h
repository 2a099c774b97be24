/*
 * Images of bytes without most of their zeros, of which drawings mostly consist: MNIST is 55 MB as
 * bytes and 18 MB so. Taking an image out takes less than turning all its bytes into floats.
 */
#ifndef DATA_PACKED_H
#define DATA_PACKED_H

#include "base/limits.h"

#include <stddef.h>
#include <stdint.h>

struct packed;

/* Without images, but with room for `count` of them, within PACKED_MAX_IMAGES
 * and PACKED_MAX_BYTES; pixels >= 1. */
struct packed *packed_new(size_t count, size_t pixels);
/* The next image: [pixels]. */
void packed_add(struct packed *, const uint8_t *image);
/* Gives back the room that was not needed; no image is added any more. */
void packed_trim(struct packed *);
/* NULL is ignored. */
void packed_free(struct packed *);

/* Image i; out: [pixels]. */
void packed_bytes(const struct packed *, size_t i, uint8_t *out);
/* The same as bytes / 255. */
void packed_floats(const struct packed *, size_t i, float *out);
/* The same where it lies (base/packed_image.h). */
const uint8_t *packed_image(const struct packed *, size_t i);
/* Has the memory of image i brought into the cache, for images taken out soon in no order. */
void packed_prefetch(const struct packed *, size_t i);

#endif
