/*
 * Threads take batches of images, each from one queue until it is empty; of methods whose steps run
 * the net themselves, whole images. Neither is cut into parts: an attack is too small for that.
 */
#include "lab/attack/attack_images.h"
#include "base/xalloc.h"

#include <stdlib.h>

/* Measured: larger ones are no faster. */
enum { BATCH = 50 };

static void attack_one(void *context, int part)
{
	const struct attack_queue *q = context;
	float *image = xfloats(q->split->pixels);
	struct attack_spec spec = attack_queue_open(q, (size_t)part, image);
	struct attack *a = attack_new(q->net, image, &spec, NULL);
	int answer;

	while (a->count <= q->steps &&
	       (spec.method->is_minimal ? !attack_is_over(a) : attack_first(a) < 0))
		attack_advance(a);
	answer = attack_answer(a);
	attack_queue_answer(q, (size_t)part, a->steps[0].prediction, answer, image,
			    &a->steps[answer >= 0 ? answer : a->count - 1], &spec);
	attack_free(a);
	free(image);
}

/* As many images at a time as leave some for each thread. */
static int batch_of(const struct attack_queue *q, int threads)
{
	size_t share = (q->count + (size_t)threads - 1) / (size_t)threads;

	return share < BATCH ? (int)share : BATCH;
}

struct batches {
	struct attack_queue *queue;
	int batch;
};

static void attack_some(void *context, int part)
{
	const struct batches *b = context;

	(void)part;
	attack_batch_run(b->queue, b->batch);
}

void attack_images_into(const struct net *net, const struct split *split,
			const struct attack_spec *spec, int steps, size_t first, size_t count,
			struct pool *pool, struct attack_outcome *outcomes, float *images)
{
	struct attack_queue queue = {net, split, spec, steps, first, count, outcomes, images, 0};
	int threads = pool_threads(pool);
	struct batches batches = {&queue, batch_of(&queue, threads)};

	if (count == 0)
		return;
	if (spec->method->is_batched)
		pool_run(pool, threads, attack_some, &batches);
	else
		pool_run(pool, (int)count, attack_one, &queue);
}

void attack_images(const struct net *net, const struct split *split, const struct attack_spec *spec,
		   int steps, size_t first, size_t count, struct pool *pool,
		   struct attack_outcome *outcomes)
{
	attack_images_into(net, split, spec, steps, first, count, pool, outcomes, NULL);
}
