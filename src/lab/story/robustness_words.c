/* Shares and strengths in words. */
#include "lab/story/robustness_words.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>

static const char *norm_word(enum attack_norm norm)
{
	return norm == ATTACK_LINF ? "Linf" : norm == ATTACK_L2 ? "L2" : "changed pixels";
}

void robustness_method_phrase(char *text, size_t size, const struct robustness_spec *spec)
{
	const char *norm = norm_word(spec->attack.norm);

	if (spec->attack.method->is_minimal)
		snprintf(text, size, "%s, smallest change in %s", spec->attack.method->name, norm);
	else
		snprintf(text, size, "%s, %d step%s, %s", spec->attack.method->name, spec->steps,
			 spec->steps == 1 ? "" : "s", norm);
}

const char *robustness_share_words(size_t right, size_t count, char text[NUMBERS_TEXT_MAX])
{
	static const struct {
		double share;
		const char *words;
	} shares[] = {{1.0 / 10, "one in ten images is"},   {1.0 / 4, "one in four images is"},
		      {1.0 / 3, "one in three images is"},  {1.0 / 2, "one in two images is"},
		      {2.0 / 3, "two in three images are"}, {3.0 / 4, "three in four images are"},
		      {9.0 / 10, "nine in ten images are"}};
	double share = count > 0 ? (double)right / (double)count : 0;
	char percent[TEXT_NUMBER_MAX];

	if (right == 0)
		return "no image is";
	if (right == count)
		return "all images are";
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++)
		if (fabs(share - shares[i].share) < 0.0125)
			return shares[i].words;
	snprintf(text, NUMBERS_TEXT_MAX, "%s are", text_percent(share, 1, percent));
	return text;
}

void robustness_phrase(char *text, size_t size, const struct robustness_spec *spec, int known,
		       const float *least, size_t count)
{
	size_t right = robustness_right(least, count, 0);
	float median = robustness_median(least, count);
	float last = known > 0 ? spec->eps[known - 1] : 0;
	char plain[TEXT_NUMBER_MAX], rest[TEXT_NUMBER_MAX];

	text_percent(count > 0 ? (double)right / (double)count : 0, 1, plain);
	if (isfinite(median))
		snprintf(text, size,
			 "%s are right as they are, and half of those are fooled %s %.3g", plain,
			 spec->attack.method->is_minimal ? "by a change of" : "at", (double)median);
	else if (right > 0 && last > 0)
		snprintf(text, size, "%s are right as they are, and %s still at %.3g", plain,
			 text_percent((double)robustness_right(least, count, last) / (double)count,
				      1, rest),
			 (double)last);
	else
		snprintf(text, size, "%s are right as they are", plain);
}
