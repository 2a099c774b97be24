/*
 * The history, and the evaluation of one image as a task.
 *
 * Moving is arithmetic on pixels and done where the history is; a task evaluates where that led to.
 */
#include "lab/attack/attack.h"
#include "base/xalloc.h"
#include "lab/attack/noise.h"
#include "lab/attack/ssim.h"
#include "lab/gradient.h"
#include "nn/loss.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------- evaluation */

static int classify_image(struct attack_task *t, const float *image, float *probabilities)
{
	memcpy(pass_input(t->pass), image, t->pixels * sizeof(float));
	pass_forward(t->pass, 1, -1, NULL);
	softmax(1, t->net->classes, pass_output(t->pass, -1), probabilities);
	return argmax(t->net->classes, probabilities);
}

/* The objective's gradient by the pixels at the image that was classified. */
static void find_gradient(struct attack_task *t, const float *probabilities, float *gradient)
{
	int classes = t->net->classes;
	float *dlogits = xfloats((size_t)classes);

	if (attack_find_dlogits(&t->spec, classes, pass_output(t->pass, -1), probabilities,
				dlogits))
		pass_backward(t->pass, -1, dlogits, NULL, gradient);
	free(dlogits);
}

/* What the step rule makes of the gradient. */
static void find_direction(struct attack_task *t, const float *probabilities)
{
	struct attack_step *step = &t->step;
	struct attack_point point = {.spec = &t->spec,
				     .pass = t->pass,
				     .start = t->start,
				     .image = step->image,
				     .logits = pass_output(t->pass, -1),
				     .probabilities = probabilities,
				     .pixels = t->pixels,
				     .classes = t->net->classes,
				     .index = t->index,
				     .memory = step->memory};

	find_gradient(t, probabilities, step->direction);
	t->spec.method->step(&point, step->direction);
}

/* Of the first step of a method that begins it elsewhere; false: it does not. */
static bool find_first_direction(struct attack_task *t)
{
	const struct attack_method *method = t->spec.method;
	float *image = xfloats(t->pixels), *probabilities = xfloats((size_t)t->net->classes);
	bool is_elsewhere = t->index == 0 && method->begin &&
			    method->begin(&t->spec, t->start, t->pixels, image);

	if (is_elsewhere) {
		classify_image(t, image, probabilities);
		find_direction(t, probabilities);
		attack_add_beginning(&t->spec, t->start, image, t->pixels, t->step.direction);
	}
	free(image);
	free(probabilities);
	return is_elsewhere;
}

void attack_step_measure(struct attack_step *step, const float *start, size_t pixels)
{
	double square = 0;

	for (size_t i = 0; i < pixels; i++) {
		double change = (double)step->image[i] - (double)start[i];

		step->l0 += change != 0;
		square += change * change;
		step->linf = fmax(step->linf, fabs(change));
	}
	step->l2 = sqrt(square);
}

/* The pass and the step's own probabilities are done with. */
static void ask_noise(struct attack_task *t, enum attack_norm norm)
{
	struct attack_step *step = &t->step;
	double size = norm == ATTACK_L2 ? step->l2 : norm == ATTACK_L0 ? step->l0 : step->linf;
	float *probabilities = xfloats((size_t)t->net->classes);
	int prediction;

	noise_of_size(&t->spec, norm, size, t->start, t->pixels, pass_input(t->pass));
	pass_forward(t->pass, 1, -1, NULL);
	softmax(1, t->net->classes, pass_output(t->pass, -1), probabilities);
	prediction = argmax(t->net->classes, probabilities);
	step->noise[norm] = (struct attack_noise){true, prediction, probabilities[prediction]};
	free(probabilities);
}

enum attack_norm attack_compared_norm(const struct attack_spec *spec)
{
	return spec->eps > 0 ? spec->norm : ATTACK_L2;
}

