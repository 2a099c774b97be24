/* Accuracy against the strength of an attack, as what commands print, of whichever process found
 * it. */
#ifndef CLI_ROBUST_REPORT_H
#define CLI_ROBUST_REPORT_H

#include "lab/attack/robustness.h"

/* What was found of one network. */
struct robust_model {
	const char *name; /* as it was asked for; borrowed */
	float *least;     /* [images]; owned */
	int known;        /* of the strengths */
	size_t examined;  /* of the images */
};

struct robust_report {
	const char *data, *split;
	struct robustness_spec spec;
	size_t images;
	struct robust_model models[ROBUSTNESS_MAX_MODELS];
	int count; /* of models */
	bool is_stopped, is_csv;
};

void robust_report_clear(struct robust_report *);
/* How many of a model's images are right at a strength, which is known. */
size_t robust_right(const struct robust_report *, int model, int strength);

#endif
