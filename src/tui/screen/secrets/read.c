/*
 * The networks that read, and what they read: for each a job at a time, which reads the images that
 * the network has not read yet, and the text once all are there.
 */
#include "base/xalloc.h"
#include "live/open_job.h"
#include "model/model.h"
#include "tui/screen/secrets/secrets.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const int secrets_noises[SECRETS_NOISES] = {0, 1, 2, 4, 8, 16, 32, 64, 128, 255};

/* ---------------------------------------------------------------------------------- reading */

struct read_job {
	struct job job;
	struct secrets_row *row;
	const struct snapshot *model;
	uint8_t *images; /* [count - from, pixels] */
	int noise, from, count;
	bool is_whole; /* no more images come */
	int *symbols;  /* [count]; those before `from` are known */
	float *probabilities;
	int answered; /* shared with news() */
	bool is_revealed;
	char text[STEGO_TEXT_MAX + 1];
	size_t size;
};

static void read_run(struct job *job)
{
	struct read_job *r = (struct read_job *)job;
	const struct net *net = r->model->net;
	size_t pixels = shape_size(net->input);

	for (int i = r->from; i < r->count && !job_is_stopped(job); i++) {
		r->symbols[i] = stego_read(net, r->images + (size_t)(i - r->from) * pixels,
					   r->noise, i, &r->probabilities[i]);
		job_lock(job);
		r->answered = i + 1;
		job_unlock(job);
		job_show(job);
	}
	if (r->is_whole && !job_is_stopped(job))
		r->is_revealed = stego_decode(net, r->symbols, r->count, r->text, &r->size);
}

static void read_news(void *context, struct job *job)
{
	struct read_job *r = (struct read_job *)job;
	struct secrets_row *row = r->row;
	int answered;

	(void)context;
	job_lock(job);
	answered = r->answered;
	job_unlock(job);
	if (job->generation != row->state->serial || row->model != r->model)
		return;
	for (int i = row->answered; i < answered; i++) {
		row->symbols[i] = r->symbols[i];
		row->probabilities[i] = r->probabilities[i];
	}
	row->answered = answered;
}

static void read_done(void *context, struct job *job)
{
	struct read_job *r = (struct read_job *)job;
	struct secrets_row *row = r->row;

	row->is_queried = false;
	if (job->generation != row->state->serial || row->model != r->model)
		return;
	read_news(context, job);
	if (!r->is_whole)
		return;
	row->verdict = r->is_revealed ? SECRETS_REVEALED : SECRETS_REFUSED;
	row->size = r->is_revealed ? r->size : 0;
	memcpy(row->text, r->text, sizeof(row->text));
}

static void read_destroy(struct job *job)
{
	struct read_job *r = (struct read_job *)job;

	snapshot_unref(r->model);
	free(r->images);
	free(r->symbols);
	free(r->probabilities);
	free(r);
}

static const struct job_ops read_ops = {.name = "read images that hide a text",
					.run = read_run,
					.done = read_done,
					.news = read_news,
					.destroy = read_destroy};

static void request(struct app *app, struct secrets_row *row)
{
	struct secrets_state *s = row->state;
	size_t from = (size_t)row->answered, count = (size_t)s->made, pixels = s->images.pixels;
	bool is_whole = s->made == s->images.count;
	struct read_job *r;

	if (row->is_queried || !row->model || count == 0 ||
	    (from == count && (!is_whole || row->verdict != SECRETS_UNKNOWN)))
		return;
	r = xcalloc(1, sizeof(*r));
	r->job.ops = &read_ops;
	r->job.owner = row;
	r->job.generation = s->serial;
	r->row = row;
	r->model = snapshot_ref(row->model);
	r->images = xmalloc((count - from) * pixels + 1);
	memcpy(r->images, s->images.images + from * pixels, (count - from) * pixels);
	r->noise = secrets_noises[s->noise];
	r->from = r->answered = row->answered;
	r->count = s->made;
	r->is_whole = is_whole;
	r->symbols = xcalloc(count, sizeof(int));
	r->probabilities = xfloats(count);
	memcpy(r->symbols, row->symbols, from * sizeof(int));
	row->is_queried = true;
	jobs_add(app->jobs, &r->job);
}

/* ------------------------------------------------------------------------------------- rows */

static void unread(struct app *app, struct secrets_row *row)
{
	size_t count = (size_t)row->state->images.count;

	if (row->is_queried)
		jobs_cancel(app->jobs, row);
	row->is_queried = false;
	row->answered = 0;
	row->verdict = SECRETS_UNKNOWN;
	row->size = 0;
	free(row->symbols);
	free(row->probabilities);
	row->symbols = count ? xcalloc(count, sizeof(int)) : NULL;
	row->probabilities = count ? xfloats(count) : NULL;
}

void secrets_reread(struct app *app, struct secrets_state *s)
{
	s->serial++;
	for (int i = 0; i < s->row_count; i++)
		if (s->rows[i]->model)
			unread(app, s->rows[i]);
}

