/* One job hands what is known so far to the next, which is added when its answer is delivered. */
#include "live/transfer_job.h"
#include "base/thread.h"
#include "base/xalloc.h"

#include <stdlib.h>

enum { RANK = 90 }; /* before training, after all others */
static const double slice_seconds = 0.04;

/* What is handed on. */
struct work {
	struct jobs *jobs;
	struct transfer_request request; /* models: references */
	struct transfer *transfer;       /* NULL: to be made */
	bool is_over;
};

struct transfer_job {
	struct job job;
	struct work *work; /* NULL: handed on */
};

/* An image at a time: a slice is to be short. */
static void begin(struct work *w)
{
	const struct transfer_request *r = &w->request;
	const struct split *split = &r->data->split[r->split];
	struct transfer_spec spec = {.count = r->count,
				     .split = split,
				     .images = r->images < split->count ? r->images : split->count,
				     .attack = r->attack,
				     .steps = r->steps,
				     .piece = 1,
				     .keeps_pixels = true};

	for (int i = 0; i < r->count; i++) {
		const struct snapshot *model = snapshot_unpack(r->models[i]);

		snapshot_unref(r->models[i]);
		w->request.models[i] = model;
		spec.nets[i] = model->net;
	}
	w->transfer = transfer_new(&spec, NULL);
}

static void transfer_job_run(struct job *job)
{
	struct work *w = ((struct transfer_job *)job)->work;
	double end = thread_clock() + slice_seconds;

	if (!w->transfer)
		begin(w);
	while (!w->is_over && thread_clock() < end && !job_is_stopped(job))
		w->is_over = !transfer_advance(w->transfer);
}

static void add_slice(struct work *);

static void transfer_job_done(void *context, struct job *job)
{
	struct transfer_job *done = (struct transfer_job *)job;
	struct work *w = done->work;
	struct transfer_progress progress = {.data = w->request.data,
					     .share = transfer_share(w->transfer),
					     .transfer = w->transfer};
	size_t count;
	const struct transfer_image *images = transfer_images(w->transfer, &count);

	progress.counts = transfer_count(images, count, w->request.count, &w->request.attack);
	if (!w->request.progress(context, w->request.state, &progress) || w->is_over)
		return;
	done->work = NULL;
	add_slice(w);
}

static void transfer_job_destroy(struct job *job)
{
	struct work *w = ((struct transfer_job *)job)->work;

	if (w) {
		transfer_free(w->transfer);
		for (int i = 0; i < w->request.count; i++)
			snapshot_unref(w->request.models[i]);
		free(w);
	}
	free(job);
}

static const struct job_ops transfer_job_ops = {.name = "transfer",
						.run = transfer_job_run,
						.done = transfer_job_done,
						.destroy = transfer_job_destroy};

/* The job owns the work. */
static void add_slice(struct work *w)
{
	struct transfer_job *job = xcalloc(1, sizeof(*job));

	job->job.ops = &transfer_job_ops;
	job->job.owner = w->request.owner;
	job->job.rank = RANK;
	job->work = w;
	jobs_add(w->jobs, &job->job);
}

void transfer_job_add(struct jobs *jobs, const struct transfer_request *request)
{
	struct work *w = xcalloc(1, sizeof(*w));

	w->jobs = jobs;
	w->request = *request;
	for (int i = 0; i < request->count; i++)
		snapshot_ref(request->models[i]);
	add_slice(w);
}
