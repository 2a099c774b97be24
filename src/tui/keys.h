/*
 * Keys and what they do: one table for each screen and one for everywhere. Dispatch, footer, help
 * and the man page's KEYS are all read from these tables.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

struct app;

/* A key is the character it types, or one of these. */
enum press {
	PRESS_NONE = 0,
	PRESS_TAB = '\t',
	PRESS_ENTER = '\n',
	PRESS_CTRL_A = 'A' - '@',
	PRESS_CTRL_E = 'E' - '@',
	PRESS_CTRL_K = 'K' - '@',
	PRESS_CTRL_L = 'L' - '@',
	PRESS_CTRL_O = 'O' - '@',
	PRESS_CTRL_U = 'U' - '@',
	PRESS_CTRL_W = 'W' - '@',
	PRESS_ESC = 27,
	PRESS_SPACE = ' ',
	PRESS_BACKSPACE = 127,
	PRESS_UP = 0x110000, /* beyond Unicode */
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_HOME,
	PRESS_END,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_BACKTAB,
	PRESS_DELETE,
	PRESS_F1,
	PRESS_MOUSE, /* app->mouse says where */
	/* Only in tables: */
	PRESS_DIGIT, /* any of 0 to 9 */
	PRESS_LETTER /* any screen's letter; the explorer looks for the screen */
};

struct binding {
	int key, other;    /* other: a second key that does the same; 0: none */
	const char *label; /* for the footer, one or two words; NULL: it is not shown there */
	const char *help;  /* for the help screen and the man page: one phrase, no full stop */
	/* NULL: the app does it, and the row only tells (digits: screen.h's choose_class). */
	void (*act)(struct app *, void *state, int key);
};

/* The row for a key in a table that ends with key 0; NULL: none. */
const struct binding *binding_find(const struct binding *table, int key);

enum { PRESS_NAME_MAX = 16 };
/* "n", "Space", "Left", "Ctrl-L", "0-9". Returns `name`. */
const char *press_name(int key, char name[PRESS_NAME_MAX]);
/* Both keys of a row: "n, Right". */
const char *binding_keys(const struct binding *, char names[2 * PRESS_NAME_MAX + 2]);

/* How far hjkl and the arrows move: 1, -1, or 0 for another key. */
int press_right(int key);
int press_down(int key);
/* A place moved to, kept within 0..count-1. */
int index_clip(int index, int count);

/* The next key of a text such as "A3n<Tab><Space>:15<Enter>", as --keys takes it ("<lt>" is the
 * letter <). Returns what follows; *key is PRESS_NONE at the end, and -1 for a name that is
 * unknown. */
const char *key_read(const char *text, int *key);

#endif
