/* The training loop. Saving and resuming it is in checkpoint.c. */
#include "lab/train/fit.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "nn/loss.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Another network's, so that it is there soon (fit_another). */
static const float quick_rate = 1e-3f;

struct fit_spec fit_defaults(const char *architecture, uint64_t *steps)
{
	if (strcmp(architecture, "softmax") == 0) {
		*steps = 1000;
		return (struct fit_spec){.architecture = architecture,
					 .optimizer = OPTIMIZER_SGD,
					 .rate = 0.5f,
					 .batch = 100,
					 .seed = 1};
	}
	*steps = 10000;
	return (struct fit_spec){.architecture = architecture,
				 .optimizer = OPTIMIZER_ADAM,
				 .rate = 1e-4f,
				 .batch = 50,
				 .seed = 1};
}

struct fit_spec fit_another(const struct net *net, const struct dataset *data, uint64_t seed)
{
	uint64_t steps;
	struct fit_spec spec = fit_defaults(net->count == 1 ? "softmax" : "cnn", &steps);
	size_t images = data->split[SPLIT_TRAIN].count;

	spec.architecture = net_architecture(net);
	spec.seed = seed;
	if (spec.optimizer == OPTIMIZER_ADAM)
		spec.rate = quick_rate;
	if ((size_t)spec.batch > images)
		spec.batch = (int)images;
	return spec;
}

static bool check_memory(const struct net *net, const struct fit_spec *spec, struct err *err)
{
	int batch = spec->batch;
	/* Parameters and Adam's two moments, and the pass. */
	size_t bytes = net->size * 3 * sizeof(float) + pass_memory(net, batch), mib;

	if (spec->adversarial.eps > 0)
		bytes += adversary_memory(net, batch);
	mib = bytes >> 20;
	if (mib <= FIT_MAX_MEMORY_MIB)
		return true;
	return err_set(
		err,
		"training this net in batches of %d takes %zu MiB; at most %d are allowed: take "
		"a smaller batch or net",
		batch, mib, FIT_MAX_MEMORY_MIB);
}

struct fit *fit_new(const struct fit_spec *spec, const struct dataset *data,
		    const struct kernel *kernel, struct pool *pool, struct err *err)
{
	struct shape input = {data->height, data->width, 1};
	struct net *net = net_new(spec->architecture, input, data->classes, kernel, err);
	struct fit *fit;

	if (!net || !check_memory(net, spec, err)) {
		net_free(net);
		return NULL;
	}
	fit = xcalloc(1, sizeof(*fit));
	fit->spec = *spec;
	fit->spec.architecture = net_architecture(net);
	fit->data = data;
	fit->net = net;
	fit->validation = -1;
	fit->pool = pool;
	net_init(net, spec->seed);
	optimizer_init(&fit->optimizer, spec->optimizer, spec->rate, net);
	batcher_init(&fit->batcher, &data->split[SPLIT_TRAIN], spec->seed);
	rng_seed(&fit->dropout, spec->seed, RNG_DROPOUT);
	adversary_init(&fit->adversary, &spec->adversarial, net, spec->batch, spec->seed);
	fit->pass = pass_new(net, spec->batch, true, pool);
	if (fit->batcher.split.packed && spec->adversarial.eps <= 0)
		pass_read_packed(fit->pass);
	fit->labels = xcalloc((size_t)spec->batch, 1);
	fit->dlogits = xfloats((size_t)spec->batch * (size_t)net->classes);
	return fit;
}

void fit_free(struct fit *fit)
{
	if (!fit)
		return;
	pass_free(fit->pass);
	optimizer_clear(&fit->optimizer);
	batcher_clear(&fit->batcher);
	adversary_clear(&fit->adversary);
	net_free(fit->net);
	free((char *)fit->spec.architecture);
	free(fit->labels);
	free(fit->dlogits);
	free(fit);
}

static double batch_accuracy(const struct fit *fit, const float *logits)
{
	int classes = fit->net->classes, correct = 0;

	for (int i = 0; i < fit->spec.batch; i++)
		correct += argmax(classes, logits + (size_t)i * (size_t)classes) == fit->labels[i];
	return (double)correct / fit->spec.batch;
}

/* Without a way out of the loop, so that it is compiled to vectors. */
static bool are_finite(const float *values, size_t count)
{
	bool are = true;

	for (size_t i = 0; i < count; i++)
		are &= fabsf(values[i]) <= FLT_MAX;
	return are;
}