static void compare_noise(struct attack_task *t)
{
	enum attack_norm norm = attack_compared_norm(&t->spec);

	if (!t->is_compared || t->step.l0 == 0)
		return;
	ask_noise(t, ATTACK_L2);
	if (norm != ATTACK_L2)
		ask_noise(t, norm);
}

static void evaluate_point(struct attack_task *t)
{
	struct attack_step *step = &t->step;

	step->prediction = classify_image(t, step->image, step->probabilities);
	if (!find_first_direction(t))
		find_direction(t, step->probabilities);
	attack_step_measure(step, t->start, t->pixels);
	compare_noise(t);
}

/* ---------------------------------------------------------------------------------- history */

static float *copy_of(const float *values, size_t count)
{
	float *copy = xfloats(count);

	memcpy(copy, values, count * sizeof(*copy));
	return copy;
}

static void step_clear(struct attack_step *step)
{
	free(step->image);
	free(step->direction);
	free(step->memory);
	free(step->probabilities);
	*step = (struct attack_step){0};
}

static void drop_steps(struct attack *a, int count)
{
	while (a->count > count)
		step_clear(&a->steps[--a->count]);
}

/* Replaces step `index`, or appends it. */
static void put_step(struct attack *a, int index, struct attack_step *step)
{
	drop_steps(a, index);
	a->steps = xrealloc(a->steps, (size_t)(index + 1) * sizeof(*a->steps));
	a->steps[a->count++] = *step;
	*step = (struct attack_step){0};
}

struct attack *attack_open(const struct net *net, const float *start,
			   const struct attack_spec *spec, struct pool *pool)
{
	struct attack *a = xcalloc(1, sizeof(*a));

	a->spec = *spec;
	a->net = net;
	a->pool = pool;
	a->pixels = shape_size(net->input);
	a->start = copy_of(start, a->pixels);
	return a;
}

void attack_free(struct attack *a)
{
	if (!a)
		return;
	drop_steps(a, 0);
	free(a->steps);
	free(a->start);
	pass_free(a->pass);
	free(a);
}

/* Whether a direction that was found for one spec holds for another one of the same method. */
static bool is_direction_kept(const struct attack_spec *a, const struct attack_spec *b)
{
	if (a->target != b->target || a->is_untargeted != b->is_untargeted ||
	    a->objective != b->objective || a->norm != b->norm)
		return false;
	return !a->method->depends_on_settings ||
	       (a->rate == b->rate && a->eps == b->eps && a->is_clipped == b->is_clipped &&
		a->seed == b->seed && a->restart == b->restart);
}

void attack_rewind(struct attack *a, int count, const struct attack_spec *spec)
{
	bool is_other_method = spec->method != a->spec.method;
	struct attack_step *last;

	drop_steps(a, count < 1 || is_other_method ? 1 : count);
	if (a->count > 0 && (is_other_method || !is_direction_kept(&a->spec, spec))) {
		last = &a->steps[a->count - 1];
		free(last->direction);
		last->direction = NULL;
	}
	a->spec = *spec;
}

int attack_first(const struct attack *a)
{
	for (int i = 0; i < a->count; i++)
		if (attack_is_fooled(&a->spec, a->steps[i].prediction))
			return i;
	return -1;
}

int attack_answer(const struct attack *a)
{
	int best = attack_first(a);

	for (int i = best + 1; a->spec.method->is_minimal && best >= 0 && i < a->count; i++)
		if (attack_is_fooled(&a->spec, a->steps[i].prediction) &&
		    a->steps[i].l2 < a->steps[best].l2)
			best = i;
	return best;
}

bool attack_is_spent(const struct attack *a, const struct attack_step *step)
{
	return !a->spec.method->is_random && step->direction &&
	       gradient_is_spent(a->pixels, step->direction);
}

/* ------------------------------------------------------------------------------------ tasks */

/* The image that the last step leads to. */
static float *next_image(const struct attack *a)
{
	const struct attack_step *last = &a->steps[a->count - 1];
	float *image = copy_of(last->image, a->pixels);

	attack_move(&a->spec, a->start, last->direction, a->pixels, image);
	return image;
}

