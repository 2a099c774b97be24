/* What the matrix is of, and its words. Its numbers come from a job, slice by slice. */
#include "base/xalloc.h"
#include "live/transfer_job.h"
#include "tui/screen/retrain/retrain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	IMAGES = 50,
	STEPS_MAX = 100, /* of methods that are quick enough to be watched */
	NAME = 18        /* columns of a name in a sentence */
};

/* ---------------------------------------------------------------------------------- computing */

/* Copies what has come to be known since the last time. */
static void take_images(struct retrain_matrix *m, const struct transfer *t, size_t pixels)
{
	size_t known = m->counts.images, count, row = (size_t)m->count * pixels;
	const struct transfer_image *images = transfer_images(t, &count);

	if (count == known)
		return;
	m->images = xrealloc(m->images, count * sizeof(*m->images));
	m->pixels = xrealloc(m->pixels, count * row * sizeof(float));
	memcpy(m->images + known, images + known, (count - known) * sizeof(*m->images));
	memcpy(m->pixels + known * row, transfer_pixels(t, known, 0),
	       (count - known) * row * sizeof(float));
}

static bool take_progress(void *context, void *at, const struct transfer_progress *progress)
{
	const struct app *app = context;
	struct retrain_matrix *m = at;

	if (app->data != progress->data)
		return false;
	take_images(m, progress->transfer, app_pixels(app));
	m->counts = progress->counts;
	m->share = progress->share;
	m->is_running = progress->share < 1;
	return true;
}

void retrain_matrix_clear(struct app *app, struct retrain_state *state)
{
	struct retrain_matrix *m = &state->matrix;

	if (app)
		jobs_cancel(app->jobs, m);
	for (int i = 0; i < m->count; i++)
		snapshot_unref(m->models[i]);
	m->count = 0;
	free(m->images);
	free(m->pixels);
	m->images = NULL;
	m->pixels = NULL;
	m->counts = (struct transfer_counts){0};
	m->share = 0;
	m->is_running = false;
}

/* The networks that are ready, in the table's order; returns how many. */
static int ready_models(const struct retrain_state *state,
			const struct snapshot *models[TRANSFER_MAX_NETS])
{
	int count = 0;

	for (int i = 0; i < state->row_count; i++)
		if (state->rows[i]->stage == RETRAIN_READY)
			models[count++] = state->rows[i]->model;
	return count;
}

static struct attack_spec spec_of(const struct retrain_matrix *m)
{
	struct attack_spec spec = attack_method_defaults(m->method, -1, false);

	spec.is_untargeted = true;
	return spec;
}

static void request(struct app *app, struct retrain_matrix *m)
{
	struct transfer_request r = {.count = m->count,
				     .data = app->data,
				     .split = SPLIT_VALIDATION,
				     .images = IMAGES,
				     .attack = spec_of(m),
				     .steps = m->method->steps,
				     .owner = m,
				     .state = m,
				     .progress = take_progress};

	memcpy(r.models, m->models, sizeof(m->models[0]) * (size_t)m->count);
	m->is_running = true;
	m->wanted = app->data->split[r.split].count < r.images ? app->data->split[r.split].count
							       : r.images;
	transfer_job_add(app->jobs, &r);
}

void retrain_matrix_update(struct app *app, struct retrain_state *state)
{
	struct retrain_matrix *m = &state->matrix;
	const struct snapshot *models[TRANSFER_MAX_NETS];
	int count = ready_models(state, models);

	if (!m->method)
		m->method = attack_method_find("pgd");
	if (count == m->count && memcmp(models, m->models, sizeof(models[0]) * (size_t)count) == 0)
		return;
	retrain_matrix_clear(app, state);
	for (int i = 0; i < count; i++)
		m->models[i] = snapshot_ref(models[i]);
	m->count = count;
	if (count > 0)
		request(app, m);
}

void retrain_matrix_next_method(struct app *app, struct retrain_state *state)
{
	struct retrain_matrix *m = &state->matrix;
	int i = 0;

	while (attack_methods[i] != m->method)
		i++;
	do
		i = (i + 1) % attack_method_count;
	while (attack_methods[i]->steps > STEPS_MAX);
	m->method = attack_methods[i];
	retrain_matrix_clear(app, state);
	app_say(app, "%s: %s", m->method->name, m->method->help);
}

int retrain_matrix_index(const struct retrain_state *state, int row)
{
	const struct retrain_matrix *m = &state->matrix;
	int index = 0;

	if (row >= state->row_count || state->rows[row]->stage != RETRAIN_READY)
		return -1;
	for (int i = 0; i < row; i++)
		index += state->rows[i]->stage == RETRAIN_READY;
	return index < m->count && m->models[index] == state->rows[row]->model ? index : -1;
}

