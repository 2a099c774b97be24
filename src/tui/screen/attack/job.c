/* One step at a time, computed on a worker: a job takes a task of lab's along and brings it back.
 */
#include "base/xalloc.h"
#include "tui/screen/attack/attack.h"

#include <stdlib.h>

struct step_job {
	struct job job;
	struct attack_state *state;
	const struct snapshot *model;
	struct attack_task task;
};

static void step_run(struct job *job)
{
	attack_task_run(&((struct step_job *)job)->task);
}

static void step_done(void *context, struct job *job)
{
	struct step_job *step = (struct step_job *)job;
	struct attack_state *state = step->state;

	(void)context;
	state->is_running = false;
	attack_task_end(state->next ? state->next : state->attack, &step->task,
			job->generation == state->serial);
}

static void step_destroy(struct job *job)
{
	struct step_job *step = (struct step_job *)job;

	attack_task_clear(&step->task);
	snapshot_unref(step->model);
	free(step);
}

static const struct job_ops step_ops = {
	.name = "attack step", .run = step_run, .done = step_done, .destroy = step_destroy};

void attack_walk(struct attack_state *state, struct jobs *jobs)
{
	struct attack *a = state->next ? state->next : state->attack;
	bool is_known = a->count > 0 && a->steps[a->count - 1].direction;
	struct step_job *step;

	if (state->is_running || (is_known && state->wanted < a->count) ||
	    a->count == ATTACK_STEPS_MAX)
		return;
	step = xcalloc(1, sizeof(*step));
	step->job.ops = &step_ops;
	step->job.owner = state;
	step->job.generation = state->serial;
	step->state = state;
	step->model = snapshot_ref(state->next ? state->next_model : state->model);
	attack_task_begin(a, &step->task);
	state->is_running = true;
	jobs_add(jobs, &step->job);
}
