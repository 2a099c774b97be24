/*
 * The terminal: curses started and stopped, what it can show, and its state put back whatever ends
 * the program. One at a time.
 */
#ifndef TUI_TERMINAL_TERM_H
#define TUI_TERMINAL_TERM_H

#include "draw/medium.h"

/* Whether there is a terminal to draw on at all: both ends are one, and TERM is not dumb. */
bool term_is_there(void);

enum { TERM_NOTE_MAX = 160 };
/* color, glyphs: as the options. Tries $TERM, and where no terminfo entry of that name is
 * installed, xterm-256color. *medium is what can be shown; note: what the person should be told, or
 * "". Fails with nothing changed. From here on each signal that ends the program first restores
 * the terminal, standard error (where it is the terminal too) goes to a log, and dying for want of
 * memory restores as well. */
bool term_start(const char *color, const char *glyphs, struct medium *medium,
		char note[TERM_NOTE_MAX], struct err *);
/* For a handler: from here on this signal does that, whatever else it did meanwhile. */
void term_die_of(int number);
/* Restores everything, and prints the log. */
void term_stop(void);
/* Stops the program as Ctrl-Z does, with the terminal restored meanwhile. */
void term_suspend(void);
/* Takes the terminal's present size: true if it is another. */
bool term_resize(int *rows, int *columns);
/* Whether the terminal tells of the mouse; it does not at first. */
void term_mouse(bool is_on);
/* Asks the terminal for its attributes, which all whose sequences are of ECMA-48 answer; before
 * that, where it is of a kind that may be asked, for the colour of its ground and for DEC's mode
 * 2026: what is unanswered then will stay so. Once, before anything is drawn. False where it is
 * not asked. */
bool term_ask(void);
/* So many answers are due: whatever ends the program waits a moment for them, and drops what was
 * typed then. */
void term_await(int answers);
enum { TERM_SYNCHRONIZED = 2026 };
/* What is written in between is shown at once: for terminals that have mode 2026. */
void term_synchronize(bool is_begin);
/* The title of the window, where the terminal has one. */
void term_title(const char *);
/* Writes bytes that curses knows nothing of. */
void term_write(const char *);
/* Whether the terminal took no more of that, and why. */
bool term_is_lost(struct err *);

#endif
