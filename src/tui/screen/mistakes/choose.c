/* What Enter and the mouse open: an image in Attack, a cell of the matrix as a filter. */
#include "tui/screen/mistakes/mistakes.h"

#include <stdint.h>

static void open_cell(struct mistakes_state *s)
{
	s->filter = (struct mistake_filter){s->row, s->column, 0, s->filter.has_right};
	s->anchor = SIZE_MAX;
	s->is_stale = s->is_leading = true;
	s->is_in_matrix = false;
}

void mistakes_open(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;

	(void)key;
	if (s->is_in_matrix) {
		open_cell(s);
		return;
	}
	if (s->count == 0)
		return;
	mistakes_move(app, s, (ptrdiff_t)s->cursor);
	app_go(app, app_screen(app, "Attack"));
}

/* Images of the list come first, the matrix's cells behind them. A cell once more, or an image,
 * opens it. */
void mistakes_choose_spot(struct app *app, void *state, int what)
{
	struct mistakes_state *s = state;
	int classes = app_classes(app), cell = what - (int)s->count;

	if (cell < 0 && (size_t)what == s->cursor && !s->is_in_matrix) {
		mistakes_open(app, s, PRESS_ENTER);
	} else if (cell < 0) {
		s->is_in_matrix = false;
		mistakes_move(app, s, what);
	} else if (s->is_in_matrix && s->row == cell / classes && s->column == cell % classes) {
		open_cell(s);
	} else if (cell < classes * classes) {
		s->is_in_matrix = true;
		s->row = cell / classes;
		s->column = cell % classes;
	}
}
