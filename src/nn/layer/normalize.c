/* normalizeM,S: (x - M) / S of each value, which is what a net learned on whose images were
 * normalized by mean and standard deviation. */
#include "nn/layer/map.h"

#include <stdio.h>
#include <string.h>

static const char *normalize_parse(struct layer *l, const char **text)
{
	static const char expected[] = "a mean and a deviation that is not 0, "
				       "as in normalize0.1307,0.3081";

	l->out = l->in;
	if (!layer_parse_signed(text, &l->numbers[0]) || **text != ',')
		return expected;
	++*text;
	if (!layer_parse_signed(text, &l->numbers[1]))
		return expected;
	return l->numbers[1] == 0 ? "a deviation that is not 0, as in normalize0.1307,0.3081"
				  : NULL;
}

static void normalize_print(const struct layer *l, char *text, size_t size)
{
	char mean[LAYER_MAX_TEXT];

	layer_print_number("normalize", l->numbers[0], mean, sizeof(mean));
	snprintf(mean + strlen(mean), sizeof(mean) - strlen(mean), ",");
	layer_print_number(mean, l->numbers[1], text, size);
}

static float value(float x, const float *numbers)
{
	return (x - numbers[0]) / numbers[1];
}

static float slope(float x, const float *numbers)
{
	(void)x;
	return 1 / numbers[1];
}

static void normalize_forward(const struct layer *l, struct layer_io *io)
{
	map_forward(l, io, value);
}

static void normalize_backward(const struct layer *l, struct layer_io *io)
{
	map_backward_by_x(l, io, slope);
}

const struct layer_ops normalize_ops = {
	.word = "normalize",
	.form = "normalizeM,S",
	.label = "normalize",
	.is_affine = true,
	.parse = normalize_parse,
	.print = normalize_print,
	.forward = normalize_forward,
	.backward = normalize_backward,
};
