/*
 * Nets on disk: safetensors files with the article's tensor names and layouts.
 *
 * __metadata__ holds: format "netglyph", architecture, input "28x28x1", classes, and what the
 * caller adds (data, seed, step, accuracy; for a checkpoint the optimizer and its kin). Nothing in
 * a file depends on when, where or on how many threads it was made: equal runs give equal bytes.
 */
#ifndef MODEL_NATIVE_H
#define MODEL_NATIVE_H

#include "format/file.h"
#include "format/tensor_file.h"
#include "nn/optimizer.h"

/* What goes into the file beside the net. */
struct native_extra {
	const struct tensor_string *strings; /* added to __metadata__ */
	size_t string_count;
	const struct tensor *tensors;
	size_t tensor_count;
	const struct optimizer *optimizer; /* Adam's moments as X/Adam and X/Adam_1; NULL: none */
	bool is_half;                      /* parameters as float16 */
	bool is_npz; /* an archive for NumPy, which is read back as safetensors are */
};
bool native_write(struct writer *, const struct net *, const struct native_extra *, struct err *);

/* Reads a net. Refused: no or a wrong architecture, tensors that are missing or have other shapes,
 * values that are not finite; tensors beyond the architecture's are left alone. file, where not
 * NULL, gets the open file for its metadata; the caller frees it. */
struct net *native_read(const char *path, const struct kernel *, struct tensor_file **file,
			struct err *);
/* The net of a file that was read; as native_read(). */
struct net *native_net(const struct tensor_file *, const char *path, const struct kernel *,
		       struct err *);
/* What images and how many classes a file's header says that its net is for. */
bool native_read_shape(const struct tensor_file *, const char *path, struct shape *input,
		       int *classes, struct err *);
/* Adam's moments of a checkpoint into an optimizer of the same net. */
bool native_read_optimizer(const struct tensor_file *, const char *path, struct optimizer *,
			   struct err *);

#endif
