/* Softmax and cross-entropy over logits [n, classes]. */
#ifndef NN_LOSS_H
#define NN_LOSS_H

#include <stdint.h>

/* Rows that sum to 1; exact for large logits: the largest is subtracted first. */
void softmax(int n, int classes, const float *logits, float *probabilities);

/* The mean over the batch of -log p(label), as cell 2 of the article writes it, but from the
 * logits, so that no logarithm of zero occurs. dlogits, where not NULL: its gradient, (p - one_hot)
 * / n. */
double cross_entropy(int n, int classes, const float *logits, const uint8_t *labels,
		     float *dlogits);

/* The gradient of p(target) by the logits of one image: p_target * (one_hot - p). */
void probability_gradient(int classes, const float *probabilities, int target, float *dlogits);

/* The first of the largest values. */
int argmax(int count, const float *values);

#endif
