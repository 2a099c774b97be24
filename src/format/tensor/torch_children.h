/*
 * What lies in a value of a PyTorch pickle, one after the other: items of lists and dictionaries,
 * parameters, buffers and modules of a module, attributes of other objects.
 */
#ifndef FORMAT_TENSOR_TORCH_CHILDREN_H
#define FORMAT_TENSOR_TORCH_CHILDREN_H

#include "format/container/pickle.h"

#include <stddef.h>

enum { TORCH_PARTS = 3, TORCH_KEY_MAX = 256 };

struct torch_children {
	const struct pickle_value *parts[TORCH_PARTS]; /* NULL: none */
	const struct pickle_value *left_out;           /* a set of texts; NULL: none */
	int part;
	uint32_t next;
	bool is_dict; /* of a dictionary, not of an object */
};

/* The dictionary of a module's attributes, NULL for what is no torch.nn.Module; and of a module or
 * another object, those of TorchScript too. */
const struct pickle_value *torch_module_state(const struct pickle_value *);
const struct pickle_value *torch_object_state(const struct pickle_value *);

struct torch_children torch_children_of(const struct pickle_value *);
/* The next one and its name, a number for an item of a list; NULL at the end. */
const struct pickle_value *torch_children_next(struct torch_children *, char key[TORCH_KEY_MAX]);

bool torch_is_utf8(const char *text);
/* Whether a text is one of a list that ends in NULL. */
bool torch_is_one_of(const char *text, const char *const *list);

#endif
