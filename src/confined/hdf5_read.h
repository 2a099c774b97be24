/* All that is wanted of an HDF5 file, to the output: its data sets of numbers, and the attributes
 * by which Keras describes a model. What the state of an optimizer is called is passed over. */
#ifndef CONFINED_HDF5_READ_H
#define CONFINED_HDF5_READ_H

#include "base/err.h"
#include "confined/output.h"

/* What can be done before rights are given up: loading, and turning off what reaches beyond the
 * file. */
bool hdf5_prepare(void);
/* The file is in memory; `image` is only read. The message of a failure goes behind the file's
 * name. The caller ends the output. */
bool hdf5_read(void *image, size_t size, bool is_header_only, struct output *, struct err *);

#endif
