/* The attributes by which Keras describes a model. */
#ifndef CONFINED_HDF5_ATTRIBUTE_H
#define CONFINED_HDF5_ATTRIBUTE_H

#include "base/err.h"
#include "confined/output.h"

#include <hdf5.h>

/* Those of one group, which has the path `owner` ("": the root). */
bool hdf5_attributes(hid_t group, const char *owner, struct output *, struct err *);

#endif
