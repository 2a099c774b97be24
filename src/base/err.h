/*
 * What went wrong, in words for the person at the keyboard.
 *
 * A fallible function returns bool or a pointer and takes a `struct err *` last. The message is one
 * line that names the file, the place in it and the remedy. Only main and cli print it.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/limits.h"

#include <stdbool.h>

struct err {
	char text[ERR_TEXT_MAX];
};

/* Replaces the message; always returns false, so that `return err_set(err, ...)` reads well.
 * Control characters are shown as '?': the text may quote a hostile file. */
bool err_set(struct err *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "PREFIX: " before the message that is there; returns false as well. */
bool err_prefix(struct err *, const char *prefix);

#ifdef ANALYSED
/* Analysers see one file at a time: that it is false they are told (tests/style/analyse). */
#define err_set(...) (err_set(__VA_ARGS__), false)
#define err_prefix(...) (err_prefix(__VA_ARGS__), false)
#endif

#endif
