/* Losses are compared image by image, so that hard images do not count as differences. */
#include "lab/trial.h"

#include <math.h>

const struct net *trial_net(struct trial_setting *setting, const struct trial *trial,
			    struct err *err)
{
	struct net *net = candidate_net(trial->candidate, &trial->choice, setting->input,
					&setting->last, setting->path, setting->kernel, err);

	if (!net)
		return NULL;
	net_free(setting->last.net);
	setting->last = (struct import_net){trial->candidate, trial->choice, net};
	return net;
}

void trial_ask(struct trial_setting *setting, const struct net *net,
	       const struct asked_images *images, int count, struct trial *trial, double *losses)
{
	if (trial->count < count)
		ask_images(net, images, trial->count, count, setting->pool, trial, losses, NULL);
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

/* -log of how likely a trial is: of its images, of which those that were not asked are as those
 * that were, and of its being as unusual as it is. */
static double unlikeliness(const struct trial *trial)
{
	static const double prior = 2;

	return trial->of * trial->loss + prior * trial_unusual(trial);
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

/* By how many standard errors b is above a in the mean. */
static double standard_errors(const double *a, const double *b, int count, double mean)
{
	double square = 0;

	for (int i = 0; i < count; i++) {
		double off = b[i] - a[i] - mean;

		square += off * off;
	}
	if (count < 2)
		return 0;
	if (square == 0)
		return mean > 0 ? INFINITY : mean < 0 ? -INFINITY : 0;
	return mean / sqrt(square / count / (count - 1));
}

void trial_compare_losses(struct trial *trial, const double *losses, const double *best)
{
	trial->excess = 0;
	for (int i = 0; i < trial->count; i++)
		trial->excess += (losses[i] - best[i]) / trial->count;
	trial->behind = standard_errors(best, losses, trial->count, trial->excess);
}

static const double clear_nats = 12;

bool trial_comes_near(const struct trial *trial)
{
	static const double clear_errors = 3;

	return trial->behind < clear_errors && trial->count * trial->excess < clear_nats;
}

bool trial_is_hopeless(const struct trial *trial)
{
	enum { TELLING = 16 }; /* images that give a standard error */
	static const double hopeless_errors = 6;

	return trial->count * trial->excess >= clear_nats ||
	       (trial->count >= TELLING && trial->behind >= hopeless_errors);
}

bool trial_is_same(const struct trial *a, const struct trial *b)
{
	return a->candidate == b->candidate && choice_is_same(&a->choice, &b->choice);
}
