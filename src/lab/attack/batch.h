/*
 * Attacks on many images at a time: one pass runs on all of them, and each takes its own step.
 *
 * The images come from a queue that threads share. Kernels give an image the same result whatever
 * stands beside it in its batch, so that neither the others nor the threads change what is found.
 */
#ifndef LAB_ATTACK_BATCH_H
#define LAB_ATTACK_BATCH_H

#include "data/dataset.h"
#include "lab/attack/attack.h"

struct attack_outcome {
	int label, prediction; /* of the image as it is */
	int target;            /* or the class to leave */
	int first;             /* the step that answers: attack_answer(); -1: none */
	int restart;           /* which random start led there: 0 .. spec.restarts */
	/* Of that step, or of the last one where there is none: the number of changed pixels, the
	 * length and the largest of the changes, and p(target). */
	float l0, l2, linf, probability;
	float ssim; /* how alike it is to the image: lab/attack/ssim.h */
};

/* The images of a split that shall be attacked. Borrowed, but for `next`. */
struct attack_queue {
	const struct net *net;
	const struct split *split;
	const struct attack_spec *spec; /* an untargeted attack leads away from each label */
	int steps;                      /* at most */
	size_t first, count;
	struct attack_outcome *outcomes; /* [count] */
	float *images;                   /* of that step: [count, pixels]; NULL: not wanted */
	atomic_size_t next;              /* which of them comes next, from 0 */
};

/* Takes images until none is left, `batch` of them at a time. On any thread; for methods that are
 * is_batched. */
void attack_batch_run(struct attack_queue *, int batch);

/* The attack on one of the images: its spec, and a copy of the image in `start`. */
struct attack_spec attack_queue_open(const struct attack_queue *, size_t i, float *start);
/* Writes down what is said of the step that answers, or of the last one (first: -1). */
void attack_queue_answer(const struct attack_queue *, size_t i, int prediction, int first,
			 const float *start, const struct attack_step *,
			 const struct attack_spec *);

#endif
