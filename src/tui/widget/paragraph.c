/* The breaking is base/text's. */
#include "tui/widget/paragraph.h"
#include "base/text.h"

#include <string.h>

static const char *next_line(const char *text, int width)
{
	text += text_line(text, width);
	return text + strspn(text, " ");
}

int paragraph_lines(const char *text, int width)
{
	int lines = 0;

	for (; *text; text = next_line(text, width))
		lines++;
	return lines;
}

int paragraph_draw(const struct area *area, int skipped, struct style style, const char *text)
{
	int row = -skipped;

	for (; *text; text = next_line(text, area->columns), row++)
		if (row >= 0 && row < area->rows)
			canvas_printf(area->canvas, area->row + row, area->column, style, "%.*s",
				      (int)text_line(text, area->columns), text);
	return row + skipped;
}
