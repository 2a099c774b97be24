/*
 * The queue and a batch of it.
 *
 * A round evaluates the images of all lanes and takes them a step on. A lane whose image is done
 * takes the next of the queue; once there is none the batch shrinks.
 */
#include "lab/attack/batch.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "lab/attack/ssim.h"
#include "nn/loss.h"

#include <stdlib.h>
#include <string.h>

/* One image under attack. */
struct lane {
	size_t which; /* of the queue */
	struct attack_spec spec;
	int index;            /* steps from the start to the image */
	bool is_beginning;    /* `image` is where the first step begins */
	bool is_done;         /* its outcome is known */
	bool is_fooled;       /* some image fooled the net */
	int prediction;       /* of the start */
	int first;            /* the step that answers so far; -1: none */
	float *start, *image; /* [pixels] */
	float *memory;        /* of the method; NULL: it has none */
	/* The image of that step, and what the net says of it: written down at the end, as a search
	 * finds many. */
	struct attack_step answer;
};

struct batch {
	struct attack_queue *queue;
	struct pass *pass;
	size_t pixels, memory;
	int classes;
	int count, capacity;
	struct lane *lanes;             /* [capacity] */
	float *probabilities, *dlogits; /* [capacity, classes] */
	float *directions;              /* [capacity, pixels] */
};

/* ------------------------------------------------------------------------------------- queue */

/* Of the seed and the image, so that it is the same in any part of the split. */
static int random_target(const struct attack_queue *q, int label, const float *start)
{
	struct rng rng;
	int other;

	rng_seed(&rng, attack_seed(q->spec, start, q->split->pixels), RNG_CONTROL);
	other = (int)rng_below(&rng, (uint32_t)q->net->classes - 1);
	return other + (other >= label);
}

struct attack_spec attack_queue_open(const struct attack_queue *q, size_t i, float *start)
{
	struct attack_spec spec = *q->spec;

	split_image(q->split, q->first + i, start);
	if (spec.is_untargeted)
		spec.target = q->split->labels[q->first + i];
	else if (spec.target < 0)
		spec.target = random_target(q, q->split->labels[q->first + i], start);
	return spec;
}

void attack_queue_answer(const struct attack_queue *q, size_t i, int prediction, int first,
			 const float *start, const struct attack_step *step,
			 const struct attack_spec *spec)
{
	const struct shape *input = &q->net->input;
	size_t pixels = q->split->pixels;

	q->outcomes[i] = (struct attack_outcome){
		.label = q->split->labels[q->first + i],
		.prediction = prediction,
		.target = spec->target,
		.first = first,
		.restart = spec->restart,
		.l0 = (float)step->l0,
		.l2 = (float)step->l2,
		.linf = (float)step->linf,
		.probability = step->probabilities[spec->target],
		.ssim = (float)ssim(input->height, input->width, start, step->image)};
	if (q->images)
		memcpy(q->images + i * pixels, step->image, pixels * sizeof(float));
}

/* ------------------------------------------------------------------------------------- lanes */

static void go_to_start(const struct batch *b, struct lane *lane)
{
	lane->index = 0;
	lane->is_beginning = false;
	memcpy(lane->image, lane->start, b->pixels * sizeof(float));
	if (lane->memory)
		memset(lane->memory, 0, b->memory * sizeof(float));
}

/* The next image of the queue; false: there is none. */
static bool open_lane(const struct batch *b, struct lane *lane)
{
	size_t which = atomic_fetch_add(&b->queue->next, 1);

	if (which >= b->queue->count)
		return false;
	lane->which = which;
	lane->spec = attack_queue_open(b->queue, which, lane->start);
	lane->is_done = lane->is_fooled = false;
	go_to_start(b, lane);
	return true;
}

/* The image answers, unless a smaller change does. */
static void answer(const struct batch *b, struct lane *lane, int first, float *probabilities)
{
	struct attack_step step = {.image = lane->image, .probabilities = probabilities};

	attack_step_measure(&step, lane->start, b->pixels);
	if (lane->is_fooled && !(step.l2 < lane->answer.l2))
		return;
	lane->is_fooled = first >= 0;
	lane->first = first;
	memcpy(lane->answer.image, step.image, b->pixels * sizeof(float));
	memcpy(lane->answer.probabilities, probabilities, (size_t)b->classes * sizeof(float));
	lane->answer.l0 = step.l0;
	lane->answer.l2 = step.l2;
	lane->answer.linf = step.linf;
}

/* Once more from another random start, unless the net was fooled or there is none. */
static bool restart(const struct batch *b, struct lane *lane)
{
	if (!lane->spec.method->begin || lane->spec.restart >= lane->spec.restarts ||
	    lane->is_fooled || b->queue->steps == 0)
		return false;
	lane->spec.restart++;
	go_to_start(b, lane);
	return true;
}

/* The attack goes no further. */
static void end_lane(const struct batch *b, struct lane *lane, float *probabilities)
{
	if (restart(b, lane))
		return;
	lane->is_done = true;
	if (!lane->is_fooled)
		answer(b, lane, -1, probabilities);
	attack_queue_answer(b->queue, lane->which, lane->prediction, lane->first, lane->start,
			    &lane->answer, &lane->spec);
}

/* Looks at what the net says of the image. */
static void look(const struct batch *b, struct lane *lane, float *probabilities)
{
	int prediction = argmax(b->classes, probabilities);
	bool is_fooled = attack_is_fooled(&lane->spec, prediction);

	if (lane->index == 0)
		lane->prediction = prediction;
	if (is_fooled)
		answer(b, lane, lane->index, probabilities);
	if (lane->index == b->queue->steps || (is_fooled && !lane->spec.method->is_minimal))
		end_lane(b, lane, probabilities);
}

