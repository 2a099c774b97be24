/*
 * How a data set is named in one text, on the command line, at the explorer's prompt and in what is
 * kept: a path or a word (data/find.h), and behind it options that change what is read:
 *
 *	kaggle/train.csv --scale 1/255 --invert
 */
#ifndef DATA_DATASET_TEXT_H
#define DATA_DATASET_TEXT_H

#include "base/err.h"

#include <stdbool.h>

struct dataset_options {
	double scale;       /* every value is multiplied with it first; 1: they stay */
	bool is_inverted;   /* then each becomes 1 minus it */
	bool is_transposed; /* rows and columns are exchanged */
	bool is_fitted;     /* pictures of any size are framed as MNIST's makers did */
};

/* Nothing changes. */
extern const struct dataset_options dataset_options_none;

/* *path gets what stands before the options ("" where nothing does), which the caller frees. What
 * is the name of a file is no option. */
bool dataset_text_read(const char *text, char **path, struct dataset_options *, struct err *);
/* The options as such a text reads them, each after a blank: " --invert --scale 2"; "". The caller
 * frees it. */
char *dataset_text_options(const struct dataset_options *);
/* A factor: "2", "0.5", "1/255". */
bool dataset_text_scale(const char *word, double *scale);

#endif
