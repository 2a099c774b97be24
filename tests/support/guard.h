/*
 * The state in which a program leaves its terminal: after its end, or while it is stopped.
 *
 * As it found it are the settings of the line (echo, line editing, signals, special characters,
 * ...), and of the emulator the main screen, a visible cursor, no mouse, no bracketed paste, cursor
 * keys that send ESC [, and no colours or attributes left on.
 */
#ifndef TESTS_SUPPORT_GUARD_H
#define TESTS_SUPPORT_GUARD_H

#include "support/terminal.h"

/* Names the first thing that differs. Not after terminal_hang_up(). */
bool guard_is_sane(struct terminal *, struct err *);

#define terminal_assert_sane(t) terminal_check(t, guard_is_sane(t, &terminal_err))

#endif
