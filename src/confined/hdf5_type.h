/* Which dtype an HDF5 type is. */
#ifndef CONFINED_HDF5_TYPE_H
#define CONFINED_HDF5_TYPE_H

#include <hdf5.h>

/* The name of the dtype; NULL: it holds no numbers that are known here (texts, records). */
const char *hdf5_dtype(hid_t type);
/* The same type, little-endian; the caller closes it. */
hid_t hdf5_memory_type(hid_t type);

#endif
