/*
 * Recordings of terminals, asciicast version 2: a JSON object of the width, height, timestamp,
 * title and environment, then a line for each event: [seconds, "o", text] for what is shown, and
 * [seconds, "r", "80x24"] for another size. Lines are appended as they come, so that a recording
 * that was broken off plays up to there.
 */
#ifndef FORMAT_ASCIICAST_H
#define FORMAT_ASCIICAST_H

#include "base/err.h"

#include <stddef.h>

struct asciicast;

/* Makes a new file, as appender_open() does. The timestamp is date_now(). */
struct asciicast *asciicast_open(const char *path, const char *title, int columns, int rows,
				 struct err *);
/* seconds: since the beginning. Bytes that are no UTF-8 become '?'. */
bool asciicast_show(struct asciicast *, double seconds, const char *text, size_t size,
		    struct err *);
bool asciicast_resize(struct asciicast *, double seconds, int columns, int rows, struct err *);
/* NULL is ignored. */
bool asciicast_close(struct asciicast *, struct err *);

#endif
