/* Pieces of few images, with a look at the clock after each. */
#include "live/evaluate_job.h"
#include "base/thread.h"
#include "base/xalloc.h"

#include <stdlib.h>

enum { PIECE = 50, MAX = 20000 }; /* MAX: images of one job, a bound for its memory */
static const double patience = 0.1;

struct evaluate_job {
	struct job job;
	struct evaluate_request request; /* model: a reference */
	size_t room, count;              /* images classified, of at most room */
	struct prediction *predictions;
};

static void evaluate_run(struct job *job)
{
	struct evaluate_job *evaluate = (struct evaluate_job *)job;
	const struct evaluate_request *request = &evaluate->request;
	double end = thread_clock() + patience;

	do {
		size_t left = evaluate->room - evaluate->count, piece = left < PIECE ? left : PIECE;

		evaluate_images(request->model->net, request->split,
				request->first + evaluate->count, piece, NULL,
				evaluate->predictions + evaluate->count);
		evaluate->count += piece;
	} while (evaluate->count < evaluate->room && !job_is_stopped(job) && thread_clock() < end);
}

static void evaluate_done(void *context, struct job *job)
{
	const struct evaluate_job *evaluate = (const struct evaluate_job *)job;
	const struct evaluate_request *request = &evaluate->request;

	request->done(context, request->state,
		      &(struct evaluate_answer){job->generation, request->split, request->first,
						evaluate->count, evaluate->predictions});
}

static void evaluate_destroy(struct job *job)
{
	struct evaluate_job *evaluate = (struct evaluate_job *)job;

	snapshot_unref(evaluate->request.model);
	free(evaluate->predictions);
	free(evaluate);
}

static const struct job_ops evaluate_ops = {.name = "evaluate",
					    .run = evaluate_run,
					    .done = evaluate_done,
					    .destroy = evaluate_destroy};

void evaluate_job_add(struct jobs *jobs, const struct evaluate_request *request)
{
	struct evaluate_job *evaluate = xcalloc(1, sizeof(*evaluate));
	size_t left = request->split->count - request->first;

	evaluate->job.ops = &evaluate_ops;
	evaluate->job.owner = request->owner;
	evaluate->job.generation = request->generation;
	evaluate->job.rank = 1;
	evaluate->request = *request;
	evaluate->request.model = snapshot_ref(request->model);
	evaluate->room = left < MAX ? left : MAX;
	evaluate->predictions = xcalloc(evaluate->room, sizeof(*evaluate->predictions));
	jobs_add(jobs, &evaluate->job);
}