/* The memory that the step before `index` left, to be changed; zeros at the start. */
static float *memory_before(const struct attack *a, int index)
{
	const struct attack_method *method = a->spec.method;
	size_t size = (size_t)method->memory * a->pixels + (size_t)method->numbers;

	if (size == 0)
		return NULL;
	return index > 0 ? copy_of(a->steps[index - 1].memory, size) : xfloats(size);
}

void attack_task_begin(struct attack *a, struct attack_task *t)
{
	const struct attack_step *last = a->count > 0 ? &a->steps[a->count - 1] : NULL;
	bool is_known = last && last->direction;
	int index = is_known || !last ? a->count : a->count - 1;

	*t = (struct attack_task){.spec = a->spec,
				  .net = a->net,
				  .pool = a->pool,
				  .pass = a->pass,
				  .pixels = a->pixels,
				  .index = index,
				  .is_compared = a->is_compared,
				  .start = copy_of(a->start, a->pixels)};
	t->step = (struct attack_step){
		.image = is_known ? next_image(a)
				  : copy_of(last ? last->image : a->start, a->pixels),
		.direction = xfloats(a->pixels),
		.memory = memory_before(a, index),
		.probabilities = xfloats((size_t)a->net->classes)};
	a->pass = NULL;
}

void attack_task_run(struct attack_task *t)
{
	if (!t->pass)
		t->pass = pass_new(t->net, 1, true, t->pool);
	evaluate_point(t);
}

void attack_task_end(struct attack *a, struct attack_task *t, bool is_wanted)
{
	assert(!a->pass);
	a->pass = t->pass;
	t->pass = NULL;
	if (is_wanted)
		put_step(a, t->index, &t->step);
	attack_task_clear(t);
}

void attack_task_clear(struct attack_task *t)
{
	step_clear(&t->step);
	free(t->start);
	pass_free(t->pass);
	*t = (struct attack_task){0};
}

static void advance_once(struct attack *a)
{
	struct attack_task task;

	attack_task_begin(a, &task);
	attack_task_run(&task);
	attack_task_end(a, &task, true);
}

struct attack *attack_new(const struct net *net, const float *start, const struct attack_spec *spec,
			  struct pool *pool)
{
	struct attack *a = attack_open(net, start, spec, pool);

	advance_once(a);
	return a;
}

void attack_advance(struct attack *a)
{
	int count = a->count > 0 ? a->count : 1;

	while (a->count <= count)
		advance_once(a);
}

bool attack_is_over(const struct attack *a)
{
	const struct attack_step *last = &a->steps[a->count - 1];

	return last->direction && attack_has_ended(&a->spec, last->direction, a->pixels);
}

/* p(target), or of all but the class to leave. */
static float success_probability(const struct attack *a)
{
	float p = a->steps[a->count - 1].probabilities[a->spec.target];

	return a->spec.is_untargeted ? 1 - p : p;
}

bool attack_restart(struct attack *a)
{
	struct attack_spec spec = a->spec;

	if (!spec.method->begin || spec.restart >= spec.restarts || attack_first(a) >= 0)
		return false;
	spec.restart++;
	attack_rewind(a, 1, &spec);
	return true;
}

void attack_run(struct attack *a, int steps, float enough, const atomic_bool *stop)
{
	while (a->count <= steps && !(stop && atomic_load(stop)) &&
	       !(success_probability(a) > enough) && !attack_is_over(a))
		attack_advance(a);
}

double attack_ssim(const struct attack *a, const struct attack_step *step)
{
	return ssim(a->net->input.height, a->net->input.width, a->start, step->image);
}

void attack_round(const float *pixels, size_t count, float *out)
{
	for (size_t i = 0; i < count; i++) {
		float pixel = pixels[i] > 0 ? fminf(pixels[i], 1) : 0; /* NaN is 0 */

		out[i] = rintf(255 * pixel) / 255;
	}
}
