/* The time of day, which a variable of the environment can stop. */
#include "base/date.h"
#include "base/places.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_DIGITS = 12 };

/* NULL: it is not set to a whole number. */
static const char *fixed(void)
{
	const char *text = places_environment("SOURCE_DATE_EPOCH");

	if (!text || strspn(text, "0123456789") != strlen(text) || strlen(text) > MAX_DIGITS)
		return NULL;
	return text;
}

bool date_is_fixed(void)
{
	return fixed() != NULL;
}

double date_now(void)
{
	const char *text = fixed();
	struct timespec now;

	if (text)
		return (double)strtoll(text, NULL, 10);
	clock_gettime(CLOCK_REALTIME, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
