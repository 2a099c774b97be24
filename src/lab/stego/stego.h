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
	/* While a text is being hidden: its symbols, owned; how many images are made of them. */
	int *symbols, made;
	uint64_t seed;
};

/* How many images a text of `size` bytes takes. */
int stego_images(int classes, size_t size);
/* Begins to hide a text, whose images stego_advance() makes. Fails where it is too long. */
bool stego_begin(const struct net *, const void *text, size_t size, uint64_t seed, struct stego *,
		 struct err *);
/* Makes the next images, of which there have to be some. Every one is checked as rounded to 8 bits:
 * read with p >= 0.99, and as the same class with uniform noise of 4/255. Fails where the net can't
 * be made to say a class so. */
bool stego_advance(const struct net *, struct pool *, struct stego *, struct err *);
/* Both, to the end. */
bool stego_hide(const struct net *, const void *text, size_t size, uint64_t seed, struct pool *,
		struct stego *, struct err *);
/* text: [STEGO_TEXT_MAX + 1], ended by a zero. Images behind the text are ignored. Fails where the
 * checksum does not match. */
bool stego_reveal(const struct net *, const struct stego *, struct pool *, char *text, size_t *size,
		  struct err *);
/* The largest of 1, 2, 4... 128 (of 255) for which all images are still read as before with
 * uniform noise so large added to each pixel; 0: not even 1. */
int stego_tolerance(const struct net *, const struct stego *, struct pool *);
/* The same image by image, for who shows them as they come. */

/* The symbol of each of stego_images() images. size: at most STEGO_TEXT_MAX. */
void stego_symbols(const struct net *, const void *text, size_t size, int *symbols);
/* Makes image i, [pixels]: the probability that its symbol is read with; -1: it can't be. */
float stego_write(const struct net *, int symbol, uint64_t seed, int i, uint8_t *image);
/* Why a text can't be hidden. Returns false. */
bool stego_unreachable(int symbol, struct err *);
/* What a net reads of image i with uniform noise of -noise..noise (of 255) added to each pixel, and
 * how sure it is. The noise is that of stego_tolerance(). */
int stego_read(const struct net *, const uint8_t *image, int noise, int i, float *probability);
/* The pixels, [pixels], that it reads so. */
void stego_pixels(const uint8_t *image, size_t pixels, int noise, int i, float *values);
/* False: the checksum does not match. Symbols behind the text are ignored; text: as of
 * stego_reveal(). */
bool stego_decode(const struct net *, const int *symbols, int count, char *text, size_t *size);
/* What image i is a part of; *byte: of the text, where it is that. */
enum stego_part { STEGO_LENGTH, STEGO_TEXT, STEGO_CHECKSUM };
enum stego_part stego_part(int classes, size_t size, int i, size_t *byte);

void stego_clear(struct stego *);

#endif
