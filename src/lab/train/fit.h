/*
 * Fitting a net to a data set: the article's training loops (cells 2 and 5).
 *
 * A fit is everything the next step depends on, so that a fit that is saved, and resumed by another
 * run, goes on to the same bytes as one that never stopped. It knows neither progress lines nor
 * signals: fit_run() calls report() and stops when that returns false.
 */
#ifndef LAB_TRAIN_FIT_H
#define LAB_TRAIN_FIT_H

#include "base/limits.h"
#include "data/batcher.h"
#include "lab/train/adversarial.h"
#include "model/native.h"
#include "nn/pass.h"

struct fit_spec {
	const char *architecture; /* text, or softmax, cnn, mlp */
	enum optimizer_kind optimizer;
	float rate;
	int batch; /* 1..FIT_MAX_BATCH */
	uint64_t seed;
	struct adversarial adversarial; /* eps 0: learns from the images as they are */
};
/* The article's settings: SGD 0.5 and batches of 100 for softmax, Adam 1e-4 and batches of 50 for
 * all others; seed 1; and how many steps go with them (1,000; 10,000). */
struct fit_spec fit_defaults(const char *architecture, uint64_t *steps);

struct fit {
	struct fit_spec spec;       /* architecture: owned, in full */
	const struct dataset *data; /* borrowed */
	struct net *net;            /* owned */
	struct optimizer optimizer;
	struct batcher batcher;
	struct rng dropout;
	struct adversary adversary;
	uint64_t step;   /* steps done */
	uint64_t goal;   /* steps the run is to have in all, kept in checkpoints; 0: not known */
	double loss;     /* of the last step's batch (attacked, if it was), with dropout, before its
			update */
	double accuracy; /* likewise */
	double validation; /* accuracy on the validation split when last measured; -1: not yet */
	uint64_t validated_at; /* the step it was measured after */
	/* Scratch: */
	struct pass *pass;
	struct pool *pool;
	uint8_t *labels;
	float *dlogits;
};

/* The settings for another net of the same architecture: the article's, with Adam at a rate that a
 * net learns enough with in few steps, and batches of no more images than there are. The caller
 * frees the architecture. */
struct fit_spec fit_another(const struct net *, const struct dataset *, uint64_t seed);

/* NULL: a wrong architecture, or more memory than FIT_MAX_MEMORY_MIB. data and pool must outlive
 * the fit. */
struct fit *fit_new(const struct fit_spec *, const struct dataset *, const struct kernel *,
		    struct pool *, struct err *);
void fit_free(struct fit *);

/* One step: the attack, if there is one; forward, loss, backward, update. False when the loss is no
 * longer finite: the net is lost, and the message says at which step, in which layer and that a
 * smaller rate may help. */
bool fit_step(struct fit *, struct err *);
/* Whether all weights are finite. */
bool fit_is_finite(const struct fit *);
/* As fit_step() on the loss: false when a weight or one of Adam's moments is no longer finite,
 * which the loss, taken before the update, can't tell. No such net may be written: none reads it.
 */
bool fit_check(const struct fit *, struct err *);
/* Measures the validation accuracy, unless that is known for this step. */
void fit_validate(struct fit *);

/* Steps on to `steps` in all. Every `every` steps, and after the last, checks and validates; calls
 * report() after each step; stops when that returns false (which is no error). */
bool fit_run(struct fit *, uint64_t steps, uint64_t every, bool (*report)(void *, struct fit *),
	     void *context, struct err *);

/* The net, with data set, seed, step and validation accuracy; is_half as float16, which fails where
 * a weight is beyond that. */
bool fit_write_model(const struct fit *, struct writer *, bool is_half, struct err *);
/* The same with all that resuming needs. */
bool fit_write_checkpoint(const struct fit *, struct writer *, struct err *);
/* The settings a checkpoint was made with; architecture is the caller's to free. Fails on a file
 * that is none. */
bool fit_read_spec(const char *path, struct fit_spec *, char data[DATASET_NAME_MAX], struct err *);
/* Goes on from a checkpoint; refuses one that was made on other data, told by the name, the shape
 * and (where the checkpoint is not older than that) the CRC-32 of the training images and labels.
 */
struct fit *fit_resume(const char *path, const struct dataset *, const struct kernel *,
		       struct pool *, struct err *);

#endif
