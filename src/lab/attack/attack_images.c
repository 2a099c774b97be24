/* Threads take whole images: an attack is too small a piece of work to be cut into parts. */
#include "lab/attack/attack_images.h"
#include "base/xalloc.h"

#include <stdlib.h>

struct work {
	const struct net *net;
	const struct split *split;
	const struct attack_spec *spec;
	int steps;
	size_t first;
	struct attack_outcome *outcomes;
};

static struct attack_outcome outcome_of(const struct attack *a, int label)
{
	int answer = attack_answer(a);
	const struct attack_step *last = &a->steps[answer >= 0 ? answer : a->count - 1];

	return (struct attack_outcome){.label = label,
				       .prediction = a->steps[0].prediction,
				       .first = answer,
				       .l0 = (float)last->l0,
				       .l2 = (float)last->l2,
				       .linf = (float)last->linf,
				       .probability = last->probabilities[a->spec.target]};
}

static void attack_image(void *context, int part)
{
	const struct work *w = context;
	size_t index = w->first + (size_t)part;
	float *image = xfloats(w->split->pixels);
	struct attack_spec spec = *w->spec;
	struct attack *a;

	if (spec.is_untargeted)
		spec.target = w->split->labels[index];
	split_image(w->split, index, image);
	a = attack_new(w->net, image, &spec, NULL);
	while (a->count <= w->steps &&
	       (spec.method->is_minimal ? !attack_is_over(a) : attack_first(a) < 0))
		attack_advance(a);
	w->outcomes[part] = outcome_of(a, w->split->labels[index]);
	attack_free(a);
	free(image);
}

void attack_images(const struct net *net, const struct split *split, const struct attack_spec *spec,
		   int steps, size_t first, size_t count, struct pool *pool,
		   struct attack_outcome *outcomes)
{
	struct work work = {net, split, spec, steps, first, outcomes};

	pool_run(pool, (int)count, attack_image, &work);
}
