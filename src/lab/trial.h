/* Ways to read a file (lab/identify.h): their nets, asked labelled images, and compared. */
#ifndef LAB_TRIAL_H
#define LAB_TRIAL_H

#include "lab/asked_images.h"
#include "lab/identify.h"

/* What is the same for all trials of a file. */
struct trial_setting {
	const char *path;
	const struct import_input *input; /* told; NULL: open */
	const struct kernel *kernel;
	struct pool *pool;
	bool (*is_over)(void *context); /* whether to give up; NULL: never */
	void *context;
	struct asked_images images;
	struct import_net last; /* its net is owned */
};

/* The net of a trial, which the setting keeps until the next one; NULL: it can't be. */
const struct net *trial_net(struct trial_setting *, const struct trial *, struct err *);
/* Asks the net of a trial more images, until they are `count`: logits [count, classes], and the
 * losses of all of them [count]. A net without activations is compared as if it were as sure as it
 * should be: its logits are divided by the temperature that makes the loss least (Guo et al., "On
 * calibration of modern neural networks", 1706.04599), but by no less than 1/3: more would look
 * like the truth where images are scaled wrong. Losses are finite, of logits that are not too. */
void trial_ask(struct trial_setting *, const struct net *, const struct asked_images *, int count,
	       struct trial *, float *logits, double *losses);

/* Compares its losses with those of the best one: [trial->count] each. */
void trial_compare_losses(struct trial *, const double *losses, const double *best);
/* Whether it is not told from the best one by that: it is not clearly behind, by standard errors of
 * the mean loss or by nats of all losses. */
bool trial_comes_near(const struct trial *);
/* Whether it is so far behind that it need not be asked any more. */
bool trial_is_hopeless(const struct trial *);

/* How unusual a choice is, beyond what may be taken for granted: of two that read images alike the
 * more usual one is taken. Which of the first scalings and activations it is, is never granted. */
int trial_unusual(const struct trial *);
/* Whether it has what is seldom right where only tensors tell, and fits well what is not among the
 * choices: an activation that is no ReLU, tanh or sigmoid, layers in an unusual order, or windows
 * that hardly anyone takes. */
bool trial_is_odd(const struct trial *);
/* The loss, and a tenth more where the trial is odd, a fiftieth where its scaling is unusual: a net
 * often reads images a little better with a smoother activation, or more contrast, than what it
 * learned with. */
double trial_weighted_loss(const struct trial *);
/* Of trials that were asked as many images: the likelier one. */
bool trial_is_better(const struct trial *, const struct trial *);
/* Whether it is likelier by more than chance makes of few images. */
bool trial_is_told_better(const struct trial *, const struct trial *);
/* The same for qsort; and by excess, for trials that were asked different numbers of images. */
int trial_compare(const void *, const void *);
int trial_compare_excess(const void *, const void *);

bool trial_is_same(const struct trial *, const struct trial *);
bool choice_is_same(const struct choice *, const struct choice *);

#endif
