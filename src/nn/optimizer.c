/* The sinks: SGD, Adam, and plain storage. */
#include "nn/optimizer.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const optimizer_names[OPTIMIZER_KINDS] = {"sgd", "adam"};

static void take_sgd(struct sink *sink, size_t at, const float *gradient, size_t count)
{
	struct optimizer *o = (struct optimizer *)sink;

	o->net->kernel->sgd(count, o->rate, gradient, o->net->parameters + at);
}

static void take_adam(struct sink *sink, size_t at, const float *gradient, size_t count)
{
	struct optimizer *o = (struct optimizer *)sink;

	o->net->kernel->adam(count, &o->adam, gradient, o->net->parameters + at, o->m + at,
			     o->v + at);
}

void optimizer_init(struct optimizer *o, enum optimizer_kind kind, float rate, struct net *net)
{
	*o = (struct optimizer){.kind = kind, .rate = rate, .net = net};
	o->sink.take = kind == OPTIMIZER_ADAM ? take_adam : take_sgd;
	if (kind == OPTIMIZER_ADAM) {
		o->m = xfloats(net->size);
		o->v = xfloats(net->size);
	}
}

void optimizer_clear(struct optimizer *o)
{
	free(o->m);
	free(o->v);
}

void optimizer_begin(struct optimizer *o, uint64_t step)
{
	double t = (double)step;

	/* tf.train.AdamOptimizer's defaults. */
	o->adam = (struct adam_step){.beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-8f};
	o->adam.rate = (float)((double)o->rate * sqrt(1 - pow(0.999, t)) / (1 - pow(0.9, t)));
}

static void take_store(struct sink *sink, size_t at, const float *gradient, size_t count)
{
	struct store *store = (struct store *)sink;

	memcpy(store->block + at, gradient, count * sizeof(float));
}

struct store store_to(float *block)
{
	return (struct store){{take_store}, block};
}
