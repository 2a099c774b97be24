/* What is said of a net's answer and of an attack: "a 7 to a person, a 3 to the network: 93.6 %".
 */
#ifndef LAB_STORY_SENTENCES_H
#define LAB_STORY_SENTENCES_H

#include "base/limits.h"
#include "data/classes.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the data set of that name (struct dataset's, or what a model was trained on) is the
 * article's: MNIST, or the sample of it. */
bool classes_are_digits(const char *data);
/* A class by name: "a 7", "an 8" where classes are digits, "Sneaker" where they have names (in at
 * most CLASS_PHRASE_COLUMNS), else "class 7". */
void class_phrase(char *text, size_t size, const struct class_names *names, int class);
/* "a 7 to a person, a 3 to the network". label: what a person sees; -1: `person` stands for the
 * first half, such as "noise to a person,". */
void prediction_phrase(char *text, size_t size, const struct class_names *names, int label,
		       const char *person, int prediction);
/* The same with the network's probability. person: likewise, without the comma. */
void prediction_sentence(char *text, size_t size, const struct class_names *names, int label,
			 const char *person, int prediction, double probability);
/* "Three steps", "11 steps". */
void steps_phrase(char *text, size_t size, int steps);
/* A sentence that begins with such a phrase: "a 7 to" becomes "A 7 to", a name stays as it is.
 * label: the class that it begins with; -1: with something else. */
void sentence_begin(char *text, const struct class_names *, int label);
/* What is attacked and where to, in `room` columns: "image 15 of validation, a 7, towards a 3", or
 * in short "image 15 of validation, 7 -> 3", where the title loses its end if need be. label: -1:
 * not known. */
void attack_phrase(char *text, size_t size, int room, const struct class_names *names,
		   const char *title, int label, int target);

#endif
