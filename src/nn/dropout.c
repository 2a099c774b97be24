/*
 * Dropout as TensorFlow's: while training each value is dropped with probability P, and the others
 * are divided by 1 - P, so that nothing needs scaling afterwards (Srivastava et al., JMLR 2014,
 * section 10): dropoutP. Masks are drawn on the calling thread, in order.
 */
#include "nn/layer.h"

#include <stdio.h>
#include <stdlib.h>

static const char *dropout_parse(struct layer *l, const char **text)
{
	char number[16];
	size_t length = 0;

	/* Digits and a point only: strtof alone would also take signs, exponents, "inf" and "nan".
	 */
	while (length + 1 < sizeof(number) &&
	       ((*text)[length] == '.' || ((*text)[length] >= '0' && (*text)[length] <= '9'))) {
		number[length] = (*text)[length];
		length++;
	}
	number[length] = '\0';
	l->drop = strtof(number, NULL);
	if (length == 0 || !(l->drop < 1))
		return "a probability from 0 to below 1, as in dropout0.5";
	*text += length;
	l->out = l->in;
	return NULL;
}

static void dropout_print(const struct layer *l, char *text, size_t size)
{
	snprintf(text, size, "dropout%g", (double)l->drop);
}

static void dropout_forward(const struct layer *l, struct layer_io *io)
{
	size_t count = (size_t)io->n * shape_size(l->out);

	for (size_t i = 0; i < count; i++) {
		bool is_kept = !io->dropout || rng_uniform(io->dropout) >= l->drop;

		io->kept[i] = !io->dropout ? 1 : is_kept ? 1 / (1 - l->drop) : 0;
		io->y[i] = io->x[i] * io->kept[i];
	}
}

static void dropout_backward(const struct layer *l, struct layer_io *io)
{
	size_t count = (size_t)io->n * shape_size(l->out);

	for (size_t i = 0; io->dx && i < count; i++)
		io->dx[i] = io->dy[i] * io->kept[i];
}

static size_t dropout_kept(const struct layer *l, int n)
{
	return (size_t)n * shape_size(l->out);
}

const struct layer_ops dropout_ops = {
	.word = "dropout",
	.form = "dropoutP",
	.label = "dropout",
	.parse = dropout_parse,
	.print = dropout_print,
	.forward = dropout_forward,
	.backward = dropout_backward,
	.kept = dropout_kept,
};
