/* What a file was taken for, for people (lab/identify.h). */
#ifndef LAB_IDENTIFY_WORDS_H
#define LAB_IDENTIFY_WORDS_H

#include "lab/identify.h"

/* Writes found->words of its trials. input: told; NULL: the trials' own. */
void identify_say(struct identification *, const struct import_input *input);

#endif
