/* What stands beside the pictures: the net's answer as bars, and numbers of what is shown large. */
#include "lab/explain/grad_cam.h"
#include "lab/story/sentences.h"
#include "tui/screen/explain/explain.h"
#include "tui/widget/bars.h"

#include <stdio.h>

enum { ROWS = 4 };

static void draw_number(struct app *app, int row, int column, const char *name, double value,
			bool has_sign)
{
	char number[TEXT_NUMBER_MAX];

	canvas_printf(app->canvas, row, column, app->theme->plain, "%-9s%s", name,
		      text_fixed(value, 9, 3, has_sign, number));
}

/* The sums of the chosen map; of slopes they say nothing. */
static void draw_sums(struct app *app, const struct explain_state *s, int row, int column,
		      int columns)
{
	const struct explain_map *map = &s->maps[s->chosen[EXPLAIN_MAPS]];
	const struct net *net = app->model->net;
	const struct attribution *a = &map->a;

	canvas_text(app->canvas, row, column, app->theme->strong,
		    text_width(map->method->name) <= columns ? map->method->name
							     : map->method->label);
	if (map->method->has_layer)
		canvas_printf(app->canvas, row + 1, column, app->theme->plain, "of %s",
			      net->layers[grad_cam_layer(net, s->convolution)].name);
	if (!a->values || map->method->is_slope || map->method->has_layer)
		return;
	draw_number(app, row + 1, column, "for", a->positive, true);
	draw_number(app, row + 2, column, "against", a->negative, true);
	if (map->method->is_complete)
		canvas_printf(app->canvas, row + 3, column, app->theme->plain, "sum %.2f of %.2f",
			      a->positive + a->negative, a->value - a->bias);
	else /* with the bias, which is of no pixel */
		draw_number(app, row + 3, column, a->bias != 0 ? "with bias" : "sum", a->sum, true);
}

/* A training image: which it is, what it shows and how far it is. */
static void draw_neighbor(struct app *app, const struct explain_state *s, int row, int column)
{
	const struct explain_taught *t = &s->taught;
	int i = s->chosen[EXPLAIN_NEAREST];
	char phrase[CLASS_PHRASE_MAX];

	if (i >= t->count)
		return;
	class_phrase(phrase, sizeof(phrase), app_names(app), t->best[i].label);
	canvas_printf(app->canvas, row, column, app->theme->strong, "train %zu", t->best[i].index);
	canvas_text(app->canvas, row + 1, column, app->theme->plain, phrase);
	draw_number(app, row + 2, column, "distance", (double)t->best[i].distance, false);
	canvas_printf(app->canvas, row + 3, column, app->theme->plain, "by %s",
		      nearest_layer_name(app->model->net));
}

static void draw_change(struct app *app, const struct explain_change *c, int row, int column)
{
	canvas_printf(app->canvas, row, column, app->theme->strong, "%d of %d steps", c->steps,
		      c->steps_max);
	if (!c->image)
		return;
	canvas_printf(app->canvas, row + 1, column, app->theme->plain, "%-9s%9.0f", "L0", c->l0);
	draw_number(app, row + 2, column, "L2", c->l2, false);
	draw_number(app, row + 3, column, "Linf", c->linf, false);
}

void explain_draw_facts(struct app *app, const struct explain_state *s, struct area area)
{
	struct area bars = area;
	bool is_changed = s->strip == EXPLAIN_CHANGE && s->change.image;
	int row;

	bars.rows = area.rows - ROWS;
	if (bars.rows > app_classes(app))
		bars.rows = app_classes(app);
	row = area.row + bars.rows;
	if (s->probabilities && bars.rows > 0)
		bars_draw(app, bars, is_changed ? s->change.probabilities : s->probabilities,
			  is_changed ? s->probabilities : NULL,
			  s->strip == EXPLAIN_CHANGE ? s->change.class : explain_class(s));
	if (s->strip == EXPLAIN_MAPS)
		draw_sums(app, s, row, area.column, area.columns);
	else if (s->strip == EXPLAIN_NEAREST)
		draw_neighbor(app, s, row, area.column);
	else
		draw_change(app, &s->change, row, area.column);
}
