/* The message buffer. Messages are cut at its end, never overrun, and hold no control characters. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void make_printable(char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			*text = '?';
	}
}

bool err_set(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	make_printable(err->text);
	return false;
}

bool err_prefix(struct err *err, const char *prefix)
{
	char text[sizeof(err->text)];

	memcpy(text, err->text, sizeof(text));
	return err_set(err, "%s: %s", prefix, text);
}
