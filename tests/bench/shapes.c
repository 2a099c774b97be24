/*
 * What a layer costs against its size: the share of the machine's peak that it reaches, forward
 * and backward, along one size at a time while the others stay; and the cliffs, where a unit of
 * work takes more than twice as long as in a neighbour. Shares are of operations by definition, so
 * that transforms and zeros that are spared may take them beyond 100 %.
 *
 * `shapes [THREADS...]' (1 and 2). NETGLYPH_ISA chooses the instruction set. A layer is given
 * inputs of which half are 0, as behind a ReLU, and runs with the ReLU and pool that follow. Each
 * case is the best of a few tries: it says what the code can do, not what others leave of the
 * machine.
 */
#include "base/pool.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/bench/roofline.h"
#include "nn/optimizer.h"
#include "nn/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CLASSES = 10, MAX_PARTS = 4, TRIES = 5, SEED = 1 };
static const double moment = 0.004, cliff = 2;
/* Less work than that for each thread is a matter of calls, not of loops. */
static const double min_operations = 2e5;

/* What a case is about; one of them varies in a series. filter 0: a dense layer; channels 1: a
 * net's first layer, whose inputs need no gradient; 0 for no pool. */
struct size {
	int side, filter, channels, units, batch, stride, pool;
	bool is_valid;
};

/* The article's layers. */
static const struct size conv1 = {28, 5, 1, 32, 50, 1, 2, false};
static const struct size conv2 = {14, 5, 32, 64, 50, 1, 0, false};
static const struct size valid = {14, 5, 32, 64, 50, 1, 0, true};
static const struct size fc1 = {28, 0, 1024, 1024, 50, 1, 0, false};

static const int sides[] = {8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 0};
static const int valid_sides[] = {12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 0};
static const int filters[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0};
static const int widths[] = {4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 0};
static const int batches[] = {1, 2, 4, 8, 16, 32, 50, 64, 100, 128, 256, 512, 1024, 0};
static const int strides[] = {1, 2, 3, 4, 0};
static const int pools[] = {2, 3, 4, 5, 6, 7, 0};

#define OF(member) offsetof(struct size, member)

static const struct series {
	const char *what;
	const struct size *size;
	size_t member;     /* which of it varies */
	const int *values; /* ended by 0 */
} all[] = {
	{"conv, image side", &conv2, OF(side), sides},
	{"conv, filter side", &conv2, OF(filter), filters},
	{"conv, channels", &conv2, OF(channels), widths},
	{"conv, filters", &conv2, OF(units), widths},
	{"conv, batch", &conv2, OF(batch), batches},
	{"conv, stride", &conv2, OF(stride), strides},
	{"conv, side of the pool behind it", &conv2, OF(pool), pools},
	{"VALID conv, image side", &valid, OF(side), valid_sides},
	{"VALID conv, filter side", &valid, OF(filter), filters},
	{"first conv and pool, image side", &conv1, OF(side), sides},
	{"first conv and pool, filter side", &conv1, OF(filter), filters},
	{"first conv and pool, filters", &conv1, OF(units), widths},
	{"first conv and pool, batch", &conv1, OF(batch), batches},
	{"dense, inputs", &fc1, OF(channels), widths},
	{"dense, units", &fc1, OF(units), widths},
	{"dense, batch", &fc1, OF(batch), batches},
};

static bool is_first(const struct size *s)
{
	return s->channels == 1;
}

/* A net around what is measured: a layer before it that gives it its channels, and one behind it.
 */
static char *architecture(const struct size *s)
{
	char before[32] = "", pool[32] = "";

	if (!s->filter)
		return xasprintf("dense%d dense%d relu dense%d", s->channels, s->units, CLASSES);
	if (!is_first(s))
		snprintf(before, sizeof(before), "conv1x1x%d ", s->channels);
	if (s->pool)
		snprintf(pool, sizeof(pool), " pool%d", s->pool);
	return xasprintf("%sconv%dx%dx%ds%d%s relu%s dense%d", before, s->filter, s->filter,
			 s->units, s->stride, s->is_valid ? "v" : "", pool, CLASSES);
}

