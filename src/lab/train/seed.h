/*
 * The seed of another network. Networks of one architecture and one seed begin with the same
 * initial weights, and end so near to each other that what fools one fools the other: to see
 * whether an image fools an independent network, that needs a seed of its own.
 */
#ifndef LAB_TRAIN_SEED_H
#define LAB_TRAIN_SEED_H

#include <stdint.h>

/* The least seed from 1 on that is none of seeds[count]. */
uint64_t seed_unused(const uint64_t *seeds, int count);

#endif
