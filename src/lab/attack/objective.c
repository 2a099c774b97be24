/* Objectives: what shall grow, as a gradient by the logits. */
#include "lab/attack/method.h"
#include "nn/loss.h"

#include <string.h>

static void raise_probability(int classes, const float *logits, const float *probabilities,
			      int target, float *dlogits)
{
	(void)logits;
	probability_gradient(classes, probabilities, target, dlogits);
}

static void raise_logit(int classes, const float *logits, const float *probabilities, int target,
			float *dlogits)
{
	(void)logits;
	(void)probabilities;
	memset(dlogits, 0, (size_t)classes * sizeof(*dlogits));
	dlogits[target] = 1;
}

/* Of log p(target), the negative cross-entropy. */
static void lower_loss(int classes, const float *logits, const float *probabilities, int target,
		       float *dlogits)
{
	(void)logits;
	for (int c = 0; c < classes; c++)
		dlogits[c] = -probabilities[c];
	dlogits[target] += 1;
}

/* Carlini and Wagner, 2016, equation (6): the target's logit less the largest other one. */
static void raise_margin(int classes, const float *logits, const float *probabilities, int target,
			 float *dlogits)
{
	int other = target == 0 ? classes - 1 : 0;

	(void)probabilities;
	for (int c = 0; c < classes; c++)
		if (c != target && logits[c] > logits[other])
			other = c;
	memset(dlogits, 0, (size_t)classes * sizeof(*dlogits));
	dlogits[other] = -1;
	dlogits[target] = 1;
}

const struct attack_objective objective_probability = {
	"probability", "the probability of the class: next to no gradient where the net is sure",
	raise_probability};
const struct attack_objective objective_loss = {
	"loss", "the logarithm of its probability, as in training", lower_loss};
const struct attack_objective objective_logit = {
	"logit", "its logit, which has a gradient however sure the net is", raise_logit};
const struct attack_objective objective_margin = {"margin", "its logit less the largest other one",
						  raise_margin};

const struct attack_objective *const attack_objectives[] = {
	&objective_probability, &objective_logit, &objective_loss, &objective_margin, NULL};

const struct attack_objective *attack_objective_find(const char *name)
{
	for (int i = 0; attack_objectives[i]; i++)
		if (strcmp(attack_objectives[i]->name, name) == 0)
			return attack_objectives[i];
	return NULL;
}

bool attack_find_dlogits(const struct attack_spec *spec, int classes, const float *logits,
			 const float *probabilities, float *dlogits)
{
	const struct attack_objective *objective = attack_objective_of(spec);

	memset(dlogits, 0, (size_t)classes * sizeof(*dlogits));
	if (!objective ||
	    (spec->method->is_hinge && attack_is_fooled(spec, argmax(classes, probabilities))))
		return false;
	objective->gradient(classes, logits, probabilities, spec->target, dlogits);
	for (int c = 0; spec->is_untargeted && c < classes; c++)
		dlogits[c] = -dlogits[c];
	return true;
}