/* A layer, or a group that runs as one. */
struct part {
	const struct layer *layer;
	const struct layer_ops *ops;
	struct layer_io io;
};

/* All that is measured, with what it works on. */
struct bench_case {
	struct net *net;
	int count;
	struct part parts[MAX_PARTS];
	float *between[MAX_PARTS + 1];   /* inputs, what the parts hand on, and outputs */
	float *gradients[MAX_PARTS + 1]; /* by those */
	float *stored;
	struct store store;
};

static float *random_values(size_t count, bool is_half_zero)
{
	float *values = xfloats(count + KERNEL_SLACK);

	rng_noise(SEED, count, values);
	for (size_t i = 0; i < count; i++)
		values[i] = is_half_zero ? fmaxf(values[i] - 0.5f, 0) : values[i] - 0.5f;
	return values;
}

/* The parts between what gives channels and the last layer. */
static void find_parts(struct bench_case *c, bool is_of_first)
{
	struct plan plan;

	plan_make(&plan, c->net, true);
	c->count = 0;
	for (int i = 0; i < plan.count - 1; i++)
		if (plan.steps[i].first >= !is_of_first)
			c->parts[c->count++] =
				(struct part){.layer = &c->net->layers[plan.steps[i].first],
					      .ops = plan.steps[i].ops,
					      .io.is_x_relu = c->count || !is_of_first};
}

static void part_open(struct bench_case *c, int i, int batch, struct pool *pool)
{
	struct part *part = &c->parts[i];
	struct layer_io *io = &part->io;
	const struct kernel *kernel = c->net->kernel;

	io->n = batch;
	io->kernel = kernel;
	io->pool = pool;
	io->parameters = c->net->parameters;
	io->x = c->between[i];
	io->y = c->between[i + 1];
	io->dx = c->gradients[i];
	io->dy = c->gradients[i + 1];
	io->sink = &c->store.sink;
	if (part->ops->saved_for_backward)
		io->saved = xfloats(part->ops->saved_for_backward(part->layer, kernel, batch));
	if (part->ops->scratch)
		io->scratch = xfloats(part->ops->scratch(part->layer, kernel, batch));
}

static void case_open(struct bench_case *c, const struct size *size, const struct kernel *kernel,
		      struct pool *pool)
{
	char *text = architecture(size);
	struct err err;

	*c = (struct bench_case){0};
	c->net = net_new(text, (struct shape){size->side, size->side, 1}, CLASSES, kernel, &err);
	if (!c->net) {
		fprintf(stderr, "%s: %s\n", text, err.text);
		exit(1);
	}
	free(text);
	net_init(c->net, SEED);
	find_parts(c, is_first(size));
	for (int i = 0; i <= c->count; i++) {
		const struct layer *behind =
			i < c->count ? c->parts[i].layer : &c->net->layers[c->net->count - 1];
		size_t count = (size_t)size->batch * shape_size(behind->in);

		c->between[i] = random_values(count, true);
		c->gradients[i] = random_values(count, false);
	}
	c->stored = xfloats(c->net->size);
	c->store = store_to(c->stored);
	for (int i = 0; i < c->count; i++)
		part_open(c, i, size->batch, pool);
	if (is_first(size))
		c->parts[0].io.dx = NULL;
}

static void case_close(struct bench_case *c)
{
	for (int i = 0; i < c->count; i++) {
		free(c->parts[i].io.saved);
		free(c->parts[i].io.scratch);
	}
	for (int i = 0; i <= c->count; i++) {
		free(c->between[i]);
		free(c->gradients[i]);
	}
	free(c->stored);
	net_free(c->net);
}

static void run_forward(struct bench_case *c)
{
	for (int i = 0; i < c->count; i++)
		c->parts[i].ops->forward(c->parts[i].layer, &c->parts[i].io);
}

