/* The points, and below which class has which glyph. */
#include "cli/scatter_show.h"
#include "base/text.h"
#include "cli/show.h"

#include <stdlib.h>

enum { ROWS_MIN = 8, ROWS_MAX = 45, NAME = 12, GAP = 2 };

/* "0 T-shirt 97", or "7 97" where the name is the glyph. */
static void entry_of(const struct scatter *s, const struct class_names *names, int class,
		     char *text, size_t size)
{
	char name[CLASS_NAME_MAX];
	size_t count = 0;
	const char glyph[] = {(char)scatter_glyph(class), '\0'};

	for (size_t i = 0; i < s->count; i++)
		count += s->classes[i] == class;
	class_name_cut(names, class, NAME, name);
	if (name[0] == glyph[0] && !name[1])
		snprintf(text, size, "%s: %zu", glyph, count);
	else
		snprintf(text, size, "%s %s: %zu", glyph, name, count);
}

static void show_legend_of_classes(struct output *out, const struct scatter *s,
				   const struct class_names *names, int classes,
				   const struct theme *theme)
{
	struct canvas *canvas = canvas_new(out->medium, classes, out->width);
	int row = 0, column = 0;

	for (int class = 0; class < classes; class ++) {
		char text[2 * CLASS_NAME_MAX];
		int columns;

		entry_of(s, names, class, text, sizeof(text));
		columns = text_width(text);
		if (column > 0 && column + columns > out->width) {
			row++;
			column = 0;
		}
		column = canvas_text(canvas, row, column, theme_class(theme, class), text) + GAP;
	}
	canvas->height = row + 1;
	show_canvas(out, canvas);
}

void scatter_show(struct output *out, const struct scatter *s, const struct class_names *names,
		  int classes)
{
	const struct theme *theme = theme_find(NULL, ground_of_colorfgbg(getenv("COLORFGBG")));
	int columns = out->width, rows = columns * 3 / 8;
	struct scatter_view view;
	struct canvas *canvas;

	rows = rows < ROWS_MIN ? ROWS_MIN : rows > ROWS_MAX ? ROWS_MAX : rows;
	view = scatter_fit(s->plane, s->count, rows, columns);
	canvas = canvas_new(out->medium, rows, columns);
	scatter_draw(canvas, 0, 0, &view, s, theme);
	show_canvas(out, canvas);
	show_legend_of_classes(out, s, names, classes, theme);
}
