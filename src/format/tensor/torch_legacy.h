/*
 * PyTorch's legacy files: five pickles, one after another (a magic number, the protocol, facts on
 * the machine, the object, the list of storages' keys), and for each key its count of values, a
 * u64, and the values. And plain pickles, as pickle.dump writes them.
 */
#ifndef FORMAT_TENSOR_TORCH_LEGACY_H
#define FORMAT_TENSOR_TORCH_LEGACY_H

#include "format/tensor/torch_file.h"

/* Reads the pickle of the object from torch->bytes. */
bool torch_legacy_read(struct torch_file *, struct err *);
/* Finds the storages of the list in the file's bytes, where they stay. */
bool torch_legacy_find(struct torch_file *, struct err *);

#endif
