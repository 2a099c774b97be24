/*
 * Images, one after the other, by one job. It has a copy of everything; what it has made is copied
 * into the state as it comes.
 */
#include "base/xalloc.h"
#include "tui/screen/secrets/secrets.h"

#include <stdlib.h>
#include <string.h>

/* Reading what is there comes before making more. */
enum { RANK = 5, SEED = 1 };

struct make_job {
	struct job job;
	struct secrets_state *state;
	const struct snapshot *model;
	char text[STEGO_TEXT_MAX + 1];
	size_t size;
	int count, from;
	int *symbols;    /* [count], found first */
	int made;        /* what follows is shared with news(): images from..made-1 are there */
	int unreachable; /* a symbol; -1 */
	uint8_t *images; /* [count, pixels] */
};

static void make_run(struct job *job)
{
	struct make_job *m = (struct make_job *)job;
	const struct net *net = m->model->net;
	size_t pixels = shape_size(net->input);

	stego_symbols(net, m->text, m->size, m->symbols);
	for (int i = m->from; i < m->count && !job_is_stopped(job); i++) {
		float p = stego_write(net, m->symbols[i], SEED, i, m->images + (size_t)i * pixels);

		job_lock(job);
		if (p < 0)
			m->unreachable = m->symbols[i];
		else
			m->made = i + 1;
		job_unlock(job);
		if (p < 0)
			break;
		job_show(job);
	}
}

static void make_news(void *context, struct job *job)
{
	struct make_job *m = (struct make_job *)job;
	struct secrets_state *s = m->state;
	size_t pixels = s->images.pixels;
	int made;

	(void)context;
	job_lock(job);
	made = m->made;
	job_unlock(job);
	if (made <= s->made || job->generation != s->begun)
		return;
	memcpy(s->images.images + (size_t)s->made * pixels, m->images + (size_t)s->made * pixels,
	       (size_t)(made - s->made) * pixels);
	if (!s->symbols) {
		s->symbols = xcalloc((size_t)m->count, sizeof(int));
		memcpy(s->symbols, m->symbols, (size_t)m->count * sizeof(int));
	}
	s->made = made;
}

static void make_done(void *context, struct job *job)
{
	struct make_job *m = (struct make_job *)job;

	make_news(context, job);
	if (job->generation != m->state->begun)
		return;
	m->state->is_making = false;
	if (m->unreachable >= 0)
		stego_unreachable(m->unreachable, &m->state->failure);
}

static void make_destroy(struct job *job)
{
	struct make_job *m = (struct make_job *)job;

	snapshot_unref(m->model);
	free(m->symbols);
	free(m->images);
	free(m);
}

static const struct job_ops make_ops = {.name = "make images that hide a text",
					.run = make_run,
					.done = make_done,
					.news = make_news,
					.destroy = make_destroy};

void secrets_make(struct app *app, struct secrets_state *s)
{
	struct make_job *m;

	if (s->is_making || s->made == s->images.count || !s->maker)
		return;
	m = xcalloc(1, sizeof(*m));
	m->job.ops = &make_ops;
	m->job.owner = s;
	m->job.generation = s->begun;
	m->job.rank = RANK;
	m->state = s;
	m->model = snapshot_ref(s->maker);
	memcpy(m->text, s->text, sizeof(m->text));
	m->size = s->size;
	m->count = s->images.count;
	m->from = m->made = s->made;
	m->unreachable = -1;
	m->symbols = xcalloc((size_t)m->count, sizeof(int));
	m->images = xcalloc((size_t)m->count, s->images.pixels);
	s->is_making = true;
	s->is_stopped = s->is_moved = false;
	s->started_at = app_now(app);
	s->started_with = s->made;
	jobs_add(app->jobs, &m->job);
}

void secrets_stop(struct app *app, struct secrets_state *s)
{
	jobs_cancel(app->jobs, s);
	s->is_stopped = s->is_making;
	s->is_making = s->is_opening = false;
}

void secrets_forget(struct app *app, struct secrets_state *s)
{
	secrets_stop(app, s);
	stego_clear(&s->images);
	free(s->symbols);
	snapshot_unref(s->maker);
	s->symbols = NULL;
	s->maker = NULL;
	s->made = s->cursor = s->chosen = s->height = s->width = 0;
	s->is_stopped = s->is_example = false;
	s->failure.text[0] = '\0';
	s->file[0] = s->text[0] = '\0';
	s->size = 0;
	s->begun++;
	secrets_reread(app, s);
}

void secrets_hide(struct app *app, struct secrets_state *s, const char *text, bool is_example)
{
	const struct net *net = app->model->net;
	size_t size = strlen(text);

	secrets_forget(app, s);
	memcpy(s->text, text, size + 1);
	s->size = size;
	s->is_example = is_example;
	s->height = net->input.height;
	s->width = net->input.width;
	s->images.pixels = shape_size(net->input);
	s->images.count = stego_images(net->classes, size);
	s->images.images = xcalloc((size_t)s->images.count, s->images.pixels);
	s->maker = snapshot_ref(app->model);
	secrets_reread(app, s);
	secrets_make(app, s);
}

void secrets_take(struct app *app, struct secrets_state *s, struct stego *stego, int height,
		  int width)
{
	secrets_forget(app, s);
	s->images = *stego;
	*stego = (struct stego){0};
	s->made = s->images.count;
	s->height = height;
	s->width = width;
	secrets_reread(app, s);
}
