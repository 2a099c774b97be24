/*
 * Escape sequences that terminals send, whole ones, and what they mean. Pure: tables and
 * arithmetic. tui/terminal/keyboard finds where they begin and end.
 *
 * Spellings: xterm's (CSI A, CSI 1;5A, CSI 3~), those with the keypad in application mode (SS3 A),
 * the Linux console's function keys (CSI [ A), rxvt's (CSI 7~, CSI a, CSI 3^, CSI 3$, SS3 a),
 * PuTTY's (CSI 11~), xterm's modifyOtherKeys (CSI 27;5;13~), kitty's (CSI 97;5u, CSI 1;1:3A).
 */
#ifndef TUI_TERMINAL_SEQUENCE_H
#define TUI_TERMINAL_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

enum input_kind {
	INPUT_KEY,        /* one was pressed */
	INPUT_MOUSE,      /* the left button went down, or moved while it is down */
	INPUT_PASTE,      /* text was pasted */
	INPUT_GROUND,     /* OSC 11: the colour that the terminal draws on */
	INPUT_MODE,       /* DECRQM: whether it knows a private mode */
	INPUT_ATTRIBUTES, /* DA1: what was asked before it is answered by now, or will never be */
};

struct input_event {
	enum input_kind kind;
	int key;         /* of tui/keys.h; PRESS_NONE: one that means nothing here */
	int row, column; /* of the mouse, from 0 */
	bool is_drag;    /* the mouse moved */
	const char
		*text;  /* pasted: printable UTF-8, one line; valid during the call that tells it */
	uint32_t color; /* the ground's, 0xrrggbb */
	int mode, setting; /* setting: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset */
};

/* sequence: what follows ESC, as "[1;5A"; not a string (OSC ...). False: it is nothing that anybody
 * waits for, nor a key. What is unknown is the key PRESS_NONE. */
bool sequence_read(const char *sequence, struct input_event *);
/* A string without its end, as "]11;rgb:1e1e/1e1e/1e1e". False: an answer to something else. */
bool sequence_read_string(const char *sequence, struct input_event *);
/* Three bytes behind "[M": the mouse as X10 told of it. */
void sequence_read_x10(const unsigned char bytes[3], struct input_event *);
/* The key of a byte below 32 or of 127, or of a character. */
int sequence_key_of(uint32_t character);

#endif
