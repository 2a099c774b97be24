/*
 * How many images of a split a net still has right when each is attacked, by the strength of the
 * attack.
 *
 * What is found of an image is one number, its least strength: 0 where the net has it wrong as it
 * is, INFINITY where no attack fooled the net. At strength eps those images count as right whose
 * least strength is above eps. So an image that is fooled at some strength counts as fooled at all
 * larger ones, and needs no further attack.
 *
 * A method with a budget attacks at one strength after the other, and an image's least strength is
 * the first one at which it fooled the net. A method that looks for the smallest change
 * (is_minimal) runs once, and the length of that change, in the norm of the spec, is the number.
 */
#ifndef LAB_ATTACK_ROBUSTNESS_H
#define LAB_ATTACK_ROBUSTNESS_H

#include "base/limits.h"
#include "data/dataset.h"
#include "lab/attack/method.h"

struct pool;

struct robustness_spec {
	struct attack_spec attack; /* untargeted; its eps and rate do not count */
	float rate;                /* at every strength; 0: robustness_rate()'s */
	int steps;
	int count;                           /* of strengths, 1..ROBUSTNESS_MAX_STRENGTHS */
	float eps[ROBUSTNESS_MAX_STRENGTHS]; /* ascending, >= 0 */
};

/* The method's own number of steps and norm, and usual strengths: 0 to 0.4 by 0.05; in L2, 0 to 4
 * by 0.5; of changed pixels, 0 to 8. norm: ATTACK_NORMS for the method's own, which is L2 where it
 * looks for the smallest change. */
struct robustness_spec robustness_usual(const struct attack_method *, enum attack_norm);
/* Strengths from a text, LOW:HIGH:STEP or numbers between commas; at most 1000. False: the message
 * says what is expected. */
bool robustness_read_eps(struct robustness_spec *, const char *text, struct err *);
/* The rate at a strength. Without one given, a step is the method's own in proportion to the
 * strength, and longer where there are fewer steps than its own: of pgd, with 40 steps, 0.01 at
 * strength 0.3. */
float robustness_rate(const struct robustness_spec *, float eps);

/* Whether strengths are numbers of changed pixels, which are whole. */
static inline bool robustness_counts_pixels(const struct robustness_spec *spec)
{
	return spec->attack.norm != ATTACK_LINF && spec->attack.norm != ATTACK_L2;
}

struct robustness {
	const struct net *net; /* borrowed, as the split */
	const struct split *split;
	struct robustness_spec spec;
	size_t first, count; /* images of the split */
	float *least;        /* [count] */
	/* How far it is: of spec.eps so many are known; and of what is computed now, images. */
	int known;
	bool is_plain_known; /* whether the net has each image right as it is */
	size_t at, attacked; /* attacked: images, at any strength */
};

struct robustness *robustness_new(const struct net *, const struct split *,
				  const struct robustness_spec *, size_t first, size_t count);
void robustness_free(struct robustness *);
/* Attacks at most `max` further images; false: there was nothing left to do. What comes of it does
 * not depend on `max`. */
bool robustness_advance(struct robustness *, int max, struct pool *);
bool robustness_is_done(const struct robustness *);
/* How many attacks there are left at the most. */
size_t robustness_left(const struct robustness *);
/* Images that count by now: all; while one looks for smallest changes, those attacked. */
size_t robustness_examined(const struct robustness *);

/* Of least[count]: how many are right at a strength. */
size_t robustness_right(const float *least, size_t count, float eps);
/* The strength up to which half of those that are right at 0 stay right: their median. INFINITY
 * where half of them or more are never wrong, NAN where none are right at 0. */
float robustness_median(const float *least, size_t count);

#endif
