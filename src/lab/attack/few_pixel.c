/*
 * The few-pixel attack (Su et al., arXiv:1710.08864): differential evolution looks for a few pixels
 * and their values, with nothing but the net's outputs.
 *
 * A step is a generation. Each of the population has one child: of three others, the first plus
 * half the difference of the other two; the better of parent and child stays, and the best of all
 * is the next image. What is best is the margin of the logits, which orders candidates even where
 * probabilities round to 0 and 1. Random numbers depend on the seed, the start and the step.
 */
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/attack/method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POPULATION = 400, FEW = 5, FEW_MAX = 16, BATCH = 50 };
/* Of a pixel; a candidate has FEW_MAX of them, and uses the first ones. */
enum { ROW, COLUMN, VALUE, GENES };
enum { CANDIDATE = FEW_MAX * GENES };

/* What is carried from step to step. */
struct population {
	float *genes;   /* [POPULATION, FEW_MAX, GENES] */
	float *margins; /* [POPULATION] */
};

static struct population population_of(const struct attack_point *point)
{
	float *numbers = point->memory;

	return (struct population){numbers, numbers + (size_t)POPULATION * CANDIDATE};
}

static int few_of(const struct attack_spec *spec)
{
	if (spec->norm != ATTACK_L0 || spec->eps <= 0)
		return FEW;
	return spec->eps < FEW_MAX ? (int)spec->eps : FEW_MAX;
}

/* ------------------------------------------------------------------------------- evaluation */

/* The start with a candidate's pixels. image: [pixels]. */
static void draw_candidate(const struct attack_point *point, const float *genes, float *image)
{
	int width = point->pass->net->input.width;

	memcpy(image, point->start, point->pixels * sizeof(*image));
	for (int i = 0; i < few_of(point->spec); i++, genes += GENES)
		image[(size_t)genes[ROW] * (size_t)width + (size_t)genes[COLUMN]] = genes[VALUE];
	point->spec->method->project(point->spec, point->start, point->pixels, image);
}

/* By how much the target's logit is above all others, or below one, untargeted. */
static float margin_of(const struct attack_spec *spec, int classes, const float *logits)
{
	float other = -INFINITY, margin;

	for (int c = 0; c < classes; c++)
		if (c != spec->target)
			other = fmaxf(other, logits[c]);
	margin = spec->is_untargeted ? other - logits[spec->target] : logits[spec->target] - other;
	return isnan(margin) ? -INFINITY : margin;
}

/* margins: [POPULATION]. */
static void evaluate(const struct attack_point *point, const float *genes, float *margins)
{
	struct pass *pass = pass_new(point->pass->net, BATCH, true, point->pass->pool);

	for (int first = 0; first < POPULATION; first += BATCH) {
		for (int i = 0; i < BATCH; i++)
			draw_candidate(point, genes + (size_t)(first + i) * CANDIDATE,
				       pass_input(pass) + (size_t)i * point->pixels);
		pass_forward(pass, BATCH, -1, NULL);
		for (int i = 0; i < BATCH; i++)
			margins[first + i] =
				margin_of(point->spec, point->classes,
					  pass_output(pass, -1) + (size_t)i * point->classes);
	}
	pass_free(pass);
}

/* ------------------------------------------------------------------------------ generations */

/* Anywhere: of a pixel's place, and its value. */
static float random_gene(const struct attack_point *point, int gene, struct rng *rng)
{
	const struct shape *input = &point->pass->net->input;

	if (gene == VALUE)
		return rng_uniform(rng);
	return (float)rng_below(rng, (uint32_t)(gene == ROW ? input->height : input->width));
}

/* Values stop at 0 and 1; a place outside of the image is chosen anew. */
static float possible_gene(const struct attack_point *point, int gene, float value, struct rng *rng)
{
	const struct shape *input = &point->pass->net->input;
	int end = gene == ROW ? input->height : input->width;

	if (gene == VALUE)
		return fminf(fmaxf(value, 0), 1);
	return value >= 0 && value < (float)end ? value : random_gene(point, gene, rng);
}