/* -------------------------------------------------------------------------------------- words */

void retrain_matrix_words(const struct retrain_state *state, char *text, size_t size)
{
	const struct retrain_matrix *m = &state->matrix;
	const struct attack_spec spec = spec_of(m);
	char budget[48] = "", count[NUMBERS_TEXT_MAX] = "";

	if (spec.eps > 0)
		snprintf(budget, sizeof(budget), ", %s at most %g", attack_norm_names[spec.norm],
			 (double)spec.eps);
	if (m->is_running)
		snprintf(count, sizeof(count), "%zu of ", m->counts.images);
	snprintf(text, size, "%s%s: %s%zu images of validation, %zu read right by all",
		 m->method->name, budget, count, m->wanted, m->counts.counted);
}

/* Adds what fits. */
static void add_noise_words(size_t noise, int room, char *text, size_t size)
{
	char more[NUMBERS_TEXT_MAX];

	snprintf(more, sizeof(more), " Noise: %zu.", noise);
	if (text_width(text) + text_width(more) <= room)
		strncat(text, more, size - strlen(text) - 1);
}

static void cell_words(const struct retrain_state *state, int source, int reader, int room,
		       char *text, size_t size)
{
	const struct transfer_counts *c = &state->matrix.counts;
	size_t made = c->fooled[source][source];
	char of[NETWORK_NAME_MAX], by[NETWORK_NAME_MAX];

	text_cut(state->rows[state->row]->name, NAME, of, sizeof(of));
	text_cut(state->rows[state->matrix.reader]->name, NAME, by, sizeof(by));
	if (c->counted == 0) {
		snprintf(text, size, "None of the %zu images is read right by all networks.",
			 c->images);
		return;
	}
	if (source == reader) {
		snprintf(text, size,
			 "%zu of the %zu images that all read right fool %s, changed on it.", made,
			 c->counted, of);
	} else if (made == 0) {
		snprintf(text, size, "No image that was made on %s fools it.", of);
		return;
	} else {
		snprintf(text, size, "%s reads %zu of the %zu images that fool %s wrongly.", by,
			 c->fooled[source][reader], made, of);
	}
	add_noise_words(c->noise[source][reader], room, text, size);
}

void retrain_matrix_status_line(const struct retrain_state *state, int room, char *text,
				size_t size)
{
	int source = retrain_matrix_index(state, state->row);
	int reader = retrain_matrix_index(state, state->matrix.reader);

	if (state->row_count == 0)
		text[0] = '\0';
	else if (state->rows[source < 0 ? state->row : state->matrix.reader]->stage !=
		 RETRAIN_READY)
		snprintf(text, size, "%s is not ready yet.",
			 state->rows[source < 0 ? state->row : state->matrix.reader]->name);
	else if (source < 0 || reader < 0 || state->matrix.counts.images == 0)
		snprintf(text, size, "Images are being changed so that they fool each network.");
	else
		cell_words(state, source, reader, room, text, size);
}

/* --------------------------------------------------------------------------------------- JSON */

static json_t *numbers_json(const size_t *numbers, int count)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++)
		json_array_append_new(list, json_integer((json_int_t)numbers[i]));
	return list;
}

static json_t *matrix_json(const size_t (*numbers)[TRANSFER_MAX_NETS], int count)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++)
		json_array_append_new(list, numbers_json(numbers[i], count));
	return list;
}

json_t *retrain_matrix_to_json(const struct retrain_state *state)
{
	const struct retrain_matrix *m = &state->matrix;
	json_t *o, *names;

	if (m->counts.images == 0)
		return json_null();
	o = json_object();
	names = json_array();
	for (int i = 0; i < m->count; i++)
		json_array_append_new(names, json_string(m->models[i]->facts.name));
	json_object_set_new(o, "method", json_string(m->method->name));
	json_object_set_new(o, "networks", names);
	json_object_set_new(o, "examined", json_integer((json_int_t)m->counts.images));
	json_object_set_new(o, "counted", json_integer((json_int_t)m->counts.counted));
	json_object_set_new(o, "unchanged_wrong", numbers_json(m->counts.wrong, m->count));
	json_object_set_new(o, "fooled", matrix_json(m->counts.fooled, m->count));
	json_object_set_new(o, "noise_fooled", matrix_json(m->counts.noise, m->count));
	return o;
}
