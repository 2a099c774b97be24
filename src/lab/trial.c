/* Losses are compared image by image, so that hard images do not count as differences. */
#include "lab/trial.h"

#include <math.h>

bool trial_is_clear(double errors, double nats)
{
	static const double clear_errors = 3, clear_nats = 12;

	return errors >= clear_errors || nats >= clear_nats;
}

/* How many of the scalings are usual: PyTorch's users subtract a mean, TensorFlow's seldom do. */
static int usual_inputs(const struct candidate *candidate)
{
	return candidate_is_torch(candidate) ? IMPORT_USUAL_INPUTS : 1;
}

int trial_unusual(const struct trial *trial)
{
	const struct choice *c = &trial->choice;

	return trial->candidate->cost + (c->activation >= IMPORT_USUAL_ACTIVATIONS) +
	       (c->input >= usual_inputs(trial->candidate)) + c->is_norm_last + c->is_pool_first +
	       c->is_transposed;
}

bool trial_is_odd(const struct trial *trial)
{
	const struct choice *c = &trial->choice;

	return c->activation >= IMPORT_USUAL_ACTIVATIONS || c->is_norm_last || c->is_pool_first ||
	       c->is_transposed;
}

/* -log of how likely a trial is: of its images, and of its being as unusual as it is. */
static double unlikeliness(const struct trial *trial)
{
	static const double prior = 2;

	return trial->count * trial->loss + prior * trial_unusual(trial);
}

bool trial_is_better(const struct trial *a, const struct trial *b)
{
	return unlikeliness(a) < unlikeliness(b);
}

bool choice_is_same(const struct choice *a, const struct choice *b)
{
	return a->input == b->input && a->activation == b->activation &&
	       a->is_average == b->is_average && a->is_pool_first == b->is_pool_first &&
	       a->is_norm_last == b->is_norm_last && a->is_chw == b->is_chw &&
	       a->is_transposed == b->is_transposed;
}

int trial_compare(const void *a, const void *b)
{
	const struct trial *left = a, *right = b;

	return trial_is_better(left, right) ? -1 : trial_is_better(right, left) ? 1 : 0;
}

int trial_compare_excess(const void *a, const void *b)
{
	const struct trial *left = a, *right = b;

	return left->excess < right->excess ? -1 : left->excess > right->excess;
}

double losses_standard_errors(const double *a, const double *b, int count)
{
	double mean = 0, square = 0;

	for (int i = 0; i < count; i++)
		mean += (b[i] - a[i]) / count;
	for (int i = 0; i < count; i++) {
		double off = b[i] - a[i] - mean;

		square += off * off;
	}
	if (square == 0)
		return mean > 0 ? INFINITY : mean < 0 ? -INFINITY : 0;
	return mean / sqrt(square / count / (count - 1));
}

bool trial_comes_near(const struct trial *trial, const struct trial *best)
{
	return !trial_is_clear(trial->behind - best->behind,
			       trial->count * (trial->excess - best->excess));
}

bool trial_is_same(const struct trial *a, const struct trial *b)
{
	return a->candidate == b->candidate && choice_is_same(&a->choice, &b->choice);
}
