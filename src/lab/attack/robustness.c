/* Strength after strength, those images that are right yet, some at a time. */
#include "lab/attack/robustness.h"
#include "base/xalloc.h"
#include "lab/attack/attack_images.h"
#include "lab/train/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static float usual_strength(enum attack_norm norm, int i)
{
	return norm == ATTACK_LINF ? (float)i / 20 : norm == ATTACK_L2 ? (float)i / 2 : (float)i;
}

struct robustness_spec robustness_usual(const struct attack_method *method, enum attack_norm norm)
{
	struct robustness_spec spec = {.attack = attack_method_defaults(method, -1, false),
				       .steps = method->steps,
				       .count = 9};

	spec.attack.is_untargeted = true;
	if (norm != ATTACK_NORMS)
		spec.attack.norm = norm;
	else if (method->is_minimal)
		spec.attack.norm = ATTACK_L2;
	for (int i = 0; i < spec.count; i++)
		spec.eps[i] = usual_strength(spec.attack.norm, i);
	return spec;
}

float robustness_rate(const struct robustness_spec *spec, float eps)
{
	const struct attack_method *method = spec->attack.method;
	float rate = spec->rate > 0 ? spec->rate : method->rate;

	if (spec->rate > 0 || method->is_minimal || method->eps <= 0 ||
	    robustness_counts_pixels(spec))
		return rate;
	rate *= eps / method->eps;
	if (spec->steps > 0 && spec->steps < method->steps)
		rate *= (float)method->steps / (float)spec->steps;
	return rate;
}

struct robustness *robustness_new(const struct net *net, const struct split *split,
				  const struct robustness_spec *spec, size_t first, size_t count)
{
	struct robustness *r = xcalloc(1, sizeof(*r));

	*r = (struct robustness){.net = net,
				 .split = split,
				 .spec = *spec,
				 .first = first,
				 .count = count,
				 .least = xfloats(count > 0 ? count : 1)};
	for (size_t i = 0; i < count; i++)
		r->least[i] = INFINITY;
	return r;
}

void robustness_free(struct robustness *r)
{
	if (r)
		free(r->least);
	free(r);
}

static bool is_minimal(const struct robustness *r)
{
	return r->spec.attack.method->is_minimal;
}

/* The next images that are right yet, as a split of their own. */
struct piece {
	struct split split;
	size_t count;
	float *pixels;
	uint8_t *labels;
	size_t *index; /* of each, in the robustness */
};

static struct piece piece_take(struct robustness *r, int max)
{
	size_t pixels = r->split->pixels, room = (size_t)max;
	struct piece p = {.pixels = xfloats(room * pixels),
			  .labels = xcalloc(room, sizeof(*p.labels)),
			  .index = xcalloc(room, sizeof(*p.index))};

	for (; r->at < r->count && p.count < room; r->at++) {
		if (!isinf(r->least[r->at]))
			continue;
		split_image(r->split, r->first + r->at, p.pixels + p.count * pixels);
		p.labels[p.count] = r->split->labels[r->first + r->at];
		p.index[p.count++] = r->at;
	}
	p.split = (struct split){
		.count = p.count, .pixels = pixels, .floats = p.pixels, .labels = p.labels};
	return p;
}

static void piece_clear(struct piece *p)
{
	free(p->pixels);
	free(p->labels);
	free(p->index);
}

/* The least strength that an attack tells. */
static float least_of(const struct robustness *r, const struct attack_outcome *outcome, float eps)
{
	enum attack_norm norm = r->spec.attack.norm;
	float length = norm == ATTACK_LINF ? outcome->linf
		       : norm == ATTACK_L2 ? outcome->l2
					   : outcome->l0;

	if (outcome->prediction != outcome->label)
		return 0;
	if (outcome->first < 0 || isnan(length))
		return INFINITY;
	return is_minimal(r) ? length : eps;
}

static void attack_piece(struct robustness *r, int max, float eps, struct pool *pool)
{
	struct piece p = piece_take(r, max);
	struct attack_outcome *outcomes = xcalloc(p.count + 1, sizeof(*outcomes));
	struct attack_spec spec = r->spec.attack;

	spec.eps = eps;
	spec.rate = robustness_rate(&r->spec, eps);
	if (p.count > 0)
		attack_images(r->net, &p.split, &spec, r->spec.steps, 0, p.count, pool, outcomes);
	for (size_t i = 0; i < p.count; i++)
		r->least[p.index[i]] = least_of(r, &outcomes[i], eps);
	r->attacked += p.count;
	free(outcomes);
	piece_clear(&p);
}

static void classify_piece(struct robustness *r, int max, struct pool *pool)
{
	size_t left = r->count - r->at, count = left < (size_t)max ? left : (size_t)max;
	struct prediction *predictions = xcalloc(count + 1, sizeof(*predictions));

	evaluate_images(r->net, r->split, r->first + r->at, count, pool, predictions);
	for (size_t i = 0; i < count; i++)
		if (predictions[i].prediction != predictions[i].label)
			r->least[r->at + i] = 0;
	r->at += count;
	free(predictions);
}

/* All images were looked at: what follows begins with the first one. */
static void turn(struct robustness *r)
{
	if (is_minimal(r))
		r->known = r->spec.count;
	else if (r->is_plain_known)
		r->known++;
	else
		r->known = r->spec.eps[0] <= 0;
	r->is_plain_known = true;
	r->at = robustness_is_done(r) ? r->count : 0;
}

bool robustness_advance(struct robustness *r, int max, struct pool *pool)
{
	if (robustness_is_done(r))
		return false;
	if (is_minimal(r))
		attack_piece(r, max, 0, pool);
	else if (!r->is_plain_known)
		classify_piece(r, max, pool);
	else
		attack_piece(r, max, r->spec.eps[r->known], pool);
	if (r->at == r->count)
		turn(r);
	return true;
}

bool robustness_is_done(const struct robustness *r)
{
	return r->known == r->spec.count;
}

/* Those that no attack fooled yet. */
static size_t count_unfooled(const struct robustness *r, size_t from)
{
	size_t unfooled = 0;

	for (size_t i = from; i < r->count; i++)
		unfooled += isinf(r->least[i]);
	return unfooled;
}

size_t robustness_left(const struct robustness *r)
{
	size_t strengths = (size_t)(r->spec.count - r->known);

	if (robustness_is_done(r))
		return 0;
	if (is_minimal(r))
		return r->count - r->at;
	if (!r->is_plain_known)
		return r->count * strengths;
	return count_unfooled(r, r->at) + count_unfooled(r, 0) * (strengths - 1);
}

size_t robustness_examined(const struct robustness *r)
{
	return is_minimal(r) ? r->at : r->count;
}

size_t robustness_right(const float *least, size_t count, float eps)
{
	size_t right = 0;

	for (size_t i = 0; i < count; i++)
		right += least[i] > eps;
	return right;
}

static int compare(const void *a, const void *b)
{
	const float *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

float robustness_median(const float *least, size_t count)
{
	size_t right = robustness_right(least, count, 0);
	float *sorted, median;

	if (right == 0)
		return NAN;
	sorted = xfloats(count);
	memcpy(sorted, least, count * sizeof(*least));
	qsort(sorted, count, sizeof(*sorted), compare);
	/* Of those that are right as they are: the last `right` ones. */
	median = sorted[count - right + (right - 1) / 2];
	free(sorted);
	return median;
}
