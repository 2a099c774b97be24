/* Gradient x input: of a net without hidden layers it is weight x pixel. */
#include "lab/explain/logit_gradient.h"

extern const struct explanation gradient_x_input;

static struct attribution compute(const struct explanation_query *q)
{
	struct attribution a = logit_gradient_of_image(q);

	for (size_t i = 0; i < shape_size(a.shape); i++)
		a.values[i] *= q->image[i];
	attribution_sum(&a);
	return a;
}

const struct explanation gradient_x_input = {
	.name = "gradient x input",
	.label = "grad*input",
	.purpose = "How much the class's logit rises with each pixel, times the pixel",
	.is_of_pixels = true,
	.applies = logit_gradient_applies,
	.compute = compute,
};
