/* A canvas as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/ansi.h"
#include "support/canvas_text.h"

#include <stdlib.h>

void assert_canvas_text(struct canvas *canvas, const char *expected)
{
	size_t length;
	char *text = ansi_string(canvas, &length);

	assert_string_equal(text, expected);
	free(text);
	canvas_free(canvas);
}
