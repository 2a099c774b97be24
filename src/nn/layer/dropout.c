/*
 * Dropout as TensorFlow's: while training each value is dropped with probability P, and the others
 * are divided by 1 - P, so that nothing needs scaling afterwards (Srivastava et al., JMLR 2014,
 * section 10): dropoutP. Masks are drawn on the calling thread, in order.
 */
#include "nn/layer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many characters hold no more than MAX_DECIMALS, which dropout_print() gives back exactly. */
enum { LONGEST = 15, MAX_DECIMALS = 13 };

static const char *dropout_parse(struct layer *l, const char **text)
{
	/* Digits and a point only: strtof alone would also take signs, exponents, "inf" and "nan".
	 */
	size_t length = strspn(*text, "0123456789.");
	char number[LONGEST + 1], *end;

	snprintf(number, sizeof(number), "%.*s", length <= LONGEST ? (int)length : 0, *text);
	l->drop = strtof(number, &end);
	if (number[0] < '0' || *end || !(l->drop < 1))
		return "a probability from 0 to below 1, as in dropout0.5";
	*text += length;
	l->out = l->in;
	return NULL;
}

/* With as many decimals as it takes to read the same number again. */
static void dropout_print(const struct layer *l, char *text, size_t size)
{
	char number[24];

	for (int decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
		snprintf(number, sizeof(number), "%.*f", decimals, (double)l->drop);
		if (strtof(number, NULL) == l->drop)
			break;
	}
	snprintf(text, size, "dropout%s", number);
}

static void dropout_forward(const struct layer *l, struct layer_io *io)
{
	size_t count = (size_t)io->n * shape_size(l->out);

	for (size_t i = 0; i < count; i++) {
		bool is_kept = !io->dropout || rng_uniform(io->dropout) >= l->drop;

		io->saved[i] = !io->dropout ? 1 : is_kept ? 1 / (1 - l->drop) : 0;
		io->y[i] = io->x[i] * io->saved[i];
	}
}

static void dropout_backward(const struct layer *l, struct layer_io *io)
{
	size_t count = (size_t)io->n * shape_size(l->out);

	for (size_t i = 0; io->dx && i < count; i++)
		io->dx[i] = io->dy[i] * io->saved[i];
}

static size_t dropout_saved(const struct layer *l, const struct kernel *kernel, int n)
{
	(void)kernel;
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
	.saved = dropout_saved,
};
