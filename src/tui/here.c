/* Text that grows, whole keys at a time. */
#include "tui/here.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void here_add(struct here *here, const char *format, ...)
{
	size_t room = sizeof(here->text) - here->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(here->text + here->length, room, format, arguments);
	va_end(arguments);
	if ((size_t)length < room)
		here->length += (size_t)length;
	else
		here->text[here->length] = '\0';
}

void here_add_text(struct here *here, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, "<");

		here_add(here, "%.*s%s", (int)plain, text, text[plain] ? "<lt>" : "");
		text += plain + (text[plain] != 0);
	}
}

void here_repeat(struct here *here, const char *keys, int n)
{
	for (; n > 0; n--)
		here_add(here, "%s", keys);
}
