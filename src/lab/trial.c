/* Losses are compared image by image, so that hard images do not count as differences. */
#include "lab/trial.h"
#include "nn/loss.h"

#include <float.h>
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

/* -log of the probability of the label at a temperature of 1 / beta, its slope and its curvature by
 * beta. */
struct likelihood {
	double loss, slope, curvature;
};

static struct likelihood likelihood(const float *logits, int classes, int label, double beta)
{
	double largest = logits[argmax(classes, logits)], sum = 0, mean = 0, square = 0;
	double right = logits[label] - largest;

	for (int i = 0; i < classes; i++) {
		double logit = logits[i] - largest, p = exp(beta * logit);

		sum += p;
		mean += p * logit;
		square += p * logit * logit;
	}
	mean /= sum;
	return (struct likelihood){log(sum) - beta * right, mean - right,
				   square / sum - mean * mean};
}

/* 1 / temperature, up to 3: Newton's method on a convex function. */
static double find_beta(const float *logits, int classes, const uint8_t *labels, int count)
{
	enum { STEPS = 30 };
	static const double least = 1e-4, most = 3, close = 1e-3;
	double beta = 1;

	for (int step = 0; step < STEPS; step++) {
		double slope = 0, curvature = 0, next;

		for (int i = 0; i < count; i++) {
			struct likelihood l = likelihood(logits + (size_t)i * (size_t)classes,
							 classes, labels[i], beta);

			slope += l.slope;
			curvature += l.curvature;
		}
		if (curvature <= 0)
			break;
		/* Far away a step may be too long: half the way to 0 at the most. */
		next = fmin(most, fmax(beta - slope / curvature, beta / 2));
		if (fabs(next - beta) < close * beta || next < least)
			break;
		beta = next;
	}
	return beta;
}

static bool is_linear(const struct candidate *candidate)
{
	for (int i = 0; i < candidate->count; i++)
		if (candidate->layers[i].kind == IMPORT_ACTIVATION)
			return false;
	return true;
}

/* Logarithms of probabilities of their own, which a softmax only makes sum to 1. */
static void apply_sigmoid(float *logits, size_t count)
{
	for (size_t i = 0; i < count; i++)
		logits[i] = logits[i] < 0 ? logits[i] - log1pf(expf(logits[i]))
					  : -log1pf(expf(-logits[i]));
}

void trial_ask(struct trial_setting *setting, const struct net *net,
	       const struct asked_images *images, int count, struct trial *trial, float *logits,
	       double *losses)
{
	double beta;
	int correct = 0;

	if (trial->count >= count)
		return;
	ask_images(net, images, trial->count, count, setting->pool, logits);
	if (trial->candidate->has_sigmoid_end)
		apply_sigmoid(logits + (size_t)trial->count * (size_t)net->classes,
			      (size_t)(count - trial->count) * (size_t)net->classes);
	beta = is_linear(trial->candidate) ? find_beta(logits, net->classes, images->labels, count)
					   : 1;
	trial->count = count;
	trial->loss = 0;
	for (int i = 0; i < count; i++) {
		const float *row = logits + (size_t)i * (size_t)net->classes;

		losses[i] = likelihood(row, net->classes, images->labels[i], beta).loss;
		/* Finite weights may overflow. What is no number can't be compared: it is as bad
		 * as can be. */
		if (!isfinite(losses[i]))
			losses[i] = (double)FLT_MAX;
		trial->loss += losses[i] / count;
		correct += argmax(net->classes, row) == images->labels[i];
	}
	trial->accuracy = correct / (double)count;
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
	enum { ODD_COST = 6 };
	const struct choice *c = &trial->choice;

	return c->activation >= IMPORT_USUAL_ACTIVATIONS || c->is_norm_last || c->is_pool_first ||
	       c->is_transposed || trial->candidate->cost >= ODD_COST;
}

double trial_weighted_loss(const struct trial *trial)
{
	static const double of_layers = 0.1, of_scaling = 0.02;
	double handicap = 0;

	if (trial_is_odd(trial))
		handicap += of_layers;
	if (trial->choice.input >= usual_inputs(trial->candidate))
		handicap += of_scaling;
	return trial->loss * (1 + handicap);
}

/* -log of how likely a trial is: of its images, of which those that were not asked are as those
 * that were, and of its being as unusual as it is. */
static double unlikeliness(const struct trial *trial)
{
	static const double prior = 2;

	return trial->of * trial_weighted_loss(trial) + prior * trial_unusual(trial);
}

bool trial_is_better(const struct trial *a, const struct trial *b)
{
	return unlikeliness(a) < unlikeliness(b);
}

bool trial_is_told_better(const struct trial *a, const struct trial *b)
{
	static const double telling = 1;

	return unlikeliness(a) < unlikeliness(b) - telling;
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
