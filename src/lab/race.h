/*
 * A race of the best ways to read a file (lab/identify.h): each is asked more and more labelled
 * images, and those that are clearly behind stop, as in Maron and Moore, "Hoeffding races", 1994.
 * The best one is asked all images, the others those of which it is least certain: of the rest all
 * of them are as certain.
 */
#ifndef LAB_RACE_H
#define LAB_RACE_H

#include "lab/trial.h"

/* Orders the trials, the answer first, and says whether it is clear. enough: what it has to read
 * right, 0..1. The trials were asked a few images before, by which they are ordered. */
void race(struct trial_setting *, double enough, struct identification *);

#endif
