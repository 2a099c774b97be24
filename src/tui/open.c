/* What a job has read takes the old's place. */
#include "tui/open.h"
#include "lab/article.h"
#include "live/open_job.h"
#include "tui/ways.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void take_data(struct app *app, struct open_answer *answer)
{
	size_t index = app->setup.image >= 0 ? (size_t)app->setup.image : ARTICLE_SEVEN;

	if (app->data)
		index = app->sample.source == SAMPLE_OF_SPLIT ? app->sample.index : 0;
	/* What was kept has another size then. */
	if (app->data && (app->data->height != answer->dataset->height ||
			  app->data->width != answer->dataset->width))
		while (app->kept_count > 0)
			kept_clear(&app->kept[--app->kept_count]);
	app->retired = app->data;
	app->data = answer->dataset;
	answer->dataset = NULL;
	app_name_classes(app);
	app->model_generation++;
	app_choose_image(app, app->sample.pixels ? app->sample.split : app->setup.split, index);
}

/* The image that was asked for at the start has to be there. */
static bool has_image(const struct app *app, const struct dataset *data, struct err *err)
{
	enum split_name split = app->setup.split;
	size_t count = data->split[split].count;

	return app->setup.image < 0 || (uint64_t)app->setup.image < count ||
	       err_set(err, "--image %" PRId64 ": %s of %s has images 0 to %zu", app->setup.image,
		       split_names[split], data->name, count - 1);
}

/* What was named at the start can't be read: the explorer ends with the reason. */
static void fail(struct app *app, const struct err *err)
{
	snprintf(app->failure, sizeof(app->failure), "%s", err->text);
	app->is_over = true;
}

/* The list of ways, with a shipped network behind it. */
static void choose_first(struct app *app, const struct open_answer *answer)
{
	static const struct import_told nothing;

	ways_open(app, answer->model, answer->ways);
	app->setup.model = NULL;
	open_told(app, "mnist-cnn", app->setup.data, &nothing);
}

/* Whether two nets compute the same from the same numbers. */
static bool is_same(const struct net *a, const struct net *b)
{
	char *first = net_architecture(a), *second = net_architecture(b);
	bool is_same = strcmp(first, second) == 0 &&
		       memcmp(a->parameters, b->parameters, a->size * sizeof(*a->parameters)) == 0;

	free(first);
	free(second);
	return is_same;
}

/* What a file was taken for at once, when it has been compared with the other ways to read it. */
static void take_compared(void *context, void *state, struct open_answer *answer)
{
	struct app *app = context;

	(void)state;
	app->is_provisional = false;
	if (answer->err) {
		app_complain(app, answer->err);
		if (answer->ways && answer->ways->count)
			ways_open(app, answer->model, answer->ways);
		return;
	}
	if (is_same(app->model->net, answer->snapshot->net)) {
		app_say(app, "%s", answer->words);
		return;
	}
	app_set_model(app, answer->snapshot, answer->path);
	app_say(app, "It is read otherwise now: %s", answer->words);
}

/* Another model that is opened meanwhile cancels it. The data may be replaced by others meanwhile:
 * then they are retired, and there as long as a job runs. */
static void compare(struct app *app, const struct open_answer *answer)
{
	app->is_provisional = true;
	open_job_add(app->jobs, &(struct open_request){.model = answer->path,
						       .old_data = answer->asked,
						       .old_model = app->model,
						       .told = {.place = IMPORT_FOR_EXPLORER},
						       .kernel = app->setup.kernel,
						       .threads = app->setup.threads,
						       .owner = &app->is_provisional,
						       .done = take_compared});
}

static void take_answer(void *context, void *state, struct open_answer *answer)
{
	struct app *app = context;
	bool is_first = !app->data;
	const struct err *err = answer->err;
	struct err no_image;

	(void)state;
	if (!err && is_first && !has_image(app, answer->dataset, &no_image))
		err = &no_image;
	if (err && is_first && answer->ways && answer->ways->count && app->setup.may_ask) {
		choose_first(app, answer);
		return;
	}
	if (err) {
		app->opened = NULL;
		if (answer->ways && answer->ways->count && !is_first)
			ways_open(app, answer->model, answer->ways);
		else
			app_complain(app, err);
		if (is_first)
			fail(app, err);
		return;
	}
	if (answer->snapshot)
		app_set_model(app, answer->snapshot, answer->path);
	if (answer->dataset) {
		take_data(app, answer);
		if (app->data->notes)
			app_say(app, "%s: %s", app->data->name, app->data->notes);
	}
	if (class_names_differ(app->model->facts.data, app->data->name))
		app_say(app, "%s learned from %s; %s shows other things", app->model->facts.name,
			app->model->facts.data, app->data->name);
	if (answer->words[0])
		app_say(app, "%s", answer->words);
	if (answer->is_untrained)
		app_say(app, "No network for these images yet: T trains one, :open reads one");
	if (is_first && app->setup.file &&
	    !app_open_picture(app, app->setup.file, app->setup.file_fit,
			      app->setup.is_file_inverted, &no_image))
		fail(app, &no_image);
	if (is_first)
		app_enter(app);
	if (answer->is_provisional)
		compare(app, answer);
	if (app->opened) {
		void (*opened)(struct app *) = app->opened;

		app->opened = NULL;
		opened(app);
	}
}

/* Why the data set can't be replaced now; NULL: it can. */
static const char *data_in_use(struct app *app)
{
	const char *reason = NULL;

	for (int i = 0; i < app->screen_count && !reason; i++)
		if (app->screens[i]->holds_data)
			reason = app->screens[i]->holds_data(app, app->state[i]);
	return reason;
}

bool open_start(struct app *app, const char *model, const char *data)
{
	static const struct import_told nothing;

	return open_told(app, model, data, app->data ? &nothing : &app->setup.told);
}

static bool has_told(const struct import_told *told)
{
	return told->architecture || told->layout || told->has_input;
}

bool open_told(struct app *app, const char *model, const char *data, const struct import_told *told)
{
	struct import_told here = *told;
	const char *reason = app->retired ? "the last data set is still in use: try again"
			     : data       ? data_in_use(app)
					  : NULL;

	if (reason) {
		app_say(app, "%s", reason);
		return false;
	}
	/* What can't be read at the start ends the program, which has options. */
	here.place = app->data ? IMPORT_FOR_EXPLORER : IMPORT_FOR_COMMAND;
	open_job_add(app->jobs,
		     &(struct open_request){
			     .model = model,
			     .data = data,
			     .wants_data = data || !app->data,
			     .may_replace = data && (!model || (!app->data && !app->setup.model)),
			     .old_data = app->data,
			     .old_model = app->model,
			     .told = here,
			     .wants_first = !has_told(told),
			     .kernel = app->setup.kernel,
			     .threads = app->setup.threads,
			     .owner = app,
			     .done = take_answer});
	return true;
}

void open_retire(struct app *app)
{
	if (!app->retired || jobs_pending(app->jobs, NULL) > 0)
		return;
	dataset_free(app->retired);
	app->retired = NULL;
}
