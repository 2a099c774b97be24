/* Which classes are in sight, and how they look. */
#include "tui/widget/bars.h"
#include "draw/chart.h"

void bars_draw(struct app *app, struct area area, const float *values, const float *previous,
	       int marked)
{
	const struct theme *theme = app->theme;
	const struct bar_styles styles = {theme->plain, theme->strong, theme->accent,
					  theme->changed};
	struct bars bars = {.values = values,
			    .previous = previous,
			    .count = app_classes(app),
			    .rows = area.rows,
			    .width = area.columns,
			    .marked = marked};
	int last = bars.count - area.rows;

	bars.first = marked - area.rows / 2;
	bars.first = bars.first < last ? bars.first : last;
	bars.first = bars.first > 0 ? bars.first : 0;
	chart_draw_bars(area.canvas, area.row, area.column, &bars, &styles);
}