/* genes: [POPULATION, FEW_MAX, GENES]. */
static void begin_population(const struct attack_point *point, struct rng *rng, float *genes)
{
	for (int i = 0; i < POPULATION; i++)
		for (int k = 0; k < few_of(point->spec) * GENES; k++)
			genes[(size_t)i * CANDIDATE + k] = random_gene(point, k % GENES, rng);
}

/* Three different ones. */
static void choose_parents(struct rng *rng, const float *genes, const float *parents[3])
{
	uint32_t chosen[3];

	for (int i = 0; i < 3; i++) {
		do
			chosen[i] = rng_below(rng, POPULATION);
		while ((i > 0 && chosen[i] == chosen[0]) || (i > 1 && chosen[i] == chosen[1]));
		parents[i] = genes + (size_t)chosen[i] * CANDIDATE;
	}
}

/* children: as genes. */
static void breed(const struct attack_point *point, struct rng *rng, const float *genes,
		  float *children)
{
	const float *parents[3];

	for (int i = 0; i < POPULATION; i++) {
		choose_parents(rng, genes, parents);
		for (int k = 0; k < few_of(point->spec) * GENES; k++) {
			float gene = parents[0][k] + 0.5f * (parents[1][k] - parents[2][k]);

			children[(size_t)i * CANDIDATE + k] =
				possible_gene(point, k % GENES, gene, rng);
		}
	}
}

static void next_generation(const struct attack_point *point, struct rng *rng)
{
	struct population old = population_of(point);
	float *children = xfloats((size_t)POPULATION * CANDIDATE), *margins = xfloats(POPULATION);

	breed(point, rng, old.genes, children);
	evaluate(point, children, margins);
	for (int i = 0; i < POPULATION; i++) {
		if (!(margins[i] > old.margins[i]))
			continue;
		old.margins[i] = margins[i];
		memcpy(old.genes + (size_t)i * CANDIDATE, children + (size_t)i * CANDIDATE,
		       CANDIDATE * sizeof(*children));
	}
	free(children);
	free(margins);
}

static const float *best_of(const struct population *population)
{
	int best = 0;

	for (int i = 1; i < POPULATION; i++)
		if (population->margins[i] > population->margins[best])
			best = i;
	return population->genes + (size_t)best * CANDIDATE;
}

static void step(const struct attack_point *point, float *direction)
{
	struct population population = population_of(point);
	struct rng rng;

	rng_seed(&rng,
		 attack_seed(point->spec, point->start, point->pixels) + (uint64_t)point->index,
		 RNG_NOISE);
	if (point->index == 0) {
		begin_population(point, &rng, population.genes);
		evaluate(point, population.genes, population.margins);
	} else {
		next_generation(point, &rng);
	}
	draw_candidate(point, best_of(&population), direction);
	for (size_t i = 0; i < point->pixels; i++)
		direction[i] = (direction[i] - point->image[i]) / point->spec->rate;
}

/* Pixels that go back to the start arrive there but for rounding. */
static void project(const struct attack_spec *spec, const float *start, size_t pixels, float *image)
{
	for (size_t i = 0; i < pixels; i++) {
		float size = fabsf(start[i]) > 1 ? fabsf(start[i]) : 1;

		image[i] = fabsf(image[i] - start[i]) <= 1e-6f * size ? start[i] : image[i];
	}
	project_pixels(spec, start, pixels, image);
}

const struct attack_method few_pixel = {
	.name = "few-pixel",
	.help = "differential evolution: a few pixels, by nothing but the net's outputs",
	.rate = 1,
	.noise_rate = 1,
	.steps = 100,
	.eps = FEW,
	.norm = ATTACK_L0,
	.is_clipped = true,
	.is_random = true,
	.depends_on_settings = true,
	.numbers = POPULATION * (CANDIDATE + 1),
	.step = step,
	.project = project,
};
