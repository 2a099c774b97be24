/* Finding keys in tables, and their names. */
#include "tui/keys.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct {
	int key;
	const char *name, *mark; /* for people; between < and > */
} names[] = {
	{PRESS_TAB, "Tab", "Tab"},
	{PRESS_BACKTAB, "Shift-Tab", "S-Tab"},
	{PRESS_ENTER, "Enter", "Enter"},
	{PRESS_ESC, "Esc", "Esc"},
	{PRESS_SPACE, "Space", "Space"},
	{PRESS_BACKSPACE, "Backspace", "BS"},
	{PRESS_DELETE, "Del", "Del"},
	{PRESS_UP, "Up", "Up"},
	{PRESS_DOWN, "Down", "Down"},
	{PRESS_LEFT, "Left", "Left"},
	{PRESS_RIGHT, "Right", "Right"},
	{PRESS_HOME, "Home", "Home"},
	{PRESS_END, "End", "End"},
	{PRESS_PAGE_UP, "PgUp", "PgUp"},
	{PRESS_PAGE_DOWN, "PgDn", "PgDn"},
	{PRESS_F1, "F1", "F1"},
	{PRESS_MOUSE, "Mouse", "Mouse"},
	{PRESS_CTRL_L, "Ctrl-L", "C-l"},
	{PRESS_CTRL_U, "Ctrl-U", "C-u"},
	{PRESS_CTRL_A, "Ctrl-A", "C-a"},
	{PRESS_CTRL_E, "Ctrl-E", "C-e"},
	{PRESS_CTRL_K, "Ctrl-K", "C-k"},
	{PRESS_CTRL_O, "Ctrl-O", "C-o"},
	{PRESS_CTRL_W, "Ctrl-W", "C-w"},
	{PRESS_DIGIT, "0-9", NULL},
	{PRESS_LETTER, "capital", NULL},
	{'<', "<", "lt"},
};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static bool key_matches(int wanted, int key)
{
	if (wanted == PRESS_DIGIT)
		return key >= '0' && key <= '9';
	return wanted && wanted == key;
}

const struct binding *binding_find(const struct binding *table, int key)
{
	for (const struct binding *b = table; b && b->key; b++)
		if (key_matches(b->key, key) || key_matches(b->other, key))
			return b;
	return NULL;
}

const char *press_name(int key, char name[PRESS_NAME_MAX])
{
	for (int i = 0; i < NAMES; i++) {
		if (names[i].key == key) {
			snprintf(name, PRESS_NAME_MAX, "%s", names[i].name);
			return name;
		}
	}
	snprintf(name, PRESS_NAME_MAX, "%c", key > ' ' && key < 127 ? key : '?');
	return name;
}

const char *binding_keys(const struct binding *binding, char text[2 * PRESS_NAME_MAX + 2])
{
	char first[PRESS_NAME_MAX], second[PRESS_NAME_MAX];

	press_name(binding->key, first);
	if (binding->other)
		snprintf(text, 2 * PRESS_NAME_MAX + 2, "%s, %s", first,
			 press_name(binding->other, second));
	else
		snprintf(text, 2 * PRESS_NAME_MAX + 2, "%s", first);
	return text;
}

int press_right(int key)
{
	return (key == 'l' || key == PRESS_RIGHT) - (key == 'h' || key == PRESS_LEFT);
}

int press_down(int key)
{
	return (key == 'j' || key == PRESS_DOWN) - (key == 'k' || key == PRESS_UP);
}

int index_clip(int index, int count)
{
	return index < 0 ? 0 : index >= count ? count - 1 : index;
}

const char *key_read(const char *text, int *key)
{
	const char *end;

	*key = PRESS_NONE;
	if (!*text)
		return text;
	end = *text == '<' ? strchr(text, '>') : NULL;
	*key = -1;
	if (!end) {
		uint32_t character = text_next(&text);

		*key = character ? (int)character : -1;
		return text;
	}
	for (int i = 0; i < NAMES; i++) {
		const char *mark = names[i].mark;

		if (mark && strlen(mark) == (size_t)(end - text - 1) &&
		    strncmp(text + 1, mark, strlen(mark)) == 0)
			*key = names[i].key;
	}
	return end + 1;
}
