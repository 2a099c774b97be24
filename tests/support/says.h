/* Assertions on messages. Include cmocka's headers first. */
#ifndef TESTS_SUPPORT_SAYS_H
#define TESTS_SUPPORT_SAYS_H

#include "base/err.h"

#include <string.h>

/* The message is one line that holds `part`. */
static inline void assert_says_at(const struct err *err, const char *part, const char *file,
				  int line)
{
	if (!strstr(err->text, part)) {
		print_error("\"%s\" does not say \"%s\"\n", err->text, part);
		_fail(file, line);
	}
	if (strchr(err->text, '\n')) {
		print_error("\"%s\" is more than one line\n", err->text);
		_fail(file, line);
	}
}

#define assert_says(err, part) assert_says_at(err, part, __FILE__, __LINE__)

#endif
