/*
 * The cursor's map, large; below it its range, its filter, and what contributes to it and what it
 * contributes to.
 *
 * Of a unit that sees the image itself the weights are shown as a map; of another the units around
 * it by their activations.
 */
#include "base/text.h"
#include "draw/chart.h"
#include "draw/fit.h"
#include "lab/feature/channel_weights.h"
#include "lab/story/sentences.h"
#include "tui/screen/layers/layers.h"
#include "tui/widget/bars.h"
#include "tui/widget/scroll.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TITLE = 128, FILTER_ROWS = 5, FILTER_MAX = 64 * 64, BESIDE = 22 };

/* Above this many weights of a layer its filters are not looked up while one draws. */
static const size_t max_weights = (size_t)1 << 20;

struct picture layers_fit(struct app *app, struct shape shape, int *rows, int *columns,
			  enum pixels *pixels)
{
	struct picture picture = {.height = shape.height, .width = shape.width, .scale = 16};

	*pixels = fit_picture(&picture, app->medium, rows, columns);
	return picture;
}

struct palette layers_palette(struct app *app, float lo, float hi)
{
	struct palette palette = app_picture_palette(app);

	if (lo < 0)
		return app_signed_palette(app, fmaxf(-lo, hi));
	palette.hi = hi > 0 ? hi : 1;
	return palette;
}

/* In at most seven columns, whatever it is. */
static const char *number(float value, bool has_plus, char text[TEXT_NUMBER_MAX])
{
	text_fixed((double)value, 7, 2, has_plus, text);
	return text + strspn(text, " ");
}

/* ------------------------------------------------------------------------------------ filters */

/* The weights of a unit that sees the image, or a convolution's for one channel of its input: at
 * most FILTER_MAX values. False: they are no picture. */
static bool read_filter(const struct stages *stages, int stage, int input, int channel,
			float *weights, struct shape *shape)
{
	const struct net *net = stages->net;
	int layer = stages->list[stage].layer;
	const struct layer *l = layer >= 0 ? &net->layers[layer] : NULL;

	if (!l || !l->units || (size_t)layer_weight_rows(l) * (size_t)l->units > max_weights)
		return false;
	shape->channels = 1;
	return channel_weights_copy(net, layer, input, channel, weights, &shape->height,
				    &shape->width);
}

/* Of those that are finite; 0 where none is. */
static float range_of(const float *values, int count, int step, float *lo)
{
	float hi = -INFINITY;

	*lo = INFINITY;
	for (int i = 0; i < count; i++) {
		float value = values[(size_t)i * (size_t)step];

		hi = isfinite(value) ? fmaxf(hi, value) : hi;
		*lo = isfinite(value) ? fminf(*lo, value) : *lo;
	}
	if (*lo > hi)
		*lo = hi = 0;
	return hi;
}

/* The largest weight, whatever its sign; not 0. */
static float weight_range(const float *weights, struct shape shape)
{
	float lo, hi = range_of(weights, shape.height * shape.width, 1, &lo);

	return fmaxf(fmaxf(-lo, hi), 1e-6f);
}

static void draw_filter(struct app *app, const float *weights, struct shape shape, struct area area)
{
	enum pixels pixels;
	struct picture picture = layers_fit(app, shape, &area.rows, &area.columns, &pixels);

	picture.values = weights;
	picture.palette = app_signed_palette(app, weight_range(weights, shape));
	picture_draw(app->canvas, area.row, area.column, &picture, pixels);
}

/* Whether a stage is of units whose weights are shown in the place of their map. */
static bool has_image_weights(const struct stages *stages, int stage)
{
	const struct stage *s = &stages->list[stage];

	return s->shape.height == 1 && s->shape.width == 1 && s->from == 0;
}

/* ------------------------------------------------------------------------------------ the map */

