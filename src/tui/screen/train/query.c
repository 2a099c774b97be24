/*
 * Jobs about a snapshot: what it says of the chosen image, and writing it to a file.
 *
 * One question is asked at a time, and the next one, about what is shown by then, only when it is
 * answered: so answers come however fast snapshots do. A net of one layer is asked at once.
 */
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "tui/screen/train/train.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void exchange(const struct snapshot **held, const struct snapshot *by)
{
	const struct snapshot *old = *held;

	*held = by ? snapshot_ref(by) : NULL;
	snapshot_unref(old);
}

/* ------------------------------------------------------------------------------- questions */

struct question {
	struct job job;
	const struct snapshot *snapshot;
	float *pixels, probabilities[DATASET_MAX_CLASSES];
};

static void question_run(struct job *job)
{
	struct question *q = (struct question *)job;

	classify(q->snapshot->net, q->pixels, q->probabilities);
}

static void question_done(void *context, struct job *job)
{
	struct train_state *t = train_of(context);
	struct question *q = (struct question *)job;

	if (t->asked != q->snapshot || t->asked_generation != job->generation)
		return;
	memcpy(t->probabilities, q->probabilities, sizeof(t->probabilities));
	t->is_answered = t->has_probabilities = true;
}

static void question_destroy(struct job *job)
{
	struct question *q = (struct question *)job;

	snapshot_unref(q->snapshot);
	free(q->pixels);
	free(q);
}

static const struct job_ops question_ops = {
	.name = "answer", .run = question_run, .done = question_done, .destroy = question_destroy};

static void ask(struct app *app, struct train_state *t)
{
	struct question *q = xcalloc(1, sizeof(*q));

	q->job.ops = &question_ops;
	q->job.owner = &t->asked;
	q->job.generation = t->asked_generation;
	q->snapshot = snapshot_ref(t->asked);
	q->pixels = xfloats(app_pixels(app));
	memcpy(q->pixels, app->sample.pixels, app_pixels(app) * sizeof(*q->pixels));
	jobs_add(app->jobs, &q->job);
}

bool train_is_answered(const struct app *app, const struct train_state *t)
{
	return t->is_answered && t->asked == t->shown &&
	       t->asked_generation == app->sample_generation;
}

void train_update(struct app *app, void *state)
{
	struct train_state *t = state;
	bool is_other = t->asked_generation != app->sample_generation;
	bool is_small = t->shown && t->shown->net->count == 1;

	if (!t->shown || (t->asked == t->shown && !is_other))
		return;
	if (!is_small && jobs_pending(app->jobs, &t->asked) > 0)
		return;
	exchange(&t->asked, t->shown);
	t->asked_generation = app->sample_generation;
	t->is_answered = is_small;
	t->has_probabilities = is_small || (t->has_probabilities && !is_other);
	if (is_small)
		classify(t->shown->net, app->sample.pixels, t->probabilities);
	else
		ask(app, t);
}

void train_forget(struct app *app, struct train_state *t)
{
	jobs_cancel(app->jobs, &t->asked);
	exchange(&t->asked, NULL);
	exchange(&t->saved, NULL);
	t->is_answered = t->has_probabilities = false;
}

/* ---------------------------------------------------------------------------------- saving */

struct save {
	struct job job;
	const struct snapshot *snapshot;
	char path[PROMPT_MAX];
	bool may_overwrite, is_written;
	struct err err;
};

static void save_run(struct job *job)
{
	struct save *save = (struct save *)job;

	save->is_written =
		snapshot_write(save->snapshot, save->path, save->may_overwrite, &save->err);
}

static void save_done(void *context, struct job *job)
{
	struct app *app = context;
	struct train_state *t = train_of(app);
	struct save *save = (struct save *)job;

	if (!save->is_written) {
		app_complain(app, &save->err);
		return;
	}
	app_say(app, "written to %s", save->path);
	if (app->model == save->snapshot && !app->model_path)
		app->model_path = xstrdup(save->path);
	if (t->saved != save->snapshot) /* the run is another one by now */
		return;
	app->is_unsaved = false;
	t->safe_step = t->view.step;
}

static void save_destroy(struct job *job)
{
	struct save *save = (struct save *)job;

	snapshot_unref(save->snapshot);
	free(save);
}

static const struct job_ops save_ops = {
	.name = "save", .run = save_run, .done = save_done, .destroy = save_destroy};

static void start_save(struct app *app, struct train_state *t, bool may_overwrite)
{
	struct save *save = xcalloc(1, sizeof(*save));

	save->job.ops = &save_ops;
	save->job.owner = t->path;
	save->snapshot = snapshot_ref(t->saved);
	save->may_overwrite = may_overwrite;
	strcpy(save->path, t->path);
	app_say(app, "writing %s ...", t->path);
	jobs_add(app->jobs, &save->job);
}

static void answer_overwrite(struct app *app, const char *answer)
{
	struct train_state *t = train_of(app);

	if (answer[0] == 'y' || answer[0] == 'Y')
		start_save(app, t, true);
	else
		app_say(app, "nothing was written");
}

static void answer_name(struct app *app, const char *name)
{
	struct train_state *t = train_of(app);
	char question[96];

	snprintf(t->path, sizeof(t->path), "%s", name);
	if (!*name) {
		app_say(app, "without a name nothing is written");
	} else if (snapshot_is_folder(name)) {
		app_refuse(app, "%s is a folder: name a file", name);
	} else if (access(name, F_OK) == 0) {
		snprintf(question, sizeof(question), "%.50s is there already. Replace it? (y, n) ",
			 name);
		prompt_choose(app, question, answer_overwrite);
	} else {
		start_save(app, t, false);
	}
}

void train_save(struct app *app, struct train_state *t)
{
	char name[PROMPT_MAX];

	if (!t->shown) {
		app_say(app, "there is nothing to save yet: Space trains");
		return;
	}
	exchange(&t->saved, t->shown);
	snprintf(name, sizeof(name), "%s-%" PRIu64 ".safetensors", t->shown->facts.name,
		 t->shown->facts.step);
	prompt_open(app, "Save as: ", name, answer_name, NULL);
}
