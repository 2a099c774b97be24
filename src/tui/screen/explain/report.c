/* What eXplain keeps, and what it writes to files. */
#include "lab/explain/grad_cam.h"
#include "tui/screen/explain/explain.h"
#include "tui/session_value.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

void explain_here(struct app *app, void *state, struct here *here)
{
	const struct explain_state *s = state;

	if (s->class >= 0) {
		here_add(here, ":class ");
		here_add_text(here, class_name(app_names(app), s->class));
		here_add(here, "<Enter>");
	}
	if (s->against >= 0) {
		here_add(here, "a<C-u>");
		here_add_text(here, class_name(app_names(app), s->against));
		here_add(here, "<Enter>");
	}
	here_repeat(here, "l", s->chosen[EXPLAIN_MAPS]);
	here_repeat(here, "b", s->baseline);
	here_repeat(here, "z", s->seed - 1);
	here_repeat(here, "]", s->convolution);
	here_repeat(here, "t", s->strip == EXPLAIN_NEAREST);
	here_repeat(here, "m", s->strip == EXPLAIN_CHANGE);
	here_repeat(here, "<Enter>", s->is_close);
}

json_t *explain_to_session(struct app *app, void *state)
{
	const struct explain_state *s = state;
	json_t *o = json_object();

	(void)app;
	if (s->count == 0)
		return o;
	json_object_set_new(o, "method",
			    json_string(s->maps[s->chosen[EXPLAIN_MAPS]].method->name));
	json_object_set_new(o, "class", json_integer(s->class));
	json_object_set_new(o, "against", json_integer(s->against));
	json_object_set_new(o, "baseline", json_integer(s->baseline));
	json_object_set_new(o, "seed", json_integer(s->seed));
	json_object_set_new(o, "convolution", json_integer(s->convolution));
	if (s->strip != EXPLAIN_MAPS)
		json_object_set_new(o, "strip", json_integer(s->strip));
	if (s->is_close)
		json_object_set_new(o, "is_close", json_true());
	return o;
}

void explain_read_session(struct app *app, struct explain_state *s, const json_t *o)
{
	const char *method = session_get_text(o, "method");
	int strip = (int)s->strip;

	for (int i = 0; method && i < s->count; i++)
		if (strcmp(s->maps[i].method->name, method) == 0)
			s->chosen[EXPLAIN_MAPS] = i;
	session_get_int(o, "class", -1, app_classes(app) - 1, &s->class);
	session_get_int(o, "against", -1, app_classes(app) - 1, &s->against);
	session_get_int(o, "baseline", 0, EXPLAIN_BASELINES - 1, &s->baseline);
	session_get_int(o, "seed", 1, INT_MAX, &s->seed);
	session_get_int(o, "convolution", 0, grad_cam_count(app->model->net), &s->convolution);
	session_get_int(o, "strip", 0, EXPLAIN_STRIPS - 1, &strip);
	s->strip = (enum explain_strip)strip;
	session_get_bool(o, "is_close", &s->is_close);
}

bool explain_export(struct app *app, void *state, struct export_sheet *out)
{
	static const char *const kinds[EXPLAIN_STRIPS] = {"explain", "nearest", "least-change"};
	const struct explain_state *s = state;

	out->tiles[out->count++] = (struct tile){app_picture(app, app->sample.pixels, 0), "image"};
	for (int i = 0; i < explain_tiles(s); i++) {
		struct tile tile = explain_tile(app, s, i);

		if (s->strip == EXPLAIN_MAPS)
			tile.caption = s->maps[i].method->name;
		if (tile.picture.values)
			out->tiles[out->count++] = tile;
	}
	if (explain_class(s) >= 0)
		snprintf(out->name, sizeof(out->name), "%s-%d", kinds[s->strip], explain_class(s));
	return out->count > 1;
}

/* What was found of the other strips. */
static void strips_to_json(const struct explain_state *s, json_t *o)
{
	json_t *list = json_array();

	for (int i = 0; i < s->taught.count; i++)
		json_array_append_new(list, json_pack("{sI si sf}", "index",
						      (json_int_t)s->taught.best[i].index, "label",
						      s->taught.best[i].label, "distance",
						      (double)s->taught.best[i].distance));
	if (s->taught.is_there)
		json_object_set(o, "nearest", list);
	json_decref(list);
	if (s->change.is_there && s->change.image)
		json_object_set_new(o, "least_change",
				    json_pack("{si sf sf sf}", "class", s->change.class, "l0",
					      s->change.l0, "l2", s->change.l2, "linf",
					      s->change.linf));
}

static json_t *map_to_json(const struct explain_map *map)
{
	json_t *o = json_object();

	json_object_set_new(o, "method", json_string(map->method->name));
	json_object_set_new(o, "positive", json_real(map->a.positive));
	json_object_set_new(o, "negative", json_real(map->a.negative));
	json_object_set_new(o, "bias", json_real(map->a.bias));
	json_object_set_new(o, "sum", json_real(map->a.sum));
	json_object_set_new(o, "value", json_real(map->a.value));
	return o;
}

json_t *explain_to_json(struct app *app, void *state)
{
	const struct explain_state *s = state;
	const struct net *net = app->model->net;
	json_t *o = json_object(), *list = json_array();

	for (int i = 0; i < s->count; i++)
		if (s->maps[i].a.values)
			json_array_append_new(list, map_to_json(&s->maps[i]));
	json_object_set_new(o, "class", json_integer(explain_class(s)));
	json_object_set_new(o, "against", s->against >= 0 ? json_integer(s->against) : json_null());
	json_object_set_new(o, "prediction",
			    s->probabilities ? json_integer(s->prediction) : json_null());
	json_object_set_new(o, "baseline", json_string(explain_baselines[s->baseline].name));
	json_object_set_new(o, "seed", json_integer(s->seed));
	if (grad_cam_count(net) > 0)
		json_object_set_new(
			o, "layer",
			json_string(net->layers[grad_cam_layer(net, s->convolution)].name));
	json_object_set_new(o, "explanations", list);
	strips_to_json(s, o);
	return o;
}
