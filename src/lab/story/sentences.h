/* What a net's answer is called: "a 7 to a person, a 3 to the network: 93.6 %". */
#ifndef LAB_STORY_SENTENCES_H
#define LAB_STORY_SENTENCES_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the classes of the data set of that name (struct dataset's, or what a model was trained
 * on) are the digits 0 to 9, so that one may speak of "a 7". */
bool classes_are_digits(const char *data);
/* A class by name: "a 7", "an 8" where classes are digits, else "class 7". */
void class_phrase(char *text, size_t size, bool has_digits, int class);
/* The whole line. label: what a person sees; -1: `person` says it in words. */
void prediction_sentence(char *text, size_t size, bool has_digits, int label, const char *person,
			 int prediction, double probability);

#endif
