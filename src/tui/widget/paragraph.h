/* Text in lines of a given width. */
#ifndef TUI_WIDGET_PARAGRAPH_H
#define TUI_WIDGET_PARAGRAPH_H

#include <stddef.h>

/* The bytes of a text's first line in `width` columns: it breaks at a blank if there is one. What
 * follows the line begins with blanks to be skipped. */
size_t paragraph_line(const char *text, int width);
/* The text behind its first line, and the blanks there. */
const char *paragraph_next(const char *text, int width);
int paragraph_lines(const char *text, int width);

#endif
