/* Which of many things are in sight, so that the one under a cursor is. */
#ifndef TUI_WIDGET_SCROLL_H
#define TUI_WIDGET_SCROLL_H

#include <stddef.h>

/* The first of `shown` things (>= 1) of `count`, so that the cursor is in their middle, or as near
 * to it as the ends allow. 0 where all are shown. */
int scroll_centered(int cursor, int shown, int count);
/* The first of the page of `shown` things (>= 1) that the cursor is on: little moves. */
size_t scroll_page(size_t cursor, size_t shown);

#endif
