/* The steps of an attack, in words and pictures. */
#ifndef CLI_ATTACK_SHOW_H
#define CLI_ATTACK_SHOW_H

#include "cli/output.h"
#include "data/sample.h"
#include "lab/attack/attack.h"

/* Step i in one line: what a person sees, what the network says. */
void attack_print(struct output *, const struct attack *, int i, const struct sample *,
		  const struct class_names *);
/* The same with the image, what was added to the start, and the probabilities. */
void attack_show(struct output *, const struct attack *, int i, const struct sample *,
		 const struct class_names *);

#endif
