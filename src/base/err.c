/*
 * The message buffer. Messages are cut at its end, never overrun, and hold no control characters.
 *
 * A library that fails as memory is out often says only that it failed, and the file would be
 * called damaged. But malloc has left ENOMEM in errno, and that is told instead.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* U+0080 to U+009F in UTF-8: terminals take some of them for the beginning of an escape sequence.
 */
static bool is_c1_control(const unsigned char *text)
{
	return text[0] == 0xc2 && text[1] >= 0x80 && text[1] < 0xa0;
}

static void make_printable(char *text)
{
	unsigned char *c = (unsigned char *)text;

	for (; *c; c++) {
		if (is_c1_control(c))
			c[0] = c[1] = '?';
		else if (*c < 0x20 || *c == 0x7f)
			*c = '?';
	}
}

bool(err_set)(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (errno == ENOMEM)
		snprintf(err->text, sizeof(err->text), "out of memory");
	make_printable(err->text);
	return false;
}

bool(err_prefix)(struct err *err, const char *prefix)
{
	char text[sizeof(err->text)];

	memcpy(text, err->text, sizeof(text));
	return err_set(err, "%s: %s", prefix, text);
}
