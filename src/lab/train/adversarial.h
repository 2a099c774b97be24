/*
 * Adversarial training: each step learns from the images that an attack makes of its batch on the
 * net as it is (Madry et al., "Towards Deep Learning Models Resistant to Adversarial Attacks",
 * arXiv 1706.06083, equation 2.1). The attack is PGD: from a random point of the Linf ball of eps
 * around each image, `steps` times by `step` along the sign of the gradient of the cross-entropy,
 * and each time back into the ball and into 0..1. With one step of 1.25 eps it is fast FGSM (Wong
 * et al., arXiv 2001.03994).
 */
#ifndef LAB_TRAIN_ADVERSARIAL_H
#define LAB_TRAIN_ADVERSARIAL_H

#include "base/err.h"
#include "base/rng.h"
#include "nn/pass.h"

struct adversarial {
	float eps;  /* of a pixel, above 0 to 1; 0: off */
	float step; /* likewise; may be larger than eps */
	int steps;  /* 1..ADVERSARIAL_MAX_STEPS */
};

/* "pgd:eps=E,steps=N,step=S" or "fgsm:eps=E". Steps are 7, and a step is 2.5 eps / steps, unless
 * said. On failure nothing changes; the message says what is wrong and gives an example. */
bool adversarial_parse(const char *text, struct adversarial *, struct err *);
/* As it is parsed, to the same floats; "" where it is off. Returns `text`. */
char *adversarial_print(const struct adversarial *, char text[ADVERSARIAL_TEXT_MAX]);
bool adversarial_is_same(const struct adversarial *, const struct adversarial *);

/* What an attack on batches needs beside the pass. */
struct adversary {
	struct adversarial spec;
	float *lowest, *highest; /* [batch, height, width, 1]: the ball, cut to 0..1 */
	float *gradient;         /* likewise, of the loss by the pixels */
	float *dlogits;          /* [batch, classes] */
	struct rng rng;          /* of the starts */
};
/* Bytes of it. */
size_t adversary_memory(const struct net *, int batch);
void adversary_init(struct adversary *, const struct adversarial *, const struct net *, int batch,
		    uint64_t seed);
void adversary_clear(struct adversary *);
/* Replaces the n images [n, height, width, 1], values 0..1, in pass_input() by adversarial ones.
 * Nothing is dropped out, and no parameter gradients are taken. The last forward run of the pass
 * is not one on these images. */
void adversary_attack(struct adversary *, struct pass *, int n, const uint8_t *labels);

#endif
