/* Facts come from the job first; a screen that knows better overrides them. */
#include "tui/insights.h"
#include "base/xalloc.h"
#include "live/insight_job.h"

#include <stdlib.h>

/* app->insights */
struct insights_found {
	bool is_there;
	struct insight_answer answer;
};

static bool is_known(const struct app *app)
{
	return app->insights && app->insights->is_there &&
	       app->insights->answer.generation == app->model_generation;
}

static void take(void *context, struct insight_answer *answer)
{
	struct app *app = context;

	insight_answer_clear(&app->insights->answer);
	app->insights->answer = *answer;
	app->insights->is_there = true;
}

void insights_ask(struct app *app)
{
	if (!app->insights)
		app->insights = xcalloc(1, sizeof(*app->insights));
	if (!app_is_ready(app) || is_known(app) || jobs_pending(app->jobs, &app->insights) > 0)
		return;
	insight_job_add(app->jobs, &app->insights, app->model_generation, app->model, app->data,
			take);
}

bool insights_are_asked(const struct app *app)
{
	return is_known(app);
}

void insights_end(struct app *app)
{
	if (app->insights)
		insight_answer_clear(&app->insights->answer);
	free(app->insights);
}

static void add_found(const struct app *app, struct insight_facts *facts)
{
	const struct insight_answer *answer = &app->insights->answer;

	facts->has |= INSIGHT_CONFUSION | INSIGHT_CERTAINTY | INSIGHT_UNITS | INSIGHT_LEAK;
	facts->confusion = answer->confusion;
	facts->split = split_names[SPLIT_VALIDATION];
	facts->certainty = answer->certainty;
	facts->net = app->model->net;
	facts->units = answer->units;
	facts->unit_layers = answer->unit_layers;
	facts->unit_images = answer->unit_images;
	facts->leak = &answer->leak;
}

static struct insight_facts facts_of(struct app *app)
{
	struct insight_facts facts = {.names = app_names(app), .classes = app_classes(app)};

	if (is_known(app))
		add_found(app, &facts);
	for (int i = 0; i < app->screen_count; i++)
		if (app->screens[i]->facts)
			app->screens[i]->facts(app, app->state[i], &facts);
	return facts;
}

int insights_now(struct app *app, struct insight_finding found[INSIGHTS_MAX])
{
	struct insight_facts facts;

	if (!app_is_ready(app))
		return 0;
	facts = facts_of(app);
	return insights_find(&facts, found);
}

bool insights_here(struct app *app, struct insight_finding *here)
{
	struct insight_finding found[INSIGHTS_MAX];
	unsigned shown = app->screens[app->current]->insights;
	int count = shown ? insights_now(app, found) : 0;

	for (int i = 0; i < count; i++)
		if ((found[i].insight->needs & shown) == found[i].insight->needs) {
			*here = found[i];
			return true;
		}
	return false;
}
