/* Reading, printing and placing windows. */
#include "nn/layer/window.h"

#include <stdio.h>
#include <string.h>

static const char *parse_stride(struct layer_window *w, const char **text)
{
	static const char expected[] = "a stride of 1 to 64, as in s2";

	++*text;
	w->stride_y = w->stride_x = layer_parse_count(text, WINDOW_MAX);
	if (w->stride_y && **text == 'x') {
		++*text;
		w->stride_x = layer_parse_count(text, WINDOW_MAX);
	}
	return w->stride_y && w->stride_x ? NULL : expected;
}

/* A count that may be 0; -1, without moving, if there is none. */
static int parse_padding_side(const char **text)
{
	int count = layer_parse_count(text, WINDOW_MAX);

	if (count == 0 && **text != '0')
		return -1;
	*text += count == 0;
	return count;
}

/* "P" or "T,L,B,R". */
static const char *parse_padding(struct layer_window *w, const char **text)
{
	static const char expected[] = "a padding of less than the window's size, as in p1, "
				       "or four for top, left, bottom and right, as in p0,0,1,1";
	const char *start = *text;
	int sides[4], count = 0;

	do
		sides[count++] = parse_padding_side(text);
	while (sides[count - 1] >= 0 && count < 4 && **text == ',' && ++*text);
	if (count == 1)
		sides[1] = sides[2] = sides[3] = sides[0];
	for (int i = 0; i < 4; i++)
		if ((count != 1 && count != 4) || sides[i] < 0 ||
		    sides[i] >= (i % 2 == 0 ? w->height : w->width)) {
			*text = start;
			return expected;
		}
	w->padding = WINDOW_PADDED;
	w->top = sides[0];
	w->left = sides[1];
	w->bottom = sides[2];
	w->right = sides[3];
	return NULL;
}

/* One direction of SAME. */
static int same_outputs(int inputs, int window, int stride, int *before, int *behind)
{
	int outputs = (inputs + stride - 1) / stride;
	int past = (outputs - 1) * stride + window - inputs;

	*before = past > 0 ? past / 2 : 0;
	*behind = past > 0 ? past - *before : 0;
	return outputs;
}

/* Sets padding and output; false where the window is larger than the input with its padding. */
static bool place(struct layer *l)
{
	struct layer_window *w = &l->window;
	int height, width;

	if (w->padding == WINDOW_SAME) {
		l->out.height =
			same_outputs(l->in.height, w->height, w->stride_y, &w->top, &w->bottom);
		l->out.width =
			same_outputs(l->in.width, w->width, w->stride_x, &w->left, &w->right);
		return true;
	}
	height = l->in.height + w->top + w->bottom - w->height;
	width = l->in.width + w->left + w->right - w->width;
	if (height < 0 || width < 0)
		return false;
	l->out.height = height / w->stride_y + 1;
	l->out.width = width / w->stride_x + 1;
	return true;
}

const char *window_parse(struct layer *l, const char **text)
{
	const char *start = *text, *expected = NULL;

	l->out = l->in;
	if (**text == 's')
		expected = parse_stride(&l->window, text);
	if (!expected && **text == 'v') {
		++*text;
		l->window.padding = WINDOW_VALID;
	} else if (!expected && **text == 'p') {
		++*text;
		expected = parse_padding(&l->window, text);
	}
	if (!expected && !place(l)) {
		*text = start;
		expected = "a window no larger than what comes in with its padding";
	}
	return expected;
}

/* snprintf() at the end of a text. */
#define ADD(text, size, ...) snprintf((text) + strlen(text), (size)-strlen(text), __VA_ARGS__)

void window_print(const struct layer *l, int usual_y, int usual_x, char *text, size_t size)
{
	const struct layer_window *w = &l->window;

	if (w->stride_y != usual_y || w->stride_x != usual_x)
		ADD(text, size, "s%d", w->stride_y);
	if (w->stride_x != w->stride_y && (w->stride_y != usual_y || w->stride_x != usual_x))
		ADD(text, size, "x%d", w->stride_x);
	if (w->padding == WINDOW_VALID)
		ADD(text, size, "v");
	if (w->padding != WINDOW_PADDED)
		return;
	if (w->top == w->left && w->top == w->bottom && w->top == w->right)
		ADD(text, size, "p%d", w->top);
	else
		ADD(text, size, "p%d,%d,%d,%d", w->top, w->left, w->bottom, w->right);
}

const char *window_parse_pool(struct layer *l, const char **text)
{
	struct layer_window *w = &l->window;
	const char *start = *text;

	w->height = w->width = layer_parse_count(text, WINDOW_MAX);
	if (w->height && **text == 'x') {
		++*text;
		w->width = layer_parse_count(text, WINDOW_MAX);
	}
	if (!w->height || !w->width) {
		*text = start;
		return "a window of 1 to 64, as in pool2";
	}
	w->stride_y = w->height;
	w->stride_x = w->width;
	return window_parse(l, text);
}

void window_print_pool(const struct layer *l, char *text, size_t size)
{
	const struct layer_window *w = &l->window;

	snprintf(text, size, "%s%d", l->ops->word, w->height);
	if (w->width != w->height)
		ADD(text, size, "x%d", w->width);
	window_print(l, w->height, w->width, text, size);
}

struct pooling window_pooling(const struct layer *l)
{
	const struct layer_window *w = &l->window;

	return (struct pooling){.height = l->in.height,
				.width = l->in.width,
				.channels = l->in.channels,
				.window_height = w->height,
				.window_width = w->width,
				.stride_y = w->stride_y,
				.stride_x = w->stride_x,
				.top = w->top,
				.left = w->left,
				.out_height = l->out.height,
				.out_width = l->out.width,
				.has_zeros = w->padding == WINDOW_PADDED};
}
