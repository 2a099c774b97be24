/* What explanations share. */
#include "lab/explain/explanation.h"

#include <stdlib.h>

void attribution_sum(struct attribution *a)
{
	a->positive = a->negative = 0;
	for (size_t i = 0; i < shape_size(a->shape); i++)
		*(a->values[i] > 0 ? &a->positive : &a->negative) += (double)a->values[i];
	a->sum = a->bias + a->positive + a->negative;
}

bool explanation_is_stopped(const struct explanation_query *q)
{
	return q->stop && atomic_load_explicit(q->stop, memory_order_relaxed);
}

void attribution_clear(struct attribution *a)
{
	free(a->values);
	a->values = NULL;
}
