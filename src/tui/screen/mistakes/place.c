/* Where one is among the images: as keys that lead there, and for a session. */
#include "tui/screen/mistakes/mistakes.h"
#include "tui/session_value.h"

void mistakes_begin(struct app *app, struct mistakes_state *s)
{
	s->is_begun = true;
	s->sweeping = SPLIT_COUNT;
	s->filter = (struct mistake_filter){-1, -1, 0, false};
	s->split = app->sample.source == SAMPLE_OF_SPLIT ? app->sample.split : app->setup.split;
	s->anchor = SIZE_MAX;
}

/* The split is that of the image, which is under the cursor where it is shown. */
void mistakes_here(struct app *app, void *state, struct here *here)
{
	const struct mistakes_state *s = state;
	struct mistake_filter filter = s->filter;

	here_repeat(here, "a", s->is_article);
	here_repeat(here, "o", (int)s->order);
	here_repeat(here, "w", filter.has_right);
	if (filter.label >= 0 || filter.prediction >= 0 || filter.min > 0) {
		here_add(here, "/");
		if (filter.label >= 0)
			here_add_text(here, class_name(app_names(app), filter.label));
		if (filter.prediction >= 0) {
			here_add(here, ">");
			here_add_text(here, class_name(app_names(app), filter.prediction));
		}
		if (filter.min > 0)
			here_add(here, " %.6g", (double)filter.min);
		here_add(here, "<Enter>");
	}
	if (s->count > 0)
		here_add(here, "/#%zu<Enter>", s->list[s->cursor].index);
	if (!s->is_in_matrix)
		return;
	here_add(here, "m");
	here_repeat(here, "k", app_classes(app));
	here_repeat(here, "h", app_classes(app));
	here_repeat(here, "j", s->row);
	here_repeat(here, "l", s->column);
}

json_t *mistakes_to_session(struct app *app, void *state)
{
	const struct mistakes_state *s = state;
	size_t image = s->count > 0 ? s->list[s->cursor].index : s->anchor;
	json_t *o = json_object();

	(void)app;
	if (!s->is_begun)
		return o;
	json_object_set_new(o, "split", json_integer(s->split));
	json_object_set_new(o, "is_article", json_boolean(s->is_article));
	json_object_set_new(o, "order", json_integer((json_int_t)s->order));
	json_object_set_new(o, "label", json_integer(s->filter.label));
	json_object_set_new(o, "prediction", json_integer(s->filter.prediction));
	json_object_set_new(o, "min", json_real((double)s->filter.min));
	json_object_set_new(o, "has_right", json_boolean(s->filter.has_right));
	if (image != SIZE_MAX)
		json_object_set_new(o, "image", json_integer((json_int_t)image));
	if (s->is_in_matrix) {
		json_object_set_new(o, "row", json_integer(s->row));
		json_object_set_new(o, "column", json_integer(s->column));
	}
	return o;
}

void mistakes_from_session(struct app *app, void *state, const json_t *o)
{
	struct mistakes_state *s = state;
	int split = SPLIT_VALIDATION, order = BY_INDEX, last = app_classes(app) - 1;

	if (!session_get_int(o, "split", 0, SPLIT_COUNT - 1, &split))
		return;
	mistakes_begin(app, s);
	s->split = (enum split_name)split;
	session_get_bool(o, "is_article", &s->is_article);
	if (session_get_int(o, "order", BY_INDEX, BY_CONFIDENCE, &order))
		s->order = (enum mistake_order)order;
	session_get_int(o, "label", -1, last, &s->filter.label);
	session_get_int(o, "prediction", -1, last, &s->filter.prediction);
	session_get_float(o, "min", 0, 1, &s->filter.min);
	session_get_bool(o, "has_right", &s->filter.has_right);
	session_get_size(o, "image", app->data->split[split].count - 1, &s->anchor);
	s->is_in_matrix = session_get_int(o, "row", 0, last, &s->row) &&
			  session_get_int(o, "column", 0, last, &s->column);
	s->sample_generation = app->sample_generation;
	s->is_stale = true;
}