/* The layer of the first value of a block (parameters, or moments) that is not finite; NULL: all
 * are. */
static const struct layer *lost_in(const struct net *net, const float *block)
{
	int count = net_parameters(net);

	for (int i = 0; block && i < count; i++) {
		struct parameter p = net_parameter(net, i);
		size_t end = i + 1 < count ? net_parameter(net, i + 1).at : net->size;

		if (!are_finite(block + p.at, end - p.at))
			return p.layer;
	}
	return NULL;
}

/* The first layer of the last run whose output is not finite, as far as outputs are kept. */
static const struct layer *lost_on_the_way(const struct fit *fit)
{
	const struct net *net = fit->net;

	for (int i = 0; i < net->count; i++) {
		const float *output = pass_output(fit->pass, i);
		size_t size = shape_size(net->layers[i].out) * (size_t)fit->spec.batch;

		if (output && !are_finite(output, size))
			return &net->layers[i];
	}
	return &net->layers[net->count - 1];
}

static bool diverged(const struct fit *fit, const char *what, const struct layer *layer,
		     uint64_t step, struct err *err)
{
	return err_set(err,
		       "%s at step %llu, in layer %s: training diverged; try a smaller rate than "
		       "%g",
		       what, (unsigned long long)step, layer->name, (double)fit->spec.rate);
}

static bool loss_is_lost(const struct fit *fit, struct err *err)
{
	const struct layer *layer = lost_in(fit->net, fit->net->parameters);

	return diverged(fit, "the loss is no longer a number", layer ? layer : lost_on_the_way(fit),
			fit->step + 1, err);
}

bool fit_step(struct fit *fit, struct err *err)
{
	int batch = fit->spec.batch;
	const float *logits;

	if (fit->pass->packed)
		batcher_next_packed(&fit->batcher, (size_t)batch, fit->pass->packed, fit->labels);
	else
		batcher_next(&fit->batcher, (size_t)batch, pass_input(fit->pass), fit->labels);
	if (fit->spec.adversarial.eps > 0)
		adversary_attack(&fit->adversary, fit->pass, batch, fit->labels);
	pass_forward(fit->pass, batch, -1, &fit->dropout);
	logits = pass_output(fit->pass, -1);
	fit->loss = cross_entropy(batch, fit->net->classes, logits, fit->labels, fit->dlogits);
	fit->accuracy = batch_accuracy(fit, logits);
	if (!isfinite(fit->loss))
		return loss_is_lost(fit, err);
	fit->step++;
	optimizer_begin(&fit->optimizer, fit->step);
	pass_backward(fit->pass, -1, fit->dlogits, &fit->optimizer.sink, NULL);
	return true;
}

bool fit_is_finite(const struct fit *fit)
{
	return are_finite(fit->net->parameters, fit->net->size);
}

bool fit_check(const struct fit *fit, struct err *err)
{
	const struct optimizer *o = &fit->optimizer;
	const struct layer *layer = lost_in(fit->net, fit->net->parameters);

	if (layer)
		return diverged(fit, "weights are no longer numbers", layer, fit->step, err);
	layer = lost_in(fit->net, o->m);
	if (!layer)
		layer = lost_in(fit->net, o->v);
	return !layer ||
	       diverged(fit, "Adam's moments are no longer numbers", layer, fit->step, err);
}

void fit_validate(struct fit *fit)
{
	struct evaluation evaluation;

	if (fit->validation >= 0 && fit->validated_at == fit->step)
		return;
	evaluation = evaluate(fit->net, &fit->data->split[SPLIT_VALIDATION], fit->pool);
	fit->validation = (double)evaluation.correct / (double)evaluation.count;
	fit->validated_at = fit->step;
	evaluation_clear(&evaluation);
}

bool fit_run(struct fit *fit, uint64_t steps, uint64_t every, bool (*report)(void *, struct fit *),
	     void *context, struct err *err)
{
	bool goes_on = true;

	while (goes_on && fit->step < steps) {
		if (!fit_step(fit, err))
			return false;
		if (fit->step % every == 0) {
			if (!fit_check(fit, err))
				return false;
			fit_validate(fit);
		}
		goes_on = !report || report(context, fit);
	}
	if (!fit_check(fit, err))
		return false;
	fit_validate(fit);
	return true;
}
