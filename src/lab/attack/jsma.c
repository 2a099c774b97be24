/*
 * The Jacobian-based saliency map attack (Papernot et al., arXiv:1511.07528, algorithm 3): each
 * step raises the two pixels that together do most for the target's logit and against the sum of
 * the other logits, until the net is fooled or 14.5 % of the pixels are changed.
 *
 * Of another objective than the logit, what is unwanted is its fall: probabilities sum to 1, so the
 * sum of the others has the negative gradient. The loss's is that of log p(target): the same map of
 * the probabilities that does not vanish where the net is sure.
 *
 * A budget in L0 is a number of pixels in place of these 14.5 %.
 *
 * Untargeted, the two pixels do most against the logit of the class to leave and for the sum of the
 * others (Wiyatno and Xu, arXiv:1808.07945).
 */
#include "base/xalloc.h"
#include "lab/attack/method.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double largest_share = 0.145; /* of the pixels: gamma in the paper */

/* A pixel that can still be raised, with its gradients, both positive where they help. */
struct candidate {
	size_t pixel;
	double wanted, unwanted; /* of the logit that shall grow; of what shall fall, negative */
};

static size_t changed_pixels(const struct attack_point *point)
{
	size_t count = 0;

	for (size_t i = 0; i < point->pixels; i++)
		count += point->image[i] != point->start[i];
	return count;
}

/* How high a pixel may go: by 1 at most, and no further than clipping and the budget allow. */
static float ceiling_of(const struct attack_spec *spec, float start)
{
	float ceiling = spec->is_clipped ? 1 : start + 1;

	if (spec->eps > 0 && spec->norm == ATTACK_LINF)
		ceiling = fminf(ceiling, start + spec->eps);
	return ceiling;
}

/* The gradient by the pixels of the sum of all logits but the target's. */
static void others_gradient(const struct attack_point *point, float *gradient)
{
	float *dlogits = xfloats((size_t)point->classes);

	for (int c = 0; c < point->classes; c++)
		dlogits[c] = c != point->spec->target;
	pass_backward(point->pass, -1, dlogits, NULL, gradient);
	free(dlogits);
}

static bool is_of_logits(const struct attack_spec *spec)
{
	return attack_objective_of(spec) == &objective_logit;
}

/* objective: its gradient by the pixels; candidates: [pixels]. Returns how many there are. */
static size_t find_candidates(const struct attack_point *point, const float *objective,
			      struct candidate *candidates)
{
	const struct attack_spec *spec = point->spec;
	float *others = xfloats(point->pixels);
	double sign = spec->is_untargeted ? -1 : 1;
	size_t count = 0;

	others_gradient(point, others);
	for (size_t i = 0; i < point->pixels; i++) {
		double wanted = (double)objective[i];
		double unwanted = is_of_logits(spec) ? -sign * (double)others[i] : wanted;

		if (point->image[i] < ceiling_of(spec, point->start[i]) && isfinite(wanted) &&
		    isfinite(unwanted))
			candidates[count++] = (struct candidate){i, wanted, unwanted};
	}
	free(others);
	return count;
}

/* The larger wanted one first. */
static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->wanted != y->wanted)
		return x->wanted > y->wanted ? -1 : 1;
	if (x->unwanted != y->unwanted)
		return x->unwanted > y->unwanted ? -1 : 1;
	return x->pixel < y->pixel ? -1 : 1;
}

/* Drops, in place, each that two others equal or exceed in both gradients: one of them is not its
 * partner and does at least as well in its place, so a best pair remains among the few that are
 * kept. Returns how many these are. */
static size_t drop_exceeded(struct candidate *candidates, size_t count)
{
	double largest = -INFINITY, second = -INFINITY; /* unwanted so far */
	size_t kept = 0;

	qsort(candidates, count, sizeof(*candidates), compare_candidates);
	for (size_t i = 0; i < count; i++) {
		double unwanted = candidates[i].unwanted;

		if (unwanted <= second)
			continue;
		second = fmin(unwanted, largest);
		largest = fmax(unwanted, largest);
		candidates[kept++] = candidates[i];
	}
	return kept;
}

/* The pair with the largest product of both sums, each of them positive; pair: [2]. */
static bool find_pair(const struct candidate *candidates, size_t count, size_t *pair)
{
	double best = 0;

	for (size_t p = 0; p < count; p++)
		for (size_t q = p + 1; q < count; q++) {
			double wanted = candidates[p].wanted + candidates[q].wanted;
			double unwanted = candidates[p].unwanted + candidates[q].unwanted;

			if (!(wanted > 0 && unwanted > 0 && wanted * unwanted > best))
				continue;
			best = wanted * unwanted;
			pair[0] = candidates[p].pixel;
			pair[1] = candidates[q].pixel;
		}
	return best > 0;
}

static double allowed_pixels(const struct attack_point *point)
{
	const struct attack_spec *spec = point->spec;

	if (spec->norm == ATTACK_L0 && spec->eps > 0)
		return floor((double)spec->eps);
	return fmax(2, floor(largest_share * (double)point->pixels));
}

/* Whether the net is fooled, or another pair would be too many. */
static bool is_done(const struct attack_point *point)
{
	return attack_is_fooled(point->spec, argmax(point->classes, point->probabilities)) ||
	       (double)changed_pixels(point) + 2 > allowed_pixels(point);
}

static void step(const struct attack_point *point, float *direction)
{
	struct candidate *candidates = xmalloc(point->pixels * sizeof(*candidates));
	size_t count = 0, pair[2] = {0};

	if (!is_done(point))
		count = drop_exceeded(candidates, find_candidates(point, direction, candidates));
	memset(direction, 0, point->pixels * sizeof(*direction));
	if (find_pair(candidates, count, pair))
		direction[pair[0]] = direction[pair[1]] = 1;
	free(candidates);
}

const struct attack_method jsma = {
	.name = "jsma",
	.help = "saliency map: two pixels a step, 14.5 % of them at most",
	.rate = 1,
	.noise_rate = 1,
	.steps = 100,
	.is_clipped = true,
	.is_minimal = true,
	.depends_on_settings = true,
	.objective = &objective_loss,
	.step = step,
	.project = project_pixels,
};
