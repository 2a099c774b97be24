/* Two classes that are each taken for the other: the network does not tell what tells them apart.
 */
#include "base/text.h"
#include "lab/insight/insight.h"

#include <math.h>
#include <stdio.h>

/* Each direction: fewer are single odd images. Together: three times what a pair would have if
 * mistakes fell on all pairs alike, and more than three standard deviations (of a Poisson number)
 * beyond that. With two classes there is one pair, and nothing to compare it with. */
enum { EACH = 3, TIMES = 3, DEVIATIONS = 3 };

struct pair {
	int a, b;
	size_t a_as_b, b_as_a;
};

static size_t at(const struct insight_facts *facts, int label, int prediction)
{
	return facts->confusion[label * facts->classes + prediction];
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static struct pair worst_pair(const struct insight_facts *facts, size_t *mistakes)
{
	struct pair worst = {0};

	*mistakes = 0;
	for (int a = 0; a < facts->classes; a++)
		for (int b = a + 1; b < facts->classes; b++) {
			struct pair p = {a, b, at(facts, a, b), at(facts, b, a)};

			*mistakes += p.a_as_b + p.b_as_a;
			if (smaller(p.a_as_b, p.b_as_a) > smaller(worst.a_as_b, worst.b_as_a))
				worst = p;
		}
	return worst;
}

static bool look(const struct insight_facts *facts, struct insight_finding *f)
{
	size_t mistakes, both;
	struct pair p = worst_pair(facts, &mistakes);
	double even = (double)mistakes / (facts->classes * (facts->classes - 1) / 2.0);
	char a[CLASS_NAME_MAX], b[CLASS_NAME_MAX], all[TEXT_NUMBER_MAX];

	both = p.a_as_b + p.b_as_a;
	if (smaller(p.a_as_b, p.b_as_a) < EACH || (double)both < TIMES * even ||
	    (double)both < even + DEVIATIONS * sqrt(even))
		return false;
	class_name_cut(facts->names, p.a, CLASS_PHRASE_COLUMNS, a);
	class_name_cut(facts->names, p.b, CLASS_PHRASE_COLUMNS, b);
	text_grouped(mistakes, all);
	snprintf(f->text, sizeof(f->text),
		 "%s and %s are confused both ways: %s>%s %zu times, %s>%s %zu times, of %s "
		 "mistakes.",
		 a, b, a, b, p.a_as_b, b, a, p.b_as_a, all);
	snprintf(f->where, sizeof(f->where), "M, s to %s, then /%s>%s and /%s>%s", facts->split,
		 class_name(facts->names, p.a), class_name(facts->names, p.b),
		 class_name(facts->names, p.b), class_name(facts->names, p.a));
	return true;
}

const struct insight insight_confused_pair = {
	.name = "confused-pair",
	.meaning = "What tells these two classes apart is what it has learned least.",
	.needs = INSIGHT_CONFUSION,
	.look = look,
};
