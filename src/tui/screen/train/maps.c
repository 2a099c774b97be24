/* As many maps of one size as there is room for, in rows. */
#include "tui/screen/train/maps.h"

enum { MAX_SCALE_STEP = 8, USUAL_COLUMNS = 7 };

struct picture train_map(const struct unit_maps *maps, int unit, struct palette palette)
{
	return (struct picture){.values = unit_maps_at(maps, unit),
				.height = maps->height,
				.width = maps->width,
				.stride = maps->stride,
				.palette = palette};
}

static int at_least_one(int n)
{
	return n > 1 ? n : 1;
}

/* The grid at one scale; false: not all maps fit. */
static bool fill_grid(const struct unit_maps *maps, struct medium medium, int rows, int columns,
		      struct train_grid *g)
{
	struct picture picture = train_map(maps, 0, (struct palette){0});
	int height, width, max_rows, max_columns;

	picture.scale = g->scale;
	picture_size(&picture, &height, &width);
	picture_cells(&picture, picture_pixels(&picture, medium, 0), &g->map_rows, &g->map_columns);
	/* An odd height leaves half a row blank. */
	g->gap = g->has_captions ? 0 : height % 2 == 0;
	g->map_rows += g->has_captions + g->gap;
	max_rows = at_least_one((rows + g->gap) / g->map_rows);
	max_columns = at_least_one((columns + 1) / (g->map_columns + 1));
	if (max_rows * max_columns < maps->count) {
		g->rows = max_rows;
		g->columns = max_columns;
		return false;
	}
	g->rows = (maps->count + max_columns - 1) / max_columns;
	g->columns = (maps->count + g->rows - 1) / g->rows;
	return true;
}

struct train_grid train_grid_of(const struct unit_maps *maps, struct medium medium, int rows,
				int columns, int chosen)
{
	struct train_grid g = {.has_captions = maps->are_classes};
	int min = maps->width < 2 * USUAL_COLUMNS ? 1 : -(maps->width / USUAL_COLUMNS);

	g.scale = MAX_SCALE_STEP;
	while (!fill_grid(maps, medium, rows, columns, &g) && g.scale != min)
		g.scale -= g.scale == 1 ? 3 : 1; /* after 1 comes -2 */
	g.count = g.rows * g.columns < maps->count ? g.rows * g.columns : maps->count;
	if (chosen >= g.count)
		g.first = chosen / g.columns * g.columns < maps->count - g.count
				  ? chosen / g.columns * g.columns
				  : maps->count - g.count;
	g.height = g.rows * g.map_rows - g.gap;
	g.width = g.columns * (g.map_columns + 1) - 1;
	return g;
}

/* Of the last layer the class's name, as far as there is room; else the unit's number. */
static void draw_caption(struct app *app, const struct unit_maps *maps, const struct train_grid *g,
			 int row, int column, int unit, bool is_chosen)
{
	const struct class_names *names =
		maps->count == app_classes(app) ? app_names(app) : &class_names_none;
	char name[CLASS_NAME_MAX];

	canvas_printf(app->canvas, row, column, is_chosen ? app->theme->accent : app->theme->plain,
		      "%s%s", is_chosen ? "*" : "",
		      class_name_cut(names, unit, g->map_columns - is_chosen, name));
}

void train_grid_draw(struct app *app, const struct unit_maps *maps, const struct train_grid *g,
		     struct palette palette, int row, int column, int chosen)
{
	for (int i = 0; i < g->count; i++) {
		int class = g->first + i, top = row + i / g->columns * g->map_rows;
		int left = column + i % g->columns * (g->map_columns + 1);
		struct picture picture = train_map(maps, class, palette);

		picture.scale = g->scale;
		if (g->has_captions)
			draw_caption(app, maps, g, top, left, class, class == chosen);
		picture_draw(app->canvas, top + g->has_captions, left, &picture,
			     picture_pixels(&picture, app->canvas->medium, 0));
	}
}
