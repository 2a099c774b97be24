/* Whether, and how, two networks are compared. */
#include "tui/comparison.h"
#include "base/xalloc.h"

#include <stdlib.h>

struct app *comparison_twin(const struct app *app)
{
	return app->comparison ? app->comparison->twin : NULL;
}

bool comparison_is_shown(const struct app *app)
{
	return comparison_twin(app) && !app->screens[app->current]->is_of_several &&
	       !app->is_help && !app->picker && !app->ways;
}

bool comparison_is_split(const struct app *app)
{
	return comparison_is_shown(app) &&
	       app->canvas->width >= 2 * AREA_MIN_COLUMNS + COMPARE_MARGINS;
}

void comparison_remember(struct app *app)
{
	struct comparison *c = app->comparison;

	if (!c || !app->model || app->is_followed)
		return;
	snapshot_unref(c->before);
	free(c->before_path);
	c->before = snapshot_ref(app->model);
	c->before_path = app->model_path ? xstrdup(app->model_path) : NULL;
}
