/* Drawing digits by hand: a brush with soft edges, and the frame that MNIST's makers gave theirs.
 */
#ifndef LAB_STORY_BRUSH_H
#define LAB_STORY_BRUSH_H

/* Lays a dab of ink on pixels [height, width] in 0..1: full within radius - 1/2 of (y, x), none
 * beyond radius + 1/2. amount 1 draws, 0 rubs out. The centre may lie outside. */
void brush_dab(float *pixels, int height, int width, double y, double x, double radius,
	       float amount);
/* A line of dabs from (y0, x0) to (y1, x1). */
void brush_line(float *pixels, int height, int width, double y0, double x0, double y1, double x1,
		double radius, float amount);

#endif