static void row_free(struct app *app, struct secrets_row *row)
{
	if (app)
		jobs_cancel(app->jobs, row);
	snapshot_unref(row->model);
	free(row->symbols);
	free(row->probabilities);
	free(row);
}

static void remove_row(struct app *app, struct secrets_state *s, int i)
{
	row_free(app, s->rows[i]);
	s->row_count--;
	memmove(s->rows + i, s->rows + i + 1, sizeof(*s->rows) * (size_t)(s->row_count - i));
}

void secrets_remove_rows(struct app *app, struct secrets_state *s, int from)
{
	while (s->row_count > from)
		remove_row(app, s, s->row_count - 1);
}

static void set_model(struct app *app, struct secrets_row *row, const struct snapshot *model)
{
	const struct snapshot_facts *facts = &model->facts;
	const struct snapshot *old = row->model;

	if (old == model)
		return;
	row->model = snapshot_ref(model);
	snapshot_unref(old);
	if (facts->has_seed && strlen(facts->name) < 40)
		snprintf(row->name, sizeof(row->name), "%s, seed %" PRIu64, facts->name,
			 facts->seed);
	else
		snprintf(row->name, sizeof(row->name), "%s", facts->name);
	unread(app, row);
}

/* NULL: there is no room. */
static struct secrets_row *insert(struct secrets_state *s, int at, enum secrets_kind kind)
{
	struct secrets_row *row;

	if (s->row_count == SECRETS_ROWS)
		return NULL;
	row = xcalloc(1, sizeof(*row));
	row->state = s;
	row->kind = kind;
	memmove(s->rows + at + 1, s->rows + at, sizeof(*s->rows) * (size_t)(s->row_count - at));
	s->rows[at] = row;
	s->row_count++;
	return row;
}

/* The same layers and parameters: a file that was opened twice. Other parameters mostly differ at
 * once, so that this is fast. */
static bool is_same(const struct snapshot *a, const struct snapshot *b)
{
	char *of_a, *of_b;
	bool is_alike;

	if (a == b || !a || !b)
		return a && a == b;
	if (a->net->size != b->net->size || a->net->classes != b->net->classes ||
	    memcmp(a->net->parameters, b->net->parameters, sizeof(float) * a->net->size) != 0)
		return false;
	of_a = net_architecture(a->net);
	of_b = net_architecture(b->net);
	is_alike = strcmp(of_a, of_b) == 0;
	free(of_a);
	free(of_b);
	return is_alike;
}

static int find_row(const struct secrets_state *s, const struct snapshot *model)
{
	for (int i = 0; i < s->row_count; i++)
		if (s->rows[i]->model == model)
			return i;
	return -1;
}

static int find_row_at(const struct secrets_state *s, const struct secrets_row *row)
{
	int i = 0;

	while (s->rows[i] != row)
		i++;
	return i;
}

/* Another row with the same network; -1. */
static int find_twin(const struct secrets_state *s, int of, const struct snapshot *model)
{
	for (int i = 0; i < s->row_count; i++)
		if (i != of && is_same(s->rows[i]->model, model))
			return i;
	return -1;
}

/* Whether it can read the images, or those that would be made. */
static bool fits(const struct app *app, const struct snapshot *model)
{
	return model && model->net && model->net->input.height == app->model->net->input.height &&
	       model->net->input.width == app->model->net->input.width &&
	       model->net->classes == app->model->net->classes;
}

/* The network of a run that does not learn at the moment; NULL. */
static const struct snapshot *run_model(const struct run_record *record)
{
	return record->view.state == RUN_RUNNING ? NULL : run_record_model(record);
}

static bool is_of_run(const struct app *app, const struct snapshot *model)
{
	for (int i = 0; i < app->runs->count; i++)
		if (run_model(app->runs->records[i]) == model)
			return true;
	return false;
}

static bool is_wanted(const struct app *app, const struct secrets_state *s,
		      const struct secrets_row *row)
{
	if (row->kind == SECRETS_CHOSEN || !row->model)
		return true;
	if (row->is_quiet && strcmp(row->name, app->model->facts.name) == 0)
		return false;
	if (!fits(app, row->model) || row->model == app->model)
		return false;
	if (row->kind == SECRETS_MAKER)
		return row->model == s->maker;
	return row->kind == SECRETS_FILE || is_of_run(app, row->model);
}

static void add_model(struct app *app, struct secrets_state *s, int at, enum secrets_kind kind,
		      const struct snapshot *model)
{
	struct secrets_row *row;

	if (!fits(app, model) || find_row(s, model) >= 0)
		return;
	row = insert(s, at, kind);
	if (row)
		set_model(app, row, model);
}

/* Another network was chosen: one that is there already has one row. */
static void choose_model(struct app *app, struct secrets_state *s)
{
	int twin;

	if (s->rows[0]->model == app->model)
		return;
	while ((twin = find_twin(s, 0, app->model)) > 0)
		remove_row(app, s, twin);
	s->has_shipped = false; /* that one reads beside it */
	if (s->maker != app->model && is_same(s->maker, app->model)) {
		snapshot_unref(s->maker);
		s->maker = snapshot_ref(app->model);
	}
	set_model(app, s->rows[0], app->model);
}

