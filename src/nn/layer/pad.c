/* padP, padT,L,B,R: P rows and columns of zeros around the image, or so many above, left, below and
 * right. Convolutions have padding of their own; this is for what stands elsewhere. */
#include "nn/layer.h"

#include <stdio.h>
#include <string.h>

enum { PAD_MAX = 64 };

/* A count that may be 0; -1, without moving, if there is none. */
static int parse_side(const char **text)
{
	int count = layer_parse_count(text, PAD_MAX);

	if (count == 0 && **text != '0')
		return -1;
	*text += count == 0;
	return count;
}

static const char *pad_parse(struct layer *l, const char **text)
{
	struct layer_window *w = &l->window;
	const char *start = *text;
	int sides[4], count = 0;

	do
		sides[count++] = parse_side(text);
	while (sides[count - 1] >= 0 && count < 4 && **text == ',' && ++*text);
	if (sides[count - 1] < 0 || (count != 1 && count != 4)) {
		*text = start;
		return "0 to 64 rows and columns of zeros, as in pad2, or four numbers for top, "
		       "left, bottom and right, as in pad2,2,1,1";
	}
	if (count == 1)
		sides[1] = sides[2] = sides[3] = sides[0];
	w->top = sides[0];
	w->left = sides[1];
	w->bottom = sides[2];
	w->right = sides[3];
	l->out = (struct shape){l->in.height + w->top + w->bottom, l->in.width + w->left + w->right,
				l->in.channels};
	return NULL;
}

static void pad_print(const struct layer *l, char *text, size_t size)
{
	const struct layer_window *w = &l->window;

	if (w->top == w->left && w->top == w->bottom && w->top == w->right)
		snprintf(text, size, "pad%d", w->top);
	else
		snprintf(text, size, "pad%d,%d,%d,%d", w->top, w->left, w->bottom, w->right);
}

/* Floats of a row, and where the image's row y of image i begins in the padded ones. */
static size_t row_size(const struct layer *l)
{
	return (size_t)l->in.width * (size_t)l->in.channels;
}

static size_t place(const struct layer *l, int i, int y)
{
	size_t row = (size_t)i * (size_t)l->out.height + (size_t)(y + l->window.top);

	return (row * (size_t)l->out.width + (size_t)l->window.left) * (size_t)l->out.channels;
}

static void pad_forward(const struct layer *l, struct layer_io *io)
{
	const float *x = io->x;

	memset(io->y, 0, (size_t)io->n * shape_size(l->out) * sizeof(float));
	for (int i = 0; i < io->n; i++)
		for (int y = 0; y < l->in.height; y++, x += row_size(l))
			memcpy(io->y + place(l, i, y), x, row_size(l) * sizeof(float));
}

static void pad_backward(const struct layer *l, struct layer_io *io)
{
	float *dx = io->dx;

	for (int i = 0; dx && i < io->n; i++)
		for (int y = 0; y < l->in.height; y++, dx += row_size(l))
			memcpy(dx, io->dy + place(l, i, y), row_size(l) * sizeof(float));
}

const struct layer_ops pad_ops = {
	.word = "pad",
	.form = "padP",
	.label = "pad",
	.is_spatial = true,
	.keeps_zeros = true,
	.parse = pad_parse,
	.print = pad_print,
	.forward = pad_forward,
	.backward = pad_backward,
};
