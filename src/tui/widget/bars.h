/* The classes' bars in an area, in the theme's styles. */
#ifndef TUI_WIDGET_BARS_H
#define TUI_WIDGET_BARS_H

#include "tui/app.h"

/* Bars of values [classes of the model], one row each (draw/chart.h). previous: before the last
 * step, likewise; NULL: no changes are shown. Where there are more classes than rows, the marked
 * one (-1: none) is in the middle. */
void bars_draw(struct app *, struct area, const float *values, const float *previous, int marked);

#endif
