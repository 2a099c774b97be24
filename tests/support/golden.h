/*
 * Golden screens: what was once looked at and found good, cell by cell, as text that diff can show.
 *
 * A file tests/golden/NAME.screen below $srcdir (else ".") holds size and cursor; the glyphs of
 * each row behind a bar; then foregrounds, backgrounds and attributes of the rows as runs: a letter
 * and how often it stands, "." for the terminal's own; and what the letters mean. What nobody can
 * see is left out: blanks at the end of a row, the foreground of a plain space, the background of a
 * full block.
 *
 * A screen that differs is written to NAME.screen.new in the current folder. With
 * NETGLYPH_GOLDEN=update in the environment the file itself is written instead.
 */
#ifndef TESTS_SUPPORT_GOLDEN_H
#define TESTS_SUPPORT_GOLDEN_H

#include "support/terminal.h"

/* A screen in that form; the caller frees it. */
char *golden_text(const struct shot *);
/* The reason holds the first line that differs; all of them, up to a screenful, go to stderr. */
bool golden_matches(const struct shot *, const char *name, struct err *);

/* The screen that is shown now; fails the test like terminal.h's macros. */
bool golden_check_try(struct terminal *, const char *name, struct err *);
#define golden_check(t, name) terminal_check(t, golden_check_try(t, name, &terminal_err))

#endif
