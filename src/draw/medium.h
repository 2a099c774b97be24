/*
 * What cells will be shown on: which colours it has, and whether it reads UTF-8.
 *
 * Everything that draws asks the medium, nothing asks the environment but medium_choose().
 */
#ifndef DRAW_MEDIUM_H
#define DRAW_MEDIUM_H

#include "base/err.h"
#include "draw/palette.h"

#include <stdbool.h>

struct medium {
	enum color_mode mode;
	bool has_utf8;
};

/* Sets the medium from the word given to --color: a name of color_mode_names, `never` (none),
 * `auto` or NULL (none unless is_terminal), or `always` (as on a terminal). What a terminal has is
 * read from NO_COLOR, COLORTERM and TERM; UTF-8 from the locale, so setlocale() comes first. */
bool medium_choose(struct medium *, const char *word, bool is_terminal, struct err *);

/* Whether colours can be shown, and so half-blocks or coloured spaces instead of marks. */
bool medium_has_color(struct medium);
/* Whether block elements (of bars) are right: UTF-8, and not plain text. */
bool medium_has_blocks(struct medium);
/* Whether braille is: the terminal with sixteen colours is the Linux console, whose fonts have
 * block elements and no braille. */
bool medium_has_braille(struct medium);

#endif
