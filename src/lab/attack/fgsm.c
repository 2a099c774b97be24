/* The fast gradient sign method (Goodfellow et al., arXiv:1412.6572): one step as long as the
 * budget.
 */
#include "lab/attack/method.h"

const struct attack_method fgsm = {
	.name = "fgsm",
	.help = "fast gradient sign method: one step along the sign of the loss's gradient",
	.rate = 0.3f,
	.noise_rate = 0.3f,
	.steps = 1,
	.eps = 0.3f,
	.is_clipped = true,
	.objective = &objective_loss,
	.is_batched = true,
	.step = steepest_step,
	.project = project_pixels,
};
