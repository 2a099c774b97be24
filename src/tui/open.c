/* One job reads what was asked for; when it is done, the new takes the old's place. */
#include "tui/open.h"
#include "base/xalloc.h"
#include "data/find.h"
#include "lab/model.h"
#include "lab/train/evaluate.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct open_job {
	struct job job;
	const struct kernel *kernel;
	char *model, *data; /* what was asked for */
	bool wants_data;
	bool may_replace;               /* nobody named a net: one that does not fit gives way */
	const struct dataset *old_data; /* that the net has to fit, where no other is read */
	const struct snapshot *old_model;
	/* What came of it: */
	char *path;
	struct dataset *dataset;
	const struct snapshot *snapshot;
	struct err err;
	bool is_failed, is_untrained;
};

/* The file's name without folders and ending. */
static void name_of(const char *path, char name[64])
{
	const char *slash = strrchr(path, '/');
	size_t length;

	path = slash ? slash + 1 : path;
	length = strlen(path);
	if (length > 12 && strcmp(path + length - 12, ".safetensors") == 0)
		length -= 12;
	snprintf(name, 64, "%.*s", (int)length, path);
}

const struct snapshot *open_model(const char *path, const struct kernel *kernel, struct err *err)
{
	struct snapshot_facts facts = {.loss = NAN, .accuracy = NAN, .is_saved = true};
	struct model_facts said;
	struct net *net = model_read(path, kernel, &said, err);

	if (!net)
		return NULL;
	name_of(path, facts.name);
	snprintf(facts.data, sizeof(facts.data), "%s", said.data);
	facts.validation = said.accuracy < 0 ? NAN : said.accuracy;
	facts.step = facts.validated_at = said.step < 0 ? 0 : (uint64_t)said.step;
	return snapshot_new(net, &facts);
}

/* ----------------------------------------------------------------------------- on a worker */

static bool read_data(struct open_job *open)
{
	char *folder = find_dataset(open->data, &open->err);

	open->dataset = folder ? dataset_open(folder, &open->err) : NULL;
	free(folder);
	return open->dataset;
}

static bool read_model(struct open_job *open)
{
	open->path = model_path(open->model, &open->err);
	open->snapshot = open->path ? open_model(open->path, open->kernel, &open->err) : NULL;
	return open->snapshot;
}

/* Something to look at data with that no net was trained on: Train makes the real one. */
static const struct snapshot *untrained(const struct dataset *data, const struct kernel *kernel,
					struct err *err)
{
	struct snapshot_facts facts = {.name = "untrained",
				       .loss = NAN,
				       .accuracy = NAN,
				       .validation = NAN,
				       .is_saved = true};
	struct shape input = {data->height, data->width, 1};
	struct net *net = net_new("softmax", input, data->classes, kernel, err);

	if (!net)
		return NULL;
	net_init(net, 1);
	return snapshot_new(net, &facts);
}

static bool read_all(struct open_job *open)
{
	const struct dataset *data;
	const struct snapshot *model;

	if (open->model && !read_model(open))
		return false;
	if (open->wants_data && !read_data(open))
		return false;
	data = open->dataset ? open->dataset : open->old_data;
	model = open->snapshot ? open->snapshot : open->old_model;
	if (evaluate_fits(model->net, data, open->path ? open->path : model->facts.name,
			  &open->err))
		return true;
	if (!open->may_replace)
		return false;
	snapshot_unref(open->snapshot);
	free(open->path);
	open->path = NULL;
	open->snapshot = untrained(data, open->kernel, &open->err);
	open->is_untrained = open->snapshot;
	return open->snapshot;
}

static void open_run(struct job *job)
{
	struct open_job *open = (struct open_job *)job;

	open->is_failed = !read_all(open);
}

/* --------------------------------------------------------------------- on the app's thread */

static void take_data(struct app *app, struct open_job *open)
{
	size_t index = app->setup.image >= 0 ? (size_t)app->setup.image : 15;

	if (app->data)
		index = app->sample.source == SAMPLE_OF_SPLIT ? app->sample.index : 0;
	/* What was kept has another size then. */
	if (app->data && (app->data->height != open->dataset->height ||
			  app->data->width != open->dataset->width))
		while (app->kept_count > 0)
			sample_clear(&app->kept[--app->kept_count].sample);
	app->retired = app->data;
	app->data = open->dataset;
	open->dataset = NULL;
	app->model_generation++;
	app_choose_image(app, app->sample.pixels ? app->sample.split : app->setup.split, index);
}

/* The image that was asked for at the start has to be there. */
static bool has_image(const struct app *app, struct open_job *open)
{
	enum split_name split = app->setup.split;
	size_t count = open->dataset->split[split].count;

	return app->setup.image < 0 || (uint64_t)app->setup.image < count ||
	       err_set(&open->err, "--image %" PRId64 ": %s of %s has images 0 to %zu",
		       app->setup.image, split_names[split], open->dataset->name, count - 1);
}

static void open_done(void *context, struct job *job)
{
	struct app *app = context;
	struct open_job *open = (struct open_job *)job;
	bool is_first = !app->data;

	if (open->is_failed || (is_first && !has_image(app, open))) {
		app_complain(app, &open->err);
		if (is_first) {
			snprintf(app->failure, sizeof(app->failure), "%s", open->err.text);
			app->is_over = true;
		}
		return;
	}
	if (open->snapshot)
		app_set_model(app, open->snapshot, open->path);
	if (open->dataset)
		take_data(app, open);
	if (open->is_untrained)
		app_say(app, "No network for these images yet: T trains one, :open reads one");
	if (is_first)
		app_enter(app);
}

static void open_destroy(struct job *job)
{
	struct open_job *open = (struct open_job *)job;

	free(open->model);
	free(open->data);
	free(open->path);
	dataset_free(open->dataset);
	snapshot_unref(open->snapshot);
	snapshot_unref(open->old_model);
	free(open);
}

static const struct job_ops open_ops = {
	.name = "open", .run = open_run, .done = open_done, .destroy = open_destroy};

/* Why the data set can't be replaced now; NULL: it can. */
static const char *data_in_use(struct app *app)
{
	const char *reason = NULL;

	for (int i = 0; i < app->screen_count && !reason; i++)
		if (app->screens[i]->holds_data)
			reason = app->screens[i]->holds_data(app, app->state[i]);
	return reason;
}

void open_start(struct app *app, const char *model, const char *data)
{
	const char *reason = app->retired ? "the last data set is still in use: try again"
			     : data       ? data_in_use(app)
					  : NULL;
	struct open_job *open;

	if (reason) {
		app_say(app, "%s", reason);
		return;
	}
	open = xcalloc(1, sizeof(*open));
	open->job.ops = &open_ops;
	open->job.owner = app;
	open->kernel = app->setup.kernel;
	open->model = model ? xstrdup(model) : NULL;
	open->data = data ? xstrdup(data) : NULL;
	open->wants_data = data || !app->data;
	open->may_replace = data && (!model || (!app->data && !app->setup.model));
	open->old_data = app->data;
	open->old_model = app->model ? snapshot_ref(app->model) : NULL;
	jobs_add(app->jobs, &open->job);
}

void open_retire(struct app *app)
{
	if (!app->retired || jobs_pending(app->jobs, NULL) > 0)
		return;
	dataset_free(app->retired);
	app->retired = NULL;
}
