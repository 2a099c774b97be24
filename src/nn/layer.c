/* What all kinds of layers share. */
#include "nn/layer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct layer_text layer_text(const struct layer *l)
{
	struct layer_text t;

	l->ops->print(l, t.text, sizeof(t.text));
	return t;
}

/* ---------------------------------------------------------------------------------- parameters */

int layer_parameters(const struct layer *l, struct layer_parameter parameters[LAYER_MAX_PARAMETERS])
{
	return l->ops->parameters ? l->ops->parameters(l, parameters) : 0;
}

int layer_parameter_rows(const struct layer_parameter *p)
{
	int rows = 1;

	for (int i = 0; i < p->ndim - 1; i++)
		rows *= p->dim[i];
	return rows;
}

int layer_parameter_columns(const struct layer_parameter *p)
{
	return p->dim[p->ndim - 1];
}

int layer_weight_rows(const struct layer *l)
{
	struct layer_parameter parameters[LAYER_MAX_PARAMETERS];

	return layer_parameters(l, parameters) ? layer_parameter_rows(&parameters[LAYER_WEIGHTS])
					       : 0;
}

struct shape layer_weight_maps(const struct layer *l)
{
	return l->ops->weight_maps ? l->ops->weight_maps(l) : (struct shape){0, 0, 0};
}

const char *layer_loops(const struct layer *l)
{
	return l->ops->loops ? l->ops->loops(l) : "reference";
}

const char *layer_loops_fast(const struct layer *l)
{
	(void)l;
	return "fast";
}

int layer_weights_and_bias(const struct layer *l,
			   struct layer_parameter parameters[LAYER_MAX_PARAMETERS], int ndim,
			   const int dim[4])
{
	struct layer_parameter *weights = &parameters[LAYER_WEIGHTS];

	*weights = (struct layer_parameter){
		.prefix = "W", .ndim = ndim, .initial = 0.1, .is_random = true};
	memcpy(weights->dim, dim, sizeof(weights->dim));
	parameters[LAYER_BIAS] = (struct layer_parameter){
		.prefix = "b", .ndim = 1, .dim = {dim[ndim - 1]}, .initial = 0.1};
	return l->has_bias ? 2 : 1;
}

void layer_parse_bias(struct layer *l, const char **text)
{
	l->has_bias = **text != 'n';
	*text += !l->has_bias;
}

struct gradients layer_gradients(const struct layer *l, const struct layer_io *io, bool is_relu)
{
	return (struct gradients){.dy = io->dy,
				  .y = is_relu ? io->y : NULL,
				  .dx = io->dx,
				  .is_x_relu = io->is_x_relu,
				  .sink = io->sink,
				  .weights_at = l->at[LAYER_WEIGHTS],
				  .bias_at = l->at[LAYER_BIAS],
				  .has_bias = l->has_bias,
				  .scratch = io->scratch};
}

/* ------------------------------------------------------------------------------------- numbers */

int layer_parse_count(const char **text, int max)
{
	const char *at = *text;
	int count = 0;

	if (*at == '0')
		return 0;
	for (; *at >= '0' && *at <= '9'; at++) {
		count = count * 10 + (*at - '0');
		if (count > max)
			return 0;
	}
	*text = at;
	return count;
}

/* So many characters hold at most MAX_DECIMALS, which layer_print_number() prints exactly. */
enum { LONGEST_NUMBER = 15, MAX_DECIMALS = 13 };

bool layer_parse_number(const char **text, float *number)
{
	/* Digits and a point only: strtof alone also takes signs, exponents, "inf" and "nan". */
	size_t length = strspn(*text, "0123456789.");
	char digits[LONGEST_NUMBER + 1], *end;

	snprintf(digits, sizeof(digits), "%.*s", length <= LONGEST_NUMBER ? (int)length : 0, *text);
	*number = strtof(digits, &end);
	if (digits[0] < '0' || *end)
		return false;
	*text += length;
	return true;
}

bool layer_parse_signed(const char **text, float *number)
{
	const char *digits = *text + (**text == '-');

	if (!layer_parse_number(&digits, number))
		return false;
	*number = **text == '-' ? -*number : *number;
	*text = digits;
	return true;
}

void layer_print_number(const char *word, float number, char *text, size_t size)
{
	char digits[LAYER_MAX_TEXT];

	for (int decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
		snprintf(digits, sizeof(digits), "%.*f", decimals, (double)number);
		if (strtof(digits, NULL) == number)
			break;
	}
	snprintf(text, size, "%s%s", word, digits);
}
