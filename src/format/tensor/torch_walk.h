/*
 * Which tensors a PyTorch pickle is about. They may lie in a dictionary of names (a state_dict), in
 * one of the values of a checkpoint's dictionary, in a whole module or anywhere below lists and
 * objects.
 *
 * From the root it goes down to the value that is the network: what has one of the usual keys
 * ("state_dict", "model", ...), or is the only one with tensors. Below that all tensors are taken,
 * their names joined by '.', as state_dict() would name them, without what all of them begin with
 * because the module was wrapped ("module.", "_orig_mod."). What belongs to an optimizer is left
 * out.
 */
#ifndef FORMAT_TENSOR_TORCH_WALK_H
#define FORMAT_TENSOR_TORCH_WALK_H

#include "format/container/pickle.h"

#include <stddef.h>

struct torch_entry {
	char *name;
	const struct pickle_value *value;
};

struct torch_walk {
	const struct pickle_value *network; /* what the tensors lie in */
	bool is_single;                     /* it is a tensor itself */
	char *place;                        /* "['model']": how to come there; "": the root */
	size_t count;
	struct torch_entry *entries;
	size_t fact_count;
	/* Numbers and texts beside the tensors: "epoch" -> "12". Freed with the rest. */
	struct torch_fact {
		char *key, *value;
	} * facts;
};

/* Fails on what is nested too deep or too often; finding no tensors is no failure. The walk has to
 * be cleared in any case. */
bool torch_walk(const struct pickle_value *root, const char *path, struct torch_walk *,
		struct err *);
/* Whether a dictionary is all an optimizer's, as its state_dict() is, so that its tensors are no
 * network's; and whether one has what belongs to an optimizer. */
bool torch_walk_is_optimizer(const struct pickle_value *root);
bool torch_walk_has_optimizer(const struct pickle_value *root);
void torch_walk_clear(struct torch_walk *);

#endif
