/* The frame that MNIST's makers gave their digits (LeCun, Cortes and Burges, the MNIST page). */
#ifndef DATA_FRAME_H
#define DATA_FRAME_H

#include <stddef.h>
#include <stdint.h>

/* What of a picture is ink: a value for each pixel, or, with `bytes`, for what each byte stands
 * for, as a large one would take four times the memory otherwise. */
struct ink {
	int height, width;
	float *values;  /* [height, width]; with bytes [256] */
	uint8_t *bytes; /* [height, width], or NULL */
};

static inline float ink_at(const struct ink *ink, size_t i)
{
	return ink->values[ink->bytes ? ink->bytes[i] : i];
}

/* Below it, in 0..1, a pixel is paper. */
#define FRAME_INK 0.02

/* What a net that learned from MNIST expects: the box around the ink scaled,
 * keeping its shape, to 20/28 of the output's side by the mean of what falls into a pixel, and
 * moved so that the centre of mass is in the middle. out: [height, width], not the ink's own
 * values. Returns the scale; 0 without ink, and out is blank. */
double frame_digit(const struct ink *, float *out, int height, int width);

#endif
