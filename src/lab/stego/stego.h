/*
 * Text in images that look like noise: each image is one symbol, the class that a network takes it
 * for. The article's closing idea.
 *
 * Two bytes of length, the text and a CRC-32 become digits in base `classes`, to which a key stream
 * is added that follows from the network's fingerprint: to any other network the images are digits
 * that do not match their checksum. This is no encryption: who has the network reads the text.
 */
#ifndef LAB_STEGO_STEGO_H
#define LAB_STEGO_STEGO_H

#include "base/err.h"
#include "base/limits.h"
#include "base/pool.h"
#include "nn/net.h"

#include <stddef.h>
#include <stdint.h>

struct stego {
	int count;
	size_t pixels;
	uint8_t *images; /* [count, pixels], 255 is ink of 1; owned */
	float lowest;    /* the least probability that an image's class is read with */
};

/* How many images a text of `size` bytes takes. */
int stego_images(int classes, size_t size);
/* Every image is checked as rounded to 8 bits: read with p >= 0.99, and as the same class with
 * uniform noise of 4/255. Fails where the net can't be made to say a class so. */
bool stego_hide(const struct net *, const void *text, size_t size, uint64_t seed, struct pool *,
		struct stego *, struct err *);
/* text: [STEGO_TEXT_MAX + 1], ended by a zero. Images behind the text are ignored. Fails where the
 * checksum does not match. */
bool stego_reveal(const struct net *, const struct stego *, struct pool *, char *text, size_t *size,
		  struct err *);
/* The largest of 1, 2, 4... 128 (of 255) for which all images are still read as before with
 * uniform noise so large added to each pixel; 0: not even 1. */
int stego_tolerance(const struct net *, const struct stego *, struct pool *);
void stego_clear(struct stego *);

#endif
