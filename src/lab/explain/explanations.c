/* The table of explanations. */
#include "lab/explain/explanation.h"

#include <string.h>

extern const struct explanation weight_pixel, weight_activation, gradient, gradient_x_input,
	integrated_gradients, smoothgrad, occlusion, grad_cam;

const struct explanation *const explanations[] = {&weight_pixel,
						  &weight_activation,
						  &gradient,
						  &gradient_x_input,
						  &integrated_gradients,
						  &smoothgrad,
						  &occlusion,
						  &grad_cam,
						  NULL};

const struct explanation *explanation_find(const char *name)
{
	for (int i = 0; explanations[i]; i++)
		if (strcmp(explanations[i]->name, name) == 0)
			return explanations[i];
	return NULL;
}