static void arrange(struct app *app, struct secrets_state *s)
{
	for (int i = s->row_count - 1; i > 0; i--) {
		if (is_wanted(app, s, s->rows[i]))
			continue;
		s->has_shipped = s->has_shipped && !s->rows[i]->is_quiet;
		remove_row(app, s, i);
	}
	if (s->row_count == 0)
		insert(s, 0, SECRETS_CHOSEN);
	choose_model(app, s);
	if (s->maker)
		add_model(app, s, 1, SECRETS_MAKER, s->maker);
	for (int i = 0; i < app->runs->count; i++)
		add_model(app, s, s->row_count, SECRETS_RUN, run_model(app->runs->records[i]));
}

/* ------------------------------------------------------------------------------- from files */

/* What another row reads with already: the newer of two files stays, where it is in sight. */
static bool is_another(struct app *app, struct secrets_state *s, const struct secrets_row *row,
		       const struct snapshot *model)
{
	int i = find_row_at(s, row), twin = find_twin(s, i, model);

	if (twin < 0)
		return true;
	if (!row->is_quiet && s->rows[twin]->kind == SECRETS_FILE) {
		remove_row(app, s, twin);
		return true;
	}
	if (!row->is_quiet)
		app_say(app, "%s reads the images already.", s->rows[twin]->name);
	return false;
}

static void take_opened(void *context, void *at, struct open_answer *answer)
{
	struct app *app = context;
	struct secrets_row *row = at;
	struct secrets_state *s = row->state;
	bool is_fit = !answer->err && fits(app, answer->snapshot);

	if (answer->err && !row->is_quiet)
		app_complain(app, answer->err);
	else if (!answer->err && !is_fit && !row->is_quiet)
		app_refuse(app, "%s takes other images, or has other classes", row->name);
	if (is_fit && is_another(app, s, row, answer->snapshot))
		set_model(app, row, answer->snapshot);
	else
		remove_row(app, s, find_row_at(s, row));
}

/* The first place after the networks that hide and read: what was asked for is in sight. */
static int new_place(const struct secrets_state *s)
{
	int i = 0;

	while (i < s->row_count && s->rows[i]->kind <= SECRETS_MAKER)
		i++;
	return i;
}

void secrets_add(struct app *app, struct secrets_state *s, const char *name, bool is_quiet)
{
	struct secrets_row *row;
	struct err err;
	char *expanded = file_expand(name), *path = model_path(expanded, &err);

	free(expanded);
	row = path ? insert(s, is_quiet ? s->row_count : new_place(s), SECRETS_FILE) : NULL;
	if (!path && !is_quiet)
		app_complain(app, &err);
	else if (!row && !is_quiet)
		app_say(app, "There is room for %d networks: x takes one away.", SECRETS_ROWS);
	if (row) {
		row->is_quiet = is_quiet;
		snprintf(row->name, sizeof(row->name), "%s", name);
		open_job_add(app->jobs,
			     &(struct open_request){.model = path,
						    .told = {.place = IMPORT_FOR_EXPLORER},
						    .old_data = app->data,
						    .kernel = app->setup.kernel,
						    .owner = row,
						    .state = row,
						    .done = take_opened});
	}
	free(path);
}

void secrets_remove_file(struct app *app, struct secrets_state *s)
{
	int i = new_place(s);

	while (i < s->row_count && s->rows[i]->kind != SECRETS_FILE)
		i++;
	if (i < s->row_count)
		remove_row(app, s, i);
	else
		app_say(app, "There is no network that was added: a adds one.");
}

/* So that there is another network from the beginning. */
static void add_shipped(struct app *app, struct secrets_state *s)
{
	if (s->has_shipped)
		return;
	s->has_shipped = true;
	for (int i = 0; i < MODEL_SHIPPED; i++)
		if (strcmp(model_shipped[i], app->model->facts.name) != 0)
			secrets_add(app, s, model_shipped[i], true);
}

void secrets_read(struct app *app, struct secrets_state *s)
{
	arrange(app, s);
	add_shipped(app, s);
	for (int i = 0; i < s->row_count; i++)
		request(app, s->rows[i]);
}

/* ---------------------------------------------------------------------------------- answers */

const struct secrets_row *secrets_revealed(const struct secrets_state *s)
{
	for (int i = 0; i < s->row_count; i++)
		if (s->rows[i]->verdict == SECRETS_REVEALED)
			return s->rows[i];
	return NULL;
}

const int *secrets_symbols(const struct secrets_state *s)
{
	const struct secrets_row *row = secrets_revealed(s);

	return s->symbols ? s->symbols : row ? row->symbols : NULL;
}

int secrets_same(const struct secrets_state *s, const struct secrets_row *row)
{
	const int *symbols = secrets_symbols(s);
	int same = 0;

	for (int i = 0; symbols && i < row->answered; i++)
		same += row->symbols[i] == symbols[i];
	return symbols ? same : -1;
}
