/* What is done to the images and labels that a reader hands over, before they are a data set: what
 * the person asks for, and what is known of the set. And what the values are like. */
#ifndef DATA_PREPARE_H
#define DATA_PREPARE_H

#include "data/classes.h"
#include "data/dataset_format.h"
#include "data/dataset_text.h"

/* Scales, inverts and transposes as the options say. False: values leave DATASET_MAX_PIXEL, or do
 * not fit into memory as floats. */
bool prepare_change(struct dataset_source *, const struct dataset_options *, struct err *);
/* For a set that is known by its name, with these names of its classes: labels of EMNIST's letters
 * are counted from 0, and its transposed images are turned upright. Where the set is no EMNIST,
 * what looks transposed is only said. All is noted. is_transposed: the person exchanged them
 * already. */
void prepare_known(struct dataset_source *, const char *set, const struct class_names *,
		   bool is_transposed);
/* Notes values that networks are not made for, with the remedy: 0 to 255 as numbers, bytes of 0 and
 * 1, numbers below 0, ink that is dark on light, unless it was asked for. Looks at the first
 * images. */
void prepare_note_values(struct dataset_source *, const struct dataset_options *);

#endif
