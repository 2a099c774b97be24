/*
 * How fast a net is trained, classifies, is attacked and explained on this machine, piece by piece.
 *
 * Each sample of a piece lasts a moment and stands between two measurements of the machine's peak,
 * so that one that was taken while the machine was slow (others use it, the clock is low) is told
 * from the others and left out. A figure is the median of what remains.
 */
#ifndef LAB_BENCH_BENCH_H
#define LAB_BENCH_BENCH_H

#include "data/dataset.h"
#include "lab/bench/roofline.h"
#include "nn/plan.h"

enum bench_piece {
	BENCH_TRAIN_CNN, /* a step with the article's settings: 50 images, Adam, dropout */
	BENCH_SOFTMAX,   /* the article's whole training of softmax: 1,000 steps of 100 images */
	BENCH_INFERENCE, /* a batch of 100 images */
	BENCH_LATENCY,   /* one image */
	BENCH_ATTACK,    /* one step: the image changed, classified, and its gradient */
	BENCH_FILTERS,   /* activation maximisation: 50 steps for each channel of the first layer
			    with weights */
	BENCH_PIECES
};
const char *bench_name(enum bench_piece); /* train, softmax, inference, ... */

enum { BENCH_MAX_SAMPLES = 500 };

/* Seconds of one unit of a piece, and the lower of the peaks before and after. */
struct bench_sample {
	double seconds, peak;
};

struct bench {
	const struct net *net;      /* borrowed */
	const struct dataset *data; /* borrowed */
	struct pool *pool;          /* borrowed; may be NULL */
	struct roofline roofline;
	struct bench_sample samples[BENCH_PIECES][BENCH_MAX_SAMPLES];
	int counts[BENCH_PIECES];
	/* What the pieces work on, made by bench_start(): */
	struct fit *cnn, *softmax;
	struct pass *many, *one;
	struct attack *attack;
	struct channel_gallery *gallery;
	size_t next; /* image of the test split */
};

/* For a net that fits the data. One with its architecture is trained. */
struct bench *bench_new(const struct net *, const struct dataset *, struct pool *);
void bench_free(struct bench *);
/* Makes what a piece needs and runs it once; to be called before its first sample. */
bool bench_start(struct bench *, enum bench_piece, struct err *);
/* Takes one sample, which lasts 0.05 s or one unit; false when training diverges. Beyond
 * BENCH_MAX_SAMPLES the last one is replaced. */
bool bench_take(struct bench *, enum bench_piece, struct err *);

/* What was measured of a piece, and what it costs by definition. */
struct bench_figure {
	double seconds;     /* of one unit: the median of the samples that count */
	double min, max;    /* likewise */
	int taken, counted; /* samples */
	double images;      /* in a unit; of softmax, in all its steps */
	/* Of a unit by definition, whatever the kernels spare: operations (a multiply and an add
	 * are two; the zeros of SAME padding count), and bytes that have to be moved if no cache
	 * keeps the weights: each read once for every pass over them and written where it changes,
	 * Adam's moments too. */
	double operations, bytes;
	double peak_share, triad_share; /* those a second, as shares of the roofline */
};
struct bench_figure bench_figure(const struct bench *, enum bench_piece);
/* What it runs, once it has been started: a net, and that one's layers in groups. Returns the net,
 * which is the bench's. */
const struct net *bench_plan(const struct bench *, enum bench_piece, struct plan *);

/* The median of the samples whose peak is at least 0.8 of `peak`; of all, where those are fewer
 * than 3. Sorts the samples; count >= 1. */
struct bench_figure bench_median(struct bench_sample *, int count, double peak);

#endif
