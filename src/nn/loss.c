/* Softmax, its cross-entropy and their gradients. */
#include "nn/loss.h"

#include <math.h>
#include <stddef.h>

/* The probabilities of one row (NULL: not requested); returns log of the sum of exp(logit), the
 * normaliser. */
static double softmax_row(int classes, const float *logits, float *probabilities)
{
	float max = logits[argmax(classes, logits)];
	double sum = 0;

	for (int c = 0; c < classes; c++) {
		float power = expf(logits[c] - max);

		sum += (double)power;
		if (probabilities)
			probabilities[c] = power;
	}
	for (int c = 0; probabilities && c < classes; c++)
		probabilities[c] = (float)((double)probabilities[c] / sum);
	return (double)max + log(sum);
}

void softmax(int n, int classes, const float *logits, float *probabilities)
{
	for (int i = 0; i < n; i++)
		softmax_row(classes, logits + (size_t)(i * classes),
			    probabilities + (size_t)(i * classes));
}

double cross_entropy(int n, int classes, const float *logits, const uint8_t *labels, float *dlogits)
{
	double loss = 0;

	for (int i = 0; i < n; i++) {
		const float *row = logits + (size_t)i * (size_t)classes;
		float *d = dlogits ? dlogits + (size_t)i * (size_t)classes : NULL;

		loss += softmax_row(classes, row, d) - (double)row[labels[i]];
		if (!d)
			continue;
		d[labels[i]] -= 1;
		for (int c = 0; c < classes; c++)
			d[c] /= (float)n;
	}
	return loss / n;
}

void probability_gradient(int classes, const float *probabilities, int target, float *dlogits)
{
	float p = probabilities[target];

	for (int c = 0; c < classes; c++)
		dlogits[c] = p * ((c == target ? 1.0f : 0.0f) - probabilities[c]);
}

int argmax(int count, const float *values)
{
	int best = 0;

	for (int i = 1; i < count; i++)
		if (values[i] > values[best])
			best = i;
	return best;
}
