/* The pieces as one table, and the samples that are taken of them. */
#include "lab/bench/bench.h"
#include "base/xalloc.h"
#include "lab/article.h"
#include "lab/attack/attack.h"
#include "lab/feature/channel_gallery.h"
#include "lab/feature/channel_weights.h"
#include "lab/train/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SOFTMAX_STEPS = 1000, BATCH = 100, ATTACK_STEPS = 10 };
static const double moment = 0.05, min_peak = 0.8;

/* Operations of a forward pass of one image through `count` layers. */
static double forward_operations(const struct net *net, int first, int count)
{
	double operations = 0;

	for (int i = first; i < first + count; i++) {
		const struct layer *l = &net->layers[i];

		operations += l->ops->operations ? l->ops->operations(l) : 0;
	}
	return operations;
}

static double weight_bytes(const struct net *net, int first, int count)
{
	double floats = 0;

	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		int layer = (int)(p.layer - net->layers);

		if (layer >= first && layer < first + count)
			floats += (double)parameter_count(&p);
	}
	return floats * sizeof(float);
}

/* The gradient of a training image is not requested: the first layer has one pass less. */
static double step_operations(const struct fit *fit)
{
	const struct net *net = fit->net;
	double all = forward_operations(net, 0, net->count);

	return fit->spec.batch * (3 * all - forward_operations(net, 0, 1));
}

static struct fit *start_fit(struct bench *b, const char *architecture, struct err *err)
{
	uint64_t steps;
	struct fit_spec spec = fit_defaults(architecture, &steps);

	return fit_new(&spec, b->data, b->net->kernel, b->pool, err);
}

static bool start_train(struct bench *b, struct err *err)
{
	char *architecture = net_architecture(b->net);

	b->cnn = start_fit(b, architecture, err);
	free(architecture);
	return b->cnn != NULL;
}

static bool run_train(struct bench *b, struct err *err)
{
	return fit_step(b->cnn, err);
}

/* Weights and two moments, read and written. */
static void cost_train(const struct bench *b, struct bench_figure *f)
{
	f->images = b->cnn->spec.batch;
	f->operations = step_operations(b->cnn);
	f->bytes = 6 * weight_bytes(b->net, 0, b->net->count);
}

static bool start_softmax(struct bench *b, struct err *err)
{
	b->softmax = start_fit(b, "softmax", err);
	return b->softmax != NULL;
}

static bool run_softmax(struct bench *b, struct err *err)
{
	for (int i = 0; i < SOFTMAX_STEPS; i++)
		if (!fit_step(b->softmax, err))
			return false;
	return true;
}

static void cost_softmax(const struct bench *b, struct bench_figure *f)
{
	f->images = (double)SOFTMAX_STEPS * b->softmax->spec.batch;
	f->operations = SOFTMAX_STEPS * step_operations(b->softmax);
	f->bytes = SOFTMAX_STEPS * 2 * weight_bytes(b->softmax->net, 0, 1);
}

static bool start_inference(struct bench *b, struct err *err)
{
	(void)err;
	b->many = pass_new(b->net, BATCH, true, b->pool);
	return true;
}

static void put_images(struct bench *b, struct pass *pass, int n)
{
	const struct split *test = &b->data->split[SPLIT_TEST];

	for (int i = 0; i < n; i++) {
		split_image(test, b->next, pass_input(pass) + (size_t)i * test->pixels);
		b->next = (b->next + 1) % test->count;
	}
}

static bool run_inference(struct bench *b, struct err *err)
{
	(void)err;
	put_images(b, b->many, BATCH);
	pass_forward(b->many, BATCH, -1, NULL);
	return true;
}

/* `passes` over all weights, for so many images at a time. */
static void cost_passes(const struct net *net, int images, int passes, struct bench_figure *f)
{
	f->images = images;
	f->operations = passes * images * forward_operations(net, 0, net->count);
	f->bytes = passes * weight_bytes(net, 0, net->count);
}

static void cost_inference(const struct bench *b, struct bench_figure *f)
{
	cost_passes(b->net, BATCH, 1, f);
}

static bool start_latency(struct bench *b, struct err *err)
{
	(void)err;
	b->one = pass_new(b->net, 1, true, b->pool);
	return true;
}

static bool run_latency(struct bench *b, struct err *err)
{
	(void)err;
	put_images(b, b->one, 1);
	pass_forward(b->one, 1, -1, NULL);
	return true;
}

static void cost_latency(const struct bench *b, struct bench_figure *f)
{
	cost_passes(b->net, 1, 1, f);
}

/* The article's 7 towards a 3, where the data have them. */
static bool start_attack(struct bench *b, struct err *err)
{
	const struct split *split = &b->data->split[SPLIT_VALIDATION];
	float *image = xfloats(split->pixels);
	struct attack_spec spec = attack_method_defaults(&gradient_ascent, ARTICLE_TARGET, false);

	(void)err;
	split_image(split, ARTICLE_SEVEN % split->count, image);
	spec.target %= b->net->classes;
	b->attack = attack_new(b->net, image, &spec, b->pool);
	free(image);
	return true;
}

/* Going back computes nothing. */
static bool run_attack(struct bench *b, struct err *err)
{
	struct attack_spec spec = b->attack->spec;

	(void)err;
	if (b->attack->count > ATTACK_STEPS)
		attack_rewind(b->attack, 1, &spec);
	attack_advance(b->attack);
	return true;
}

/* Forward and backward. */
static void cost_attack(const struct bench *b, struct bench_figure *f)
{
	cost_passes(b->net, 1, 2, f);
}

