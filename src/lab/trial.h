/* Ways to read a file (lab/identify.h) compared with each other. */
#ifndef LAB_TRIAL_H
#define LAB_TRIAL_H

#include "lab/identify.h"

/* Whether one is clearly behind another: by so many standard errors of the mean loss, or so many
 * nats of all losses. */
bool trial_is_clear(double errors, double nats);
/* Whether a trial is not told from the best one by what was asked. */
bool trial_comes_near(const struct trial *, const struct trial *best);
/* Standard errors by which b's losses are above a's: [count] each. */
double losses_standard_errors(const double *a, const double *b, int count);

/* How unusual a choice is, beyond what may be taken for granted: of two that read images alike the
 * more usual one is taken. Which of the first scalings and activations it is, is never granted. */
int trial_unusual(const struct trial *);
/* Whether it has what is seldom right where only tensors tell, and fits well what is not among the
 * choices: an activation that is no ReLU, tanh or sigmoid, or layers in an unusual order. */
bool trial_is_odd(const struct trial *);
/* Of trials that were asked as many images: the likelier one. */
bool trial_is_better(const struct trial *, const struct trial *);
/* The same for qsort; and by excess, for trials that were asked different numbers of images. */
int trial_compare(const void *, const void *);
int trial_compare_excess(const void *, const void *);

bool trial_is_same(const struct trial *, const struct trial *);
bool choice_is_same(const struct choice *, const struct choice *);

#endif
