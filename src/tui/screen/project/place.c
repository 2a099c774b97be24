/* Where one is in the map: at first, as keys that lead there, and for a session. */
#include "lab/project/project.h"
#include "tui/screen/project/project.h"
#include "tui/session_value.h"

/* Numbers of images that + and - choose among. */
static const size_t counts[] = {100, 200, 500, 1000, 2000, 5000, 10000, 20000};
enum { COUNTS = sizeof(counts) / sizeof(counts[0]), USUAL = 3 };

void project_begin(struct app *app, struct project_state *s)
{
	struct err err;

	s->is_begun = true;
	s->split = app->sample.source == SAMPLE_OF_SPLIT ? app->sample.split : app->setup.split;
	s->cursor = app->sample.source == SAMPLE_OF_SPLIT ? app->sample.index : 0;
	s->wanted = counts[USUAL];
	s->filter = (struct mistake_filter){-1, -1, 0, true};
	s->path.label = s->path.end_prediction = -1;
	project_find(app->model->net, NULL, &s->layer, &err);
	s->model_generation = app->model_generation;
	s->sample_generation = app->sample_generation;
}

static int place_of(size_t wanted)
{
	int i = 0;

	while (i < COUNTS - 1 && counts[i] < wanted)
		i++;
	return i;
}

size_t project_count_beside(size_t wanted, int step)
{
	return counts[index_clip(place_of(wanted) + step, COUNTS)];
}

/* ---------------------------------------------------------------------------------------- here */

/* Steps of `o` from the layer that is shown at first. */
static int layer_steps(const struct app *app, const struct project_state *s)
{
	int layer, steps = 0;
	struct err err;

	project_find(app->model->net, NULL, &layer, &err);
	while (layer != s->layer && steps < app->model->net->count + 1) {
		layer = project_next_layer(app->model->net, layer, 1);
		steps++;
	}
	return steps;
}

static void add_filter(struct app *app, const struct mistake_filter *filter, struct here *here)
{
	here_repeat(here, "w", !filter->has_right);
	if (filter->label < 0 && filter->prediction < 0 && filter->min <= 0)
		return;
	here_add(here, "/");
	if (filter->label >= 0)
		here_add_text(here, class_name(app_names(app), filter->label));
	if (filter->prediction >= 0) {
		here_add(here, ">");
		here_add_text(here, class_name(app_names(app), filter->prediction));
	}
	if (filter->min > 0)
		here_add(here, " %.6g", (double)filter->min);
	here_add(here, "<Enter>");
}

/* The cursor begins at the selected image, where that is in the map, else at the first. */
void project_here(struct app *app, void *state, struct here *here)
{
	const struct project_state *s = state;
	int by = place_of(s->wanted) - USUAL, splits = 0;
	enum split_name first =
		app->sample.source == SAMPLE_OF_SPLIT ? app->sample.split : app->setup.split;

	if (!s->is_begun)
		return;
	while ((first + (unsigned)splits) % SPLIT_COUNT != (unsigned)s->split)
		splits++;
	here_repeat(here, "m", s->is_pca);
	here_repeat(here, by < 0 ? "-" : "+", by < 0 ? -by : by);
	here_repeat(here, "s", splits);
	here_repeat(here, "o", layer_steps(app, s));
	here_repeat(here, "d", (int)s->look);
	if (project_count(s) > 0)
		here_add(here, "/#%zu<Enter>", s->cursor);
	add_filter(app, &s->filter, here);
}

/* ------------------------------------------------------------------------------------- session */

json_t *project_to_session(struct app *app, void *state)
{
	const struct project_state *s = state;
	json_t *o = json_object();

	if (!s->is_begun)
		return o;
	json_object_set_new(o, "split", json_integer(s->split));
	json_object_set_new(o, "of", json_string(project_name(app->model->net, s->layer)));
	json_object_set_new(o, "images", json_integer((json_int_t)s->wanted));
	json_object_set_new(o, "is_pca", json_boolean(s->is_pca));
	json_object_set_new(o, "look", json_integer((json_int_t)s->look));
	json_object_set_new(o, "label", json_integer(s->filter.label));
	json_object_set_new(o, "prediction", json_integer(s->filter.prediction));
	json_object_set_new(o, "min", json_real((double)s->filter.min));
	json_object_set_new(o, "has_right", json_boolean(s->filter.has_right));
	json_object_set_new(o, "image", json_integer((json_int_t)s->cursor));
	return o;
}

static void filter_from_session(struct app *app, const json_t *o, struct mistake_filter *filter)
{
	int last = app_classes(app) - 1;

	session_get_int(o, "label", -1, last, &filter->label);
	session_get_int(o, "prediction", -1, last, &filter->prediction);
	session_get_float(o, "min", 0, 1, &filter->min);
	session_get_bool(o, "has_right", &filter->has_right);
}

void project_from_session(struct app *app, void *state, const json_t *o)
{
	struct project_state *s = state;
	int split = SPLIT_VALIDATION, look = SCATTER_MIXED;
	const char *of = session_get_text(o, "of");
	size_t wanted = counts[USUAL];
	struct err err;

	if (!session_get_int(o, "split", 0, SPLIT_COUNT - 1, &split))
		return;
	project_begin(app, s);
	s->split = (enum split_name)split;
	if (!of || !project_find(app->model->net, of, &s->layer, &err))
		project_find(app->model->net, NULL, &s->layer, &err);
	if (session_get_size(o, "images", counts[COUNTS - 1], &wanted))
		s->wanted = counts[place_of(wanted)];
	session_get_bool(o, "is_pca", &s->is_pca);
	if (session_get_int(o, "look", 0, SCATTER_LOOKS - 1, &look))
		s->look = (enum scatter_look)look;
	filter_from_session(app, o, &s->filter);
	session_get_size(o, "image", app->data->split[split].count - 1, &s->cursor);
}
