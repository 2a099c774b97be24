/* One file each. */
#include "live/probe_job.h"
#include "base/xalloc.h"

#include <stdlib.h>

struct probe_job {
	struct job job;
	char *path;
	int index;
	struct probe probe;
	void (*done)(void *context, unsigned generation, int index, struct probe *probe);
};

static void run(struct job *job)
{
	struct probe_job *p = (struct probe_job *)job;

	p->probe = probe_file(p->path);
}

static void done(void *context, struct job *job)
{
	struct probe_job *p = (struct probe_job *)job;

	p->done(context, job->generation, p->index, &p->probe);
}

static void destroy(struct job *job)
{
	struct probe_job *p = (struct probe_job *)job;

	probe_clear(&p->probe);
	free(p->path);
	free(p);
}

static const struct job_ops ops = {.name = "probe", .run = run, .done = done, .destroy = destroy};

void probe_job_add(struct jobs *jobs, const char *path, const void *owner, unsigned generation,
		   int index,
		   void (*take)(void *context, unsigned generation, int index, struct probe *probe))
{
	struct probe_job *p = xcalloc(1, sizeof(*p));

	p->job.ops = &ops;
	p->job.owner = owner;
	p->job.generation = generation;
	p->path = xstrdup(path);
	p->index = index;
	p->done = take;
	jobs_add(jobs, &p->job);
}
