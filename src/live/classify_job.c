/* Images are copied into the job, so that a screen may change its own while they are classified. */
#include "live/classify_job.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"

#include <stdlib.h>
#include <string.h>

struct classify_job {
	struct job job;
	struct classify_request request; /* model: a reference; images: not used */
	float *pixels;                   /* [count, pixels] */
	float *probabilities;            /* [count, classes] */
};

static size_t pixels_of(const struct snapshot *model)
{
	return shape_size(snapshot_shape(model)->input);
}

static void classify_run(struct job *job)
{
	struct classify_job *classifying = (struct classify_job *)job;
	const struct snapshot *model = snapshot_unpack(classifying->request.model);
	const struct net *net = model->net;
	size_t pixels = pixels_of(model), classes = (size_t)net->classes;

	for (size_t i = 0; i < (size_t)classifying->request.count && !job_is_stopped(job); i++)
		classify(net, classifying->pixels + i * pixels,
			 classifying->probabilities + i * classes);
	snapshot_unref(model);
}

static void classify_done(void *context, struct job *job)
{
	const struct classify_job *classified = (const struct classify_job *)job;
	const struct classify_request *request = &classified->request;

	request->done(context, request->state,
		      &(struct classify_answer){request->model, request->generation, request->count,
						classified->probabilities});
}

static void classify_destroy(struct job *job)
{
	struct classify_job *classified = (struct classify_job *)job;

	snapshot_unref(classified->request.model);
	free(classified->pixels);
	free(classified->probabilities);
	free(classified);
}

static const struct job_ops classify_ops = {.name = "classify",
					    .run = classify_run,
					    .done = classify_done,
					    .destroy = classify_destroy};

void classify_job_add(struct jobs *jobs, const struct classify_request *request)
{
	struct classify_job *job = xcalloc(1, sizeof(*job));
	size_t count = (size_t)request->count, pixels = pixels_of(request->model);

	job->job.ops = &classify_ops;
	job->job.owner = request->owner;
	job->job.generation = request->generation;
	job->request = *request;
	job->request.model = snapshot_ref(request->model);
	job->pixels = xfloats(count * pixels);
	for (size_t i = 0; i < count; i++)
		memcpy(job->pixels + i * pixels, request->images[i], pixels * sizeof(float));
	job->probabilities = xfloats(count * (size_t)snapshot_shape(request->model)->classes);
	jobs_add(jobs, &job->job);
}
