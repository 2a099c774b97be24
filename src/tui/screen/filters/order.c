/*
 * Which channel stands at which place: by structure (lab/feature/structure.h), which a job finds
 * out for the layer that is shown, or by number, as the classes always do. While a network is
 * trained its channels stay where they are.
 */
#include "base/xalloc.h"
#include "lab/feature/structure.h"
#include "tui/screen/filters/filters.h"

#include <stdlib.h>
#include <string.h>

struct order_job {
	struct job job; /* its owner is the address of the order */
	struct filters_state *state;
	const struct snapshot *model;
	struct filters_order_key key;
	int *channels; /* [units]; NULL: the state's now */
};

static struct filters_order_key key_of(const struct app *app, const struct filters_state *s)
{
	struct filters_order_key key = {s->layer, filters_layer(app, s)->units, ""};

	memcpy(key.model, app->model->facts.name, sizeof(key.model));
	return key;
}

static bool is_same(const struct filters_order_key *a, const struct filters_order_key *b)
{
	return a->layer == b->layer && a->units == b->units && strcmp(a->model, b->model) == 0;
}

static void order_run(struct job *job)
{
	struct order_job *j = (struct order_job *)job;

	channel_structure_order(j->model->net, j->key.layer, j->channels);
}

static void order_done(void *context, struct job *job)
{
	struct order_job *j = (struct order_job *)job;
	struct filters_order *order = &j->state->order;

	(void)context;
	free(order->channels);
	free(order->places);
	order->of = j->key;
	order->channels = j->channels;
	order->places = xcalloc((size_t)j->key.units, sizeof(*order->places));
	for (int i = 0; i < j->key.units; i++)
		order->places[order->channels[i]] = i;
	j->channels = NULL;
}

static void order_destroy(struct job *job)
{
	struct order_job *j = (struct order_job *)job;

	snapshot_unref(j->model);
	free(j->channels);
	free(j);
}

static const struct job_ops order_ops = {
	.name = "order filters", .run = order_run, .done = order_done, .destroy = order_destroy};

static bool is_by_number(const struct app *app, const struct filters_state *s)
{
	return s->is_by_number || s->layer == app->model->net->count - 1;
}

static bool is_known(const struct app *app, const struct filters_state *s)
{
	struct filters_order_key key = key_of(app, s);

	return s->order.channels && is_same(&s->order.of, &key);
}

bool filters_is_by_structure(const struct app *app, const struct filters_state *s)
{
	return !is_by_number(app, s) && is_known(app, s);
}

bool filters_is_ordered(const struct app *app, const struct filters_state *s)
{
	return is_by_number(app, s) || is_known(app, s);
}

void filters_order_update(struct app *app, struct filters_state *s)
{
	struct filters_order_key key = key_of(app, s);
	struct order_job *j;

	if (filters_is_ordered(app, s) || is_same(&s->order.requested, &key))
		return;
	jobs_cancel(app->jobs, &s->order);
	j = xcalloc(1, sizeof(*j));
	j->job.ops = &order_ops;
	j->job.owner = &s->order;
	j->state = s;
	j->model = snapshot_ref(app->model);
	j->key = s->order.requested = key;
	j->channels = xcalloc((size_t)key.units, sizeof(*j->channels));
	jobs_add(app->jobs, &j->job);
}

void filters_order_clear(struct filters_order *order)
{
	free(order->channels);
	free(order->places);
	*order = (struct filters_order){0};
}

int filters_channel(const struct app *app, const struct filters_state *s, int place)
{
	return filters_is_by_structure(app, s) ? s->order.channels[place] : place;
}

int filters_place(const struct app *app, const struct filters_state *s, int channel)
{
	return filters_is_by_structure(app, s) ? s->order.places[channel] : channel;
}
