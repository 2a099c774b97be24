/* Which classes are in sight, and how they look. */
#include "tui/widget/bars.h"
#include "draw/chart.h"
#include "tui/widget/scroll.h"

void bars_draw(struct app *app, struct area area, const float *values, const float *previous,
	       int marked)
{
	const struct theme *theme = app->theme;
	const struct bar_styles styles = {theme->plain, theme->strong, theme->accent,
					  theme->changed};
	struct bars bars = {.values = values,
			    .previous = previous,
			    .names = class_names_list(app_names(app), app_classes(app)),
			    .count = app_classes(app),
			    .first = scroll_centered(marked, area.rows, app_classes(app)),
			    .rows = area.rows,
			    .width = area.columns,
			    .has_marks = true,
			    .marked = marked};

	chart_draw_bars(area.canvas, area.row, area.column, &bars, &styles);
}
