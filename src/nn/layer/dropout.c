/*
 * Dropout as TensorFlow's: while training each value is dropped with probability P, and the others
 * are divided by 1 - P, so that nothing needs scaling afterwards (Srivastava et al., JMLR 2014,
 * section 10): dropoutP. Masks are drawn on the calling thread, in order.
 */
#include "nn/layer.h"

static const char *dropout_parse(struct layer *l, const char **text)
{
	const char *start = *text;

	if (!layer_parse_number(text, &l->numbers[0]) || !(l->numbers[0] < 1)) {
		*text = start;
		return "a probability from 0 to below 1, as in dropout0.5";
	}
	l->out = l->in;
	return NULL;
}

static void dropout_print(const struct layer *l, char *text, size_t size)
{
	layer_print_number("dropout", l->numbers[0], text, size);
}

static void dropout_forward(const struct layer *l, struct layer_io *io)
{
	size_t count = (size_t)io->n * shape_size(l->out);
	float dropped = l->numbers[0], kept = 1 / (1 - dropped);

	rng_uniforms(io->dropout, count, io->saved);
	/* Without a branch, as none could be predicted. */
	for (size_t i = 0; i < count; i++) {
		io->saved[i] = io->saved[i] >= dropped ? kept : 0;
		io->y[i] = io->x[i] * io->saved[i];
	}
}

static void dropout_backward(const struct layer *l, struct layer_io *io)
{
	size_t count = (size_t)io->n * shape_size(l->out);

	for (size_t i = 0; io->dx && i < count; i++)
		io->dx[i] = io->dy[i] * io->saved[i];
}

static size_t dropout_saved_for_backward(const struct layer *l, const struct kernel *kernel, int n)
{
	(void)kernel;
	return (size_t)n * shape_size(l->out);
}

const struct layer_ops dropout_ops = {
	.word = "dropout",
	.form = "dropoutP",
	.label = "dropout",
	.is_training_only = true,
	.keeps_zeros = true,
	.parse = dropout_parse,
	.print = dropout_print,
	.forward = dropout_forward,
	.backward = dropout_backward,
	.saved_for_backward = dropout_saved_for_backward,
};
