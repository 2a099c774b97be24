/* The article's attack, step by step. */
#include "lab/attack/attack.h"
#include "base/xalloc.h"
#include "lab/gradient.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Classifies the last step's image and leaves the normalised gradient for the next. */
static void look(struct attack *a)
{
	struct attack_step *step = &a->steps[a->count - 1];
	float dlogits[256];

	memcpy(pass_input(a->pass), step->image, a->pixels * sizeof(float));
	pass_forward(a->pass, 1, -1, NULL);
	softmax(1, a->net->classes, pass_output(a->pass, -1), step->probabilities);
	step->prediction = argmax(a->net->classes, step->probabilities);
	probability_gradient(a->net->classes, step->probabilities, a->spec.target, dlogits);
	pass_backward(a->pass, -1, dlogits, NULL, a->gradient);
	normalize_gradient(a->pixels, a->gradient);
}

static void measure(struct attack *a)
{
	struct attack_step *step = &a->steps[a->count - 1];
	double square = 0;

	for (size_t i = 0; i < a->pixels; i++) {
		double change = (double)step->image[i] - (double)a->steps[0].image[i];

		step->l0 += change != 0;
		square += change * change;
		step->linf = fmax(step->linf, fabs(change));
	}
	step->l2 = sqrt(square);
}

static void append(struct attack *a, const float *image)
{
	struct attack_step *step;

	a->steps = xrealloc(a->steps, (size_t)(a->count + 1) * sizeof(*a->steps));
	step = &a->steps[a->count++];
	*step = (struct attack_step){.image = xfloats(a->pixels),
				     .probabilities = xfloats((size_t)a->net->classes)};
	memcpy(step->image, image, a->pixels * sizeof(float));
}

struct attack *attack_new(const struct net *net, const float *start, const struct attack_spec *spec,
			  struct pool *pool)
{
	struct attack *a = xcalloc(1, sizeof(*a));

	a->spec = *spec;
	a->net = net;
	a->pixels = shape_size(net->input);
	a->pass = pass_new(net, 1, true, pool);
	a->gradient = xfloats(a->pixels);
	append(a, start);
	look(a);
	return a;
}

static void drop_steps(struct attack *a, int count)
{
	while (a->count > count) {
		a->count--;
		free(a->steps[a->count].image);
		free(a->steps[a->count].probabilities);
	}
}

void attack_free(struct attack *a)
{
	if (!a)
		return;
	drop_steps(a, 0);
	free(a->steps);
	free(a->gradient);
	pass_free(a->pass);
	free(a);
}

void attack_advance(struct attack *a)
{
	float *image;

	append(a, a->steps[a->count - 1].image);
	image = a->steps[a->count - 1].image;
	for (size_t i = 0; i < a->pixels; i++) {
		image[i] += a->gradient[i] * a->spec.rate;
		if (a->spec.is_clipped)
			image[i] = fminf(fmaxf(image[i], 0), 1);
	}
	measure(a);
	look(a);
}

void attack_rewind(struct attack *a, int count, const struct attack_spec *spec)
{
	drop_steps(a, count);
	a->spec = *spec;
	look(a);
}

int attack_first(const struct attack *a)
{
	for (int i = 0; i < a->count; i++)
		if (a->steps[i].prediction == a->spec.target)
			return i;
	return -1;
}
