/* How alike two images are to a person: the structural similarity (Wang et al., 2004). */
#ifndef LAB_ATTACK_SSIM_H
#define LAB_ATTACK_SSIM_H

/* The mean over all windows that lie inside of the images, as in the paper: Gaussian windows of
 * 11x11 pixels with a standard deviation of 1.5, K1 = 0.01, K2 = 0.03 and values from 0 to 1. Where
 * an image has less than 11 rows or columns, the window has the largest odd number that fits. 1:
 * equal; images: [height, width]. */
double ssim(int height, int width, const float *a, const float *b);

#endif
