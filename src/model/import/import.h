/*
 * Networks of other programs: a file of tensors, and every way to read it as a net.
 *
 * Where the file says what it computes (a graph), that is followed, and only the scaling of images
 * is open. Else the names say what belongs together, and the shapes which architectures are
 * possible. Which candidate and which choice it is, lab/identify asks labelled images.
 */
#ifndef MODEL_IMPORT_IMPORT_H
#define MODEL_IMPORT_IMPORT_H

#include "model/import/graph.h"
#include "model/import/shapes.h"

/* Who reads a message: what a person can do there is said. */
enum import_place { IMPORT_FOR_COMMAND, IMPORT_FOR_EXPLORER, IMPORT_FOR_INFO };

/* What a person says of a network that its file does not. */
struct import_told {
	const char *architecture; /* NULL: not told */
	const char *layout;       /* "torch" or "tensorflow", with ",transposed"; NULL likewise */
	bool has_input;           /* images are scaled so: */
	double mean, deviation;
	enum import_place place;
};

/* Reads "MEAN,DEVIATION" into it; false: it is something else. */
bool import_told_input(struct import_told *, const char *text);

struct import {
	struct tensor_file *file;
	struct units units;
	struct candidates candidates;
	bool is_followed; /* the file's own graph */
	struct unit *own;
	struct batch_norm *norms;
	char notes[GRAPH_NOTES_MAX]; /* what a person should know: tensors that are not used, ... */
};

/* NULL: nothing can be made of the file. input: of the images at hand, {0, 0, 1}: none are.
 * classes: of them, or 0; a net for other classes is left out only where that leaves another. Takes
 * the file over. */
struct import *import_new(struct tensor_file *, const char *path, struct shape input, int classes,
			  const struct import_told *, struct err *);
/* NULL is ignored. */
void import_free(struct import *);

/* Candidates of an architecture that a person gives; false: it does not fit the tensors. */
bool told_candidates(struct import *, const char *path, struct shape input,
		     const struct import_told *, struct err *);

#endif
