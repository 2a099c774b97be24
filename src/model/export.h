/* A net's parameters by the names and in the layouts of other programs. */
#ifndef MODEL_EXPORT_H
#define MODEL_EXPORT_H

#include "format/tensor_file.h"
#include "nn/net.h"

enum export_names {
	EXPORT_ARTICLE, /* W_conv1, b_conv1: filters HWIO, dense weights [in, out] */
	EXPORT_KERAS,   /* conv1/kernel, conv1/bias: likewise */
	EXPORT_TORCH    /* conv1.weight, conv1.bias: OIHW, [out, in], flattened by channel */
};

/* What an exported file says of itself: what a person would tell with --architecture and --layout
 * (model/import), so that nothing has to be found out again. */
#define EXPORT_ARCHITECTURE_KEY "netglyph_architecture"
#define EXPORT_LAYOUT_KEY "netglyph_layout"
/* The layout of names as it is told. */
const char *export_layout(enum export_names);

struct exported {
	size_t count;
	struct tensor *tensors; /* F32; names and data are owned */
};

/* A layer that scales becomes a batch norm, with the mean 0 and the variance 1, for Keras and
 * PyTorch. */
struct exported export_new(const struct net *, enum export_names);
void export_clear(struct exported *);

#endif
