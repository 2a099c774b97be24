/* A canvas as the text that a person reads. */
#ifndef TESTS_SUPPORT_CANVAS_TEXT_H
#define TESTS_SUPPORT_CANVAS_TEXT_H

#include "draw/canvas.h"

/* Fails where the text, escape sequences included, is another. Frees the canvas. */
void assert_canvas_text(struct canvas *, const char *expected);

#endif