static void draw_units(struct app *app, const struct stage *stage, int place, struct area area)
{
	int first = scroll_centered(place, area.rows, stage->shape.channels);

	for (int i = 0; i < area.rows && first + i < stage->shape.channels; i++) {
		int channel = stage->order[first + i];
		struct style style = first + i == place ? app->theme->cursor : app->theme->plain;
		char text[TEXT_NUMBER_MAX];

		canvas_printf(app->canvas, area.row + i, area.column, style, "%6d", channel);
		chart_bar(app->canvas, area.row + i, area.column + 7, area.columns - 16,
			  stage->hi > 0 ? stage->values[channel] / stage->hi : 0,
			  app->theme->plain);
		canvas_printf(app->canvas, area.row + i, area.column + area.columns - 8,
			      app->theme->plain, "%8s",
			      number(stage->values[channel], false, text));
	}
}

void layers_draw_map(struct app *app, const struct layers_state *s, struct area area)
{
	const struct stage *stage = &s->stages->list[s->stage];
	int channel = layers_channel(s, s->stage),
	    places = stage->shape.height * stage->shape.width;
	float weights[FILTER_MAX], lo, hi;
	struct shape shape;
	struct picture picture;
	enum pixels pixels;

	if (has_image_weights(s->stages, s->stage) &&
	    read_filter(s->stages, s->stage, 0, channel, weights, &shape)) {
		draw_filter(app, weights, shape, area);
		return;
	}
	if (stages_is_last(s->stages, s->stage)) {
		bars_draw(app, area, s->stages->probabilities, NULL, channel);
		return;
	}
	if (places == 1) {
		draw_units(app, stage, layers_place(s, s->stage), area);
		return;
	}
	hi = range_of(stage->values + channel, places, stage->shape.channels, &lo);
	picture = layers_fit(app, stage->shape, &area.rows, &area.columns, &pixels);
	picture.values = stage->values + channel;
	picture.stride = stage->shape.channels;
	picture.palette = layers_palette(app, lo, hi);
	picture_draw(app->canvas, area.row, area.column, &picture, pixels);
}

/* ----------------------------------------------------------------------------------- its facts */

/* The rank-th channel that the cursor's contributes to, or that contributes to it. */
static int ranked_channel(const struct layers_state *s, bool is_to, int rank, float *contribution)
{
	int channel = layers_channel(s, s->stage);

	return is_to ? stages_receiver(s->stages, s->stage, channel, rank, contribution)
		     : stages_contributor(s->stages, s->stage, channel, rank, contribution);
}

/* A channel of a stage: its number, of the last one the class's name. */
static const char *channel_name(struct app *app, const struct layers_state *s, int stage,
				int channel, int columns, char name[CLASS_NAME_MAX])
{
	return class_name_cut(stages_is_last(s->stages, stage) ? app_names(app) : &class_names_none,
			      channel, columns, name);
}

/* "by pool1  5 +0.31  12 +0.20", as many as there is room for in so many rows; the row after them.
 */
static int draw_contributions(struct app *app, const struct layers_state *s, struct area area,
			      bool is_to)
{
	const struct stage *stage = &s->stages->list[s->stage];
	int at = is_to ? stage->to : stage->from, width;
	int end = canvas_printf(app->canvas, area.row, area.column, app->theme->strong, "%s %s",
				is_to ? "to" : "by", stages_name(s->stages, at));

	if (stages_is_last(s->stages, at))
		width = class_names_width(app_names(app), app_classes(app), 8);
	else
		width = snprintf(NULL, 0, "%d", s->stages->list[at].shape.channels - 1);

	for (int rank = 0, row = area.row; rank < 16; rank++) {
		float contribution = 0;
		int other = ranked_channel(s, is_to, rank, &contribution);
		char text[CLASS_NAME_MAX + TEXT_NUMBER_MAX], share[TEXT_NUMBER_MAX];
		char name[CLASS_NAME_MAX];

		if (other < 0)
			break;
		channel_name(app, s, at, other, width, name);
		snprintf(text, sizeof(text), "  %*s%s %s", width - text_width(name), "", name,
			 number(contribution, true, share));
		if (end + text_width(text) > area.column + area.columns) {
			if (++row == area.row + area.rows)
				break;
			end = area.column;
		}
		end = canvas_text(app->canvas, row, end, app->theme->plain, text);
	}
	return area.row + area.rows;
}

