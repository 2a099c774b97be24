/* What is said of accuracy against the strength of an attack. */
#ifndef LAB_STORY_ROBUSTNESS_WORDS_H
#define LAB_STORY_ROBUSTNESS_WORDS_H

#include "lab/attack/robustness.h"

/* "pgd, 40 steps, Linf", "deepfool, smallest change in L2". */
void robustness_method_phrase(char *text, size_t size, const struct robustness_spec *);
/* Of least[count], without a full stop: "99.1 % are right as they are, and half of those are
 * fooled at 0.1"; the strengths beyond `known` count as not tried. */
void robustness_phrase(char *text, size_t size, const struct robustness_spec *, int known,
		       const float *least, size_t count);
/* "one in two images is", "all images are", "no image is", or "37.5 % are". */
const char *robustness_share_words(size_t right, size_t count, char text[NUMBERS_TEXT_MAX]);

#endif
