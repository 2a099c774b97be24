/* A targeted attack, as others see it who do not attack. */
#include "lab/attack/least_change.h"

extern const struct attack_method carlini_wagner;

struct attack *least_change_begin(const struct net *net, const float *image, int class,
				  struct pool *pool)
{
	struct attack_spec spec = attack_method_defaults(&carlini_wagner, class, false);

	return attack_new(net, image, &spec, pool);
}

bool least_change_advance(struct attack *a)
{
	if (a->count > a->spec.method->steps)
		return false;
	attack_advance(a);
	return a->count <= a->spec.method->steps;
}

struct least_change least_change_of(const struct attack *a)
{
	int answer = attack_answer(a);

	return (struct least_change){.before = &a->steps[0],
				     .after = answer < 0 ? NULL : &a->steps[answer],
				     .steps = a->count - 1,
				     .steps_max = a->spec.method->steps};
}