/* Both ends of the signed map's range, each with its colour or mark. */
static void draw_ends(struct app *app, int row, int column, float range)
{
	const float values[2][4] = {{-range, -range, -range, -range}, {range, range, range, range}};

	for (int i = 0; i < 2; i++) {
		struct picture end = {values[i], 2, 2, 1, 1, app_signed_palette(app, range)};
		char text[TEXT_NUMBER_MAX];

		picture_draw(app->canvas, row, column, &end, picture_pixels(&end, app->medium, 0));
		column = canvas_text(app->canvas, row, column + 3, app->theme->plain,
				     number(values[i][0], true, text)) +
			 2;
	}
}

/* "class 3: p 0.936, logit 4.25". */
static void class_title(struct app *app, const struct layers_state *s, int channel,
			char title[TITLE])
{
	const struct class_names *names = app_names(app);
	char p[TEXT_NUMBER_MAX], logit[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

	snprintf(title, TITLE, "%s%s: p %s, logit %s",
		 class_names_list(names, channel + 1) ? "" : "class ",
		 class_name_cut(names, channel, CLASS_PHRASE_COLUMNS, name),
		 text_fixed((double)s->stages->probabilities[channel], 5, 3, false, p),
		 number(pass_output(s->stages->pass, -1)[channel], false, logit));
}

static void draw_title(struct app *app, const struct layers_state *s, struct area area)
{
	const struct stage *stage = &s->stages->list[s->stage];
	int channel = layers_channel(s, s->stage), step = stage->shape.channels;
	int places = stage->shape.height * stage->shape.width, used;
	const float *values = stage->values + channel;
	float lo, hi = range_of(values, places, step, &lo);
	char title[TITLE], low[TEXT_NUMBER_MAX], high[TEXT_NUMBER_MAX];

	used = snprintf(title, sizeof(title),
			"%s %d, no. %d of %d: ", stages_name(s->stages, s->stage), channel,
			layers_place(s, s->stage) + 1, step);
	if (s->stage == 0)
		snprintf(title, sizeof(title), "%s", app->sample.title);
	else if (stages_is_last(s->stages, s->stage))
		class_title(app, s, channel, title);
	else if (places == 1)
		snprintf(title + used, sizeof(title) - (size_t)used, "%s",
			 number(values[0], false, low));
	else
		snprintf(title + used, sizeof(title) - (size_t)used, "%s to %s",
			 number(lo, false, low), number(hi, false, high));
	canvas_clip(app->canvas, area.row, area.column, area.column + area.columns,
		    app->theme->strong, title);
}

/* The filter for the channel that contributes most to this one, and the range of the weights; of a
 * unit whose weights are the large map, the range alone. Returns the rows that the text takes, from
 * column *left of the area on. */
static int draw_weights(struct app *app, const struct layers_state *s, struct area area, int *left)
{
	const struct stages *stages = s->stages;
	int channel = layers_channel(s, s->stage), input = 0, column;
	bool has_inputs = stages->list[s->stage].from > 0;
	float weights[FILTER_MAX], contribution;
	struct shape shape;

	*left = 0;
	if (has_inputs)
		input = stages_contributor(stages, s->stage, channel, 0, &contribution);
	if (input < 0 || !read_filter(stages, s->stage, input, channel, weights, &shape))
		return 0;
	if (!has_image_weights(stages, s->stage)) {
		area.rows = area.rows < 2 * FILTER_ROWS ? FILTER_ROWS : 2 * FILTER_ROWS;
		/* The words beside it need room. */
		area.columns = 2 * area.rows < area.columns - BESIDE ? 2 * area.rows
								     : area.columns - BESIDE;
		draw_filter(app, weights, shape, area);
		*left = area.columns + 2;
	}
	draw_ends(app, area.row, area.column + *left, weight_range(weights, shape));
	column = canvas_printf(app->canvas, area.row + 1, area.column + *left, app->theme->plain,
			       "%s on the %s", *left ? "filter" : "weights",
			       has_inputs ? "" : "image");
	if (has_inputs)
		canvas_printf(app->canvas, area.row + 1, column - 4, app->theme->plain, "%s %d",
			      stages_name(stages, stages->list[s->stage].from), input);
	return 2;
}

void layers_draw_detail(struct app *app, const struct layers_state *s, struct area area)
{
	const struct stage *stage = &s->stages->list[s->stage];
	int end = area.row + area.rows, row, left;

	draw_title(app, s, area);
	area.row++;
	area.rows--;
	row = area.row + draw_weights(app, s, area, &left);
	area.column += left;
	area.columns -= left;
	/* To what sees the image, the image as a whole contributes everything. */
	if (stage->from > 0) {
		area.row = row;
		area.rows = 1;
		row = draw_contributions(app, s, area, false);
	}
	if (stage->to >= 0) {
		area.row = row;
		area.rows = end - row > 2 ? 2 : 1;
		row = draw_contributions(app, s, area, true);
	}
	if (row < end && (stage->from > 0 || stage->to >= 0))
		canvas_text(app->canvas, row, area.column, app->theme->faint,
			    "(weight x activation)");
}

/* ------------------------------------------------------------------------------------- words */

enum { CONTRIBUTIONS = 160 }; /* bytes of a text */

/* "; most due to pool1 24, raising fc1 404 most", as far as it is known. */
static void contribution_text(struct app *app, const struct layers_state *s,
			      char text[CONTRIBUTIONS])
{
	const struct stage *stage = &s->stages->list[s->stage];
	float contribution;
	int contributor = stage->from > 0 ? ranked_channel(s, false, 0, &contribution) : -1;
	int receiver = stage->to >= 0 ? ranked_channel(s, true, 0, &contribution) : -1;
	char due[48] = "", raising[48 + CLASS_NAME_MAX] = "", name[CLASS_NAME_MAX];

	if (contributor >= 0)
		snprintf(due, sizeof(due), "; most due to %s %d",
			 stages_name(s->stages, stage->from), contributor);
	if (receiver >= 0)
		snprintf(raising, sizeof(raising), ", raising %s %s most",
			 stages_name(s->stages, stage->to),
			 channel_name(app, s, stage->to, receiver, CLASS_PHRASE_COLUMNS, name));
	snprintf(text, CONTRIBUTIONS, "%s%s", due, raising);
}

void layers_status_line(struct app *app, const struct layers_state *s, char *text, size_t size)
{
	const struct stages *stages = s->stages;
	const struct stage *stage = stages ? &stages->list[s->stage] : NULL;
	char contributions[CONTRIBUTIONS], class[CLASS_PHRASE_MAX], value[TEXT_NUMBER_MAX];
	int channel;

	if (!stages) {
		snprintf(text, size, "The image goes through the network.");
		return;
	}
	channel = layers_channel(s, s->stage);
	contribution_text(app, s, contributions);
	class_phrase(class, sizeof(class), app_names(app), channel);
	if (s->stage == 0)
		snprintf(text, size,
			 "What the network is given. j follows it from layer to layer.");
	else if (stages_is_last(stages, s->stage))
		snprintf(text, size, "%s sure that it is %s%s.",
			 text_percent((double)stages->probabilities[channel], 1, value), class,
			 contributions);
	else if (stage->shape.height * stage->shape.width > 1)
		snprintf(text, size, "Where map %d of %s answers%s.", channel,
			 stages_name(stages, s->stage), contributions);
	else
		snprintf(text, size, "Unit %d of %s answers %s%s.", channel,
			 stages_name(stages, s->stage),
			 number(stage->values[channel], false, value), contributions);
}
