/*
 * Integrated gradients (Sundararajan, Taly and Yan, 2017): (image - baseline) times the mean of the
 * gradients on the straight line between them, by the midpoint rule. The sum is the difference of
 * the two logits but for the error of the rule, so the steps are doubled until that is below 1 %.
 */
#include "base/xalloc.h"
#include "lab/explain/logit_gradient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const struct explanation integrated_gradients;

enum { STEPS = 50, MAX_STEPS = 3200, BATCH = 10 };

static float baseline(const struct explanation_query *q, size_t i)
{
	return q->baseline ? q->baseline[i] : 0;
}

/* The images at the middles of the steps from `first` on. */
static void put_images(struct logit_gradient *g, int first, int steps)
{
	const struct explanation_query *q = g->query;
	float *x = pass_input(g->pass);

	for (int k = 0; k < BATCH; k++) {
		float at = ((float)(first + k) + 0.5f) / (float)steps;

		for (size_t i = 0; i < g->pixels; i++)
			*x++ = baseline(q, i) + at * (q->image[i] - baseline(q, i));
	}
}

static void add_gradients(const struct logit_gradient *g, const float *dx, double *sums)
{
	for (int k = 0; k < BATCH; k++)
		for (size_t i = 0; i < g->pixels; i++)
			sums[i] += (double)*dx++;
}

/* The values of both ends of the line. */
static void put_ends(struct logit_gradient *g, struct attribution *a)
{
	float *x = pass_input(g->pass);

	for (size_t i = 0; i < g->pixels; i++)
		x[i] = baseline(g->query, i);
	memcpy(x + g->pixels, g->query->image, g->pixels * sizeof(float));
	logit_gradient_forward(g, 2);
	a->bias = logit_gradient_value(g, 0);
	a->value = logit_gradient_value(g, 1);
}

static void integrate(struct logit_gradient *g, int steps, struct attribution *a)
{
	const struct explanation_query *q = g->query;
	double *sums = xcalloc(g->pixels, sizeof(*sums));
	float *dx = xfloats(BATCH * g->pixels);

	for (int first = 0; first < steps && !explanation_is_stopped(q); first += BATCH) {
		put_images(g, first, steps);
		logit_gradient_forward(g, BATCH);
		logit_gradient_backward(g, dx);
		add_gradients(g, dx, sums);
	}
	for (size_t i = 0; i < g->pixels; i++)
		a->values[i] = (q->image[i] - baseline(q, i)) * (float)(sums[i] / steps);
	free(sums);
	free(dx);
	attribution_sum(a);
}

/* Also false of what is no number: more steps would not help. */
static bool is_rough(const struct attribution *a)
{
	return fabs(a->value - a->sum) > 0.01 * fabs(a->value - a->bias);
}

static struct attribution compute(const struct explanation_query *q)
{
	struct logit_gradient g;
	struct attribution a = {.shape = q->net->input};
	int steps = STEPS;

	logit_gradient_open(&g, q, BATCH, true);
	a.values = xfloats(g.pixels);
	put_ends(&g, &a);
	integrate(&g, steps, &a);
	while (is_rough(&a) && steps < MAX_STEPS && !explanation_is_stopped(q))
		integrate(&g, steps *= 2, &a);
	logit_gradient_close(&g);
	return a;
}

const struct explanation integrated_gradients = {
	.name = "integrated gradients",
	.label = "integrated",
	.purpose = "What each pixel contributes on the way from the baseline to the image",
	.is_of_pixels = true,
	.has_baseline = true,
	.is_complete = true,
	.applies = logit_gradient_applies,
	.compute = compute,
};
