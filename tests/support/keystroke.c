/* The names of keys. */
#include "support/keystroke.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *bytes;
} keystrokes[] = {
	{"Tab", "\t"},      {"S-Tab", "\033[Z"}, {"Enter", "\r"},     {"Esc", "\033"},
	{"Space", " "},     {"BS", "\177"},      {"Del", "\033[3~"},  {"Ins", "\033[2~"},
	{"Up", "\033OA"},   {"Down", "\033OB"},  {"Right", "\033OC"}, {"Left", "\033OD"},
	{"Home", "\033OH"}, {"End", "\033OF"},   {"PgUp", "\033[5~"}, {"PgDn", "\033[6~"},
	{"F1", "\033OP"},   {"F2", "\033OQ"},    {"F3", "\033OR"},    {"F4", "\033OS"},
	{"F5", "\033[15~"}, {"F6", "\033[17~"},  {"F7", "\033[18~"},  {"F8", "\033[19~"},
	{"F9", "\033[20~"}, {"F10", "\033[21~"}, {"F11", "\033[23~"}, {"F12", "\033[24~"},
	{"lt", "<"},
};

/* The bytes of a name; NULL: unknown. */
static const char *find(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(keystrokes) / sizeof(keystrokes[0]); i++)
		if (strlen(keystrokes[i].name) == length &&
		    memcmp(keystrokes[i].name, name, length) == 0)
			return keystrokes[i].bytes;
	return NULL;
}

static size_t utf8_length(const char *text)
{
	size_t length = 1;

	while ((text[length] & 0xc0) == 0x80)
		length++;
	return length;
}

const char *keystroke_read(const char *text, char bytes[KEYSTROKE_MAX + 1])
{
	const char *end = *text == '<' ? strchr(text, '>') : NULL;
	const char *found;

	if (*text != '<') {
		size_t length = utf8_length(text);

		snprintf(bytes, KEYSTROKE_MAX + 1, "%.*s", (int)length, text);
		return text + length;
	}
	if (!end)
		return NULL;
	if (end - text == 4 && strncmp(text, "<C-", 3) == 0 && text[3] >= 'a' && text[3] <= 'z') {
		snprintf(bytes, KEYSTROKE_MAX + 1, "%c", text[3] - 'a' + 1);
		return end + 1;
	}
	found = find(text + 1, (size_t)(end - text - 1));
	if (!found)
		return NULL;
	snprintf(bytes, KEYSTROKE_MAX + 1, "%s", found);
	return end + 1;
}
