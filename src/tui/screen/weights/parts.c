/* What both views of Weights have: a map, the head, the classes' sums, a filter's numbers. */
#include "draw/chart.h"
#include "tui/screen/weights/weights.h"

#include <stdio.h>

struct picture weights_picture(struct app *app, const struct weights_state *s, int map, int scale)
{
	size_t size = (size_t)s->maps.height * (size_t)s->maps.width;

	return (struct picture){.values = s->maps.values + (size_t)map * size,
				.height = s->maps.height,
				.width = s->maps.width,
				.scale = scale,
				.palette = app_signed_palette(app, s->range)};
}

/* The head's words in ever fewer of them: `form` parts are left out. */
static void head_words(const struct app *app, const struct weights_state *s, bool is_merged,
		       int form, char *text, size_t size)
{
	const struct layer *layer = &app->model->net->layers[s->maps.layer];
	char range[48] = "", side[32] = "", count[32] = "", input[48] = "";

	if (form < 1)
		snprintf(range, sizeof(range), ", %.2g to %.2g", (double)s->maps.min,
			 (double)s->maps.max);
	if (form < 2)
		snprintf(side, sizeof(side), " %dx%d", s->maps.height, s->maps.width);
	if (form < 3)
		snprintf(count, sizeof(count), " %d maps", s->maps.count);
	if (form < 4 && layer_weight_maps(layer).channels > 1)
		snprintf(input, sizeof(input), "%s input %d/%d", form < 3 ? ", of" : "", s->channel,
			 layer->in.channels);
	snprintf(text, size, "%s%s%s%s%s", count, side, range, input,
		 is_merged ? " (rows merged)" : "");
}

void weights_draw_head(struct app *app, const struct weights_state *s, struct area area,
		       bool is_merged)
{
	enum { FORMS = 5, LEGEND = 23 }; /* columns of a legend without its two numbers */
	const char *name = app->model->net->layers[s->maps.layer].name;
	struct palette palette = app_signed_palette(app, s->range);
	int legend = 2 * snprintf(NULL, 0, "%+.3g", (double)s->range) + LEGEND, column, form = 0;
	char text[192];

	do
		head_words(app, s, is_merged, form, text, sizeof(text));
	while (text_width(name) + text_width(text) + 2 + legend > area.columns && ++form < FORMS);
	column = canvas_text(area.canvas, area.row, area.column, app->theme->strong, name);
	column = canvas_text(area.canvas, area.row, column, app->theme->plain, text) + 3;
	if (column + legend > area.column + area.columns)
		column = area.column + area.columns - legend;
	chart_legend(area.canvas, area.row, column, &palette);
}

/* What the pixels of the chosen image contribute to a map's unit. */
static struct evidence evidence_of(const struct app *app, const struct weights_state *s, int map)
{
	size_t size = app_pixels(app);

	return weight_pixel_evidence(s->maps.values + (size_t)map * size, s->seen, size,
				     s->maps.biases[map]);
}

static int best_class(const struct app *app, const struct weights_state *s)
{
	double max = evidence_of(app, s, 0).sum;
	int best = 0;

	for (int i = 1; i < s->maps.count; i++) {
		double sum = evidence_of(app, s, i).sum;

		if (sum > max) {
			max = sum;
			best = i;
		}
	}
	return best;
}

const char *weights_name(const struct app *app, const struct weights_state *s, int map, int columns,
			 char text[CLASS_NAME_MAX])
{
	bool is_class = weight_maps_are_of_classes(app->model->net, &s->maps);

	return class_name_cut(is_class ? app_names(app) : &class_names_none, map, columns, text);
}

int weights_name_width(const struct app *app, const struct weights_state *s, int max)
{
	char name[CLASS_NAME_MAX];
	int widest = 0;

	for (int i = 0; i < s->maps.count; i++) {
		int width = text_width(weights_name(app, s, i, max, name));

		widest = width > widest ? width : widest;
	}
	return widest;
}

/* What speaks for and against each class, and the sum; the largest is marked. */
void weights_draw_sums(struct app *app, const struct weights_state *s, struct area area, int column)
{
	int room = area.rows - 3, first = s->map >= room ? s->map - room + 1 : 0;
	int best = best_class(app, s);
	int columns = area.column + area.columns - column;
	bool is_narrow = columns < 30;
	int width = weights_name_width(app, s, 2 + columns - (is_narrow ? 17 : 32));

	width = width < 2 ? 2 : width;
	canvas_text(area.canvas, area.row + 1, column + width - 2, app->theme->faint,
		    is_narrow ? "   for  agt  sum" : "     for against   bias     sum");
	for (int i = first; i < s->maps.count && i - first < room; i++) {
		struct evidence e = evidence_of(app, s, i);
		struct style style = i == s->map ? app->theme->accent
				     : i == best ? app->theme->strong
						 : app->theme->plain;
		int row = area.row + 2 + i - first, at;
		char positive[TEXT_NUMBER_MAX], negative[TEXT_NUMBER_MAX], bias[TEXT_NUMBER_MAX];
		char sum[TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

		weights_name(app, s, i, width, name);
		at = canvas_printf(area.canvas, row, column, style, "%c%s%*s",
				   i == s->map ? '>'
				   : i == best ? '*'
					       : ' ',
				   name, width - text_width(name), "");
		if (is_narrow)
			canvas_printf(area.canvas, row, at, style, "%s%s%s",
				      text_fixed(e.positive, 3, 0, false, positive),
				      text_fixed(e.negative, 5, 0, false, negative),
				      text_fixed(e.sum, 6, 1, false, sum));
		else
			canvas_printf(area.canvas, row, at, style, "%s%s%s%s",
				      text_fixed(e.positive, 6, 2, false, positive),
				      text_fixed(e.negative, 8, 2, false, negative),
				      text_fixed((double)s->maps.biases[i], 7, 2, false, bias),
				      text_fixed(e.sum, 8, 2, false, sum));
	}
}

/* A small filter's weights as numbers. */
void weights_draw_numbers(struct app *app, const struct weights_state *s, struct area area,
			  int column)
{
	const float *values =
		s->maps.values + (size_t)s->map * (size_t)s->maps.height * (size_t)s->maps.width;

	char number[TEXT_NUMBER_MAX];

	for (int y = 0; y < s->maps.height; y++)
		for (int x = 0; x < s->maps.width; x++)
			canvas_text(area.canvas, area.row + 2 + y, column + x * 7,
				    s->is_close && y == s->y && x == s->x ? app->theme->accent
									  : app->theme->plain,
				    text_fixed((double)values[y * s->maps.width + x], 6, 3, false,
					       number));
}
