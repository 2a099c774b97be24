/* What a net's answer is called: "a 7 to a person, a 3 to the network: 93.6 %". */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* A class by name: "a 7", "an 8" where classes are digits, else "class 7". */
void class_words(char *text, size_t size, bool has_digits, int class);
/* The whole line. label: what a person sees; -1: `person` says it in words. */
void verdict_words(char *text, size_t size, bool has_digits, int label, const char *person,
		   int prediction, double probability);

#endif
