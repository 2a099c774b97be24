/* What one sees of a step: the image, what was added to it, and what the net makes of it. */
#include "cli/attack_show.h"
#include "cli/options.h"
#include "cli/show.h"
#include "lab/story/sentences.h"

void attack_print(struct output *out, const struct attack *a, int i, const struct sample *sample,
		  const struct class_names *names)
{
	const struct attack_step *step = &a->steps[i];
	char words[SENTENCE_MAX];

	prediction_sentence(words, sizeof(words), names, sample->label,
			    sample->source == SAMPLE_NOISE ? "noise to a person" : "this image",
			    step->prediction, (double)step->probabilities[step->prediction]);
	print_fitted(out->file, out->width, "step %d of %d: %s\n", i, a->count - 1, words);
}

void attack_show(struct output *out, const struct attack *a, int i, const struct sample *sample,
		 const struct class_names *names)
{
	const struct attack_step *step = &a->steps[i];
	const struct shape *input = &a->net->input;
	struct answer answer = {step->image,
				i > 0 ? a->steps[0].image : NULL,
				input->height,
				input->width,
				step->probabilities,
				a->net->classes,
				class_names_list(names, a->net->classes)};

	if (out->png)
		answer.height = answer.width = 0;
	putc('\n', out->file);
	attack_print(out, a, i, sample, names);
	show_answer(out, &answer);
	if (i > 0)
		print_fitted(out->file, out->width,
			     "added in all, up to %.3f a pixel (%s): L2 %.2f\n", step->linf,
			     medium_has_color(out->medium) ? "red less ink, blue more"
							   : "- = less ink, + # more",
			     step->l2);
}
