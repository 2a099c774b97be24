/* In pieces, with a look at `stop` after each. */
#include "live/insight_job.h"
#include "base/xalloc.h"

#include <stdlib.h>

enum { PIECE = 50 };

struct insight_job {
	struct job job;
	const struct snapshot *model; /* a reference */
	const struct dataset *data;
	struct insight_answer answer;
	void (*done)(void *context, struct insight_answer *);
};

static void ask_images(struct insight_job *insight)
{
	const struct split *split = &insight->data->split[SPLIT_VALIDATION];
	size_t count = split->count < INSIGHT_JOB_IMAGES ? split->count : INSIGHT_JOB_IMAGES;
	struct prediction *predictions = xcalloc(count + 1, sizeof(*predictions));
	struct evaluation e;

	for (size_t i = 0; i < count && !job_is_stopped(&insight->job); i += PIECE)
		evaluate_images(insight->model->net, split, i,
				count - i < PIECE ? count - i : PIECE, NULL, predictions + i);
	insight->answer.certainty = insight_certainty_of(predictions, count);
	e = evaluation_of(predictions, count, insight->model->net->classes);
	insight->answer.confusion = e.confusion;
	free(predictions);
}

static void find_leak(struct insight_job *insight)
{
	struct leak_search *search = leak_search_new(insight->data);

	while (!job_is_stopped(&insight->job) && leak_search_step(search))
		;
	if (!job_is_stopped(&insight->job))
		insight->answer.leak = leak_search_end(search);
	leak_search_free(search);
}

static void insight_run(struct job *job)
{
	struct insight_job *insight = (struct insight_job *)job;
	struct insight_answer *answer = &insight->answer;

	ask_images(insight);
	if (job_is_stopped(job))
		return;
	answer->unit_layers = dead_units(insight->model->net, &insight->data->split[SPLIT_TRAIN],
					 NULL, answer->units, &answer->unit_images);
	find_leak(insight);
}

static void insight_done(void *context, struct job *job)
{
	struct insight_job *insight = (struct insight_job *)job;

	insight->done(context, &insight->answer);
	insight->answer.confusion = NULL;
}

void insight_answer_clear(struct insight_answer *answer)
{
	free(answer->confusion);
	*answer = (struct insight_answer){0};
}

static void insight_destroy(struct job *job)
{
	struct insight_job *insight = (struct insight_job *)job;

	snapshot_unref(insight->model);
	insight_answer_clear(&insight->answer);
	free(insight);
}

static const struct job_ops insight_ops = {
	.name = "insights", .run = insight_run, .done = insight_done, .destroy = insight_destroy};

void insight_job_add(struct jobs *jobs, const void *owner, unsigned generation,
		     const struct snapshot *model, const struct dataset *data,
		     void (*done)(void *context, struct insight_answer *))
{
	struct insight_job *insight = xcalloc(1, sizeof(*insight));

	insight->job.ops = &insight_ops;
	insight->job.owner = owner;
	insight->job.generation = insight->answer.generation = generation;
	insight->job.rank = 2;
	insight->model = snapshot_ref(model);
	insight->data = data;
	insight->done = done;
	jobs_add(jobs, &insight->job);
}