/* Goes to where the first step begins, if that is elsewhere. */
static bool go_to_beginning(const struct batch *b, struct lane *lane)
{
	const struct attack_method *method = lane->spec.method;

	if (lane->index > 0 || lane->is_beginning || !method->begin)
		return false;
	lane->is_beginning = method->begin(&lane->spec, lane->start, b->pixels, lane->image);
	return lane->is_beginning;
}

static float *row(float *values, int i, size_t size)
{
	return values + (size_t)i * size;
}

/* From the gradient to the next image. */
static void take_step(const struct batch *b, int i)
{
	struct lane *lane = &b->lanes[i];
	float *probabilities = row(b->probabilities, i, (size_t)b->classes);
	float *direction = row(b->directions, i, b->pixels);
	struct attack_point point = {.spec = &lane->spec,
				     .start = lane->start,
				     .image = lane->is_beginning ? lane->start : lane->image,
				     .logits = pass_output(b->pass, -1) +
					       (size_t)i * (size_t)b->classes,
				     .probabilities = probabilities,
				     .pixels = b->pixels,
				     .classes = b->classes,
				     .index = lane->index,
				     .memory = lane->memory};

	lane->spec.method->step(&point, direction);
	if (lane->is_beginning) {
		attack_add_beginning(&lane->spec, lane->start, lane->image, b->pixels, direction);
		memcpy(lane->image, lane->start, b->pixels * sizeof(float));
		lane->is_beginning = false;
	}
	if (attack_has_ended(&lane->spec, direction, b->pixels)) {
		end_lane(b, lane, probabilities);
		return;
	}
	attack_move(&lane->spec, lane->start, direction, b->pixels, lane->image);
	lane->index++;
}

/* ------------------------------------------------------------------------------------- batch */

/* Runs the net on all images, and says of each which way its outputs shall go. */
static void evaluate(struct batch *b, bool *is_waiting)
{
	size_t classes = (size_t)b->classes;

	for (int i = 0; i < b->count; i++)
		memcpy(row(pass_input(b->pass), i, b->pixels), b->lanes[i].image,
		       b->pixels * sizeof(float));
	pass_forward(b->pass, b->count, -1, NULL);
	softmax(b->count, b->classes, pass_output(b->pass, -1), b->probabilities);
	memset(b->dlogits, 0, (size_t)b->count * classes * sizeof(float));
	for (int i = 0; i < b->count; i++) {
		struct lane *lane = &b->lanes[i];
		float *probabilities = row(b->probabilities, i, classes);

		if (!lane->is_beginning)
			look(b, lane, probabilities);
		is_waiting[i] = lane->is_done || go_to_beginning(b, lane);
		if (!is_waiting[i])
			attack_find_dlogits(&lane->spec, b->classes,
					    pass_output(b->pass, -1) + (size_t)i * classes,
					    probabilities, row(b->dlogits, i, classes));
	}
}

static void run_round(struct batch *b)
{
	bool *is_waiting = xcalloc((size_t)b->count, sizeof(*is_waiting));

	evaluate(b, is_waiting);
	pass_backward(b->pass, -1, b->dlogits, NULL, b->directions);
	for (int i = 0; i < b->count; i++)
		if (!is_waiting[i])
			take_step(b, i);
	free(is_waiting);
}

/* Fills the lanes that are free; where the queue is at its end, the last lane takes their place. */
static void refill(struct batch *b)
{
	for (int i = 0; i < b->count;) {
		struct lane lane = b->lanes[i];

		if (!lane.is_done || open_lane(b, &b->lanes[i])) {
			i++;
			continue;
		}
		b->lanes[i] = b->lanes[--b->count];
		b->lanes[b->count] = lane;
	}
}

static void batch_init(struct batch *b, struct attack_queue *q, int capacity)
{
	const struct attack_method *method = q->spec->method;

	*b = (struct batch){.queue = q,
			    .pass = pass_new(q->net, capacity, true, NULL),
			    .pixels = shape_size(q->net->input),
			    .classes = q->net->classes,
			    .count = capacity,
			    .capacity = capacity};
	b->memory = (size_t)method->memory * b->pixels + (size_t)method->numbers;
	b->lanes = xcalloc((size_t)capacity, sizeof(*b->lanes));
	for (int i = 0; i < capacity; i++) {
		b->lanes[i].is_done = true;
		b->lanes[i].start = xfloats(b->pixels);
		b->lanes[i].image = xfloats(b->pixels);
		b->lanes[i].answer.image = xfloats(b->pixels);
		b->lanes[i].answer.probabilities = xfloats((size_t)b->classes);
		b->lanes[i].memory = b->memory > 0 ? xfloats(b->memory) : NULL;
	}
	b->probabilities = xfloats((size_t)capacity * (size_t)b->classes);
	b->dlogits = xfloats((size_t)capacity * (size_t)b->classes);
	b->directions = xfloats((size_t)capacity * b->pixels);
}

static void batch_clear(struct batch *b)
{
	for (int i = 0; i < b->capacity; i++) {
		free(b->lanes[i].start);
		free(b->lanes[i].image);
		free(b->lanes[i].answer.image);
		free(b->lanes[i].answer.probabilities);
		free(b->lanes[i].memory);
	}
	free(b->lanes);
	free(b->probabilities);
	free(b->dlogits);
	free(b->directions);
	pass_free(b->pass);
}

void attack_batch_run(struct attack_queue *q, int batch)
{
	struct batch b;

	batch_init(&b, q, batch);
	for (refill(&b); b.count > 0; refill(&b))
		run_round(&b);
	batch_clear(&b);
}
