/* What a net says of the images of a split. */
#ifndef LAB_TRAIN_EVALUATE_H
#define LAB_TRAIN_EVALUATE_H

#include "data/dataset.h"
#include "nn/net.h"

/* Whether a net fits a data set's images and classes; the message tells the two apart. */
bool evaluate_fits(const struct net *, const struct dataset *, const char *net_path, struct err *);
/* The same with what can be done in the explorer. */
bool evaluate_fits_here(const struct net *, const struct dataset *, const char *net_path,
			struct err *);

/* What a net says of one image. */
struct prediction {
	int label, prediction;
	float confidence; /* p(prediction) */
	float loss;       /* -log p(label) */
};

/* Images first..first+count-1 of a split. predictions: [count]. */
void evaluate_images(const struct net *, const struct split *, size_t first, size_t count,
		     struct pool *, struct prediction *predictions);

/* How many of the same images are classified as their labels say. */
size_t evaluate_correct(const struct net *, const struct split *, size_t first, size_t count,
			struct pool *);

struct evaluation {
	size_t count, correct;
	double loss;       /* mean */
	size_t *confusion; /* [classes (true), classes (predicted)]; owned */
};
/* What `count` predictions come to. */
struct evaluation evaluation_of(const struct prediction *, size_t count, int classes);
/* Of all images of a split. accuracy = correct / count. */
struct evaluation evaluate(const struct net *, const struct split *, struct pool *);
void evaluation_clear(struct evaluation *);

/* The probabilities of one image. */
void classify(const struct net *, const float *image, float *probabilities);

#endif
