/* What is before the last dot names the sequence. */
#include "model/import/sequence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static size_t length_before(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? (size_t)(dot + 1 - name) : 0;
}

int sequence_number(const char *name, const char *other)
{
	enum { DIGITS = 4 };
	size_t before = length_before(name), digits = 0;

	while (digits < DIGITS && isdigit((unsigned char)name[before + digits]))
		digits++;
	if (digits == 0 || name[before + digits] || length_before(other) != before ||
	    memcmp(name, other, before) != 0)
		return -1;
	return (int)strtol(name + before, NULL, 10);
}

int sequence_between(const struct unit *unit, const struct unit *next)
{
	int number = sequence_number(next->name, unit->name);

	return unit->last_number < 0 || number <= unit->last_number
		       ? -1
		       : number - unit->last_number - 1;
}
