/* The search, and counting whom its result fools. */
#include "lab/attack/universal.h"
#include "base/xalloc.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct universal *universal_new(const struct net *net, const struct split *split, size_t count,
				const struct attack_spec *spec, struct pool *pool)
{
	struct universal *u = xcalloc(1, sizeof(*u));

	u->spec = *spec;
	u->net = net;
	u->split = split;
	u->count = count;
	u->pixels = shape_size(net->input);
	u->perturbation = xfloats(u->pixels);
	u->pass = pass_new(net, UNIVERSAL_BATCH, true, pool);
	u->gradients = xfloats(UNIVERSAL_BATCH * u->pixels);
	u->dlogits = xfloats(UNIVERSAL_BATCH * (size_t)net->classes);
	return u;
}

void universal_free(struct universal *u)
{
	if (!u)
		return;
	free(u->perturbation);
	free(u->gradients);
	free(u->dlogits);
	pass_free(u->pass);
	free(u);
}

size_t universal_steps(const struct universal *u)
{
	return (u->count + UNIVERSAL_BATCH - 1) / UNIVERSAL_BATCH;
}

/* Runs the net on images with a perturbation (NULL: without one). */
static void run_images(struct universal *u, const float *perturbation, const struct split *split,
		       size_t first, int count)
{
	for (int i = 0; i < count; i++) {
		float *image = pass_input(u->pass) + (size_t)i * u->pixels;

		split_image(split, first + (size_t)i, image);
		for (size_t k = 0; perturbation && k < u->pixels; k++) {
			image[k] += perturbation[k];
			if (u->spec.is_clipped)
				image[k] = fminf(fmaxf(image[k], 0), 1);
		}
	}
	pass_forward(u->pass, count, -1, NULL);
}

static const float *logits_of(const struct universal *u, int i)
{
	return pass_output(u->pass, -1) + (size_t)i * (size_t)u->net->classes;
}

/* ---------------------------------------------------------------------------------- search */

/* Which way the outputs of an image shall go; 0 where they are there already. */
static void choose_dlogits(const struct universal *u, int label, int i, float *probabilities)
{
	int classes = u->net->classes;
	float *dlogits = u->dlogits + (size_t)i * (size_t)classes;
	struct attack_spec spec = u->spec;

	if (spec.is_untargeted)
		spec.target = label;
	memset(dlogits, 0, (size_t)classes * sizeof(*dlogits));
	softmax(1, classes, logits_of(u, i), probabilities);
	if (attack_is_fooled(&spec, argmax(classes, probabilities)))
		return;
	spec.objective->gradient(classes, logits_of(u, i), probabilities, spec.target, dlogits);
	for (int c = 0; spec.is_untargeted && c < classes; c++)
		dlogits[c] = -dlogits[c];
}

/* Of all images of the batch; what clipping takes away has no gradient. sum: [pixels]. */
static void sum_gradients(const struct universal *u, size_t first, int count, float *sum)
{
	float *image = xfloats(u->pixels);

	for (int i = 0; i < count; i++) {
		const float *gradient = u->gradients + (size_t)i * u->pixels;

		split_image(u->split, first + (size_t)i, image);
		for (size_t k = 0; k < u->pixels; k++) {
			float pixel = image[k] + u->perturbation[k];

			if (!u->spec.is_clipped || (pixel >= 0 && pixel <= 1))
				sum[k] += gradient[k];
		}
	}
	free(image);
}

/* Along the sum, and back into the budget around 0. */
static void move(struct universal *u, float *sum)
{
	struct attack_spec spec = u->spec;
	struct attack_point point = {.spec = &spec, .pixels = u->pixels};
	float *zero = xfloats(u->pixels);

	spec.is_clipped = false;
	steepest_step(&point, sum);
	for (size_t k = 0; k < u->pixels; k++)
		u->perturbation[k] += spec.rate * sum[k];
	project_pixels(&spec, zero, u->pixels, u->perturbation);
	free(zero);
}

void universal_advance(struct universal *u)
{
	size_t first = u->steps % universal_steps(u) * UNIVERSAL_BATCH;
	int count = u->count - first < UNIVERSAL_BATCH ? (int)(u->count - first) : UNIVERSAL_BATCH;
	float *probabilities = xfloats((size_t)u->net->classes), *sum = xfloats(u->pixels);

	run_images(u, u->perturbation, u->split, first, count);
	for (int i = 0; i < count; i++)
		choose_dlogits(u, u->split->labels[first + (size_t)i], i, probabilities);
	pass_backward(u->pass, -1, u->dlogits, NULL, u->gradients);
	sum_gradients(u, first, count, sum);
	move(u, sum);
	u->steps++;
	free(probabilities);
	free(sum);
}

/* ------------------------------------------------------------------------------------ trial */

static void predict(const struct universal *u, int count, int *predictions)
{
	for (int i = 0; i < count; i++)
		predictions[i] = argmax(u->net->classes, logits_of(u, i));
}

void universal_try(struct universal *u, const float *perturbation, const struct split *split,
		   size_t first, int count, struct universal_tally *tally)
{
	int before[UNIVERSAL_BATCH], after[UNIVERSAL_BATCH];

	run_images(u, NULL, split, first, count);
	predict(u, count, before);
	run_images(u, perturbation, split, first, count);
	predict(u, count, after);
	tally->count += (size_t)count;
	for (int i = 0; i < count; i++) {
		int label = split->labels[first + (size_t)i];

		tally->right_before += before[i] == label;
		tally->right += after[i] == label;
		tally->fooled +=
			u->spec.is_untargeted ? after[i] != before[i] : after[i] == u->spec.target;
	}
}
