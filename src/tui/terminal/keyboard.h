/*
 * Bytes that a terminal sends become keys. Pure: no input, no output, no clock; time is passed in.
 *
 * A sequence is swallowed whole whether it is known or not, so that its bytes never act as keys:
 * CSI ends with a byte of 64 to 126, SS3 with a letter, strings (OSC, DCS, SOS, PM, APC) with BEL
 * or ST. What comes between ESC [ 200 ~ and ESC [ 201 ~ was pasted and is one event. A character
 * behind ESC is that key with Alt, which means nothing here: it is swallowed. ESC with nothing
 * behind it for the delay is the Esc key; so is ESC before what no key sends, as a terminal's
 * answer that happens to come right behind the key. A sequence that stops in its middle is given up
 * after half a second, so that no key is eaten for ever. Bytes that are no UTF-8 are swallowed.
 *
 * Memory is bounded: of a long sequence only the beginning is kept, of what is pasted the printable
 * part of the first line.
 */
#ifndef TUI_TERMINAL_KEYBOARD_H
#define TUI_TERMINAL_KEYBOARD_H

#include "base/limits.h"
#include "tui/terminal/sequence.h"

#include <stddef.h>

enum { KEYBOARD_SEQUENCE_MAX = 64, KEYBOARD_NAMES_MAX = 32, KEYBOARD_NAME_MAX = 16 };

struct keyboard {
	double escape_delay; /* seconds */
	/* Keys as terminfo spells them, behind ESC: they come before the tables of sequence.c. */
	struct {
		char sequence[KEYBOARD_NAME_MAX];
		int key;
	} names[KEYBOARD_NAMES_MAX];
	int name_count;

	int state;                            /* of keyboard.c */
	double since;                         /* the last byte's time */
	char sequence[KEYBOARD_SEQUENCE_MAX]; /* what came behind ESC; ends with 0 */
	int length;
	int escapes; /* ESC keys that may turn out to be pressed; before a sequence, too */
	bool is_alt; /* of the character that is collected */
	char paste[PROMPT_MAX];
	int matched;       /* bytes of what ends a paste */
	bool is_line_over; /* of what is pasted */
};

/* Who is told of events. */
struct keyboard_hearer {
	void (*take)(void *context, const struct input_event *);
	void *context;
};

void keyboard_init(struct keyboard *, double escape_delay);
/* What terminfo calls a key; only names that begin with ESC are taken, others are what they are
 * everywhere. */
void keyboard_name(struct keyboard *, const char *sequence, int key);
/* Bytes that have come at `now`; the hearer is told for each event. */
void keyboard_feed(struct keyboard *, const char *bytes, size_t size, double now,
		   const struct keyboard_hearer *hearer);
/* Nothing has come until `now`: ends what waits too long for its next byte. */
void keyboard_elapse(struct keyboard *, double now, const struct keyboard_hearer *hearer);
/* When keyboard_elapse() has something to end, on the clock that is passed in; INFINITY: nothing
 * waits. */
double keyboard_due(const struct keyboard *);

#endif
