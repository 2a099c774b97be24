/*
 * A whole module of PyTorch as a tree in JSON:
 *
 *	{"class": "torch.nn.modules.conv.Conv2d", "name": "features.0",
 *	 "settings": {"kernel_size": [3, 3], "stride": [1, 1], ..., "training": false},
 *	 "modules": [children, in the order in which they were added]}
 *
 * Names are those that begin the names of the module's tensors; the root's is "". settings: the
 * attributes that are numbers, truth values, texts, None or tuples of these, but for those whose
 * names begin with an underscore. TorchScript's modules give no tree: strides and paddings are
 * constants of its code, not attributes.
 */
#ifndef FORMAT_TENSOR_TORCH_MODULES_H
#define FORMAT_TENSOR_TORCH_MODULES_H

#include "format/container/pickle.h"

/* The class of a module, or of another object: "torch.nn.modules.conv.Conv2d". The caller frees it;
 * NULL: it is no object. */
char *torch_class(const struct pickle_value *);
/* The tree, which the caller frees. NULL: it is no module, or has more parts than base/limits.h
 * allows. */
char *torch_modules_json(const struct pickle_value *);

#endif
