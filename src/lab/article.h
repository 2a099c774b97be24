/* The settings of the article, once for all who repeat it. */
#ifndef LAB_ARTICLE_H
#define LAB_ARTICLE_H

/* The rows and columns of its images. */
#define ARTICLE_SIDE 28
/* Images of validation that it looks at: a 7, which becomes a 3, and a 3 to look at filters with.
 */
#define ARTICLE_SEVEN 15
#define ARTICLE_THREE 12
/* The attack: the class it leads to, its steps, and what the normalised gradient is multiplied with
 * for an image and for noise. */
#define ARTICLE_TARGET 3
#define ARTICLE_STEPS 5
#define ARTICLE_RATE 0.02
#define ARTICLE_NOISE_RATE 1
/* Activation maximisation: its steps, and what the normalised gradient is multiplied with. */
#define ARTICLE_MAXIMIZE_STEPS 50
#define ARTICLE_MAXIMIZE_RATE 1
/* The seed of the noise that stands for the article's. */
#define ARTICLE_NOISE_SEED 1

/* One of these as text, for help and keys. */
#define ARTICLE_TEXT(setting) ARTICLE_SPELL(setting)
#define ARTICLE_SPELL(setting) #setting

#endif
