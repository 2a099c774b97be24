/*
 * Keys by name, as --keys takes them, and the bytes by which xterm sends them (with the keypad on,
 * as terminfo's smkx leaves it).
 *
 * A key is a letter as it stands or a name between < and >: Tab S-Tab Enter Esc Space BS Del Ins Up
 * Down Left Right Home End PgUp PgDn F1..F12, C-a..C-z, and lt for <.
 */
#ifndef TESTS_SUPPORT_KEYSTROKE_H
#define TESTS_SUPPORT_KEYSTROKE_H

enum { KEYSTROKE_MAX = 8 };

/* The bytes of the first key of a text, and what follows it; NULL: there is no such name. Not for
 * the empty text. */
const char *keystroke_read(const char *text, char bytes[KEYSTROKE_MAX + 1]);

#endif
