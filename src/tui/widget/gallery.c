/* The arithmetic of tiles. */
#include "tui/widget/gallery.h"

bool gallery_measure(struct gallery *g)
{
	picture_cells(&g->picture, g->pixels, &g->rows, &g->columns);
	g->tile_rows = g->rows + g->caption_rows + g->gap_rows;
	g->tile_columns = (g->columns > g->min_columns ? g->columns : g->min_columns) + 1;
	g->row_count = (g->area.rows + g->gap_rows) / g->tile_rows;
	g->per_row = (g->area.columns + 1) / g->tile_columns;
	if (g->row_count > 0 && g->per_row > 0)
		return true;
	g->row_count = g->row_count > 0 ? g->row_count : 1;
	g->per_row = g->per_row > 0 ? g->per_row : 1;
	return false;
}

void gallery_place(const struct gallery *g, int i, int *row, int *column)
{
	*row = g->area.row + i / g->per_row * g->tile_rows;
	*column = g->area.column + i % g->per_row * g->tile_columns;
}
