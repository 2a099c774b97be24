/* The table of attacks, and their defaults. */
#include "lab/attack/method.h"

#include <string.h>

/* Further methods are declared here; the article's is named elsewhere too, in method.h. */
extern const struct attack_method fgsm, bim, pgd, mi_fgsm, deepfool, carlini_wagner, jsma,
	few_pixel;

const struct attack_method *const attack_methods[] = {
	&gradient_ascent, &fgsm,           &bim,  &pgd,       &mi_fgsm,
	&deepfool,        &carlini_wagner, &jsma, &few_pixel,
};
const int attack_method_count = sizeof(attack_methods) / sizeof(attack_methods[0]);

const struct attack_method *attack_method_find(const char *name)
{
	for (int i = 0; i < attack_method_count; i++)
		if (strcmp(attack_methods[i]->name, name) == 0)
			return attack_methods[i];
	return NULL;
}

struct attack_spec attack_method_defaults(const struct attack_method *method, int target,
					  bool is_noise)
{
	return (struct attack_spec){.method = method,
				    .target = target,
				    .rate = is_noise ? method->noise_rate : method->rate,
				    .is_clipped = method->is_clipped,
				    .eps = method->eps,
				    .norm = method->norm,
				    .seed = 1};
}