static void run_backward(struct bench_case *c)
{
	for (int i = c->count - 1; i >= 0; i--)
		c->parts[i].ops->backward(c->parts[i].layer, &c->parts[i].io);
}

/* Of the processor where there is one thread, so that other programs disturb less. */
static double clock_of(int threads)
{
	struct timespec now;

	clock_gettime(threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Seconds of a run, the best of a few tries; the first run warms up. */
static double measure(struct bench_case *c, void (*run)(struct bench_case *), int threads)
{
	double best = INFINITY;

	run(c);
	for (int i = 0; i < TRIES; i++) {
		double start = clock_of(threads), passed;
		int runs = 0;

		do {
			run(c);
			runs++;
			passed = clock_of(threads) - start;
		} while (passed < moment);
		best = fmin(best, passed / runs);
	}
	return best;
}

/* Operations a second of one case. */
struct rates {
	double operations, forward, backward;
};

static struct rates measure_case(const struct size *size, const struct kernel *kernel,
				 struct pool *pool, int threads)
{
	struct bench_case c;
	struct rates r;

	case_open(&c, size, kernel, pool);
	r.operations = size->batch * c.parts[0].layer->ops->operations(c.parts[0].layer);
	r.forward = r.operations / measure(&c, run_forward, threads);
	r.backward = (is_first(size) ? 1 : 2) * r.operations / measure(&c, run_backward, threads);
	case_close(&c);
	return r;
}

static bool is_cliff(double a, double b)
{
	return a > cliff * b || b > cliff * a;
}

/* Prints a series and returns how many cliffs it has. */
static int run_series(const struct series *series, struct roofline *roofline, int threads)
{
	struct rates before = {0}, now;
	int cliffs = 0;

	printf("%s (%d thread%s)\n", series->what, threads, threads == 1 ? "" : "s");
	for (const int *value = series->values; *value; value++, before = now) {
		struct size size = *series->size;
		bool is_small, is_forward, is_backward;

		*(int *)((char *)&size + series->member) = *value;
		now = measure_case(&size, roofline->kernel, roofline->pool, threads);
		roofline_peak(roofline);
		is_small = fmin(now.operations, before.operations) < min_operations * threads;
		is_forward = !is_small && is_cliff(now.forward, before.forward);
		is_backward = !is_small && is_cliff(now.backward, before.backward);
		printf("%8d %8.1f %% %8.1f %%%s%s\n", *value,
		       100 * now.forward / roofline->peak_all,
		       100 * now.backward / roofline->peak_all, is_forward ? "  CLIFF forward" : "",
		       is_backward ? "  CLIFF backward" : "");
		cliffs += is_forward + is_backward;
	}
	putchar('\n');
	return cliffs;
}

static void run_threads(int threads, const struct kernel *kernel)
{
	struct pool *pool = threads > 1 ? pool_new(threads) : NULL;
	struct roofline roofline;
	int cliffs = 0;

	roofline_init(&roofline, kernel, pool);
	roofline_measure(&roofline);
	printf("%s: shares of peak, forward and backward\n\n", kernel->name);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		cliffs += run_series(&all[i], &roofline, threads);
	printf("%s, %.0f GFLOP/s, %d thread%s: %d cliff%s above %g between neighbours\n\n",
	       kernel->name, 1e-9 * roofline.peak_all, threads, threads == 1 ? "" : "s", cliffs,
	       cliffs == 1 ? "" : "s", cliff);
	roofline_clear(&roofline);
	pool_free(pool);
}

int main(int argc, char **argv)
{
	struct err err;
	const struct kernel *kernel = kernel_choose(getenv("NETGLYPH_ISA"), &err);

	if (!kernel) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++) {
		int threads = (int)strtol(argv[i], NULL, 10);

		if (threads < 1 || threads > 64) {
			fprintf(stderr, "%s: expected threads, 1 to 64\n", argv[i]);
			return 2;
		}
		run_threads(threads, kernel);
	}
	for (int threads = 1; argc == 1 && threads <= 2; threads++)
		run_threads(threads, kernel);
	return 0;
}
