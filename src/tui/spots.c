/* A list, as a screen has a few hundred at most. */
#include "tui/app.h"

void app_spot(struct app *app, int row, int column, int rows, int columns, int what)
{
	if (app->spots.count < SPOTS_MAX)
		app->spots.list[app->spots.count++] =
			(struct spot){row, column, rows, columns, what};
}

int app_spot_at(const struct app *app, int row, int column)
{
	for (int i = app->spots.count - 1; i >= 0; i--) {
		const struct spot *spot = &app->spots.list[i];

		if (row >= spot->row && row < spot->row + spot->rows && column >= spot->column &&
		    column < spot->column + spot->columns)
			return spot->what;
	}
	return -1;
}
