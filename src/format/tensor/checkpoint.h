/* Which tensors of a TensorFlow checkpoint are a network's, in which order, and what they are
 * called. */
#ifndef FORMAT_TENSOR_CHECKPOINT_H
#define FORMAT_TENSOR_CHECKPOINT_H

#include "format/tensor/bundle.h"

/* One tensor that is kept. */
struct checkpoint_tensor {
	const struct bundle_entry *entry; /* the bundle's */
	char *name;                       /* owned */
	size_t order;                     /* by which they are sorted; 0: by name */
	bool has_full_name;               /* the object graph gave it */
};

/* What object-based checkpoints (tf.train.Checkpoint, Keras, SavedModel) say of a stored tensor:
 * the name of its variable, and where the variable stands among all objects. */
struct checkpoint_label {
	char *key, *full_name; /* owned */
	size_t order;          /* from 1 */
};

struct checkpoint_labels {
	size_t count;
	struct checkpoint_label *labels; /* [count], by key */
};

/* The labels of the object graph; none, where the checkpoint has none. */
bool checkpoint_labels_read(const struct bundle *, struct checkpoint_labels *, struct err *);
void checkpoint_labels_clear(struct checkpoint_labels *);

/* The caller frees the names and the array. Left out: strings, what optimizers keep (X/Adam,
 * optimizer/_variables/N, ...), counters, and what is stored a second time under another name. */
struct checkpoint_tensor *checkpoint_choose(const struct bundle *, const struct checkpoint_labels *,
					    size_t *count);
/* The step of training that a counter of the checkpoint has; -1: it has none. Fails where that is
 * damaged. */
bool checkpoint_step(const struct bundle *, int64_t *step, struct err *);

#endif