/* As netglyph filters does it. */
static bool start_filters(struct bench *b, struct err *err)
{
	const struct split *split = &b->data->split[SPLIT_VALIDATION];
	int layer = channel_weights_next(b->net, 0, 1);
	struct channel_gallery_spec spec = channel_gallery_defaults(b->net, layer);
	float *image = xfloats(split->pixels);

	(void)err;
	split_image(split, 0, image);
	b->gallery = channel_gallery_new(b->net, &spec, image);
	free(image);
	return true;
}

static bool run_filters(struct bench *b, struct err *err)
{
	(void)err;
	channel_gallery_maximize_all(b->gallery, b->net, b->pool, NULL);
	return true;
}

static void cost_filters(const struct bench *b, struct bench_figure *f)
{
	const struct channel_gallery_spec *spec = &b->gallery->spec;

	f->images = (double)spec->count * spec->steps;
	f->operations = 2 * f->images * forward_operations(b->net, 0, spec->layer + 1);
	f->bytes = 2 * f->images * weight_bytes(b->net, 0, spec->layer + 1);
}

/* start: makes what the others need; run: one unit; cost: images, operations and bytes of it. */
static const struct piece {
	const char *name;
	bool (*start)(struct bench *, struct err *);
	bool (*run)(struct bench *, struct err *);
	void (*cost)(const struct bench *, struct bench_figure *);
} pieces[BENCH_PIECES] = {
	[BENCH_TRAIN_CNN] = {"train", start_train, run_train, cost_train},
	[BENCH_SOFTMAX] = {"softmax", start_softmax, run_softmax, cost_softmax},
	[BENCH_INFERENCE] = {"inference", start_inference, run_inference, cost_inference},
	[BENCH_LATENCY] = {"latency", start_latency, run_latency, cost_latency},
	[BENCH_ATTACK] = {"attack", start_attack, run_attack, cost_attack},
	[BENCH_FILTERS] = {"filters", start_filters, run_filters, cost_filters},
};

const char *bench_name(enum bench_piece piece)
{
	return pieces[piece].name;
}

const struct net *bench_plan(const struct bench *b, enum bench_piece piece, struct plan *plan)
{
	const struct net *net = piece == BENCH_SOFTMAX ? b->softmax->net : b->net;
	bool is_filters = piece == BENCH_FILTERS;
	int last = net->count - 1;

	if (is_filters)
		last = net_activation(net, b->gallery->spec.layer);
	plan_make(plan, net, !is_filters);
	while (plan->steps[plan->count - 1].first > last)
		plan->count--;
	return net;
}

struct bench *bench_new(const struct net *net, const struct dataset *data, struct pool *pool)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	b->net = net;
	b->data = data;
	b->pool = pool;
	roofline_init(&b->roofline, net->kernel, pool);
	roofline_measure(&b->roofline);
	return b;
}

void bench_free(struct bench *b)
{
	if (!b)
		return;
	fit_free(b->cnn);
	fit_free(b->softmax);
	pass_free(b->many);
	pass_free(b->one);
	attack_free(b->attack);
	channel_gallery_free(b->gallery);
	roofline_clear(&b->roofline);
	free(b);
}

bool bench_start(struct bench *b, enum bench_piece piece, struct err *err)
{
	return pieces[piece].start(b, err) && pieces[piece].run(b, err);
}

bool bench_take(struct bench *b, enum bench_piece piece, struct err *err)
{
	int at = b->counts[piece] < BENCH_MAX_SAMPLES ? b->counts[piece]++ : b->counts[piece] - 1;
	struct bench_sample *sample = &b->samples[piece][at];
	double before = roofline_peak(&b->roofline), start = roofline_clock(), seconds;
	int units = 0;

	do {
		if (!pieces[piece].run(b, err))
			return false;
		units++;
		seconds = roofline_clock() - start;
	} while (seconds < moment);
	sample->seconds = seconds / units;
	sample->peak = fmin(before, roofline_peak(&b->roofline));
	return true;
}

static int compare_samples(const void *a, const void *b)
{
	double x = ((const struct bench_sample *)a)->seconds;
	double y = ((const struct bench_sample *)b)->seconds;

	return (x > y) - (x < y);
}

struct bench_figure bench_median(struct bench_sample *samples, int count, double peak)
{
	struct bench_figure f = {.taken = count};
	double bar = min_peak * peak;
	int above = 0;

	qsort(samples, (size_t)count, sizeof(*samples), compare_samples);
	for (int i = 0; i < count; i++)
		above += samples[i].peak >= bar;
	if (above < 3)
		bar = 0;
	for (int i = 0; i < count; i++)
		if (samples[i].peak >= bar)
			samples[f.counted++] = samples[i];
	f.min = samples[0].seconds;
	f.max = samples[f.counted - 1].seconds;
	f.seconds = (samples[(f.counted - 1) / 2].seconds + samples[f.counted / 2].seconds) / 2;
	return f;
}

struct bench_figure bench_figure(const struct bench *b, enum bench_piece piece)
{
	struct bench_sample samples[BENCH_MAX_SAMPLES];
	const struct roofline *r = &b->roofline;
	struct bench_figure f;

	memcpy(samples, b->samples[piece], sizeof(samples));
	f = bench_median(samples, b->counts[piece], r->peak_all);
	pieces[piece].cost(b, &f);
	f.peak_share = f.operations / f.seconds / r->peak_all;
	f.triad_share = f.bytes / f.seconds / r->triad_all;
	return f;
}
