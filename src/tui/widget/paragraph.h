/* Text in lines that break at blanks where they can. */
#ifndef TUI_WIDGET_PARAGRAPH_H
#define TUI_WIDGET_PARAGRAPH_H

#include "tui/screen.h"

/* The lines that a text takes. */
int paragraph_lines(const char *text, int width);
/* Draws the lines into an area, without the first `skipped` and those there is no room for; below 0
 * for rows left blank above. Returns how many lines there are in all. */
int paragraph_draw(const struct area *, int skipped, struct style, const char *text);

#endif
