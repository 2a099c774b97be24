/* A model file is written whole or not at all, also where the job is cancelled meanwhile. */
#include "live/save_job.h"
#include "base/xalloc.h"

#include <stdlib.h>

struct save_job {
	struct job job;
	struct save_request request; /* snapshot: a reference; path: owned */
	bool is_written;
	struct err err;
};

static void save_run(struct job *job)
{
	struct save_job *save = (struct save_job *)job;
	const struct save_request *request = &save->request;

	save->is_written = snapshot_write(request->snapshot, request->path, request->may_overwrite,
					  &save->err);
}

static void save_done(void *context, struct job *job)
{
	const struct save_job *save = (const struct save_job *)job;
	const struct save_request *request = &save->request;

	request->done(context, request->state,
		      &(struct save_answer){request->snapshot, request->path,
					    save->is_written ? NULL : &save->err});
}

static void save_destroy(struct job *job)
{
	struct save_job *save = (struct save_job *)job;

	snapshot_unref(save->request.snapshot);
	free((char *)save->request.path);
	free(save);
}

static const struct job_ops save_ops = {
	.name = "save", .run = save_run, .done = save_done, .destroy = save_destroy};

void save_job_add(struct jobs *jobs, const struct save_request *request)
{
	struct save_job *save = xcalloc(1, sizeof(*save));

	save->job.ops = &save_ops;
	save->job.owner = request->owner;
	save->request = *request;
	save->request.snapshot = snapshot_ref(request->snapshot);
	save->request.path = xstrdup(request->path);
	jobs_add(jobs, &save->job);
}
