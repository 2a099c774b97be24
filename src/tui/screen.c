/* Finding a screen in a table. */
#include "tui/screen.h"

#include <strings.h>

int screen_find(const struct screen *const *table, const char *name)
{
	for (int i = 0; table[i]; i++)
		if (strcasecmp(name, table[i]->name) == 0 ||
		    (name[0] == table[i]->letter && !name[1]))
			return i;
	return -1;
}
