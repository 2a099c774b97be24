/* The table of sources, and calls to whichever a run has. */
#include "live/run_source.h"

#include <math.h>

const struct run_source *const run_sources[] = {&trainer_source, &watcher_source, NULL};

const char *const run_state_names[] = {
	[RUN_STARTING] = "starting", [RUN_PAUSED] = "paused", [RUN_RUNNING] = "running",
	[RUN_DONE] = "done",         [RUN_FAILED] = "failed", [RUN_WATCHING] = "watching",
};

static bool check(const struct run_spec *spec, struct err *err)
{
	if (spec->watch)
		return true;
	if (spec->fit.batch < 1 || spec->fit.batch > FIT_MAX_BATCH)
		return err_set(err, "batches have 1 to %d images, not %d", FIT_MAX_BATCH,
			       spec->fit.batch);
	if (spec->steps < 1 || spec->steps > FIT_MAX_STEPS)
		return err_set(err, "training takes 1 to %d steps", FIT_MAX_STEPS);
	if (!(spec->fit.rate > 0 && isfinite(spec->fit.rate)))
		return err_set(err, "a rate of %g teaches nothing; it has to be above 0",
			       (double)spec->fit.rate);
	return true;
}

struct run *run_open(const struct run_spec *spec, struct err *err)
{
	const struct run_source *const *source = run_sources;

	if (!check(spec, err))
		return NULL;
	while (*source && !(*source)->is_mine(spec))
		source++;
	if (*source)
		return (*source)->open(spec, err);
	err_set(err, "there is no source for such a run");
	return NULL;
}

void run_end(struct run *run)
{
	run->source->end(run);
}

void run_free(struct run *run)
{
	if (run)
		run->source->free(run);
}

void run_start(struct run *run)
{
	run->source->start(run);
}

void run_pause(struct run *run)
{
	run->source->pause(run);
}

void run_step(struct run *run, uint64_t n)
{
	run->source->step(run, n);
}

void run_extend(struct run *run, uint64_t steps)
{
	run->source->extend(run, steps);
}

void run_look(struct run *run, struct run_view *view)
{
	run->source->look(run, view);
}

void run_curves(struct run *run, struct curves *curves)
{
	run->source->curves(run, curves);
}

const struct snapshot *run_take(struct run *run)
{
	return run->source->take(run);
}

bool run_other(struct run *run, char series[CHECKPOINT_SERIES_MAX])
{
	return run->source->other && run->source->other(run, series);
}
