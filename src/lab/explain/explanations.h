/* The explanations there are; explanations.c has the table. */
#ifndef LAB_EXPLAIN_EXPLANATIONS_H
#define LAB_EXPLAIN_EXPLANATIONS_H

#include "lab/explain/explanation.h"

extern const struct explanation weight_pixel, weight_activation;

#endif
