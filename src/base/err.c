/*
 * The message buffer. Messages are cut at its end, never overrun, and hold no control characters.
 *
 * A library that fails as memory is out often says only that it failed, and the file would be
 * called damaged. But malloc has left ENOMEM in errno, and that is told instead.
 */
#include "base/err.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool(err_set)(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (errno == ENOMEM)
		snprintf(err->text, sizeof(err->text), "out of memory");
	text_clean(err->text);
	return false;
}

bool(err_prefix)(struct err *err, const char *prefix)
{
	char text[sizeof(err->text)];

	memcpy(text, err->text, sizeof(text));
	return err_set(err, "%s: %s", prefix, text);
}
