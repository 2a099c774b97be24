/* The cursor's ways from point to point. */
#include "tui/screen/project/project.h"

#include <math.h>

bool project_is_shown(const struct project_state *s, size_t i)
{
	return mistake_filter_takes(&s->filter, project_prediction(s, i));
}

/* In columns: a cell is twice as high as wide. */
static void offset(const struct project_state *s, const struct scatter_view *view, size_t i,
		   int row, int column, double *right, double *down)
{
	double y, x;

	scatter_place(view, project_plane(s) + 2 * i, &y, &x);
	*right = x - column;
	*down = 2 * (y - row);
}

/* How far a point is in a direction, those to the side of it counting more; INFINITY: it is not
 * there, or hides in the same cell. */
static double cost(double along, double across, bool is_wide)
{
	if (along < 0.5 || (!is_wide && fabs(across) > along))
		return INFINITY;
	return along + 2 * fabs(across);
}

void project_move(struct project_state *s, const struct scatter_view *view, int right, int down)
{
	const double *own = project_plane(s) + 2 * s->cursor;
	double best = INFINITY;
	size_t found = s->cursor;
	int row, column;

	scatter_cell(view, own, &row, &column);
	/* Within 45 degrees of the direction; else anywhere on that side. */
	for (int is_wide = 0; is_wide < 2 && isinf(best); is_wide++)
		for (size_t i = 0; i < project_count(s); i++) {
			double x, y, at;
			int r, c;

			if (!project_is_shown(s, i))
				continue;
			offset(s, view, i, row, column, &x, &y);
			scatter_cell(view, project_plane(s) + 2 * i, &r, &c);
			at = r == row && c == column
				     ? INFINITY
				     : cost(right ? x * right : y * down, right ? y : x, is_wide);
			if (at < best) {
				best = at;
				found = i;
			}
		}
	s->cursor = found;
}

void project_step(struct project_state *s, int step)
{
	size_t count = project_count(s);

	for (size_t tried = 1, i = s->cursor; tried <= count; tried++) {
		i = (i + count + (size_t)(step > 0 ? 1 : -1)) % count;
		if (project_is_shown(s, i)) {
			s->cursor = i;
			return;
		}
	}
}

void project_move_to(struct project_state *s, const struct scatter_view *view, int row, int column)
{
	double best = INFINITY;

	for (size_t i = 0; i < project_count(s); i++) {
		double x, y;

		offset(s, view, i, row, column, &x, &y);
		if (project_is_shown(s, i) && hypot(x, y) < best) {
			best = hypot(x, y);
			s->cursor = i;
		}
	}
}
