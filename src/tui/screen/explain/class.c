/* Which class is explained, and which others come into question. */
#include "tui/screen/explain/explain.h"

int explain_class(const struct explain_state *s)
{
	return s->class >= 0 ? s->class : s->probabilities ? s->prediction : -1;
}

int explain_best_but(const struct app *app, const struct explain_state *s, int class)
{
	int classes = app_classes(app), best = -1;

	for (int i = 0; s->probabilities && i < classes; i++)
		if (i != class && (best < 0 || s->probabilities[i] > s->probabilities[best]))
			best = i;
	return best;
}

int explain_change_class(const struct app *app, const struct explain_state *s)
{
	int label = app->sample.label;

	if (label >= 0 && label < app_classes(app) && label != s->prediction)
		return label;
	if (s->class >= 0 && s->class != s->prediction)
		return s->class;
	return explain_best_but(app, s, s->prediction);
}
