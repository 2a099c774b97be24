/* The basic iterative method (Kurakin et al., arXiv:1607.02533): small steps of FGSM within a
 * budget.
 */
#include "lab/attack/method.h"

const struct attack_method bim = {
	.name = "bim",
	.help = "basic iterative method: small steps of fgsm within the budget",
	.rate = 0.01f,
	.noise_rate = 0.01f,
	.steps = 40,
	.eps = 0.3f,
	.is_clipped = true,
	.objective = &objective_loss,
	.is_batched = true,
	.step = steepest_step,
	.project = project_pixels,
};
