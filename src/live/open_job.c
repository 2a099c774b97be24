/* Reading may take a second: who requested it goes on meanwhile with what is there. */
#include "live/open_job.h"
#include "base/xalloc.h"
#include "data/find.h"
#include "lab/network.h"
#include "lab/probe.h"
#include "lab/train/evaluate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct open_job {
	struct job job;
	struct open_request request; /* texts: owned; old_model: a reference, or NULL */
	/* What came of it: */
	char *path;
	struct dataset *dataset;
	const struct snapshot *snapshot;
	char words[NETWORK_WORDS_MAX];
	struct network_ways ways;
	struct err err;
	bool is_failed, is_untrained, is_provisional;
};

static bool read_data(struct open_job *open)
{
	char *folder = find_dataset(open->request.data, &open->err);

	open->dataset = folder ? dataset_open(folder, &open->err) : NULL;
	free(folder);
	return open->dataset;
}

static bool is_stopped(void *context)
{
	const struct open_job *open = context;

	return job_is_stopped(&open->job);
}

static bool read_model(struct open_job *open)
{
	const struct open_request *request = &open->request;
	struct network_request network = {.told = request->told,
					  .data = open->dataset ? open->dataset : request->old_data,
					  .data_name = request->data,
					  .kernel = request->kernel,
					  .wants_first = request->wants_first,
					  .is_over = is_stopped,
					  .context = open,
					  .ways = &open->ways};

	network.pool = request->threads > 1 ? pool_new(request->threads) : NULL;
	open->path = model_path(request->model, &open->err);
	network.path = open->path;
	if (open->path)
		open->snapshot =
			snapshot_open(&network, open->words, &open->is_provisional, &open->err);
	pool_free(network.pool);
	return open->snapshot;
}

/* Something to look at data with that no net was trained on. */
static const struct snapshot *untrained(const struct dataset *data, const struct kernel *kernel,
					struct err *err)
{
	struct snapshot_facts facts = {.name = "untrained",
				       .loss = NAN,
				       .accuracy = NAN,
				       .validation = NAN,
				       .is_saved = true};
	struct shape input = {data->height, data->width, 1};
	struct net *net = net_new("softmax", input, data->classes, kernel, err);

	if (!net)
		return NULL;
	net_init(net, 1);
	return snapshot_new(net, &facts);
}

/* The first time, where no data set was named and the default does not fit the network: the one
 * that the network learned from, if it is there. */
static bool read_own_data(struct open_job *open)
{
	const struct snapshot *model = open->snapshot;
	char *path = NULL;
	struct dataset *own = NULL;
	struct err ignored;

	if (open->request.data || open->request.old_data || !model || !model->facts.data[0])
		return false;
	path = find_dataset(model->facts.data, &ignored);
	own = path ? dataset_open(path, &ignored) : NULL;
	free(path);
	if (!own || !evaluate_fits(model->net, own, "", &ignored)) {
		dataset_free(own);
		return false;
	}
	dataset_free(open->dataset);
	open->dataset = own;
	return true;
}

/* "...: name fitting data with --data (it learned from fashion)". */
static void add_origin(const struct snapshot *model, struct err *err)
{
	char text[sizeof(err->text)];

	if (!model->facts.data[0])
		return;
	snprintf(text, sizeof(text), "%s", err->text);
	err_set(err, "%s (it learned from %s)", text, model->facts.data);
}

static bool read_all(struct open_job *open)
{
	const struct open_request *request = &open->request;
	const struct dataset *data;
	const struct snapshot *model;
	bool (*fits)(const struct net *, const struct dataset *, const char *, struct err *);

	/* Data first: a foreign network is told by them. */
	if (request->wants_data && !read_data(open))
		return false;
	if (request->model && !read_model(open))
		return false;
	data = open->dataset ? open->dataset : request->old_data;
	model = open->snapshot ? open->snapshot : request->old_model;
	fits = request->old_data ? evaluate_fits_here : evaluate_fits;
	if (fits(model->net, data, open->path ? open->path : model->facts.name, &open->err))
		return true;
	if (read_own_data(open))
		return true;
	if (!request->may_replace) {
		add_origin(model, &open->err);
		return false;
	}
	snapshot_unref(open->snapshot);
	free(open->path);
	open->path = NULL;
	open->snapshot = untrained(data, request->kernel, &open->err);
	open->is_untrained = open->snapshot;
	return open->snapshot;
}

/* What was named in the explorer may be of another kind: a command there opens it. */
static void tell_kind(const struct open_request *request, struct err *err)
{
	const char *name = request->data ? request->data : request->model;
	struct probe probe = probe_file(name);

	if (request->data && probe.kind == PROBE_MODEL)
		err_set(err, "%s: is a network, not a data set: :open reads it", name);
	else if (request->model && probe.kind == PROBE_DATA)
		err_set(err, "%s: is a data set, not a network: :data looks at it", name);
	else if (probe.kind == PROBE_PICTURE)
		err_set(err, "%s: is a picture: :file looks at it", name);
	probe_clear(&probe);
}

static void open_run(struct job *job)
{
	struct open_job *open = (struct open_job *)job;

	open->is_failed = !read_all(open);
	if (open->is_failed && open->request.old_data && !open->snapshot && !open->dataset)
		tell_kind(&open->request, &open->err);
}

static void open_done(void *context, struct job *job)
{
	struct open_job *open = (struct open_job *)job;
	struct open_answer answer = {.snapshot = open->snapshot,
				     .path = open->path,
				     .dataset = open->dataset,
				     .is_untrained = open->is_untrained,
				     .words = open->words,
				     .is_provisional = open->is_provisional,
				     .asked = open->dataset ? open->dataset
							    : open->request.old_data};

	if (open->is_failed)
		answer = (struct open_answer){
			.err = &open->err, .model = open->request.model, .ways = &open->ways};
	open->request.done(context, open->request.state, &answer);
	if (!open->is_failed)
		open->dataset = answer.dataset;
}

static void open_destroy(struct job *job)
{
	struct open_job *open = (struct open_job *)job;

	free((char *)open->request.model);
	free((char *)open->request.data);
	free((char *)open->request.told.architecture);
	free((char *)open->request.told.layout);
	snapshot_unref(open->request.old_model);
	free(open->path);
	dataset_free(open->dataset);
	snapshot_unref(open->snapshot);
	free(open);
}

static const struct job_ops open_ops = {
	.name = "open", .run = open_run, .done = open_done, .destroy = open_destroy};

void open_job_add(struct jobs *jobs, const struct open_request *request)
{
	struct open_job *open = xcalloc(1, sizeof(*open));

	open->job.ops = &open_ops;
	open->job.owner = request->owner;
	open->request = *request;
	open->request.model = request->model ? xstrdup(request->model) : NULL;
	open->request.data = request->data ? xstrdup(request->data) : NULL;
	if (request->told.architecture)
		open->request.told.architecture = xstrdup(request->told.architecture);
	if (request->told.layout)
		open->request.told.layout = xstrdup(request->told.layout);
	open->request.old_model = request->old_model ? snapshot_ref(request->old_model) : NULL;
	jobs_add(jobs, &open->job);
}
