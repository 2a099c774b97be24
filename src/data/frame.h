/* The frame that MNIST's makers gave their digits (LeCun, Cortes and Burges, the MNIST page). */
#ifndef DATA_FRAME_H
#define DATA_FRAME_H

/* Below it, in 0..1, a pixel is paper. */
#define FRAME_INK 0.02

/* What a net that learned from MNIST expects: the box around the ink [height, width] scaled,
 * keeping its shape, to 20/28 of the output's side by the mean of what falls into a pixel, and
 * moved so that the centre of mass is in the middle. out: [out_height, out_width], not `ink`
 * itself. Returns the scale; 0 without ink, and out is blank. */
double frame_digit(const float *ink, int height, int width, float *out, int out_height,
		   int out_width);

#endif
