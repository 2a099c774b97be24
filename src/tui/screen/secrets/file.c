/* Images from a file and into one: a job each way. */
#include "format/file.h"
#include "base/xalloc.h"
#include "lab/stego/stego_file.h"
#include "tui/screen/secrets/secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file_job {
	struct job job;
	struct secrets_state *state;
	const struct snapshot *model; /* whose size the images have */
	char path[PROMPT_MAX];
	bool is_written; /* else read */
	struct stego stego;
	bool is_done;
	struct err err;
};

static void file_run(struct job *job)
{
	struct file_job *f = (struct file_job *)job;
	const struct net *net = f->model->net;

	if (f->is_written)
		f->is_done = stego_file_check(f->path, &f->err) &&
			     stego_file_write(f->path, net, &f->stego, &f->err);
	else
		f->is_done = stego_file_read(f->path, net, &f->stego, &f->err);
}

static void file_done(void *context, struct job *job)
{
	struct app *app = context;
	struct file_job *f = (struct file_job *)job;

	if (!f->is_written)
		f->state->is_opening = false;
	if (!f->is_done) {
		app_complain(app, &f->err);
		return;
	}
	if (f->is_written) {
		app_say(app, "written to %s", f->path);
		return;
	}
	secrets_take(app, f->state, &f->stego, f->model->net->input.height,
		     f->model->net->input.width);
	snprintf(f->state->file, sizeof(f->state->file), "%s", f->path);
}

static void file_destroy(struct job *job)
{
	struct file_job *f = (struct file_job *)job;

	snapshot_unref(f->model);
	stego_clear(&f->stego);
	free(f);
}

static const struct job_ops file_ops = {.name = "file of images that hide a text",
					.run = file_run,
					.done = file_done,
					.destroy = file_destroy};

static struct file_job *file_job_new(struct app *app, struct secrets_state *s, const char *path)
{
	struct file_job *f = xcalloc(1, sizeof(*f));

	f->job.ops = &file_ops;
	f->state = s;
	f->model = snapshot_ref(app->model);
	snprintf(f->path, sizeof(f->path), "%s", path);
	return f;
}

void secrets_open(struct app *app, struct secrets_state *s, const char *path)
{
	char *expanded = file_expand(path);
	struct file_job *f = file_job_new(app, s, expanded);

	free(expanded);
	secrets_stop(app, s);
	f->job.owner = s;
	s->is_opening = true;
	jobs_add(app->jobs, &f->job);
}

/* Another text may be hidden before it is written: the job has a copy, and an owner of its own. */
static void write(struct app *app, void *state, const char *path, bool may_overwrite)
{
	struct secrets_state *s = state;
	size_t size = (size_t)s->images.count * s->images.pixels;
	struct file_job *f;

	(void)may_overwrite;
	if (s->made < s->images.count || s->images.count == 0) {
		app_refuse(app, "the images are not all there any more");
		return;
	}
	f = file_job_new(app, s, path);
	f->job.owner = &s->saving;
	f->is_written = true;
	f->stego = s->images;
	f->stego.images = xmalloc(size);
	memcpy(f->stego.images, s->images.images, size);
	jobs_add(app->jobs, &f->job);
}

static const char *hint(struct app *app)
{
	(void)app;
	return "NAME.png is a sheet of all images; any other name is IDX";
}

void secrets_save(struct app *app, struct secrets_state *s)
{
	s->saving.chosen = write;
	s->saving.state = s;
	s->saving.kinds = FILE_DATA | FILE_PICTURE;
	name_dialog_open(app, &s->saving, "secret.png");
	app->prompt.hint = hint;
}
